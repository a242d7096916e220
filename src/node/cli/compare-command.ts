import type { Command, CommandUnknownOpts } from "@commander-js/extra-typings";
import { ABOVE_0 } from "../../evaluation/options/values.js";
import type { ReadingChoice } from "../../formats/reading-choice.js";
import type { Task } from "../../tasks/task.js";
import type { CommandIo, CommandResult } from "./command.js";
import type { CompareOptions } from "./compare-inputs.js";
import { evaluationCommand } from "./evaluation-command.js";
import { collect, parserOf, wholeNumber } from "./usage.js";

/**
 * Declares `homeground compare`.
 *
 * @param program whose settings are inherited
 * @param finish takes what a command came to
 */
export function compareCommand(
  program: { readonly commands: readonly unknown[] } & Pick<Command, "name">,
  io: CommandIo,
  finish: (result: CommandResult) => Promise<void>,
  tasks: readonly Pick<Task, "names">[],
  readings: readonly ReadingChoice[],
) {
  const command = comparing(tasks, readings).copyInheritedSettings(program as unknown as Command);
  // Which options there are is the registry's to say, so that commander cannot know their types.
  const own = command as unknown as CommandUnknownOpts;
  own.action(async (...args: readonly unknown[]) => {
    const [paths, options] = args as readonly [readonly string[], CompareOptions];
    const { compare } = await import("./compare.js");
    const given = own.options
      .filter((option) => own.getOptionValueSource(option.attributeName()) === "cli")
      .map(({ long, short }) => long ?? short ?? "");
    await finish(await compare(paths, options, given, io));
  });
  return command;
}

/** Declares the words of `homeground compare`, without what it does. */
export function comparing(
  tasks: readonly Pick<Task, "names">[],
  readings: readonly ReadingChoice[],
) {
  return evaluationCommand("compare", tasks, readings, "several")
    .description("several models on the same images: which is ahead, where, and how sure that is")
    .option(
      "--name <name>",
      "of each model, then of each file of predictions; repeatable",
      collect,
      [],
    )
    .option("--by <attribute>", "compares at each of its levels too: site, scanner, line")
    .option("--shared-only", "on the images alone that every model has a prediction for")
    .option(
      "--race [labels]",
      "labels one after the other in their drawn order, dropping models that are certainly not the best; with so many at most",
      wholeNumber(1, 1e9),
    )
    .option(
      "--equal-alarms [rate]",
      "also at thresholds at which all raise as many alarms: so many an image, or as many as the one with fewest",
      parserOf(ABOVE_0),
    )
    .option("--out <dir>", "folder of the comparison and of each evaluation", "homeground-compare")
    .addHelpText(
      "after",
      [
        "\nExamples:",
        "  homeground compare photos --labels labels.csv --predictions a.csv --predictions b.csv --by site",
        "  homeground compare results/a results/b --by site",
      ].join("\n"),
    );
}
