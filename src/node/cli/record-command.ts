import { Command, Option } from "@commander-js/extra-typings";
import type { CommandIo, CommandResult } from "./command.js";
import { evaluationCommand } from "./evaluation-command.js";

/**
 * Declares `homeground record …`.
 *
 * @param program whose settings are inherited
 * @param finish takes what a command came to
 */
export function recordCommand(
  program: { readonly commands: readonly unknown[] } & Pick<Command, "name">,
  io: CommandIo,
  finish: (result: CommandResult) => Promise<void>,
) {
  const parent = program as unknown as Command;
  const record = new Command("record")
    .description("a figure bound to its images, scope and caveats: made, checked, shown, compared")
    .copyInheritedSettings(parent);

  record.addCommand(
    evaluationCommand("create")
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
      .addOption(
        new Option(
          "--outcomes <form>",
          "answers without names, of a record that is not open",
        ).choices([...["scores", "answers", "withheld"]] as const),
      )
      .option("--previous <record>", "the record that this one replaces")
      .addHelpText(
        "after",
        example(
          "homeground record create photos --labels labels.csv --model model.onnx --facts facts.json --out record",
        ),
      )
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
    .option("--expect <id>", "the id that the record must have: the one in the paper")
    .option("--secret <file>", "for auditors of a record that is not open")
    .option("--quiet", "no progress")
    .addHelpText("after", example("homeground record verify record/record.json"))
    .action(async (path, options) => {
      const { verifyHere } = await import("./record-verify.js");
      await finish(await verifyHere(path, options, io));
    });

  return record;
}

function example(line: string): string {
  return `\nExample:\n  ${line}`;
}
