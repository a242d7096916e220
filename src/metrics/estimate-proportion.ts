import { type ClusterDesign, clusterDesign } from "../statistics/cluster-design.js";
import type { MethodCode } from "../statistics/codes.js";
import type { IntervalResult } from "../statistics/interval.js";
import { proportionInterval } from "../statistics/proportion.js";
import { levelQuantile } from "../statistics/quantiles.js";
import { wilsonInterval } from "../statistics/wilson.js";
import { clusterIntervalOf } from "../statistics/wilson-cluster.js";
import type { ClusterTotals, EstimateDetail } from "./estimate-types.js";
import type { UnitSample } from "./sample.js";
import type { ShareTotals } from "./share-totals.js";

export interface ProportionOptions {
  /** From the share to the metric, rising; null where they are one. */
  readonly fromUnit: ((share: number) => number) | null;
  /** The metric is of a class of which no unit is true. */
  readonly classAbsent: boolean;
}

/**
 * A metric that is a share Σx/Σm of units: Wilson, in clusters `wilson-cluster` (METHODS §2.1).
 * Weights: the weighted share with Kish's n; in clusters sums of weights that sum to the units.
 */
export function createProportionEstimate(
  sample: UnitSample,
  totals: ShareTotals,
  options: ProportionOptions,
): (level: number) => EstimateDetail {
  const { outcomes, weights } = sample;
  const { n, size, hits, effective, clusters } = totals;
  const absent = options.classAbsent && outcomes.unitCount > 0;
  const map = options.fromUnit ?? ((share: number) => share);

  // What many thousand clusters say does not depend on the level, and is asked for at several.
  let known: ClusterFacts | null = null;

  return (level) => {
    let result: IntervalResult;
    if (clusters !== null) {
      known ??= clusterFacts(clusters.size, clusters.hits);
      result = clusterIntervalOf(known.design, level);
    } else if (weights === null) {
      result = proportionInterval(hits, size, level);
    } else {
      result = weightedInterval(hits, size, effective, level);
    }
    const { value, low, high, method, warnings } = result;
    return {
      value: mapped(value, map),
      low: mapped(low, map),
      high: mapped(high, map),
      level,
      method,
      n,
      defined: null,
      clusters: outcomes.cluster === null ? null : result.clusters,
      warnings: absent ? absentWarnings(warnings) : warnings,
      family: "proportion",
      u: value,
      nu: result.effectiveN,
      design: known?.design ?? null,
      ...(known === null ? {} : { perCluster: known.perCluster }),
      carriers: null,
      fewLabels: null,
      failures: null,
    };
  };
}

interface ClusterFacts {
  /** Null where no cluster holds an image. */
  readonly design: ClusterDesign | null;
  readonly perCluster: ClusterTotals;
}

function clusterFacts(size: Float64Array, hits: Float64Array): ClusterFacts {
  const perCluster = clusterTotals(size, hits);
  return { perCluster, design: perCluster.size.length === 0 ? null : clusterDesign(size, hits) };
}

/** "No labelled images" would say too much where only one class has none. */
function absentWarnings(warnings: readonly string[]): readonly string[] {
  return ["interval/class-absent", ...warnings.filter((code) => code !== "interval/no-images")];
}

function weightedInterval(hits: number, size: number, nu: number, level: number): IntervalResult {
  if (size === 0) return proportionInterval(0, 0, level);
  const p = Math.min(1, hits / size);
  const warnings: MethodCode[] = [];
  // The sliver keeps the rounding of weights from warning.
  if (Math.min(p, 1 - p) * nu + 1e-9 < 5) warnings.push("interval/few-outcomes");
  if (p === 0 || p === 1) warnings.push("interval/no-variation");
  return {
    value: p,
    ...wilsonInterval(p, nu, levelQuantile(level)),
    level,
    method: "wilson",
    n: nu,
    clusters: null,
    effectiveN: nu,
    df: null,
    icc: null,
    warnings,
  };
}

/** Clusters that hold a unit of the metric. */
export function clusterTotals(size: Float64Array, total: Float64Array): ClusterTotals {
  let count = 0;
  const used = { size: new Float64Array(size.length), total: new Float64Array(size.length) };
  for (let g = 0; g < size.length; g++) {
    if (!(size[g]! > 0)) continue;
    used.size[count] = size[g]!;
    used.total[count++] = total[g]!;
  }
  return { size: used.size.slice(0, count), total: used.total.slice(0, count) };
}

function mapped(value: number | null, map: (share: number) => number): number | null {
  return value === null ? null : map(value);
}
