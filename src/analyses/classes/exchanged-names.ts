import { rowsByImage, rowsOfImage } from "../../core/picked-rows.js";
import { createRandom } from "../../core/random.js";
import { said } from "../../core/sentence.js";
import { DRAW_STREAM } from "../../dataset/attributes/draw.js";
import type { EvaluatedOutcomes } from "../../evaluation/evaluated-outcomes.js";
import { type ClassificationOutcomes, haveOneLabel } from "../../outcomes/classification-types.js";
import { boxOverlap } from "../../outcomes/detection/box-overlap.js";
import {
  type EvaluatedDetections,
  haveObjects,
} from "../../outcomes/detection/evaluated-detections.js";
import { percent, percentDecimals } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import type { Note } from "../../results/result.js";
import { findRenaming, type NamedPredictions, type Renaming } from "../../statistics/renaming.js";
import { EXCHANGED } from "./exchanged-words.js";

/** So many names are told; the table of mix-ups has the others. */
const MOST_TOLD = 4;

/**
 * A note where the names of the model's labels look exchanged: answers fit the ground truth far better
 * under others. Of one label an image, and of objects that lie on each other; of nothing else there is
 * one renaming to look for.
 */
export function exchangedNames(outcomes: EvaluatedOutcomes, seed: number): Note[] {
  const isOfObjects = haveObjects(outcomes);
  if (!isOfObjects && !haveOneLabel(outcomes)) return [];
  const predictions = isOfObjects ? labelsOfPairs(outcomes) : labelsOfUnits(outcomes);
  const found = findRenaming(predictions, createRandom(seed, DRAW_STREAM.exchanged));
  if (found === null) return [];
  const units = predictions.truth.length;
  const share = (right: number): string => percent(right / units, percentDecimals(units));
  const told = {
    names: namesText(found, outcomes.classes),
    renamed: share(found.rightRenamed),
    now: share(found.right),
  };
  const sentence = isOfObjects ? EXCHANGED.ofObjects(told) : EXCHANGED.sentence(told);
  return [{ file: "", code: "labels/exchanged", ...said(sentence) }];
}

function labelsOfUnits({
  truth,
  predicted,
  cluster,
  modelClassCount,
}: ClassificationOutcomes): NamedPredictions {
  return { truth, predicted, classCount: modelClassCount, cluster };
}

/** A detection lies on an object where they overlap by so much. */
const LEAST_OVERLAP = 0.5;

/**
 * Labels of objects and of the detections that lie on them, whatever the labels: of each image as many
 * detections as it has objects, the surest first; each takes the object that it overlaps most of those
 * that are left. Objects of one image are one cluster.
 */
function labelsOfPairs({ input, modelClassCount }: EvaluatedDetections): NamedPredictions {
  const { truth, detections, imageCount } = input;
  const objectsOf = rowsByImage(truth.image, imageCount);
  const detectionsOf = rowsByImage(detections.image, imageCount);
  const pairs: { readonly truth: number; readonly predicted: number; readonly image: number }[] =
    [];
  for (let image = 0; image < imageCount; image++) {
    const left = new Set(rowsOfImage(objectsOf, image).filter((i) => truth.flags[i] === 0));
    if (left.size === 0) continue;
    const surest = rowsOfImage(detectionsOf, image).sort(
      (a, b) => detections.score[b]! - detections.score[a]! || a - b,
    );
    for (const detection of surest.subarray(0, left.size)) {
      let [best, overlap] = [-1, LEAST_OVERLAP];
      for (const object of left) {
        const here = boxOverlap(detections.box, 4 * detection, truth.box, 4 * object, false);
        if (here >= overlap) [best, overlap] = [object, here];
      }
      if (best < 0) continue;
      left.delete(best);
      pairs.push({ truth: truth.label[best]!, predicted: detections.label[detection]!, image });
    }
  }
  return {
    truth: Int32Array.from(pairs, (pair) => pair.truth),
    predicted: Int32Array.from(pairs, (pair) => pair.predicted),
    classCount: modelClassCount,
    cluster: Int32Array.from(pairs, (pair) => pair.image),
  };
}

function namesText({ classes: moved }: Renaming, classes: readonly string[]): string {
  const name = (k: number): string => shown(classes[k] ?? "", 40);
  const [first, second] = moved;
  if (first === undefined) return "";
  const isPair = moved.length === 2 && first.truth === second?.answered;
  if (isPair) return EXCHANGED.pair({ a: name(first.truth), b: name(first.answered) });
  const pairs = moved
    .slice(0, MOST_TOLD)
    .map(({ truth, answered }) => EXCHANGED.as({ truth: name(truth), answered: name(answered) }));
  const more = moved.length - pairs.length;
  const step = first.answered - first.truth;
  const isMoved = moved.length > 2 && moved.every((one) => one.answered - one.truth === step);
  return (isMoved ? EXCHANGED.moved : EXCHANGED.mixed)({ pairs, more, places: Math.abs(step) });
}
