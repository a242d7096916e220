import { type Corruption, corrupt } from "../../src/images/corruptions/as-imagenet-c.js";
import { boxesToImage, fitToFrame } from "../../src/images/fit.js";
import { toGrey } from "../../src/images/gray.js";
import type { FitRule, InputRule, LetterboxFit } from "../../src/images/input-rule.js";
import { applyOrientation } from "../../src/images/orientation.js";
import type { DecodedImage, Pixels } from "../../src/images/pixel-decoder.js";
import type { PillowFilter, WeightedFilter } from "../../src/images/resample-axis.js";
import { resizeInterpolated } from "../../src/images/resize-interpolate.js";
import { type ResizeBox, resizeAntialiased, resizePillow } from "../../src/images/resize-pillow.js";
import { imageToTensor } from "../../src/images/to-tensor.js";

type Input = Readonly<Record<string, unknown>>;
type Answer = (input: Input) => unknown;

/** An image in an oracle file: base64 of its bytes, row-major, channels interleaved. */
interface OracleImage {
  readonly h: number;
  readonly w: number;
  readonly c: number;
  readonly data: string;
}

/** What the project computes for the kinds of the oracle on preprocessing, by `oracle/kind`. */
export const IMAGE_ORACLE_KINDS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ["q_preprocess/info", () => ({})],
  ["q_preprocess/resize", resize],
  ["q_preprocess/float_resize", floatResize],
  ["q_preprocess/torch_like_shorter_side", shorterSide],
  ["q_preprocess/center_crop", centreCrop],
  ["q_preprocess/letterbox", letterbox],
  ["q_preprocess/normalize", normalise],
  ["q_preprocess/exif", exif],
  ["q_preprocess/gray", grey],
  ["q_preprocess/corrupt", spoil],
  ["q_preprocess/interpolate", interpolate],
  ["q_preprocess/interpolate_letterbox", interpolateLetterbox],
  ["q_preprocess/card_tensor", cardTensor],
]);

function resize(input: Input): unknown {
  const { image, w, h, filter, box } = input as {
    image: OracleImage;
    w: number;
    h: number;
    filter: PillowFilter;
    box: ResizeBox | null;
  };
  return { image: encode(resizePillow(decode(image), w, h, filter, box ?? undefined)) };
}

function floatResize(input: Input): unknown {
  const { image, w, h, filter } = input as {
    image: OracleImage;
    w: number;
    h: number;
    filter: WeightedFilter;
  };
  const values = resizeAntialiased(decode(image), w, h, filter);
  const pixel = (at: number) => Array.from(values.subarray(at, at + image.c));
  const row = (y: number) => Array.from({ length: w }, (_, x) => pixel((y * w + x) * image.c));
  return { values: Array.from({ length: h }, (_, y) => row(y)) };
}

function shorterSide(input: Input): unknown {
  const { image, filter, ...size } = input as {
    image: OracleImage;
    resize: number;
    crop: number;
    filter: "bilinear" | "bicubic";
  };
  const fit: FitRule = { kind: "crop", shorterSidePx: size.resize };
  const rule = { ...pixelRule(size.crop, size.crop, fit), filter };
  const { picture, geometry } = toPicture(decode(image), rule);
  return {
    image: picture,
    resized: [geometry.resizedWidthPx, geometry.resizedHeightPx],
    offset: [Math.max(0, -geometry.topPx), Math.max(0, -geometry.leftPx)],
  };
}

function centreCrop(input: Input): unknown {
  const { image, size } = input as { image: OracleImage; size: number };
  const fit: FitRule = { kind: "crop", shorterSidePx: Math.min(image.w, image.h) };
  const { picture, geometry } = toPicture(decode(image), pixelRule(size, size, fit));
  return { image: picture, offset: [-geometry.topPx, -geometry.leftPx] };
}

function letterbox(input: Input): unknown {
  const { image, size } = input as { image: OracleImage; size: number };
  const fit: FitRule = { ...LETTERBOX, kind: "letterbox-center", sizeRounding: "round" };
  const { picture, geometry } = toPicture(decode(image), pixelRule(size, size, fit));
  const { leftPx, topPx, resizedWidthPx, resizedHeightPx, scale } = geometry;
  const pad = [leftPx, topPx, size - leftPx - resizedWidthPx, size - topPx - resizedHeightPx];
  return { image: picture, scale, pad };
}

function normalise(input: Input): unknown {
  const { image, mean, std } = input as { image: OracleImage; mean: number[]; std: number[] };
  const { w, h } = image;
  const rule = { ...pixelRule(w, h, { kind: "stretch" }), mean, std, scaleRange: [0, 1] as const };
  return { chw: Array.from(imageToTensor(asDecoded(decode(image)), rule).data) };
}

function exif(input: Input): unknown {
  const { image, orientation } = input as { image: OracleImage; orientation: number };
  return { image: encode(applyOrientation(decode(image), orientation)) };
}

function grey(input: Input): unknown {
  return { image: encode(toGrey(decode((input as { image: OracleImage }).image))) };
}

