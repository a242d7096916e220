import type { CountPairs } from "../../outcomes/counting.js";
import { jackknifeVariance, pseudoDeviations, rankedDesign } from "../../statistics/jackknife.js";
import { jackknifeEstimate } from "../estimate-jackknife.js";
import { groupJackknife } from "../group-jackknife.js";
import type { MetricEstimate } from "../metric-estimate.js";
import type { MetricKernel } from "../metric-kernel.js";
import { clusterSums, effectiveCount, type UnitSample } from "../sample.js";
import { memberships } from "../unit-replicates.js";

/** Range of a concordance. */
const RANGE = [-1, 1] as const;

/** Σw, then weighted sums of t, p, t², p², tp, t and p less the means of all units. */
const SUMS = 6;

/** Adds a unit to sums. */
type Add = (sums: Float64Array, k: number, unit: number, weight: number) => void;

function sumsOver(pairs: readonly CountPairs[]) {
  // Deviations, so that nothing large cancels.
  const origins = pairs.map(({ truth, predicted }) => [meanOf(truth), meanOf(predicted)] as const);
  const add: Add = (sums, k, i, weight) => {
    const { truth, predicted } = pairs[k]!;
    const t = truth[i]! - origins[k]![0];
    const p = predicted[i]! - origins[k]![1];
    sums[0]! += weight;
    sums[1]! += weight * t;
    sums[2]! += weight * p;
    sums[3]! += weight * t * t;
    sums[4]! += weight * p * p;
    sums[5]! += weight * t * p;
  };
  return { add, shift: origins.map(([t, p]) => p - t) };
}

/**
 * Lin's concordance of sums, with moments of 1/n: 2·s_tp/(s_tt + s_pp + (p̄ − t̄)²); NaN where all counts
 * of both are one number.
 *
 * @param shift of the origin of the predictions from that of the truth
 */
function concordanceOf(sums: Float64Array, shift: number): number {
  const n = sums[0]!;
  if (!(n > 0)) return Number.NaN;
  const t = sums[1]! / n;
  const p = sums[2]! / n;
  const variances = Math.max(0, sums[3]! / n - t * t) + Math.max(0, sums[4]! / n - p * p);
  const whole = variances + (p + shift - t) ** 2;
  // Rounding of sums alone is no spread.
  if (!(whole > 1e-14 * ((sums[3]! + sums[4]!) / n))) return Number.NaN;
  return Math.min(1, Math.max(-1, (2 * (sums[5]! / n - t * p)) / whole));
}

/** Mean of the concordances that exist. */
function meanConcordance(sums: readonly Float64Array[], shift: readonly number[]): number {
  let total = 0;
  let defined = 0;
  for (const [k, own] of sums.entries()) {
    const one = concordanceOf(own, shift[k]!);
    if (Number.isNaN(one)) continue;
    total += one;
    defined++;
  }
  return defined === 0 ? Number.NaN : total / defined;
}

/** The concordance of pairs, for several the mean over those where it exists, as a function of weights. */
export function concordanceKernel(pairs: readonly CountPairs[]): MetricKernel {
  const { add, shift } = sumsOver(pairs);
  const units = pairs[0]?.truth.length ?? 0;
  return (weights) => {
    const sums = pairs.map((_, k) => {
      const own = new Float64Array(SUMS);
      for (let i = 0; i < units; i++) add(own, k, i, weights?.[i] ?? 1);
      return own;
    });
    return meanConcordance(sums, shift);
  };
}

/** The concordance without each group of units; NaN where it is undefined then. */
export function concordanceWithout(
  pairs: readonly CountPairs[],
  groups: number,
  groupOf: (unit: number) => number,
): Float64Array {
  const { add, shift } = sumsOver(pairs);
  const units = pairs[0]?.truth.length ?? 0;
  const own = pairs.map(() => new Float64Array(groups * SUMS));
  const all = pairs.map(() => new Float64Array(SUMS));
  for (const k of pairs.keys()) {
    for (let i = 0; i < units; i++) {
      const g = groupOf(i);
      add(own[k]!.subarray(g * SUMS, (g + 1) * SUMS), k, i, 1);
      add(all[k]!, k, i, 1);
    }
  }
  const left = pairs.map(() => new Float64Array(SUMS));
  return Float64Array.from({ length: groups }, (_, g) => {
    for (const [k, sums] of left.entries()) {
      for (let s = 0; s < SUMS; s++) sums[s] = all[k]![s]! - own[k]![g * SUMS + s]!;
    }
    return meanConcordance(left, shift);
  });
}

/**
 * `wilson-jackknife` and `wilson-jackknife-cluster` of a concordance (METHODS §2.2): each unit, or each
 * cluster, left out once; of weighted units groups of them.
 */
export function concordanceEstimate(
  sample: UnitSample,
  pairs: readonly CountPairs[],
  seed: number,
): MetricEstimate {
  const { unitCount } = sample.outcomes;
  const kernel = concordanceKernel(pairs);
  const value = unitCount === 0 ? Number.NaN : kernel(sample.weights);
  const base = { n: unitCount, minority: null, defined: null, fewLabels: null };
  if (Number.isNaN(value)) {
    const none = { value: null, variance: 0, cap: 0, design: null };
    const code = unitCount === 0 ? "interval/no-images" : "interval/no-variation";
    return jackknifeEstimate({ ...base, ...none, warnings: [code] }, RANGE);
  }
  const members = memberships(sample);
  const isWeighted = sample.weights !== null;
  const grouped = isWeighted ? groupJackknife(sample, kernel, seed) : null;
  const left =
    grouped?.leftOut ??
    concordanceWithout(pairs, members?.count ?? unitCount, (i) => members?.id[i] ?? i);
  const ones = new Float64Array(unitCount).fill(1);
  const sizes = clusterSums(sample, ones).filter((size) => size > 0);
  const influence =
    members === null || isWeighted ? new Float64Array(sizes.length) : influences(left);
  return jackknifeEstimate(
    {
      ...base,
      value,
      variance: jackknifeVariance(left),
      cap: effectiveUnits(sample),
      design: members === null ? null : rankedDesign(sizes, sizes, influence, "positives"),
      ...(members === null ? {} : { deviations: pseudoDeviations(left) }),
      ...(grouped === null ? {} : { groups: grouped.groups, df: grouped.groups - 1 }),
      warnings: [],
    },
    RANGE,
  );
}

/** θ̄ − θ_(−g); 0 where it is undefined. */
function influences(left: Float64Array): Float64Array {
  const defined = left.filter((value) => !Number.isNaN(value));
  const mean = meanOf(defined);
  return left.map((value) => (Number.isNaN(value) ? 0 : mean - value));
}

function effectiveUnits({ outcomes, weights }: UnitSample): number {
  if (weights === null) return outcomes.unitCount;
  let sum = 0;
  let squares = 0;
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
  }
  return effectiveCount(sum, squares);
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return values.length === 0 ? 0 : sum / values.length;
}
