import { clip } from "../statistics/interval.js";
import { levelQuantile, studentLevelQuantile } from "../statistics/quantiles.js";
import { wilsonInterval } from "../statistics/wilson.js";
import { effectiveCount, type UnitSample } from "./sample.js";

/*
 * Intervals of METHODS §1.2 and §2.4 from sums of powers over clusters, which change by a few terms
 * when one unit does: along a ranking each threshold then costs no more than the first. The same
 * numbers as `clusterProportionInterval` and `tClusterInterval`, but for rounding, and without
 * their warnings.
 */

/** A figure with its limits; NaN where there are none. */
export interface RunningInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A share Σx/Σm whose parts change. */
export interface RunningShare {
  /** Adds to m and x of the cluster that a unit is in, times the unit's weight. */
  add(unit: number, size: number, hits: number): void;
  interval(level: number): RunningInterval;
}

/** Places of the sums over clusters of size m and hits x that a {@link RunningShare} keeps. */
const [CLUSTERS, M1, M2, M3, M4, X1, X2, XM, XXM] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

/**
 * `wilson-cluster` of a share; each unit is a cluster where the sample has none.
 *
 * @param sample units by their place in it
 */
export function runningShare({ outcomes, weights }: UnitSample): RunningShare {
  const { cluster, unitCount, clusterCount } = outcomes;
  const groups = cluster === null ? unitCount : clusterCount;
  // Size and hits of a cluster side by side, and sums in a column: both twice as fast as apart.
  const parts = new Float64Array(2 * groups);
  const sums = new Float64Array(9);

  return {
    add(unit, size, hits) {
      const at = 2 * (cluster === null ? unit : cluster[unit]!);
      const weight = weights === null ? 1 : weights[unit]!;
      const m = parts[at]!;
      const x = parts[at + 1]!;
      const more = m + weight * size;
      const moreHits = x + weight * hits;
      if (!(more > 0)) return;
      parts[at] = more;
      parts[at + 1] = moreHits;
      sums[X1]! += moreHits - x;
      sums[X2]! += moreHits * moreHits - x * x;
      sums[XM]! += moreHits * more - x * m;
      sums[XXM]! += (moreHits * moreHits) / more - (m > 0 ? (x * x) / m : 0);
      if (more === m) return;
      const [square, before] = [more * more, m * m];
      if (m === 0) sums[CLUSTERS]! += 1;
      sums[M1]! += more - m;
      sums[M2]! += square - before;
      sums[M3]! += square * more - before * m;
      sums[M4]! += square * square - before * before;
    },
    interval: (level) => intervalOfSums(sums, level),
  };
}

