import { Command } from "@commander-js/extra-typings";
import { FRACTION } from "../../evaluation/options/values.js";
import type { CommandIo, CommandResult } from "./command.js";
import { parserOf } from "./usage.js";

/**
 * Declares `homeground benchmark …`.
 *
 * @param program whose settings are inherited
 * @param finish takes what a command came to
 */
export function benchmarkCommand(
  program: { readonly commands: readonly unknown[] } & Pick<Command, "name">,
  io: CommandIo,
  finish: (result: CommandResult) => Promise<void>,
) {
  const benchmark = new Command("benchmark")
    .description("models at many places: which transfers, without an image leaving its place")
    .copyInheritedSettings(program as unknown as Command);

  benchmark
    .command("init")
    .description("begins a benchmark: a folder that says what is compared")
    .argument("<dir>", "folder of the benchmark, without one yet")
    .requiredOption("--name <words>", "what it is called")
    .requiredOption("--metric <ref>", "the figure that is compared, such as accuracy")
    .option("--task <task>", "of every model", "classification")
    .option("--level <level>", "at which all differences hold together", parserOf(FRACTION), 0.95)
    .addHelpText(
      "after",
      example("homeground benchmark init bench --name Ridges --metric accuracy"),
    )
    .action(async (path, options) => {
      const { initBenchmark } = await import("./benchmark.js");
      await finish(await initBenchmark(path, options));
    });

  benchmark
    .command("add")
    .description("adds results of models at places, each once; what is refused is named")
    .argument("<dir>", "folder of the benchmark")
    .argument(
      "<files...>",
      "shared results, result.json with outcomes, records, ledgers, submissions",
    )
    .option("--model <name>", "what the model is called")
    .option("--place <words>", "what the place is called")
    .option("--condition <words>", "night, snow, another scanner")
    .option("--place-by <column>", "of a result of many places: the column that names them")
    .option(
      "--condition-by <column>",
      "a column of a result, or what a shared result says of its place: light, habitat",
    )
    .option("--month <month>", "when the images were taken: 2026-11")
    .option(
      "--record <record>",
      "the model's record: where it was trained, what its images were used for",
    )
    .addHelpText("after", example("homeground benchmark add bench homeground-out --place Ridge"))
    .action(async (path, files, options) => {
      const { addToBenchmark } = await import("./benchmark.js");
      await finish(await addToBenchmark(path, files, options, io));
    });

  benchmark
    .command("publish")
    .description(
      "one static page: matrix, differences that are told, how often each set was looked at",
    )
    .argument("<dir>", "folder of the benchmark")
    .requiredOption("--out <dir>", "folder of the site")
    .addHelpText("after", example("homeground benchmark publish bench --out site"))
    .action(async (path, options) => {
      const { publishBenchmark } = await import("./benchmark.js");
      await finish(await publishBenchmark(path, options, io));
    });

  benchmark
    .command("fresh")
    .description("models on the test set that all were chosen by, and on one that nobody has seen")
    .argument(
      "<figures>",
      "a benchmark's folder, or a table: model, original and fresh as right/all",
    )
    .option("--original <place>", "of a folder: the place that was used to choose; else its name")
    .option("--fresh <place>", "of a folder: the place of fresh images; else its name")
    .option("--level <level>", "of ranges; of a folder the benchmark's own", parserOf(FRACTION))
    .option("--out <dir>", "folder of a page, fresh.json and fresh.csv")
    .addHelpText(
      "after",
      example("homeground benchmark fresh figures.csv --original CIFAR-10 --out fresh"),
    )
    .action(async (path, options) => {
      const { compareFresh } = await import("./benchmark-fresh.js");
      await finish(await compareFresh(path, options, io));
    });
  return benchmark;
}

function example(line: string): string {
  return `\nExample:\n  ${line}`;
}
