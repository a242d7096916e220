import { type Masks, maskOfEdges, masksOf, sharedPixels } from "../../core/masks/masks.js";
import { mergeEdges } from "../../core/masks/runs.js";
import { OBJECT_FLAG } from "../../core/objects.js";
import { rowsByImage, rowsOfImage } from "../../core/picked-rows.js";
import { SEARCHED } from "../detection-types.js";
import {
  aggregatedJaccard,
  aggregatedJaccardPlus,
  type InstanceOverlap,
  objectDice,
  panopticCounts,
  type QuotientParts,
} from "../segmentation/instance-figures.js";
import type { EvaluatedDetections } from "./evaluated-detections.js";

/** Figures of finding and outlining at once: panoptic quality and its two factors, AJI, AJI+ and object Dice. */
export type InstanceFigure =
  | "panoptic"
  | "segmentation"
  | "recognition"
  | "jaccard"
  | "paired-jaccard"
  | "overlap";

/**
 * Sums of units behind figures of whole outlines at an operating point, by class: the figure of a class is the mean of
 * the quotients. Matrices are row-major, units × classes.
 */
export interface InstanceSums {
  readonly unitCount: number;
  readonly unit: string;
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
  readonly classes: readonly string[];
  /** One quotient; two of the overlap, of objects and of predictions. */
  readonly quotients: readonly {
    readonly numerator: Float64Array;
    readonly denominator: Float64Array;
  }[];
  /** Objects that are to be found, and those of them with a prediction of an IoU above 0.5. */
  readonly objects: Float64Array;
  readonly found: Float64Array;
  /** What there is to be right or wrong about: objects, and predictions without a partner for half each. */
  readonly present: Float64Array;
  /** 1 for each class of regions, and not of objects that can be counted (stuff). */
  readonly isRegion: Uint8Array;
}

const known = new WeakMap<EvaluatedDetections, Map<InstanceFigure, InstanceSums>>();

/**
 * @param outcomes of masks, with a threshold; each image is looked at once for a figure
 */
export function instanceSums(outcomes: EvaluatedDetections, figure: InstanceFigure): InstanceSums {
  const made = known.get(outcomes) ?? new Map<InstanceFigure, InstanceSums>();
  known.set(outcomes, made);
  const sums = made.get(figure) ?? summed(outcomes, figure);
  made.set(figure, sums);
  return sums;
}

function summed(outcomes: EvaluatedDetections, figure: InstanceFigure): InstanceSums {
  const { unitCount, unit, cluster, clusterCount, classes, unitOfImage } = outcomes;
  const matrix = () => new Float64Array(unitCount * classes.length);
  const quotients = Array.from({ length: figure === "overlap" ? 2 : 1 }, () => ({
    numerator: matrix(),
    denominator: matrix(),
  }));
  const [objects, found, present] = [matrix(), matrix(), matrix()];
  eachOverlap(outcomes, (image, label, of, hasVoid) => {
    const at = unitOfImage[image]! * classes.length + label;
    const { truePositives, falsePositives, falseNegatives, overlaps } = panopticCounts(
      of,
      () => label,
      () => label,
    ).get(label)!;
    objects[at]! += truePositives + falseNegatives;
    found[at]! += truePositives;
    const weight = truePositives + (falsePositives + falseNegatives) / 2;
    present[at]! += weight;
    const parts = partsOf(figure, of, hasVoid, {
      panoptic: { numerator: overlaps, denominator: weight },
      segmentation: { numerator: overlaps, denominator: truePositives },
      recognition: { numerator: truePositives, denominator: weight },
    });
    for (const [k, { numerator, denominator }] of parts.entries()) {
      quotients[k]!.numerator[at]! += numerator;
      quotients[k]!.denominator[at]! += denominator;
    }
  });
  return {
    ...{ unitCount, unit, cluster, clusterCount, classes, quotients, objects, found, present },
    isRegion: Uint8Array.from(classes, (_, k) =>
      outcomes.input.searched?.[k] === SEARCHED.region ? 1 : 0,
    ),
  };
}

