import { HomegroundError } from "../../core/errors.js";
import type { OnnxInspection, OnnxValue } from "../onnx/onnx-inspect.js";
import type { CardSources } from "./card-guesses.js";
import type { KnownInput } from "./card-types.js";
import { type ConfigReader, createConfigReader } from "./config-reader.js";
import { describeValue } from "./fit-card.js";

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
 * @param sources is told of each field, but for what the model's input itself declares
 * @param preprocessor parsed `preprocessor_config.json`, or null
 * @throws HomegroundError `model/inputs` when it takes no image of 1 or 3 channels,
 *   `model/no-card` when the preprocessor's steps cannot be kept to
 */
export function guessInput(
  input: OnnxValue,
  metadata: ReadonlyMap<string, string>,
  preprocessor: unknown,
  where: string,
  sources: CardSources,
): Readonly<Record<string, unknown>> {
  const frame = frameOf(input, where, sources);
  const base = { name: input.name, layout: frame.layout, dtype: input.type };
  if (preprocessor !== null) {
    const config = createConfigReader(preprocessor);
    return { ...base, ...fromPreprocessor(config, frame, where, sources) };
  }
  if (input.type === "uint8") {
    sources.state(NORMALISATION, "0 to 255, not normalised", "the model takes bytes");
    return { ...base, ...plain(frame, sources), ...RAW };
  }
  const known = fromMetadata(metadata, frame, sources);
  return { ...base, ...(known ?? fromHabit(frame, sources)) };
}

const NORMALISATION = ["input.scaleRange", "input.mean", "input.std"] as const;
const SIZE = ["input.height", "input.width"] as const;
const ORDER = ["input.channelOrder"] as const;

const RAW = { scaleRange: [0, 255], mean: [0], std: [1] } as const;

const IMAGENET_MEAN = [0.485, 0.456, 0.406] as const;
const IMAGENET_STD = [0.229, 0.224, 0.225] as const;

/** @throws HomegroundError `model/inputs` when the model takes no image of 1 or 3 channels */
export function frameOf(input: OnnxValue, where: string, sources: CardSources): Frame {
  const { shape } = input;
  if (shape === null) {
    const why = "the model states no shape; most take planes of three colours";
    sources.assume(["input.layout"], "NCHW, 3 channels", why);
    return { layout: "NCHW", channels: 3, size: null };
  }
  const frame = frameOfShape(shape);
  if (frame === null) {
    throw new HomegroundError("model/inputs", {
      what: `the model takes ${describeValue(input)}: neither 1 nor 3 channels`,
      where,
      fix: {
        command: "Images here have 1 or 3 channels: score these elsewhere and give --predictions",
        app: "Images here have 1 or 3 channels: score these elsewhere and drop a file with the answers",
      },
    });
  }
  return frame;
}

/** null: neither planes of 1 or 3 channels nor channels side by side. */
function frameOfShape(shape: NonNullable<OnnxValue["shape"]>): Frame | null {
  const [, second, third, fourth] = shape;
  const isPlanar = second === 1 || second === 3;
  const channels = isPlanar ? second : fourth;
  if (channels !== 1 && channels !== 3) return null;
  const [height, width] = isPlanar ? [third, fourth] : [second, third];
  const isFixed = isSize(height) && isSize(width);
  return {
    layout: isPlanar ? "NCHW" : "NHWC",
    channels,
    size: isFixed ? { height, width } : null,
  };
}

/** What a model declares of its input, for a card that leaves it out; null where it has not one input. */
export function knownInput({ inputs }: Pick<OnnxInspection, "inputs">): KnownInput | null {
  const [input] = inputs;
  if (input === undefined || inputs.length > 1) return null;
  const { name, type: dtype, shape } = input;
  const frame = shape === null ? null : frameOfShape(shape);
  return { name, layout: frame?.layout ?? null, size: frame?.size ?? null, dtype };
}

function isSize(size: number | string | undefined): size is number {
  return typeof size === "number" && size > 0;
}

/** Size of the frame: the model's, else the one given, else the commonest. */
function sizeOf(frame: Frame, given: Frame["size"], from: string, sources: CardSources) {
  if (frame.size !== null) return frame.size;
  if (given !== null) {
    sources.state(SIZE, `${given.height} × ${given.width}`, from);
    return given;
  }
  sources.assume(SIZE, "224 × 224", "the model takes any size; this is the commonest");
  return { height: 224, width: 224 };
}

function plain(frame: Frame, sources: CardSources) {
  const why = "nothing says how pictures are fitted; this keeps all of each";
  sources.assume(["input.resize"], "stretched, bilinear, by Pillow's rule", why);
  if (frame.channels === 3)
    sources.assume(ORDER, "RGB", "nothing says the order; this is the commonest");
  return {
    ...sizeOf(frame, null, "", sources),
    channelOrder: frame.channels === 1 ? "grey" : "RGB",
    resize: { rule: "pillow", filter: "bilinear", antialias: true, fit: "stretch" },
  };
}

