import { Command, Option } from "@commander-js/extra-typings";
import { FRACTION } from "../../evaluation/options/values.js";
import type { CommandIo, CommandResult } from "./command.js";
import { labelOptions } from "./label-options.js";
import { collect, parserOf, wholeNumber } from "./usage.js";

/**
 * Declares `homeground shortlist`.
 *
 * @param program whose settings are inherited
 * @param finish takes what a command came to
 */
export function shortlistCommand(
  program: { readonly commands: readonly unknown[] } & Pick<Command, "name">,
  io: CommandIo,
  finish: (result: CommandResult) => Promise<void>,
) {
  return new Command("shortlist")
    .description("which of many models is worth fine-tuning: their features on labelled images")
    .argument("<images>", "folder, archive, list, quoted pattern or s3:// of images")
    .requiredOption("--labels <path>", "annotation file or folder: the classes of the images")
    .option("--model <model>", "ONNX file or address of a candidate; repeatable", collect, [])
    .option("--card <file>", "card of each --model, in their order; repeatable", collect, [])
    .option("--features <file>", "table of features instead of a model; repeatable", collect, [])
    .option(
      "--name <name>",
      "of each model, then of each table of features; repeatable",
      collect,
      [],
    )
    .option("--cluster <attribute>", "images of one group are drawn together: site, patient, lot")
    .option("--columns <roles>", "columns of the label table: image=NAME,label=NAME")
    .addOption(labelOptions.delimiter())
    .addOption(labelOptions.encoding())
    .option("--where <column=value>", "images with this value alone; repeatable", collect, [])
    .option("--level <p>", "of the ranges of ranks", parserOf(FRACTION), 0.95)
    .option("--seed <n>", "of everything drawn", wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option("--threads <n>", "processes that look at images", wholeNumber(1, 256))
    .option("--image-timeout <s>", "longest time for one image, in seconds", wholeNumber(1, 86_400))
    .addOption(
      new Option("--engine <engine>", "inference engine").choices(["native", "wasm"] as const),
    )
    .option("--allow-private", "models from addresses of this machine and network, and by http:")
    .option("--out <dir>", "folder of page and shortlist.json", "homeground-shortlist")
    .option("--quiet", "the answer and the page's path only")
    .addHelpText(
      "after",
      "\nExample:\n  homeground shortlist photos --labels labels.csv --model a.onnx --model b.onnx --features c.csv",
    )
    .copyInheritedSettings(program as unknown as Command)
    .action(async (images, options) => {
      const { shortlistImages } = await import("./shortlist.js");
      await finish(await shortlistImages(images, options, io));
    });
}
