import { ln } from "../core/elementary.js";
import { normalCdf } from "../statistics/quantiles.js";
import { reliabilityBins } from "./calibration.js";
import { fitIntercept, fitLogistic } from "./logistic-fit.js";

/** Calibration of probabilities of one event. What does not exist is null. */
export interface BinaryCalibration {
  /** a of logit P(y) = a + logit p: 0 if right on average; null if all y are alike. */
  readonly inTheLarge: number | null;
  /** Of logit P(y) = intercept + slope·logit p: slope < 1 is over-confident; null on separation. */
  readonly slope: number | null;
  readonly intercept: number | null;
  readonly slopeError: number | null;
  /** Σ(y − p)(1 − 2p)/√(Σ(1 − 2p)²p(1 − p)); null if all p are 0, ½ or 1. */
  readonly spiegelhalterZ: number | null;
  /** Two-sided normal p of it: a small one speaks against calibration. */
  readonly spiegelhalterP: number | null;
  /** Mean (p − y)², in [0, 1]. */
  readonly brier: number;
  /** Murphy's parts over equal-width bins: Brier of the bins' means = reliability − resolution + uncertainty. */
  readonly murphy: MurphyParts;
}

export interface MurphyParts {
  /** Σ n_b/n·(mean p − frequency)²: 0 is best. */
  readonly reliability: number;
  /** Σ n_b/n·(frequency − overall frequency)²: more is better. */
  readonly resolution: number;
  /** f(1 − f) of the overall frequency f. */
  readonly uncertainty: number;
}

/** Probabilities of 0 and 1 are held this far inside, so that their logit is finite. */
const LEAST = 2 ** -52;

/**
 * Source: Cox 1958, Spiegelhalter 1986, Murphy 1973 (all from memory); oracle e.
 *
 * @param p in [0, 1], length n ≥ 1
 * @param y 0 or 1
 * @param binCount of Murphy's parts
 * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
 */
export function binaryCalibration(
  p: Float64Array,
  y: Uint8Array,
  binCount: number,
): BinaryCalibration {
  const bins = reliabilityBins({ confidence: p, correct: y }, binCount);
  const n = p.length;
  const logit = p.map((value) => {
    const held = Math.min(1 - LEAST, Math.max(LEAST, value));
    return ln(held / (1 - held));
  });
  let [squares, deviation, variance, events] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const difference = y[i]! - p[i]!;
    const lever = 1 - 2 * p[i]!;
    squares += difference * difference;
    deviation += difference * lever;
    variance += lever * lever * p[i]! * (1 - p[i]!);
    events += y[i]!;
  }
  const fit = fitLogistic(logit, y);
  const z = variance > 0 ? deviation / Math.sqrt(variance) : null;
  const frequency = events / n;
  let [reliability, resolution] = [0, 0];
  for (let b = 0; b < binCount; b++) {
    const count = bins.count[b]!;
    if (count === 0) continue;
    reliability += count * (bins.meanConfidence[b]! - bins.accuracy[b]!) ** 2;
    resolution += count * (bins.accuracy[b]! - frequency) ** 2;
  }
  return {
    inTheLarge: fitIntercept(logit, y),
    slope: fit?.slope ?? null,
    intercept: fit?.intercept ?? null,
    slopeError: fit?.slopeError ?? null,
    spiegelhalterZ: z,
    spiegelhalterP: z === null ? null : 2 * normalCdf(-Math.abs(z)),
    brier: squares / n,
    murphy: {
      reliability: reliability / n,
      resolution: resolution / n,
      uncertainty: frequency * (1 - frequency),
    },
  };
}