function intervalOfSums(sums: Float64Array, level: number): RunningInterval {
  const [G, m1, m2] = [sums[CLUSTERS]!, sums[M1]!, sums[M2]!];
  const [x1, x2, xm, xxm] = [sums[X1]!, sums[X2]!, sums[XM]!, sums[XXM]!];
  if (!(m1 > 0)) return { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  const p = snapped(x1 / m1);
  if (G < 3) return { value: p, low: Number.NaN, high: Number.NaN };
  const v = ((G / (G - 1)) * Math.max(0, x2 - 2 * p * xm + p * p * m2)) / (m1 * m1);
  const n0 = (m1 - m2 / m1) / (G - 1);
  const between = Math.max(0, xxm - 2 * p * x1 + p * p * m1) / (G - 1);
  const within = m1 - G > 1e-9 * m1 ? Math.max(0, x1 - xxm) / (m1 - G) : 0;
  const spread = between + (n0 - 1) * within;
  const varies = p > 0 && p < 1;
  const icc = varies && spread > 0 ? clip((between - within) / spread, 0, 1) : 0;
  const [minority, squares] = p > 0.5 ? [m1 - x1, m2 - 2 * xm + x2] : [x1, x2];
  const kEff = varies && squares > 0 ? (minority * minority) / squares : 0;
  const floor = 0.3 * Math.max(0, 1 - kEff / Math.min(12, 0.75 * G));
  const own = varies ? (v * m1) / (p * (1 - p)) : 1;
  const deff = Math.max(1, own, 1 + (m2 / m1 - 1) * floor);
  const i = Math.max(icc, floor);
  const df = degrees(i, G, m1, m2, sums[M3]!, sums[M4]!);
  return { value: p, ...wilsonInterval(p, m1 / deff, studentLevelQuantile(level, df)) };
}

/** In [0, 1]; what is rounding only away from an end is at it, where every cluster is alike. */
function snapped(share: number): number {
  if (share < 1e-12) return 0;
  return share > 1 - 1e-12 ? 1 : share;
}

/** Satterthwaite's: a = m(1 + (m − 1)·i) = (1 − i)·m + i·m², so that powers of m up to 4 suffice. */
function degrees(i: number, G: number, m1: number, m2: number, m3: number, m4: number): number {
  const total = (1 - i) * m1 + i * m2;
  const squares = (1 - i) * (1 - i) * m2 + 2 * i * (1 - i) * m3 + i * i * m4;
  return Math.max(1, Math.min((total * total) / squares - 1, G - 1));
}

/**
 * A share of units, each of which is in it once or not at all: `wilson`, with Kish's number where
 * units weigh differently; in clusters `wilson-cluster`, as {@link runningShare}.
 */
export function runningUnitShare(sample: UnitSample): RunningShare {
  if (sample.outcomes.cluster !== null) return runningShare(sample);
  const { weights } = sample;
  let [sum, squares, right] = [0, 0, 0];
  return {
    add(unit, size, hits) {
      const weight = weights === null ? 1 : weights[unit]!;
      sum += weight * size;
      squares += weight * weight * size;
      right += weight * hits;
    },
    interval(level) {
      const n = effectiveCount(sum, squares);
      if (n === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN };
      const p = snapped(right / sum);
      return { value: p, ...wilsonInterval(p, n, levelQuantile(level)) };
    },
  };
}

/** A mean of a value of each unit, values changing. All are 0 at first. */
export interface RunningMean {
  add(unit: number, more: number): void;
  interval(level: number): RunningInterval;
}

/** `t`, `t-cluster`; of weighted units as `meanEstimate` has it. */
export function runningMean({ outcomes, weights }: UnitSample): RunningMean {
  const { cluster, unitCount, clusterCount } = outcomes;
  const groups = cluster === null ? unitCount : clusterCount;
  const w = new Float64Array(groups);
  const t = new Float64Array(groups);
  const values = new Float64Array(unitCount);
  for (let i = 0; i < unitCount; i++) w[cluster?.[i] ?? i]! += weights?.[i] ?? 1;
  let [G, w1, w2, w3, w4] = [0, 0, 0, 0, 0];
  for (let g = 0; g < groups; g++) {
    const weight = w[g]!;
    if (weight > 0) G++;
    w1 += weight;
    w2 += weight ** 2;
    w3 += weight * weight * weight;
    w4 += weight ** 2 * weight ** 2;
  }
  let [t1, t2, tw, ttw, v2] = [0, 0, 0, 0, 0];
  return {
    add(unit, more) {
      const g = cluster === null ? unit : cluster[unit]!;
      const before = t[g]!;
      const after = before + (weights === null ? 1 : weights[unit]!) * more;
      t[g] = after;
      t1 += after - before;
      t2 += after * after - before * before;
      tw += (after - before) * w[g]!;
      ttw += (after * after - before * before) / w[g]!;
      const value = values[unit]!;
      v2 += (value + more) ** 2 - value ** 2;
      values[unit] = value + more;
    },
    interval(level) {
      const value = t1 / w1;
      const none = { value, low: Number.NaN, high: Number.NaN };
      const residuals = t2 - 2 * value * tw + value * value * w2;
      if (cluster !== null && G < 3) return none;
      if (!(residuals > 1e-13 * Math.max(t2, w2 * value * value))) return none;
      const n = weights === null && cluster !== null ? G : effectiveCount(w1, w2);
      if (!(n > 1)) return none;
      let df = n - 1;
      if (weights === null && cluster !== null) {
        const n0 = (w1 - w2 / w1) / (G - 1);
        const between = (ttw - value * value * w1) / (G - 1);
        const within = w1 > G ? Math.max(0, v2 - ttw) / (w1 - G) : 0;
        const spread = between + (n0 - 1) * within;
        const icc = spread > 0 ? clip((between - within) / spread, 0, 1) : 0;
        df = degrees(icc, G, w1, w2, w3, w4);
      }
      const half = (studentLevelQuantile(level, df) * Math.sqrt((n / (n - 1)) * residuals)) / w1;
      return { value, low: value - half, high: value + half };
    },
  };
}
