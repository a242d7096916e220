import { createRandom } from "../../src/core/random.js";

/** Milliseconds of what a plan, its workers and their database do, and bytes of what they keep in memory. */
export interface Measured {
  /** Of one process for an image: decoded, brought into the model's form, scored. */
  readonly imageMs: number;
  /** Of a worker for a shard beside its images: list, logs, processes that score, the result. */
  readonly shardMs: number;
  /** Of the one process that plans: an image found, hashed, put into a list. */
  readonly planMs: number;
  readonly planBytes: number;
  /** Of the one process that joins: an image hashed again, its scores read, counted, written. */
  readonly joinMs: number;
  readonly joinBytes: number;
  /** Of the database: a shard taken, a sign of life, a shard finished, a look that finds nothing. */
  readonly takeMs: number;
  readonly keepMs: number;
  readonly finishMs: number;
  readonly pollMs: number;
}

export interface Simulated {
  readonly images: number;
  readonly workers: number;
  readonly shards: number;
  /** Hours of the one process that plans, of the workers, and of the one that joins. */
  readonly plan: number;
  readonly work: number;
  readonly join: number;
  /** Share of the working time that the database is busy, and the longest that somebody waited for it. */
  readonly databaseBusy: number;
  readonly longestWaitMs: number;
  /** Gibibytes of plan and join, the larger. */
  readonly memory: number;
}

/** A sign of life each quarter of a lease of a minute. */
const KEEP_MS = 15_000;
/** Workers that find nothing look again after this, and half of it more or less. */
const IDLE_MS = 5000;
/** Several shards for each worker, of a minute or more, as far as plans go. */
const SHARDS_A_WORKER = 8;
const MOST_IMAGES = 10_000;
const FEWEST_IMAGES = 4000;
const MOST_SHARDS = 100_000;
/** Shards take as long as they were planned to, give or take a tenth. */
const SPREAD = 0.1;
const HOUR = 3_600_000;

export function shardsOf(images: number, workers: number): number {
  const most = Math.min(MOST_SHARDS, Math.ceil(images / FEWEST_IMAGES));
  return Math.min(most, Math.max(SHARDS_A_WORKER * workers, Math.ceil(images / MOST_IMAGES)));
}

/**
 * Workers of one process each that take shards from one queue, event by event: the database answers one question
 * after the other, workers keep what they hold and look again where nothing waits.
 */
export function simulateWorkers(images: number, workers: number, measured: Measured): Simulated {
  const shards = shardsOf(images, workers);
  const work = workOf(images, shards, workers, measured);
  const plan = images * measured.planMs;
  const join = images * measured.joinMs;
  return {
    ...{ images, workers, shards },
    ...{ plan: plan / HOUR, work: work.ms / HOUR, join: join / HOUR },
    databaseBusy: work.busyMs / work.ms,
    longestWaitMs: work.longestWaitMs,
    memory: (images * Math.max(measured.planBytes, measured.joinBytes)) / 2 ** 30,
  };
}

function workOf(images: number, shards: number, workers: number, measured: Measured) {
  const random = createRandom(1, workers);
  const each = measured.shardMs + (images / shards) * measured.imageMs;
  let [free, busyMs, longestWaitMs] = [0, 0, 0];
  let [waiting, open] = [shards, shards];
  /** When the database has answered what is asked now. */
  const asked = (now: number, ms: number): number => {
    const start = Math.max(now, free);
    longestWaitMs = Math.max(longestWaitMs, start - now);
    busyMs += ms;
    free = start + ms;
    return free;
  };
  const events = createEvents();
  /** What a worker does next that has so much of its shard before it. */
  const goOn = (now: number, left: number): void => {
    if (left > KEEP_MS) events.add(now + KEEP_MS, left - KEEP_MS);
    else events.add(now + left, FINISHED);
  };
  for (let worker = 0; worker < workers; worker++) events.add(random.uniform() * 1000, FREE);
  for (let end = 0; ; ) {
    const next = events.next();
    if (next === null) return { ms: end, busyMs, longestWaitMs };
    const [at, left] = next;
    if (left > 0) goOn(asked(at, measured.keepMs), left);
    else if (left === FINISHED) {
      open--;
      end = asked(at, measured.finishMs);
      events.add(end, FREE);
    } else if (waiting > 0) {
      waiting--;
      goOn(asked(at, measured.takeMs), each * (1 + SPREAD * (2 * random.uniform() - 1)));
    } else if (open > 0) {
      events.add(asked(at, measured.pollMs) + IDLE_MS * (0.5 + random.uniform()), FREE);
    }
  }
}

/** In place of what is left of a shard: none is held, or the one that is held is done. */
const FREE = 0;
const FINISHED = -1;

/** Events by their time, the earliest first: a binary heap. */
function createEvents() {
  const heap: (readonly [at: number, left: number])[] = [];
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  };
  return {
    add(at: number, left: number): void {
      let i = heap.push([at, left]) - 1;
      for (let up = (i - 1) >> 1; i > 0 && heap[up]![0] > at; i = up, up = (i - 1) >> 1) {
        swap(i, up);
      }
    },
    next(): readonly [at: number, left: number] | null {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined) return null;
      if (heap.length === 0) return first;
      heap[0] = last;
      for (let i = 0; ; ) {
        let least = i;
        for (const child of [2 * i + 1, 2 * i + 2]) {
          if (child < heap.length && heap[child]![0] < heap[least]![0]) least = child;
        }
        if (least === i) return first;
        swap(i, least);
        i = least;
      }
    },
  };
}
