import type { Cancellation } from "../../core/cancellation.js";
import { errorData, HomegroundError } from "../../core/errors.js";
import { failureCode, type ImageScorer } from "../image-scorer.js";
import { createScorerRun, fromData, type ScorerRun } from "./scorer-run.js";
import { type StartChannel, startWorker, type WorkerLoss, type WorkerSlot } from "./worker-slot.js";

export interface PoolOptions {
  /** Name of the model, for errors. */
  readonly model: string;
  /** Starts one worker: a process, a thread of a page. */
  readonly start: StartChannel;
  /** How many. Scores do not depend on it. */
  readonly workers: number;
  /** Longest time for one image, decoding included; default 60,000. */
  readonly imageTimeoutMs?: number;
  /** Longest time for loading the model; default 120,000. */
  readonly loadTimeoutMs?: number;
  /** Images are a few of many: that all of them fail tells nothing about the model. */
  readonly isPart?: boolean | undefined;
  /** Ends everything, loading included. */
  readonly signal?: Cancellation;
}

/** Images that a worker has at once: one in work, the others being read. */
const DEPTH = 3;

/**
 * A scorer that runs the model in workers of its own, each on one thread: the whole machine is
 * busy, numbers do not depend on how busy, and whatever a model does can be ended. An image that
 * takes too long costs its worker, which is replaced. The workers stay until `close`.
 *
 * @throws HomegroundError `model/timeout` and those of `InferenceRuntime.load`; `run/interrupted`
 */
export async function openPool(options: PoolOptions): Promise<ImageScorer> {
  const pool = createPool(options);
  try {
    await pool.opened;
  } catch (error) {
    await pool.close();
    throw error;
  }
  return pool;
}

interface Pool extends ImageScorer {
  /** Settles when the first worker has loaded the model, or has failed to. */
  readonly opened: Promise<void>;
}

function createPool({
  model,
  start: startChannel,
  workers: count,
  imageTimeoutMs = 60_000,
  loadTimeoutMs = 120_000,
  isPart = false,
  signal,
}: PoolOptions): Pool {
  const slots = new Set<WorkerSlot>();
  /** Those that have been given up, until they are gone. */
  const going = new Set<Promise<void>>();
  const facts = { engine: "", areProbabilities: false };
  /** Models beside that cost a worker: they are left to their own scorer. */
  const leftAlone = new Set<number>();
  let run: ScorerRun | null = null;
  /** Workers that take part in the run. */
  let most = count;
  let nextTicket = 0;
  let ended: { readonly error: HomegroundError } | null = null;
  let settleOpened: { resolve: () => void; reject: (error: HomegroundError) => void } | undefined;
  const opened = new Promise<void>((resolve, reject) => {
    settleOpened = { resolve, reject };
  });

  const end = async (error: HomegroundError): Promise<void> => {
    ended ??= { error };
    settleOpened?.reject(error);
    run?.fail(error);
    signal?.removeEventListener("abort", interrupt);
    for (const slot of slots) giveUp(slot);
    await Promise.all(going);
  };
  const giveUp = (slot: WorkerSlot): void => {
    slots.delete(slot);
    const gone = slot.end().then(() => {
      going.delete(gone);
    });
    going.add(gone);
  };
  const interrupt = (): void => {
    void end(interrupted(model));
  };

  const start = (): void => {
    const slot: WorkerSlot = startWorker(
      startChannel,
      { imageTimeoutMs, loadTimeoutMs },
      {
        onOpened({ engine, areProbabilities }) {
          Object.assign(facts, { engine, areProbabilities });
          settleOpened?.resolve();
          fill();
        },
        onOpenFailed(error) {
          retire(slot, fromData(error));
        },
        onResult({ ticket, ...result }) {
          run?.settle(ticket, result);
          fill();
        },
        onLost(loss) {
          replace(slot, loss);
        },
      },
    );
    slots.add(slot);
  };

  /** A worker that cannot load the model is not replaced; without any, that is the end. */
  const retire = (slot: WorkerSlot, error: HomegroundError): void => {
    giveUp(slot);
    if (facts.engine === "" || slots.size === 0) void end(error);
  };

  const replace = (slot: WorkerSlot, loss: WorkerLoss): void => {
    if (ended !== null) return;
    if (loss.beside !== null) leftAlone.add(loss.beside);
    const error = lossError(loss, model);
    run?.giveBack(loss.returned);
    if (!loss.wasOpen) {
      retire(slot, error);
      return;
    }
    giveUp(slot);
    start();
    if (loss.lost !== null) {
      const { code, what } = error;
      const explained = errorData(error);
      const settled = { ok: false, code: failureCode(code), error: code, what, explained } as const;
      run?.settle(loss.lost.ticket, settled);
    }
    fill();
  };

  /** Gives images to the workers that take part, to the idlest first. */
  const fill = (): void => {
    while (run !== null && ended === null) {
      const idlest = [...slots]
        .slice(0, most)
        .reduce<WorkerSlot | null>(
          (best, slot) => (best === null || slot.inWork < best.inWork ? slot : best),
          null,
        );
      if (idlest === null || idlest.inWork >= DEPTH) return;
      const image = run.next();
      if (image === null) return;
      idlest.give(
        image.beside === undefined || leftAlone.size === 0
          ? image
          : { ...image, beside: image.beside.filter((one) => !leftAlone.has(one)) },
      );
    }
  };

  if (signal?.aborted === true) interrupt();
  else {
    signal?.addEventListener("abort", interrupt, { once: true });
    for (let i = 0; i < count; i++) start();
  }

  return {
    opened,
    get engine() {
      return facts.engine;
    },
    get areProbabilities() {
      return facts.areProbabilities;
    },
    async *score(images, { signal: stop, workers = count } = {}) {
      if (stop?.aborted === true) interrupt();
      if (ended !== null) throw ended.error;
      if (run !== null) throw new Error("images are being scored already");
      const mine = createScorerRun(images, {
        readAhead: count * DEPTH,
        maxCostlyFailures: isPart ? Infinity : Math.max(2, count),
        onReady: fill,
        newTicket: () => nextTicket++,
      });
      run = mine;
      most = workers;
      stop?.addEventListener("abort", interrupt, { once: true });
      try {
        for (;;) {
          const result = await mine.result();
          if (result === null) return;
          yield result;
        }
      } finally {
        run = null;
        stop?.removeEventListener("abort", interrupt);
        await mine.stop();
      }
    },
    close: () => end(closed(model)),
  };
}

function lossError(loss: WorkerLoss, model: string): HomegroundError {
  const subject = loss.wasOpen ? "answering" : "loading";
  if (loss.reason === "timeout") {
    return new HomegroundError("model/timeout", {
      what: `the model was still ${subject} after ${loss.how}, and was stopped`,
      where: loss.lost?.path ?? model,
      fix: "Give it more time if it is a large model; otherwise it may never end: do not use it",
    });
  }
  return new HomegroundError(loss.wasOpen ? "model/run-failed" : "model/load-failed", {
    what: `the process that ran the model ended while ${subject}: ${loss.how}`,
    where: loss.lost?.path ?? model,
    fix: "Check that the machine has enough memory; if it has, the model breaks the engine",
  });
}

function interrupted(model: string): HomegroundError {
  return new HomegroundError("run/interrupted", {
    what: "stopped before every image was scored",
    where: model,
    fix: "Run the same command again",
  });
}

function closed(model: string): HomegroundError {
  return new HomegroundError("argument/spent", {
    what: "the scorer was closed",
    where: model,
    fix: "Open another one",
  });
}