/** ONNX's own image metadata, and Ultralytics'. null: there is none. */
function fromMetadata(
  metadata: ReadonlyMap<string, string>,
  frame: Frame,
  sources: CardSources,
): Readonly<Record<string, unknown>> | null {
  const lower = new Map([...metadata].map(([key, text]) => [key.toLowerCase(), text]));
  const range = PIXEL_RANGES.get(lower.get("image.nominalpixelrange")?.toLowerCase() ?? "");
  const format = lower.get("image.bitmappixelformat")?.toLowerCase();
  if (range !== undefined || format !== undefined) {
    const order = format?.startsWith("bgr") === true ? "BGR" : "RGB";
    if (format !== undefined) {
      sources.state(ORDER, order, "the model's metadata Image.BitmapPixelFormat");
    }
    const scaleRange = range ?? [0, 255];
    const known = `${scaleRange.join(" to ")}, not normalised further`;
    if (range !== undefined) {
      sources.state(NORMALISATION, known, "the model's metadata Image.NominalPixelRange");
    } else sources.assume(NORMALISATION, known, "the model's metadata do not say the range");
    const channelOrder = frame.channels === 1 ? "grey" : order;
    return { ...plain(frame, sources), channelOrder, scaleRange, mean: [0], std: [1] };
  }
  if (!/ultralytics/i.test(lower.get("author") ?? "") || lower.get("task") !== "classify") {
    return null;
  }
  const size = sizeOf(frame, imageSize(lower.get("imgsz")), "imgsz in the metadata", sources);
  const why = "Ultralytics exported it for classification, and its own code does so";
  sources.assume(NORMALISATION, "0 to 1, not normalised further", why);
  sources.assume(["input.resize"], "shorter side resized, centre cut out, bilinear", why);
  if (frame.channels === 3) sources.assume(ORDER, "RGB", why);
  return {
    ...size,
    channelOrder: frame.channels === 1 ? "grey" : "RGB",
    scaleRange: [0, 1],
    mean: [0],
    std: [1],
    resize: {
      rule: "pillow",
      filter: "bilinear",
      antialias: true,
      fit: "crop",
      shorterSide: Math.min(size.height, size.width),
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

function fromHabit(frame: Frame, sources: CardSources): Readonly<Record<string, unknown>> {
  const why = "nothing lies with the model; networks trained on ImageNet commonly take this";
  const isGrey = frame.channels === 1;
  sources.assume(
    NORMALISATION,
    isGrey ? "0 to 1" : "ImageNet's mean and deviation, of 0 to 1",
    why,
  );
  const norm = isGrey ? { mean: [0], std: [1] } : { mean: IMAGENET_MEAN, std: IMAGENET_STD };
  return { ...plain(frame, sources), scaleRange: [0, 1], ...norm };
}

/** Filters by Pillow's numbers. */
const FILTERS = ["nearest", "lanczos", "bilinear", "bicubic", "box"] as const;

/**
 * The steps of Hugging Face's image processors: resize, cut the centre out, rescale, normalise;
 * each may be off.
 */
function fromPreprocessor(config: ConfigReader, frame: Frame, where: string, sources: CardSources) {
  const impossible = (what: string): HomegroundError =>
    new HomegroundError("model/no-card", {
      what: `preprocessor_config.json ${what}`,
      where,
      fix: "Write a model card, with what comes nearest",
    });
  const why = config.text("said_by") ?? "preprocessor_config.json beside the model";
  const resize = config.flag("do_resize", true);
  const asked = config.size("size");
  const crops = config.flag("do_center_crop", false) && resize;
  const cut = crops ? (config.size("crop_size")?.whole ?? asked?.whole ?? null) : null;
  const whole = cut ?? asked?.whole ?? null;
  const size = sizeOf(frame, whole, why, sources);
  const filter = FILTERS[config.number("resample", 2)];
  if (filter === undefined) throw impossible(`asks for resampling ${config.number("resample", 2)}`);
  const fit = fitOf(config, asked, crops, size);
  if (fit === null) throw impossible("stretches pictures and then cuts their centre out");
  const say = (isStated: boolean, fields: readonly string[], value: string): void => {
    if (isStated) sources.state(fields, value, why);
    else sources.assume(fields, value, `${why} leaves it open; its library commonly does so`);
  };
  const isFitStated = !resize || (config.has("resample") && asked !== null);
  say(isFitStated, ["input.resize"], `${fit.fit}, ${filter}, by Pillow's rule`);

  const factor = config.flag("do_rescale", true) ? config.number("rescale_factor", 1 / 255) : 1;
  const shift = config.flag("rescale_offset", false) ? -1 : 0;
  const normalises = config.flag("do_normalize", true);
  const mean = normalises ? (config.numbers("image_mean") ?? IMAGENET_MEAN) : [0];
  const once = normalises ? (config.numbers("image_std") ?? IMAGENET_STD) : [1];
  // EfficientNet's processor divides by the deviation a second time for classification.
  const std = config.flag("include_top", false) ? once.map((value) => value * value) : once;
  const scaleRange = [shift, 255 * factor + shift];
  const isScaleStated = config.has("rescale_factor") || !config.flag("do_rescale", true);
  say(isScaleStated, ["input.scaleRange"], scaleRange.join(" to "));
  say(!normalises || config.numbers("image_mean") !== null, ["input.mean"], mean.join(", "));
  say(!normalises || config.numbers("image_std") !== null, ["input.std"], std.join(", "));
  // Processors of Transformers take RGB, but where they flip it.
  const order = config.flag("do_flip_channel_order", false) ? "BGR" : "RGB";
  if (frame.channels === 3) sources.state(ORDER, order, why);
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
