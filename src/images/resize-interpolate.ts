import { HomegroundError } from "../core/errors.js";
import type { ResizeFilter } from "./input-rule.js";
import type { Pixels } from "./pixel-decoder.js";

/**
 * Where each output position of one axis reads: two neighbours and the weight of the second.
 * Entry i stands for output position `from + i`.
 */
export interface InterpolationAxis {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  /** Weight of `upper`, in [0, 1); `lower` has the rest. */
  readonly weight: Float64Array;
}

/** The filters that the *interpolate* rule knows; another one in a card is refused. */
export const INTERPOLATE_FILTERS: readonly ResizeFilter[] = ["nearest", "bilinear"];

/**
 * Reading positions of the *interpolate* resize: half-pixel centres, edge clamp, no antialias.
 * Output position i reads at (i + 0.5)·(oldSize/newSize) − 0.5, limited to 0 … oldSize − 1, which is
 * ONNX Resize with `half_pixel` and torch `interpolate(align_corners=False, antialias=False)`.
 * `nearest` reads floor((i + 0.5)·(oldSize/newSize)).
 * @param oldSize pixels of the source along the axis, at least 1
 * @param newSize pixels of the whole resized picture along the axis, at least 1
 * @param from first output position wanted (a crop starts inside the resized picture)
 * @param count number of output positions wanted
 * @throws HomegroundError `image/rule-unsupported` for a filter that the rule does not have
 */
export function interpolationAxis(
  oldSize: number,
  newSize: number,
  filter: ResizeFilter = "bilinear",
  from = 0,
  count: number = newSize,
): InterpolationAxis {
  if (!INTERPOLATE_FILTERS.includes(filter)) {
    throw new HomegroundError("image/rule-unsupported", {
      what: `the interpolate rule has no filter ${filter}`,
      where: "resize.filter of the model's input",
      fix: `Use ${INTERPOLATE_FILTERS.join(" or ")}, or the rule pillow`,
    });
  }
  const lower = new Int32Array(count);
  const upper = new Int32Array(count);
  const weight = new Float64Array(count);
  const ratio = oldSize / newSize;
  const last = oldSize - 1;
  for (let i = 0; i < count; i++) {
    const centre = (from + i + 0.5) * ratio;
    const position = Math.min(Math.max(filter === "nearest" ? centre : centre - 0.5, 0), last);
    const left = Math.floor(position);
    lower[i] = left;
    upper[i] = Math.min(left + 1, last);
    weight[i] = filter === "nearest" ? 0 : position - left;
  }
  return { lower, upper, weight };
}

/**
 * The *interpolate* resize: float, half-pixel centres, edge clamp, no antialias, no rounding.
 * Computed in float64, rounded once to float32.
 * @returns row-major, channels interleaved, on the scale of the input (0..255 for 8 bit)
 */
export function resizeInterpolated(
  image: Pixels,
  widthPx: number,
  heightPx: number,
  filter: ResizeFilter = "bilinear",
): Float32Array {
  const { channels } = image;
  const out = new Float32Array(widthPx * heightPx * channels);
  const columns = interpolationAxis(image.widthPx, widthPx, filter);
  const rows = interpolationAxis(image.heightPx, heightPx, filter);
  for (let channel = 0; channel < channels; channel++) {
    interpolateChannel(image, channel, columns, rows, 1, 0, {
      data: out,
      start: channel,
      columnStep: channels,
      rowStep: widthPx * channels,
    });
  }
  return out;
}

/** Where the values of one channel go: value (x, y) at `start + x·columnStep + y·rowStep`. */
export interface ChannelTarget {
  readonly data: Float32Array;
  readonly start: number;
  readonly columnStep: number;
  readonly rowStep: number;
}

/**
 * Interpolates one channel and stores `value·gain + offset`, so that a resize and the normalisation
 * after it are one pass over the output.
 */
export function interpolateChannel(
  image: Pixels,
  channel: number,
  columns: InterpolationAxis,
  rows: InterpolationAxis,
  gain: number,
  offset: number,
  target: ChannelTarget,
): void {
  const { data, channels } = image;
  const stride = image.widthPx * channels;
  const { lower, upper, weight } = columns;
  const { data: out, start, columnStep, rowStep } = target;
  const width = lower.length;
  const height = rows.lower.length;
  for (let y = 0; y < height; y++) {
    const above = rows.lower[y]! * stride + channel;
    const below = rows.upper[y]! * stride + channel;
    const down = rows.weight[y]!;
    let to = start + y * rowStep;
    for (let x = 0; x < width; x++) {
      const left = lower[x]! * channels;
      const right = upper[x]! * channels;
      const across = weight[x]!;
      const aboveLeft = data[above + left]!;
      const belowLeft = data[below + left]!;
      const top = aboveLeft + (data[above + right]! - aboveLeft) * across;
      const bottom = belowLeft + (data[below + right]! - belowLeft) * across;
      out[to] = (top + (bottom - top) * down) * gain + offset;
      to += columnStep;
    }
  }
}
