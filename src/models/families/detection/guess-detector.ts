import type { CardSources } from "../../card/card-guesses.js";
import { guessInput, imageSize } from "../../card/guessed-input.js";
import { type Frame, frameOf, SIZE_FIELDS } from "../../card/model-frame.js";
import { readPreprocessor } from "../../card/preprocessor-config.js";
import type { OnnxInspection, OnnxValue } from "../../onnx/onnx-inspect.js";
import type { DetectorFamily, OwnPixels } from "./detector-family.js";
import { recogniseDetector } from "./recognise-detector.js";
import type { FrameSize, Recognised } from "./recognition.js";

/** The commonest size of detectors that take any. */
const COMMON = { height: 640, width: 640 } as const;

/** The size that a detector's input has, or is taken to have. */
export function detectorSize({ metadata }: OnnxInspection, frame: Frame): FrameSize {
  return frame.size ?? imageSize(metadata.get("imgsz")) ?? COMMON;
}

/** A model whose card is guessed. */
export interface GuessedModel {
  readonly inspection: OnnxInspection;
  /** Its one image input. */
  readonly input: OnnxValue;
  readonly labels: readonly string[];
  /** Parsed `preprocessor_config.json`, or null. */
  readonly preprocessor: unknown;
  /** Names it in errors. */
  readonly where: string;
}

/**
 * Guesses input and recipe of a detector from its outputs, its metadata (`imgsz` of Ultralytics)
 * and Hugging Face's `preprocessor_config.json`, which counts more than what the family's own code does. Thresholds are so low that nothing is dropped that
 * a study may want; suppression is what the family's own evaluation uses.
 *
 * @param sources is told of each field
 * @returns fields of a card; null where the outputs are not those of a detector that is known
 * @throws HomegroundError those of `guessInput`
 */
export function guessDetector(
  { inspection, input, labels, preprocessor, where }: GuessedModel,
  sources: CardSources,
): Readonly<Record<string, unknown>> | null {
  const frame = frameOf(input, where, sources);
  const size = detectorSize(inspection, frame);
  const recognised = recogniseDetector(inspection, labels, size);
  if (recognised === null) return null;
  const { family, found } = recognised;
  const own = makeInput(family, found, frame, size, input);
  const made =
    own === null
      ? guessInput(input, inspection.metadata, preprocessor, where, sources)
      : preprocessor === null
        ? own.fields
        : readPreprocessor(preprocessor, frame, own.fields, where, sources);
  own?.tell(sources); // what is told already is not told again
  sources.assume(["family", ...(found.assumed ?? [])], family.id, found.why);
  const rule = ruleOf(family, found);
  sources.assume(
    ["decode.scoreThreshold", "decode.nms"],
    `${rule.scoreThreshold}, ${rule.nms.method}${"iou" in rule.nms ? ` above ${rule.nms.iou}` : ""}`,
    "low enough to leave the choice of a threshold to the evaluation",
  );
  return {
    task: family.task,
    family: family.id,
    scores: found.scores,
    input: made,
    output: { names: found.outputs, shapes: found.outputs.map(() => ["batch"]) },
    decode: { ...rule, ...found.decode },
  };
}

function ruleOf({ usual: { nmsIou, clip } }: DetectorFamily, { decode }: Recognised) {
  const isList = "labelOffset" in decode || "labelNumbers" in decode;
  const nms =
    nmsIou === null || isList
      ? { method: "none" }
      : {
          method: "greedy",
          iou: nmsIou,
          comparison: "greater",
          classAware: true,
          boxArea: "continuous",
        };
  return {
    scoreThreshold: 0.001,
    scoreComparison: "greater",
    ...(isList ? {} : { candidates: "all-classes" }),
    clip: isList ? "after-nms" : clip,
    nms,
    maxDetections: 300,
    ties: "anchor-index",
  };
}

/** What most of them take. */
const UNIT: OwnPixels = {
  channelOrder: "RGB",
  scaleRange: [0, 1],
  mean: [0],
  std: [1],
  words: "0 to 1",
};

/** How the family's own code makes the input; null: as for any other model. */
function makeInput(
  { usual: { input: own } }: DetectorFamily,
  { fit: ownFit }: Recognised,
  frame: Frame,
  size: FrameSize,
  { name, type }: OnnxValue,
): {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Where each is from. */
  tell(sources: CardSources): void;
} | null {
  if (own === null || type === "uint8") return null;
  const { channelOrder, scaleRange, mean, std, words } = own.pixels ?? UNIT;
  if (frame.channels < mean.length) return null;
  const { as, padValue = 114 } = ownFit ?? own;
  const isX = as === "top-left";
  const letterbox = {
    fit: isX ? "letterbox-topleft" : "letterbox-center",
    padValue,
    padStage: "before-normalisation",
    sizeRounding: isX ? "floor" : "round",
    padRounding: "floor",
    minimumSide: 1,
    upscale: true,
  };
  const why = `${own.whose}'s own code makes its input so`;
  const fit = as === "stretch" ? { fit: "stretch" } : letterbox;
  return {
    fields: {
      name,
      dtype: type,
      layout: frame.layout,
      ...size,
      channelOrder: frame.channels === 1 ? "grey" : channelOrder,
      scaleRange,
      mean,
      std,
      resize: { rule: "interpolate", filter: "bilinear", antialias: false, ...fit },
    },
    tell(sources) {
      if (frame.size === null) {
        const value = `${size.height} × ${size.width}`;
        if (size === COMMON) {
          sources.assume(SIZE_FIELDS, value, "the model takes any size; this is the commonest");
        } else sources.state(SIZE_FIELDS, value, "imgsz in the model's metadata");
      }
      sources.assume(["input.scaleRange", "input.mean", "input.std"], words, why);
      if (frame.channels === 3) sources.assume(["input.channelOrder"], channelOrder, why);
      sources.assume(["input.resize"], `${fit.fit}, bilinear, without antialias`, why);
    },
  };
}
