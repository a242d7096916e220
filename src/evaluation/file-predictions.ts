import { HomegroundError, isHomegroundError } from "../core/errors.js";
import { createLabelSet, type LabelSet } from "../core/label-set.js";
import { packMask } from "../core/masks/label-mask.js";
import { say } from "../core/sentence.js";
import type { ImageSet } from "../dataset/image-set.js";
import type { ImagePredictions, MaskSize } from "../formats/import-types.js";
import { SAY_SCORES } from "../formats/prediction-reading/choices.js";
import type { ResultListed } from "../results/result.js";
import type { ImagePrediction, PredictionSource } from "../tasks/predictions.js";
import { predictionsOneLabel, type Task } from "../tasks/task.js";

/**
 * The labels of a file of predictions: its score columns, else the labels that it declares, else those
 * predicted, in code-unit order so that they do not depend on the order of rows.
 */
export function labelsOfPredictions(predictions: ImagePredictions): LabelSet {
  const { scoreLabels, answerLabels, predicted } = predictions;
  if (scoreLabels.length > 0) return createLabelSet(scoreLabels);
  return createLabelSet([...(answerLabels ?? predicted?.levels ?? [])].sort());
}

/** Whether no more is known of a file's labels than which of them were answered. */
export function namesOnlyAnswered(predictions: ImagePredictions): boolean {
  if (predictions.namesOnlyFound === true) return true;
  return predictions.scoreLabels.length === 0 && predictions.answerLabels === undefined;
}

/** Answers from a file of predictions, and what is worth a note about them. */
export interface FilePredictions {
  readonly source: PredictionSource;
  readonly notes: readonly ResultListed[];
}

/**
 * @param rowOfImage row of the predictions for each image of the set, −1 where there is none
 * @param sizeOf of an image, for masks that are drawn; null where nobody knows it
 * @throws HomegroundError `predictions/not-probabilities`, `predictions/empty`
 */
export function filePredictions(
  predictions: ImagePredictions,
  images: Pick<ImageSet, "file">,
  rowOfImage: Int32Array,
  task: Pick<Task, "id" | "truth" | "prediction">,
  sizeOf: (image: number) => MaskSize | null = () => null,
): FilePredictions {
  const labels = labelsOfPredictions(predictions);
  const width = predictions.scoreLabels.length;
  if (labels.names.length === 0) {
    throw new HomegroundError("predictions/empty", {
      what: "no label is answered and no column holds scores",
      where: predictions.source,
      fix: "Give a column predicted, or one column of scores for each label",
    });
  }
  if (task.prediction === "mask")
    return { notes: [], source: maskSource(predictions, rowOfImage, labels, sizeOf) };
  const isOneOf = predictionsOneLabel(task);
  // A file that names none of the images is of others.
  const isNoneAbsent = predictions.absentIsNone === true && rowOfImage.some((row) => row >= 0);
  if (task.prediction === "label-scores") checkProbabilities(predictions);
  else if (task.prediction === "one-score" && width !== 1) throw notOneScore(predictions, task);
  const codeToPosition = positionsOf(predictions, labels);
  const notes =
    width > 0 && isOneOf ? differingPredictions(predictions, images, rowOfImage, labels) : [];

  return {
    notes,
    source: {
      labels,
      answer(image) {
        const row = rowOfImage[image]!;
        if (row < 0 && isNoneAbsent) return { kind: "scores", scores: new Float64Array(width) };
        if (row < 0) {
          return {
            kind: "none",
            code: "no-prediction",
            what: `no row of ${predictions.source} names it`,
          };
        }
        if (width === 0) return labelPrediction(predictions, row, codeToPosition);
        const scores = predictions.scores.subarray(row * width, (row + 1) * width);
        if (scores.some(Number.isNaN)) {
          return {
            kind: "none",
            code: "no-prediction",
            what: `a ${task.prediction === "counts" ? "count" : "score"} is missing in row ${predictions.line[row]} of ${predictions.source}`,
          };
        }
        if (isOneOf && scores.every((score) => score === 0)) {
          return {
            kind: "none",
            code: "no-prediction",
            what: `every score is 0 in row ${predictions.line[row]} of ${predictions.source}: no label is answered`,
          };
        }
        const logSum = predictions.logSum?.[row];
        return { kind: "scores", scores, ...(logSum === undefined ? {} : { logSum }) };
      },
    },
  };
}

