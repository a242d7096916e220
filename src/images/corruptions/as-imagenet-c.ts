import { exp, pow } from "../../core/elementary.js";
import { HomegroundError } from "../../core/errors.js";
import type { Pixels } from "../pixel-decoder.js";
import { resizePillow } from "../resize-pillow.js";

/**
 * A way of spoiling a picture, to see what a model still recognises. Deterministic relatives of
 * ImageNet-C (Hendrycks & Dietterich, "Benchmarking Neural Network Robustness to Common Corruptions
 * and Perturbations", ICLR 2019); values are taken in [0, 1], clipped, and truncated to 8 bit.
 */
export type Corruption =
  /** HSV value + `amount`, limited to 1; hue and saturation stay. */
  | { readonly kind: "brightness"; readonly amount: number }
  /** (x − mean of its channel)·`factor` + that mean. */
  | { readonly kind: "contrast"; readonly factor: number }
  /** Gaussian of `sigmaPx`, cut at 4 sigma, edges repeated. */
  | { readonly kind: "gaussian-blur"; readonly sigmaPx: number }
  /** Box filter down to `share` of each side, then nearest up again (Pillow's resize). */
  | { readonly kind: "pixelate"; readonly share: number }
  /** Correlation with a square kernel of odd side, edges mirrored without repeating the edge pixel. */
  | { readonly kind: "defocus"; readonly kernel: readonly (readonly number[])[] }
  /** x to the power `exponent`. */
  | { readonly kind: "gamma"; readonly exponent: number };

/**
 * @param pixels 8 bit, one or three channels
 * @returns a new picture of the same shape
 * @throws HomegroundError `argument/out-of-range` for 16 bit or alpha
 */
export function corrupt(pixels: Pixels, corruption: Corruption): Pixels {
  const { channels, widthPx, heightPx } = pixels;
  if (pixels.bitDepth !== 8 || channels === 2 || channels === 4) {
    throw new HomegroundError("argument/out-of-range", {
      what: `a picture of ${channels} channels of ${pixels.bitDepth} bit`,
      where: "pixels",
      fix: "Give 8-bit pixels without alpha",
    });
  }
  switch (corruption.kind) {
    case "brightness":
      return fromUnit(pixels, brighten(toUnit(pixels), channels, corruption.amount));
    case "contrast":
      return fromUnit(pixels, flatten(toUnit(pixels), channels, corruption.factor));
    case "gaussian-blur":
      return fromUnit(pixels, gaussianBlur(toUnit(pixels), pixels, corruption.sigmaPx));
    case "pixelate": {
      const width = Math.max(1, Math.trunc(widthPx * corruption.share));
      const height = Math.max(1, Math.trunc(heightPx * corruption.share));
      const small = resizePillow(pixels, width, height, "box");
      return resizePillow(small, widthPx, heightPx, "nearest");
    }
    case "defocus":
      return fromUnit(pixels, correlate(toUnit(pixels), pixels, corruption.kernel));
    case "gamma": {
      const { exponent } = corruption;
      return fromUnit(
        pixels,
        toUnit(pixels).map((value) => pow(value, exponent)),
      );
    }
    default:
      return corruption satisfies never;
  }
}

function toUnit({ data }: Pixels): Float64Array {
  const out = new Float64Array(data.length);
  for (let i = 0; i < out.length; i++) out[i] = data[i]! / 255;
  return out;
}

/** Truncated; 1e-9 is added first so that a value that is a whole level keeps it. */
function fromUnit(pixels: Pixels, values: Float64Array): Pixels {
  const data = new Uint8Array(values.length);
  for (let i = 0; i < data.length; i++) {
    data[i] = Math.trunc(Math.min(1, Math.max(0, values[i]!)) * 255 + 1e-9);
  }
  return { ...pixels, data };
}

/** Hue and saturation are ratios of the channels, so a new HSV value is a common factor. */
function brighten(values: Float64Array, channels: number, amount: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i += channels) {
    let value = 0;
    for (let c = 0; c < channels; c++) value = Math.max(value, values[i + c]!);
    const raised = Math.min(1, Math.max(0, value + amount));
    for (let c = 0; c < channels; c++) {
      out[i + c] = value === 0 ? raised : (values[i + c]! / value) * raised;
    }
  }
  return out;
}

function flatten(values: Float64Array, channels: number, factor: number): Float64Array {
  const mean = new Float64Array(channels);
  for (let i = 0; i < values.length; i++) mean[i % channels]! += values[i]!;
  for (let c = 0; c < channels; c++) mean[c]! /= values.length / channels;
  return values.map((value, i) => (value - mean[i % channels]!) * factor + mean[i % channels]!);
}

function gaussianBlur(values: Float64Array, picture: Pixels, sigmaPx: number): Float64Array {
  const radius = Math.trunc(4 * sigmaPx + 0.5);
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    exp((-0.5 * (i - radius) ** 2) / sigmaPx ** 2),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const kernel = weights.map((weight) => weight / sum);
  const { widthPx, heightPx, channels } = picture;
  const down = blurAxis(values, kernel, [1, heightPx, widthPx * channels]);
  return blurAxis(down, kernel, [heightPx, widthPx, channels]);
}

/** A symmetric kernel along the middle axis of an array of this shape, edges repeated. */
function blurAxis(
  values: Float64Array,
  kernel: Float64Array,
  [outer, size, inner]: readonly [number, number, number],
): Float64Array {
  const out = new Float64Array(values.length);
  const radius = (kernel.length - 1) / 2;
  for (let line = 0; line < outer * inner; line++) {
    const start = Math.floor(line / inner) * size * inner + (line % inner);
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let k = -radius; k <= radius; k++) {
        const at = Math.min(size - 1, Math.max(0, i + k));
        sum += kernel[k + radius]! * values[start + at * inner]!;
      }
      out[start + i * inner] = sum;
    }
  }
  return out;
}

function correlate(
  values: Float64Array,
  { widthPx, heightPx, channels }: Pixels,
  kernel: readonly (readonly number[])[],
): Float64Array {
  const radius = (kernel.length - 1) / 2;
  const out = new Float64Array(values.length);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let j = -radius; j <= radius; j++) {
          const row = mirrored(y + j, heightPx) * widthPx;
          for (let i = -radius; i <= radius; i++) {
            const weight = kernel[j + radius]?.[i + radius] ?? 0;
            sum += weight * values[(row + mirrored(x + i, widthPx)) * channels + c]!;
          }
        }
        out[(y * widthPx + x) * channels + c] = sum;
      }
    }
  }
  return out;
}

/** Position mirrored into 0 … size − 1 without repeating the edge: −1 is 1, size is size − 2. */
function mirrored(position: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const inPeriod = ((position % period) + period) % period;
  return Math.min(inPeriod, period - inPeriod);
}
