import { availableParallelism, totalmem } from "node:os";
import { Worker } from "node:worker_threads";
import {
  createPictureLooker,
  type PictureFile,
  type PictureLooker,
  type SeenPicture,
} from "../../images/picture-look.js";
import { workersWithin } from "../../models/scoring/worker-memory.js";
import { createNodeDigest } from "../digest.js";
import { installation } from "../installation.js";
import { ownProgram } from "../own-program.js";
import { createNodePixelDecoder } from "./pixel-decoder.js";

/** What a thread is told, and what it answers, in the order that it was told: null where it could not read the file. */
export interface ToLook {
  readonly path: string;
  readonly inParts: boolean;
}
export type Looked = SeenPicture | null;

/** As long as threads take to start, so many pictures are looked at here. */
const FIRST = 32;
/** Of a thread: codecs, a decoded picture and its copies. */
const THREAD_BYTES = 300 * 2 ** 20;
/** Pictures of each thread: none waits for the next one to be named. */
const DEPTH = 4;

interface InWork extends ToLook {
  readonly file: PictureFile;
  readonly settle: (look: SeenPicture | Promise<SeenPicture>) => void;
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
 * it had back, and what it cannot read, to be looked at here: whatever is wrong with a picture is then said as if there were no threads.
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
      const path = await file.disk?.();
      if (path === undefined) return here.look(file, inParts);
      started ??= Array.from({ length: threads }, () => startThread(here));
      const alive = started.filter(({ worker }) => worker.threadId >= 0);
      if (alive.length === 0) return here.look(file, inParts);
      const idlest = alive.reduce((a, b) => (b.inWork.length < a.inWork.length ? b : a));
      return new Promise((settle) => {
        idlest.inWork.push({ path, file, inParts, settle });
        idlest.worker.postMessage({ path, inParts } satisfies ToLook);
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
  const lookHere = ({ file, inParts, settle }: InWork): void => settle(here.look(file, inParts));
  worker.on("message", (look: Looked) => {
    const done = inWork.shift();
    if (done === undefined) return;
    if (look === null) lookHere(done);
    else done.settle(look);
  });
  worker.on("error", () => {}); // its exit follows
  worker.on("exit", () => {
    for (const left of inWork.splice(0)) lookHere(left);
  });
  return { inWork, worker };
}
