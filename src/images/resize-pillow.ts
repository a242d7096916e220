import { HomegroundError } from "../core/errors.js";
import type { Pixels } from "./pixel-decoder.js";
import {
  type PillowFilter,
  type ResampleAxis,
  resampleAxis,
  type WeightedFilter,
} from "./resample-axis.js";

/** Part of a picture, in its pixels, fractions allowed: left, top, right, bottom. */
export type ResizeBox = readonly [left: number, top: number, right: number, bottom: number];

// 32 bits, less 8 of the value and 2 of head room: the fixed point of Pillow's Resample.c.
const PRECISION_BITS = 32 - 8 - 2;
const HALF = 1 << (PRECISION_BITS - 1);

/**
 * Pillow's `Image.resize((w, h), filter, box)` on 8-bit values, to the bit: antialiased (the filter
 * is widened when the picture shrinks), columns first and then rows, weights rounded to 22 bits,
 * rounded and clipped to 0..255 after each pass. `nearest` takes the pixel under the centre.
 * Source: Pillow 11, src/libImaging/Resample.c and Geometry.c (`ImagingScaleAffine`).
 * @param box the part of the picture that is resized; the whole picture without it
 * @throws HomegroundError `argument/out-of-range` for other than 8 bit and for a box outside the
 *   picture
 */
export function resizePillow(
  image: Pixels,
  widthPx: number,
  heightPx: number,
  filter: PillowFilter,
  box: ResizeBox = [0, 0, image.widthPx, image.heightPx],
): Pixels {
  if (image.bitDepth !== 8) {
    throw new HomegroundError("argument/out-of-range", {
      what: "Pillow's resize works on 8-bit values, the picture has 16",
      where: "image",
      fix: "Reduce the depth first, as toEightBit does",
    });
  }
  checkBox(image, box);
  if (filter === "nearest") return resizeNearest(image, widthPx, heightPx, box);
  const [left, top, right, bottom] = box;
  let picture = image;
  let rowsFrom = top;
  let rowsTo = bottom;
  if (widthPx !== image.widthPx || left !== 0 || right !== widthPx) {
    const columns = resampleAxis(image.widthPx, left, right, widthPx, filter);
    const rows = resampleAxis(image.heightPx, top, bottom, heightPx, filter);
    // Only rows that the second pass reads: the same values, less work.
    const firstRow = rows.first[0]!;
    const lastRow = rows.first[heightPx - 1]! + rows.count[heightPx - 1]!;
    picture = resampleColumns(image, columns, widthPx, firstRow, lastRow);
    rowsFrom -= firstRow;
    rowsTo -= firstRow;
    if (heightPx !== image.heightPx || top !== 0 || bottom !== heightPx) {
      return resampleRows(picture, shifted(rows, firstRow), heightPx);
    }
    return picture;
  }
  if (heightPx !== image.heightPx || rowsFrom !== 0 || rowsTo !== heightPx) {
    return resampleRows(
      picture,
      resampleAxis(image.heightPx, top, bottom, heightPx, filter),
      heightPx,
    );
  }
  return { ...image, data: image.data.slice() };
}

/**
 * The same antialiased resample without fixed point, rounding or clipping: float64 throughout.
 * @returns row-major, channels interleaved, on the scale of the input; may overshoot it with
 *   `bicubic` and `lanczos`
 */
export function resizeAntialiased(
  image: Pixels,
  widthPx: number,
  heightPx: number,
  filter: WeightedFilter,
): Float64Array {
  const { channels, data } = image;
  const columns = resampleAxis(image.widthPx, 0, image.widthPx, widthPx, filter);
  const rows = resampleAxis(image.heightPx, 0, image.heightPx, heightPx, filter);
  const narrowed = new Float64Array(widthPx * image.heightPx * channels);
  for (let y = 0; y < image.heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const first = columns.first[x]!;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < columns.count[x]!; k++) {
          const at = (y * image.widthPx + first + k) * channels + c;
          sum += columns.weights[x * columns.taps + k]! * data[at]!;
        }
        narrowed[(y * widthPx + x) * channels + c] = sum;
      }
    }
  }
  const out = new Float64Array(widthPx * heightPx * channels);
  const stride = widthPx * channels;
  for (let y = 0; y < heightPx; y++) {
    const first = rows.first[y]!;
    for (let i = 0; i < stride; i++) {
      let sum = 0;
      for (let k = 0; k < rows.count[y]!; k++) {
        sum += rows.weights[y * rows.taps + k]! * narrowed[(first + k) * stride + i]!;
      }
      out[y * stride + i] = sum;
    }
  }
  return out;
}

function checkBox(image: Pixels, [left, top, right, bottom]: ResizeBox): void {
  const inside = left >= 0 && top >= 0 && right <= image.widthPx && bottom <= image.heightPx;
  if (inside && left < right && top < bottom) return;
  throw new HomegroundError("argument/out-of-range", {
    what: `the box ${left}, ${top}, ${right}, ${bottom} is empty or leaves the picture of ${image.widthPx} × ${image.heightPx}`,
    where: "box",
    fix: "Give left, top, right and bottom inside the picture",
  });
}

function shifted(axis: ResampleAxis, by: number): ResampleAxis {
  return { ...axis, first: axis.first.map((first) => first - by) };
}

/** Weights as Pillow stores them: 22-bit fixed point, halves away from zero. */
function fixedPoint(weights: Float64Array): Int32Array {
  const out = new Int32Array(weights.length);
  for (let i = 0; i < out.length; i++) {
    const weight = weights[i]!;
    out[i] = Math.trunc(weight * (1 << PRECISION_BITS) + (weight < 0 ? -0.5 : 0.5));
  }
  return out;
}

