import type { PairedPoints } from "../../outcomes/detection/paired-points.js";
import { failureMeanEstimate } from "../estimate-mean.js";
import type { MetricReference } from "../estimate-types.js";
import { KEYPOINTS, type MetricParameter, metric } from "../metric.js";
import type { MetricEstimate } from "../metric-estimate.js";
import { namedClass } from "../not-available.js";
import { CLASS, settingOf } from "../parameters.js";
import { createUnitSample } from "../sample.js";
import { shareEstimate } from "../share-estimate.js";
import { totalsOfUnits } from "../share-totals.js";
import type { UnitShares } from "../unit-shares.js";
import { JOINT, jointsOf, LENGTH, objectLengths, ofJoint } from "./lengths.js";

/** How far a point may lie from where it was put, as a share of the object's length. */
const ALPHA = {
  name: "alpha",
  kind: "number",
  low: 0,
  high: 10,
  default: "0.2",
  alwaysPrinted: true,
} as const satisfies MetricParameter;

/** Whether the points of all images are put together, or each image with points counts alike. */
const AVERAGE = {
  name: "average",
  kind: "choice",
  values: ["pooled", "image"],
  default: "pooled",
  alwaysPrinted: false,
} as const satisfies MetricParameter;

const isOfImages = ({ parameters }: Pick<MetricReference, "parameters">): boolean =>
  parameters.get(AVERAGE.name) === "image";

/** Annotated points of each unit, and those of them that lie close enough. */
function closePoints(points: PairedPoints, reference: MetricReference): UnitShares {
  const { unitCount, count, unitOf, label, truth, distance, joints, classes } = points;
  const alpha = Number(settingOf(reference, ALPHA));
  const lengths = objectLengths(points, reference);
  const wanted = namedClass(reference, classes);
  const asked = jointsOf(points, reference);
  const size = new Float64Array(unitCount);
  const hits = new Float64Array(unitCount);
  for (let i = 0; i < count; i++) {
    if ((wanted !== null && label[i] !== wanted) || Number.isNaN(lengths[i]!)) continue;
    const far = alpha * lengths[i]!;
    for (const k of asked) {
      const at = i * joints.length + k;
      if (!(truth[3 * at + 2]! > 0)) continue;
      size[unitOf[i]!]!++;
      // One that is not predicted has no distance, and is not close.
      if (distance[at]! <= far) hits[unitOf[i]!]!++;
    }
  }
  return { size, hits };
}

const OF_IMAGES = {
  label: "Points close enough, image by image",
  phrase: "PCK by image",
  sentence: "How many of an image's points lie close enough to where you put them, on average.",
  short: "points close enough, by image",
  hit: null,
} as const;

/** The share of each unit's points that lie close enough; NaN where none is annotated. */
function closeShares(points: PairedPoints, reference: MetricReference): Float64Array {
  const { size, hits } = closePoints(points, reference);
  return hits.map((close, i) => (size[i]! > 0 ? close / size[i]! : Number.NaN));
}

/** The mean over units with annotated points of their share: `mean-failure` (METHODS §2.3). */
function imageEstimate(
  points: PairedPoints,
  reference: MetricReference,
  weights: Float64Array | null,
): MetricEstimate {
  const shares = closeShares(points, reference);
  const own = shares.map((share, i) => (Number.isNaN(share) ? 0 : (weights?.[i] ?? 1)));
  const { sample, kept } = createUnitSample(points, own);
  const scores = kept === null ? shares : Float64Array.from(kept, (unit) => shares[unit]!);
  return failureMeanEstimate(sample, scores, ITSELF, ITSELF);
}

const ITSELF = (share: number): number => share;

export const PCK = metric({
  id: "pck",
  name: "percentage of correct keypoints",
  tasks: KEYPOINTS,
  kind: "ratio",
  needs: "detections",
  parameters: [CLASS, ALPHA, LENGTH, JOINT, AVERAGE],
  nullUnits:
    "Points that are not annotated do not count, nor do objects without a length. An annotated point of an object without a prediction, or that its prediction lacks, is not close. With average=image an image without points that count is left out.",
  formula:
    "annotated points whose prediction lies at most alpha · length away / annotated points; length: the longer side of the object's box, or the distance of two of its points (length=A~B). Predictions are paired with objects of their label on the image one to one, least mean distance first, the surest predictions only, as many as there are objects; average=image: mean over images of that share of each image's own points",
  source:
    'Yang & Ramanan, "Articulated Human Detection with Flexible Mixtures of Parts", IEEE TPAMI 35(12), 2013 (PCK); Andriluka et al., CVPR 2014 (PCKh: a length of two points)',
  words: {
    label: "Points close enough",
    phrase: "PCK",
    sentence: "The share of points that lie close enough to where you put them.",
    short: "points close enough",
    hit: { long: "lie close enough", short: "close enough" },
    variant(parameters) {
      const ofOne = ofJoint("Close enough")(parameters);
      if (!isOfImages({ parameters })) return ofOne;
      // A mean of shares is no number of points of so many.
      return {
        ...OF_IMAGES,
        ...(ofOne === null ? {} : { label: `${ofOne.label}, image by image` }),
      };
    },
  },
  definition: ({ parameters }) => {
    const length = parameters.get("length") ?? LENGTH.default;
    const of =
      length === LENGTH.default ? "the longer side of the object's box" : `the distance ${length}`;
    const share = `share of annotated points whose prediction lies within ${parameters.get("alpha") ?? ALPHA.default} of ${of}`;
    return isOfImages({ parameters }) ? `the mean over images of the ${share}` : `the ${share}`;
  },
  fieldName: "percentage of correct keypoints (PCK)",
  shareOf: (reference) => (isOfImages(reference) ? null : "some"),
  isUnitMean: isOfImages,
  detections: {
    over: "points",
    estimate(points, reference, { weights = null }) {
      if (isOfImages(reference)) return imageEstimate(points, reference, weights);
      const { sample, kept } = createUnitSample(points, weights);
      const { size, hits } = closePoints(points, reference);
      const picked = (values: Float64Array) =>
        kept === null ? values : Float64Array.from(kept, (unit) => values[unit]!);
      const shares = { size: picked(size), hits: picked(hits) };
      const isAbsent = !shares.size.some((own) => own > 0);
      return shareEstimate(sample, totalsOfUnits(sample, shares, true), undefined, isAbsent);
    },
    lookedValues: (points, reference) =>
      isOfImages(reference) ? closeShares(points, reference) : null,
    kernel(points, reference) {
      const found = closePoints(points, reference);
      // Of an image by itself all its points weigh 1 together.
      const { size, hits } = isOfImages(reference)
        ? {
            size: found.size.map((own) => Math.min(1, own)),
            hits: found.hits.map((close, i) => close / Math.max(1, found.size[i]!)),
          }
        : found;
      return (weights) => {
        let all = 0;
        let close = 0;
        for (let i = 0; i < size.length; i++) {
          const weight = weights?.[i] ?? 1;
          all += weight * size[i]!;
          close += weight * hits[i]!;
        }
        return close / all;
      };
    },
  },
});
