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
const INTERPOLATE_FILTERS: readonly ResizeFilter[] = ["nearest", "bilinear"];

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
  const data = new Float32Array(widthPx * heightPx * channels);
  const columns = interpolationAxis(image.widthPx, widthPx, filter);
  const rows = interpolationAxis(image.heightPx, heightPx, filter);
  const targets = Array.from({ length: channels }, (_, channel) => ({
    channel,
    start: channel,
    gain: 1,
    offset: 0,
  }));
  const columnStep = channels;
  interpolateInto({ data, columnStep, rowStep: widthPx * channels }, image, columns, rows, targets);
  return data;
}

/** An array of values, in which (x, y) of a channel is at `start + x·columnStep + y·rowStep`. */
export interface TensorPlace {
  readonly data: Float32Array;
  readonly columnStep: number;
  readonly rowStep: number;
}

/** Where a channel of the picture goes, and what becomes of its values: value·gain + offset. */
export interface ChannelTarget {
  readonly channel: number;
  readonly start: number;
  readonly gain: number;
  readonly offset: number;
}

/**
 * Interpolates channels of a picture and stores `value·gain + offset`, so that a resize and the
 * normalisation after it are one pass over the output.
 */
export function interpolateInto(
  place: TensorPlace,
  image: Pixels,
  columns: InterpolationAxis,
  rows: InterpolationAxis,
  targets: readonly ChannelTarget[],
): void {
  const [first, second, third] = targets;
  if (targets.length === 3 && image.channels >= 3 && first && second && third) {
    const isPicked = readsSinglePixels(columns) && readsSinglePixels(rows);
    const three = isPicked ? pickThree : interpolateThree;
    three(place, image, columns, rows, [first, second, third]);
  } else {
    for (const target of targets) interpolateOne(place, image, columns, rows, target);
  }
}

/** Whether there is nothing between two pixels, as of a picture that has its final size. */
function readsSinglePixels({ weight }: InterpolationAxis): boolean {
  return weight.every((share) => share === 0);
}

/** Three channels of pixels that go where they go as they are: a third of what interpolating them takes. */
function pickThree(
  { data: out, columnStep, rowStep }: TensorPlace,
  image: Pixels,
  columns: InterpolationAxis,
  rows: InterpolationAxis,
  [first, second, third]: readonly [ChannelTarget, ChannelTarget, ChannelTarget],
): void {
  const { data, channels } = image;
  const reads = columns.lower.map((position) => position * channels);
  const { channel: c0, gain: gain0, offset: offset0 } = first;
  const { channel: c1, gain: gain1, offset: offset1 } = second;
  const { channel: c2, gain: gain2, offset: offset2 } = third;
  const to1 = second.start - first.start;
  const to2 = third.start - first.start;
  const width = reads.length;
  for (const [y, row] of rows.lower.entries()) {
    const from = row * image.widthPx * channels;
    let to = first.start + y * rowStep;
    for (let x = 0; x < width; x++) {
      const at = from + reads[x]!;
      out[to] = data[at + c0]! * gain0 + offset0;
      out[to + to1] = data[at + c1]! * gain1 + offset1;
      out[to + to2] = data[at + c2]! * gain2 + offset2;
      to += columnStep;
    }
  }
}

function interpolateOne(
  { data: out, columnStep, rowStep }: TensorPlace,
  image: Pixels,
  columns: InterpolationAxis,
  rows: InterpolationAxis,
  { channel, start, gain, offset }: ChannelTarget,
): void {
  const { data, channels } = image;
  const stride = image.widthPx * channels;
  const { lower, upper, weight } = columns;
  const width = weight.length;
  const height = rows.weight.length;
  for (let y = 0; y < height; y++) {
    const above = rows.lower[y]! * stride + channel;
    const below = rows.upper[y]! * stride + channel;
    const down = rows.weight[y]!;
    let to = start + y * rowStep;
    for (let x = 0; x < width; x++) {
      const left = lower[x]! * channels;
      const right = upper[x]! * channels;
      const across = weight[x]!;
      let top = data[above + left]!;
      let bottom = data[below + left]!;
      top += (data[above + right]! - top) * across;
      bottom += (data[below + right]! - bottom) * across;
      out[to] = (top + (bottom - top) * down) * gain + offset;
      to += columnStep;
    }
  }
}

/** The same for three channels in one go: a third faster, and this is the loop of every image. */
function interpolateThree(
  { data: out, columnStep, rowStep }: TensorPlace,
  image: Pixels,
  columns: InterpolationAxis,
  rows: InterpolationAxis,
  [first, second, third]: readonly [ChannelTarget, ChannelTarget, ChannelTarget],
): void {
  const { data, channels } = image;
  const stride = image.widthPx * channels;
  const { weight } = columns;
  const lower = columns.lower.map((position) => position * channels);
  const upper = columns.upper.map((position) => position * channels);
  const { channel: c0, gain: gain0, offset: offset0 } = first;
  const { channel: c1, gain: gain1, offset: offset1 } = second;
  const { channel: c2, gain: gain2, offset: offset2 } = third;
  const to1 = second.start - first.start;
  const to2 = third.start - first.start;
  const width = weight.length;
  const height = rows.weight.length;
  for (let y = 0; y < height; y++) {
    const above = rows.lower[y]! * stride;
    const below = rows.upper[y]! * stride;
    const down = rows.weight[y]!;
    let to = first.start + y * rowStep;
    for (let x = 0; x < width; x++) {
      const aboveLeft = above + lower[x]!;
      const aboveRight = above + upper[x]!;
      const belowLeft = below + lower[x]!;
      const belowRight = below + upper[x]!;
      const across = weight[x]!;
      let top0 = data[aboveLeft + c0]!;
      let top1 = data[aboveLeft + c1]!;
      let top2 = data[aboveLeft + c2]!;
      let bottom0 = data[belowLeft + c0]!;
      let bottom1 = data[belowLeft + c1]!;
      let bottom2 = data[belowLeft + c2]!;
      top0 += (data[aboveRight + c0]! - top0) * across;
      top1 += (data[aboveRight + c1]! - top1) * across;
      top2 += (data[aboveRight + c2]! - top2) * across;
      bottom0 += (data[belowRight + c0]! - bottom0) * across;
      bottom1 += (data[belowRight + c1]! - bottom1) * across;
      bottom2 += (data[belowRight + c2]! - bottom2) * across;
      out[to] = (top0 + (bottom0 - top0) * down) * gain0 + offset0;
      out[to + to1] = (top1 + (bottom1 - top1) * down) * gain1 + offset1;
      out[to + to2] = (top2 + (bottom2 - top2) * down) * gain2 + offset2;
      to += columnStep;
    }
  }
}
