import { cos } from "../../core/elementary.js";
import type { Pixels } from "../pixel-decoder.js";
import { resizePillow } from "../resize-pillow.js";
import { type Corruption, toByte, withData } from "./corruption.js";

/** Fewer pixels, each larger: a box filter down to a share of each side, and nearest up again. */
export const pixelation: Corruption = {
  id: "pixelation",
  words: "Pixelation",
  unit: "of the pixels of a side",
  neutral: 1,
  levels: [0.6, 0.5, 0.4, 0.3, 0.25],
  stream: 12,
  apply(picture, share) {
    const { widthPx, heightPx } = picture;
    const width = Math.max(1, Math.floor(widthPx * share));
    const height = Math.max(1, Math.floor(heightPx * share));
    const small = resizePillow(picture, width, height, "box");
    return resizePillow(small, widthPx, heightPx, "nearest");
  },
};

/**
 * What JPEG loses, without its codec: blocks of 8 × 8 of Y, Cb and Cr (colours at half of each side) are rounded in
 * their cosine transform to multiples of the tables of ITU-T T.81, annex K, scaled to the quality as libjpeg does.
 */
export const jpeg: Corruption = {
  id: "jpeg",
  words: "JPEG compression",
  unit: "quality",
  neutral: 100,
  levels: [25, 18, 15, 10, 7],
  stream: 13,
  apply(picture, quality) {
    if (quality >= 100) return picture;
    return rounded(picture, quality);
  },
};

const LUMA = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
  14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
  92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMA = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
  47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

/** Steps of the coefficients at a quality of 1 to 99: libjpeg's `jpeg_quality_scaling`. */
export function quantisation(table: readonly number[], quality: number): Float64Array {
  const whole = Math.floor(quality + 0.5);
  const scale = whole < 50 ? Math.floor(5000 / whole) : 200 - 2 * whole;
  return Float64Array.from(table, (step) =>
    Math.min(255, Math.max(1, Math.floor((step * scale + 50) / 100))),
  );
}

/** Row u, column x: ½·c(u)·cos((2x + 1)uπ/16), so that its rows are orthonormal. */
let basis: Float64Array | null = null;

function cosines(): Float64Array {
  basis ??= Float64Array.from({ length: 64 }, (_, i) => {
    const [u, x] = [i >> 3, i & 7];
    return u === 0 ? Math.SQRT1_2 / 2 : cos(((2 * x + 1) * u * Math.PI) / 16) / 2;
  });
  return basis;
}

/** Numbers of one component, its sides whole blocks. */
interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
}

function rounded(picture: Pixels, quality: number): Pixels {
  const { widthPx: w, heightPx: h, data } = picture;
  const full = (side: number): number => 16 * Math.ceil(side / 16);
  const [width, height] = [full(w), full(h)];
  const y: Plane = { width, height, values: new Float64Array(width * height) };
  const half = { width: width / 2, height: height / 2 };
  const cb: Plane = { ...half, values: new Float64Array(half.width * half.height) };
  const cr: Plane = { ...half, values: new Float64Array(half.width * half.height) };
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = (Math.min(h - 1, row) * w + Math.min(w - 1, column)) * 3;
      const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
      y.values[row * width + column] = 0.299 * red + 0.587 * green + 0.114 * blue - 128;
      const small = (row >> 1) * half.width + (column >> 1);
      cb.values[small]! += (-0.168736 * red - 0.331264 * green + 0.5 * blue) / 4;
      cr.values[small]! += (0.5 * red - 0.418688 * green - 0.081312 * blue) / 4;
    }
  }
  roundBlocks(y, quantisation(LUMA, quality));
  const steps = quantisation(CHROMA, quality);
  roundBlocks(cb, steps);
  roundBlocks(cr, steps);
  const out = new Uint8Array(data.length);
  for (let row = 0, to = 0; row < h; row++) {
    for (let column = 0; column < w; column++, to += 3) {
      const light = y.values[row * width + column]! + 128;
      const small = (row >> 1) * half.width + (column >> 1);
      const [blue, red] = [cb.values[small]!, cr.values[small]!];
      out[to] = toByte(light + 1.402 * red);
      out[to + 1] = toByte(light - 0.344136 * blue - 0.714136 * red);
      out[to + 2] = toByte(light + 1.772 * blue);
    }
  }
  return withData(picture, out);
}

/** Each block through the transform, rounded, and back, in place. */
function roundBlocks({ width, height, values }: Plane, steps: Float64Array): void {
  const c = cosines();
  const first = new Float64Array(64);
  const second = new Float64Array(64);
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      const at = top * width + left;
      for (let row = 0; row < 8; row++) {
        const from = at + row * width;
        for (let u = 0; u < 8; u++) {
          let sum = 0;
          for (let x = 0; x < 8; x++) sum += c[u * 8 + x]! * values[from + x]!;
          first[row * 8 + u] = sum;
        }
      }
      for (let v = 0; v < 8; v++) {
        for (let u = 0; u < 8; u++) {
          let sum = 0;
          for (let row = 0; row < 8; row++) sum += c[v * 8 + row]! * first[row * 8 + u]!;
          const step = steps[v * 8 + u]!;
          second[v * 8 + u] = step * Math.floor(sum / step + 0.5);
        }
      }
      for (let row = 0; row < 8; row++) {
        for (let u = 0; u < 8; u++) {
          let sum = 0;
          for (let v = 0; v < 8; v++) sum += c[v * 8 + row]! * second[v * 8 + u]!;
          first[row * 8 + u] = sum;
        }
      }
      for (let row = 0; row < 8; row++) {
        for (let x = 0; x < 8; x++) {
          let sum = 0;
          for (let u = 0; u < 8; u++) sum += c[u * 8 + x]! * first[row * 8 + u]!;
          values[at + row * width + x] = sum;
        }
      }
    }
  }
}
