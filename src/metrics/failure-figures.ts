import type { ClassificationOutcomes } from "../outcomes/classification-types.js";
import { influenceVariance } from "../statistics/jackknife.js";
import { AUROC_FAILURE } from "./confidence/auroc-failure.js";
import { riskCoverageCurve, rocCurve } from "./curves.js";
import { jackknifeEstimate } from "./estimate-jackknife.js";
import type { EstimateDetail, MetricReference } from "./estimate-types.js";
import { groupJackknife } from "./group-jackknife.js";
import type { MetricEstimate } from "./metric-estimate.js";
import type { MetricKernel } from "./metric-kernel.js";
import { falsePositiveRateAt, riskAtCoverage } from "./operating-points.js";
import { accuracyDesign, labelCounts, labelWarnings, minorityOf, SHARE } from "./ranked-parts.js";
import { createSample, type Sample } from "./sample.js";
import { confidentPredictions } from "./score-columns.js";

/** What a confidence is good for at one operating point (METHODS §14). */
export interface FailureFigure {
  /** `fpr`: wrong predictions accepted where `target` of the right ones are; `risk`: at a coverage. */
  readonly figure: "fpr" | "risk";
  /** The least share of right predictions accepted, or of all predictions. */
  readonly target: number;
  readonly estimate: EstimateDetail;
}

const RIGHT_ACCEPTED = [0.95, 0.8];
/** Shares of all predictions that are kept, at least. */
export const COVERAGES = [0.5, 0.8, 0.9, 0.95, 1];
const REFERENCE: MetricReference = { id: AUROC_FAILURE.id, parameters: new Map() };

/**
 * FPR at 95 and 80 % TPR, with `wilson-jackknife` capped at n and the threshold found anew with every group
 * left out (delete-a-group jackknife), and the risk at coverages from ½ to 1 ({@link riskEstimate}).
 *
 * @param level in (0, 1), such as 0.95
 * @param seed deals the groups
 * @returns all right or all wrong: FPR null, `interval/class-absent`; fewer than 10 right or wrong:
 *   `interval/few-of-a-class`
 * @throws HomegroundError `metric/not-available` without confidences
 */
export function failureFigures(
  outcomes: ClassificationOutcomes,
  { level, seed }: { readonly level: number; readonly seed: number },
): readonly FailureFigure[] {
  const predictions = confidentPredictions(outcomes, REFERENCE);
  const { confidence, correct } = predictions;
  const fpr = (target: number): MetricKernel => {
    return (weights) => {
      const roc = rocCurve(confidence, correct, weights);
      return roc === null ? Number.NaN : falsePositiveRateAt(roc, target);
    };
  };
  const sample = createSample(outcomes, null);
  return [
    ...RIGHT_ACCEPTED.map((target) => {
      const estimate = fprEstimate(sample, correct, fpr(target), seed).at(level);
      return { figure: "fpr", target, estimate } as const;
    }),
    ...COVERAGES.map((target) => {
      const estimate = riskEstimate(sample, predictions, target).at(level);
      return { figure: "risk", target, estimate } as const;
    }),
  ];
}

type Predictions = ReturnType<typeof confidentPredictions>;

/** So many answers on either side say what is wrong near the threshold, at least. */
const FEWEST_NEAR = 10;

/**
 * What is wrong among the surest answers, and how much each answer moves it: w/Σw·(1(kept)·(wrong − e)/C − (R − e)), R the
 * risk at a coverage C and e the share that is wrong near the threshold. Who is left out lets the next one in: by
 * that one answer alone, as the jackknife has it, e would be 0 or 1, and the variance many times too great or too small.
 *
 * @param target least share of all answers that is kept
 * @returns null where nothing is kept
 */
