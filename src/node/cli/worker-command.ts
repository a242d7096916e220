import { Command } from "@commander-js/extra-typings";
import type { CommandIo, CommandResult } from "./command.js";
import { wholeNumber } from "./usage.js";

/**
 * Declares `homeground worker`.
 *
 * @param program whose settings are inherited
 * @param finish takes what a command came to
 */
export function workerCommand(
  program: { readonly commands: readonly unknown[] } & Pick<Command, "name">,
  io: CommandIo,
  finish: (result: CommandResult) => Promise<void>,
) {
  return new Command("worker")
    .description("runs shards that wait in a database, on any number of machines at once")
    .copyInheritedSettings(program as unknown as Command)
    .argument("<dir>", "folder of the shards, or s3://bucket/folder")
    .requiredOption("--database <url>", "postgres://…, or a folder for one process at a time")
    .option("--once", "ends after one shard, or where none waits")
    .option("--drain", "ends when no shard waits or runs any more, 1 where some are set aside")
    .option("--concurrency <n>", "shards at once", wholeNumber(1, 64), 1)
    .option(
      "--threads <n>",
      "processes that score images, of each shard: fewer where workers share a machine",
      wholeNumber(1, 256),
    )
    .option(
      "--lease <seconds>",
      "a shard of a worker that was not heard of for so long is another's",
      wholeNumber(1, 3600),
      60,
    )
    .option("--images <place>", "where the images are, if not where the plan says")
    .option("--from <dir>", "where the plan was typed, if that folder was moved")
    .option("--quiet", "no lines about shards")
    .addHelpText(
      "after",
      "\nExample:\n  homeground worker --database postgres://lab@db/homeground shards --drain",
    )
    .action(async (path, options) => {
      const { runWorker } = await import("./worker.js");
      await finish(await runWorker(path, options, io));
    });
}
