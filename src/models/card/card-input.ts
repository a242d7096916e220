import * as z from "zod/mini";
import type { FitRule, InputRule, ResizeRule } from "../../images/input-rule.js";
import { field, text, whole } from "./card-field.js";
import type { CardProblem } from "./card-problems.js";
import type { CardInput, KnownInput } from "./card-types.js";

const FILTERS = ["nearest", "bilinear", "bicubic", "lanczos", "box"] as const;

/** What every way of fitting has. */
const RESIZE = {
  rule: field(
    z.enum(["interpolate", "pillow"]),
    "`pillow`: smoothed when shrinking, rounded to 8 bit between the passes, as Pillow and torchvision's transforms of " +
      "pictures do. `interpolate`: half-pixel centres, no smoothing, no rounding, as OpenCV's and a tensor's interpolation. " +
      "The rules give different answers.",
    { example: "pillow" },
  ),
  filter: field(z.enum(FILTERS), "Resampling filter; `lanczos` and `box` only by `pillow`.", {
    example: "bilinear",
  }),
  antialias: field(
    z.optional(z.boolean()),
    "Says once more whether shrinking smooths: true for `pillow`, false for `interpolate`.",
  ),
};

const PADDING = {
  padValue: field(
    z.number().check(z.minimum(0), z.maximum(255)),
    "Grey value around the picture, from 0 to 255.",
    { example: 114 },
  ),
  padStage: field(
    z.enum(["before-normalisation", "after-normalisation"]),
    "Whether the padding is scaled and normalised as pixels are, or is `padValue` itself in the tensor.",
    { example: "before-normalisation" },
  ),
  sizeRounding: field(
    z.enum(["floor", "round", "ceil"]),
    "How the sides of the resized picture are rounded: side × min(height/h, width/w).",
    { example: "round" },
  ),
  minimumSide: field(whole(1), "Least side of the resized picture, in pixels.", { example: 1 }),
  upscale: field(z.boolean(), "Whether pictures smaller than the input are enlarged.", {
    example: true,
  }),
};

const PAD_ROUNDING = z.enum(["floor", "round"]);

const FIT = z.discriminatedUnion("fit", [
  z.object({
    ...RESIZE,
    fit: field(z.literal("stretch"), "Both sides are resized to the input's."),
  }),
  z.object({
    ...RESIZE,
    fit: field(
      z.literal("crop"),
      "The shorter side is resized to `shorterSide`, then the centre is cut out.",
    ),
    shorterSide: field(whole(1), "The shorter side after resizing, in pixels.", { example: 256 }),
  }),
  z.object({
    ...RESIZE,
    fit: field(
      z.literal("stretch-crop"),
      "Both sides are resized to `resizedHeight` and `resizedWidth`, then the centre is cut out.",
    ),
    resizedHeight: field(whole(1), "Height after resizing, in pixels.", { example: 256 }),
    resizedWidth: field(whole(1), "Width after resizing, in pixels.", { example: 256 }),
  }),
  z.object({
    ...RESIZE,
    fit: field(
      z.literal("letterbox-center"),
      "The whole picture fits inside; the rest around it is padding.",
    ),
    ...PADDING,
    padRounding: field(
      PAD_ROUNDING,
      "How half of the padding is rounded at the left and the top.",
      {
        example: "floor",
      },
    ),
  }),
  z.object({
    ...RESIZE,
    fit: field(
      z.literal("letterbox-topleft"),
      "The whole picture fits inside, at the top left; the rest is padding.",
    ),
    ...PADDING,
    padRounding: field(z.optional(PAD_ROUNDING), "Without effect: all padding is right and below."),
  }),
]);

/** The card's `input`. */
export const INPUT = z.object({
  name: field(
    z.optional(text()),
    "Name of the input that takes the picture. Left out: the model's only one.",
    { example: "pixel_values" },
  ),
  layout: field(
    z.optional(z.enum(["NCHW", "NHWC"])),
    "Planes of colours, or colours side by side. Left out: as the model declares it.",
    { example: "NCHW" },
  ),
  height: field(z.optional(whole(1)), "Height of the input, in pixels. Left out: the model's.", {
    example: 224,
  }),
  width: field(z.optional(whole(1)), "Width of the input, in pixels. Left out: the model's.", {
    example: 224,
  }),
  size: field(
    z.optional(z.array(whole(1)).check(z.length(2, "is not [height, width]"))),
    "Height and width once more.",
    { example: [224, 224] },
  ),
  dtype: field(
    z.optional(z.enum(["float32", "float16", "uint8"])),
    "Type of the numbers. Left out: the model's.",
    { example: "float32" },
  ),
  channelOrder: field(
    z.enum(["RGB", "BGR", "grey"]),
    "Order of the colours; `grey` for one channel.",
    { example: "RGB" },
  ),
  scaleRange: field(
    z.array(z.number()).check(z.length(2, "is not [a, b] with two different numbers")),
    "[a, b]: a pixel value v of 0 to 255 becomes a + v/255·(b − a). [0, 255] leaves it as it is.",
    { example: [0, 1] },
  ),
  mean: field(
    z.array(z.number()),
    "Subtracted after scaling: one number, or one a channel in `channelOrder`.",
    { example: [0.485, 0.456, 0.406] },
  ),
  std: field(
    z.array(z.number().check(z.gt(0))),
    "Divides last: one number, or one a channel in `channelOrder`; each above 0.",
    { example: [0.229, 0.224, 0.225] },
  ),
  grey: field(
    z.optional(z.enum(["repeat", "refuse"])),
    "What happens to greyscale pictures in a model of three channels.",
    { default: "repeat" },
  ),
  alphaChannel: field(
    z.optional(z.enum(["drop", "white", "black"])),
    "What becomes of transparency: dropped, or laid on a colour.",
    { default: "drop" },
  ),
  iccProfile: field(
    z.optional(z.enum(["ignore", "convert"])),
    "Whether an embedded colour profile is converted.",
    { default: "ignore" },
  ),
  resize: field(FIT, "How the picture is brought to the size of the input."),
});

