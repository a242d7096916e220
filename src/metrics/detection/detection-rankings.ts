import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import type { MetricReference } from "../estimate-types.js";
import {
  DETECTION,
  type GivenMetric,
  type Metric,
  type MetricParameter,
  metric,
  type ObjectsMethod,
} from "../metric.js";
import type { MetricWords } from "../metric-words.js";
import { CLASS } from "../parameters.js";
import { type FigureKind, figureFor } from "./detection-figure.js";
import { createDetectionSample } from "./detection-sample.js";
import { figureEstimate } from "./figure-estimate.js";
import { createFiguresKernel } from "./figures.js";

/** One least overlap in place of the mean over 0.50, 0.55, … 0.95. */
const IOU: MetricParameter = {
  name: "iou",
  kind: "number",
  low: 0.01,
  high: 1,
  digits: 2,
  words: ["0.50:0.95"],
  default: "0.50:0.95",
  alwaysPrinted: false,
};

/** Whose definition: how detections are matched, and how the curve becomes one number. */
const RULE: MetricParameter = {
  name: "rule",
  kind: "choice",
  values: ["coco", "voc", "voc-2007", "centre"],
  default: "coco",
  alwaysPrinted: false,
};

/** Greatest distance of two centres that match, in px; for rule=centre. */
const DISTANCE: MetricParameter = {
  name: "distance",
  kind: "number",
  low: 0.1,
  high: 100_000,
  default: "10",
  alwaysPrinted: false,
};

const PRECISION =
  "at each recall 0, 0.01, … 1 the greatest precision TP / (TP + FP) at that recall or more, averaged over recalls, classes and IoU 0.50, 0.55, … 0.95";
const RECALL =
  "share of truth objects found, averaged over classes and IoU 0.50, 0.55, … 0.95 (iou: at that alone)";
const SOURCE = "cocoapi, cocoeval.py (accumulate, summarize)";

/**
 * A figure of the ranking of detections. Detections keep their match and their order: a weight of 2 is
 * the image twice where scores differ.
 *
 * @throws HomegroundError `metric/not-available` where the outcomes were matched by other rules
 */
function rankedMethod(kind: FigureKind): ObjectsMethod {
  const figure = (outcomes: DetectionOutcomes, reference: MetricReference) =>
    figureFor(outcomes, reference, kind);
  return {
    over: "objects",
    figure,
    estimate(outcomes, reference, { weights = null, seed = 0 }) {
      const sample = createDetectionSample(outcomes, weights);
      return figureEstimate(sample, figure(outcomes, reference), seed);
    },
    kernel(outcomes, reference) {
      const kernel = createFiguresKernel(outcomes, [figure(outcomes, reference)]);
      const value = new Float64Array(1);
      return (weights) => {
        kernel(weights, value);
        return value[0]!;
      };
    },
  };
}

type GivenRanking = Pick<GivenMetric, "id" | "name" | "formula" | "words" | "definition"> &
  Partial<GivenMetric>;

export function ranking(kind: FigureKind, given: GivenRanking): Metric {
  return metric({
    tasks: DETECTION,
    kind: "ranked",
    needs: "detections",
    parameters: [CLASS, IOU],
    nullUnits:
      "A class without truth (of that size) is left out of the mean, the number of the others stated. An image without truth counts by its false alarms.",
    ties: "Detections of equal score keep the order of images and, within one, of the answer.",
    source: SOURCE,
    isClassMean: (parameters) => !parameters.has("class"),
    variance: "groups",
    detections: rankedMethod(kind),
    ...given,
  });
}

const ALL = { area: null, maxDetections: null, iou: null } as const;
/** What a mean AP is judged by (METHODS-2 A2). */
export const OF_PRECISION: Pick<Metric, "evidence" | "judgedBy"> = {
  evidence: "objects",
  judgedBy: () => "halves",
};
const FOUND_AND_PLACED = "How well boxes are found and placed, over all thresholds";
const FOUND_AND_OUTLINED = "How well objects are found and outlined, over all thresholds";
const HALF_OUTLINED = "AP50 accepts an outline that overlaps by half.";

const SIZES = [
  {
    size: "small",
    objects: "small objects",
    range: "up to 32² px²",
    area: "up to 32² square pixels",
  },
  {
    size: "medium",
    objects: "objects of middling size",
    range: "from 32² to 96² px²",
    area: "from 32² to 96² square pixels",
  },
  {
    size: "large",
    objects: "large objects",
    range: "from 96² px²",
    area: "from 96² square pixels",
  },
];

function score(label: string, sentence: string, short: string) {
  return { label, phrase: label, sentence, short, scale: "score" } as const;
}

