import { HomegroundError } from "../core/errors.js";
import type { Points } from "../statistics/set-distances.js";

/** Features of one candidate model on images whose classes are known. */
export interface LabelledFeatures {
  /** A point an image. */
  readonly features: Points;
  /** Class of each image, from 0. */
  readonly classes: Int32Array;
  readonly classCount: number;
  /**
   * What the candidate says of each image about the classes that it was trained on: probabilities, a
   * point an image; null where nobody knows.
   */
  readonly sourceScores: Points | null;
}

/**
 * A measure of how well a candidate's features fit the classes; higher is better. What it needs of all
 * images is computed once.
 *
 * @returns the measure on some of the images, ascending and each once; null where it is undefined
 */
export type PreparedMeasure = (images: Int32Array) => number | null;

/** Images of each class, ascending. */
export function imagesByClass(
  { classes, classCount }: Pick<LabelledFeatures, "classes" | "classCount">,
  images: Int32Array,
): Int32Array[] {
  const sizes = new Int32Array(classCount);
  for (const image of images) sizes[classes[image]!]!++;
  const groups = Array.from(sizes, (size) => new Int32Array(size));
  const next = new Int32Array(classCount);
  for (const image of images) {
    const c = classes[image]!;
    groups[c]![next[c]!++] = image;
  }
  return groups;
}

/** All images. */
export function everyImage({ features }: LabelledFeatures): Int32Array {
  return Int32Array.from({ length: features.count }, (_, i) => i);
}

/**
 * @param where names the candidate
 * @param file name of an image, for messages
 * @throws HomegroundError `shortlist/not-a-number`, `shortlist/bad-scores`
 */
export function checkFeatures(
  { features, sourceScores }: Pick<LabelledFeatures, "features" | "sourceScores">,
  where: string,
  file: (image: number) => string,
): void {
  const bad = features.values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new HomegroundError("shortlist/not-a-number", {
      what: `a feature of ${file(Math.floor(bad / features.width))} is missing or no finite number`,
      where,
      fix: "Give every image a finite number for every feature",
    });
  }
  if (sourceScores === null) return;
  const { count, width, values } = sourceScores;
  for (let i = 0; i < count; i++) {
    let sum = 0;
    let isShare = true;
    for (let z = 0; z < width; z++) {
      const value = values[i * width + z]!;
      if (!(value >= -TOLERANCE && value <= 1 + TOLERANCE)) isShare = false;
      sum += value;
    }
    if (isShare && Math.abs(sum - 1) <= TOLERANCE) continue;
    throw new HomegroundError("shortlist/bad-scores", {
      what: `the scores of ${file(i)} are no probabilities that sum to 1`,
      where,
      fix: "Give probabilities over all classes of the candidate, or leave its p_ columns out",
    });
  }
}

/** What rounding to three digits of a thousand classes leaves. */
const TOLERANCE = 0.02;
