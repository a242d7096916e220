import { type ProblemCode, quoted } from "../import-problems.js";
import type { ImportProblem } from "../import-types.js";

/** What a target cannot hold: one entry a kind, with how often. */
export interface ConversionLoss extends ImportProblem {
  readonly code: ProblemCode;
  /** How many of what `what` begins with: objects, images, labels, columns. */
  readonly count: number;
}

/** Counts what is lost, by kind. */
export interface LossCounter {
  /**
   * Counts one.
   *
   * @param sentence in the plural: "scores are lost"; each sentence is a kind
   * @param where its place; the first of a kind is kept
   */
  add(code: ProblemCode, sentence: string, where: string): void;
  finish(): readonly ConversionLoss[];
}

/** @param source of what is converted */
export function createLossCounter(source: string): LossCounter {
  const found = new Map<
    string,
    { code: ProblemCode; sentence: string; count: number; first: string }
  >();
  return {
    add(code, sentence, where) {
      const key = `${code} ${sentence}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { code, sentence, count: 1, first: where });
      else known.count++;
    },
    finish: () =>
      [...found.values()].map(({ code, sentence, count, first }) => ({
        code,
        count,
        what: sentence,
        where: first === "" ? source : `${source}, first ${quoted(first)}`,
      })),
  };
}
