import { type CurveFigure, createCurveFigure, writePoint } from "./curve-figure.js";
import type { ScoredClass } from "./labels/label-columns.js";
import { blocksOf, rankingOf } from "./ranking.js";
import { runningUnitShare } from "./running-sums.js";
import { createUnitSample, type Units } from "./sample.js";
import { spreadThresholds, unitsByThreshold } from "./threshold-spread.js";

/** What one label against the rest comes to at each of many thresholds. */
export interface ThresholdCurve {
  /** Falling; +∞, where nothing is answered, stands first. Answered: score ≥ threshold. */
  readonly threshold: Float64Array;
  /** Units with and without the label; of weighted units their weights, scaled to sum to the units. */
  readonly positives: number;
  readonly negatives: number;
  /** Of those with the label, the share that is answered; NaN without any. */
  readonly sensitivity: CurveFigure;
  /** Of those without it, the share that is answered too: 1 − specificity. */
  readonly falsePositiveRate: CurveFigure;
  /** Of those that are answered, the share that has it; NaN where none is. */
  readonly precision: CurveFigure;
}

export interface ThresholdCurveOptions {
  /** In (0, 1). Default 0.95. */
  readonly level?: number;
  /** What each unit weighs, ≥ 0; default: all alike. */
  readonly weights?: Float64Array | null;
  /** The threshold in use, which is then a point of the curve. Default none. */
  readonly inUse?: number | null;
}

/** A curve has so many points at most, the one at +∞ among them. */
export const MOST_THRESHOLDS = 101;

/**
 * Sensitivity, false positive rate and precision of a label at its scores as thresholds
 * ({@link spreadThresholds}), in one walk down the ranking. Each interval is the one that the figure
 * has at that threshold alone (METHODS §2.1): Wilson, in clusters `wilson-cluster`, without limits
 * where fewer than three clusters are in it. They do not hold for all thresholds at once, and a
 * threshold chosen on the curve makes its figures look too good.
 *
 * @param units of which `score` and `positive` have a row each
 * @throws HomegroundError `argument/not-a-number` for a score, `argument/length-mismatch` and
 *   `argument/out-of-range` for the weights
 */
export function thresholdCurve(
  units: Units,
  { score, positive }: ScoredClass,
  options: ThresholdCurveOptions = {},
): ThresholdCurve {
  const { level = 0.95, inUse = null } = options;
  const { sample, kept } = createUnitSample(units, options.weights ?? null);
  const { unitCount } = sample.outcomes;
  const has = kept === null ? positive : Uint8Array.from(kept, (unit) => positive[unit]!);
  const ranking = rankingOf(kept === null ? score : Float64Array.from(kept, (i) => score[i]!));
  const blocks = blocksOf(ranking, has, sample.weights);
  const include = inUse === Number.POSITIVE_INFINITY ? null : inUse;
  const finite = spreadThresholds(ranking, blocks, MOST_THRESHOLDS - 1, include);
  const threshold = Float64Array.of(Number.POSITIVE_INFINITY, ...finite);
  const { start, unit } = unitsByThreshold(ranking, threshold);

  const points = threshold.length;
  const curve = {
    sensitivity: createCurveFigure(points),
    falsePositiveRate: createCurveFigure(points),
    precision: createCurveFigure(points),
  };
  const found = runningUnitShare(sample);
  const alarms = runningUnitShare(sample);
  const right = runningUnitShare(sample);
  let positives = 0;
  for (let i = 0; i < unitCount; i++) {
    (has[i] === 1 ? found : alarms).add(i, 1, 0);
    if (has[i] === 1) positives += sample.weights?.[i] ?? 1;
  }
  for (let point = 0; point < points; point++) {
    for (let at = start[point]!; at < start[point + 1]!; at++) {
      const i = unit[at]!;
      right.add(i, 1, has[i]!);
      (has[i] === 1 ? found : alarms).add(i, 0, 1);
    }
    writePoint(curve.sensitivity, point, found.interval(level));
    writePoint(curve.falsePositiveRate, point, alarms.interval(level));
    writePoint(curve.precision, point, right.interval(level));
  }
  return { threshold, positives, negatives: unitCount - positives, ...curve };
}
