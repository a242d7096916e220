import type { Json } from "../../core/canonical-json.js";
import type { Count, PositiveCount, Sha256 } from "../../core/json-values.js";
import { counted } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { numberRanges } from "../../shards/slurm-scripts.js";
import {
  openShards,
  queueOf,
  type ShardFolder,
  scoredSoFar,
  shardState,
} from "../shards/shard-folder.js";
import type { CommandIo, CommandResult } from "./command.js";

/** Output of `homeground shards status --json -`. */
export interface ShardsStatusJson {
  readonly schema: "homeground.shards-status/1";
  readonly images: Count;
  /** Images of shards that are done, and those that the others have scored so far. */
  readonly scored: Count;
  readonly shards: readonly ShardStatus[];
  /** Numbers of shards that are still to be run, or run again. */
  readonly missing: readonly PositiveCount[];
  /** What the queue knows of shards that are missing; null where no database was named. */
  readonly jobs: readonly ShardJobStatus[] | null;
}

export interface ShardJobStatus {
  readonly shard: PositiveCount;
  /** `not-entered` is in no queue: nobody will run it. */
  readonly state: "waiting" | "running" | "done" | "set-aside" | "cancelled" | "not-entered";
  /** Machine, process and a name of the worker that runs it, or ran it last. */
  readonly worker: string | null;
  /** Why it failed the last time. */
  readonly reason: string | null;
}

export interface ShardStatus {
  readonly shard: PositiveCount;
  readonly id: Sha256;
  /** `damaged` is cut off, changed or of another version, and is run again. */
  readonly state: "done" | "begun" | "missing" | "damaged";
  readonly images: PositiveCount;
  readonly scored: Count;
}

/** `homeground shards status DIR [--database URL]`. */
export async function shardsStatus(
  root: string,
  { database }: { readonly database?: string | undefined },
  io: CommandIo,
): Promise<CommandResult> {
  const folder = await openShards(root, io.version);
  const { plan } = folder;
  const { work } = folder.place;
  const shards: ShardStatus[] = [];
  for (const shard of plan.shards) {
    const { kind } = await shardState(folder, shard);
    const isDone = kind === "done";
    const scored = isDone ? shard.images : await scoredSoFar(work, shard, plan.models.length);
    const begun = scored > 0 ? "begun" : "missing";
    const state = isDone ? "done" : kind === "missing" ? begun : "damaged";
    const { id, images } = shard;
    shards.push({ shard: shard.shard, id, state, images, scored });
  }
  const missing = shards.flatMap(({ state, shard }) => (state === "done" ? [] : [shard]));
  const scored = shards.reduce((sum, one) => sum + one.scored, 0);
  const json: ShardsStatusJson = {
    schema: "homeground.shards-status/1",
    images: plan.images,
    scored,
    shards,
    missing,
    jobs: database === undefined ? null : await jobsOf(folder, database, missing),
  };
  return { text: statusText(json, root), json: json as unknown as Json };
}

async function jobsOf(
  folder: ShardFolder,
  database: string,
  missing: readonly number[],
): Promise<readonly ShardJobStatus[]> {
  const { databasePlace, openShardJobs } = await import("../jobs/shard-jobs.js");
  const jobs = await openShardJobs(databasePlace(database), queueOf(folder));
  try {
    const known = new Map((await jobs.list()).map((one) => [one.shard, one]));
    return missing.map((shard) => {
      const { state = "not-entered", worker = null, reason = null } = known.get(shard) ?? {};
      return { shard, state, worker, reason };
    });
  } finally {
    await jobs.close();
  }
}

function jobLines(jobs: readonly ShardJobStatus[], root: string): string[] {
  const of = (...states: readonly ShardJobStatus["state"][]): number[] =>
    jobs.filter(({ state }) => states.includes(state)).map(({ shard }) => shard);
  const waiting = of("waiting");
  const again = of("set-aside", "cancelled", "not-entered", "done");
  return [
    ...(waiting.length > 0 ? [`Waiting  ${numberRanges(waiting)}`] : []),
    ...jobs.flatMap(({ shard, state, worker, reason }) => {
      const why = reason === null ? "" : `: ${shown(reason, 500)}`;
      if (state === "running") return [`Running  shard ${shard}: ${shown(worker ?? "?", 100)}`];
      if (state === "waiting") return reason === null ? [] : [`Failed   shard ${shard}${why}`];
      if (state === "set-aside") return [`Aside    shard ${shard}${why}`];
      if (state === "cancelled") return [`Stopped  shard ${shard} was cancelled`];
      return [`Lost     shard ${shard} is in no queue, and its result is not there`];
    }),
    ...(again.length > 0 ? [`Again    homeground shards retry ${root} --database …`] : []),
  ];
}

function statusText(
  { images, scored, shards, missing, jobs }: ShardsStatusJson,
  root: string,
): string {
  const done = shards.length - missing.length;
  const lines = [
    `Done     ${done} of ${counted(shards.length, "shard")}`,
    `Images   ${scored} of ${images} scored`,
  ];
  for (const { state, shard, scored: some, images: all } of shards) {
    if (state === "begun") lines.push(`Begun    shard ${shard}: ${some} of ${all} images`);
    if (state === "damaged") lines.push(`Damaged  shard ${shard}: it is run again`);
  }
  if (missing.length === 0) {
    return [...lines, `Join     homeground shards join ${root} --out homeground-out`].join("\n");
  }
  const [first] = missing;
  const more = missing.length === 1 ? "" : ", and so on";
  return [
    ...lines,
    `Missing  ${numberRanges(missing)}`,
    ...(jobs === null ? [] : jobLines(jobs, root)),
    `Run      homeground shards run ${root} ${first}${more}`,
  ].join("\n");
}
