import type { CardReader } from "../../card/card-reader.js";
import { createDetectorReader } from "../detector-reader.js";
import type { OutputFamily } from "../family.js";
import { readDense, readDetr } from "./card-dense.js";
import { readDetector } from "./card-detector.js";
import { readDistribution } from "./card-distribution.js";
import { readColumnList, readOutputList } from "./card-list.js";
import type { CardFrame, DetectorDecode, DetectorLayout } from "./detector-types.js";

/** What is particular to a family of detectors. */
export interface DetectorTraits {
  readLayout(decode: CardReader, frame: CardFrame): DetectorLayout;
  /**
   * Whether its own code takes boxes back to the picture by the letterbox's ratio, as YOLO's; others by
   * where the pixels went.
   */
  readonly isByRatio: boolean;
  /** What its own evaluation does, where a card is guessed. */
  readonly usual: {
    /** Least IoU of suppression; null where there is none. */
    readonly nmsIou: number | null;
    readonly clip: "before-nms" | "after-nms";
    /** Whether the model chooses its boxes itself, so that each has one label. */
    readonly isList: boolean;
    /** Whose code makes the input; null: as for any other model. */
    readonly input: {
      readonly whose: string;
      readonly as: "top-left" | "centre" | "stretch";
    } | null;
  };
}

/** A family whose answers are detections. */
export interface DetectorFamily<Id extends string = string>
  extends OutputFamily<DetectorDecode>,
    DetectorTraits {
  readonly id: Id;
}

const LIST = { nmsIou: null, clip: "after-nms", isList: true, input: null } as const;

export const yolox = detector("yolox", {
  readLayout: (decode, frame) =>
    readDense(decode, frame, { hasObjectness: true, order: "places-first", isByCells: true }),
  isByRatio: true,
  usual: {
    nmsIou: 0.65,
    clip: "before-nms",
    isList: false,
    input: { whose: "yolox", as: "top-left" },
  },
});

export const yolov5 = detector("yolov5", {
  readLayout: (decode, frame) =>
    readDense(decode, frame, { hasObjectness: true, order: "places-first", isByCells: false }),
  isByRatio: true,
  usual: {
    nmsIou: 0.6,
    clip: "after-nms",
    isList: false,
    input: { whose: "yolov5", as: "centre" },
  },
});

export const yolov8 = detector("yolov8", {
  readLayout: (decode, frame) =>
    readDense(decode, frame, { hasObjectness: false, order: "values-first", isByCells: false }),
  isByRatio: true,
  usual: {
    nmsIou: 0.7,
    clip: "after-nms",
    isList: false,
    input: { whose: "yolov8", as: "centre" },
  },
});

export const yolov8Nms = detector("yolov8-nms", {
  readLayout: readColumnList,
  isByRatio: true,
  usual: { ...LIST, input: { whose: "yolov8-nms", as: "centre" } },
});

const nanodet = detector("nanodet", {
  readLayout: readDistribution,
  isByRatio: false,
  usual: { nmsIou: 0.6, clip: "after-nms", isList: false, input: null },
});

export const ssd = detector("ssd", {
  readLayout: readOutputList,
  isByRatio: false,
  usual: LIST,
});

export const detr = detector("detr", {
  readLayout: (decode, { labels }) => readDetr(decode, labels),
  isByRatio: false,
  usual: { ...LIST, isList: false },
});

export const torchvisionDetection = detector("torchvision-detection", {
  readLayout: readOutputList,
  isByRatio: false,
  usual: { ...LIST, input: { whose: "torchvision", as: "stretch" } },
});

export const DETECTORS = [
  yolox,
  yolov5,
  yolov8,
  yolov8Nms,
  nanodet,
  ssd,
  detr,
  torchvisionDetection,
] as const;

export type DetectorId = (typeof DETECTORS)[number]["id"];

function detector<Id extends string>(id: Id, traits: DetectorTraits): DetectorFamily<Id> {
  return {
    id,
    task: "detection",
    ...traits,
    answers: {
      kind: "detections",
      mayBeProbabilities: true,
      readDecode: (decode, frame) => readDetector(id, traits, decode, frame),
      createReader: createDetectorReader,
    },
  };
}
