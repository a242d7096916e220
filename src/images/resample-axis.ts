import { cos, sin } from "../core/elementary.js";
import type { ResizeFilter } from "./input-rule.js";

/** The filters of Pillow's resize: those of a model card, and Hamming. */
export type PillowFilter = ResizeFilter | "hamming";

/** The filters that weigh neighbours. */
export type WeightedFilter = Exclude<PillowFilter, "nearest">;

/**
 * For each output position of one axis the first source pixel, how many are read, and their
 * weights, which sum to 1. Position i has its weights at `i·taps`.
 */
export interface ResampleAxis {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly taps: number;
  readonly weights: Float64Array;
}

const FILTERS: Readonly<
  Record<WeightedFilter, { support: number; weight: (x: number) => number }>
> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: { support: 1, weight: hamming },
  bicubic: { support: 2, weight: bicubic },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

function hamming(signed: number): number {
  const x = Math.abs(signed);
  if (x === 0) return 1;
  if (x >= 1) return 0;
  return (sin(x * Math.PI) / (x * Math.PI)) * (0.54 + 0.46 * cos(x * Math.PI));
}

/** Keys' cubic convolution with a = −0.5. */
function bicubic(signed: number): number {
  const a = -0.5;
  const x = Math.abs(signed);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : sin(x * Math.PI) / (x * Math.PI);
}

/**
 * Weights of an antialiased resize along one axis: `precompute_coeffs` of Pillow 11's
 * src/libImaging/Resample.c, in float64.
 * @param oldSize pixels of the source along the axis
 * @param from start of the resized part, in pixels of the source, fractions allowed
 * @param to its end
 * @param newSize pixels of the result
 */
export function resampleAxis(
  oldSize: number,
  from: number,
  to: number,
  newSize: number,
  filter: WeightedFilter,
): ResampleAxis {
  const { support: radius, weight } = FILTERS[filter];
  const scale = (to - from) / newSize;
  const widening = Math.max(scale, 1);
  const support = radius * widening;
  const taps = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(newSize);
  const count = new Int32Array(newSize);
  const weights = new Float64Array(newSize * taps);
  const narrowing = 1 / widening;
  for (let i = 0; i < newSize; i++) {
    const centre = from + (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(oldSize, Math.trunc(centre + support + 0.5));
    let sum = 0;
    for (let k = 0; k < end - start; k++) {
      const w = weight((k + start - centre + 0.5) * narrowing);
      weights[i * taps + k] = w;
      sum += w;
    }
    for (let k = 0; k < end - start; k++) {
      if (sum !== 0) weights[i * taps + k] = weights[i * taps + k]! / sum;
    }
    first[i] = start;
    count[i] = end - start;
  }
  return { first, count, taps, weights };
}
