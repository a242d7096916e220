import type { Blocks, Ranking } from "./ranking.js";

/**
 * Distinct scores, falling, at which a curve looks as it does at all of them: all where they are at
 * most `most`; else half of them evenly along the marked units and half along the others, so that
 * neither share moves by more than about 2/`most` between two of them where no scores are equal. A
 * kind with fewer units than its half has the score of each, and the other kind the rest. The least
 * score is always one.
 *
 * @param blocks of marks 0 and 1
 * @param most at least 4
 * @param include a score that is one whatever the others are; null for none
 */
export function spreadThresholds(
  { score }: Ranking,
  { size, marked }: Blocks,
  most: number,
  include: number | null,
): Float64Array {
  const others = new Float64Array(size.length);
  let [distinct, withMarked, withOthers] = [0, 0, 0];
  for (let b = 0; b < size.length; b++) {
    others[b] = size[b]! - marked[b]!;
    if (size[b]! > 0) distinct++;
    if (marked[b]! > 0) withMarked++;
    if (others[b]! > 0) withOthers++;
  }
  const room = include === null ? most : most - 1;
  const ofMarked = Math.min(withMarked, Math.max(room >> 1, room - withOthers));
  const blocks =
    distinct <= room
      ? holding(size)
      : [...evenly(marked, withMarked, ofMarked), ...evenly(others, withOthers, room - ofMarked)];
  const chosen = new Set(blocks.map((b) => score[b]!));
  if (include !== null) chosen.add(include);
  return Float64Array.from(chosen).sort().reverse();
}

/** Blocks at which the running sum of what they hold first reaches 1, 2 … of `parts` equal parts. */
function evenly(held: Float64Array, count: number, parts: number): readonly number[] {
  if (count <= parts) return holding(held);
  let total = 0;
  for (let b = 0; b < held.length; b++) total += held[b]!;
  const step = (total / parts) * (1 - 1e-12); // rounding may take a sliver from sums of weights
  const chosen: number[] = [];
  let reached = 0;
  let sum = 0;
  for (let b = 0; b < held.length; b++) {
    sum += held[b]!;
    if (sum < (reached + 1) * step) continue;
    chosen.push(b);
    reached = Math.floor(sum / step);
  }
  return chosen;
}

function holding(held: Float64Array): readonly number[] {
  const blocks: number[] = [];
  for (let b = 0; b < held.length; b++) if (held[b]! > 0) blocks.push(b);
  return blocks;
}

/** Units by the first of falling thresholds that they reach. */
export interface UnitsByThreshold {
  /** Those of threshold i are `unit[start[i]]` … `unit[start[i + 1] − 1]`, ascending. */
  readonly start: Uint32Array;
  readonly unit: Uint32Array;
}

/**
 * Sorts the units of a ranking to thresholds in time linear in both. Units below the last threshold
 * are in none.
 *
 * @param threshold falling
 */
export function unitsByThreshold(
  { block, score }: Ranking,
  threshold: Float64Array,
): UnitsByThreshold {
  const points = threshold.length;
  const pointOf = new Uint32Array(score.length);
  for (let b = 0, i = 0; b < score.length; b++) {
    while (i < points && score[b]! < threshold[i]!) i++;
    pointOf[b] = i;
  }
  const next = new Uint32Array(points + 2);
  for (let unit = 0; unit < block.length; unit++) next[pointOf[block[unit]!]! + 1]!++;
  for (let i = 0; i <= points; i++) next[i + 1]! += next[i]!;
  const start = next.slice(0, points + 1);
  const units = new Uint32Array(block.length);
  for (let unit = 0; unit < block.length; unit++) units[next[pointOf[block[unit]!]!]!++] = unit;
  return { start, unit: units };
}
