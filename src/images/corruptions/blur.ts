import { cos, sin } from "../../core/elementary.js";
import type { Pixels } from "../pixel-decoder.js";
import {
  type Corruption,
  keptRoom,
  newBytes,
  remembered,
  scaledPx,
  withData,
} from "./corruption.js";

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
    return px === 0 ? picture : weightedMean(picture, discOf(px));
  },
};

const discOf = remembered(discKernel);

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

const valuesRoom = keptRoom((count) => new Float64Array(count));
const sumsRoom = keptRoom((count) => new Float64Array(count));

/** Sums of whole numbers, so that their order does not matter; halves are rounded up. */
export function weightedMean(picture: Pixels, kernel: Kernel): Pixels {
  const { widthPx: w, heightPx: h, data } = picture;
  const { runs, total } = kernel;
  const out = newBytes(data.length);
  const reach = runs.reduce((most, [, from, to]) => Math.max(most, -from, to), 0);
  const wide = w + 2 * reach + 1;
  const together = channelsTogether(total, wide);
  const half = Math.floor(total / 2);
  // A hair more than the whole number where there is one: its floor is that of the quotient.
  const share = (1 + 2 ** -40) / total;
  // Four at a time: what has been summed up is read and written a quarter as often.
  const long = inFours(runs.filter(([, from, to]) => from < to));
  const single = inFours(runs.filter(([, from, to]) => from === to));
  const values = valuesRoom(single.length === 0 ? 0 : h * wide);
  const sums = sumsRoom(long.length === 0 ? 0 : h * wide);
  const row = new Float64Array(w);
  const starts = new Int32Array(FOUR);
  const ends = new Int32Array(FOUR);
  for (let channel = 0; channel < 3; channel += together.count) {
    const count = Math.min(together.count, 3 - channel) as Together["count"];
    const some = { ...together, count };
    // Each row with its edges repeated, and sums along it.
    for (let y = 0; y < h; y++) {
      const from = y * w * 3 + channel;
      if (single.length > 0) putSideBySide(data, from, w, values, y * wide, reach, some);
      if (long.length > 0) addUp(data, from, w, sums, y * wide, reach, some);
    }
    for (let y = 0; y < h; y++) {
      row.fill(0);
      for (const four of single) {
        placesOf(four.firsts, four, y, h, wide, reach, starts);
        addPixels(row, values, starts, four.weights);
      }
      for (const four of long) {
        placesOf(four.firsts, four, y, h, wide, reach, starts);
        placesOf(four.ends, four, y, h, wide, reach, ends);
        addRuns(row, sums, starts, ends, four.weights);
      }
      divideRow(row, out, y * w * 3 + channel, some, half, share);
    }
  }
  return withData(picture, out);
}

const FOUR = 4;

/** Four runs; one that is not there weighs nothing. */
interface FourRuns {
  readonly rows: Int32Array;
  readonly firsts: Int32Array;
  /** Behind the last column. */
  readonly ends: Int32Array;
  readonly weights: Float64Array;
}

function inFours(runs: Kernel["runs"]): readonly FourRuns[] {
  return Array.from({ length: Math.ceil(runs.length / FOUR) }, (_, four) => {
    const own = runs.slice(four * FOUR, (four + 1) * FOUR);
    const numbers = (of: (run: Kernel["runs"][number]) => number): number[] =>
      Array.from({ length: FOUR }, (_none, k) => (own[k] === undefined ? 0 : of(own[k])));
    return {
      rows: Int32Array.from(numbers(([dy]) => dy)),
      firsts: Int32Array.from(numbers(([, from]) => from)),
      ends: Int32Array.from(numbers(([, , to]) => to + 1)),
      weights: Float64Array.from(numbers(([, , , weight]) => weight)),
    };
  });
}

/** Where columns of the rows around one stand. */
function placesOf(
  columns: Int32Array,
  { rows }: FourRuns,
  y: number,
  h: number,
  wide: number,
  reach: number,
  places: Int32Array,
): void {
  for (let k = 0; k < FOUR; k++) {
    const on = Math.min(h - 1, Math.max(0, y + rows[k]!));
    places[k] = on * wide + reach + columns[k]!;
  }
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

/** The pixels of a row whose first and last are repeated. */
function putSideBySide(
  data: Pixels["data"],
  from: number,
  w: number,
  values: Float64Array,
  at: number,
  reach: number,
  { count, step }: Together,
): void {
  const [toSecond, second] = count > 1 ? [1, step] : [0, 0];
  const [toThird, third] = count > 2 ? [2, step * step] : [0, 0];
  const start = at + reach;
  for (let x = 0, i = from; x < w; x++, i += 3) {
    values[start + x] = data[i]! + data[i + toSecond]! * second + data[i + toThird]! * third;
  }
  values.fill(values[start]!, at, start);
  values.fill(values[start + w - 1]!, start + w, start + w + reach);
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
  sums[at] = 0;
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

function addPixels(
  row: Float64Array,
  values: Float64Array,
  places: Int32Array,
  weights: Float64Array,
): void {
  const a = places[0]!;
  const b = places[1]!;
  const c = places[2]!;
  const d = places[3]!;
  const ofA = weights[0]!;
  const ofB = weights[1]!;
  const ofC = weights[2]!;
  const ofD = weights[3]!;
  const count = row.length;
  for (let x = 0; x < count; x++) {
    const first = ofA * values[a + x]! + ofB * values[b + x]!;
    const second = ofC * values[c + x]! + ofD * values[d + x]!;
    row[x] = row[x]! + (first + second);
  }
}

function addRuns(
  row: Float64Array,
  sums: Float64Array,
  starts: Int32Array,
  ends: Int32Array,
  weights: Float64Array,
): void {
  const a = starts[0]!;
  const b = starts[1]!;
  const c = starts[2]!;
  const d = starts[3]!;
  const e = ends[0]!;
  const f = ends[1]!;
  const g = ends[2]!;
  const h = ends[3]!;
  const ofA = weights[0]!;
  const ofB = weights[1]!;
  const ofC = weights[2]!;
  const ofD = weights[3]!;
  const count = row.length;
  for (let x = 0; x < count; x++) {
    const first = ofA * (sums[e + x]! - sums[a + x]!) + ofB * (sums[f + x]! - sums[b + x]!);
    const second = ofC * (sums[g + x]! - sums[c + x]!) + ofD * (sums[h + x]! - sums[d + x]!);
    row[x] = row[x]! + (first + second);
  }
}
