import { HomegroundError } from "../core/errors.js";
import { toEightBit } from "./depth.js";
import { type FrameGeometry, fitToFrame } from "./fit.js";
import { toGrey } from "./gray.js";
import { halfFloatBits } from "./half-float.js";
import type { ImageNote } from "./image-notes.js";
import type { InputRule } from "./input-rule.js";
import { applyOrientation } from "./orientation.js";
import type { DecodedImage, Pixels } from "./pixel-decoder.js";
import { interpolateInto, interpolationAxis, type TensorPlace } from "./resize-interpolate.js";
import { resizePillow } from "./resize-pillow.js";
import { isTransparent, withoutAlpha } from "./transparency.js";

/** One image as a model takes it, without the batch dimension. */
export interface ImageTensor {
  /** C·H·W values in the rule's layout; float16 as bit patterns in a Uint16Array. */
  readonly data: Float32Array | Uint16Array | Uint8Array;
  /** Channels of the tensor: 3, or 1 for `grey`. */
  readonly channels: 1 | 3;
  /** Where the upright picture lies in the tensor, to map boxes and masks back. */
  readonly geometry: FrameGeometry;
  /** What was done to the pixels that is worth a note. */
  readonly notes: readonly ImageNote[];
}

/** The part of the frame that shows the picture, and where in the resized picture it starts. */
interface Window {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly frameX: number;
  readonly frameY: number;
  readonly pictureX: number;
  readonly pictureY: number;
}

/**
 * An image by the input rule of a model's card: EXIF orientation applied, alpha removed, channels
 * as the model wants them, resized into the frame, scaled and normalised:
 * (a + v/255·(b − a) − mean)/std in channel order, padding included unless the rule pads after.
 *
 * 16-bit values count as v/257, so that 65535 is 255; the *pillow* rule rounds them to 8 bit first.
 * A crop larger than the resized picture is padded with 0 before normalisation, as torchvision does.
 * A tensor of type uint8 holds the result rounded (halves to even) and limited to 0..255.
 * @param into where the values go (C·H·W long), so that a batch is one allocation; only for a rule
 *   of dtype float32. Without it a new array is made.
 * @throws HomegroundError `image/unsupported` for a greyscale image where the rule refuses them,
 *   `image/rule-unsupported` for a rule that no code here keeps to, `argument/length-mismatch`
 */
export function imageToTensor(
  image: DecodedImage,
  rule: InputRule,
  into?: Float32Array,
): ImageTensor {
  const channels = rule.channelOrder === "grey" ? 1 : 3;
  checkRule(rule, channels);
  const length = channels * rule.widthPx * rule.heightPx;
  checkTarget(rule, length, into);
  const values = into ?? new Float32Array(length);
  const notes: ImageNote[] = [];
  const picture = prepare(image, rule, notes);
  const geometry = fitToFrame(
    rule.resize.fit,
    picture.widthPx,
    picture.heightPx,
    rule.widthPx,
    rule.heightPx,
  );
  writePicture(values, picture, rule, channels, geometry);
  return { data: asDtype(values, rule), channels, geometry, notes };
}

function checkRule(rule: InputRule, channels: number): void {
  if (rule.iccProfile === "convert") {
    throw new HomegroundError("image/rule-unsupported", {
      what: "the model wants colour profiles converted, which is not done here",
      where: "iccProfile of the model's input",
      fix: "Convert the images to sRGB beforehand and set iccProfile to ignore",
    });
  }
  for (const name of ["mean", "std"] as const) {
    const n = rule[name].length;
    if (n === 1 || n === channels) continue;
    throw new HomegroundError("image/rule-unsupported", {
      what: `${n} values for ${channels} channels`,
      where: `${name} of the model's input`,
      fix: "Give one value, or one a channel",
    });
  }
}

function checkTarget(rule: InputRule, length: number, into: Float32Array | undefined): void {
  if (into === undefined || (into.length === length && rule.dtype === "float32")) return;
  throw new HomegroundError("argument/length-mismatch", {
    what: `the array takes ${into.length} values of float32, the tensor has ${length} of ${rule.dtype}`,
    where: "into",
    fix: "Give channels × height × width values, and only for a rule of dtype float32",
  });
}

/** Upright, without alpha, of one or three channels; 8 bit where the rule needs that. */
function prepare(image: DecodedImage, rule: InputRule, notes: ImageNote[]): Pixels {
  let picture = applyOrientation(image.pixels, image.orientation);
  if (picture !== image.pixels) notes.push("image/orientation-applied");
  if (picture.channels < 3 && rule.channelOrder !== "grey" && rule.grey === "refuse") {
    throw new HomegroundError("image/unsupported", {
      what: "a greyscale image, which the model's card refuses",
      where: "the image",
      fix: "Leave it out, or set input.grey to repeat in the card",
    });
  }
  if (isTransparent(picture)) notes.push("image/alpha-flattened");
  picture = withoutAlpha(picture, rule.alphaChannel === "drop" ? null : rule.alphaChannel);
  if (rule.channelOrder === "grey") picture = toGrey(picture);
  if (picture.bitDepth === 16) notes.push("image/depth-reduced");
  return rule.resize.rule === "pillow" ? toEightBit(picture) : picture;
}

