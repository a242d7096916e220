import type { FigureKind } from "../detection/detection-figure.js";
import { OF_PRECISION, ranking } from "../detection/detection-rankings.js";
import { type GivenMetric, KEYPOINTS, type Metric } from "../metric.js";
import { CLASS } from "../parameters.js";

const OKS =
  "OKS = mean over annotated points of exp(−d² / (2·area·(2σ)²)), d the distance, area the object's, σ the point's";
const SOURCE = "cocoapi, cocoeval.py (computeOks, accumulate, summarize)";
const PLACED = "How close the points are to where you put them, scaled by the object's size";
const ALL = { area: null, maxDetections: null, iou: null } as const;

const SIZES = [
  { size: "medium", range: "from 32² to 96² px²" },
  { size: "large", range: "from 96² px²" },
];

function oks(
  kind: FigureKind,
  given: Pick<GivenMetric, "id" | "name" | "formula" | "definition" | "aliases"> & {
    readonly label: string;
    readonly sentence: string;
    readonly short: string;
    readonly about?: string;
  },
): Metric {
  const { label, sentence, short, about, ...rest } = given;
  const words = { label, phrase: label, sentence, short, scale: "score" as const };
  return ranking(kind, {
    ...rest,
    tasks: KEYPOINTS,
    parameters: [CLASS],
    source: SOURCE,
    words: about === undefined ? words : { ...words, about },
    ...(kind.measure === "ap" ? OF_PRECISION : {}),
  });
}

const MEASURES = [
  {
    measure: "ap",
    id: "oks-map",
    label: "OKS AP",
    name: "mean average precision by keypoint similarity",
    formula: `as map, by OKS in place of IoU and the 20 surest predictions of each image and class. ${OKS}`,
    definition: "average precision over thresholds of object keypoint similarity (OKS)",
  },
  {
    measure: "ar",
    id: "oks-ar",
    label: "OKS AR",
    name: "average recall by keypoint similarity",
    formula:
      "share of objects whose points are found at OKS 0.50, 0.55, … 0.95, averaged over these and classes, by the 20 surest predictions of each image and class",
    definition: "the mean over thresholds of object keypoint similarity (OKS) of recall",
  },
] as const;

/** COCO's figures of keypoints, those of precision first, in the order of its summary. */
export const OKS_RANKINGS: readonly Metric[] = MEASURES.flatMap(
  ({ measure, id, label, name, formula, definition }) => [
    oks(
      { ...ALL, measure },
      {
        id,
        name,
        formula,
        aliases: measure === "ap" ? ["keypoint-ap", "keypoints-ap", "oks-ap"] : ["keypoint-ar"],
        definition: `${definition} from 0.50 to 0.95 in steps of 0.05, mean over classes`,
        label,
        sentence:
          measure === "ap"
            ? `${PLACED}, over all thresholds.`
            : "How many objects are found with their points in place, over all thresholds.",
        short: measure === "ap" ? "points placed" : "objects found with their points",
      },
    ),
    ...([50, 75] as const).map((percent) =>
      oks(
        { ...ALL, measure, iou: percent / 100 },
        {
          id: `${id}-${percent}`,
          name: `${name} of 0.${percent}`,
          formula: `${id} at OKS 0.${percent} alone`,
          aliases: [`${id.replace("map", "ap")}${percent}`],
          definition: `${definition} at an OKS of 0.${percent}`,
          label: `${label} 0.${percent}`,
          sentence: `${PLACED}; ${percent === 50 ? "roughly placed points are accepted" : "only close points are accepted"}.`,
          short: percent === 50 ? "roughly placed points accepted" : "close points only",
        },
      ),
    ),
    ...SIZES.map(({ size, range }) =>
      oks(
        { ...ALL, measure, area: size },
        {
          id: `${id}-${size}`,
          name: `${name} of ${size} objects`,
          formula: `${id} of ${size} objects: area ${range}, both ends included; objects of other sizes, and unmatched predictions of other sizes, are neither right nor wrong`,
          aliases: [],
          definition: `${definition}, of objects with an area ${range}`,
          label: `${label}, ${size}`,
          sentence: `How close the points of ${size} objects are to where you put them.`,
          short: `points of ${size} objects`,
          about: `object of ${size} size`,
        },
      ),
    ),
  ],
);
