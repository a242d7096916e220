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

/** One component in blocks: 64 numbers a block, first of its pixels, then of its transform. */
interface Plane {
  /** Blocks a row. */
  readonly across: number;
  readonly blocks: Float64Array;
}

interface Transformed {
  readonly luma: Plane;
  readonly blue: Plane;
  readonly red: Plane;
}

/** The transform is the same at all qualities. */
const transforms = new WeakMap<Pixels, Transformed>();

function transformed(picture: Pixels): Transformed {
  const known = transforms.get(picture);
  if (known !== undefined) return known;
  const { widthPx: w, heightPx: h, data } = picture;
  const wide = Math.ceil(w / 16);
  const high = Math.ceil(h / 16);
  const plane = (across: number, down: number): Plane => ({
    across,
    blocks: new Float64Array(64 * across * down),
  });
  const [luma, blue, red] = [plane(2 * wide, 2 * high), plane(wide, high), plane(wide, high)];
  for (let row = 0; row < 16 * high; row++) {
    for (let column = 0; column < 16 * wide; column++) {
      const at = (Math.min(h - 1, row) * w + Math.min(w - 1, column)) * 3;
      const r = data[at]!;
      const g = data[at + 1]!;
      const b = data[at + 2]!;
      luma.blocks[placeOf(luma, row, column)] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
      const small = placeOf(blue, row >> 1, column >> 1);
      blue.blocks[small]! += (-0.168736 * r - 0.331264 * g + 0.5 * b) / 4;
      red.blocks[small]! += (0.5 * r - 0.418688 * g - 0.081312 * b) / 4;
    }
  }
  for (const { blocks } of [luma, blue, red]) {
    for (let at = 0; at < blocks.length; at += 64) transformBlock(blocks, at);
  }
  const made = { luma, blue, red };
  transforms.set(picture, made);
  return made;
}

function placeOf({ across }: Plane, row: number, column: number): number {
  return (((row >> 3) * across + (column >> 3)) << 6) + ((row & 7) << 3) + (column & 7);
}

function rounded(picture: Pixels, quality: number): Pixels {
  const { widthPx: w, heightPx: h } = picture;
  const { luma, blue, red } = transformed(picture);
  const chroma = quantisation(CHROMA, quality);
  const y = roundedBlocks(luma, quantisation(LUMA, quality));
  const cb = roundedBlocks(blue, chroma);
  const cr = roundedBlocks(red, chroma);
  const out = new Uint8Array(picture.data.length);
  for (let row = 0, to = 0; row < h; row++) {
    const ofRow = placeOf(luma, row, 0);
    const smallRow = placeOf(blue, row >> 1, 0);
    for (let column = 0; column < w; column++, to += 3) {
      // 64 numbers a block, and eight columns of it in a row.
      const light = y[ofRow + ((column >> 3) << 6) + (column & 7)]! + 128;
      const small = smallRow + ((column >> 4) << 6) + ((column >> 1) & 7);
      const b = cb[small]!;
      const r = cr[small]!;
      out[to] = toByte(light + 1.402 * r);
      out[to + 1] = toByte(light - 0.344136 * b - 0.714136 * r);
      out[to + 2] = toByte(light + 1.772 * b);
    }
  }
  return withData(picture, out);
}

const half = new Float64Array(64);

/** The cosine transform of a block, in place: along its rows, then its columns. */
function transformBlock(blocks: Float64Array, at: number): void {
  const c = cosines();
  for (let row = 0; row < 8; row++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let x = 0; x < 8; x++) sum += c[u * 8 + x]! * blocks[at + row * 8 + x]!;
      half[row * 8 + u] = sum;
    }
  }
  for (let v = 0; v < 8; v++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let row = 0; row < 8; row++) sum += c[v * 8 + row]! * half[row * 8 + u]!;
      blocks[at + v * 8 + u] = sum;
    }
  }
}

/** Pixels of blocks whose transform is rounded to multiples of steps; what is 0, as most is, adds nothing. */
function roundedBlocks({ blocks }: Plane, steps: Float64Array): Float64Array {
  const c = cosines();
  const out = new Float64Array(blocks.length);
  for (let at = 0; at < blocks.length; at += 64) {
    half.fill(0);
    for (let i = 0; i < 64; i++) {
      const step = steps[i]!;
      const whole = blocks[at + i]!;
      // As most are: not half a step, and no quotient is needed to see it.
      if (2 * whole < step && -2 * whole < step) continue;
      const value = step * Math.floor(whole / step + 0.5);
      if (value === 0) continue;
      const [v, u] = [i >> 3, i & 7];
      for (let row = 0; row < 8; row++) half[row * 8 + u]! += c[v * 8 + row]! * value;
    }
    for (let u = 0; u < 8; u++) {
      for (let row = 0; row < 8; row++) {
        const value = half[row * 8 + u]!;
        if (value === 0) continue;
        const to = at + row * 8;
        for (let x = 0; x < 8; x++) out[to + x]! += c[u * 8 + x]! * value;
      }
    }
  }
  return out;
}
