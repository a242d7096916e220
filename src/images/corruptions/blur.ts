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
export function weightedMean(picture: Pixels, { runs, total }: Kernel): Pixels {
  const { widthPx: w, heightPx: h, data } = picture;
  const out = new Uint8Array(data.length);
  const reach = runs.reduce((most, [, from, to]) => Math.max(most, -from, to), 0);
  const wide = w + 2 * reach + 1;
  // Sums along each row with its edges repeated, one behind the other by channel.
  const sums = new Int32Array(3 * h * wide);
  for (let y = 0; y < h; y++) {
    for (let c = 0; c < 3; c++) {
      const at = (y * 3 + c) * wide;
      let sum = 0;
      for (let x = 0; x < wide - 1; x++) {
        const from = x < reach ? 0 : x - reach >= w ? w - 1 : x - reach;
        sum += data[(y * w + from) * 3 + c]!;
        sums[at + x + 1] = sum;
      }
    }
  }
  // Weights of 64 pixels of 64ths by 255: far below 2³¹.
  const row = new Int32Array(w);
  const half = Math.floor(total / 2);
  for (let y = 0; y < h; y++) {
    for (let c = 0; c < 3; c++) {
      row.fill(0);
      for (const [dy, from, to, weight] of runs) {
        const on = Math.min(h - 1, Math.max(0, y + dy));
        const at = (on * 3 + c) * wide + reach;
        const [low, high] = [at + from, at + to + 1];
        if (weight === 1) {
          for (let x = 0; x < w; x++) row[x]! += sums[high + x]! - sums[low + x]!;
        } else {
          for (let x = 0; x < w; x++) row[x]! += weight * (sums[high + x]! - sums[low + x]!);
        }
      }
      for (let x = 0; x < w; x++) out[(y * w + x) * 3 + c] = Math.floor((row[x]! + half) / total);
    }
  }
  return withData(picture, out);
}
