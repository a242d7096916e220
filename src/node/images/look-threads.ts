import { availableParallelism, totalmem } from "node:os";
import { Worker } from "node:worker_threads";
import {
  createPictureLooker,
  type PictureLook,
  type PictureLooker,
} from "../../images/picture-look.js";
import { workersWithin } from "../../models/scoring/worker-memory.js";
import { createNodeDigest } from "../digest.js";
import { installation } from "../installation.js";
import { ownProgram } from "../own-program.js";
import { createNodePixelDecoder } from "./pixel-decoder.js";

/** What a thread is told, and what it answers, in the order that it was told. */
export interface ToLook {
  readonly file: Uint8Array;
  readonly inParts: boolean;
}
export type Looked = PictureLook | null;

/** As long as threads take to start, so many pictures are looked at here. */
const FIRST = 32;
/** Of a thread: codecs, a decoded picture and its copies. */
const THREAD_BYTES = 300 * 2 ** 20;
/** Pictures of each thread: the one that is looked at, and one that waits, so that no thread waits for a file. */
const DEPTH = 2;

interface InWork extends ToLook {
  readonly settle: (look: Looked | Promise<Looked>) => void;
}

interface LookThread {
  readonly inWork: InWork[];
  readonly worker: Worker;
}

/** Threads do not read TypeScript: from the source tree there are none. */
function defaultThreads(): number {
  if (installation().isSource) return 1;
  return workersWithin({
    modelBytes: 0,
    workerBytes: THREAD_BYTES,
    memoryBytes: totalmem() / 2,
    cores: availableParallelism(),
  });
}

/**
 * Looks at pictures in threads, one a core, that start once there are more than a few. A thread that dies gives what
 * it had back, to be looked at here: whatever is wrong with a picture is then said as if there were no threads.
 *
 * @param threads default: as many as there are cores and memory for
 */
export function createLookThreads(
  threads = defaultThreads(),
): PictureLooker & { close(): Promise<void> } {
  const here = createPictureLooker(createNodePixelDecoder, createNodeDigest);
  let started: LookThread[] | null = null;
  let looked = 0;
  return {
    atOnce: Math.max(here.atOnce, threads * DEPTH),
    async look(file, inParts) {
      if (threads < 2 || looked++ < FIRST) return here.look(file, inParts);
      started ??= Array.from({ length: threads }, () => startThread(here));
      const alive = started.filter(({ worker }) => worker.threadId >= 0);
      if (alive.length === 0) return here.look(file, inParts);
      const idlest = alive.reduce((a, b) => (b.inWork.length < a.inWork.length ? b : a));
      return new Promise((settle) => {
        idlest.inWork.push({ file, inParts, settle });
        idlest.worker.postMessage({ file, inParts } satisfies ToLook);
      });
    },
    async close() {
      await Promise.all((started ?? []).map(({ worker }) => worker.terminate()));
    },
  };
}

function startThread(here: PictureLooker): LookThread {
  const { file, execArgv } = ownProgram("images/look-thread");
  const worker = new Worker(file, { execArgv: [...execArgv] });
  const inWork: InWork[] = [];
  worker.on("message", (look: Looked) => inWork.shift()?.settle(look));
  worker.on("error", () => {}); // its exit follows
  worker.on("exit", () => {
    for (const { file, inParts, settle } of inWork.splice(0)) settle(here.look(file, inParts));
  });
  return { inWork, worker };
}
