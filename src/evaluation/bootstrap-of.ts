import {
  type BootstrapOptions,
  bootstrapEstimates,
  withBootstrapInterval,
} from "../metrics/bootstrap-estimates.js";
import { isDetectionFigure } from "../metrics/detection/detection-figure.js";
import { detectionBootstrapEstimates } from "../metrics/detection/detection-replicates.js";
import { createOperatingKernel, isObjectRatio } from "../metrics/detection/operating-estimates.js";
import { createPresenceKernel } from "../metrics/detection/presence-estimates.js";
import type { EstimateDetail, MetricReference } from "../metrics/estimate-types.js";
import { leaveGroupsOut } from "../metrics/group-jackknife.js";
import type { MetricKernel } from "../metrics/kernels.js";
import { notAvailable } from "../metrics/not-available.js";
import { visitUnitReplicates } from "../metrics/unit-replicates.js";
import type { DetectionOutcomes } from "../outcomes/detection-types.js";
import { bcaInterval, percentileInterval } from "../statistics/bootstrap.js";
import type { EvaluatedDetections } from "./detection/evaluated-detections.js";
import { tableFor } from "./detection/match-tables.js";
import { type EvaluatedOutcomes, estimatorOf, presenceOf } from "./evaluated-outcomes.js";

/**
 * Bootstrap intervals of metrics on outcomes of any task (METHODS §2.6).
 *
 * @throws HomegroundError as `bootstrapEstimates`
 */
export function bootstrapOf(
  outcomes: EvaluatedOutcomes,
  references: readonly MetricReference[],
  options: BootstrapOptions,
): readonly EstimateDetail[] {
  if (outcomes.kind !== "detection") return bootstrapEstimates(outcomes, references, options);
  const ranked = references.filter(({ id }) => isDetectionFigure(id));
  // Those of one match share their draws.
  const byTable = new Map<DetectionOutcomes, MetricReference[]>();
  for (const reference of ranked) {
    const table = tableFor(outcomes, reference);
    byTable.set(table, [...(byTable.get(table) ?? []), reference]);
  }
  const ofRanked = new Map<MetricReference, EstimateDetail>();
  for (const [table, members] of byTable) {
    const found = detectionBootstrapEstimates(table, members, options);
    for (const [i, reference] of members.entries()) ofRanked.set(reference, found[i]!);
  }
  return references.map(
    (reference) => ofRanked.get(reference) ?? bootstrapKernel(outcomes, reference, options),
  );
}

/** By the metric's function of weights, for those that no faster way is made for. */
function bootstrapKernel(
  outcomes: EvaluatedDetections,
  reference: MetricReference,
  options: BootstrapOptions,
): EstimateDetail {
  const { level, method, replicates, seed } = options;
  if (method === "bootstrap-t") {
    const what = "bootstrap-t is for means of one value a unit";
    throw notAvailable(reference, what, "Take --interval percentile or bca, or the default");
  }
  const base = estimatorOf(outcomes, reference).at(level);
  if (base.value === null) return base;
  const sample = { outcomes, weights: null };
  const kernel = kernelOf(outcomes, reference);
  const values = new Float64Array(replicates).fill(Number.NaN);
  visitUnitReplicates(sample, { replicates, seed }, (b, weights) => {
    values[b] = kernel(weights);
  });
  const interval =
    method === "percentile"
      ? percentileInterval(values, level)
      : bcaInterval(values, base.value, leaveGroupsOut(sample, kernel, seed), level);
  return withBootstrapInterval(sample, base, interval, options);
}

function kernelOf(outcomes: EvaluatedDetections, reference: MetricReference): MetricKernel {
  if (isObjectRatio(reference.id))
    return createOperatingKernel(tableFor(outcomes, reference), reference);
  return createPresenceKernel(presenceOf(outcomes, reference), reference);
}
