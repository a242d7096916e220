import { createHash } from "node:crypto";
import { open, readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { HomegroundError } from "../../core/errors.js";
import type { ScoreLog } from "../../scoring/score-log.js";
import { indexScoreLog, keyOfRecord, parseRecord } from "../../scoring/score-log-frames.js";
import {
  DamagedShard,
  type KeyedRecord,
  readShard,
  type ShardHeader,
  shardPieces,
} from "../../shards/shard-file.js";
import {
  type PlannedShard,
  parseList,
  parsePlan,
  type ShardImage,
  type ShardPlan,
} from "../../shards/shard-plan.js";
import { createNodeDigest } from "../digest.js";
import { notRead } from "../files/read-file.js";
import { placeOf, type ShardPlace } from "./shard-place.js";

/** Names of what a folder of shards holds. */
const NAMES = { plan: "plan.json", lists: "images", results: "results" } as const;

/** A plan, and the folder or bucket of its shards. */
export interface ShardFolder {
  readonly place: ShardPlace;
  readonly plan: ShardPlan;
}

/** Where the list of a shard's images lies, below the folder. */
export const listPath = (shard: number): string => `${NAMES.lists}/${shard}.ndjson`;
export const PLAN_FILE = NAMES.plan;

/** @throws HomegroundError `input/not-found`, `shards/bad-plan`, `shards/version` */
export async function openShards(root: string, version: string): Promise<ShardFolder> {
  const place = placeOf(root);
  const path = place.path(NAMES.plan);
  const text = await place.readText(
    NAMES.plan,
    "Name the folder that homeground shards plan wrote",
  );
  const plan = parsePlan(text, path);
  if (plan.version === version) return { place, plan };
  throw new HomegroundError("shards/version", {
    what: `the plan is of Homeground ${plan.version}, and this is ${version}`,
    where: path,
    fix: `Use Homeground ${plan.version} on every machine, or make the plan again`,
  });
}

/** The queue of a plan. @throws HomegroundError `shards/not-entered` */
export function queueOf({ place, plan }: ShardFolder): string {
  if (plan.queue !== undefined) return plan.queue;
  throw new HomegroundError("shards/not-entered", {
    what: "the plan was made without a database, so no shard waits for a worker",
    where: place.root,
    fix: "Plan again with --database, or run shards by homeground shards run",
  });
}

/** @throws HomegroundError `shards/no-shard` */
export function shardOf({ place, plan }: ShardFolder, number: number): PlannedShard {
  const shard = plan.shards[number - 1];
  if (shard !== undefined) return shard;
  throw new HomegroundError("shards/no-shard", {
    what: `there is no shard ${number}`,
    where: place.path(NAMES.plan),
    fix: `Give a number from 1 to ${plan.shards.length}`,
  });
}

/** The images of a shard. @throws HomegroundError `shards/bad-plan`, and as `readText` */
export async function shardImages(
  { place }: ShardFolder,
  { shard, list }: PlannedShard,
): Promise<readonly ShardImage[]> {
  const path = place.path(listPath(shard));
  const fix = "Copy the whole folder of the plan, or make the plan again";
  const text = await place.readText(listPath(shard), fix);
  if (createHash("sha256").update(text).digest("hex") !== list) {
    throw new HomegroundError("shards/bad-plan", {
      what: "it is not the list that was planned",
      where: path,
      fix: "Copy the folder of the plan again, or make the plan again",
    });
  }
  return parseList(text, path);
}

/** Where what a shard came to is kept below the folder, under the name of its content. */
export function resultName({ shard, id }: PlannedShard): string {
  return `${NAMES.results}/${shard}-${id.slice(0, 32)}.shard`;
}

/** Whether a shard is there, whole; else what is wrong with it. */
export type ShardState =
  | { readonly kind: "done" }
  | { readonly kind: "missing" }
  | { readonly kind: "damaged"; readonly what: string }
  | { readonly kind: "version"; readonly version: string };

/**
 * Reads a shard to its seal.
 *
 * @param use takes each record, before the seal is known to fit
 * @throws HomegroundError `input/unreadable`; what `use` throws
 */
export async function shardState(
  { place, plan }: ShardFolder,
  shard: PlannedShard,
  use?: (record: KeyedRecord, at: number) => void | Promise<void>,
): Promise<ShardState> {
  let header: ShardHeader;
  try {
    const pieces = await place.pieces(resultName(shard));
    if (pieces === null) return { kind: "missing" };
    header = await readShard(pieces, createNodeDigest, use);
  } catch (cause) {
    if (cause instanceof DamagedShard) return { kind: "damaged", what: cause.message };
    if (cause instanceof HomegroundError) throw cause;
    throw notRead(place.path(resultName(shard)), cause, "Check the rights on the folder");
  }
  if (header.version !== plan.version) return { kind: "version", version: header.version };
  if (header.id === shard.id && header.records === recordCount(plan, shard)) {
    return { kind: "done" };
  }
  return { kind: "damaged", what: "it is of another shard" };
}

function recordCount({ models, looks = 0 }: ShardPlan, { images }: PlannedShard): number {
  return images * (models.length + looks);
}

/** Writes what a shard came to, whole or not at all. @throws HomegroundError `output/not-written`, `network/…` */
export async function writeShard(
  { place, plan }: ShardFolder,
  shard: PlannedShard,
  records: AsyncIterable<KeyedRecord>,
): Promise<void> {
  const count = recordCount(plan, shard);
  const header = { id: shard.id, version: plan.version, records: count };
  await place.write(resultName(shard), shardPieces(header, records, createNodeDigest));
}

/**
 * What runs of a shard keep while they are under way: logs for each machine, and the lock of a run,
 * which is for one machine: whether a process of another one still runs cannot be told.
 *
 * @param count of logs: one for each model, then one for each model's looks at altered pictures
 */
export function workPaths(work: string, shard: PlannedShard, count: number) {
  const host = hostname().replaceAll(/[^A-Za-z0-9-]/g, "_");
  const base = join(work, `${shard.shard}-${shard.id.slice(0, 32)}`);
  return {
    lock: `${base}.${host}.lock`,
    logs: Array.from({ length: count }, (_, m) => `${base}.${host}.${m + 1}.log`),
  };
}

/** Logs of a shard that earlier runs left, on whatever machine, by their number from 0. */
async function workLogs(work: string, { shard, id }: PlannedShard) {
  const start = `${shard}-${id.slice(0, 32)}.`;
  const names = (await readdir(work).catch(() => [])).filter((name) => name.startsWith(start));
  return names.flatMap((name) => {
    const number = /\.(\d+)\.log$/.exec(name)?.[1];
    return number === undefined ? [] : [{ path: join(work, name), at: Number(number) - 1 }];
  });
}

/** Takes over what runs on other machines have scored of a shard. */
export async function takeOver(
  work: string,
  shard: PlannedShard,
  own: readonly string[],
  logs: readonly ScoreLog[],
): Promise<void> {
  for (const { path, at } of await workLogs(work, shard)) {
    const log = logs[at];
    if (own.includes(path) || log === undefined) continue;
    await readLog(path, ([sha256, record]) => log.append(sha256, record)).catch(() => {}); // it is scored again
  }
}

/** Removes what runs of a shard that is there have left. */
export async function clearWork(work: string, shard: PlannedShard): Promise<void> {
  for (const { path } of await workLogs(work, shard))
    await rm(path, { force: true }).catch(() => {});
}

/** Images that runs of a shard which is not there yet have scored by all models. */
export async function scoredSoFar(
  work: string | null,
  shard: PlannedShard,
  models: number,
): Promise<number> {
  if (work === null) return 0; // it is on the disk of whoever runs it
  const seen = Array.from({ length: models }, () => new Set<string>());
  for (const { path, at } of await workLogs(work, shard)) {
    await readLog(path, async ([sha256]) => {
      seen[at]?.add(sha256);
    }).catch(() => {}); // it is being removed
  }
  return Math.min(...seen.map(({ size }) => size));
}

/** Every record of a log that may grow meanwhile. */
async function readLog(path: string, use: (record: KeyedRecord) => Promise<void>): Promise<void> {
  const file = await open(path, "r");
  const readAt = async (offset: number, length: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(length);
    await file.read(bytes, 0, length, offset);
    return bytes;
  };
  try {
    const { places } = await indexScoreLog((await file.stat()).size, readAt, path);
    for (const { offset, length } of places.values()) {
      const body = await readAt(offset, length);
      await use([keyOfRecord(body), parseRecord(body)]);
    }
  } finally {
    await file.close();
  }
}
