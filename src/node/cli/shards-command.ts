import { Command, Option } from "@commander-js/extra-typings";
import { SHARDED_COMMANDS } from "../../shards/sharded-commands.js";
import { MOST_SHARDS } from "../../shards/split-images.js";
import type { CommandIo, CommandResult } from "./command.js";
import { wholeNumber } from "./usage.js";

/**
 * Declares `homeground shards …`.
 *
 * @param program whose settings are inherited
 * @param finish takes what a command came to
 */
export function shardsCommand(
  program: { readonly commands: readonly unknown[] } & Pick<Command, "name">,
  io: CommandIo,
  finish: (result: CommandResult) => Promise<void>,
) {
  const shards = new Command("shards")
    .description("one evaluation over several machines: planned, run part by part, joined")
    .copyInheritedSettings(program as unknown as Command);

  shards
    .command("plan")
    .description("splits the images of a command that runs a model, so that parts take as long")
    .argument("<words...>", "images and options, as of homeground evaluate")
    .option(
      "--shards <n>",
      "how many parts; else as many as start within a twentieth of the work",
      wholeNumber(1, MOST_SHARDS),
    )
    .requiredOption(
      "--out <dir>",
      "folder of the shards, not there yet, which all machines see, or s3://bucket/folder",
    )
    .option("--database <url>", "enters them for homeground worker: postgres://…, or a folder")
    .addOption(
      new Option("--for <command>", "the command: record is record create")
        .choices(SHARDED_COMMANDS)
        .default("evaluate" as const),
    )
    .allowUnknownOption()
    .addHelpText(
      "after",
      example(
        "homeground shards plan photos --labels labels.csv --model model.onnx --shards 8 --out shards",
      ),
    )
    .action(async (_words, options, command) => {
      const { planShards } = await import("./shards-plan.js");
      await finish(await planShards(command.args, options, io));
    });

  shards
    .command("run")
    .description("scores the images of one shard; done again it does nothing")
    .argument("<dir>", "folder of the shards")
    .argument("<k>", "number of the shard, from 1", wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .addOption(images())
    .addOption(from())
    .option("--threads <n>", "processes that score images", wholeNumber(1, 256))
    .option("--quiet", "no progress")
    .addHelpText("after", example("homeground shards run shards 1"))
    .action(async (path, number, options) => {
      const { runShard } = await import("./shards-run.js");
      await finish(await runShard(path, number, options, io));
    });

  shards
    .command("status")
    .description("how far all shards are, and which are missing")
    .argument("<dir>", "folder of the shards")
    .option("--database <url>", "also who runs them, and which were set aside, and why")
    .addHelpText("after", example("homeground shards status shards"))
    .action(async (path, options) => {
      const { shardsStatus } = await import("./shards-status.js");
      await finish(await shardsStatus(path, options, io));
    });

  shards
    .command("cancel")
    .description("takes shards that wait from the queue, and from workers what they run")
    .argument("<dir>", "folder of the shards")
    .requiredOption("--database <url>", "as of the plan")
    .addHelpText(
      "after",
      example("homeground shards cancel shards --database postgres://lab@db/hg"),
    )
    .action(async (path, { database }) => {
      const { cancelShards } = await import("./shards-queue.js");
      await finish(await cancelShards(path, database, io));
    });

  shards
    .command("retry")
    .description("enters again what was set aside, cancelled or lost")
    .argument("<dir>", "folder of the shards")
    .requiredOption("--database <url>", "as of the plan")
    .addHelpText("after", example("homeground shards retry shards --database postgres://lab@db/hg"))
    .action(async (path, { database }) => {
      const { retryShards } = await import("./shards-queue.js");
      await finish(await retryShards(path, database, io));
    });

  shards
    .command("join")
    .description("what the undivided command would have written, from the scores of all shards")
    .argument("<dir>", "folder of the shards")
    .requiredOption("--out <dir>", "folder of the result, as of the command")
    .addOption(images())
    .addOption(from())
    .option("--quiet", "no progress")
    .addHelpText("after", example("homeground shards join shards --out homeground-out"))
    .action(async (path, options) => {
      const { joinShards } = await import("./shards-join.js");
      await finish(await joinShards(path, options, io));
    });

  shards
    .command("slurm")
    .description("a job array for what is missing, and the join that waits for it")
    .argument("<dir>", "folder of the shards, which all nodes see")
    .argument("[options...]", "after --, options of sbatch: -- --partition=cpu --time=2:00:00")
    .option("--out <dir>", "folder of the result", "homeground-out")
    .option("--submit", "hands both to sbatch; again, it runs what failed")
    .addHelpText("after", example("homeground shards slurm shards --submit -- --cpus-per-task=4"))
    .action(async (path, further, options) => {
      const { slurmShards } = await import("./shards-slurm.js");
      await finish(await slurmShards(path, further, options, io));
    });

  return shards;
}

const images = () =>
  new Option("--images <place>", "where the images are, if not where the plan says") as Option<
    "--images <place>",
    undefined,
    string,
    undefined,
    false,
    string
  >;
const from = () =>
  new Option("--from <dir>", "where the plan was typed, if that folder was moved") as Option<
    "--from <dir>",
    undefined,
    string,
    undefined,
    false,
    string
  >;

function example(line: string): string {
  return `\nExample:\n  ${line}`;
}
