import { HomegroundError } from "../core/errors.js";
import type { LabelSet } from "../core/label-set.js";
import { type ClassList, createClassList } from "./class-list.js";
import {
  asProbability,
  createColumns,
  finishScores,
  reserve,
  store,
  storeRow,
} from "./classification-columns.js";
import type { ClassificationOutcomes } from "./classification-types.js";
import { createSumCheck } from "./probability-sums.js";
import {
  createScoreRow,
  readLogits,
  readProbabilities,
  type ScoreRow,
  type ScoreValues,
  softmax,
} from "./score-row.js";

export interface ClassificationBuilderOptions {
  /** The model's labels in the order of its scores. */
  readonly labels: LabelSet;
  /** Name of each code of the ground truth, in the model's words (after a label map). */
  readonly truthNames: readonly string[];
  /**
   * What each position of `labels` counts as, where a label map merges several: their probabilities
   * are summed and the greatest sum is the prediction; where only a prediction is there, it is mapped.
   */
  readonly classNames?: readonly string[];
  /** Default `image`. */
  readonly unit?: string;
  /**
   * Classes whose probability of every unit is kept, 8 bytes a unit and class: `roc-auc` and
   * `average-precision` need them. Names that are no class of the model are passed over. Default none.
   */
  readonly scoreColumns?: "all" | readonly string[];
  /** Whether the scores of all classes of every unit are kept, up to 200 MB of them. Default false. */
  readonly scoreRows?: boolean;
  /** Number of units, so that columns are allocated once. A guess does no harm. */
  readonly expectedUnits?: number;
}

/** Clusters of the units in the order they were added. */
export interface ClusterColumn {
  /** 0 … clusterCount − 1 a unit. */
  readonly cluster: Int32Array;
  readonly clusterCount: number;
}

/**
 * Joins ground truth and predictions of single-label classification, block of rows by block, so that
 * a score matrix of any size passes through in bounded memory. Blocks may be of any size and kind;
 * once a block without scores of all classes was added, the outcomes have no scores.
 */
export interface ClassificationBuilder {
  readonly classList: ClassList;
  /**
   * @param truth a code of `truthNames` a row
   * @param scores row-major rows × labels, each in [0, 1]; read and not kept
   * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
   */
  addProbabilities(truth: Int32Array, scores: ScoreValues): void;
  /** As {@link addProbabilities}, for logits: probabilities are their softmax. */
  addLogits(truth: Int32Array, scores: ScoreValues): void;
  /**
   * @param predictions position in `labels` a row
   * @param confidence probability of the predictions, in [0, 1], where the predictions state it
   * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
   */
  addAnswers(truth: Int32Array, predictions: Int32Array, confidence?: Float64Array): void;
  /** The outcomes of all rows added. The builder must not be used afterwards. */
  finish(clusters?: ClusterColumn): ClassificationOutcomes;
}

/**
 * Rules. The prediction is the position with the greatest score, the lowest one on ties, and counts as
 * its name; equal names are one class whose probability is the sum of theirs (log loss, Brier,
 * probability of the truth), while confidence is that of the position answered and ranks count
 * positions, the true name's best one against all others. A truth outside the model's labels is
 * never right: probability 0, below every class.
 *
 * @throws HomegroundError `argument/empty` when there are no labels, `argument/length-mismatch`
 */
export function createClassificationBuilder(
  options: ClassificationBuilderOptions,
): ClassificationBuilder {
  const { labels, truthNames, classNames } = options;
  const width = labels.names.length;
  checkNames(width, classNames);
  const classList = createClassList(labels, truthNames, classNames);
  const { classOfPosition, classOfTruth, modelClassCount } = classList;
  const plain = modelClassCount === width;
  const kept = keptClasses(options.scoreColumns ?? [], classList);

  const rowWidth = options.scoreRows === true ? modelClassCount : null;
  const columns = createColumns(options.expectedUnits ?? 1024, kept, rowWidth);
  const row = createScoreRow();
  const sumCheck = createSumCheck();
  const classRow = new Float64Array(modelClassCount);
  const positionRow = new Float64Array(width);
  let unitCount = 0;
  let scored = true;
  let confident = true;

  const addScores = (truth: Int32Array, scores: ScoreValues, areLogits: boolean): void => {
    const rows = truth.length;
    checkLength(scores.length, rows * width, "scores");
    reserve(columns, unitCount + rows);
    const read = areLogits ? readLogits : readProbabilities;
    for (let i = 0; i < rows; i++) {
      const trueClass = classOfCode(classOfTruth, truth[i]!, i);
      const entry = trueClass < modelClassCount ? trueClass : -1;
      const start = i * width;
      let ok: boolean;
      if (plain) ok = read(scores, start, width, entry, row);
      else {
        ok = toPositions(scores, start, areLogits, positionRow);
        ok = readMerged(positionRow, classOfPosition, classRow, entry, row) && ok;
        if (classNames === undefined) rankPositions(positionRow, classOfPosition, entry, row);
      }
      if (!ok) throw badScores(i, areLogits);
      store(columns, unitCount + i, trueClass, row);
      if (!areLogits) sumCheck.add(scores, start, width, row.sum);
      if (kept.length === 0 && columns.rows === null) continue;
      if (plain && areLogits) toPositions(scores, start, areLogits, positionRow);
      if (!plain) storeRow(columns, unitCount + i, classRow, 0);
      else if (areLogits) storeRow(columns, unitCount + i, positionRow, 0);
      else storeRow(columns, unitCount + i, scores, start);
      for (const [k, column] of columns.kept) {
        const own = areLogits ? positionRow[k]! : scores[start + k]!;
        column[unitCount + i] = asProbability(plain ? own : classRow[k]!);
      }
    }
    unitCount += rows;
  };

  return {
    classList,
    addProbabilities: (truth, scores) => addScores(truth, scores, false),
    addLogits: (truth, scores) => addScores(truth, scores, true),
    addAnswers(truth, predictions, confidence) {
      checkLength(predictions.length, truth.length, "answers");
      if (confidence !== undefined) checkLength(confidence.length, truth.length, "confidence");
      scored = false;
      confident &&= confidence !== undefined;
      reserve(columns, unitCount + truth.length);
      for (let i = 0; i < truth.length; i++) {
        const prediction = classOfPosition[predictions[i]!];
        if (prediction === undefined) throw badCode(`answers[${i}]`, predictions[i]!, width);
        columns.truth[unitCount + i] = classOfCode(classOfTruth, truth[i]!, i);
        columns.predicted[unitCount + i] = prediction;
        if (confidence === undefined) continue;
        const c = confidence[i]!;
        if (!(c >= 0 && c <= 1)) throw badConfidence(i, c);
        columns.confidence[unitCount + i] = c;
      }
      unitCount += truth.length;
    },
    finish(clusters) {
      if (clusters !== undefined) checkLength(clusters.cluster.length, unitCount, "cluster");
      const confidence = columns.confidence.subarray(0, unitCount);
      return {
        kind: "classification",
        unitCount,
        unit: options.unit ?? "image",
        classes: classList.classes,
        modelClassCount,
        truth: columns.truth.subarray(0, unitCount),
        predicted: columns.predicted.subarray(0, unitCount),
        cluster: clusters?.cluster ?? null,
        clusterCount: clusters?.clusterCount ?? 0,
        scores: scored ? finishScores(columns, unitCount, sumCheck.finish()) : null,
        ...(!scored && confident ? { answerConfidence: confidence } : {}),
      };
    },
  };

  /** The row as probabilities of positions. */
  function toPositions(
    scores: ScoreValues,
    start: number,
    areLogits: boolean,
    into: Float64Array,
  ): boolean {
    if (areLogits) return softmax(scores, start, width, into);
    for (let k = 0; k < width; k++) into[k] = scores[start + k]!;
    return true;
  }
}

