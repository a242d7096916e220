import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import { clusterDesign } from "../../statistics/cluster-design.js";
import type { MethodCode } from "../../statistics/codes.js";
import { jackknifeVariance, pseudoDeviations } from "../../statistics/jackknife.js";
import { jackknifeEstimate } from "../estimate-jackknife.js";
import type { Estimator, MetricReference } from "../estimate-types.js";
import type { MetricEstimate } from "../metric-estimate.js";
import { entryForTask } from "../not-available.js";
import { SHARE, undefinedEstimate } from "../ranked-parts.js";
import { clusterSums } from "../sample.js";
import { detectionFigure } from "./detection-figure.js";
import { createDetectionSample, type DetectionSample } from "./detection-sample.js";
import { leaveGroupsOutOfFigure } from "./left-out-figures.js";
import { truthObjects } from "./truth-objects.js";

export interface DetectionEstimatorOptions {
  /** What each unit weighs, ≥ 0; only ratios matter. Default: all alike. */
  readonly weights?: Float64Array | null;
  /** Deals the groups of the delete-a-group jackknife (METHODS §2.2). Default 0. */
  readonly seed?: number;
}

/**
 * The estimator of `map…` or `ar…`: `wilson-jackknife`, `wilson-jackknife-cluster` (METHODS §2.2) with
 * a delete-a-group jackknife over images or clusters, at most as sure as so many independent truth
 * objects; clusters are judged by truth objects and those found at IoU 0.5.
 *
 * @throws HomegroundError `metric/not-available` where the outcomes were matched by other rules,
 *   `metric/bad-parameter`, `argument/length-mismatch`, `argument/out-of-range`
 */
export function createDetectionEstimator(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  options: DetectionEstimatorOptions = {},
): Estimator {
  const { direction, range } = entryForTask(reference, "detection");
  const sample = createDetectionSample(outcomes, options.weights ?? null);
  const { toUnit, at } = figureEstimate(sample, reference, options.seed ?? 0);
  return { reference, direction, range, toUnit, at };
}

function figureEstimate(
  sample: DetectionSample,
  reference: MetricReference,
  seed: number,
): MetricEstimate {
  const { unitCount, cluster } = sample.outcomes;
  const figure = detectionFigure(sample.outcomes, reference);
  const left = leaveGroupsOutOfFigure(sample, figure, seed);
  const objects = truthObjects(sample, figure.area, figure.classIndex);
  const isMean = figure.classIndex === null;
  const base = {
    ...{ n: unitCount, defined: isMean ? left.defined : null },
    smallestClass: isMean ? objects.fewestUnits : null,
  };
  if (Number.isNaN(left.value)) {
    const code: MethodCode = unitCount === 0 ? "interval/no-images" : "interval/class-absent";
    return undefinedEstimate({ ...base, smallestClass: null, minority: null, warnings: [code] });
  }
  const share = objects.hitWeight / objects.weight;
  const design =
    cluster === null
      ? null
      : clusterDesign(clusterSums(sample, objects.size), clusterSums(sample, objects.hits));
  return jackknifeEstimate(
    {
      ...{ ...base, value: left.value, cap: objects.effective, design },
      variance: jackknifeVariance(left.withoutGroup),
      groups: left.withoutGroup.length,
      deviations: pseudoDeviations(left.withoutGroup),
      minority: Math.min(share, 1 - share) * objects.effective + 1e-9, // rounding warns of nothing
      warnings: (objects.fewestUnits ?? 0) < 10 ? ["interval/few-of-a-class"] : [],
    },
    SHARE,
  );
}