function partsOf(
  figure: InstanceFigure,
  of: InstanceOverlap,
  hasVoid: boolean,
  panoptic: Readonly<Record<"panoptic" | "segmentation" | "recognition", QuotientParts>>,
): readonly QuotientParts[] {
  switch (figure) {
    case "panoptic":
    case "segmentation":
    case "recognition":
      return [panoptic[figure]];
    case "jaccard":
      return [aggregatedJaccard(of, hasVoid)];
    case "paired-jaccard":
      return [aggregatedJaccardPlus(of, hasVoid)];
    case "overlap": {
      const { ofTruths, ofPredictions } = objectDice(of, hasVoid);
      return [ofTruths, ofPredictions];
    }
  }
}

/**
 * Visits each image and label of which there is an object to be found or a prediction that counts, with how these
 * overlap. Void is where ignored objects of any label lie, and crowds of the label; the pixels of a pair that lie on a
 * crowd count to its union all the same, as panopticapi has it.
 */
export function eachOverlap(
  { input, classes, threshold }: EvaluatedDetections,
  visit: (image: number, label: number, of: InstanceOverlap, hasVoid: boolean) => void,
): void {
  const { truth, detections, imageCount, widthPx, heightPx } = input;
  const least = threshold ?? Number.NEGATIVE_INFINITY;
  const truthsOf = rowsByImage(truth.image, imageCount);
  const detectionsOf = rowsByImage(detections.image, imageCount);
  for (let image = 0; image < imageCount; image++) {
    const objects = rowsOfImage(truthsOf, image);
    const found = rowsOfImage(detectionsOf, image).filter((row) => detections.score[row]! >= least);
    if (objects.length + found.length === 0) continue;
    const [width, height] = [widthPx?.[image] ?? Number.NaN, heightPx?.[image] ?? Number.NaN];
    const ignored = objects.filter((row) => (truth.flags[row]! & OBJECT_FLAG.ignored) !== 0);
    const isCrowdOf = (row: number, label: number): boolean =>
      truth.flags[row] === OBJECT_FLAG.crowd && truth.label[row] === label;
    for (let label = 0; label < classes.length; label++) {
      const own = objects.filter((row) => truth.label[row] === label && truth.flags[row] === 0);
      const said = found.filter((row) => detections.label[row] === label);
      if (own.length + said.length === 0) continue;
      const crowds = objects.filter((row) => isCrowdOf(row, label));
      const truths = masksOf(truth, own, width, height);
      const predictions = masksOf(detections, said, width, height);
      const union = (rows: ArrayLike<number>) =>
        rows.length === 0 ? null : unionOf(masksOf(truth, rows, width, height));
      const around = union([...ignored, ...crowds]);
      const unknown = crowds.length === 0 ? around : union(ignored);
      visit(image, label, overlapOf(truths, predictions, around, unknown), around !== null);
    }
  }
}

/**
 * How masks of one image overlap.
 *
 * @param around all that is void
 * @param unknown what of it is no crowd
 */
function overlapOf(
  truths: Masks,
  predictions: Masks,
  around: Masks | null,
  unknown: Masks | null,
): InstanceOverlap {
  const width = predictions.count;
  const shared = new Float64Array(truths.count * width);
  const onVoid = new Float64Array(width);
  const outOfUnion = unknown === around ? onVoid : new Float64Array(width);
  for (let p = 0; p < width; p++) {
    for (let t = 0; t < truths.count; t++) {
      shared[t * width + p] = sharedPixels(truths, t, predictions, p);
    }
    if (around !== null) onVoid[p] = sharedPixels(around, 0, predictions, p);
    if (unknown !== around && unknown !== null) {
      outOfUnion[p] = sharedPixels(unknown, 0, predictions, p);
    }
  }
  return {
    truthIds: Array.from({ length: truths.count }, (_, t) => t),
    predictedIds: Array.from({ length: width }, (_, p) => p),
    truthArea: truths.area,
    predictedArea: predictions.area,
    shared,
    onVoid,
    outOfUnion,
  };
}

/** Masks as one. */
function unionOf({ count, edges, start, heightPx }: Masks): Masks {
  let joined: Uint32Array = new Uint32Array();
  for (let i = 0; i < count; i++) {
    const own = edges.subarray(start[i]!, start[i + 1]!);
    const into = new Uint32Array(joined.length + own.length);
    joined = into.subarray(0, mergeEdges(joined, own, "union", into));
  }
  return maskOfEdges(joined, heightPx);
}
