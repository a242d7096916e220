import { availableParallelism, totalmem } from "node:os";
import { HomegroundError } from "../../core/errors.js";
import { isDetectorDecode } from "../../models/card-decode.js";
import type { ModelCard } from "../../models/card-types.js";
import type { StageRule } from "../../models/detection/stages.js";
import { fitCardInput } from "../../models/fit-card.js";
import { failureCode, type ImageScorer } from "../../models/image-scorer.js";
import type { OpenedModel } from "./open-model.js";
import type { RuntimeChoice } from "./runtimes.js";
import type { ModelSetup, WorkerSetup } from "./scorer-protocol.js";
import { createScorerRun, fromJson, type ScorerRun } from "./scorer-run.js";
import { startWorker, type WorkerLoss, type WorkerSlot } from "./worker-slot.js";

/** A classifier for what a detector finds. */
export interface SecondStageOptions {
  readonly model: OpenedModel;
  readonly card: ModelCard;
  readonly stage: StageRule;
}

export interface ScorerPoolOptions {
  readonly model: OpenedModel;
  readonly card: ModelCard;
  /**
   * With it, the model is a detector, and the scores of an image are both answers in the form of
   * `packStages`.
   */
  readonly second?: SecondStageOptions;
  readonly runtime: RuntimeChoice;
  /** Processes; default {@link defaultWorkers}. Scores do not depend on it. */
  readonly workers?: number;
  /** How many images are to come, where that is known: few need fewer processes. */
  readonly expectedImages?: number;
  /** Longest time for one image, decoding included; default 60,000. */
  readonly imageTimeoutMs?: number;
  /** Longest time for loading the model; default 120,000. */
  readonly loadTimeoutMs?: number;
  /** Largest width × height that is decoded; default 100 million. */
  readonly maxPixels?: number;
  /** Ends everything, loading included. */
  readonly signal?: AbortSignal;
}

/** Images that a process has at once: one in work, the others being read from disk. */
const DEPTH = 3;

/** A process costs about as much as this many images. */
const IMAGES_A_WORKER = 8;

/**
 * A scorer that runs the model in processes of its own, each on one thread: the whole machine is
 * busy, numbers do not depend on how busy, and whatever a model does can be ended. An image that
 * takes too long costs its process, which is replaced.
 *
 * The processes stay until `close`, or until this process ends in whatever way.
 *
 * @throws HomegroundError `model/inputs`, `model/card-mismatch`, `model/family-not-yet`,
 *   `model/timeout` and those of `InferenceRuntime.load`; `run/interrupted`
 */
export async function openScorerPool(options: ScorerPoolOptions): Promise<ImageScorer> {
  const pool = createPool(options);
  try {
    await pool.opened;
  } catch (error) {
    await pool.close();
    throw error;
  }
  return pool;
}

/** Processes for a model: one a core, as far as memory goes, and at most 8. */
export function defaultWorkers(modelBytes: number): number {
  const bytesEach = 300 * 2 ** 20 + 4 * modelBytes;
  const fitting = Math.floor(totalmem() / 2 / bytesEach);
  return Math.max(1, Math.min(availableParallelism(), 8, fitting));
}

interface Pool extends ImageScorer {
  /** Settles when the first process has loaded the model, or has failed to. */
  readonly opened: Promise<void>;
}

