import { type LevelledAttribute, levelledAttributes, timesOf } from "../claims/attribute-levels.js";
import type { ImageSet } from "../dataset/image-set.js";
import { countedErrors } from "../evaluation/detection/detection-facts.js";
import type { EvaluatedDetections } from "../evaluation/detection/evaluated-detections.js";
import type { Evaluation } from "../evaluation/evaluation.js";
import type { ResultListed } from "../results/result.js";
import { errorBit } from "./error-marks.js";

/** Names of each item, one list behind the other: those of item i lie from `start[i]` to `start[i + 1]`. */
export interface ItemNames {
  readonly start: Int32Array;
  /** Indices into the classes. */
  readonly index: Int32Array;
}

/**
 * What a gallery shows, as columns: units with an answer first, in the order of the outcomes, then
 * images that are listed. Images in = units' images + listed.
 */
export interface GalleryItems {
  readonly count: number;
  /** How many have an answer. */
  readonly answered: number;
  /** `image`, `sequence`. */
  readonly unit: string;
  readonly classes: readonly string[];
  readonly labels: ItemNames;
  readonly answers: ItemNames;
  /** Of answered items: image of the set; of a sequence its first. */
  readonly image: Int32Array;
  /** Of answered items: 1 where label and answer agree, for a detector where nothing is wrong. */
  readonly right: Uint8Array;
  /** Of answered items: how sure the answer is; NaN where that is not known. */
  readonly sureness: Float64Array;
  /**
   * Of answered items of a detector: what is wrong, a bit for each of `ERROR_MARKS`; null of other
   * tasks.
   */
  readonly errors: Uint8Array | null;
  readonly attributes: readonly LevelledAttribute[];
  /** When answered items were taken, in seconds; NaN where that is not known, null without times. */
  readonly seconds: Float64Array | null;
  /** How like the test set answered items are, the larger the more; null where that is not known. */
  readonly likeness: Float64Array | null;
  readonly listed: readonly ResultListed[];
}

/** The items of an evaluation. */
export function galleryItems(evaluation: Evaluation): GalleryItems {
  const { outcomes, image, attributes, result } = evaluation;
  const { table, rows } = attributes;
  const { listed } = result.inputs;
  return {
    ...{ count: image.length + listed.length, answered: image.length, image, listed },
    ...{ unit: outcomes.unit, classes: outcomes.classes },
    attributes: [
      ...levelledAttributes(table, rows, [...table.columns.keys()]),
      ...evaluation.chosen,
    ],
    seconds: secondsOf(evaluation),
    likeness: likenessOf(evaluation),
    ...namesOf(outcomes),
  };
}

type Named = Pick<GalleryItems, "labels" | "answers" | "right" | "sureness" | "errors">;

function namesOf(outcomes: Evaluation["outcomes"]): Named {
  return outcomes.kind === "detection"
    ? detectionNames(outcomes)
    : { ...answerNames(outcomes), errors: null };
}

function answerNames(
  outcomes: Exclude<Evaluation["outcomes"], EvaluatedDetections>,
): Omit<Named, "errors"> {
  const { unitCount } = outcomes;
  switch (outcomes.kind) {
    case "classification": {
      const { truth, predicted, scores, answerConfidence } = outcomes;
      const one = Int32Array.from({ length: unitCount + 1 }, (_, i) => i);
      const right = new Uint8Array(unitCount);
      for (let i = 0; i < unitCount; i++) right[i] = truth[i] === predicted[i] ? 1 : 0;
      return {
        labels: { start: one, index: truth },
        answers: { start: one, index: predicted },
        ...{ right, sureness: scores?.confidence ?? answerConfidence ?? unknown(unitCount) },
      };
    }
    case "multilabel": {
      const { truth, predicted, scores, classes } = outcomes;
      const width = classes.length;
      const right = new Uint8Array(unitCount).fill(1);
      const sureness = unknown(unitCount);
      for (let k = 0; k < truth.length; k++) {
        const unit = Math.floor(k / width);
        if (truth[k] !== predicted[k]) right[unit] = 0;
        const score = scores?.[k];
        if (predicted[k] !== 1 || score === undefined) continue;
        // What is said wrongly counts before what is said rightly.
        if (!(sureness[unit]! >= score)) sureness[unit] = score;
      }
      return { labels: bits(truth, width), answers: bits(predicted, width), right, sureness };
    }
    case "anomaly": {
      const { truth, score, threshold } = outcomes;
      const one = Int32Array.from({ length: unitCount + 1 }, (_, i) => i);
      const said = score.map((value) => (threshold !== null && value >= threshold ? 1 : 0));
      const right = new Uint8Array(unitCount);
      for (let i = 0; i < unitCount; i++) right[i] = truth[i] === said[i] ? 1 : 0;
      return {
        labels: { start: one, index: Int32Array.from(truth) },
        answers:
          threshold === null
            ? { start: new Int32Array(unitCount + 1), index: new Int32Array(0) }
            : { start: one, index: Int32Array.from(said) },
        // Without a threshold nothing is said, and nothing is wrong.
        ...{ right: threshold === null ? right.fill(1) : right, sureness: unknown(unitCount) },
      };
    }
    default:
      return outcomes satisfies never;
  }
}

function detectionNames(outcomes: EvaluatedDetections): Named {
  const { input, unitOfImage, unitCount, classes } = outcomes;
  const { counting, anatomy } = countedErrors(outcomes);
  const width = classes.length;
  const labels = new Uint8Array(unitCount * width);
  const answers = new Uint8Array(unitCount * width);
  const right = new Uint8Array(unitCount).fill(1);
  const sureness = unknown(unitCount);
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
    if (!wrong && isWrong[unit] === 1) continue;
    const score = detections.score[source]!;
    if ((wrong && isWrong[unit] === 0) || !(sureness[unit]! >= score)) sureness[unit] = score;
    if (wrong) isWrong[unit] = 1;
  }
  return { labels: bits(labels, width), answers: bits(answers, width), right, sureness, errors };
}

/** Rows of 0 and 1 as lists. */
function bits(rows: Uint8Array, width: number): ItemNames {
  const start = new Int32Array(width === 0 ? 1 : rows.length / width + 1);
  const index: number[] = [];
  for (let k = 0; k < rows.length; k++) {
    if (rows[k] === 1) index.push(k % width);
    if ((k + 1) % width === 0) start[(k + 1) / width] = index.length;
  }
  return { start, index: Int32Array.from(index) };
}

function unknown(length: number): Float64Array {
  return new Float64Array(length).fill(Number.NaN);
}

/** Of answered items; of a sequence, of its first image. */
function likenessOf({ likeness, answered, image }: Evaluation): Float64Array | null {
  if (likeness === null) return null;
  const place = new Map(Array.from(answered, (one, at) => [one, at]));
  return Float64Array.from(image, (one) => likeness[place.get(one) ?? -1] ?? Number.NaN);
}

/** Of the first column that holds times. */
function secondsOf({ attributes: { table, rows } }: Evaluation): Float64Array | null {
  for (const column of table.columns.values()) {
    const times = timesOf(column, rows);
    if (times !== null) return Float64Array.from(times, (one) => one?.seconds ?? Number.NaN);
  }
  return null;
}

/** File of an item. */
export function itemFile(items: GalleryItems, images: ImageSet, item: number): string {
  return item < items.answered
    ? images.file[items.image[item]!]!
    : items.listed[item - items.answered]!.file;
}
