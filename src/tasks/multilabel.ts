import { booleanColumn, numberColumn, textsColumn } from "../formats/parquet/parquet-columns.js";
import type { ParquetColumn } from "../formats/parquet/parquet-write.js";
import type { CountedThings } from "../metrics/group-shares.js";
import { parseReference } from "../metrics/reference.js";
import { scoredClass } from "../metrics/score-columns.js";
import { completeLabels } from "../metrics/unanswered/complete-outcomes.js";
import type { MultilabelOutcomes } from "../outcomes/classification-types.js";
import { createMultilabelBuilder } from "../outcomes/multilabel.js";
import { joinMultilabelSequences } from "../outcomes/sequence-outcomes.js";
import { eachPrediction, onSequences } from "./each-prediction.js";
import { imageTask, type UnansweredTruth } from "./image-task.js";
import { asShare, namesOfBits, scoreName, unitTable } from "./label-columns.js";
import type { Task } from "./task.js";

/** Without a threshold of its own a label is answered from this score on; the result says so. */
const DEFAULT_THRESHOLD = 0.5;

/** Any number of labels is true of an image. */
export const multilabel: Task<MultilabelOutcomes> = {
  ...imageTask({ truth: unansweredTruth, complete: completeLabels }),
  id: "multilabel",
  names: ["multilabel"],
  label: "several labels an image",
  truth: "labels",
  prediction: "label-scores",
  labelledBy: "labels",
  lookMeasure: null,
  racedBy: "image-f1",
  own: null,
  measures: [],
  assumedMeasure: null,
  hasPositive: true,
  usualThreshold: DEFAULT_THRESHOLD,
  hubTasks: ["image-classification"],

  headline: "f1{average=macro}",
  details: () =>
    ["f1{average=macro}", "f1{average=micro}", "precision{average=micro}"].map((text) =>
      parseReference(text),
    ),

  async join({ images, map }, source, options) {
    const classes = [...new Set([...map.classNames, ...map.truthNames])];
    const indexOf = new Map(classes.map((name, i) => [name, i]));
    const classOfPosition = map.classNames.map((name) => indexOf.get(name)!);
    const classOfTruth = map.truthNames.map((name) => indexOf.get(name)!);
    const builder = createMultilabelBuilder({
      classes,
      threshold: options.threshold ?? DEFAULT_THRESHOLD,
      expectedUnits: images.file.length,
    });
    const joined = await eachPrediction(images, source, options, (image, scores) => {
      const truth = new Uint8Array(classes.length);
      for (let at = images.classStart[image]!; at < images.classStart[image + 1]!; at++) {
        truth[classOfTruth[images.classIndex[at]!]!] = 1;
      }
      // A label that the model does not have is never answered: its score is the least.
      const row = new Float64Array(classes.length);
      for (const [position, score] of scores.entries()) {
        const k = classOfPosition[position]!;
        row[k] = Math.max(row[k]!, score);
      }
      builder.addScores(truth, row);
    });
    return onSequences(joined, builder.finish(), options.sequences, joinMultilabelSequences);
  },
  table(outcomes, { ofUnit }) {
    return unitTable(outcomes, ofUnit, ownColumns(outcomes), { classes: outcomes.classes });
  },
  ofTable(cells) {
    const { facts, unit, unitCount, cluster, clusterCount } = cells;
    const { classes } = facts;
    const rows = <A extends Uint8Array | Float64Array>(matrix: A, of: (name: string) => A): A => {
      for (const [k, name] of classes.entries()) {
        for (const [i, cell] of of(name).entries()) matrix[i * classes.length + k] = cell;
      }
      return matrix;
    };
    const size = unitCount * classes.length;
    const hasScores = classes.length > 0 && cells.has(scoreName(classes[0]!));
    return {
      kind: "multilabel",
      unit,
      unitCount,
      classes,
      truth: rows(new Uint8Array(size), (name) => cells.bits(truthName(name))),
      predicted: rows(new Uint8Array(size), (name) => cells.bits(predictedName(name))),
      scores: hasScores
        ? rows(new Float64Array(size), (name) => cells.numbers(scoreName(name)))
        : null,
      cluster,
      clusterCount,
    };
  },
  classesSeen({ truth, classes }) {
    const seen = new Uint8Array(classes.length);
    for (const [at, is] of truth.entries()) if (is === 1) seen[at % seen.length] = 1;
    return seen;
  },
  spoken(scores, names, threshold) {
    const least = threshold ?? DEFAULT_THRESHOLD;
    const positions = [...scores.keys()].filter((k) => scores[k]! >= least);
    positions.sort((a, b) => scores[b]! - scores[a]! || a - b);
    const [first] = positions;
    return {
      labels: [...new Set(positions.map((k) => names[k] ?? ""))],
      sureness: first === undefined ? null : asShare(scores[first]!),
    };
  },
  published(scores, names, thresholds) {
    const least = thresholds.scores ?? DEFAULT_THRESHOLD;
    return { kind: "labels", labels: names.filter((_, k) => scores[k]! >= least) };
  },
  items({ truth, predicted, scores, classes, unitCount }) {
    const width = classes.length;
    const right = new Uint8Array(unitCount).fill(1);
    const sureness = new Float64Array(unitCount).fill(Number.NaN);
    for (let k = 0; k < truth.length; k++) {
      const unit = Math.floor(k / width);
      if (truth[k] !== predicted[k]) right[unit] = 0;
      const score = scores?.[k];
      if (predicted[k] !== 1 || score === undefined) continue;
      // What is said wrongly counts before what is said rightly.
      if (!(sureness[unit]! >= score)) sureness[unit] = score;
    }
    return {
      labels: namesOfBits(truth, width),
      predictions: namesOfBits(predicted, width),
      right,
      sureness,
      errors: null,
    };
  },
  counted: (outcomes) => ({ measure: "found", counted: "label", things: trueLabels(outcomes) }),
  ranked: {
    scoreName: "score",
    lookedFor: null,
    areOpposites: false,
    unitsWith({ truth, classes }) {
      const counts = new Float64Array(classes.length);
      for (let at = 0; at < truth.length; at++) counts[at % classes.length]! += truth[at]!;
      return counts;
    },
    hasScores: ({ scores }) => scores !== null,
    threshold(outcomes, index, asked) {
      const { predicted, classes, unitCount } = outcomes;
      const { score } = scoredClass(outcomes, index);
      const threshold = asked ?? DEFAULT_THRESHOLD;
      for (let i = 0; i < unitCount; i++) {
        const isAnswered = predicted[i * classes.length + index] === 1;
        if (isAnswered !== score[i]! >= threshold) return null;
      }
      return threshold;
    },
  },
};

