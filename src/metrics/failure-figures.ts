import type { ClassificationOutcomes } from "../outcomes/classification-types.js";
import { AUROC_FAILURE } from "./confidence/auroc-failure.js";
import { jackknifeEstimate } from "./estimate-jackknife.js";
import type { EstimateDetail, MetricReference } from "./estimate-types.js";
import { groupJackknife } from "./group-jackknife.js";
import type { MetricEstimate } from "./metric-estimate.js";
import type { MetricKernel } from "./metric-kernel.js";
import { falsePositiveRateOf, riskOf } from "./operating-points.js";
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
 * FPR at 95 and 80 % TPR and the risk at coverages from ½ to 1, each with `wilson-jackknife` capped
 * at n. The threshold is found anew with every group left out (delete-a-group jackknife).
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
    return (weights) => falsePositiveRateOf(confidence, correct, weights, target);
  };
  const sample = createSample(outcomes, null);
  const estimate = (kernel: MetricKernel): EstimateDetail =>
    pointEstimate(sample, correct, kernel, seed).at(level);
  return [
    ...RIGHT_ACCEPTED.map(
      (target) => ({ figure: "fpr", target, estimate: estimate(fpr(target)) }) as const,
    ),
    ...COVERAGES.map(
      (target) =>
        ({ figure: "risk", target, estimate: estimate(riskKernel(predictions, target)) }) as const,
    ),
  ];
}

/** What is wrong among the surest answers, at least `target` of all; NaN where there are none. */
export function riskKernel(
  { confidence, wrong }: Pick<ReturnType<typeof confidentPredictions>, "confidence" | "wrong">,
  target: number,
): MetricKernel {
  return (weights) => riskOf(confidence, wrong, weights, target);
}

/** A figure at an operating point that is found anew with every group left out: `wilson-jackknife` capped at n. */
export function pointEstimate(
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