function writePicture(
  values: Float32Array,
  picture: Pixels,
  rule: InputRule,
  channels: number,
  geometry: FrameGeometry,
): void {
  const window = visiblePart(geometry);
  const { resizedWidthPx, resizedHeightPx } = geometry;
  const isFull = window.widthPx === rule.widthPx && window.heightPx === rule.heightPx;
  const isPillow = rule.resize.rule === "pillow";
  const source = isPillow
    ? resizePillow(picture, resizedWidthPx, resizedHeightPx, rule.resize.filter)
    : picture;
  // Pillow's result has its final size: every position then reads one pixel.
  const filter = isPillow ? "nearest" : rule.resize.filter;
  const { pictureX, pictureY } = window;
  const columns = interpolationAxis(
    source.widthPx,
    resizedWidthPx,
    filter,
    pictureX,
    window.widthPx,
  );
  const rows = interpolationAxis(
    source.heightPx,
    resizedHeightPx,
    filter,
    pictureY,
    window.heightPx,
  );
  const isPlanar = rule.layout === "NCHW";
  const columnStep = isPlanar ? 1 : channels;
  const rowStep = rule.widthPx * columnStep;
  const place: TensorPlace = { data: values, columnStep, rowStep };
  const corner = window.frameX * columnStep + window.frameY * rowStep;
  const targets = Array.from({ length: channels }, (_, channel) => {
    const { gain, offset } = normalisation(rule, channel);
    const start = isPlanar ? channel * rule.widthPx * rule.heightPx : channel;
    if (!isFull) fill(place, start, paddingValue(rule, gain, offset), rule);
    return {
      channel: sourceChannel(rule, source.channels, channel),
      start: start + corner,
      gain: source.bitDepth === 16 ? gain / 257 : gain,
      offset,
    };
  });
  interpolateInto(place, source, columns, rows, targets);
}

function visiblePart(geometry: FrameGeometry): Window {
  const frameX = Math.max(0, geometry.leftPx);
  const frameY = Math.max(0, geometry.topPx);
  const pictureX = frameX - geometry.leftPx;
  const pictureY = frameY - geometry.topPx;
  return {
    frameX,
    frameY,
    pictureX,
    pictureY,
    widthPx: Math.min(geometry.frameWidthPx - frameX, geometry.resizedWidthPx - pictureX),
    heightPx: Math.min(geometry.frameHeightPx - frameY, geometry.resizedHeightPx - pictureY),
  };
}

/** (a + v/255·(b − a) − mean)/std as v·gain + offset. */
function normalisation(rule: InputRule, channel: number): { gain: number; offset: number } {
  const [low, high] = rule.scaleRange;
  const mean = rule.mean[channel] ?? rule.mean[0]!;
  const std = rule.std[channel] ?? rule.std[0]!;
  return { gain: (high - low) / 255 / std, offset: (low - mean) / std };
}

function paddingValue(rule: InputRule, gain: number, offset: number): number {
  const { fit } = rule.resize;
  if (!("padStage" in fit)) return offset;
  return fit.padStage === "after-normalisation" ? fit.padValue : fit.padValue * gain + offset;
}

/** Which channel of the picture goes to a channel of the tensor: grey repeats, BGR turns round. */
function sourceChannel(rule: InputRule, channels: number, channel: number): number {
  if (channels === 1) return 0;
  return rule.channelOrder === "BGR" ? 2 - channel : channel;
}

function fill(place: TensorPlace, start: number, value: number, rule: InputRule): void {
  const n = rule.widthPx * rule.heightPx;
  if (place.columnStep === 1) {
    place.data.fill(value, start, start + n);
    return;
  }
  for (let i = 0, to = start; i < n; i++, to += place.columnStep) place.data[to] = value;
}

function toHalfFloats(values: Float32Array): Uint16Array<ArrayBuffer> {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = halfFloatBits(values[i]!);
  return out;
}

function asDtype(values: Float32Array, rule: InputRule): ImageTensor["data"] {
  switch (rule.dtype) {
    case "float32":
      return values;
    case "float16":
      return toHalfFloats(values);
    case "uint8":
      // A clamped array rounds halves to even and limits, which is the rule.
      return new Uint8Array(new Uint8ClampedArray(values).buffer);
    default:
      return rule.dtype satisfies never;
  }
}
