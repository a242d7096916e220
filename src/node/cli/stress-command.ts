import type { Command, CommandUnknownOpts } from "@commander-js/extra-typings";
import type { ReadingChoice } from "../../formats/reading-choice.js";
import type { Task } from "../../tasks/task.js";
import type { CommandIo, CommandResult } from "./command.js";
import { evaluationCommand } from "./evaluation-command.js";
import type { StressOptions } from "./stress-inputs.js";
import { collect, wholeNumber } from "./usage.js";

/** Tries a picture, at most: each is a look of every model. */
const MOST_TRIES = 1000;

/**
 * Declares `homeground stress`.
 *
 * @param program whose settings are inherited
 * @param finish takes what a command came to
 */
export function stressCommand(
  program: { readonly commands: readonly unknown[] } & Pick<Command, "name">,
  io: CommandIo,
  finish: (result: CommandResult) => Promise<void>,
  tasks: readonly Pick<Task, "names">[],
  readings: readonly ReadingChoice[],
) {
  const command = stressing(tasks, readings).copyInheritedSettings(program as unknown as Command);
  // Which options there are is the registry's to say, so that commander cannot know their types.
  const own = command as unknown as CommandUnknownOpts;
  own.action(async (...args: readonly unknown[]) => {
    const [images, options] = args as readonly [string, StressOptions];
    const { stress } = await import("./stress.js");
    await finish(await stress(images, options, io));
  });
  return command;
}

/** Declares the words of `homeground stress`, without what it does. */
export function stressing(
  tasks: readonly Pick<Task, "names">[],
  readings: readonly ReadingChoice[],
) {
  return evaluationCommand("stress", tasks, readings, "models")
    .description("how figures change with noise, blur, light, weather, compression and place")
    .option("--name <name>", "of each model, in their order; repeatable", collect, [])
    .option("--kinds <list>", "ways to alter pictures, with commas between; default: all")
    .option("--severities <list>", "some of 1,2,3,4,5; default: all")
    .option(
      "--search <n>",
      "also looks for what breaks an answer, by so many random tries a picture",
      wholeNumber(1, MOST_TRIES),
    )
    .option("--out <dir>", "folder of page, stress.json and each evaluation", "homeground-stress")
    .addHelpText(
      "after",
      [
        "\nExample:",
        "  homeground stress photos --labels labels.csv --model model.onnx --kinds defocus,jpeg,darkness",
      ].join("\n"),
    );
}
