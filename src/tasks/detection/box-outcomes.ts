import { pickIntegers, pickNumbers } from "../../core/picked-rows.js";
import { BOX_OUTCOMES, type BoxOutcome, ERROR_TYPES } from "../../outcomes/detection/anatomy.js";
import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import { errorsFrom } from "./detection-facts.js";

/**
 * What becomes of every object and detection, matched at IoU 0.5, at any least score: a surer detection
 * is matched first, so that none less sure changes what it is.
 */
export interface BoxOutcomes {
  /** By object of the input: what is counted of the truth. */
  readonly truths: {
    /** Row of the input. */
    readonly source: Int32Array;
    /** Score of the detection that finds it; −∞ for none. */
    readonly foundAt: Float64Array;
    /** Score of the surest detection that calls it something else; −∞ for none. */
    readonly confusedAt: Float64Array;
  };
  /** Detections that are right or wrong; those that are ignored are left out. */
  readonly detections: {
    readonly source: Int32Array;
    readonly score: Float64Array;
    /** Index into {@link BOX_OUTCOMES}. */
    readonly outcome: Uint8Array;
    /** Input row of the object that it finds; −1 for none. */
    readonly finds: Int32Array;
    /** Of a detection of the wrong kind: input row of the object that it is of; else −1. */
    readonly truth: Int32Array;
  };
}

const FOUND = BOX_OUTCOMES.indexOf("found");
const FALSE = BOX_OUTCOMES.indexOf("false");
const WRONG_KIND = BOX_OUTCOMES.indexOf("wrong-kind");
const CLASSIFICATION = ERROR_TYPES.indexOf("classification");

export function boxOutcomes(outcomes: EvaluatedDetections): BoxOutcomes {
  const { counting, partner, anatomy } = errorsFrom(outcomes, null);
  const { detections, truths } = counting;
  const none = Number.NEGATIVE_INFINITY;
  const foundAt = new Float64Array(outcomes.input.truth.count).fill(none);
  const confusedAt = foundAt.slice();
  const matched = detections.matched[0]!;
  const ignored = detections.ignored[0]!;
  const rows = new Int32Array(detections.count);
  const kinds = new Uint8Array(detections.count);
  const of = new Int32Array(detections.count);
  const finds = new Int32Array(detections.count);
  let count = 0;
  const raise = (to: Float64Array, truth: number, score: number): void => {
    if (truth >= 0 && score > to[truth]!) to[truth] = score;
  };
  for (let row = 0; row < detections.count; row++) {
    const isFound = (matched[row]! & 1) === 1;
    if (!isFound && (ignored[row]! & 1) === 1) continue;
    const isConfused = anatomy.ofDetection[row] === CLASSIFICATION;
    const truth = isConfused ? truths.source[anatomy.truthOf[row]!]! : -1;
    raise(isFound ? foundAt : confusedAt, isFound ? partner[row]! : truth, detections.score[row]!);
    rows[count] = row;
    finds[count] = isFound ? partner[row]! : -1;
    kinds[count] = isFound ? FOUND : isConfused ? WRONG_KIND : FALSE;
    of[count++] = truth;
  }
  const told = rows.subarray(0, count);
  const counted = truths.source.filter((_, row) => (truths.counted[row]! & 1) === 1);
  return {
    truths: {
      source: counted,
      foundAt: pickNumbers(foundAt, counted),
      confusedAt: pickNumbers(confusedAt, counted),
    },
    detections: {
      source: pickIntegers(detections.source, told),
      score: pickNumbers(detections.score, told),
      outcome: kinds.slice(0, count),
      finds: finds.slice(0, count),
      truth: of.slice(0, count),
    },
  };
}

/** What becomes of an object where detections count from `threshold` on. */
export function truthOutcome(foundAt: number, confusedAt: number, threshold: number): BoxOutcome {
  if (foundAt >= threshold) return "found";
  return confusedAt >= threshold ? "wrong-kind" : "missed";
}

/** How many boxes have each outcome from a least score on, in the order of {@link BOX_OUTCOMES}. */
export function boxCounts({ truths, detections }: BoxOutcomes, threshold: number): number[] {
  const counts = BOX_OUTCOMES.map(() => 0);
  for (let i = 0; i < detections.score.length; i++) {
    if (detections.score[i]! >= threshold) counts[detections.outcome[i]!]!++;
  }
  const missed = BOX_OUTCOMES.indexOf("missed");
  for (let i = 0; i < truths.source.length; i++) {
    const own = truthOutcome(truths.foundAt[i]!, truths.confusedAt[i]!, threshold);
    if (own === "missed") counts[missed]!++;
  }
  return counts;
}