function createPool(options: ScorerPoolOptions): Pool {
  const setup = setupOf(options);
  const { imageTimeoutMs = 60_000, loadTimeoutMs = 120_000, signal } = options;
  const count = workerCount(options);
  const slots = new Set<WorkerSlot>();
  const facts = { engine: "", areProbabilities: false };
  let run: ScorerRun | null = null;
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
    const all = [...slots];
    slots.clear();
    await Promise.all(all.map((slot) => slot.end()));
  };
  const interrupt = (): void => {
    void end(interrupted(options.model.name));
  };

  const start = (): void => {
    const slot: WorkerSlot = startWorker(
      setup,
      { imageTimeoutMs, loadTimeoutMs },
      {
        onOpened({ engine, areProbabilities }) {
          Object.assign(facts, { engine, areProbabilities });
          settleOpened?.resolve();
          fill();
        },
        onOpenFailed(error) {
          retire(slot, fromJson(error));
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

  /** A process that cannot load the model is not replaced; without any, that is the end. */
  const retire = (slot: WorkerSlot, error: HomegroundError): void => {
    slots.delete(slot);
    if (facts.engine === "" || slots.size === 0) void end(error);
  };

  const replace = (slot: WorkerSlot, loss: WorkerLoss): void => {
    if (ended !== null) return;
    const error = lossError(loss, options.model.name);
    run?.giveBack(loss.returned);
    if (!loss.wasOpen) {
      retire(slot, error);
      return;
    }
    slots.delete(slot);
    start();
    if (loss.lost !== null) {
      const { code, what } = error;
      const explained = error.toJSON();
      const settled = { ok: false, code: failureCode(code), error: code, what, explained } as const;
      run?.settle(loss.lost.ticket, settled);
    }
    fill();
  };

  /** Gives images to the processes, to the idlest first. */
  const fill = (): void => {
    while (run !== null && ended === null) {
      const idlest = [...slots].reduce<WorkerSlot | null>(
        (best, slot) => (best === null || slot.inWork < best.inWork ? slot : best),
        null,
      );
      if (idlest === null || idlest.inWork >= DEPTH) return;
      const image = run.next();
      if (image === null) return;
      idlest.give(image);
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
    async *score(images, { signal: stop } = {}) {
      if (stop?.aborted === true) interrupt();
      if (ended !== null) throw ended.error;
      if (run !== null) throw new Error("images are being scored already");
      const mine = createScorerRun(images, {
        readAhead: count * DEPTH,
        maxCostlyFailures: Math.max(2, count),
        onReady: fill,
        newTicket: () => nextTicket++,
      });
      run = mine;
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
    close: () => end(closed(options.model.name)),
  };
}

function workerCount(options: ScorerPoolOptions): number {
  const { workers, expectedImages, model } = options;
  const most = workers ?? defaultWorkers(model.sizeBytes);
  if (expectedImages === undefined) return Math.max(1, most);
  return Math.max(1, Math.min(most, Math.ceil(expectedImages / IMAGES_A_WORKER)));
}

function setupOf(options: ScorerPoolOptions): WorkerSetup {
  const { model, card, runtime, second, maxPixels = 1e8 } = options;
  if (second !== undefined) checkStages(card, second);
  return {
    ...modelSetup(model, card),
    second:
      second === undefined
        ? null
        : { ...modelSetup(second.model, second.card), stage: second.stage },
    runtime,
    maxPixels,
  };
}

function checkStages(card: ModelCard, second: SecondStageOptions): void {
  const isPossible = isDetectorDecode(card.decode) && second.card.family === "classifier";
  if (isPossible) return;
  throw new HomegroundError("model/card-bad", {
    what: `two stages are a detector and a classifier, and these are ${card.family} and ${second.card.family}`,
    where: second.model.name,
    fix: "Give a detector first and a classifier for what it finds",
  });
}

function modelSetup(model: OpenedModel, card: ModelCard): ModelSetup {
  const { path, name, sha256, externalFiles } = model;
  if (card.sha256 !== sha256) {
    throw new HomegroundError("model/card-mismatch", {
      what: `the card is for a model with SHA-256 ${card.sha256}, and this file's is ${sha256}`,
      where: name,
      fix: "Name the model that the card is for, or the card of this model",
    });
  }
  return {
    model: { path, name, sha256, externalFiles },
    // What only people read stays here.
    card: { ...card, raw: {}, training: null, claims: [] },
    input: fitCardInput(card, model.inspection, name),
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
