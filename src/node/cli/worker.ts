import { randomUUID } from "node:crypto";
import { availableParallelism, hostname } from "node:os";
import { resolve } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import type { Json } from "../../core/canonical-json.js";
import { isHomegroundError } from "../../core/errors.js";
import type { NonEmptyText, PositiveCount } from "../../core/json-values.js";
import { counted } from "../../reports/numbers.js";
import { numberRanges } from "../../shards/slurm-scripts.js";
import { writePieces } from "../files/write-file.js";
import {
  databasePlace,
  type HeldShard,
  openShardJobs,
  reasonText,
  type ShardJobs,
} from "../jobs/shard-jobs.js";
import { growingPause } from "../pauses.js";
import {
  openShards,
  queueOf,
  type ShardFolder,
  shardOf,
  shardState,
} from "../shards/shard-folder.js";
import { placeOf } from "../shards/shard-place.js";
import type { CommandIo, CommandResult } from "./command.js";
import { lazyScorer } from "./evaluate-model.js";
import { fromThere, type OpenedRun, openRun, type ShardRunPorts } from "./shards-run.js";

export interface WorkerOptions {
  readonly database: string;
  /** Ends after one shard. */
  readonly once?: true | undefined;
  /** Ends when no shard waits or runs any more. */
  readonly drain?: true | undefined;
  /** Shards at once. */
  readonly concurrency: number;
  readonly threads?: number | undefined;
  /** Seconds that a shard is kept for a worker that is not heard of. */
  readonly lease: number;
  readonly images?: string | undefined;
  readonly from?: string | undefined;
  readonly quiet?: true | undefined;
}

/** Output of `homeground worker --json -`. */
export interface WorkerJson {
  readonly schema: "homeground.worker/1";
  /** Shards whose scores this worker wrote, or found written. */
  readonly done: readonly PositiveCount[];
  readonly failed: readonly WorkerFailure[];
  /** Shards that it held when it was stopped; others go on from there. */
  readonly givenBack: readonly PositiveCount[];
  /** Shards of the plan that were tried often enough, by any worker. */
  readonly setAside: readonly PositiveCount[];
}

export interface WorkerFailure {
  readonly shard: PositiveCount;
  readonly reason: NonEmptyText;
}

/** Longest pause of a worker that finds nothing, that fails, or whose database is away. */
const LONGEST_IDLE_MS = 5000;
const LONGEST_PAUSE_MS = 60_000;

/** `homeground worker --database URL DIR`: runs shards that wait in the queue of a plan. */
export async function runWorker(
  root: string,
  options: WorkerOptions,
  io: CommandIo,
  ports: ShardRunPorts = { openScorer: lazyScorer, write: writePieces },
): Promise<CommandResult> {
  const folder = await openShards(root, io.version);
  const queue = queueOf(folder);
  const place = databasePlace(options.database);
  const there = "url" in place ? place : { folder: resolve(place.folder) };
  return fromThere(root, folder.plan.from, options, async (here, images) => {
    const { concurrency, lease } = options;
    const each = Math.max(1, Math.floor(availableParallelism() / concurrency));
    const threads = options.threads ?? (concurrency === 1 ? undefined : each);
    const own = { ...folder, place: placeOf(here, ports.write) };
    const run = await openRun(own, { images, threads, quiet: true }, io, ports);
    // A machine that could run no shard at all says so before it takes one.
    await run.ready();
    const jobs = await openShardJobs(there, queue, { leaseSeconds: lease, supervise: true });
    try {
      const worker = new Worker(own, run, jobs, options, io);
      await Promise.all(Array.from({ length: concurrency }, (_, lane) => worker.lane(lane)));
      return await worker.result(root);
    } finally {
      await run.rest();
      await jobs.close();
    }
  });
}

class Worker {
  private readonly id = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  private readonly done: number[] = [];
  private readonly failed: WorkerFailure[] = [];
  private readonly givenBack: number[] = [];
  private readonly folder: ShardFolder;
  private readonly run: OpenedRun;
  private readonly jobs: ShardJobs;
  private readonly options: WorkerOptions;
  private readonly io: CommandIo;
  private isAway = false;

  constructor(
    folder: ShardFolder,
    run: OpenedRun,
    jobs: ShardJobs,
    options: WorkerOptions,
    io: CommandIo,
  ) {
    this.folder = folder;
    this.run = run;
    this.jobs = jobs;
    this.options = options;
    this.io = io;
  }

  /** Takes one shard after the other until there is a reason to end. */
  async lane(number: number): Promise<void> {
    const { signal } = this.io;
    const worker = `${this.id}:${number}`;
    let idle = 0;
    let failures = 0;
    while (!signal.aborted) {
      const held = await this.reach(() => this.jobs.take(worker));
      if (held === undefined) return;
      if (held === null) {
        const open = await this.reach(() => this.jobs.open());
        if (open === undefined || this.options.once || (this.options.drain && open === 0)) return;
        await this.run.rest();
        await this.pause(growingPause(idle++, 500, LONGEST_IDLE_MS));
        continue;
      }
      idle = 0;
      const went = await this.score(held, worker);
      if (this.options.once) return;
      failures = went === "failed" ? failures + 1 : 0;
      // Where a disk is full or a server away, the next shard would be tried in vain as well.
      if (failures > 0) await this.pause(growingPause(failures, 500, LONGEST_PAUSE_MS));
    }
  }

