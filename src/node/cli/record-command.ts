import { Command, Option } from "@commander-js/extra-typings";
import type { ReadingChoice } from "../../formats/reading-choice.js";
import type { Task } from "../../tasks/task.js";
import type { CommandIo, CommandResult } from "./command.js";
import { evaluationCommand } from "./evaluation-command.js";
import { collect, wholeNumber } from "./usage.js";

/**
 * Declares `homeground record …`.
 *
 * @param program whose settings are inherited
 * @param finish takes what a command came to
 * @param tasks that `create` offers
 * @param readings what it can be told about the reading of files
 */
export function recordCommand(
  program: { readonly commands: readonly unknown[] } & Pick<Command, "name">,
  io: CommandIo,
  finish: (result: CommandResult) => Promise<void>,
  tasks: readonly Pick<Task, "names">[],
  readings: readonly ReadingChoice[],
) {
  const parent = program as unknown as Command;
  const record = new Command("record")
    .description(
      "a figure with its images, the conditions it speaks for and its caveats: made, checked, shown, compared",
    )
    .copyInheritedSettings(parent);

  record.addCommand(
    recordCreateCommand(tasks, readings)
      .copyInheritedSettings(parent)
      .action(async (images, options) => {
        const { createRecordHere } = await import("./record-create.js");
        await finish(await createRecordHere(images, options, io));
      }),
  );

  record
    .command("verify")
    .description("holds a record against its files, figures, images and model; names differences")
    .argument("<record>", "record.json, or the folder that it is in")
    .option("--images <dir>", "folder of the images, where they are not beside the record")
    .option("--model <file>", "runs the model again over the images, within 0.001 of each score")
    .option("--threads <n>", "processes that score images", wholeNumber(1, 256))
    .addOption(new Option("--engine <engine>", "inference engine").choices(["native", "wasm"]))
    .option(
      "--expect <id>",
      "the id that the record must have, or its evidence id: the one in the paper",
    )
    .option("--signed-by <key>", "the public key that must have signed it, or a file with it")
    .option("--secret <file>", "for auditors of a record that is not open")
    .option("--quiet", "no progress")
    .addHelpText("after", example("homeground record verify record/record.json"))
    .action(async (path, options) => {
      const { verifyHere } = await import("./record-verify.js");
      await finish(await verifyHere(path, options, io));
    });

  record
    .command("show")
    .description("what a record claims, on what, and what is not stated")
    .argument("<record>", "record.json, or the folder that it is in")
    .addHelpText("after", example("homeground record show record/record.json"))
    .action(async (path) => {
      const { showHere } = await import("./record-show.js");
      await finish(await showHere(path, io));
    });

  record
    .command("lint")
    .description("what a record says beyond what it measured, and what is not answered")
    .argument("<record>", "record.json, or the folder that it is in")
    .addHelpText("after", example("homeground record lint record/record.json"))
    .action(async (path) => {
      const { lintHere } = await import("./record-lint.js");
      await finish(await lintHere(path, io));
    });

  record
    .command("kit")
    .description("badge, QR code, methods paragraph, BibTeX and CITATION.cff; a copy without names")
    .argument("<record>", "record.json, or the folder that it is in")
    .requiredOption("--out <dir>", "folder of the kit, not there yet or of an earlier kit")
    .option("--url <address>", "where the record is published: in link, QR code and citation")
    .option("--anonymous", "for double-blind review: a copy of the record without who made it")
    .addHelpText(
      "after",
      example("homeground record kit record --out kit --url https://example.org/record/"),
    )
    .action(async (path, options) => {
      const { kitHere } = await import("./record-kit.js");
      await finish(await kitHere(path, options, io));
    });

  record
    .command("archive")
    .description("the record as a ZIP file that is read and checked without this program")
    .argument("<record>", "record.json, or the folder that it is in")
    .requiredOption("--out <file>", "the archive, a .zip file")
    .option("--quiet", "no progress")
    .addHelpText("after", example("homeground record archive record --out record.zip"))
    .action(async (path, options) => {
      const { archiveHere } = await import("./record-archive.js");
      await finish(await archiveHere(path, options, io));
    });

  record
    .command("diff")
    .description("in what two records differ: figures, images, statements")
    .argument("<before>", "record.json, or the folder that it is in")
    .argument("<after>", "the other one")
    .addHelpText("after", example("homeground record diff first/record.json record/record.json"))
    .action(async (before, after) => {
      const { diffHere } = await import("./record-show.js");
      await finish(await diffHere(before, after, io));
    });

  record
    .command("keygen")
    .description("a key to sign records with, encrypted under a passphrase")
    .requiredOption("--key <file>", "the key file, not there yet; keep it to yourself")
    .addHelpText("after", example("homeground record keygen --key my.key"))
    .action(async (options) => {
      const { keygenHere } = await import("./record-sign.js");
      await finish(await keygenHere(options, io));
    });

  record
    .command("sign")
    .description("signs the id of a record; the id stays the same")
    .argument("<record>", "record.json, or the folder that it is in")
    .requiredOption("--key <file>", "key file of homeground record keygen")
    .addHelpText("after", example("homeground record sign record/record.json --key my.key"))
    .action(async (path, options) => {
      const { signHere } = await import("./record-sign.js");
      await finish(await signHere(path, options, io));
    });

  record
    .command("export")
    .description("a record in the formats of others: model card, Croissant, RO-Crate, bioimage.io")
    .argument("<record>", "record.json, or the folder that it is in")
    .option("--to <format>", "hf, croissant, ro-crate, bioimageio or all; repeatable", collect, [])
    .requiredOption("--out <path>", "folder to write to, or the file of one format")
    .option("--url <address>", "of the folder in which the record is published")
    .option("--merge <readme>", "README.md of a model that the result is put into; the rest stays")
    .option("--benchmark <name>", "OWNER/NAME#TASK of the hub: writes .eval_results/ too")
    .addOption(
      new Option(
        "--dataset-role <role>",
        "for bioimage.io: what the images were to training",
      ).choices(["train", "validation", "test", "independent", "unknown"] as const),
    )
    .addHelpText("after", example("homeground record export record --to hf --out exports"))
    .action(async (path, options) => {
      const { exportHere } = await import("./record-export.js");
      await finish(await exportHere(path, options, io));
    });

  return record;
}