type InputFields = z.infer<typeof INPUT>;

/**
 * Which tensor takes the image, and how it is made.
 *
 * @param known of the model file; null where the card is read alone
 * @param problem takes what is wrong with a field of `input`
 */
export function readInput(
  input: InputFields,
  known: KnownInput | null,
  problem: CardProblem,
): CardInput {
  const missing = <T>(key: string, standIn: T): T => {
    const why = known === null ? "is missing" : "is missing, and the model leaves it open";
    problem(key, why);
    return standIn;
  };
  const heightPx = input.height ?? known?.size?.height ?? missing("height", 1);
  const widthPx = input.width ?? known?.size?.width ?? missing("width", 1);
  if (input.size !== undefined && (input.size[0] !== heightPx || input.size[1] !== widthPx)) {
    problem("size", "is not [height, width]");
  }
  const [low = 0, high = 255] = input.scaleRange;
  if (low === high) problem("scaleRange", "is not [a, b] with two different numbers");
  const rule: InputRule = {
    layout: input.layout ?? known?.layout ?? missing("layout", "NCHW"),
    heightPx,
    widthPx,
    dtype: input.dtype ?? dtypeOf(known) ?? missing("dtype", "float32"),
    channelOrder: input.channelOrder,
    scaleRange: [low, high],
    mean: input.mean,
    std: input.std,
    grey: input.grey ?? "repeat",
    alphaChannel: input.alphaChannel ?? "drop",
    iccProfile: input.iccProfile ?? "ignore",
    resize: readResize(input.resize, problem),
  };
  checkChannels(rule, problem);
  return { name: input.name ?? known?.name ?? missing("name", ""), rule };
}

function dtypeOf(known: KnownInput | null): InputRule["dtype"] | null {
  const type = known?.dtype;
  return type === "float32" || type === "float16" || type === "uint8" ? type : null;
}

function checkChannels(rule: InputRule, problem: CardProblem): void {
  const channels = rule.channelOrder === "grey" ? 1 : 3;
  for (const key of ["mean", "std"] as const) {
    const given = rule[key].length;
    if (given !== 1 && given !== channels) {
      problem(key, `has ${given} values for ${channels} channels`);
    }
  }
  if (rule.dtype !== "uint8") return;
  const [low, high] = rule.scaleRange;
  const asItIs =
    low === 0 &&
    high === 255 &&
    rule.mean.every((value) => value === 0) &&
    rule.std.every((value) => value === 1);
  if (!asItIs) {
    const needs = "goes with scaleRange [0, 255], mean 0 and std 1 only: bytes are not normalised";
    problem("dtype", `uint8 ${needs}`);
  }
}

function readResize(resize: InputFields["resize"], problem: CardProblem): ResizeRule {
  const { rule, filter, antialias } = resize;
  if (rule === "interpolate" && (filter === "lanczos" || filter === "box")) {
    problem("resize.filter", `is ${filter}, which only the rule pillow has`);
  }
  if (antialias !== undefined && antialias !== (rule === "pillow")) {
    problem("resize.antialias", `is ${antialias}, which the rule ${rule} is not`);
  }
  return { rule, filter, fit: fitOf(resize) };
}

function fitOf(resize: InputFields["resize"]): FitRule {
  switch (resize.fit) {
    case "stretch":
      return { kind: resize.fit };
    case "crop":
      return { kind: resize.fit, shorterSidePx: resize.shorterSide };
    case "stretch-crop":
      return {
        kind: resize.fit,
        resizedHeightPx: resize.resizedHeight,
        resizedWidthPx: resize.resizedWidth,
      };
    case "letterbox-center":
    case "letterbox-topleft":
      return {
        kind: resize.fit,
        padValue: resize.padValue,
        padStage: resize.padStage,
        sizeRounding: resize.sizeRounding,
        padRounding: resize.padRounding ?? "floor", // at the top left nothing is added before
        minimumSidePx: resize.minimumSide,
        upscale: resize.upscale,
      };
  }
}
