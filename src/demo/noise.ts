import type { Random } from "../core/random.js";

/*
 * Everything the scenes are made of uses +, −, ×, ÷, comparison and integer operations only, whose
 * results ECMAScript fixes to the last bit; sines and powers are left to each engine.
 */

const TWO_32 = 0x1_0000_0000;

/** A number from `low` (included) to `high` (not included), uniform. */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

/** True with this probability, 0 (never) to 1 (always). */
export function chance(random: Random, probability: number): boolean {
  return random.uniform() < probability;
}

/** `value` moved into [low, high]. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** 0 at `from`, 1 at `to`, between them the cubic 3t² − 2t³; `from` may be above `to`. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = clamp((value - from) / (to - from), 0, 1);
  return t * t * (3 - 2 * t);
}

/**
 * White noise on the integer lattice: the same number for the same place and seed.
 *
 * @param x a whole number; so are y and seed; taken modulo 2³²
 * @returns a multiple of 2⁻³² in [0, 1)
 */
export function latticeNoise(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77) ^ seed;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / TWO_32;
}

/** Lattice noise made continuous: cubic interpolation between the four corners, in [0, 1). */
export function valueNoise(x: number, y: number, seed: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const tx = x - x0;
  const ty = y - y0;
  const sx = tx * tx * (3 - 2 * tx);
  const sy = ty * ty * (3 - 2 * ty);
  const top = latticeNoise(x0, y0, seed);
  const bottom = latticeNoise(x0, y0 + 1, seed);
  const above = top + (latticeNoise(x0 + 1, y0, seed) - top) * sx;
  const below = bottom + (latticeNoise(x0 + 1, y0 + 1, seed) - bottom) * sx;
  return above + (below - above) * sy;
}

/** A sum of `octaves` value noises, each twice as fine and half as strong, scaled to [0, 1). */
export function cloudNoise(x: number, y: number, seed: number, octaves: number): number {
  let sum = 0;
  let weight = 1;
  let total = 0;
  let scale = 1;
  for (let octave = 0; octave < octaves; octave++) {
    sum += weight * valueNoise(x * scale, y * scale, seed + octave * 0x5bd1);
    total += weight;
    weight /= 2;
    scale *= 2;
  }
  return sum / total;
}
