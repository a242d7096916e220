import { createHarmonics } from "./harmonics.js";
import type { Blocks, Ranking } from "./ranking.js";

/**
 * A metric of a ranking with one unit left out: the value depends on the unit's block and on its
 * mark alone. NaN where it is undefined then, or where the block has no such unit.
 */
export interface LeftOutRanks {
  /** A unit with mark 0 left out of each block. */
  readonly unmarked: Float64Array;
  /** A unit with mark 1 left out of each block. */
  readonly marked: Float64Array;
}

/**
 * Average precision with one unit left out, all of them by one walk down and one up (METHODS §2.2,
 * ties by block). Unweighted.
 */
export function leaveOutOfAveragePrecision({ size, marked }: Blocks): LeftOutRanks {
  const count = size.length;
  const found = createLeftOut(count);
  const positives = sum(marked);
  // Terms of the blocks below, if a positive or a negative above them is gone.
  let belowPositive = 0;
  let belowNegative = 0;
  let hits = positives;
  let above = sum(size);
  for (let b = count - 1; b >= 0; b--) {
    const p = marked[b]!;
    if (p > 0) found.marked[b] = belowPositive + precisionTerm(p - 1, hits - 1, above - 1);
    if (p < size[b]!) found.unmarked[b] = belowNegative + precisionTerm(p, hits, above - 1);
    belowPositive += precisionTerm(p, hits - 1, above - 1);
    belowNegative += precisionTerm(p, hits, above - 1);
    hits -= p;
    above -= size[b]!;
  }
  let terms = 0;
  for (let b = 0; b < count; b++) {
    found.marked[b] = (terms + found.marked[b]!) / (positives - 1); // 0/0 = NaN: the only positive
    found.unmarked[b] = (terms + found.unmarked[b]!) / positives;
    hits += marked[b]!;
    above += size[b]!;
    terms += precisionTerm(marked[b]!, hits, above);
  }
  return found;
}

function precisionTerm(positives: number, hits: number, above: number): number {
  return positives === 0 ? 0 : (positives * hits) / above;
}

/** {@link areaUnderRiskCoverage} with one unit left out; marks are errors. Unweighted. */
export function leaveOutOfRiskCoverage({ size, marked }: Blocks): LeftOutRanks {
  const count = size.length;
  const found = createLeftOut(count);
  const harmonic = createHarmonics(size);
  const n = sum(size);
  // Terms of the blocks below if a unit above is gone: fixed + (−1)·perError for an error.
  let fixed = 0;
  let perError = 0;
  let before = n;
  let errors = sum(marked);
  for (let b = count - 1; b >= 0; b--) {
    const s = size[b]!;
    const e = marked[b]!;
    before -= s;
    errors -= e;
    if (e > 0) found.marked[b] = fixed - perError + riskTerm(before, errors, s - 1, e - 1);
    if (e < s) found.unmarked[b] = fixed + riskTerm(before, errors, s - 1, e);
    if (before === 0) break; // nothing stands above the first block
    const h = harmonic.between(before - 1, before - 1 + s);
    fixed += e + (errors - (e / s) * (before - 1)) * h;
    perError += h;
  }
  let terms = 0;
  for (let b = 0; b < count; b++) {
    found.marked[b] = (terms + found.marked[b]!) / (n - 1);
    found.unmarked[b] = (terms + found.unmarked[b]!) / (n - 1);
    terms += riskTerm(before, errors, size[b]!, marked[b]!);
    before += size[b]!;
    errors += marked[b]!;
  }
  return found;

  function riskTerm(c: number, E: number, s: number, e: number): number {
    return s === 0 ? 0 : e + (E - (e / s) * c) * harmonic.between(c, c + s);
  }
}

/** {@link areaUnderGeneralizedRisk} with one unit left out; marks are errors. Unweighted. */
export function leaveOutOfGeneralizedRisk({ size, marked }: Blocks): LeftOutRanks {
  const count = size.length;
  const found = createLeftOut(count);
  const n = sum(size);
  let fixed = 0;
  let unitsBelow = 0;
  let errors = sum(marked);
  for (let b = count - 1; b >= 0; b--) {
    const s = size[b]!;
    const e = marked[b]!;
    errors -= e;
    if (e > 0) found.marked[b] = fixed - unitsBelow + (s - 1) * (errors + (e - 1) / 2);
    if (e < s) found.unmarked[b] = fixed + (s - 1) * (errors + e / 2);
    fixed += s * (errors + e / 2);
    unitsBelow += s;
  }
  let terms = 0;
  for (let b = 0; b < count; b++) {
    found.marked[b] = (terms + found.marked[b]!) / (n - 1) ** 2;
    found.unmarked[b] = (terms + found.unmarked[b]!) / (n - 1) ** 2;
    terms += size[b]! * (errors + marked[b]! / 2);
    errors += marked[b]!;
  }
  return found;
}

/** The values of {@link LeftOutRanks} with how many units share each. */
export function leftOutWithCounts(
  { unmarked, marked }: LeftOutRanks,
  blocks: Blocks,
): { readonly value: Float64Array; readonly multiplicity: Float64Array } {
  const count = unmarked.length;
  const value = new Float64Array(2 * count);
  const multiplicity = new Float64Array(2 * count);
  for (let b = 0; b < count; b++) {
    value[2 * b] = unmarked[b]!;
    multiplicity[2 * b] = blocks.size[b]! - blocks.marked[b]!;
    value[2 * b + 1] = marked[b]!;
    multiplicity[2 * b + 1] = blocks.marked[b]!;
  }
  return { value, multiplicity };
}

/** The value with each unit left out, in the units' own order. */
export function leftOutByUnit(
  { unmarked, marked }: LeftOutRanks,
  { block }: Ranking,
  mark: Uint8Array,
): Float64Array {
  const values = new Float64Array(block.length);
  for (let i = 0; i < block.length; i++) {
    values[i] = mark[i] === 1 ? marked[block[i]!]! : unmarked[block[i]!]!;
  }
  return values;
}

function createLeftOut(count: number): { unmarked: Float64Array; marked: Float64Array } {
  const undefinedEverywhere = () => new Float64Array(count).fill(Number.NaN);
  return { unmarked: undefinedEverywhere(), marked: undefinedEverywhere() };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let b = 0; b < values.length; b++) total += values[b]!;
  return total;
}
