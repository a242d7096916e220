import type { Json } from "../../core/canonical-json.js";
import type { Count, PositiveCount } from "../../core/json-values.js";
import { counted } from "../../reports/numbers.js";
import { numberRanges } from "../../shards/slurm-scripts.js";
import { databasePlace, openShardJobs, type ShardJobs } from "../jobs/shard-jobs.js";
import { openShards, queueOf, type ShardFolder, shardState } from "../shards/shard-folder.js";
import type { CommandIo, CommandResult } from "./command.js";

/** Output of `homeground shards cancel|retry --json -`. */
export interface ShardsQueueJson {
  readonly schema: "homeground.shards-queue/1";
  readonly cancelled: Count;
  /** Shards that wait again. */
  readonly entered: readonly PositiveCount[];
}

/** `homeground shards cancel DIR --database URL`. */
export async function cancelShards(
  root: string,
  database: string,
  io: CommandIo,
): Promise<CommandResult> {
  return withQueue(root, database, io, async (jobs) => {
    const cancelled = await jobs.cancel();
    return {
      text: [
        `Cancelled  ${counted(cancelled, "shard")}`,
        `Again      homeground shards retry ${root} --database …`,
      ].join("\n"),
      json: { schema: "homeground.shards-queue/1", cancelled, entered: [] },
    };
  });
}

/** `homeground shards retry DIR --database URL`. */
export async function retryShards(
  root: string,
  database: string,
  io: CommandIo,
): Promise<CommandResult> {
  return withQueue(root, database, io, async (jobs, folder) => {
    const missing: number[] = [];
    for (const shard of folder.plan.shards) {
      if ((await shardState(folder, shard)).kind !== "done") missing.push(shard.shard);
    }
    const entered = (await jobs.enterAgain(missing)).toSorted((a, b) => a - b);
    const which = entered.length === 0 ? "" : `: ${numberRanges(entered)}`;
    return {
      text: `Entered  ${counted(entered.length, "shard")}${which}`,
      json: { schema: "homeground.shards-queue/1", cancelled: 0, entered },
    };
  });
}

async function withQueue(
  root: string,
  database: string,
  io: CommandIo,
  work: (
    jobs: ShardJobs,
    folder: ShardFolder,
  ) => Promise<{ readonly text: string; readonly json: ShardsQueueJson }>,
): Promise<CommandResult> {
  const folder = await openShards(root, io.version);
  const jobs = await openShardJobs(databasePlace(database), queueOf(folder));
  try {
    const { text, json } = await work(jobs, folder);
    return { text, json: json as unknown as Json };
  } finally {
    await jobs.close();
  }
}
