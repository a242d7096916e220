import { Worker } from "node:worker_threads";
import {
  type ComparedWith,
  findLikenesses,
  type Likeness,
  type Share,
} from "../../analyses/leakage/find-pairs.js";
import type { ImagePrints } from "../../analyses/leakage/image-prints.js";
import type { Cancellation } from "../../core/cancellation.js";
import { createPictureLooker, type PictureLooker } from "../../images/picture-look.js";
import { defaultWorkers } from "../default-workers.js";
import { createNodeDigest } from "../digest.js";
import { installation } from "../installation.js";
import { ownProgram } from "../own-program.js";
import { createNodePixelDecoder } from "./pixel-decoder.js";

/** What a thread is told; it answers in the order that it was told, with null where it could not read the file. */
export type ToDo =
  | { readonly path: string; readonly inParts: boolean }
  | {
      readonly images: PrintsInMessage;
      readonly training: PrintsInMessage | null;
      readonly cluster: Int32Array | null;
      readonly share: Share;
    };

/** Prints without what a message does not take. */
export type PrintsInMessage = Omit<ImagePrints, "bytes" | "pixels"> &
  Record<"bytes" | "pixels", Pick<ImagePrints["bytes"], "data" | "known">>;

/** As long as threads take to start, so many pictures are looked at here. */
const FIRST = 32;
/** Fewer images than this are compared before their prints are in the threads. */
const FEW = 5000;
/** Pictures of each thread: none waits for the next one to be named. */
const DEPTH = 4;

export interface LookThreads extends PictureLooker {
  /** As `findLikenesses`, each thread a share of the images. */
  compare(images: ImagePrints, others: ComparedWith, signal: Cancellation): Promise<Likeness[]>;
  close(): Promise<void>;
}

interface LookThread {
  /** Null: it is to be done here. */
  readonly inWork: ((answer: unknown) => void)[];
  readonly worker: Worker;
}

/**
 * Looks at pictures in threads, one a core, that start once there are more than a few. A thread that dies gives back what
 * it had, and what it cannot read, to be done here: whatever is wrong with a picture is then said as if there were no threads.
 *
 * @param threads default: as many as there are cores and memory for
 * @param few of fewer images looks are compared here
 */
export function createLookThreads(
  // Threads do not read TypeScript: from the source tree there are none.
  threads = installation().isSource ? 1 : defaultWorkers(),
  few = FEW,
): LookThreads {
  const here = createPictureLooker(createNodePixelDecoder, createNodeDigest);
  let started: LookThread[] | null = null;
  let looked = 0;
  const alive = (): LookThread[] => {
    started ??= Array.from({ length: threads }, startThread);
    return started.filter(({ worker }) => worker.threadId >= 0);
  };
  const close = async (): Promise<void> => {
    await Promise.all((started ?? []).map(({ worker }) => worker.terminate()));
  };
  return {
    atOnce: Math.max(here.atOnce, threads * DEPTH),
    async look(file, inParts) {
      const lookHere = () => here.look(file, inParts);
      if (threads < 2 || looked++ < FIRST) return lookHere();
      const path = await file.disk?.();
      const [first, ...more] = path === undefined ? [] : alive();
      if (path === undefined || first === undefined) return lookHere();
      const idlest = more.reduce((a, b) => (b.inWork.length < a.inWork.length ? b : a), first);
      return ask(idlest, { path, inParts }, lookHere);
    },
    async compare(images, others, signal) {
      const isFew = images.count < few || images.local.length > 0;
      const able = threads < 2 || isFew ? [] : alive();
      if (able.length === 0) return findLikenesses(images, others, signal);
      // Threads that end give back their shares, and these say why it was stopped.
      const stop = (): void => void close();
      signal.addEventListener("abort", stop, { once: true });
      try {
        const told = {
          images: inMessage(images),
          training: others.training === null ? null : inMessage(others.training),
          cluster: others.training === null ? shared(others.cluster) : null,
        };
        const shares = able.map((thread, nth) => {
          const share = { of: able.length, nth };
          return ask(thread, { ...told, share }, async () =>
            findLikenesses(images, others, signal, share),
          );
        });
        return (await Promise.all(shares)).flat().sort((a, b) => a.image - b.image);
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },
    close,
  };
}

/** @param doHere where the thread does not answer */
function ask<T>({ inWork, worker }: LookThread, toDo: ToDo, doHere: () => Promise<T>): Promise<T> {
  return new Promise((resolve) => {
    inWork.push((answer) => resolve(answer === null ? doHere() : (answer as T)));
    worker.postMessage(toDo);
  });
}

function startThread(): LookThread {
  const { file, execArgv } = ownProgram("images/look-thread");
  const worker = new Worker(file, { execArgv: [...execArgv] });
  const inWork: LookThread["inWork"] = [];
  worker.on("message", (answer) => inWork.shift()?.(answer));
  worker.on("error", () => {}); // its exit follows
  worker.on("exit", () => {
    for (const answered of inWork.splice(0)) answered(null);
  });
  return { inWork, worker };
}

/** In memory that all threads share: of a million images one copy takes 330 MB. */
function inMessage({ bytes, pixels, looks, turned, ...rest }: ImagePrints): PrintsInMessage {
  const digests = ({ data, known }: ImagePrints["bytes"]) => ({
    data: shared(data),
    known: shared(known),
  });
  return {
    ...rest,
    bytes: digests(bytes),
    pixels: digests(pixels),
    looks: { words: shared(looks.words), known: shared(looks.known) },
    turned: shared(turned),
  };
}

function shared<T extends Uint8Array | Uint32Array | Int32Array>(column: T): T {
  const Column = column.constructor as new (memory: ArrayBufferLike) => T;
  const own = new Column(new SharedArrayBuffer(column.byteLength));
  own.set(column);
  return own;
}
