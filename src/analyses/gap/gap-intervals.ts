import { type ClusterDesign, clusterDesign } from "../../statistics/cluster-design.js";
import { clip } from "../../statistics/interval.js";
import { studentLevelQuantile } from "../../statistics/quantiles.js";
import { clusterTable, type GapArm } from "./gap-arm.js";
import { createMeanLedger } from "./gap-ledger.js";
import type { ArmCounts, GapMetric } from "./gap-metric.js";
import { mixCoefficients } from "./gap-players.js";
import {
  addUnits,
  armCounts,
  type GapParts,
  type GapTerms,
  gapTerms,
  sharesInside,
} from "./gap-terms.js";

/** A number of a gap with its interval; limits null where there is none. */
export interface GapEstimate {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** What an arm is sampled by: its clusters if it has some, else its units. */
export interface ArmDesign {
  /** Clusters, or units, or the groups that either were dealt to. */
  readonly G: number;
  /** Degrees of freedom: Satterthwaite's of METHODS §1.2 step 6, or G − 1. */
  readonly df: number;
  /** D_X = 1 + (m_w − 1)·ρ_f; 1 without clusters. */
  readonly floorEffect: number;
  /** §1.2 of the hit table; null without clusters, or where scores are no shares. */
  readonly clusters: ClusterDesign | null;
  readonly clustered: boolean;
}

/** @param isShare whether the arm's scores are hits, so that §1.2 applies to them */
export function armDesign(arm: GapArm, isShare: boolean): ArmDesign {
  const table = clusterTable(arm);
  if (table === null) {
    const n = arm.count.reduce((sum, count) => sum + count, 0);
    return { G: n, df: n - 1, floorEffect: 1, clusters: null, clustered: false };
  }
  const G = table.size.length;
  if (arm.clusters?.isDealt === true) {
    return { G, df: G - 1, floorEffect: 1, clusters: null, clustered: false };
  }
  if (!isShare || G === 0) {
    return { G, df: G - 1, floorEffect: 1, clusters: null, clustered: true };
  }
  const clusters = clusterDesign(table.size, table.hits);
  const floorEffect = 1 + (clusters.mw - 1) * clusters.floor;
  return { G, df: clusters.df, floorEffect, clusters, clustered: true };
}

/**
 * Calls `visit` once for every unit of the jackknife that an arm can do without: its clusters, or
 * one unit of each kind, which stands for `times` equal ones. The counts are without that unit
 * during the call, and as before after it; `cells` are those that lack something, each once.
 */
export function forEachDeletion(
  counts: ArmCounts,
  visit: (times: number, cells: readonly number[]) => void,
): void {
  const { arm } = counts;
  const saved = { count: counts.count.slice(), size: counts.size.slice(), sum: counts.sum.slice() };
  const restore = (kind: number): void => {
    const s = arm.cell[kind]!;
    counts.count[kind] = saved.count[kind]!;
    counts.size[s] = saved.size[s]!;
    counts.sum[s] = saved.sum[s]!;
  };
  if (arm.clusters === null) {
    for (let kind = 0; kind < arm.cell.length; kind++) {
      addUnits(counts, kind, -1);
      visit(arm.count[kind]!, [arm.cell[kind]!]);
      restore(kind);
    }
    return;
  }
  const { start, kind, amount } = arm.clusters;
  for (let g = 0; g + 1 < start.length; g++) {
    if (start[g] === start[g + 1]) continue; // a cluster without units
    for (let at = start[g]!; at < start[g + 1]!; at++) addUnits(counts, kind[at]!, -amount[at]!);
    const cells = new Set<number>();
    for (let at = start[g]!; at < start[g + 1]!; at++) cells.add(arm.cell[kind[at]!]!);
    visit(1, [...cells]);
    for (let at = start[g]!; at < start[g + 1]!; at++) restore(kind[at]!);
  }
}

/** Terms of METHODS §6.1 with their intervals, direction applied: positive = loss. */
export interface GapIntervals {
  readonly mix: GapEstimate;
  readonly within: GapEstimate;
  readonly onlyClaimed: GapEstimate;
  readonly onlyLocal: GapEstimate;
  /** As in {@link GapTerms}: by cell, or by bar and by class; null where the metric does not split. */
  readonly mixParts: readonly GapEstimate[] | null;
  readonly withinParts: readonly GapEstimate[] | null;
}

export interface GapIntervalOptions {
  /** Two-sided, such as 0.95. */
  readonly level: number;
  /** False where the arms' units are known to depend in an unknown way: limits are null then. */
  readonly intervals: boolean;
  /** Players and classes of the cells; null or left out where cells are classes. */
  readonly parts?: GapParts | null;
}

/**
 * `jackknife-gap` intervals of each term alone (METHODS §6.3): per arm the delete-one variance over
 * its clusters or units with M fixed, for shares not below what the rates' own sampling gives;
 * variances added, Welch–Satterthwaite degrees of freedom, T ± t·√v within ± the metric's range.
 */
export function gapIntervals(
  metric: GapMetric,
  a: GapArm,
  b: GapArm,
  inside: Uint8Array,
  options: GapIntervalOptions,
): GapIntervals {
  const countsA = armCounts(a);
  const countsB = armCounts(b);
  const parts = options.parts ?? null;
  const terms = gapTerms(metric, countsA, countsB, inside, parts);
  const full = termVector(terms);
  const ledger =
    metric.isMean && parts !== null ? createMeanLedger(countsA, countsB, inside, parts) : null;
  const without = (cells: readonly number[]): Float64Array => {
    if (ledger === null) return termVector(gapTerms(metric, countsA, countsB, inside, parts));
    ledger.change(cells);
    const vector = ledger.vector();
    ledger.restore();
    return vector;
  };
  const arms = [
    { counts: countsA, design: armDesign(a, metric.isShare) },
    { counts: countsB, design: armDesign(b, metric.isShare) },
  ] as const;
  const variances = arms.map(({ counts, design }) =>
    jackknifeVariances(counts, design.G, full, without),
  );
  if (metric.isShare) raiseToFloor(variances, countsA, countsB, inside, arms, parts);

  const sign = metric.direction === "higher-is-better" ? 1 : -1;
  const span = metric.range[1] - metric.range[0];
  const possible =
    options.intervals && arms.every(({ design }) => design.G >= (design.clustered ? 3 : 2));
  // What is left of a variance of 0 by sums that were taken apart and put together again.
  const rounding = 1e-24 * Math.max(terms.claimed ** 2, terms.local ** 2);
  const estimate = (at: number): GapEstimate => {
    const value = sign * full[at]! + 0; // no −0
    const vA = variances[0]![at]!;
    const vB = variances[1]![at]!;
    const v = vA + vB;
    if (!possible || !(v > rounding) || !Number.isFinite(v))
      return { value, low: null, high: null };
    const df = Math.max(1, v ** 2 / (vA ** 2 / arms[0].design.df + vB ** 2 / arms[1].design.df));
    const half = studentLevelQuantile(options.level, df) * Math.sqrt(v);
    return { value, low: clip(value - half, -span, span), high: clip(value + half, -span, span) };
  };
  const estimates = (from: number, column: Float64Array | null): GapEstimate[] | null =>
    column === null ? null : Array.from(column, (_, i) => estimate(from + i));
  return {
    mix: estimate(MIX),
    within: estimate(WITHIN),
    onlyClaimed: estimate(ONLY_CLAIMED),
    onlyLocal: estimate(ONLY_LOCAL),
    mixParts: estimates(PARTS, terms.mixParts),
    withinParts: estimates(PARTS + (terms.mixParts?.length ?? 0), terms.withinParts),
  };
}

/** Places in the vector of terms; the parts of mix and of within follow. */
const MIX = 0;
const WITHIN = 1;
const ONLY_CLAIMED = 2;
const ONLY_LOCAL = 3;
const PARTS = 4;

function termVector(terms: GapTerms): Float64Array {
  return Float64Array.from([
    terms.mix,
    terms.within,
    terms.onlyClaimed,
    terms.onlyLocal,
    ...(terms.mixParts ?? []),
    ...(terms.withinParts ?? []),
  ]);
}

/** (G − 1)/G·Σ(T_(g) − T̄)², undefined T_(g) left out of the sums. */
function jackknifeVariances(
  counts: ArmCounts,
  G: number,
  full: Float64Array,
  without: (cells: readonly number[]) => Float64Array,
): Float64Array {
  const weight = new Float64Array(full.length);
  const sum = new Float64Array(full.length);
  const squares = new Float64Array(full.length);
  forEachDeletion(counts, (times, cells) => {
    const terms = without(cells);
    for (let i = 0; i < full.length; i++) {
      const d = terms[i]! - full[i]!; // around the full value, so that the squares keep their digits
      if (Number.isNaN(d)) continue;
      weight[i] = weight[i]! + times;
      sum[i] = sum[i]! + times * d;
      squares[i] = squares[i]! + times * d * d;
    }
  });
  return squares.map((square, i) =>
    weight[i]! > 0 ? (Math.max(0, square - sum[i]! ** 2 / weight[i]!) * (G - 1)) / G : Number.NaN,
  );
}

/**
 * METHODS §6.3 step 3. Each term is linear in the rates of an arm with coefficients h_s:
 * f_X = D_X·Σ h_s²·p̃(1 − p̃)/n_Xs with p̃ = (k + ½)/(n + 1), and v_X = max(v_X, f_X).
 */
function raiseToFloor(
  variances: readonly Float64Array[],
  a: ArmCounts,
  b: ArmCounts,
  inside: Uint8Array,
  arms: readonly [{ readonly design: ArmDesign }, { readonly design: ArmDesign }],
  parts: GapParts | null,
): void {
  const { shares: aShare } = sharesInside(a, inside);
  const { shares: bShare } = sharesInside(b, inside);
  const half = aShare.map((share, s) => (share - bShare[s]!) / 2);
  const middle = aShare.map((share, s) => (share + bShare[s]!) / 2);
  const byBar = parts === null ? null : barCoefficients(aShare, bShare, parts);
  for (const [x, counts] of [a, b].entries()) {
    const v = variances[x]!;
    const effect = arms[x]!.design.floorEffect;
    const noise = counts.size.map((n, s) => {
      const p = (counts.sum[s]! + 0.5) / (n + 1);
      return inside[s] === 1 ? (effect * (p * (1 - p))) / n : 0;
    });
    raise(v, MIX, sumOfSquares(half, noise));
    raise(v, WITHIN, sumOfSquares(middle, noise));
    if (parts === null || byBar === null) {
      raiseCells(v, x === 0 ? aShare : bShare, half, middle, noise);
      continue;
    }
    for (const [bar, h] of byBar.entries()) raise(v, PARTS + bar, sumOfSquares(h, noise));
    const byClass = new Float64Array(parts.classCount);
    for (const [s, k] of parts.classOf.entries()) byClass[k]! += middle[s]! ** 2 * noise[s]!;
    for (const [k, floor] of byClass.entries()) raise(v, PARTS + parts.bars.length + k, floor);
  }
}

/** @param own shares of the arm */
function raiseCells(
  v: Float64Array,
  own: Float64Array,
  half: Float64Array,
  middle: Float64Array,
  noise: Float64Array,
): void {
  const cells = own.length;
  const ownNoise = sumOfSquares(own, noise);
  for (let s = 0; s < cells; s++) {
    raise(v, PARTS + cells + s, middle[s]! ** 2 * noise[s]!);
    // Centred: half·(r_s − Σ own·r), so h is half·(1[s = t] − own_t).
    raise(v, PARTS + s, half[s]! ** 2 * ((1 - 2 * own[s]!) * noise[s]! + ownNoise));
  }
}

/** h of each bar: half of the coefficients of its players. */
function barCoefficients(
  aShare: Float64Array,
  bShare: Float64Array,
  { players, bars }: GapParts,
): Float64Array[] {
  const columns = mixCoefficients(aShare, bShare, players);
  return bars.map((bar) =>
    aShare.map((_, s) => bar.reduce((sum, player) => sum + columns[player]![s]!, 0) / 2),
  );
}

function sumOfSquares(h: Float64Array, noise: Float64Array): number {
  let sum = 0;
  for (let s = 0; s < h.length; s++) sum += h[s]! ** 2 * noise[s]!;
  return sum;
}

function raise(variances: Float64Array, at: number, floor: number): void {
  variances[at] = Math.max(variances[at]!, floor);
}
