import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import { saysHowSure } from "../../outcomes/detection/says-how-sure.js";
import { namesOfBits } from "../label-columns.js";
import type { UnitNames } from "../task.js";
import { countedErrors } from "./detection-facts.js";
import { errorBit } from "./error-marks.js";

/** What is on the images of each unit and found there, and what is wrong with it. */
export function detectionNames(outcomes: EvaluatedDetections): UnitNames {
  const { input, unitOfImage, unitCount, classes } = outcomes;
  const { counting, anatomy } = countedErrors(outcomes);
  const isSaid = saysHowSure(input.detections);
  const width = classes.length;
  const labels = new Uint8Array(unitCount * width);
  const answers = new Uint8Array(unitCount * width);
  const right = new Uint8Array(unitCount).fill(1);
  const sureness = new Float64Array(unitCount).fill(Number.NaN);
  const errors = new Uint8Array(unitCount);
  const { truth, detections } = input;
  for (let i = 0; i < truth.count; i++) {
    labels[unitOfImage[truth.image[i]!]! * width + truth.label[i]!] = 1;
  }
  for (let row = 0; row < anatomy.ofTruth.length; row++) {
    const error = anatomy.ofTruth[row]!;
    if (error < 0) continue;
    const unit = unitOfImage[truth.image[counting.truths.source[row]!]!]!;
    right[unit] = 0;
    errors[unit]! |= (1 << error) | errorBit("false-negatives");
  }
  const isWrong = new Uint8Array(unitCount);
  for (let row = 0; row < counting.detections.count; row++) {
    const source = counting.detections.source[row]!;
    const unit = unitOfImage[detections.image[source]!]!;
    answers[unit * width + detections.label[source]!] = 1;
    const error = anatomy.ofDetection[row]!;
    const wrong = error >= 0;
    if (wrong) {
      right[unit] = 0;
      errors[unit]! |= (1 << error) | errorBit("false-positives");
    }
    if (!isSaid || (!wrong && isWrong[unit] === 1)) continue;
    const score = detections.score[source]!;
    if ((wrong && isWrong[unit] === 0) || !(sureness[unit]! >= score)) sureness[unit] = score;
    if (wrong) isWrong[unit] = 1;
  }
  return {
    labels: namesOfBits(labels, width),
    predictions: namesOfBits(answers, width),
    right,
    sureness,
    errors,
  };
}
