import { type Frame, frameOf, type Guess, guessInput, imageSize } from "../guessed-input.js";
import type { OnnxInspection, OnnxValue } from "../onnx-inspect.js";
import type { DetectorFamily } from "./detector-types.js";
import {
  type FrameSize,
  type RecognisedDetector,
  recogniseDetector,
} from "./recognise-detector.js";

/** Fields of a card that nobody wrote, and what of them was guessed. */
export interface GuessedDetector {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly guesses: readonly Guess[];
}

/** The commonest size of detectors that take any. */
const COMMON = { height: 640, width: 640 } as const;

/**
 * Guesses input and recipe of a detector from its outputs, its metadata (`imgsz` of Ultralytics)
 * and Hugging Face's `preprocessor_config.json`. Thresholds are so low that nothing is dropped that
 * a study may want; suppression is what the family's own evaluation uses.
 *
 * @param input the model's one image input
 * @param preprocessor parsed `preprocessor_config.json`, or null
 * @returns null where the outputs are not those of a detector that is known
 * @throws HomegroundError those of `guessInput`
 */
export function guessDetector(
  inspection: OnnxInspection,
  input: OnnxValue,
  labels: readonly string[],
  preprocessor: unknown,
  where: string,
): GuessedDetector | null {
  const guesses: Guess[] = [];
  const frame = frameOf(input, where, guesses);
  const { size, why } = sizeOf(frame, inspection.metadata);
  const found = recogniseDetector(inspection, labels, size);
  if (found === null) return null;
  if (frame.size === null) {
    guesses.push({
      field: "input.height, input.width",
      value: `${size.height} × ${size.width}`,
      why,
    });
  }
  const made = makeInput(found.family, frame, size, input);
  const other = made === null ? guessInput(input, inspection.metadata, preprocessor, where) : null;
  if (made !== null) guesses.push(...made.guesses);
  if (other !== null) guesses.push(...other.guesses);
  guesses.push({ field: "family", value: found.family, why: found.why });
  const rule = ruleOf(found);
  guesses.push({
    field: "decode.scoreThreshold, decode.nms",
    value: `${rule.scoreThreshold}, ${rule.nms.method}${"iou" in rule.nms ? ` above ${rule.nms.iou}` : ""}`,
    why: "low enough to leave the choice of a threshold to the evaluation",
  });
  return {
    fields: {
      ...{ task: "detection", family: found.family, scores: found.scores },
      input: other === null ? made?.input : other.input,
      output: { names: found.outputs, shapes: found.outputs.map(() => ["batch"]) },
      decode: { ...rule, ...found.decode },
    },
    guesses,
  };
}

function sizeOf(
  frame: Frame,
  metadata: ReadonlyMap<string, string>,
): { readonly size: FrameSize; readonly why: string } {
  if (frame.size !== null) return { size: frame.size, why: "" };
  const stated = imageSize(metadata.get("imgsz"));
  return stated === null
    ? { size: COMMON, why: "the model takes any size; this is the commonest" }
    : { size: stated, why: "imgsz in the model's metadata" };
}

/** Families whose models choose their boxes themselves. */
const LISTS: ReadonlySet<DetectorFamily> = new Set(["ssd", "torchvision-detection", "yolov8-nms"]);

function ruleOf({ family }: RecognisedDetector) {
  const isList = LISTS.has(family);
  const nms =
    isList || family === "detr"
      ? { method: "none" }
      : {
          ...{ method: "greedy", iou: family === "yolov8" ? 0.7 : family === "yolox" ? 0.65 : 0.6 },
          ...{ comparison: "greater", classAware: true, boxArea: "continuous" },
        };
  return {
    scoreThreshold: 0.001,
    scoreComparison: "greater",
    ...(isList ? {} : { candidates: "all-classes" }),
    clip: family === "yolox" ? "before-nms" : "after-nms",
    nms,
    maxDetections: 300,
    ties: "anchor-index",
  };
}

interface MadeInput {
  readonly input: Readonly<Record<string, unknown>>;
  readonly guesses: readonly Guess[];
}

/** How YOLO's and torchvision's own code makes the input; null: as for any other model. */
function makeInput(
  family: DetectorFamily,
  frame: Frame,
  size: FrameSize,
  { name, type }: OnnxValue,
): MadeInput | null {
  const isYolo = family.startsWith("yolo");
  if ((!isYolo && family !== "torchvision-detection") || type === "uint8") return null;
  const isX = family === "yolox";
  const order = isX ? "BGR" : "RGB";
  const letterbox = {
    ...{ fit: isX ? "letterbox-topleft" : "letterbox-center", padValue: 114 },
    ...{ padStage: "before-normalisation", sizeRounding: isX ? "floor" : "round" },
    ...{ padRounding: "floor", minimumSide: 1, upscale: true },
  };
  const why = `${isYolo ? family : "torchvision"}'s own code makes its input so`;
  const fit = isYolo ? letterbox : { fit: "stretch" };
  const input = {
    ...{ name, dtype: type, layout: frame.layout, ...size },
    channelOrder: frame.channels === 1 ? "grey" : order,
    ...{ scaleRange: isX ? [0, 255] : [0, 1], mean: [0], std: [1] },
    resize: { rule: "interpolate", filter: "bilinear", antialias: false, ...fit },
  };
  return {
    input,
    guesses: [
      { field: "input.scaleRange", value: isX ? `${order}, 0 to 255` : `${order}, 0 to 1`, why },
      { field: "input.resize", value: `${fit.fit}, bilinear, without antialias`, why },
    ],
  };
}
