import { allowsAnytime } from "../claims/anytime-check.js";
import { NEVER_CANCELLED } from "../core/cancellation.js";
import type { LabelSet } from "../core/label-set.js";
import type { ImageSet, LabelledImages } from "../dataset/image-set.js";
import type { PreparedImages } from "../dataset/prepare.js";
import { localClasses } from "../evaluation/claim-record/local-classes.js";
import { readClaims } from "../evaluation/claims.js";
import { type LiveLook, lookAt } from "../evaluation/live-look.js";
import type { EvaluateRequest } from "../evaluation/request.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import { metricOf } from "../metrics/lookup.js";
import type { ClassificationOutcomes } from "../outcomes/classification-types.js";
import { classify } from "../tasks/classify.js";
import type { ImagePrediction } from "../tasks/predictions.js";
import { taskOf } from "../tasks/registry.js";
import { predictionsOneLabel } from "../tasks/task.js";

/**
 * Why a run has nothing to look at before its end: the person looks once, images belong together, or
 * the figure is no mean of images.
 */
export type NoLivePrediction = "once" | "clusters" | "figure";

/** @returns null where looking is allowed and can be done */
export function whyNoLivePrediction(
  request: EvaluateRequest,
  hasClusters: boolean,
): NoLivePrediction | null {
  if (!request.anytime) return "once";
  if (!predictionsOneLabel(taskOf(request.task)) || request.unit.kind !== "image") return "figure";
  if (hasClusters) return "clusters";
  const claims = readClaims({ ...request, claimRecords: [] }, null);
  return claims.every(({ reference }) => allowsAnytime(reference) && isOfPredictions(reference))
    ? null
    : "figure";
}

/** Whether a figure is read from truth and answer alone. */
function isOfPredictions(reference: MetricReference): boolean {
  return metricOf(reference).images?.unitHit !== undefined;
}

/** Looks at a run under way, image after image of a random order. */
export interface LivePrediction {
  /**
   * The next images of the order, without a gap: those that happen to be done first are no random
   * sample.
   */
  add(next: Int32Array, prediction: (image: number) => ImagePrediction): Promise<void>;
  /** Null before there is anything to say. */
  look(): LiveLook | null;
}

/**
 * Figure, range and verdict by the rules that allow looking (METHODS §5), from the same outcomes as
 * those of the end.
 *
 * @param labels names of the scores that the model gives
 */
export function createLivePrediction(
  { images, map }: PreparedImages,
  labels: LabelSet,
  request: EvaluateRequest,
): LivePrediction {
  const truth = new Int32Array(images.file.length);
  const predicted = new Int32Array(images.file.length);
  let frame: ClassificationOutcomes | null = null;
  let count = 0;
  // Images without an answer: codes of their truth, and their places among the others. Those whose
  // files are missing come first, as in the verdict of the end.
  const silent: number[] = [];
  const places: number[] = [];
  const addSilent = ({ classStart, classIndex }: LabelledImages, image: number): void => {
    places.push(count);
    silent.push(classIndex[classStart[image]!]!);
  };
  for (const image of images.missing.file.keys()) addSilent(images.missing, image);
  return {
    async add(next, prediction) {
      const kept = next.slice().sort();
      const { outcomes, image } = await classify(
        keepImages(images, kept),
        map,
        { labels, answer: (i) => prediction(kept[i]!) },
        {
          scoreColumns: [],
          threshold: null,
          sequences: null,
          signal: NEVER_CANCELLED,
        },
      );
      frame = outcomes;
      const unitOf = new Map(Array.from(image, (i, unit) => [kept[i]!, unit]));
      for (const one of next) {
        const unit = unitOf.get(one);
        if (unit === undefined) {
          addSilent(images, one);
          continue;
        }
        truth[count] = outcomes.truth[unit]!;
        predicted[count++] = outcomes.predicted[unit]!;
      }
    },
    look() {
      if (frame === null || count === 0) return null;
      const outcomes: ClassificationOutcomes = {
        kind: frame.kind,
        unit: frame.unit,
        unitCount: count,
        classes: frame.classes,
        modelClassCount: frame.modelClassCount,
        truth: truth.subarray(0, count),
        predicted: predicted.subarray(0, count),
        cluster: null,
        clusterCount: 0,
        scores: null,
      };
      const here = localClasses(outcomes, labels, map);
      const classOf = (code: number) => outcomes.classes.indexOf(map.truthNames[code]!);
      const unanswered = { truth: Int32Array.from(silent, classOf), places };
      return lookAt(
        outcomes,
        unanswered,
        readClaims(request, outcomes.classes, here),
        request.level,
      );
    },
  };
}

/** Some images of a set. @param kept ascending */
function keepImages(images: ImageSet, kept: Int32Array): ImageSet {
  const classStart = new Int32Array(kept.length + 1);
  const classIndex: number[] = [];
  for (let at = 0; at < kept.length; at++) {
    const i = kept[at]!;
    for (let k = images.classStart[i]!; k < images.classStart[i + 1]!; k++) {
      classIndex.push(images.classIndex[k]!);
    }
    classStart[at + 1] = classIndex.length;
  }
  return {
    ...images,
    file: Array.from(kept, (i) => images.file[i]!),
    found: kept.map((i) => images.found[i]!),
    row: kept.map((i) => images.row[i]!),
    classStart,
    classIndex: Int32Array.from(classIndex),
    listed: [],
    notes: [],
  };
}
