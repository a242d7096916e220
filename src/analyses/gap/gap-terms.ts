import type { GapArm } from "./gap-arm.js";
import type { ArmCounts, GapMetric } from "./gap-metric.js";
import { type MixPlayers, mixByPlayer } from "./gap-players.js";

/** How mix and within are told apart where cells are classes under conditions. */
export interface GapParts {
  readonly players: MixPlayers;
  /** Parts of the mix: players whose shares are added, as they cannot be told apart. */
  readonly bars: readonly (readonly number[])[];
  /** Class of each cell. */
  readonly classOf: Int32Array;
  readonly classCount: number;
}

/**
 * The terms of METHODS §6.1, before the direction is applied. NaN where the metric is undefined.
 * claimed − local = onlyClaimed + mix + within + onlyLocal.
 */
export interface GapTerms {
  /** m(A), m(B). */
  readonly claimed: number;
  readonly local: number;
  /** A_in, A_to, B_in, B_to: inside M, as they are and re-weighted to the other arm's shares. */
  readonly claimedInside: number;
  readonly claimedReweighted: number;
  readonly localInside: number;
  readonly localReweighted: number;
  readonly onlyClaimed: number;
  readonly onlyLocal: number;
  readonly mix: number;
  readonly within: number;
  /**
   * Parts of the mix: without {@link GapParts} by cell around the mean rate, else by bar. 0 outside
   * M; null where the metric does not split so.
   */
  readonly mixParts: Float64Array | null;
  /** Parts of *within*: by cell, else by class. Null where the metric is no mean of unit scores. */
  readonly withinParts: Float64Array | null;
}

/** A copy of an arm's counts to take units from. */
export function armCounts(arm: GapArm): ArmCounts {
  const size = new Float64Array(arm.cellCount);
  const sum = new Float64Array(arm.cellCount);
  for (let kind = 0; kind < arm.cell.length; kind++) {
    const s = arm.cell[kind]!;
    size[s] = size[s]! + arm.count[kind]!;
    sum[s] = sum[s]! + arm.count[kind]! * arm.score[kind]!;
  }
  return { arm, count: arm.count.slice(), size, sum };
}

/** Adds units of a kind; a negative number takes them away. */
export function addUnits({ arm, count, size, sum }: ArmCounts, kind: number, units: number): void {
  const s = arm.cell[kind]!;
  count[kind] = count[kind]! + units;
  size[s] = size[s]! + units;
  // Taking the last unit away leaves no rounding behind.
  sum[s] = size[s] === 0 ? 0 : sum[s]! + units * arm.score[kind]!;
}

/**
 * M: the cells with at least `least` units on both sides (METHODS §6.1 step 1).
 *
 * @param least c: 1 by class, 3 with attributes
 */
export function supportedCells(a: ArmCounts, b: ArmCounts, least: number): Uint8Array {
  return Uint8Array.from(a.size, (n, s) => Number(n >= least && b.size[s]! >= least));
}

/**
 * a_s or b_s: an arm's shares inside M, 0 outside; and the share of the arm that M holds.
 */
export function sharesInside(
  { size }: ArmCounts,
  inside: Uint8Array,
): { shares: Float64Array; supported: number } {
  let within = 0;
  let all = 0;
  for (let s = 0; s < size.length; s++) {
    all += size[s]!;
    if (inside[s] === 1) within += size[s]!;
  }
  const shares = size.map((n, s) => (inside[s] === 1 ? n / within : 0));
  return { shares, supported: all > 0 ? within / all : 0 };
}

/**
 * The terms of claimed `a` and local `b` over the cells of `inside` that are empty on neither side:
 * two-player Shapley values of mix and rates, which for means are Kitagawa's, with what lies
 * outside M apart (Ñopo). Source: METHODS §6.1.
 *
 * @param parts null where cells are classes
 */
export function gapTerms(
  metric: GapMetric,
  a: ArmCounts,
  b: ArmCounts,
  inside: Uint8Array,
  parts: GapParts | null = null,
): GapTerms {
  const m = inside.map((is, s) => Number(is === 1 && a.size[s]! > 0 && b.size[s]! > 0));
  const ones = Float64Array.from(m);
  const { shares: aShare } = sharesInside(a, m);
  const { shares: bShare } = sharesInside(b, m);
  const toLocal = aShare.map((share, s) => (share > 0 ? bShare[s]! / share : 0));
  const toClaimed = bShare.map((share, s) => (share > 0 ? aShare[s]! / share : 0));

  const claimed = metric.evaluate(a, null, null);
  const local = metric.evaluate(b, null, null);
  const claimedInside = metric.evaluate(a, ones, m);
  const claimedReweighted = metric.evaluate(a, toLocal, m);
  const localInside = metric.evaluate(b, ones, m);
  const localReweighted = metric.evaluate(b, toClaimed, m);
  const mix = (claimedInside - claimedReweighted + (localReweighted - localInside)) / 2;
  const within = (claimedReweighted - localInside + (claimedInside - localReweighted)) / 2;

  const whole = {
    claimed,
    local,
    claimedInside,
    claimedReweighted,
    localInside,
    localReweighted,
    mix,
    within,
    onlyClaimed: claimed - claimedInside,
    onlyLocal: localInside - local,
  };
  if (parts !== null) {
    const byPlayer = mixByPlayer(metric, a, b, aShare, bShare, m, parts.players);
    const mixParts = Float64Array.from(parts.bars, (bar) =>
      bar.reduce((sum, player) => sum + byPlayer[player]!, 0),
    );
    const byCell = metric.isMean ? withinByCell(a, b, aShare, bShare, m) : null;
    return { ...whole, mixParts, withinParts: byCell === null ? null : byClass(byCell, parts) };
  }
  if (!metric.isMean) return { ...whole, mixParts: null, withinParts: null };
  const middle = (claimedInside + localInside) / 2;
  const mixParts = new Float64Array(inside.length);
  for (let s = 0; s < mixParts.length; s++) {
    if (m[s] === 0) continue;
    const rates = a.sum[s]! / a.size[s]! + b.sum[s]! / b.size[s]!;
    mixParts[s] = (aShare[s]! - bShare[s]!) * (rates / 2 - middle);
  }
  return { ...whole, mixParts, withinParts: withinByCell(a, b, aShare, bShare, m) };
}

/** (r_A − r_B)(a + b)/2 of each cell. */
function withinByCell(
  a: ArmCounts,
  b: ArmCounts,
  aShare: Float64Array,
  bShare: Float64Array,
  inside: Uint8Array,
): Float64Array {
  const parts = new Float64Array(inside.length);
  for (let s = 0; s < parts.length; s++) {
    if (inside[s] === 0) continue;
    const difference = a.sum[s]! / a.size[s]! - b.sum[s]! / b.size[s]!;
    parts[s] = (difference * (aShare[s]! + bShare[s]!)) / 2;
  }
  return parts;
}

function byClass(
  cells: Float64Array,
  { classOf, classCount }: Pick<GapParts, "classOf" | "classCount">,
): Float64Array {
  const sums = new Float64Array(classCount);
  for (const [s, value] of cells.entries()) sums[classOf[s]!]! += value;
  return sums;
}
