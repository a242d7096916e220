import type { ArmCounts, GapMetric } from "./gap-metric.js";

/**
 * Who a difference of mix is shared out to: the class and attributes, at most four. A player is the
 * level of each cell, 0, 1, 2 …
 */
export interface MixPlayers {
  readonly count: number;
  /** By subset of the players (bit i = player i): cells that agree in all of them are a group. */
  readonly subsets: readonly {
    /** Group of each cell, 0 … count − 1. */
    readonly group: Int32Array;
    readonly count: number;
  }[];
  readonly steps: readonly MarginalStep[];
}

/** A player joins a subset that lacks it. */
interface MarginalStep {
  readonly mask: number;
  readonly player: number;
  /** Share of the orders of all players in which it joins there. */
  readonly weight: number;
}

/** @param levels of each player: the level of each cell */
export function mixPlayers(levels: readonly Int32Array[]): MixPlayers {
  const cells = levels[0]?.length ?? 0;
  const subsets: { group: Int32Array; count: number }[] = [
    { group: new Int32Array(cells), count: 1 },
  ];
  for (let mask = 1; mask < 2 ** levels.length; mask++) {
    const player = 31 - Math.clz32(mask);
    const rest = subsets[mask & ~(1 << player)]!;
    const own = levels[player]!;
    const known = new Map<number, number>();
    const group = new Int32Array(cells);
    for (let s = 0; s < cells; s++) {
      const key = own[s]! * rest.count + rest.group[s]!;
      const at = known.get(key) ?? known.size;
      known.set(key, at);
      group[s] = at;
    }
    subsets.push({ group, count: known.size });
  }
  return { count: levels.length, subsets, steps: marginalSteps(levels.length) };
}

/**
 * Shapley values of the players: how much of the difference of mix each makes. They add up to the
 * mix of METHODS §6.1, and change their sign where the arms are swapped.
 *
 * Source: METHODS §6.2 step 3: v(S) is the mean of the metric on both arms with the levels of S mixed
 * as on the other side, φ_i = Σ_{S∌i} |S|!(d − 1 − |S|)!/d!·(v(S) − v(S ∪ i)).
 *
 * @param aShare, bShare shares inside M, 0 outside
 * @param inside M
 */
export function mixByPlayer(
  metric: GapMetric,
  a: ArmCounts,
  b: ArmCounts,
  aShare: Float64Array,
  bShare: Float64Array,
  inside: Uint8Array,
  players: MixPlayers,
): Float64Array {
  const values = players.subsets.map((_, mask) =>
    metric.isMean
      ? meanOfMixed(mixedShares(aShare, bShare, players, mask), a, b, inside)
      : metricOfMixed(metric, a, b, aShare, bShare, inside, players, mask),
  );
  return playerShares(values, players);
}

/** φ of each player. @param values v of each subset, bit i = player i */
export function playerShares(
  values: ArrayLike<number>,
  { count, steps }: MixPlayers,
): Float64Array {
  const shares = new Float64Array(count);
  for (const { mask, player, weight } of steps) {
    shares[player]! += weight * (values[mask]! - values[mask | (1 << player)]!);
  }
  return shares;
}

/**
 * c_s of each player, where the metric is a mean: φ_i = Σ_s c_s·(r_As + r_Bs)/2.
 *
 * @returns a column of cells for each player
 */
export function mixCoefficients(
  aShare: Float64Array,
  bShare: Float64Array,
  players: MixPlayers,
): Float64Array[] {
  const mixed = players.subsets.map((_, mask) => mixedShares(aShare, bShare, players, mask));
  const columns = Array.from({ length: players.count }, () => new Float64Array(aShare.length));
  for (const { mask, player, weight } of players.steps) {
    const column = columns[player]!;
    const before = mixed[mask]!;
    const after = mixed[mask | (1 << player)]!;
    for (let s = 0; s < column.length; s++) column[s]! += weight * (before[s]! - after[s]!);
  }
  return columns;
}

/** Every subset with a player that it lacks, and the share of the orders that join it there. */
function marginalSteps(count: number): readonly MarginalStep[] {
  const steps: MarginalStep[] = [];
  for (let mask = 0; mask < 2 ** count; mask++) {
    let size = 0;
    for (let player = 0; player < count; player++) size += (mask >> player) & 1;
    const weight = (factorial(size) * factorial(count - 1 - size)) / factorial(count);
    for (let player = 0; player < count; player++) {
      if (((mask >> player) & 1) === 0) steps.push({ mask, player, weight });
    }
  }
  return steps;
}

function factorial(n: number): number {
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
}

/** ½(q_S + u_S) of each cell. */
function mixedShares(
  aShare: Float64Array,
  bShare: Float64Array,
  players: MixPlayers,
  mask: number,
): Float64Array {
  const ratios = marginRatios(aShare, bShare, players, mask);
  const mixed = new Float64Array(aShare.length);
  for (let s = 0; s < mixed.length; s++) {
    mixed[s] = (aShare[s]! * ratios.own(s) + bShare[s]! * ratios.rest(s)) / 2;
  }
  return mixed;
}

/** Σ ½(q_S + u_S)·½(r_A + r_B): all four evaluations at once, where the metric is a mean. */
function meanOfMixed(mixed: Float64Array, a: ArmCounts, b: ArmCounts, inside: Uint8Array): number {
  let sum = 0;
  for (let s = 0; s < mixed.length; s++) {
    if (inside[s] === 0) continue;
    sum += (mixed[s]! * (a.sum[s]! / a.size[s]! + b.sum[s]! / b.size[s]!)) / 2;
  }
  return sum;
}

function metricOfMixed(
  metric: GapMetric,
  a: ArmCounts,
  b: ArmCounts,
  aShare: Float64Array,
  bShare: Float64Array,
  inside: Uint8Array,
  players: MixPlayers,
  mask: number,
): number {
  const { own, rest } = marginRatios(aShare, bShare, players, mask);
  const weights = (weight: (s: number) => number): Float64Array =>
    aShare.map((_, s) => (inside[s] === 1 ? weight(s) : 0));
  const toLocal = (s: number): number => bShare[s]! / aShare[s]!;
  return (
    (metric.evaluate(a, weights(own), inside) +
      metric.evaluate(
        a,
        weights((s) => rest(s) * toLocal(s)),
        inside,
      ) +
      metric.evaluate(
        b,
        weights((s) => own(s) / toLocal(s)),
        inside,
      ) +
      metric.evaluate(b, weights(rest), inside)) /
    4
  );
}

/**
 * b(s_S)/a(s_S) and a(s_R)/b(s_R) of a cell, R being the players that S lacks: what its share on one
 * side is multiplied by to give q_S and u_S. Margins within M.
 */
function marginRatios(
  aShare: Float64Array,
  bShare: Float64Array,
  { subsets }: MixPlayers,
  mask: number,
): { readonly own: (s: number) => number; readonly rest: (s: number) => number } {
  const ratios = (of: number, over: Float64Array, under: Float64Array) => {
    const { group, count } = subsets[of]!;
    const upper = new Float64Array(count);
    const lower = new Float64Array(count);
    for (let s = 0; s < group.length; s++) {
      upper[group[s]!]! += over[s]!;
      lower[group[s]!]! += under[s]!;
    }
    return (s: number): number => {
      const g = group[s]!;
      return lower[g]! > 0 ? upper[g]! / lower[g]! : 0;
    };
  };
  return {
    own: ratios(mask, bShare, aShare),
    rest: ratios(subsets.length - 1 - mask, aShare, bShare),
  };
}
