import { ascendingOrder } from "../statistics/order.js";

/**
 * Units by falling score, those of equal score together. Sorted once; every weighting and every unit
 * left out is then a walk along the blocks.
 */
export interface Ranking {
  /** Unit at each rank, the highest score first; equal scores in the order given. */
  readonly unit: Uint32Array;
  /** Block b holds ranks start[b] … start[b + 1] − 1; length blocks + 1. */
  readonly start: Uint32Array;
}

/**
 * @param score any scale; infinite ones allowed
 * @throws HomegroundError `argument/not-a-number` on NaN
 */
export function createRanking(score: Float64Array): Ranking {
  const falling = new Float64Array(score.length);
  for (let i = 0; i < score.length; i++) falling[i] = -score[i]!;
  const unit = ascendingOrder(falling);
  const start = new Uint32Array(score.length + 1);
  let blocks = 0;
  for (let rank = 0; rank < unit.length; rank++) {
    if (rank === 0 || falling[unit[rank]!] !== falling[unit[rank - 1]!]) start[blocks++] = rank;
  }
  start[blocks] = unit.length;
  return { unit, start: start.slice(0, blocks + 1) };
}

const rankings = new WeakMap<Float64Array, Ranking>();

/** {@link createRanking}, remembered for as long as the column lives: metrics share it. */
export function rankingOf(score: Float64Array): Ranking {
  const known = rankings.get(score);
  if (known !== undefined) return known;
  const ranking = createRanking(score);
  rankings.set(score, ranking);
  return ranking;
}

/** What stands in each block of a ranking. */
export interface Blocks {
  /** Units, or their weights. */
  readonly size: Float64Array;
  /** Units with mark 1, or their weights: positives, or errors. */
  readonly marked: Float64Array;
}

/**
 * @param mark 0 or 1 a unit, or a loss in [0, 1]
 * @param weights one a unit; null for ones
 */
export function blocksOf(
  { unit, start }: Ranking,
  mark: Uint8Array | Float64Array,
  weights: Float64Array | null,
): Blocks {
  const count = start.length - 1;
  const size = new Float64Array(count);
  const marked = new Float64Array(count);
  for (let b = 0; b < count; b++) {
    let s = 0;
    let m = 0;
    for (let rank = start[b]!; rank < start[b + 1]!; rank++) {
      const i = unit[rank]!;
      const weight = weights === null ? 1 : weights[i]!;
      s += weight;
      m += weight * mark[i]!;
    }
    size[b] = s;
    marked[b] = m;
  }
  return { size, marked };
}
