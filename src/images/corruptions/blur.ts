import { cos, sin } from "../../core/elementary.js";
import type { Pixels } from "../pixel-decoder.js";
import { type Corruption, scaledPx, withData } from "./corruption.js";

/** Parts of a pixel's side by which a disc's share of the pixel is counted. */
const PARTS = 8;
/** From this radius on a pixel is in the disc or not. */
const WHOLE_FROM_PX = 3;

/**
 * A point becomes a disc: the mean over a disc of the radius and half a pixel. Below a radius of 3 px pixels count by
 * their share in the disc (in 64ths), above where at least half of them is in it. Edges are repeated.
 */
export const defocus: Corruption = {
  id: "defocus",
  words: "Defocus",
  unit: "px radius",
  neutral: 0,
  levels: [3, 4, 6, 8, 10],
  stream: 2,
  apply(picture, radius) {
    const px = scaledPx(radius, picture);
    return px === 0 ? picture : weightedMean(picture, discKernel(px));
  },
};

/** A point becomes a line, as it does when something moves: the angle is drawn, edges are repeated. */
export const motionBlur: Corruption = {
  id: "motion",
  words: "Motion blur",
  unit: "px of movement",
  neutral: 0,
  levels: [6, 9, 12, 16, 22],
  stream: 3,
  apply(picture, length, random) {
    const angle = Math.PI * random.uniform();
    const px = scaledPx(length, picture);
    return px === 0 ? picture : weightedMean(picture, lineKernel(px, angle));
  },
};

/** Whole weights of the pixels around one. */
export interface Kernel {
  /** Runs of pixels of a row that have one weight: row, first and last column, weight. */
  readonly runs: readonly (readonly [dy: number, from: number, to: number, weight: number])[];
  readonly total: number;
}

/** @param radius in pixels */
export function discKernel(radius: number): Kernel {
  const reach = Math.ceil(radius + 0.5);
  const outer = (radius + 0.5) ** 2;
  const isWhole = radius >= WHOLE_FROM_PX;
  const most = PARTS * PARTS;
  return kernelOf(reach, (dx, dy) => {
    let inside = 0;
    for (let j = 0; j < PARTS; j++) {
      const y = dy + (j + 0.5) / PARTS - 0.5;
      for (let i = 0; i < PARTS; i++) {
        const x = dx + (i + 0.5) / PARTS - 0.5;
        if (x * x + y * y <= outer) inside++;
      }
    }
    if (!isWhole) return inside;
    return 2 * inside >= most ? 1 : 0;
  });
}

/**
 * Points of the line a quarter of a pixel apart, each counted for the pixel that it lies in; of a short line for the four
 * pixels around it, by how near they are.
 *
 * @param length in pixels
 */
export function lineKernel(length: number, angle: number): Kernel {
  const steps = Math.ceil(4 * length);
  const [dx, dy] = [cos(angle), sin(angle)];
  const reach = Math.ceil(length / 2) + 1;
  const side = 2 * reach + 1;
  const counts = new Int32Array(side * side);
  const add = (x: number, y: number, weight: number): void => {
    if (weight > 0) counts[(y + reach) * side + x + reach]! += weight;
  };
  for (let s = 0; s <= steps; s++) {
    const along = length * (s / steps - 0.5);
    const [x, y] = [along * dx, along * dy];
    if (length >= WHOLE_FROM_PX) {
      add(Math.floor(x + 0.5), Math.floor(y + 0.5), 1);
      continue;
    }
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [right, below] = [x - left, y - top].map((share) => Math.floor(PARTS * share + 0.5)) as [
      number,
      number,
    ];
    add(left, top, (PARTS - right) * (PARTS - below));
    add(left + 1, top, right * (PARTS - below));
    add(left, top + 1, (PARTS - right) * below);
    add(left + 1, top + 1, right * below);
  }
  return kernelOf(reach, (x, y) => counts[(y + reach) * side + x + reach]!);
}

function kernelOf(reach: number, weightOf: (dx: number, dy: number) => number): Kernel {
  const runs: [number, number, number, number][] = [];
  let total = 0;
  for (let dy = -reach; dy <= reach; dy++) {
    let run: [number, number, number, number] | null = null;
    for (let dx = -reach; dx <= reach; dx++) {
      const weight = weightOf(dx, dy);
      total += weight;
      if (run !== null && run[3] === weight) run[2] = dx;
      else {
        run = weight === 0 ? null : [dy, dx, dx, weight];
        if (run !== null) runs.push(run);
      }
    }
  }
  return { runs, total };
}

