import { HomegroundError } from "../../core/errors.js";
import { say } from "../../core/sentence.js";
import { categoricalColumn } from "../../core/table.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList } from "../import-problems.js";
import type { CocoNames, ImagePredictions } from "../import-types.js";
import { EMPTY_PREDICTION } from "../megadetector/megadetector.js";
import { type ChosenPredictionReadings, SAY_SCORES } from "../prediction-reading/choices.js";
import {
  leftAside,
  type ResultsForm,
  readResultRecords,
  reasonOf,
} from "./coco-results-reading.js";

export interface CocoResultsOptions
  extends Pick<ChosenPredictionReadings, "classNumbers" | "predictionScores"> {
  /** What the numbers of images and categories stand for: the ground truth says it. */
  readonly coco?: CocoNames;
  /**
   * `presence`: the score of each category is that of its surest detection. `answer` (the default):
   * the category of the surest detection, `empty` where there is none.
   */
  readonly detectionsAs?: "presence" | "answer";
  /** Whether scores may be any number. Default false. */
  readonly anyScore?: boolean;
}

/**
 * Reads detections in COCO's results form (a list, or an object a line) as predictions for images:
 * a row for each image of the ground truth, in its order. An image without a detection has the
 * score 0 everywhere: the model was run on it and found nothing.
 *
 * A detection without a usable score or box, or of an image or category that the ground truth does
 * not have, is left out and listed.
 *
 * @throws HomegroundError `input/unsupported` where the ground truth is not COCO,
 *   `predictions/not-probabilities`, `predictions/empty` when not one of several detections has a
 *   score, and as `readJsonRecords`
 */
export async function readCocoResults(
  access: FileAccess,
  path: string,
  form: ResultsForm,
  {
    coco,
    detectionsAs = "answer",
    anyScore = false,
    classNumbers,
    predictionScores,
  }: CocoResultsOptions,
): Promise<ImagePredictions> {
  const problems = createProblemList();
  const isAny = anyScore || predictionScores !== undefined;
  // NaN: nothing of the category was detected on the image.
  let scores = new Float64Array();
  let width = 0;
  const read = await readResultRecords(
    ...([access, path, form, coco, problems] as const),
    (reading) => {
      width = reading.labels.length;
      scores = new Float64Array(reading.file.length * width).fill(Number.NaN);
      return {
        detection(row, label, { score }, where) {
          if (!isAny && (score < 0 || score > 1)) throw notProbability(score, where());
          const at = row * width + label;
          scores[at] = Number.isNaN(scores[at]!) ? score : Math.max(scores[at]!, score);
          return true;
        },
      };
    },
    classNumbers === undefined ? {} : { numbers: classNumbers },
  );
  const { file, labels, seen, unread, hasDetection } = read;
  const what = `${seen.kept} detections were read as the presence of their class in the image`;
  problems.add("predictions/boxes-collapsed", what, path);
  const rowCount = file.length;
  const isKnown = (row: number): boolean => hasDetection[row] === 1 || !unread.has(row);
  const predictions = predictionsOf(scores, labels, rowCount, isKnown);
  const isPresence = detectionsAs === "presence";
  return {
    format: {
      id: "coco-results",
      reason: reasonOf(form),
    },
    source: path,
    rowCount,
    file,
    objects: seen.kept,
    predicted: isPresence ? null : categoricalColumn(predictions.label),
    scoreLabels: isPresence ? labels : [],
    scores: isPresence ? presenceOf(scores, width, isKnown) : new Float64Array(),
    line: Int32Array.from(file, (_, row) => row + 1),
    attributes: { rowCount, columns: new Map() },
    roles: new Map([
      ["image", "image_id"],
      [isPresence ? "scores" : "predicted", "category_id of the surest detection"],
    ]),
    problems: problems.finish(),
    ...leftAside(read),
    ...(isPresence ? {} : { predictedScore: predictions.score }),
  };
}

/** Scores of presence: 0 where nothing was detected, none where no detection could be read. */
function presenceOf(
  scores: Float64Array,
  width: number,
  isKnown: (row: number) => boolean,
): Float64Array {
  return scores.map((score, at) => (isKnown(Math.floor(at / width)) ? score || 0 : Number.NaN));
}

function notProbability(score: number, where: string): HomegroundError {
  return new HomegroundError("predictions/not-probabilities", {
    what: `the score of a detection is ${score}, outside 0 to 1`,
    where,
    fix: say`Give confidences, or ${SAY_SCORES}`,
  });
}

/** The category of the surest detection of each image, and its score. */
function predictionsOf(
  scores: Float64Array,
  labels: readonly string[],
  rowCount: number,
  isKnown: (row: number) => boolean,
) {
  const width = labels.length;
  const label: (string | null)[] = [];
  const score = new Float64Array(rowCount).fill(Number.NaN);
  for (let row = 0; row < rowCount; row++) {
    let best = -1;
    for (let c = 0; c < width; c++) {
      const at = scores[row * width + c]!;
      if (!Number.isNaN(at) && !(best >= 0 && at <= scores[row * width + best]!)) best = c;
    }
    label.push(labels[best] ?? (isKnown(row) ? EMPTY_PREDICTION : null));
    if (best >= 0) score[row] = scores[row * width + best]!;
  }
  return { label, score };
}
