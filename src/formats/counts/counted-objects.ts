import { HomegroundError } from "../../core/errors.js";
import { OBJECT_FLAG } from "../../core/objects.js";
import { WAY } from "../../core/ways.js";
import {
  type ImagePredictions,
  type ImageTruth,
  TRUTH_STATE,
  type Unfit,
} from "../import-types.js";
import type { ObjectPredictions, ObjectTruth } from "../objects/object-types.js";
import { createCountedTruth } from "./counted-truth.js";

/**
 * The number of annotated objects of each label in an image. A region of many objects that are not
 * told apart has no number: its image is unfit.
 *
 * @throws HomegroundError `counts/too-many`
 */
export function countedObjects(truth: ObjectTruth): ImageTruth {
  const { regions, imageLabels: _, ...rest } = truth;
  const { objects } = regions;
  const width = truth.labelNames.length;
  const counts = new Float64Array(truth.rowCount * width);
  const unfit = new Map<number, Unfit>(truth.unfit);
  for (let i = 0; i < objects.count; i++) {
    const row = objects.image[i]!;
    const flags = objects.flags[i]!;
    if ((flags & OBJECT_FLAG.crowd) !== 0) {
      unfit.set(row, {
        code: "counts/crowd",
        what: "a region of it holds objects that are not told apart",
      });
    }
    if (flags === 0) counts[row * width + objects.label[i]!]! += 1;
  }
  const counted = createCountedTruth(truth.rowCount, truth.labelNames, counts, truth.source);
  // Who marked something on an image that counts for nothing has looked at it.
  const state = counted.state.map((given, row) =>
    given === TRUTH_STATE.empty && truth.state[row] === TRUTH_STATE.unlabelled
      ? TRUTH_STATE.unlabelled
      : given,
  );
  return { ...rest, ...counted, state, unfit, objects: objects.count };
}

/**
 * How many objects of each label a model found in an image, by those of at least a score.
 *
 * @param given the threshold; null where none was named, and the file may state one
 * @throws HomegroundError `counts/no-threshold`
 */
export function countedDetections(read: ObjectPredictions, given: number | null): ImagePredictions {
  const threshold = given ?? read.threshold?.value ?? null;
  if (threshold === null) throw noThreshold(read.source);
  const { objects, labelNames, rowCount } = read;
  const width = labelNames.length;
  const scores = new Float64Array(rowCount * width);
  for (let i = 0; i < objects.count; i++) {
    if (objects.score[i]! >= threshold) scores[objects.image[i]! * width + objects.label[i]!]! += 1;
  }
  for (let row = 0; row < rowCount; row++) {
    const isPart = read.incomplete?.has(row) === true && read.onlyUnasked?.has(row) !== true;
    if (read.failed[row] === 1 || isPart) scores.fill(Number.NaN, row * width, (row + 1) * width);
  }
  return {
    format: read.format,
    source: read.source,
    rowCount,
    file: read.file,
    predicted: null,
    scoreLabels: labelNames,
    scores,
    line: read.line,
    attributes: read.attributes,
    roles: read.roles,
    problems: read.problems,
    threshold: { value: threshold, source: read.threshold?.source ?? "" },
    objects: objects.count,
    ...(read.imagesOnlyFound === true ? { absentIsNone: true } : {}),
    ...(read.readings === undefined ? {} : { readings: read.readings }),
  };
}

/** @returns an error to throw: objects are counted from a score on, and nothing says from which */
export function noThreshold(where: string): HomegroundError {
  return new HomegroundError("counts/no-threshold", {
    what: "objects are counted from a score on, and nothing says from which",
    where,
    fix: WAY.giveSomeThreshold,
  });
}
