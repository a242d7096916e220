import type { MetricEntry, MetricParameter, MetricTask } from "../registry-types.js";

const DETECTION: readonly MetricTask[] = ["detection", "instance-segmentation"];

const COMMON = {
  version: 1,
  tasks: DETECTION,
  unit: "share",
  range: [0, 1],
  direction: "higher-is-better",
  kind: "ranked",
  nullUnits:
    "A class without truth (of that size) is left out of the mean, the number of the others stated. An image without truth counts by its false alarms.",
  ties: "Detections of equal score keep the order of images and, within one, of the answer.",
  needs: "detections",
} as const;

const CLASS: MetricParameter = { name: "class", kind: "class", excludes: [] };

/** One least overlap in place of the mean over 0.50, 0.55, … 0.95. */
const IOU: MetricParameter = {
  ...{ name: "iou", kind: "number", low: 0.01, high: 1, digits: 2, words: ["0.50:0.95"] },
  ...{ default: "0.50:0.95", alwaysPrinted: false },
};

/** Whose definition: how detections are matched, and how the curve becomes one number. */
const RULE: MetricParameter = {
  ...{ name: "rule", kind: "choice", values: ["coco", "voc", "voc-2007", "centre"] },
  ...{ default: "coco", alwaysPrinted: false },
};

/** Greatest distance of two centres that match, in px; for rule=centre. */
const DISTANCE: MetricParameter = {
  ...{ name: "distance", kind: "number", low: 0.1, high: 100_000, default: "10" },
  alwaysPrinted: false,
};

const PRECISION =
  "at each recall 0, 0.01, … 1 the greatest precision TP / (TP + FP) at that recall or more, averaged over recalls, classes and IoU 0.50, 0.55, … 0.95";
const RECALL =
  "share of truth objects found, averaged over classes and IoU 0.50, 0.55, … 0.95 (iou: at that alone)";
const SOURCE = "cocoapi, cocoeval.py (accumulate, summarize)";

/** Metrics of the ranking of detections. */
export const RANKED_DETECTION_ENTRIES: readonly MetricEntry[] = [
  {
    ...{
      ...COMMON,
      id: "map",
      name: "mean average precision",
      parameters: [CLASS, IOU, RULE, DISTANCE],
    },
    formula: `${PRECISION} (iou: at that alone). rule=voc: area under the same envelope at IoU 0.50, each detection matched to its best truth alone; voc-2007: at 11 recalls; centre: as COCO, matched by the distance of centres, at most distance px (10 where it is not given)`,
    source: `${SOURCE}; PASCAL VOC development kits 2007 and 2010`,
  },
  ...[50, 75].map((percent) => ({
    ...{ ...COMMON, id: `map-${percent}`, parameters: [CLASS], source: SOURCE },
    name: `mean average precision at IoU 0.${percent}`,
    formula: `map at IoU 0.${percent} alone`,
  })),
  ...["small", "medium", "large"].map((size) => ({
    ...{ ...COMMON, id: `map-${size}`, parameters: [CLASS, IOU], source: SOURCE },
    name: `mean average precision of ${size} objects`,
    formula: `map of ${size} objects: ${rangeOf(size)}, both ends included; objects of other sizes, and unmatched detections of other sizes, are neither right nor wrong`,
  })),
  ...[1, 10, 100].map((count) => ({
    ...{ ...COMMON, id: `ar-${count}`, parameters: [CLASS, IOU], source: SOURCE },
    name: `average recall with ${count} ${count === 1 ? "detection" : "detections"} an image`,
    formula: `${RECALL}, by the ${count} surest detections of each image and class`,
  })),
  ...["small", "medium", "large"].map((size) => ({
    ...{ ...COMMON, id: `ar-${size}`, parameters: [CLASS, IOU], source: SOURCE },
    name: `average recall of ${size} objects`,
    formula: `${RECALL}, of ${size} objects (${rangeOf(size)}, both ends included), by the 100 surest detections of each image and class`,
  })),
];

function rangeOf(size: string): string {
  if (size === "small") return "area up to 32² px²";
  return size === "medium" ? "area from 32² to 96² px²" : "area from 96² px²";
}
