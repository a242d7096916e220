import { cos } from "../../core/elementary.js";
import type { Pixels } from "../pixel-decoder.js";
import { resizePillow } from "../resize-pillow.js";
import { type Corruption, keptRoom, newBytes, toByte, withData } from "./corruption.js";

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
  const [lights, blues, reds] = [luma.blocks, blue.blocks, red.blocks];
  for (let row = 0; row < 16 * high; row++) {
    const from = Math.min(h - 1, row) * w;
    const ofRow = placeOf(luma, row, 0);
    const smallRow = placeOf(blue, row >> 1, 0);
    for (let column = 0; column < 16 * wide; column++) {
      const at = (from + (column < w ? column : w - 1)) * 3;
      const r = data[at]!;
      const g = data[at + 1]!;
      const b = data[at + 2]!;
      const light = ofRow + ((column >> 3) << 6) + (column & 7);
      lights[light] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
      const small = smallRow + ((column >> 4) << 6) + ((column >> 1) & 7);
      blues[small]! += (-0.168736 * r - 0.331264 * g + 0.5 * b) / 4;
      reds[small]! += (0.5 * r - 0.418688 * g - 0.081312 * b) / 4;
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

const [lumaRoom, blueRoom, redRoom] = [floats(), floats(), floats()];

function floats(): (count: number) => Float64Array {
  return keptRoom((count) => new Float64Array(count));
}

function rounded(picture: Pixels, quality: number): Pixels {
  const { widthPx: w, heightPx: h } = picture;
  const { luma, blue, red } = transformed(picture);
  const chroma = quantisation(CHROMA, quality);
  const y = roundedBlocks(luma, quantisation(LUMA, quality), lumaRoom);
  const cb = roundedBlocks(blue, chroma, blueRoom);
  const cr = roundedBlocks(red, chroma, redRoom);
  const out = newBytes(picture.data.length);
  for (let row = 0, to = 0; row < h; row++) {
    const ofRow = placeOf(luma, row, 0);
    const smallRow = placeOf(blue, row >> 1, 0);
    // Two columns have one colour.
    for (let column = 0; column < w; column += 2) {
      // 64 numbers a block, and eight columns of it in a row.
      const at = ofRow + ((column >> 3) << 6) + (column & 7);
      const small = smallRow + ((column >> 4) << 6) + ((column >> 1) & 7);
      const b = cb[small]!;
      const r = cr[small]!;
      const red = 1.402 * r;
      const greenOfBlue = 0.344136 * b;
      const greenOfRed = 0.714136 * r;
      const blueOfBlue = 1.772 * b;
      const end = column + 1 < w ? at + 2 : at + 1;
      for (let i = at; i < end; i++, to += 3) {
        const light = y[i]! + 128;
        out[to] = toByte(light + red);
        out[to + 1] = toByte(light - greenOfBlue - greenOfRed);
        out[to + 2] = toByte(light + blueOfBlue);
      }
    }
  }
  return withData(picture, out);
}

const half = new Float64Array(64);

/** The cosine transform of a block, in place: along its rows, then its columns. */
function transformBlock(blocks: Float64Array, at: number): void {
  const c = cosines();
  for (let row = 0; row < 8; row++) timesBasis(c, blocks, at + row * 8, 1, half, row * 8, 1);
  for (let u = 0; u < 8; u++) timesBasis(c, half, u, 8, blocks, at + u, 8);
}

/** Eight numbers, each so many places behind the one before, multiplied by every row of the basis. */
function timesBasis(
  c: Float64Array,
  from: Float64Array,
  at: number,
  step: number,
  to: Float64Array,
  place: number,
  toStep: number,
): void {
  const v0 = from[at]!;
  const v1 = from[at + step]!;
  const v2 = from[at + 2 * step]!;
  const v3 = from[at + 3 * step]!;
  const v4 = from[at + 4 * step]!;
  const v5 = from[at + 5 * step]!;
  const v6 = from[at + 6 * step]!;
  const v7 = from[at + 7 * step]!;
  for (let k = 0, i = place; k < 64; k += 8, i += toStep) {
    const upper = c[k]! * v0 + c[k + 1]! * v1 + c[k + 2]! * v2 + c[k + 3]! * v3;
    to[i] = upper + c[k + 4]! * v4 + c[k + 5]! * v5 + c[k + 6]! * v6 + c[k + 7]! * v7;
  }
}

/** Pixels of blocks whose transform is rounded to multiples of steps; what is 0, as most is, adds nothing. */
function roundedBlocks(
  { blocks }: Plane,
  steps: Float64Array,
  room: (count: number) => Float64Array,
): Float64Array {
  const c = cosines();
  const out = room(blocks.length);
  for (let at = 0; at < blocks.length; at += 64) {
    half.fill(0);
    let isFlat = true;
    for (let i = 0; i < 64; i++) {
      const step = steps[i]!;
      const whole = blocks[at + i]!;
      // As most are: not half a step, and no quotient is needed to see it.
      if (2 * whole < step && -2 * whole < step) continue;
      const value = step * Math.floor(whole / step + 0.5);
      if (value === 0) continue;
      if (i > 0) isFlat = false;
      const v = i >> 3;
      const u = i & 7;
      for (let row = 0; row < 8; row++) half[row * 8 + u]! += c[v * 8 + row]! * value;
    }
    if (isFlat) {
      out.fill(c[0]! * half[0]!, at, at + 64); // the first row of the basis is one number
      continue;
    }
    for (let row = 0; row < 64; row += 8) {
      let [x0, x1, x2, x3, x4, x5, x6, x7] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let u = 0; u < 8; u++) {
        const value = half[row + u]!;
        if (value === 0) continue;
        const k = u * 8;
        x0 += c[k]! * value;
        x1 += c[k + 1]! * value;
        x2 += c[k + 2]! * value;
        x3 += c[k + 3]! * value;
        x4 += c[k + 4]! * value;
        x5 += c[k + 5]! * value;
        x6 += c[k + 6]! * value;
        x7 += c[k + 7]! * value;
      }
      const to = at + row;
      out[to] = x0;
      out[to + 1] = x1;
      out[to + 2] = x2;
      out[to + 3] = x3;
      out[to + 4] = x4;
      out[to + 5] = x5;
      out[to + 6] = x6;
      out[to + 7] = x7;
    }
  }
  return out;
}
