import type { OnnxValue } from "../onnx/onnx-inspect.js";
import type { CardSources } from "./card-guesses.js";
import { type Frame, frameOf, sizeOf } from "./model-frame.js";
import { IMAGENET_MEAN, IMAGENET_STD, readPreprocessor } from "./preprocessor-config.js";

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
  const isBytes = input.type === "uint8";
  if (isBytes) sources.state(NORMALISATION, "0 to 255, not normalised", "the model takes bytes");
  const raw = isBytes ? RAW : {};
  if (preprocessor !== null) {
    return { ...base, ...readPreprocessor(preprocessor, frame, null, where, sources), ...raw };
  }
  if (isBytes) return { ...base, ...plain(frame, sources), ...raw };
  const known = fromMetadata(metadata, frame, sources);
  return { ...base, ...(known ?? fromHabit(frame, sources)) };
}

const NORMALISATION = ["input.scaleRange", "input.mean", "input.std"] as const;
const ORDER = ["input.channelOrder"] as const;

const RAW = { scaleRange: [0, 255], mean: [0], std: [1] } as const;

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