/** Masks of a file or folder, read when they are asked for. */
function maskSource(
  { masks, source, absentIsNone }: ImagePredictions,
  rowOfImage: Int32Array,
  labels: LabelSet,
  sizeOf: (image: number) => MaskSize | null,
): PredictionSource {
  const isNoneAbsent = absentIsNone === true && rowOfImage.some((row) => row >= 0);
  // Masks have the order of their file, answers that of the labels.
  const position = Int16Array.from(masks?.labelNames ?? [], (name) => labels.indexOf.get(name)!);
  const none = (what: string, error?: string): ImagePrediction => ({
    kind: "none",
    code: "no-prediction",
    what,
    ...(error === undefined ? {} : { error }),
  });
  return {
    labels,
    async answer(image) {
      const row = rowOfImage[image]!;
      if (row < 0 && !isNoneAbsent) return none(`no mask in ${source} has its name`);
      try {
        const mask = await masks?.read(row, sizeOf(image));
        if (mask === undefined) return none(`${source} holds no masks`);
        const own = mask.labels;
        for (let i = 0; i < own.length; i++) if (own[i]! >= 0) own[i] = position[own[i]!]!;
        return { kind: "scores", scores: packMask(mask) };
      } catch (error) {
        if (!isHomegroundError(error)) throw error;
        return none(`the predicted mask cannot be read: ${error.what}`, error.code);
      }
    },
  };
}

function notOneScore(
  { source, scoreLabels }: ImagePredictions,
  { id }: Pick<Task, "id">,
): HomegroundError {
  return new HomegroundError("predictions/empty", {
    what: `the ${id} task needs one column of scores, and there are ${scoreLabels.length}`,
    where: source,
    fix: "Give the columns file and score, higher where something is wrong",
  });
}

function labelPrediction(
  predictions: ImagePredictions,
  row: number,
  codeToPosition: Int32Array,
): ReturnType<PredictionSource["answer"]> {
  const code = predictions.predicted?.codes[row] ?? -1;
  if (code < 0) {
    return {
      kind: "none",
      code: "no-prediction",
      what: `row ${predictions.line[row]} of ${predictions.source} answers nothing`,
    };
  }
  const confidence = predictions.predictedScore?.[row] ?? Number.NaN;
  return {
    kind: "label",
    position: codeToPosition[code]!,
    confidence: confidence >= 0 && confidence <= 1 ? confidence : null,
  };
}

/** Position in the label set of each code of the column of predictions; −1 for a label without score. */
function positionsOf(predictions: ImagePredictions, labels: LabelSet): Int32Array {
  const levels = predictions.predicted?.levels ?? [];
  return Int32Array.from(levels, (level) => labels.indexOf.get(level) ?? -1);
}

/** Scores outside [0, 1] are no probabilities: a figure from them would mean nothing. */
function checkProbabilities({ scores, scoreLabels, line, source }: ImagePredictions): void {
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at]!;
    if (!(score < 0 || score > 1)) continue;
    const row = Math.floor(at / scoreLabels.length);
    throw new HomegroundError("predictions/not-probabilities", {
      what: `the score of ${JSON.stringify(scoreLabels[at % scoreLabels.length])} is ${score}, outside 0 to 1`,
      where: `${source}, line ${line[row]}`,
      fix: say`Give probabilities, or ${SAY_SCORES}`,
    });
  }
}

/** Images whose stated answer is not the label with the greatest score; the scores count. */
function differingPredictions(
  predictions: ImagePredictions,
  images: Pick<ImageSet, "file">,
  rowOfImage: Int32Array,
  labels: LabelSet,
): ResultListed[] {
  const { predicted, scores, scoreLabels } = predictions;
  if (predicted === null) return [];
  const width = scoreLabels.length;
  const notes: ResultListed[] = [];
  for (const [image, file] of images.file.entries()) {
    const row = rowOfImage[image]!;
    const stated = row < 0 ? undefined : predicted.levels[predicted.codes[row]!];
    if (stated === undefined) continue;
    const start = row * width;
    let best = 0;
    for (let k = 1; k < width; k++) if (scores[start + k]! > scores[start + best]!) best = k;
    const position = labels.indexOf.get(stated);
    if (position !== undefined && scores[start + position]! >= scores[start + best]!) continue;
    notes.push({
      file,
      code: "predictions/answer-differs",
      what: `the file answers ${JSON.stringify(stated)}, its highest score is ${JSON.stringify(scoreLabels[best])}'s, which counts`,
    });
  }
  return notes;
}
