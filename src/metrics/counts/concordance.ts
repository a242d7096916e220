import { atanh, tanh } from "../../core/elementary.js";
import type { CountPairs } from "../../outcomes/counting.js";
import type { MethodCode } from "../../statistics/codes.js";
import { jackknifeVariance, pseudoDeviations } from "../../statistics/jackknife.js";
import { studentLevelQuantile } from "../../statistics/quantiles.js";
import { groupJackknife } from "../group-jackknife.js";
import type { MetricEstimate } from "../metric-estimate.js";
import type { MetricKernel } from "../metric-kernel.js";
import type { UnitSample } from "../sample.js";
import { memberships } from "../unit-replicates.js";

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
 * Student's range of Fisher's z of a concordance, its variance from leaving each unit out once, or each
 * cluster; of weighted units groups of them. Wilson's on an effective number of at most n units held the truth
 * always: counts say far more of a concordance than as many rights and wrongs would.
 */
export function concordanceEstimate(
  sample: UnitSample,
  pairs: readonly CountPairs[],
  seed: number,
): MetricEstimate {
  const { unitCount, cluster } = sample.outcomes;
  const kernel = concordanceKernel(pairs);
  const value = unitCount === 0 ? Number.NaN : kernel(sample.weights);
  const members = memberships(sample);
  const groups = members?.count ?? unitCount;
  const base = {
    value: Number.isNaN(value) ? null : value,
    low: null,
    high: null,
    method: cluster === null ? "z-jackknife" : "z-jackknife-cluster",
    n: unitCount,
    defined: null,
    clusters: members?.count ?? null,
    family: "t",
    u: null,
    nu: null,
    design: null,
    carriers: null,
    fewLabels: null,
    failures: null,
  } as const;
  const none = (code: MethodCode): MetricEstimate => ({
    toUnit: null,
    at: (level) => ({ ...base, level, warnings: [code] }),
  });
  if (Number.isNaN(value)) {
    return none(unitCount === 0 ? "interval/no-images" : "interval/no-variation");
  }
  if (members !== null && groups < LEAST_CLUSTERS) return none("clusters/too-few");
  const left =
    sample.weights === null
      ? concordanceWithout(pairs, groups, (i) => members?.id[i] ?? i)
      : groupJackknife(sample, kernel, seed).leftOut;
  const z = left.map(atanh);
  const variance = jackknifeVariance(z);
  if (Math.abs(value) === 1 || variance === 0) return none("interval/no-variation");
  // Without one unit all agree: that unit alone says by how much they do not.
  if (!Number.isFinite(variance)) return none("interval/few-units-carry-it");
  const carriers = carriersOf(pseudoDeviations(z));
  const warnings: MethodCode[] = [
    ...(carriers < FEW_CARRIERS ? (["interval/few-units-carry-it"] as const) : []),
    ...(members !== null && groups < FEW_CLUSTERS ? (["clusters/few"] as const) : []),
  ];
  const centre = atanh(value);
  return {
    toUnit: null,
    at(level) {
      const half = studentLevelQuantile(level, left.length - 1) * Math.sqrt(variance);
      const limits = { low: tanh(centre - half), high: tanh(centre + half) };
      return { ...base, ...limits, level, carriers, warnings };
    },
  };
}

/** As of means by Student's law (METHODS §2.4). */
const LEAST_CLUSTERS = 3;
const FEW_CLUSTERS = 10;
const FEW_CARRIERS = 15;

/** (Σd²)²/Σd⁴: how many units, or clusters, a variance rests on. */
function carriersOf(deviations: Float64Array): number {
  let largest = 0;
  for (const one of deviations) largest = Math.max(largest, Math.abs(one));
  let squares = 0;
  let fourths = 0;
  for (const one of deviations) {
    const square = (one / largest) ** 2;
    squares += square;
    fourths += square * square;
  }
  return (squares * squares) / fourths;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return values.length === 0 ? 0 : sum / values.length;
}
