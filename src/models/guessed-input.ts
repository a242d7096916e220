import { HomegroundError } from "../core/errors.js";
import { type ConfigReader, createConfigReader } from "./config-reader.js";
import { describeValue } from "./fit-card.js";
import type { OnnxValue } from "./onnx-inspect.js";

/** Something that no card states, and where it was taken from instead. */
export interface Guess {
  /** Field of the card: `input.mean`. */
  readonly field: string;
  readonly value: string;
  /** Why this value, for people. */
  readonly why: string;
}

/** How images become the input, as a card's `input`, and what of it was guessed. */
export interface GuessedInput {
  readonly input: Readonly<Record<string, unknown>>;
  readonly guesses: readonly Guess[];
}

/** What the shape of an input says. */
export interface Frame {
  readonly layout: "NCHW" | "NHWC";
  readonly channels: 1 | 3;
  /** null: the model takes any size. */
  readonly size: { readonly height: number; readonly width: number } | null;
}

/**
 * Guesses the input from what lies with the model: Hugging Face's `preprocessor_config.json`, else
 * the metadata that ONNX describes for images (MetadataProps.md of onnx/onnx) or that Ultralytics
 * writes, else what networks trained on ImageNet commonly take.
 *
 * @param input the model's one image input
 * @param preprocessor parsed `preprocessor_config.json`, or null
 * @throws HomegroundError `model/inputs` when it takes no image of 1 or 3 channels,
 *   `model/no-card` when the preprocessor's steps cannot be kept to
 */
export function guessInput(
  input: OnnxValue,
  metadata: ReadonlyMap<string, string>,
  preprocessor: unknown,
  where: string,
): GuessedInput {
  const guesses: Guess[] = [];
  const frame = frameOf(input, where, guesses);
  const base = { name: input.name, layout: frame.layout, dtype: input.type };
  if (preprocessor !== null) {
    const config = createConfigReader(preprocessor);
    return { input: { ...base, ...fromPreprocessor(config, frame, where, guesses) }, guesses };
  }
  if (input.type === "uint8") {
    const why = "the model takes bytes";
    guesses.push({ field: "input.scaleRange", value: "0 to 255, not normalised", why });
    return { input: { ...base, ...plain(frame, guesses), ...RAW }, guesses };
  }
  const known = fromMetadata(metadata, frame, guesses);
  return { input: { ...base, ...(known ?? fromHabit(frame, guesses)) }, guesses };
}

const RAW = { scaleRange: [0, 255], mean: [0], std: [1] } as const;

const IMAGENET_MEAN = [0.485, 0.456, 0.406] as const;
const IMAGENET_STD = [0.229, 0.224, 0.225] as const;

/** @throws HomegroundError `model/inputs` when the model takes no image of 1 or 3 channels */
export function frameOf(input: OnnxValue, where: string, guesses: Guess[]): Frame {
  const { shape } = input;
  if (shape === null) {
    const why = "the model states no shape; most take planes of three colours";
    guesses.push({ field: "input.layout", value: "NCHW, 3 channels", why });
    return { layout: "NCHW", channels: 3, size: null };
  }
  const [, second, third, fourth] = shape;
  const isPlanar = second === 1 || second === 3;
  const channels = isPlanar ? second : fourth;
  if (channels !== 1 && channels !== 3) {
    throw new HomegroundError("model/inputs", {
      what: `the model takes ${describeValue(input)}: neither 1 nor 3 channels`,
      where,
      fix: "Images here have 1 or 3 channels: score these elsewhere and give --predictions",
    });
  }
  const [height, width] = isPlanar ? [third, fourth] : [second, third];
  const isFixed = isSize(height) && isSize(width);
  return {
    layout: isPlanar ? "NCHW" : "NHWC",
    channels,
    size: isFixed ? { height, width } : null,
  };
}

function isSize(size: number | string | undefined): size is number {
  return typeof size === "number" && size > 0;
}

/** Size of the frame: the model's, else the one given, else the commonest. */
function sizeOf(frame: Frame, given: Frame["size"], from: string, guesses: Guess[]) {
  if (frame.size !== null) return frame.size;
  const size = given ?? { height: 224, width: 224 };
  const why = given === null ? "the model takes any size; this is the commonest" : from;
  guesses.push({
    field: "input.height, input.width",
    value: `${size.height} × ${size.width}`,
    why,
  });
  return size;
}

function plain(frame: Frame, guesses: Guess[]) {
  const why = "nothing says how pictures are fitted; this keeps all of each";
  guesses.push({ field: "input.resize", value: "stretched, bilinear, by Pillow's rule", why });
  return {
    ...sizeOf(frame, null, "", guesses),
    channelOrder: frame.channels === 1 ? "grey" : "RGB",
    resize: { rule: "pillow", filter: "bilinear", antialias: true, fit: "stretch" },
  };
}

