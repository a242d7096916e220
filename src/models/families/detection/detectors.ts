import type * as z from "zod/mini";
import type { CardProblem } from "../../card/card-problems.js";
import { createDetectorReader } from "../detector-reader.js";
import type { OutputFamily } from "../family.js";
import {
  CELLS,
  DETR,
  readCells,
  readDetr,
  readPlaces,
  WITH_OBJECTNESS,
  WITHOUT_OBJECTNESS,
} from "./card-dense.js";
import { detectorDecode, type RuleFields, readDetector } from "./card-detector.js";
import { DISTRIBUTION, readDistribution } from "./card-distribution.js";
import { COLUMN_LIST, OUTPUT_LIST, readColumnList, readOutputList } from "./card-list.js";
import type { CardFrame, DetectorDecode, DetectorLayout } from "./detector-types.js";

/** What is particular to a family of detectors. */
export interface DetectorTraits<S extends z.core.$ZodLooseShape = z.core.$ZodLooseShape> {
  /** Fields of the card's `decode` that say how its outputs are laid out. */
  readonly fields: S;
  readLayout(
    decode: z.infer<z.ZodMiniObject<S>>,
    frame: CardFrame,
    problem: CardProblem,
  ): DetectorLayout;
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
    Pick<DetectorTraits, "isByRatio" | "usual"> {
  readonly id: Id;
}

const LIST = { nmsIou: null, clip: "after-nms", isList: true, input: null } as const;

export const yolox = detector("yolox", {
  fields: CELLS,
  readLayout: readCells,
  isByRatio: true,
  usual: {
    nmsIou: 0.65,
    clip: "before-nms",
    isList: false,
    input: { whose: "yolox", as: "top-left" },
  },
});

export const yolov5 = detector("yolov5", {
  fields: WITH_OBJECTNESS,
  readLayout: (decode, frame, problem) => readPlaces(decode, "places-first", frame, problem),
  isByRatio: true,
  usual: {
    nmsIou: 0.6,
    clip: "after-nms",
    isList: false,
    input: { whose: "yolov5", as: "centre" },
  },
});

export const yolov8 = detector("yolov8", {
  fields: WITHOUT_OBJECTNESS,
  readLayout: (decode, frame, problem) => readPlaces(decode, "values-first", frame, problem),
  isByRatio: true,
  usual: {
    nmsIou: 0.7,
    clip: "after-nms",
    isList: false,
    input: { whose: "yolov8", as: "centre" },
  },
});

export const yolov8Nms = detector("yolov8-nms", {
  fields: COLUMN_LIST,
  readLayout: readColumnList,
  isByRatio: true,
  usual: { ...LIST, input: { whose: "yolov8-nms", as: "centre" } },
});

const nanodet = detector("nanodet", {
  fields: DISTRIBUTION,
  readLayout: readDistribution,
  isByRatio: false,
  usual: { nmsIou: 0.6, clip: "after-nms", isList: false, input: null },
});

export const ssd = detector("ssd", {
  fields: OUTPUT_LIST,
  readLayout: readOutputList,
  isByRatio: false,
  usual: LIST,
});

export const detr = detector("detr", {
  fields: DETR,
  readLayout: readDetr,
  isByRatio: false,
  usual: { ...LIST, isList: false },
});

export const torchvisionDetection = detector("torchvision-detection", {
  fields: OUTPUT_LIST,
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

function detector<Id extends string, S extends z.core.$ZodLooseShape>(
  id: Id,
  traits: DetectorTraits<S>,
): DetectorFamily<Id> {
  return {
    id,
    task: "detection",
    isByRatio: traits.isByRatio,
    usual: traits.usual,
    answers: {
      kind: "detections",
      mayBeProbabilities: true,
      decode: detectorDecode(traits.fields, traits.usual.isList),
      readDecode(decode: RuleFields & z.infer<z.ZodMiniObject<S>>, frame, problem) {
        const layout = traits.readLayout(decode, frame, problem);
        return readDetector(id, layout, traits.isByRatio, decode, frame, problem);
      },
      createReader: createDetectorReader,
    },
  };
}
