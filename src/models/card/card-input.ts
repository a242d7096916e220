import type { FitRule, InputRule, ResizeRule } from "../../images/input-rule.js";
import type { CardReader } from "./card-reader.js";
import type { CardInput } from "./card-types.js";

/** The card's `input`: which tensor takes the image, and how it is made. */
export function readInput(input: CardReader): CardInput {
  const heightPx = input.whole("height", 1);
  const widthPx = input.whole("width", 1);
  if (input.has("size")) {
    const [height, width, ...rest] = input.wholes("size", 1);
    if (height !== heightPx || width !== widthPx || rest.length > 0) {
      input.problem("size", "is not [height, width]");
    }
  }
  const channelOrder = input.oneOf("channelOrder", ["RGB", "BGR", "grey"]);
  const [low = 0, high = 255, ...more] = input.numbers("scaleRange");
  if (input.has("scaleRange") && (more.length > 0 || low === high)) {
    input.problem("scaleRange", "is not [a, b] with two different numbers");
  }
  const rule: InputRule = {
    layout: input.oneOf("layout", ["NCHW", "NHWC"]),
    heightPx,
    widthPx,
    dtype: input.oneOf("dtype", ["float32", "float16", "uint8"]),
    channelOrder,
    scaleRange: [low, high],
    mean: input.numbers("mean"),
    std: input.numbers("std", { above: 0 }),
    grey: input.has("grey") ? input.oneOf("grey", ["repeat", "refuse"]) : "repeat",
    alphaChannel: input.has("alphaChannel")
      ? input.oneOf("alphaChannel", ["drop", "white", "black"])
      : "drop",
    iccProfile: input.has("iccProfile")
      ? input.oneOf("iccProfile", ["ignore", "convert"])
      : "ignore",
    resize: readResize(input.object("resize")),
  };
  checkChannels(rule, input);
  return { name: input.text("name"), rule };
}

function checkChannels(rule: InputRule, input: CardReader): void {
  const channels = rule.channelOrder === "grey" ? 1 : 3;
  for (const key of ["mean", "std"] as const) {
    const given = rule[key].length;
    if (!input.has(key) || given === 1 || given === channels) continue;
    input.problem(key, `has ${given} values for ${channels} channels`);
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
    input.problem("dtype", `uint8 ${needs}`);
  }
}

function readResize(resize: CardReader): ResizeRule {
  const rule = resize.oneOf("rule", ["interpolate", "pillow"]);
  const filter = resize.oneOf("filter", ["nearest", "bilinear", "bicubic", "lanczos", "box"]);
  if (rule === "interpolate" && (filter === "lanczos" || filter === "box")) {
    resize.problem("filter", `is ${filter}, which only the rule pillow has`);
  }
  const antialias = resize.flag("antialias");
  if (resize.has("antialias") && antialias !== (rule === "pillow")) {
    resize.problem("antialias", `is ${antialias}, which the rule ${rule} is not`);
  }
  return { rule, filter, fit: readFit(resize) };
}

function readFit(resize: CardReader): FitRule {
  const kind = resize.oneOf("fit", ["stretch", "crop", "letterbox-center", "letterbox-topleft"]);
  switch (kind) {
    case "stretch":
      return { kind };
    case "crop":
      return { kind, shorterSidePx: resize.whole("shorterSide", 1) };
    case "letterbox-center":
    case "letterbox-topleft":
      return {
        kind,
        padValue: resize.number("padValue", { min: 0, max: 255 }),
        padStage: resize.oneOf("padStage", ["before-normalisation", "after-normalisation"]),
        sizeRounding: resize.oneOf("sizeRounding", ["floor", "round", "ceil"]),
        padRounding:
          kind === "letterbox-topleft" && !resize.has("padRounding")
            ? "floor" // not used: nothing is added at the top or on the left
            : resize.oneOf("padRounding", ["floor", "round"]),
        minimumSidePx: resize.whole("minimumSide", 1),
        upscale: resize.flag("upscale"),
      };
  }
}
