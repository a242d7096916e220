import { createHarmonics } from "./harmonics.js";
import type { Blocks } from "./ranking.js";

/*
 * Metrics of a ranking as functions of its blocks, the highest score first. A unit of weight 2 is
 * that unit twice.
 */

/**
 * P(score of a marked unit > score of another) + ½ P(equal). NaN where one side is empty.
 */
export function rocAuc({ size, marked }: Blocks): number {
  let positives = 0;
  let negatives = 0;
  let pairs = 0; // twice the number of pairs in the right order
  for (let b = 0; b < size.length; b++) {
    const p = marked[b]!;
    const q = size[b]! - p;
    pairs += q * (2 * positives + p);
    positives += p;
    negatives += q;
  }
  return positives > 0 && negatives > 0 ? pairs / 2 / positives / negatives : Number.NaN;
}

/**
 * Σ (R_b − R_{b−1})·P_b over blocks: average precision without interpolation. NaN without a marked
 * unit.
 * Source: scikit-learn's definition, to which it is held.
 */
export function averagePrecision({ size, marked }: Blocks): number {
  let positives = 0;
  let above = 0;
  let sum = 0;
  for (let b = 0; b < size.length; b++) {
    if (size[b] === 0) continue;
    positives += marked[b]!;
    above += size[b]!;
    sum += (marked[b]! * positives) / above;
  }
  return positives > 0 ? sum / positives : Number.NaN;
}

/**
 * AURC: mean over i = 1 … n of the expected loss among the i most confident units, those of equal
 * confidence in random order. In [0, 1]; NaN of nothing.
 *
 * A block of s units with losses adding up to e, after c units with losses adding up to E, adds
 * Σ_{j=1…s} (E + e·j/s)/(c + j) = e + (E − c·e/s)·(h(c + s) − h(c)), h the harmonic numbers, which
 * go on to weights that are not whole.
 *
 * Source: Geifman & El-Yaniv 2018 (from memory), tie-averaged; oracle f, `aurc_mean`.
 */
export function areaUnderRiskCoverage({ size, marked }: Blocks): number {
  const harmonic = createHarmonics(size);
  let count = 0;
  let losses = 0;
  let sum = 0;
  for (let b = 0; b < size.length; b++) {
    const s = size[b]!;
    if (s === 0) continue;
    const rate = marked[b]! / s;
    sum += marked[b]! + (losses - rate * count) * harmonic.between(count, count + s);
    count += s;
    losses += marked[b]!;
  }
  return sum / count;
}

/**
 * AUGRC: area under the generalised risk (share of all units accepted and wrong) over coverage, by
 * trapezoids from (0, 0), a block being one straight segment. In [0, ½]; NaN of nothing.
 *
 * Source: Traub et al. 2024 (from memory); oracle f, `augrc`.
 */
export function areaUnderGeneralizedRisk({ size, marked }: Blocks): number {
  let count = 0;
  let losses = 0;
  let area = 0;
  for (let b = 0; b < size.length; b++) {
    area += size[b]! * (losses + marked[b]! / 2);
    losses += marked[b]!;
    count += size[b]!;
  }
  return area / count / count;
}
