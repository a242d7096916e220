import {
  type BootstrapOptions,
  bootstrapEstimates,
  withBootstrapInterval,
} from "../metrics/bootstrap-estimates.js";
import { detectionBootstrapEstimates } from "../metrics/detection/detection-replicates.js";
import type { EstimateDetail, MetricReference } from "../metrics/estimate-types.js";
import { leaveGroupsOut } from "../metrics/group-jackknife.js";
import { metricOf } from "../metrics/lookup.js";
import { notAvailable } from "../metrics/not-available.js";
import { kernelReplicates } from "../metrics/unit-replicates.js";
import type { DetectionOutcomes } from "../outcomes/detection-types.js";
import { bcaInterval, percentileInterval } from "../statistics/bootstrap.js";
import type { EvaluatedDetections } from "./detection/evaluated-detections.js";
import { tableFor } from "./detection/match-tables.js";
import { detectionKernelOf, type EvaluatedOutcomes, estimatorOf } from "./evaluated-outcomes.js";

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
  const ranked = references.filter(isRanking);
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
  const kernel = detectionKernelOf(outcomes, reference);
  const values = kernelReplicates(sample, kernel, { replicates, seed });
  const interval =
    method === "percentile"
      ? percentileInterval(values, level)
      : bcaInterval(values, base.value, leaveGroupsOut(sample, kernel, seed), level);
  return withBootstrapInterval(sample, base, interval, options);
}

/** Whether it is a figure of the ranking of detections: those of one match share their passes. */
function isRanking(reference: MetricReference): boolean {
  const { detections } = metricOf(reference);
  return detections?.over === "objects" && detections.figure !== undefined;
}
