import { type ClusterDesign, clusterDesign } from "../statistics/cluster-design.js";
import type { MethodCode } from "../statistics/codes.js";
import {
  influenceVariance,
  type JackknifeDesign,
  jackknifeVariance,
  rankedDesign,
} from "../statistics/jackknife.js";
import { type JackknifeParts, jackknifeEstimate } from "./estimate-jackknife.js";
import { type LeftOutRanks, leftOutWithCounts } from "./left-out-ranks.js";
import type { MetricEstimate } from "./metric-estimate.js";
import type { Blocks } from "./ranking.js";
import { clusterSums, effectiveCount, oncePerSample, type Sample } from "./sample.js";
import { sampleAccuracy } from "./share-totals.js";

/** The range of every ranked metric. */
export const SHARE: readonly [low: number, high: number] = [0, 1];

/** Effective numbers of units with and without a mark. */
export function labelCounts(
  sample: Sample,
  mark: Uint8Array,
): { readonly positives: number; readonly negatives: number } {
  const sums = [0, 0];
  const squares = [0, 0];
  for (let i = 0; i < mark.length; i++) {
    const weight = sample.weights === null ? 1 : sample.weights[i]!;
    sums[mark[i]!]! += weight;
    squares[mark[i]!]! += weight * weight;
  }
  return {
    positives: effectiveCount(sums[1]!, squares[1]!),
    negatives: effectiveCount(sums[0]!, squares[0]!),
  };
}

/** @param fewest units of the rarer label */
export function labelWarnings(sample: Sample, fewest: number, value: number): MethodCode[] {
  if (sample.outcomes.unitCount === 0) return ["interval/no-images"];
  if (Number.isNaN(value)) return ["interval/class-absent"];
  return fewest < 10 ? ["interval/few-of-a-class"] : [];
}

/** The fewer of right and wrong units. */
export function minorityOf(sample: Sample): number | null {
  const right = sampleAccuracy(sample);
  if (right === null || right.size === 0) return null;
  const p = right.hits / right.size;
  return Math.min(p, 1 - p) * right.effective + 1e-9; // rounding warns of nothing
}

/** The design of clusters by right and wrong predictions; null where units are independent. */
export function accuracyDesign(sample: Sample): ClusterDesign | null {
  const clusters = sampleAccuracy(sample)?.clusters ?? null;
  return clusters === null ? null : clusterDesign(clusters.size, clusters.hits);
}

/** Units of each cluster, or their weights. */
const clusterSizes = oncePerSample((sample) =>
  clusterSums(sample, new Float64Array(sample.outcomes.unitCount).fill(1)),
);

/** Influences θ̄ − θ_(−i) of units left out once each; 0 where θ_(−i) is undefined. */
export function influenceOf(leftOut: Float64Array): Float64Array {
  let sum = 0;
  let defined = 0;
  for (let i = 0; i < leftOut.length; i++) {
    if (Number.isNaN(leftOut[i]!)) continue;
    sum += leftOut[i]!;
    defined++;
  }
  const mean = defined === 0 ? 0 : sum / defined;
  return leftOut.map((value) => (Number.isNaN(value) ? 0 : mean - value));
}

/** What clusters say of a ranked metric, by the sums of their units' influences. */
export interface ClusterSpread {
  /** G/(G − 1)·ΣU_g² over the clusters that hold a unit. */
  readonly variance: number;
  /** G·U_g: how far the pseudo-value of each lies from the mean of all. */
  readonly deviations: Float64Array;
}

export function spreadOfClusters(sample: Sample, influence: Float64Array): ClusterSpread {
  return spreadOf(byCluster(sample, influence), clusterSizes(sample));
}

function spreadOf(sums: Float64Array, size: Float64Array): ClusterSpread {
  const used = sums.filter((_u, g) => size[g]! > 0);
  return { variance: influenceVariance(used), deviations: used.map((u) => used.length * u) };
}

/**
 * Variance and design of AUC or average precision in clusters.
 *
 * @param influence of each unit, its weight included
 */
export function influenceDesign(
  sample: Sample,
  positive: Uint8Array,
  influence: Float64Array,
  outcome: "rarer" | "positives",
): ClusterSpread & { readonly design: JackknifeDesign } {
  const size = clusterSizes(sample);
  const positives = clusterSums(sample, Float64Array.from(positive));
  const sums = byCluster(sample, influence);
  return {
    ...spreadOf(sums, size),
    design: rankedDesign(size, positives, sums, outcome),
  };
}

export function varianceOf(left: LeftOutRanks, blocks: Blocks): number {
  const { value, multiplicity } = leftOutWithCounts(left, blocks);
  return jackknifeVariance(value, multiplicity);
}

export function undefinedEstimate(
  parts: Omit<JackknifeParts, "value" | "variance" | "cap" | "design">,
): MetricEstimate {
  return jackknifeEstimate({ ...parts, value: null, variance: 0, cap: 0, design: null }, SHARE);
}

function byCluster(sample: Sample, influence: Float64Array): Float64Array {
  const { cluster, clusterCount } = sample.outcomes;
  const sums = new Float64Array(clusterCount);
  for (let i = 0; i < influence.length; i++) sums[cluster?.[i] ?? 0]! += influence[i]!;
  return sums;
}
