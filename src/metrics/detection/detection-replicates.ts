import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import { bcaInterval, percentileInterval } from "../../statistics/bootstrap.js";
import { type BootstrapOptions, withBootstrapInterval } from "../bootstrap-estimates.js";
import type { EstimateDetail, MetricReference } from "../estimate-types.js";
import type { MetricKernel } from "../kernels.js";
import { entryForTask, notAvailable } from "../not-available.js";
import { visitUnitReplicates } from "../unit-replicates.js";
import { createDetectionEstimator } from "./detection-estimator.js";
import { detectionFigure } from "./detection-figure.js";
import { createDetectionSample, type DetectionSample } from "./detection-sample.js";
import { createFiguresKernel } from "./figures.js";
import { leaveGroupsOutOfFigure } from "./left-out-figures.js";

/**
 * `map…` or `ar…` as a function of one weight a unit; NaN where no class has truth. Detections keep
 * their match and their order: a weight of 2 is the image twice where scores differ.
 *
 * @throws HomegroundError `metric/not-available`, `metric/bad-parameter`
 */
export function createDetectionKernel(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
): MetricKernel {
  entryForTask(reference, "detection");
  const kernel = createFiguresKernel(outcomes, [detectionFigure(outcomes, reference)]);
  const value = new Float64Array(1);
  return (weights) => {
    kernel(weights, value);
    return value[0]!;
  };
}

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
 * @throws HomegroundError `metric/not-available` for `bootstrap-t`, and as `createDetectionEstimator`
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
      throw notAvailable(reference, what, "Take --interval percentile or bca, or the default");
    }
    const base = createDetectionEstimator(outcomes, reference, { weights, seed }).at(level);
    if (base.value === null) return base;
    const figure = detectionFigure(sample.outcomes, reference);
    const found =
      method === "percentile"
        ? percentileInterval(values, level)
        : bcaInterval(
            values,
            base.value,
            leaveGroupsOutOfFigure(sample, figure, seed).withoutGroup,
            level,
          );
    return withBootstrapInterval(sample, base, found, options);
  });
}