/** Sums of whole numbers, so that their order does not matter; halves are rounded up. */
export function weightedMean(picture: Pixels, kernel: Kernel): Pixels {
  const { widthPx: w, heightPx: h, data } = picture;
  const { runs, total } = kernel;
  const out = new Uint8Array(data.length);
  const reach = runs.reduce((most, [, from, to]) => Math.max(most, -from, to), 0);
  const wide = w + 2 * reach + 1;
  const together = channelsTogether(total, wide);
  const half = Math.floor(total / 2);
  // A hair more than the whole number where there is one: its floor is that of the quotient.
  const share = (1 + 2 ** -40) / total;
  // Of one weight four at a time: what has been summed up is read and written a quarter as often.
  const fours = groupsOf(runs, FOUR);
  const sums = new Float64Array(h * wide);
  const row = new Float64Array(w);
  const at = new Int32Array(2 * FOUR);
  for (let channel = 0; channel < 3; channel += together.count) {
    const count = Math.min(together.count, 3 - channel) as Together["count"];
    const some = { ...together, count };
    // Sums along each row with its edges repeated.
    for (let y = 0; y < h; y++) {
      addUp(data, y * w * 3 + channel, w, sums, y * wide, reach, some);
    }
    for (let y = 0; y < h; y++) {
      row.fill(0);
      for (const group of fours) {
        for (let k = 0; k < group.length; k++) {
          const run = group[k]!;
          const on = Math.min(h - 1, Math.max(0, y + run[0]));
          const start = on * wide + reach;
          at[2 * k] = start + run[1];
          at[2 * k + 1] = start + run[2] + 1;
        }
        const weight = group[0]![3];
        if (group.length === FOUR) addFour(row, sums, at, weight);
        else for (let k = 0; k < group.length; k++) addOne(row, sums, at, k, weight);
      }
      divideRow(row, out, y * w * 3 + channel, some, half, share);
    }
  }
  return withData(picture, out);
}

/** Channels of a pixel that are one number: their values side by side, each in so many steps of the one before. */
interface Together {
  readonly count: 1 | 2 | 3;
  readonly step: number;
}

/**
 * As many channels as the 53 bits of a number have room for: neither sums along a row nor weighted ones are rounded.
 *
 * @param total of the weights
 */
function channelsTogether(total: number, wide: number): Together {
  let step = 256;
  while (step <= 255 * total) step *= 2;
  const most = 2 ** 53 / (255 * Math.max(wide, total));
  if (step * step < most) return { count: 3, step };
  return { count: step < most ? 2 : 1, step };
}

/** Sums of the pixels before each one of a row whose first and last are repeated. */
function addUp(
  data: Pixels["data"],
  from: number,
  w: number,
  sums: Float64Array,
  at: number,
  reach: number,
  { count, step }: Together,
): void {
  // A channel that is not among them counts nothing, and is read where it is sure to be there.
  const [toSecond, second] = count > 1 ? [1, step] : [0, 0];
  const [toThird, third] = count > 2 ? [2, step * step] : [0, 0];
  let sum = 0;
  let to = at + 1;
  const first = data[from]! + data[from + toSecond]! * second + data[from + toThird]! * third;
  for (let x = 0; x < reach; x++) {
    sum += first;
    sums[to++] = sum;
  }
  let value = 0;
  for (let x = 0, i = from; x < w; x++, i += 3) {
    value = data[i]! + data[i + toSecond]! * second + data[i + toThird]! * third;
    sum += value;
    sums[to++] = sum;
  }
  for (let x = 0; x < reach; x++) {
    sum += value;
    sums[to++] = sum;
  }
}

/** Takes the channels apart again, and divides them. */
function divideRow(
  row: Float64Array,
  out: Uint8Array,
  from: number,
  { count, step }: Together,
  half: number,
  share: number,
): void {
  const part = 1 / step; // a power of two: nothing is rounded
  const length = row.length;
  let to = from;
  if (count === 3) {
    for (let x = 0; x < length; x++, to += 3) {
      const sums = row[x]!;
      const higher = Math.floor(sums * part);
      const third = Math.floor(higher * part);
      out[to] = (sums - higher * step + half) * share; // stored without its fraction
      out[to + 1] = (higher - third * step + half) * share;
      out[to + 2] = (third + half) * share;
    }
    return;
  }
  for (let x = 0; x < length; x++, to += 3) {
    const sums = row[x]!;
    const second = count === 2 ? Math.floor(sums * part) : 0;
    out[to] = (sums - second * step + half) * share;
    if (count === 2) out[to + 1] = (second + half) * share;
  }
}

const FOUR = 4;

/** Runs of one weight in groups of at most so many. */
function groupsOf(runs: Kernel["runs"], size: number): Kernel["runs"][] {
  const byWeight = new Map<number, Kernel["runs"][number][]>();
  for (const run of runs) {
    const own = byWeight.get(run[3]) ?? [];
    byWeight.set(run[3], own);
    own.push(run);
  }
  return [...byWeight.values()].flatMap((own) =>
    Array.from({ length: Math.ceil(own.length / size) }, (_, k) =>
      own.slice(k * size, (k + 1) * size),
    ),
  );
}

function addFour(row: Float64Array, sums: Float64Array, at: Int32Array, weight: number): void {
  const a = at[0]!;
  const b = at[1]!;
  const c = at[2]!;
  const d = at[3]!;
  const e = at[4]!;
  const f = at[5]!;
  const g = at[6]!;
  const h = at[7]!;
  const count = row.length;
  for (let x = 0; x < count; x++) {
    const first = sums[b + x]! - sums[a + x]! + (sums[d + x]! - sums[c + x]!);
    const second = sums[f + x]! - sums[e + x]! + (sums[h + x]! - sums[g + x]!);
    row[x] = row[x]! + weight * (first + second);
  }
}

function addOne(
  row: Float64Array,
  sums: Float64Array,
  at: Int32Array,
  k: number,
  weight: number,
): void {
  const low = at[2 * k]!;
  const high = at[2 * k + 1]!;
  const count = row.length;
  for (let x = 0; x < count; x++) {
    row[x] = row[x]! + weight * (sums[high + x]! - sums[low + x]!);
  }
}
