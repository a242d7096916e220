import { ln } from "../core/elementary.js";
import type { LabelledFeatures, PreparedMeasure } from "./labelled-features.js";

/**
 * LEEP (Nguyen and others 2020): the mean logarithm of the probability of an image's class if the candidate's
 * own answer were translated by P(class | own class), as these images show it. At most 0. Undefined
 * without the candidate's own probabilities.
 */
export function leep({ classes, classCount, sourceScores }: LabelledFeatures): PreparedMeasure {
  if (sourceScores === null) return () => null;
  const { width, values } = sourceScores;
  return (images) => {
    if (images.length === 0) return null;
    const joint = new Float64Array(classCount * width);
    const own = new Float64Array(width);
    for (const i of images) {
      const c = classes[i]!;
      for (let z = 0; z < width; z++) {
        const value = values[i * width + z]!;
        joint[c * width + z]! += value;
        own[z]! += value;
      }
    }
    let sum = 0;
    for (const i of images) {
      const c = classes[i]!;
      let probability = 0;
      for (let z = 0; z < width; z++) {
        if (own[z]! > 0) probability += (joint[c * width + z]! / own[z]!) * values[i * width + z]!;
      }
      sum += ln(probability);
    }
    return sum / images.length;
  };
}

/** What LEEP is of a candidate that says the same of every image: Σ p ln p over the shares of classes. */
export function leepFloor(classes: Int32Array, classCount: number): number {
  const sizes = new Int32Array(classCount);
  for (const c of classes) sizes[c]!++;
  let sum = 0;
  for (const size of sizes) {
    if (size > 0) sum += (size / classes.length) * ln(size / classes.length);
  }
  return sum;
}