function spoil(input: Input): unknown {
  const { image, corruption, c, sigma, kernel, g } = input as {
    image: OracleImage;
    corruption: string;
    c: number;
    sigma: number;
    kernel: number[][];
    g: number;
  };
  const byName = new Map<string, Corruption>([
    ["brightness", { kind: "brightness", amount: c }],
    ["contrast", { kind: "contrast", factor: c }],
    ["gaussian_blur", { kind: "gaussian-blur", sigmaPx: sigma }],
    ["pixelate", { kind: "pixelate", share: c }],
    ["defocus", { kind: "defocus", kernel }],
    ["gamma", { kind: "gamma", exponent: g }],
  ]);
  const one = byName.get(corruption);
  return one === undefined ? undefined : { image: encode(corrupt(decode(image), one)) };
}

function interpolate(input: Input): unknown {
  const { image, w, h } = input as { image: OracleImage; w: number; h: number };
  return { values: Array.from(resizeInterpolated(decode(image), w, h)) };
}

function interpolateLetterbox(input: Input): unknown {
  const { image, w, h, fit, pad, boxes } = input as {
    image: OracleImage;
    w: number;
    h: number;
    fit: LetterboxFit["kind"];
    pad: number;
    boxes: number[][];
  };
  const pixels = decode(image);
  const rule: FitRule = { ...LETTERBOX, kind: fit, padValue: pad };
  const geometry = fitToFrame(rule, pixels.widthPx, pixels.heightPx, w, h);
  const { resizedWidthPx, resizedHeightPx, leftPx, topPx, scale } = geometry;
  const resized = resizeInterpolated(pixels, resizedWidthPx, resizedHeightPx);
  const values = new Float32Array(w * h * pixels.channels).fill(pad);
  const stride = resizedWidthPx * pixels.channels;
  for (let y = 0; y < resizedHeightPx; y++) {
    const row = resized.subarray(y * stride, (y + 1) * stride);
    values.set(row, ((y + topPx) * w + leftPx) * pixels.channels);
  }
  return {
    values: Array.from(values),
    scale,
    resized: [resizedWidthPx, resizedHeightPx],
    offset: [leftPx, topPx],
    boxesImage: boxes.map((box) => Array.from(boxesToImage(box, geometry))),
  };
}

function cardTensor(input: Input): unknown {
  const { image, w, h, fit, padValue, ...card } = input as {
    image: OracleImage;
    w: number;
    h: number;
    fit: FitRule["kind"];
    padValue: number | null;
    channelOrder: InputRule["channelOrder"];
    scaleRange: readonly [number, number];
    mean: number[];
    std: number[];
  };
  if (fit === "crop" || fit === "stretch-crop") return undefined; // no card of the oracle cuts
  const fitRule: FitRule =
    fit === "stretch" ? { kind: fit } : { ...LETTERBOX, kind: fit, padValue: padValue ?? 0 };
  const rule: InputRule = {
    ...pixelRule(w, h, fitRule),
    resize: { rule: "interpolate", filter: "bilinear", fit: fitRule },
    channelOrder: card.channelOrder,
    scaleRange: card.scaleRange,
    mean: card.mean,
    std: card.std,
  };
  return { chw: Array.from(imageToTensor(asDecoded(decode(image)), rule).data) };
}

const LETTERBOX = {
  padValue: 114,
  padStage: "before-normalisation",
  sizeRounding: "floor",
  padRounding: "floor",
  minimumSidePx: 1,
  upscale: true,
} as const;

/** A rule that gives the resized pixels themselves, by Pillow's bilinear filter. */
function pixelRule(widthPx: number, heightPx: number, fit: FitRule): InputRule {
  return {
    layout: "NCHW",
    widthPx,
    heightPx,
    dtype: "float32",
    channelOrder: "RGB",
    scaleRange: [0, 255],
    mean: [0],
    std: [1],
    grey: "repeat",
    alphaChannel: "drop",
    iccProfile: "ignore",
    resize: { rule: "pillow", filter: "bilinear", fit },
  };
}

function toPicture(pixels: Pixels, rule: InputRule & { filter?: "bilinear" | "bicubic" }) {
  const { widthPx, heightPx } = rule;
  const filter = rule.filter ?? "bilinear";
  const tensor = imageToTensor(asDecoded(pixels), {
    ...rule,
    layout: "NHWC",
    dtype: "uint8",
    resize: { ...rule.resize, filter },
  });
  const data = Uint8Array.from(tensor.data);
  const picture = encode({ widthPx, heightPx, channels: 3, bitDepth: 8, data });
  return { picture, geometry: tensor.geometry };
}

function asDecoded(pixels: Pixels): DecodedImage {
  return { pixels, format: "png", orientation: 1, notes: [] };
}

function decode({ w, h, c, data }: OracleImage): Pixels {
  if (c !== 1 && c !== 3) throw new Error(`no picture of an oracle has ${c} channels`);
  const bytes = new Uint8Array(Buffer.from(data, "base64"));
  return { widthPx: w, heightPx: h, channels: c, bitDepth: 8, data: bytes };
}

function encode({ widthPx, heightPx, channels, data }: Pixels): OracleImage {
  const text = Buffer.from(data).toString("base64");
  return { h: heightPx, w: widthPx, c: channels, data: text };
}