/** Declares `homeground record create`, without what it does. */
export function recordCreateCommand(
  tasks: readonly Pick<Task, "names">[],
  readings: readonly ReadingChoice[],
) {
  return evaluationCommand("create", tasks, readings)
    .description("evaluates a model and makes a record of it that anybody can compute again")
    .requiredOption("--out <dir>", "folder of the record, not there yet or of a draft")
    .option("--facts <file>", "what only you know, as JSON: docs/records.md")
    .option("--interactive", "asks for what only you know, one question after the other")
    .addOption(
      new Option("--openness <level>", "what others get to see")
        .choices(["open", "on-request", "closed"])
        .default("open"),
    )
    .option("--secret <file>", "of a record that is not open; made where it is missing")
    .option("--publish", "published, which wants the whole construct statement")
    .option("--draft", "a draft, as without --publish")
    .option("--images <where>", "include, withhold, or the address of their folder")
    .option("--model-file <where>", "include, withhold, or the address of the model")
    .option(
      "--with-features",
      "also features of the test images, so that others can see how far theirs are: numbers, no pictures",
    )
    .addOption(
      new Option(
        "--outcomes <form>",
        "answers without names, of a record that is not open",
      ).choices(["scores", "answers", "withheld"] as const),
    )
    .option("--previous <record>", "the record that this one replaces, or its folder")
    .addHelpText(
      "after",
      example(
        "homeground record create photos --labels labels.csv --model model.onnx --facts facts.json --out record",
      ),
    );
}

function example(line: string): string {
  return `\nExample:\n  ${line}`;
}