/** ONNX's own image metadata, and Ultralytics'. null: there is none. */
function fromMetadata(
  metadata: ReadonlyMap<string, string>,
  frame: Frame,
  guesses: Guess[],
): Readonly<Record<string, unknown>> | null {
  const lower = new Map([...metadata].map(([key, text]) => [key.toLowerCase(), text]));
  const range = PIXEL_RANGES.get(lower.get("image.nominalpixelrange")?.toLowerCase() ?? "");
  const format = lower.get("image.bitmappixelformat")?.toLowerCase();
  if (range !== undefined || format !== undefined) {
    const order = format?.startsWith("bgr") === true ? "BGR" : "RGB";
    const scaleRange = range ?? [0, 255];
    const why = "the model's metadata Image.BitmapPixelFormat and Image.NominalPixelRange";
    guesses.push({ field: "input.scaleRange", value: `${order}, ${scaleRange.join(" to ")}`, why });
    const channelOrder = frame.channels === 1 ? "grey" : order;
    return { ...plain(frame, guesses), channelOrder, scaleRange, mean: [0], std: [1] };
  }
  if (!/ultralytics/i.test(lower.get("author") ?? "") || lower.get("task") !== "classify") {
    return null;
  }
  const why = "the model's metadata says that Ultralytics exported it for classification";
  guesses.push({ field: "input", value: "0 to 1, shorter side resized, centre cut out", why });
  const size = sizeOf(frame, imageSize(lower.get("imgsz")), why, guesses);
  return {
    ...size,
    channelOrder: frame.channels === 1 ? "grey" : "RGB",
    scaleRange: [0, 1],
    mean: [0],
    std: [1],
    resize: {
      ...{ rule: "pillow", filter: "bilinear", antialias: true },
      ...{ fit: "crop", shorterSide: Math.min(size.height, size.width) },
    },
  };
}

const PIXEL_RANGES: ReadonlyMap<string, readonly [number, number]> = new Map([
  ["nominalrange_0_255", [0, 255]],
  ["normalized_0_1", [0, 1]],
  ["normalized_1_1", [-1, 1]],
  ["nominalrange_16_235", [16, 235]],
]);

/** The size in Ultralytics' `imgsz`, such as `[224, 224]`; null for anything else. */
export function imageSize(text: string | undefined): Frame["size"] {
  const found = /^\[(\d{1,5}), *(\d{1,5})\]$/.exec(text ?? "");
  return found === null ? null : { height: Number(found[1]), width: Number(found[2]) };
}

function fromHabit(frame: Frame, guesses: Guess[]): Readonly<Record<string, unknown>> {
  const why = "nothing lies with the model; networks trained on ImageNet commonly take this";
  const isGrey = frame.channels === 1;
  guesses.push({
    field: "input.mean, input.std",
    value: isGrey ? "0 to 1" : "ImageNet's mean and deviation, of 0 to 1",
    why,
  });
  const norm = isGrey ? { mean: [0], std: [1] } : { mean: IMAGENET_MEAN, std: IMAGENET_STD };
  return { ...plain(frame, guesses), scaleRange: [0, 1], ...norm };
}

/** Filters by Pillow's numbers. */
const FILTERS = ["nearest", "lanczos", "bilinear", "bicubic", "box"] as const;

/**
 * The steps of Hugging Face's image processors: resize, cut the centre out, rescale, normalise;
 * each may be off.
 */
function fromPreprocessor(config: ConfigReader, frame: Frame, where: string, guesses: Guess[]) {
  const impossible = (what: string): HomegroundError =>
    new HomegroundError("model/no-card", {
      what: `preprocessor_config.json ${what}`,
      where,
      fix: "Write a model card, with what comes nearest",
    });
  const why = "preprocessor_config.json beside the model";
  const resize = config.flag("do_resize", true);
  const asked = config.size("size");
  const crops = config.flag("do_center_crop", false) && resize;
  const cut = crops ? (config.size("crop_size")?.whole ?? asked?.whole ?? null) : null;
  const whole = cut ?? asked?.whole ?? null;
  const size = sizeOf(frame, whole, why, guesses);
  const filter = FILTERS[config.number("resample", 2)];
  if (filter === undefined) throw impossible(`asks for resampling ${config.number("resample", 2)}`);
  const fit = fitOf(config, asked, crops, size);
  if (fit === null) throw impossible("stretches pictures and then cuts their centre out");
  guesses.push({ field: "input.resize", value: `${fit.fit}, ${filter}, by Pillow's rule`, why });

  const factor = config.flag("do_rescale", true) ? config.number("rescale_factor", 1 / 255) : 1;
  const shift = config.flag("rescale_offset", false) ? -1 : 0;
  const normalises = config.flag("do_normalize", true);
  const mean = normalises ? (config.numbers("image_mean") ?? IMAGENET_MEAN) : [0];
  const once = normalises ? (config.numbers("image_std") ?? IMAGENET_STD) : [1];
  // EfficientNet's processor divides by the deviation a second time for classification.
  const std = config.flag("include_top", false) ? once.map((value) => value * value) : once;
  const scaleRange = [shift, 255 * factor + shift];
  guesses.push({
    field: "input.mean, input.std",
    value: `${mean.join(", ")}; ${std.join(", ")}`,
    why,
  });
  const order = config.flag("do_flip_channel_order", false) ? "BGR" : "RGB";
  return {
    ...size,
    channelOrder: frame.channels === 1 ? "grey" : order,
    scaleRange,
    mean,
    std,
    resize: { rule: "pillow", filter, antialias: true, ...fit },
  };
}

/** null: not one of the ways that a card can state. */
function fitOf(
  config: ConfigReader,
  asked: ReturnType<ConfigReader["size"]>,
  crops: boolean,
  frame: { readonly height: number; readonly width: number },
): { readonly fit: "stretch" } | { readonly fit: "crop"; readonly shorterSide: number } | null {
  const shorter = asked?.shorterSide ?? null;
  const percent = config.number("crop_pct", 0);
  if (percent > 0 && shorter !== null) {
    // ConvNeXT's processor: larger than the frame and cut, or stretched from 384 on.
    return shorter < 384
      ? { fit: "crop", shorterSide: Math.floor(shorter / percent) }
      : { fit: "stretch" };
  }
  if (shorter !== null) return { fit: "crop", shorterSide: shorter };
  if (!crops) return { fit: "stretch" };
  const whole = asked?.whole ?? null;
  const isSame = whole === null || (whole.height === frame.height && whole.width === frame.width);
  return isSame ? { fit: "stretch" } : null;
}