/** AP at one overlap. */
function precisionAt(
  percent: 50 | 75,
  aliases: readonly string[],
  sentence: string,
  short: string,
  ofOutlines: Pick<MetricWords, "sentence" | "short">,
): Metric {
  return ranking(
    { ...ALL, measure: "ap", iou: percent / 100 },
    {
      id: `map-${percent}`,
      name: `mean average precision at IoU 0.${percent}`,
      parameters: [CLASS],
      formula: `map at IoU 0.${percent} alone`,
      aliases,
      words: {
        ...score(`AP${percent}`, `${FOUND_AND_PLACED}; ${sentence}`, short),
        ofOutlines: {
          ...ofOutlines,
          sentence: `${FOUND_AND_OUTLINED}; ${ofOutlines.sentence}`,
        },
      },
      definition: `average precision at an IoU of 0.${percent}, mean over classes`,
      ...OF_PRECISION,
    },
  );
}

/** Metrics of the ranking of detections. */
export const DETECTION_RANKINGS: readonly Metric[] = [
  ranking(
    { ...ALL, measure: "ap" },
    {
      id: "map",
      name: "mean average precision",
      parameters: [CLASS, IOU, RULE, DISTANCE],
      formula: `${PRECISION} (iou: at that alone). rule=voc: area under the same envelope at IoU 0.50, each detection matched to its best truth alone; voc-2007: at 11 recalls; centre: as COCO, matched by the distance of centres, at most distance px (10 where it is not given)`,
      source: `${SOURCE}; PASCAL VOC development kits 2007 and 2010`,
      aliases: [
        "map50-95",
        "map-50-95",
        "map@50-95",
        "map@50:95",
        "map@0.5:0.95",
        "map@.5:.95",
        "map@[.5:.95]",
        "map@[0.5:0.95]",
        "map@0.5-0.95",
        "coco-map",
        "coco-ap",
      ],
      words: {
        ...score(
          "AP",
          `${FOUND_AND_PLACED}; AP50 accepts a half-overlapping box.`,
          "boxes found and placed",
        ),
        ofOutlines: {
          sentence: `${FOUND_AND_OUTLINED}; ${HALF_OUTLINED}`,
          short: "objects found and outlined",
        },
      },
      definition:
        "average precision over IoU thresholds from 0.50 to 0.95 in steps of 0.05, mean over classes",
      fieldName: "AP",
      ...OF_PRECISION,
    },
  ),
  precisionAt(
    50,
    ["map50", "ap50", "ap-50", "map@50", "map@0.5", "map@.5", "ap@50", "ap@0.5", "ap@.5"],
    "AP50 accepts a half-overlapping box.",
    "half-overlapping boxes accepted",
    { sentence: HALF_OUTLINED, short: "half-overlapping outlines accepted" },
  ),
  precisionAt(
    75,
    ["map75", "ap75", "ap-75", "map@75", "map@0.75", "map@.75", "ap@75", "ap@0.75"],
    "only boxes that overlap by three quarters are accepted.",
    "close boxes only",
    {
      sentence: "only outlines that overlap by three quarters are accepted.",
      short: "close outlines only",
    },
  ),
  ...SIZES.map(({ size, objects, range, area }) =>
    ranking(
      { ...ALL, measure: "ap", area: size },
      {
        id: `map-${size}`,
        name: `mean average precision of ${size} objects`,
        formula: `map of ${size} objects: area ${range}, both ends included; objects of other sizes, and unmatched detections of other sizes, are neither right nor wrong`,
        aliases: [`ap-${size}`, `ap${size.charAt(0)}`],
        words: {
          ...score(`AP, ${size}`, `How well boxes of ${objects} are found and placed.`, objects),
          ofOutlines: {
            sentence: `How well ${objects} are found and outlined.`,
            short: objects,
          },
          about: `object of ${size} size`,
        },
        definition: `average precision of objects with an area ${area}`,
        ...OF_PRECISION,
      },
    ),
  ),
  ...[1, 10, 100].map((most) =>
    ranking(
      { ...ALL, measure: "ar", maxDetections: most },
      {
        id: `ar-${most}`,
        name: `average recall with ${most} ${detections(most)} an image`,
        formula: `${RECALL}, by the ${most} surest detections of each image and class`,
        aliases: [`ar${most}`, `ar@${most}`],
        words: score(
          `AR${most}`,
          `How many objects are found if ${most} a picture may be named.`,
          `found, at most ${most} a picture`,
        ),
        definition: `the mean over IoU thresholds of recall with at most ${most} ${detections(most)} of a class on an image`,
      },
    ),
  ),
  ...SIZES.map(({ size, objects, range, area }) =>
    ranking(
      { ...ALL, measure: "ar", area: size, maxDetections: 100 },
      {
        id: `ar-${size}`,
        name: `average recall of ${size} objects`,
        formula: `${RECALL}, of ${size} objects (area ${range}, both ends included), by the 100 surest detections of each image and class`,
        words: {
          ...score(`AR, ${size}`, `How many of the ${objects} are found at all.`, objects),
          about: `object of ${size} size`,
        },
        definition: `the mean over IoU thresholds of the recall of objects with an area ${area}`,
      },
    ),
  ),
];

function detections(count: number): string {
  return count === 1 ? "detection" : "detections";
}
