/**
 * Workers on a PostgreSQL: `HOMEGROUND_DATABASE=postgres://… npm run bench -- workers`, with a database that holds
 * nothing else. How many shards a second the queue takes and gives, and how much less wall time two workers
 * take for the same shards than one.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { databasePlace, openShardJobs } from "../src/node/jobs/shard-jobs.js";
import { ended, processorMs } from "./end-to-end.js";
import { GENERATORS, MAIN, modelFolder } from "./model-limit.js";

const DATABASE = process.env["HOMEGROUND_DATABASE"];

export interface QueueTime {
  readonly shards: number;
  readonly lanes: number;
  /** Microseconds by the clock that a shard takes of the whole queue. */
  readonly enter: number;
  readonly take: number;
  readonly keep: number;
  readonly finish: number;
  /** Of a worker that finds nothing. */
  readonly poll: number;
}

/** Nothing where no database is named. */
export async function benchQueue(shards = 20_000, lanes = 10): Promise<readonly QueueTime[]> {
  if (DATABASE === undefined) return [];
  const queue = `bench-${process.pid}`;
  const jobs = await openShardJobs(databasePlace(DATABASE), queue);
  const timed = async (count: number, work: (lane: number) => Promise<unknown>) => {
    const started = performance.now();
    await Promise.all(
      Array.from({ length: lanes }, async (_, lane) => {
        for (let i = 0; i < count / lanes; i++) await work(lane);
      }),
    );
    return Math.round(((performance.now() - started) / count) * 1000);
  };
  try {
    const started = performance.now();
    await jobs.enter(Array.from({ length: shards }, (_, i) => i + 1));
    const enter = Math.round(((performance.now() - started) / shards) * 1000);
    const some = 2000;
    const held: NonNullable<Awaited<ReturnType<typeof jobs.take>>>[][] = Array.from(
      { length: lanes },
      () => [],
    );
    const take = await timed(some, async (lane) => held[lane]!.push((await jobs.take(`${lane}`))!));
    const keep = await timed(some, (lane) => jobs.keep(held[lane]![0]!, `${lane}`, 0));
    const finish = await timed(some, (lane) => jobs.finish(held[lane]!.pop()!));
    await jobs.cancel();
    const poll = await timed(some, (lane) => jobs.take(`${lane}`));
    return [{ shards, lanes, enter, take, keep, finish, poll }];
  } finally {
    await jobs.close();
  }
}

export interface WorkersTime {
  readonly images: number;
  readonly shards: number;
  /** Pixels of the model's input: what a look costs grows with their square. */
  readonly side: number;
  /** Wall seconds of one worker, and of two. */
  readonly one: number;
  readonly two: number;
  readonly quicker: number;
  /** The most that it can be: one keeps more than one core busy by itself. */
  readonly mostQuicker: number;
  /** Processor seconds of the undivided command, and of plan, one worker and join. */
  readonly undivided: number;
  readonly divided: number;
  readonly overhead: number;
}

/** Nothing where no database is named, or the generators are not there. */
export async function benchWorkers(
  images = 2000,
  shards = 8,
  side = 224,
): Promise<readonly WorkersTime[]> {
  if (DATABASE === undefined || !existsSync(GENERATORS)) return [];
  const folder = mkdtempSync(join(tmpdir(), "homeground-bench-"));
  const at = (name: string): string => join(folder, name);
  try {
    const given = modelFolder(folder, images, side);
    const inputs = [given.images, "--labels", given.labels, "--model", given.model];
    const words = [...inputs, "--threads", "1", "--no-sanity", "--quiet"];
    const program = [process.execPath, MAIN];
    const queue = ["--database", DATABASE];
    const undivided = processorMs([...program, "evaluate", ...words, "--out", at("whole")]);
    const plan = [...program, "shards", "plan", ...words, "--shards", `${shards}`];
    const planned = processorMs([...plan, "--out", at("shards"), ...queue]);
    const worker = [...program, "worker", at("shards"), ...queue];
    const drain = [...worker, "--drain", "--threads", "1", "--quiet"];
    const started = performance.now();
    const worked = processorMs(drain);
    const one = performance.now() - started;
    const joined = processorMs([
      ...[...program, "shards", "join", at("shards"), "--out", at("out"), "--quiet"],
    ]);
    rmSync(at("shards/results"), { recursive: true });
    processorMs([...program, "shards", "retry", at("shards"), ...queue]);
    const again = performance.now();
    await Promise.all([ended(drain), ended(drain)]);
    const two = performance.now() - again;
    const divided = planned + worked + joined;
    return [
      {
        images,
        shards,
        side,
        one: one / 1000,
        two: two / 1000,
        quicker: one / two,
        mostQuicker: Math.min(2, availableParallelism()) / (worked / one),
        undivided: undivided / 1000,
        divided: divided / 1000,
        overhead: divided / undivided - 1,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
