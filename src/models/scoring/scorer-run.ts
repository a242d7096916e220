import { type ErrorData, HomegroundError } from "../../core/errors.js";
import type { ImageToScore, ScoredImage } from "../image-scorer.js";
import type { Ticket } from "./scorer-protocol.js";

/** Results that wait to be fetched; above that no more images are given out. */
const MAX_UNFETCHED = 256;

/**
 * One call of `score`: where images come from and results go to. The pool takes images with
 * `next` and brings back what became of them.
 */
export interface ScorerRun {
  /** An image to work on, if there is one now. */
  next(): Ticket | null;
  /** Gives images back that were taken and not begun; they come first again. */
  giveBack(tickets: readonly Ticket[]): void;
  /** The result of an image that was taken. */
  settle(ticket: number, result: SettledImage): void;
  /** Ends the run with an error. */
  fail(error: unknown): void;
  /** The next result, or null when all images have theirs. @throws what the run failed with */
  result(): Promise<ScoredImage | null>;
  /** Takes no more images; what is in work is forgotten. */
  stop(): Promise<void>;
}

/** A result without the caller's number. */
export type SettledImage =
  | Omit<Extract<ScoredImage, { ok: true }>, "index">
  | (Omit<Extract<ScoredImage, { ok: false }>, "index"> & { readonly explained: ErrorData });

export interface RunOptions {
  /** Number of images to have ready. */
  readonly readAhead: number;
  /** Failures that cost time (timeouts, dead processes) before the first success end the run. */
  readonly maxCostlyFailures: number;
  /** Called when `next` may have something again. */
  readonly onReady: () => void;
  /** A number that no image had before. */
  readonly newTicket: () => number;
}

export function createScorerRun(
  images: Iterable<ImageToScore> | AsyncIterable<ImageToScore>,
  options: RunOptions,
): ScorerRun {
  const source = iterator(images);
  const waiting: (Ticket & { readonly index: number })[] = [];
  const taken = new Map<number, Ticket & { readonly index: number }>();
  const results: ScoredImage[] = [];
  let isPulling = false;
  let isDry = false;
  let isOver = false;
  let failure: { readonly error: unknown } | null = null;
  let wake: (() => void) | null = null;
  const tally = createTally(options.maxCostlyFailures);

  const notify = (): void => {
    wake?.();
    wake = null;
  };
  const fail = (error: unknown): void => {
    failure ??= { error };
    isOver = true;
    notify();
  };
  const pull = (): void => {
    if (isPulling || isDry || isOver || waiting.length >= options.readAhead) return;
    isPulling = true;
    source.next().then(
      (item) => {
        isPulling = false;
        if (item.done === true) {
          isDry = true;
          notify();
          return;
        }
        waiting.push({ ticket: options.newTicket(), ...item.value });
        pull();
        options.onReady();
      },
      (error: unknown) => fail(error),
    );
  };
  const isDone = (): boolean => isDry && waiting.length === 0 && taken.size === 0;

  pull();
  return {
    next() {
      if (isOver || results.length >= MAX_UNFETCHED) return null;
      const image = waiting.shift();
      pull();
      if (image === undefined) return null;
      taken.set(image.ticket, image);
      return image;
    },
    giveBack(tickets) {
      for (const { ticket } of tickets.toReversed()) {
        const image = taken.get(ticket);
        if (image !== undefined) waiting.unshift(image);
        taken.delete(ticket);
      }
    },
    settle(ticket, settled) {
      const image = taken.get(ticket);
      if (image === undefined || isOver) return;
      taken.delete(ticket);
      const { index } = image;
      if (settled.ok) {
        results.push({ index, ...settled });
        tally.success();
      } else {
        const { code, error, what, sha256, explained } = settled;
        const seen = sha256 === undefined ? {} : { sha256 };
        results.push({ index, ok: false, code, error, what, ...seen });
        const fatal = tally.failure(explained);
        if (fatal !== null) fail(fatal);
      }
      notify();
    },
    fail,
    async result() {
      for (;;) {
        const result = results.shift();
        if (result !== undefined) {
          if (results.length === MAX_UNFETCHED - 1) options.onReady();
          return result;
        }
        if (failure !== null) throw failure.error;
        if (isDone()) {
          const common = tally.commonReason();
          if (common !== null) throw common;
          return null;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async stop() {
      isOver = true;
      waiting.length = 0;
      taken.clear();
      await source.return?.();
    },
  };
}

/** Errors that no other image can avoid: the card is wrong, or the model cannot be fed. */
const FATAL: ReadonlySet<string> = new Set([
  "model/wrong-outputs",
  "model/bad-input",
  "model/unsupported",
  "image/rule-unsupported",
  "internal/bug",
]);

/** Counts until the first success, and knows when the model rather than the images is to blame. */
function createTally(maxCostlyFailures: number) {
  let successes = 0;
  let costly = 0;
  const reasons = new Map<string, ErrorData>();
  return {
    success(): void {
      successes++;
    },
    /** @returns the error that ends the run, if this failure does */
    failure(error: ErrorData): HomegroundError | null {
      reasons.set(error.code, error);
      if (FATAL.has(error.code)) return fromData(error);
      if (error.code === "model/timeout" || error.code === "model/run-failed") costly++;
      return successes === 0 && costly >= maxCostlyFailures ? fromData(error) : null;
    },
    /** The one reason why nothing succeeded; null when something did, or the images differ. */
    commonReason(): HomegroundError | null {
      const [first, ...others] = [...reasons.values()];
      if (successes > 0 || first === undefined || others.length > 0) return null;
      if (maxCostlyFailures === Infinity) return null;
      return first.code.startsWith("model/") ? fromData(first) : null;
    },
  };
}

export function fromData(error: ErrorData): HomegroundError {
  return new HomegroundError(error.code, error);
}

function iterator<T>(items: Iterable<T> | AsyncIterable<T>): AsyncIterator<T> {
  if (Symbol.asyncIterator in items) return items[Symbol.asyncIterator]();
  const inner = items[Symbol.iterator]();
  return {
    next: async () => inner.next(),
    return: async () => inner.return?.() ?? { done: true, value: undefined },
  };
}