/** Sums the probabilities of positions of one class and reads the sums as a row. */
function readMerged(
  positions: Float64Array,
  classOfPosition: Int32Array,
  classRow: Float64Array,
  truth: number,
  into: ScoreRow,
): boolean {
  classRow.fill(0);
  for (let k = 0; k < positions.length; k++) classRow[classOfPosition[k]!]! += positions[k]!;
  return readProbabilities(classRow, 0, classRow.length, truth, into);
}

/** Takes answer, confidence and ranks from single positions instead of sums over equal names. */
function rankPositions(
  positions: Float64Array,
  classOfPosition: Int32Array,
  truth: number,
  into: ScoreRow,
): void {
  let best = 0;
  let own = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < positions.length; k++) {
    if (positions[k]! > positions[best]!) best = k;
    if (classOfPosition[k] === truth && positions[k]! > own) own = positions[k]!;
  }
  let above = 0;
  let tied = 0;
  for (let k = 0; k < positions.length; k++) {
    if (positions[k]! > own) above++;
    else if (positions[k] === own && classOfPosition[k] !== truth) tied++;
  }
  into.best = classOfPosition[best]!;
  into.confidence = positions[best]!;
  into.above = truth < 0 ? positions.length : above;
  into.tied = truth < 0 ? 0 : tied;
}

function keptClasses(wanted: "all" | readonly string[], classList: ClassList): readonly number[] {
  const { classes, modelClassCount } = classList;
  const all = Array.from({ length: modelClassCount }, (_, k) => k);
  if (wanted === "all") return all;
  const names = new Set(wanted);
  return all.filter((k) => names.has(classes[k]!));
}

function classOfCode(classOfTruth: Int32Array, code: number, row: number): number {
  const trueClass = classOfTruth[code];
  if (trueClass === undefined) throw badCode(`truth[${row}]`, code, classOfTruth.length);
  return trueClass;
}

function checkNames(width: number, classNames: readonly string[] | undefined): void {
  if (width === 0) {
    throw new HomegroundError("argument/empty", {
      what: "the model has no labels",
      where: "labels",
      fix: "Pass the names of the model's classes",
    });
  }
  if (classNames !== undefined) checkLength(classNames.length, width, "classNames");
}

function checkLength(length: number, wanted: number, where: string): void {
  if (length === wanted) return;
  throw new HomegroundError("argument/length-mismatch", {
    what: `${where} has ${length} values, ${wanted} are wanted`,
    where,
    fix: "Pass one value for each row, or for each row and label",
  });
}

function badCode(where: string, code: number, count: number): HomegroundError {
  return new HomegroundError("argument/out-of-range", {
    what: `${where} is ${code}, with ${count} names`,
    where,
    fix: `Pass a whole number from 0 to ${count - 1}`,
  });
}

function badConfidence(row: number, value: number): HomegroundError {
  return new HomegroundError("argument/out-of-range", {
    what: `the confidence is ${value}, outside 0 to 1`,
    where: `confidence[${row}]`,
    fix: "Pass probabilities: divide percentages by 100",
  });
}

function badScores(row: number, areLogits: boolean): HomegroundError {
  return new HomegroundError("argument/out-of-range", {
    what: areLogits ? "a logit is not a number" : "a probability is not in 0 to 1",
    where: `scores, row ${row} of the block`,
    fix: areLogits
      ? "Pass finite logits"
      : "Pass probabilities, or declare the scores to be logits",
  });
}
