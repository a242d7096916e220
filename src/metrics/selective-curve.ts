import { type CurveFigure, createCurveFigure, writePoint } from "./curve-figure.js";
import { blocksOf, rankingOf } from "./ranking.js";
import { runningUnitShare } from "./running-sums.js";
import { createUnitSample, type Units } from "./sample.js";
import { MOST_THRESHOLDS } from "./threshold-curve.js";
import { spreadThresholds, unitsByThreshold } from "./threshold-spread.js";

/** What is wrong among the predictions that are kept, at each of many confidences. */
export interface SelectiveCurve {
  /** Rising. Kept: confidence ≥ threshold. */
  readonly threshold: Float64Array;
  /** Units kept (of weighted units their weights, scaled to sum to the units), and their share. */
  readonly kept: Float64Array;
  readonly coverage: Float64Array;
  /** Selective risk: share of the kept that is wrong; NaN where none is kept. */
  readonly risk: CurveFigure;
}

export interface SelectiveCurveOptions {
  /** In (0, 1). Default 0.95. */
  readonly level?: number;
  /** What each unit weighs, ≥ 0; default: all alike. */
  readonly weights?: Float64Array | null;
  /** Confidences in any order; default: at most {@link MOST_THRESHOLDS} of the predictions' own. */
  readonly thresholds?: Float64Array;
}

/**
 * The risk–coverage curve with intervals, in one walk down the ranking. A point is a *confidence*
 * that is fixed, of which the risk is a share of the units kept: Wilson, in clusters `wilson-cluster`
 * (METHODS §2.1), at that confidence alone. For a fixed *coverage* the confidence would be estimated
 * too (METHODS §14.2: {@link failureFigures}).
 *
 * @param units of which `confidence` and `wrong` have a row each
 * @param wrong 1 where the prediction is wrong
 * @throws HomegroundError `argument/not-a-number` for a confidence, `argument/length-mismatch` and
 *   `argument/out-of-range` for the weights
 */
export function selectiveCurve(
  units: Units,
  { confidence, wrong }: { readonly confidence: Float64Array; readonly wrong: Uint8Array },
  options: SelectiveCurveOptions = {},
): SelectiveCurve {
  const { level = 0.95 } = options;
  const { sample, kept } = createUnitSample(units, options.weights ?? null);
  const isWrong = kept === null ? wrong : Uint8Array.from(kept, (unit) => wrong[unit]!);
  const ranking = rankingOf(
    kept === null ? confidence : Float64Array.from(kept, (unit) => confidence[unit]!),
  );
  const blocks = blocksOf(ranking, isWrong, sample.weights);
  const falling =
    options.thresholds?.slice().sort().reverse() ??
    spreadThresholds(ranking, blocks, MOST_THRESHOLDS, null);
  const { start, unit } = unitsByThreshold(ranking, falling);

  const points = falling.length;
  const counts = { kept: new Float64Array(points), coverage: new Float64Array(points) };
  const risk = createCurveFigure(points);
  const share = runningUnitShare(sample);
  let above = 0;
  for (let i = 0; i < points; i++) {
    for (let at = start[i]!; at < start[i + 1]!; at++) {
      share.add(unit[at]!, 1, isWrong[unit[at]!]!);
      above += sample.weights?.[unit[at]!] ?? 1;
    }
    const place = points - 1 - i;
    counts.kept[place] = above;
    counts.coverage[place] = above / sample.outcomes.unitCount;
    writePoint(risk, place, share.interval(level));
  }
  return { threshold: falling.reverse(), ...counts, risk };
}