function ownColumns({ classes, truth, predicted, scores }: MultilabelOutcomes): ParquetColumn[] {
  const width = classes.length;
  const labels = (bits: Uint8Array) => (row: number) =>
    classes.filter((_, k) => bits[row * width + k] === 1);
  const columns = [
    textsColumn("truth", labels(truth)),
    textsColumn("predicted", labels(predicted)),
    booleanColumn("right", (row) => {
      for (let k = row * width; k < (row + 1) * width; k++) {
        if (truth[k] !== predicted[k]) return false;
      }
      return true;
    }),
  ];
  for (const [k, name] of classes.entries()) {
    columns.push(
      booleanColumn(truthName(name), (row) => truth[row * width + k] === 1),
      booleanColumn(predictedName(name), (row) => predicted[row * width + k] === 1),
    );
  }
  if (scores === null) return columns;
  for (const [k, name] of classes.entries()) {
    columns.push(numberColumn(scoreName(name), (row) => scores[row * width + k]!));
  }
  return columns;
}

/** Lists are for people and their programs; a column a label can be read by everything. */
const truthName = (label: string): string => `truth_${label}`;
const predictedName = (label: string): string => `predicted_${label}`;

function trueLabels({ truth, predicted, classes }: MultilabelOutcomes): CountedThings {
  const width = classes.length;
  let count = 0;
  for (let at = 0; at < truth.length; at++) count += truth[at]!;
  const unit = new Int32Array(count);
  const classIndex = new Int32Array(count);
  const hit = new Uint8Array(count);
  for (let at = 0, row = 0; at < truth.length; at++) {
    if (truth[at] !== 1) continue;
    unit[row] = Math.floor(at / width);
    classIndex[row] = at % width;
    hit[row++] = predicted[at]!;
  }
  const several = { severalPerUnit: true, severalPerClass: false };
  return { unit, classIndex, hit, classCount: width, ...several };
}

function unansweredTruth(
  { classes }: MultilabelOutcomes,
  { images, of, classOfCode }: Parameters<UnansweredTruth<MultilabelOutcomes>>[1],
): Uint8Array {
  const { file, classStart, classIndex } = images;
  const width = classes.length;
  const truth = new Uint8Array((of?.count ?? file.length) * width);
  for (let i = 0; i < file.length; i++) {
    const row = (of?.unit[i] ?? i) * width;
    for (let at = classStart[i]!; at < classStart[i + 1]!; at++) {
      truth[row + classOfCode[classIndex[at]!]!] = 1;
    }
  }
  return truth;
}
