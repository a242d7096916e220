import { WAY } from "../../core/ways.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import { bcaInterval, percentileInterval } from "../../statistics/bootstrap.js";
import { type BootstrapOptions, withBootstrapInterval } from "../bootstrap-estimates.js";
import type { EstimateDetail, MetricReference } from "../estimate-types.js";
import { metricFor } from "../lookup.js";
import { notAvailable } from "../not-available.js";
import { visitUnitReplicates } from "../unit-replicates.js";
import { objectsEstimator } from "./detection-estimators.js";
import { createDetectionSample, type DetectionSample } from "./detection-sample.js";
import { createFiguresKernel, type DetectionFigure } from "./figures.js";
import { leaveGroupsOutOfFigure } from "./left-out-figures.js";

/**
 * Replicates of figures, all from the same draws of units, or of clusters where there are some:
 * replicate b is stream b of the seed (METHODS §2.6).
 *
 * @returns for each reference its values; NaN where undefined
 */
export function detectionReplicates(
  sample: DetectionSample,
  references: readonly MetricReference[],
  options: { readonly replicates: number; readonly seed: number; readonly from?: number },
): readonly Float64Array[] {
  const { outcomes } = sample;
  const figures = references.map((reference) => detectionFigure(outcomes, reference));
  const kernel = createFiguresKernel(outcomes, figures);
  const values = references.map(() => new Float64Array(options.replicates).fill(Number.NaN));
  const found = new Float64Array(figures.length);
  visitUnitReplicates(sample, options, (b, weights) => {
    kernel(weights, found);
    for (let m = 0; m < figures.length; m++) values[m]![b] = found[m]!;
  });
  return values;
}

/**
 * Bootstrap intervals of `map…` and `ar…` on request, as `bootstrapEstimates` gives them of other
 * metrics. BCa takes its acceleration from the groups of the jackknife.
 *
 * @throws HomegroundError `metric/not-available` for `bootstrap-t`, and as `objectsEstimator`
 */
export function detectionBootstrapEstimates(
  outcomes: DetectionOutcomes,
  references: readonly MetricReference[],
  options: BootstrapOptions,
): readonly EstimateDetail[] {
  const { level, weights = null, seed, method } = options;
  const sample = createDetectionSample(outcomes, weights);
  const replicates =
    method === "bootstrap-t" ? [] : detectionReplicates(sample, references, options);
  return references.map((reference, at) => {
    const values = replicates[at];
    if (values === undefined) {
      const what = "bootstrap-t is for means of one value a unit";
      throw notAvailable(reference, what, WAY.usualRange);
    }
    const base = objectsEstimator(outcomes, reference, { weights, seed }).at(level);
    if (base.value === null) return base;
    const figure = detectionFigure(sample.outcomes, reference);
    const found =
      method === "percentile"
        ? percentileInterval(values, level)
        : bcaInterval(values, base.value, leaveGroupsOutOfFigure(sample, figure, seed), level);
    return withBootstrapInterval(sample, base, found, options);
  });
}

/**
 * What a reference such as `map{iou=0.50,class=deer}` asks of outcomes.
 *
 * @throws HomegroundError `metric/not-available` for a metric of no ranking, and where the outcomes were
 *   matched by other rules; `metric/bad-parameter` for a class that there is not
 */
export function detectionFigure(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
): DetectionFigure {
  const { detections } = metricFor(reference, outcomes.kind);
  const figure =
    detections?.over === "objects" ? detections.figure?.(outcomes, reference) : undefined;
  if (figure !== undefined) return figure;
  throw notAvailable(reference, "it is no metric of ranked detections", "Take map, or ar-100");
}