export function riskInfluences(
  { confidence, wrong }: Pick<Predictions, "confidence" | "wrong">,
  target: number,
  weights: Float64Array | null = null,
): { readonly risk: number; readonly coverage: number; readonly influence: Float64Array } | null {
  const point = riskAtCoverage(riskCoverageCurve(confidence, wrong, weights), target);
  if (point === null) return null;
  const { coverage, risk, threshold } = point;
  const n = wrong.length;
  const order = Int32Array.from(wrong.keys()).sort((i, j) => confidence[j]! - confidence[i]!);
  const below = order.findIndex((i) => confidence[i]! < threshold);
  const kept = below < 0 ? n : below;
  const near = Math.max(FEWEST_NEAR, Math.ceil(Math.sqrt(n)));
  let local = 0;
  if (kept < n) {
    let around = 0;
    for (const i of order.subarray(Math.max(0, kept - near), Math.min(n, kept + near))) {
      local += wrong[i]! * (weights?.[i] ?? 1);
      around += weights?.[i] ?? 1;
    }
    local /= around;
  }
  const all = weights === null ? n : weights.reduce((sum, weight) => sum + weight, 0);
  const influence = new Float64Array(n);
  for (const [rank, i] of order.entries()) {
    const own = rank < kept ? (wrong[i]! - local) / coverage : 0;
    influence[i] = ((weights?.[i] ?? 1) * (own - (risk - local))) / all;
  }
  return { risk, coverage, influence };
}

/** Sums of influences by cluster, of those that hold a unit. */
export function sumsOf(influence: Float64Array, cluster: Int32Array): Float64Array {
  const sums = new Map<number, number>();
  for (const [i, one] of influence.entries())
    sums.set(cluster[i]!, (sums.get(cluster[i]!) ?? 0) + one);
  return Float64Array.from(sums.values());
}

/**
 * The risk at a coverage with `wilson-jackknife`, its variance by {@link riskInfluences} and capped at what is kept:
 * the others say nothing of what is wrong among it.
 */
export function riskEstimate(
  sample: Sample,
  predictions: Predictions,
  target: number,
): MetricEstimate {
  const { unitCount: n, cluster } = sample.outcomes;
  const found = riskInfluences(predictions, target, sample.weights);
  const { positives, negatives } = labelCounts(sample, predictions.correct);
  const sums = found === null || cluster === null ? null : sumsOf(found.influence, cluster);
  const own = sums ?? found?.influence ?? new Float64Array();
  const parts = {
    value: found?.risk ?? null,
    cap: (found?.coverage ?? 1) * n,
    n,
    variance: influenceVariance(own),
    ...(sums === null ? {} : { deviations: sums.map((sum) => sums.length * sum) }),
    design: found === null ? null : accuracyDesign(sample),
    minority: minorityOf(sample),
    defined: null,
    fewLabels: null,
    warnings: labelWarnings(sample, Math.min(positives, negatives), found?.risk ?? Number.NaN),
  };
  return jackknifeEstimate(parts, SHARE);
}

/** What is wrong among the surest answers, at least `target` of all; NaN where there are none. */
export function riskKernel(
  { confidence, wrong }: Pick<ReturnType<typeof confidentPredictions>, "confidence" | "wrong">,
  target: number,
): MetricKernel {
  return (weights) =>
    riskAtCoverage(riskCoverageCurve(confidence, wrong, weights), target)?.risk ?? Number.NaN;
}

/** A figure at an operating point that is found anew with every group left out: `wilson-jackknife` capped at n. */
function fprEstimate(
  sample: Sample,
  correct: Uint8Array,
  kernel: MetricKernel,
  seed: number,
): MetricEstimate {
  const n = sample.outcomes.unitCount;
  const { positives, negatives } = labelCounts(sample, correct);
  const value = kernel(sample.weights);
  const exists = !Number.isNaN(value);
  const parts = {
    value: exists ? value : null,
    cap: n,
    n,
    ...(exists ? groupJackknife(sample, kernel, seed) : { variance: 0 }),
    design: exists ? accuracyDesign(sample) : null,
    minority: minorityOf(sample),
    defined: null,
    fewLabels: null,
    warnings: labelWarnings(sample, Math.min(positives, negatives), value),
  };
  return jackknifeEstimate(parts, SHARE);
}
