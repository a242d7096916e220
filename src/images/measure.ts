import { luma } from "./gray.js";
import type { Pixels } from "./pixel-decoder.js";

/**
 * Attributes measured on the pixels of one image, at its full size and before any resize. Values
 * are brought to the scale of 8 bit (16-bit values divided by 257); alpha is ignored. Sums are of
 * whole numbers or in a fixed order, so that every machine gives the same figures. The formulas are
 * written as they are commonly given, without the papers at hand, and held to numpy and scipy.
 */
export interface MeasuredAttributes {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Mean luma, 0 (black) to 1 (white). */
  readonly brightness: number;
  /**
   * Standard deviation of luma over all pixels, as a share of the range: 0 to 0.5. RMS contrast as
   * in E. Peli, "Contrast in complex images", JOSA A 7(10), 1990, without dividing by the mean.
   */
  readonly contrast: number;
  /**
   * Variance of the Laplacian of luma, in squared levels, 0 and up; higher is sharper. The measure
   * LAP4 of S. Pertuz, D. Puig, M. A. Garcia, "Analysis of focus measure operators for
   * shape-from-focus", Pattern Recognition 46(5), 2013, with the kernel 0 1 0 / 1 −4 1 / 0 1 0 and
   * edges mirrored without repeating the edge pixel, as OpenCV's `Laplacian(…, ksize=1)` has it.
   * Depends on the size and the compression of the picture: compare images of one kind only.
   */
  readonly sharpness: number;
  /**
   * M³ of D. Hasler and S. Süsstrunk, "Measuring colourfulness in natural images", Proc. SPIE 5007,
   * 2003: √(σ²rg + σ²yb) + 0.3·√(μ²rg + μ²yb), rg = R − G, yb = (R + G)/2 − B; on their scale 0 is
   * not colourful and 109 extremely so.
   */
  readonly colourfulness: number;
  /**
   * Whether the picture shows no colour: one channel, or a difference between the largest and the
   * smallest channel of at most {@link GREY_SPREAD} levels in at least {@link GREY_SHARE} of the
   * pixels. A camera trap's infrared picture is of this kind, but so is any black and white picture.
   */
  readonly isGreyscale: boolean;
}

/** Levels that JPEG's chroma may add to a grey picture. Our own choice. */
const GREY_SPREAD = 12;
/** Share of pixels that must be grey; the rest may be a coloured strip with time and date. Our own. */
const GREY_SHARE = 0.9;

/** Measures one image; see {@link MeasuredAttributes} for what and by which definitions. */
export function measureImage(pixels: Pixels): MeasuredAttributes {
  const { widthPx, heightPx } = pixels;
  const grey = greyLevels(pixels);
  const { mean, variance } = meanAndVariance(grey);
  return {
    widthPx,
    heightPx,
    brightness: mean / 255,
    contrast: Math.sqrt(variance) / 255,
    sharpness: meanAndVariance(laplacian(grey, widthPx, heightPx)).variance,
    ...colour(pixels),
  };
}

function greyLevels({ data, channels, bitDepth }: Pixels): Float64Array {
  const scale = bitDepth === 16 ? 1 / 257 : 1;
  const out = new Float64Array(data.length / channels);
  const isColour = channels >= 3;
  for (let i = 0, at = 0; i < out.length; i++, at += channels) {
    const level = isColour ? luma(data[at]!, data[at + 1]!, data[at + 2]!) : data[at]!;
    out[i] = level * scale;
  }
  return out;
}

/** Mean and population variance, in two passes. */
function meanAndVariance(values: Float64Array): { mean: number; variance: number } {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return { mean, variance: squares / values.length };
}

function laplacian(grey: Float64Array, widthPx: number, heightPx: number): Float64Array {
  const out = new Float64Array(grey.length);
  for (let y = 0; y < heightPx; y++) {
    const row = y * widthPx;
    const above = mirrored(y - 1, heightPx) * widthPx;
    const below = mirrored(y + 1, heightPx) * widthPx;
    for (let x = 0; x < widthPx; x++) {
      const left = grey[row + mirrored(x - 1, widthPx)]!;
      const right = grey[row + mirrored(x + 1, widthPx)]!;
      out[row + x] = grey[above + x]! + grey[below + x]! + left + right - 4 * grey[row + x]!;
    }
  }
  return out;
}

/** −1 is 1 and size is size − 2; the only position of a side of one is 0. */
function mirrored(position: number, size: number): number {
  if (size === 1) return 0;
  if (position < 0) return -position;
  return position < size ? position : 2 * size - 2 - position;
}

function colour({ data, channels, bitDepth }: Pixels) {
  if (channels < 3) return { colourfulness: 0, isGreyscale: true };
  const scale = bitDepth === 16 ? 257 : 1;
  const n = data.length / channels;
  // Twice yb is a whole number, so the sums are exact for any picture that fits the memory.
  let rg = 0;
  let yb = 0;
  let grey = 0;
  for (let at = 0; at < data.length; at += channels) {
    const red = data[at]!;
    const green = data[at + 1]!;
    const blue = data[at + 2]!;
    rg += red - green;
    yb += red + green - 2 * blue;
    const spread = Math.max(red, green, blue) - Math.min(red, green, blue);
    if (spread <= GREY_SPREAD * scale) grey++;
  }
  const meanRg = rg / n;
  const meanYb = yb / 2 / n;
  let squaresRg = 0;
  let squaresYb = 0;
  for (let at = 0; at < data.length; at += channels) {
    squaresRg += (data[at]! - data[at + 1]! - meanRg) ** 2;
    squaresYb += ((data[at]! + data[at + 1]!) / 2 - data[at + 2]! - meanYb) ** 2;
  }
  const spread = Math.sqrt((squaresRg + squaresYb) / n);
  const shift = Math.sqrt(meanRg ** 2 + meanYb ** 2);
  return { colourfulness: (spread + 0.3 * shift) / scale, isGreyscale: grey >= GREY_SHARE * n };
}