  private async score(held: HeldShard, worker: string): Promise<"done" | "failed" | "stopped"> {
    const shard = shardOf(this.folder, held.shard);
    const { signal } = this.io;
    const lost = new AbortController();
    const started = this.io.now();
    let scored = 0;
    const beating = this.beat(held, worker, lost, () => scored);
    try {
      if ((await shardState(this.folder, shard)).kind !== "done") {
        const either = AbortSignal.any([signal, lost.signal]);
        await this.run.score(shard, either, (images) => {
          scored = images;
        });
      }
      await beating.stop();
      const seconds = ((this.io.now() - started) / 1000).toFixed(1);
      this.done.push(shard.shard);
      this.say(`Shard ${shard.shard} is done: ${counted(shard.images, "image")} in ${seconds} s`);
      // Whoever takes it again finds its scores and says so in this one's place.
      await this.reach(() => this.jobs.finish(held));
      return "done";
    } catch (error) {
      await beating.stop();
      if (signal.aborted) {
        this.givenBack.push(shard.shard);
        this.say(`Shard ${shard.shard} is given back`);
        // Where the database is away it is put back when its time is over.
        await this.jobs.giveBack(held, worker).catch(ignoreAway);
        return "stopped";
      }
      if (lost.signal.aborted) {
        this.say(`Shard ${shard.shard} was cancelled, or is another worker's by now`);
        return "stopped";
      }
      if (!isHomegroundError(error)) throw error;
      const reason = reasonText(error);
      this.failed.push({ shard: shard.shard, reason });
      this.say(`Shard ${shard.shard} failed: ${reason}`);
      await this.reach(() => this.jobs.fail(held, worker, reason));
      return "failed";
    }
  }

  /** Says again and again that a shard is worked on, until it is stopped or the shard is lost. */
  private beat(
    held: HeldShard,
    worker: string,
    lost: AbortController,
    scored: () => number,
  ): { stop(): Promise<void> } {
    const stop = new AbortController();
    const every = (this.options.lease * 1000) / 4;
    const beating = (async () => {
      for (;;) {
        await wait(every, undefined, { signal: stop.signal });
        try {
          if (await this.jobs.keep(held, worker, scored())) continue;
          lost.abort();
          return;
        } catch (error) {
          ignoreAway(error); // the scores are written all the same
        }
      }
    })().catch((error) => {
      if (!stop.signal.aborted) lost.abort(error);
    });
    return {
      async stop() {
        stop.abort();
        await beating;
      },
    };
  }

  /** Asks the database until it answers; undefined where the worker is stopped before. */
  private async reach<T>(ask: () => Promise<T>): Promise<T | undefined> {
    for (let tries = 0; ; tries++) {
      try {
        const answer = await ask();
        if (this.isAway) this.say("The database is there again");
        this.isAway = false;
        return answer;
      } catch (error) {
        ignoreAway(error);
        if (!this.isAway) this.say(`The database is away: ${reasonText(error)}`);
        this.isAway = true;
        if (this.io.signal.aborted) return undefined;
        await this.pause(growingPause(tries, 200, LONGEST_PAUSE_MS / 2));
      }
    }
  }

  private async pause(ms: number): Promise<void> {
    const { signal } = this.io;
    await wait(ms, undefined, { signal }).catch(() => {});
  }

  private say(line: string): void {
    if (this.options.quiet !== true) this.io.err(line);
  }

  async result(root: string): Promise<CommandResult> {
    const all = await this.jobs.list().catch((error) => {
      ignoreAway(error);
      return [];
    });
    const setAside = all.flatMap(({ shard, state }) => (state === "set-aside" ? [shard] : []));
    const [done, givenBack] = [this.done, this.givenBack].map((some) => some.toSorted(byNumber));
    const json: WorkerJson = {
      ...{ schema: "homeground.worker/1", done: done!, failed: this.failed },
      ...{ givenBack: givenBack!, setAside },
    };
    const lines = [`Done     ${counted(done!.length, "shard")}`];
    if (givenBack!.length > 0) lines.push(`Back     ${numberRanges(givenBack!)}`);
    if (setAside.length > 0) {
      lines.push(`Aside    ${numberRanges(setAside)}`);
      lines.push(`Why      homeground shards status ${root} --database …`);
    }
    const isWrong = setAside.length > 0 && this.options.drain === true;
    return {
      ...{ text: lines.join("\n"), json: json as unknown as Json },
      ...(isWrong ? { status: 1 } : {}),
    };
  }
}

const byNumber = (a: number, b: number): number => a - b;

/** @throws what is no matter of the connection */
function ignoreAway(error: unknown): void {
  const isAway = isHomegroundError(error) && /^database\/(unreachable|full)$/.test(error.code);
  if (!isAway) throw error;
}