// Sums wrap at 32 bits as Pillow's do (they never reach that far), and a clamped array limits
// what is stored to 0..255: both are what Resample.c does, and what a compiler makes fast.

function resampleColumns(
  image: Pixels,
  columns: ResampleAxis,
  widthPx: number,
  firstRow: number,
  lastRow: number,
): Pixels {
  const { channels, data } = image;
  const { first, count, taps } = columns;
  const weights = fixedPoint(columns.weights);
  const heightPx = lastRow - firstRow;
  const out = new Uint8ClampedArray(widthPx * heightPx * channels);
  let to = 0;
  for (let y = firstRow; y < lastRow; y++) {
    const row = y * image.widthPx * channels;
    for (let x = 0; x < widthPx; x++) {
      let at = row + first[x]! * channels;
      const from = x * taps;
      const until = from + count[x]!;
      if (channels === 3) {
        let red = HALF;
        let green = HALF;
        let blue = HALF;
        for (let k = from; k < until; k++) {
          const weight = weights[k]!;
          red = (red + Math.imul(weight, data[at]!)) | 0;
          green = (green + Math.imul(weight, data[at + 1]!)) | 0;
          blue = (blue + Math.imul(weight, data[at + 2]!)) | 0;
          at += 3;
        }
        out[to] = red >> PRECISION_BITS;
        out[to + 1] = green >> PRECISION_BITS;
        out[to + 2] = blue >> PRECISION_BITS;
        to += 3;
      } else {
        for (let c = 0; c < channels; c++) {
          let sum = HALF;
          for (let k = from; k < until; k++) {
            const value = data[at + c + (k - from) * channels]!;
            sum = (sum + Math.imul(weights[k]!, value)) | 0;
          }
          out[to++] = sum >> PRECISION_BITS;
        }
      }
    }
  }
  return { widthPx, heightPx, channels, bitDepth: 8, data: new Uint8Array(out.buffer) };
}

function resampleRows(image: Pixels, rows: ResampleAxis, heightPx: number): Pixels {
  const { channels, data, widthPx } = image;
  const { first, count, taps } = rows;
  const weights = fixedPoint(rows.weights);
  const stride = widthPx * channels;
  const out = new Uint8ClampedArray(stride * heightPx);
  const sums = new Int32Array(stride);
  for (let y = 0; y < heightPx; y++) {
    const to = y * stride;
    if (count[y]! <= 2) {
      const weight0 = weights[y * taps]!;
      const weight1 = count[y] === 2 ? weights[y * taps + 1]! : 0;
      const from = first[y]! * stride;
      const from1 = count[y] === 2 ? from + stride : from;
      for (let i = 0; i < stride; i++) {
        const sum = Math.imul(weight0, data[from + i]!) + Math.imul(weight1, data[from1 + i]!);
        out[to + i] = (sum + HALF) >> PRECISION_BITS;
      }
      continue;
    }
    sums.fill(HALF);
    // Four rows at a time, which halves the loads and stores; a row that is not there weighs 0.
    for (let k = 0; k < count[y]!; k += 4) {
      const at = y * taps + k;
      const from = (first[y]! + k) * stride;
      const left = count[y]! - k;
      const weight0 = weights[at]!;
      const weight1 = left > 1 ? weights[at + 1]! : 0;
      const weight2 = left > 2 ? weights[at + 2]! : 0;
      const weight3 = left > 3 ? weights[at + 3]! : 0;
      const from1 = left > 1 ? from + stride : from;
      const from2 = left > 2 ? from + 2 * stride : from;
      const from3 = left > 3 ? from + 3 * stride : from;
      for (let i = 0; i < stride; i++) {
        sums[i] =
          sums[i]! +
          Math.imul(weight0, data[from + i]!) +
          Math.imul(weight1, data[from1 + i]!) +
          Math.imul(weight2, data[from2 + i]!) +
          Math.imul(weight3, data[from3 + i]!);
      }
    }
    for (let i = 0; i < stride; i++) out[to + i] = sums[i]! >> PRECISION_BITS;
  }
  return { widthPx, heightPx, channels, bitDepth: 8, data: new Uint8Array(out.buffer) };
}

function resizeNearest(
  image: Pixels,
  widthPx: number,
  heightPx: number,
  [left, top, right, bottom]: ResizeBox,
): Pixels {
  const { channels, data } = image;
  const columns = nearestPositions(image.widthPx, left, right, widthPx);
  const rows = nearestPositions(image.heightPx, top, bottom, heightPx);
  const out = new Uint8Array(widthPx * heightPx * channels);
  const stride = widthPx * channels;
  let to = 0;
  for (let y = 0; y < heightPx; y++) {
    if (y > 0 && rows[y] === rows[y - 1]) {
      out.copyWithin(to, to - stride, to); // the same row again
      to += stride;
      continue;
    }
    const row = rows[y]! * image.widthPx;
    for (let x = 0; x < widthPx; x++) {
      const from = (row + columns[x]!) * channels;
      for (let c = 0; c < channels; c++) out[to++] = data[from + c]!;
    }
  }
  return { widthPx, heightPx, channels, bitDepth: 8, data: out };
}

/** Adds the step up, as Pillow does, so that rounding falls on the same side. */
function nearestPositions(oldSize: number, from: number, to: number, newSize: number): Int32Array {
  const step = (to - from) / newSize;
  const positions = new Int32Array(newSize);
  let position = from + step * 0.5;
  for (let i = 0; i < newSize; i++) {
    positions[i] = Math.min(Math.trunc(position), oldSize - 1);
    position += step;
  }
  return positions;
}
