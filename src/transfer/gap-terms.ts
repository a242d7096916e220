import type { GapArm } from "./gap-arm.js";
import type { ArmCounts, GapMetric } from "./gap-metric.js";

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
  /** By cell, 0 outside M; null where the metric is not a mean of unit scores. */
  readonly mixByCell: Float64Array | null;
  readonly withinByCell: Float64Array | null;
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
 */
export function gapTerms(
  metric: GapMetric,
  a: ArmCounts,
  b: ArmCounts,
  inside: Uint8Array,
): GapTerms {
  const cells = inside.length;
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

  const mixByCell = metric.isMean ? new Float64Array(cells) : null;
  const withinByCell = metric.isMean ? new Float64Array(cells) : null;
  if (mixByCell !== null && withinByCell !== null) {
    const middle = (claimedInside + localInside) / 2;
    for (let s = 0; s < cells; s++) {
      if (m[s] === 0) continue;
      const rateA = a.sum[s]! / a.size[s]!;
      const rateB = b.sum[s]! / b.size[s]!;
      mixByCell[s] = (aShare[s]! - bShare[s]!) * ((rateA + rateB) / 2 - middle);
      withinByCell[s] = ((rateA - rateB) * (aShare[s]! + bShare[s]!)) / 2;
    }
  }
  return {
    ...{ claimed, local, claimedInside, claimedReweighted, localInside, localReweighted },
    ...{ mix, within, mixByCell, withinByCell },
    onlyClaimed: claimed - claimedInside,
    onlyLocal: localInside - local,
  };
}
