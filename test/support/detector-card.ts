import type { DetectorId as DetectorFamily } from "../../src/models/families/detection/detectors.js";

type Json = Readonly<Record<string, unknown>>;

export interface DetectorParts {
  readonly labels?: readonly string[];
  readonly scores?: "logits" | "probabilities";
  /** Of the input, in pixels. */
  readonly height?: number;
  readonly width?: number;
  readonly resize?: Json;
  /** Fields that replace those of the family's recipe; undefined takes one away. */
  readonly decode?: Json;
  readonly nms?: Json;
  readonly outputs?: readonly string[];
  /** Whether `decode` is all that is said beyond the common fields. */
  readonly isBare?: boolean;
  readonly sha256?: string;
}

export const LETTERBOX = {
  fit: "letterbox-topleft",
  padValue: 114,
  padStage: "before-normalisation",
  sizeRounding: "floor",
  minimumSide: 1,
  upscale: true,
} as const;

const YOLO_GRIDS = (height: number, width: number): Json => ({
  strides: [8, 16],
  gridSizes: [
    [height / 8, width / 8],
    [height / 16, width / 16],
  ],
  gridOrder: "row-major",
});

/** Families whose recipe here has a softmax. */
const LOGITS: ReadonlySet<DetectorFamily> = new Set(["detr", "ssd-priors"]);

/** What each family says beyond the common fields, for `n` labels. */
function recipe(family: DetectorFamily, n: number, height: number, width: number): Json {
  const named = { output: "out", classes: n, activation: "none" };
  const columns = { box: [0, 4], objectness: 4, classes: [5, 5 + n] };
  switch (family) {
    case "yolox":
      return {
        ...named,
        columns,
        boxes: "center-exp",
        cellOffset: 0,
        score: "objectness*class",
        ...YOLO_GRIDS(height, width),
      };
    case "yolov5":
      return { ...named, columns, boxes: "cxcywh", boxUnit: "pixel", score: "objectness*class" };
    case "yolov6":
    case "yolov7":
      return { ...named, columns, boxes: "cxcywh", boxUnit: "pixel", score: "objectness*class" };
    case "rt-detr":
      return {
        ...named,
        boxes: "cxcywh",
        boxUnit: "fraction",
        columns: { box: [0, 4], classes: [4, 4 + n] },
      };
    case "boxes-scores":
      return {
        activation: "none",
        boxes: "xyxy",
        boxUnit: "fraction",
        background: 0,
        outputs: { boxes: "boxes", classes: "scores" },
      };
    case "ssd-priors":
      return {
        activation: "softmax",
        boxes: "prior-offsets",
        boxUnit: "fraction",
        background: 0,
        variances: [0.1, 0.1, 0.2, 0.2],
        priors: "priors",
        outputs: { boxes: "boxes", classes: "scores" },
      };
    case "efficientdet":
      return {
        output: "out",
        boxes: "yxyx",
        boxUnit: "pixel",
        candidates: undefined,
        columns: { box: [1, 5], score: 5, label: 6 },
      };
    case "fcos":
      return {
        activation: "none",
        boxes: "distance-ltrb",
        boxUnit: "pixel",
        score: "objectness*class",
        levels: [8, 16].map((stride) => ({
          stride,
          classes: `c${stride}`,
          boxes: `b${stride}`,
          objectness: `o${stride}`,
        })),
      };
    case "custom-detector":
      return {
        activation: "none",
        boxes: "xywh",
        boxUnit: "image-fraction",
        score: "sqrt(objectness*class)",
        outputs: { boxes: "boxes", classes: "classes", objectness: "objectness" },
      };
    case "yolov8":
      return {
        ...named,
        boxes: "cxcywh",
        boxUnit: "pixel",
        score: "class",
        columns: { box: [0, 4], classes: [4, 4 + n] },
      };
    case "yolov8-nms":
    case "yolov10":
      return {
        output: "out",
        boxes: "xyxy",
        boxUnit: "pixel",
        candidates: undefined,
        columns: { box: [0, 4], score: 4, label: 5 },
      };
    case "nanodet":
      return {
        activation: "none",
        classes: n,
        boxes: "distribution-ltrb",
        score: "class",
        cellOffset: "(stride-1)/2",
        regMax: 7,
        ...YOLO_GRIDS(height, width),
        levels: [8, 16].map((stride) => ({ stride, classes: `c${stride}`, boxes: `b${stride}` })),
      };
    case "ssd":
      return {
        boxes: "yxyx",
        boxUnit: "fraction",
        labelOffset: 1,
        candidates: undefined,
        outputs: { boxes: "boxes", scores: "scores", labels: "labels", count: "count" },
      };
    case "torchvision-detection":
      return {
        boxes: "xyxy",
        boxUnit: "pixel",
        labelOffset: 1,
        background: 0,
        outputs: { boxes: "boxes", scores: "scores", labels: "labels" },
        candidates: undefined,
      };
    case "detr":
      return {
        activation: "softmax",
        classes: n,
        score: "class",
        noObject: "last",
        boxes: "cxcywh",
        boxUnit: "fraction",
        outputs: { classes: "logits", boxes: "boxes" },
      };
  }
}

/** A detector's card as JSON text: 32 × 64 frames, letterbox, no suppression unless asked. */
export function detectorCard(family: DetectorFamily, parts: DetectorParts = {}): string {
  const { labels = ["cat", "dog", "emu"], height = 32, width = 64 } = parts;
  const decode: Json = {
    candidates: "all-classes",
    scoreThreshold: 0.1,
    scoreComparison: "greater-or-equal",
    clip: "before-nms",
    nms: { method: "none", ...parts.nms },
    maxDetections: parts.isBare === true ? 1000 : 100,
    ties: "anchor-index",
    ...(parts.isBare === true ? {} : recipe(family, labels.length, height, width)),
    ...parts.decode,
  };
  const names = parts.outputs ?? outputNames(decode);
  return JSON.stringify({
    card: "homeground.model-card/1",
    name: "detector",
    task: "detection",
    family,
    scores: parts.scores ?? (LOGITS.has(family) ? "logits" : "probabilities"),
    file: "model.onnx",
    sha256: parts.sha256 ?? "0".repeat(64),
    input: {
      name: "image",
      layout: "NCHW",
      height,
      width,
      dtype: "float32",
      channelOrder: "RGB",
      scaleRange: [0, 1],
      mean: [0],
      std: [1],
      resize: {
        rule: "interpolate",
        filter: "bilinear",
        antialias: false,
        ...(parts.resize ?? LETTERBOX),
      },
    },
    output: { names, shapes: names.map(() => ["batch"]) },
    decode,
    labels,
    claim: [],
  });
}

function outputNames(decode: Json): readonly string[] {
  if (typeof decode["output"] === "string") return [decode["output"]];
  if (Array.isArray(decode["levels"])) {
    return decode["levels"].flatMap(({ stride: _, anchors: __, ...outputs }) =>
      Object.values(outputs as Readonly<Record<string, string>>),
    );
  }
  const priors = typeof decode["priors"] === "string" ? [decode["priors"]] : [];
  const outputs = (decode["outputs"] ?? {}) as Readonly<Record<string, string>>;
  return [...Object.values(outputs), ...priors];
}

/** Suppression as both reference detectors have it. */
export const GREEDY = {
  method: "greedy",
  iou: 0.6,
  comparison: "greater",
  classAware: true,
  boxArea: "continuous",
} as const;
