import { appendColumn } from "../core/append-column.js";
import { COUNT_LABEL } from "../formats/counts/count-roles.js";
import { knownNumbers } from "../formats/parquet/parquet-columns.js";
import type { ParquetColumn } from "../formats/parquet/parquet-write.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import { metricOf } from "../metrics/lookup.js";
import { parseReference } from "../metrics/reference.js";
import type { Completion } from "../metrics/unanswered/complete-outcomes.js";
import type { LabelMap } from "../models/label-map.js";
import { type CountingOutcomes, countsOf } from "../outcomes/counting.js";
import { joinCountingSequences } from "../outcomes/counting-sequences.js";
import { eachPrediction, onSequences } from "./each-prediction.js";
import { imageTask, type UnansweredTruth } from "./image-task.js";
import { namesOfBits, ofClass, unitTable } from "./label-columns.js";
import type { Task } from "./task.js";

/** So many labels have figures of their own unasked. */
const MOST_LABELS = 50;

/** How many things of each label are in an image. */
export const counting: Task<CountingOutcomes> = {
  // Errors without an end have no worst; a count that is close enough, or is not, has.
  ...imageTask<CountingOutcomes>({
    truth: unansweredTruth,
    complete: completeCounts,
    isBounded: (reference) => metricOf(reference).isUnitMean?.(reference) === true,
  }),
  id: "counting",
  names: ["counting"],
  label: "how many of each label",
  truth: "counts",
  prediction: "counts",
  labelledBy: "counts",
  lookMeasure: "count-within{tolerance=1}",
  lookTolerance: {
    usual: "1",
    number: "count-within{tolerance=#}",
    percent: "count-within{percent=#}",
  },
  racedBy: "close",
  own: null,
  assumedNames,
  measures: ["count-mae", "count-rmse", "count-ccc", "count-within"],
  assumedMeasure: null,
  hasPositive: false,
  usualThreshold: null,
  hubTasks: [],

  headline: "count-mae",
  details({ classes, truthClassCount }) {
    const totals = ["count-rmse", "count-bias", "count-ccc", "count-total-error"];
    if (classes.length < 2) return totals.map((text) => parseReference(text));
    const labels = classes.slice(0, Math.min(truthClassCount, MOST_LABELS));
    const macro = truthClassCount > 1 ? ["count-mae{average=macro}"] : [];
    return [
      ...[...totals, ...macro].map((text) => parseReference(text)),
      ...["count-mae", "count-bias"].flatMap((id): MetricReference[] =>
        labels.map((name) => ofClass(id, name)),
      ),
    ];
  },

  async join({ images, map }, source, options) {
    const seen = new Set(Array.from(images.classIndex, (t) => map.truthNames[t]!).sort());
    const classes = [...new Set([...seen, ...map.truthNames, ...map.classNames])];
    const indexOf = new Map(classes.map((name, k) => [name, k]));
    const width = classes.length;
    const classOfPosition = map.classNames.map((name) => indexOf.get(name)!);
    const classOfTruth = map.truthNames.map((name) => indexOf.get(name)!);
    const truth: number[] = [];
    const predicted: number[] = [];
    const joined = await eachPrediction(images, source, options, (image, scores) => {
      const at = truth.length;
      for (let k = 0; k < width; k++) {
        truth.push(0);
        predicted.push(0);
      }
      for (let t = images.classStart[image]!; t < images.classStart[image + 1]!; t++) {
        truth[at + classOfTruth[images.classIndex[t]!]!]! += 1;
      }
      for (const [position, score] of scores.entries()) {
        predicted[at + classOfPosition[position]!]! += score;
      }
    });
    const outcomes: CountingOutcomes = {
      kind: "counting",
      unitCount: joined.image.length,
      unit: "image",
      classes,
      truthClassCount: seen.size,
      truth: Float64Array.from(truth),
      predicted: Float64Array.from(predicted),
      cluster: null,
      clusterCount: 0,
    };
    return onSequences(joined, outcomes, options.sequences, joinCountingSequences);
  },
  table: (outcomes, { ofUnit }) =>
    unitTable(outcomes, ofUnit, ownColumns(outcomes), {
      classes: outcomes.classes,
      modelClassCount: outcomes.truthClassCount,
    }),
  ofTable(cells) {
    const { facts, unit, unitCount, cluster, clusterCount } = cells;
    const { classes, modelClassCount } = facts;
    const width = classes.length;
    const matrix = (nameOf: (label: string) => string): Float64Array => {
      const values = new Float64Array(unitCount * width);
      for (const [k, name] of classes.entries()) {
        for (const [i, cell] of cells.numbers(nameOf(name)).entries()) values[i * width + k] = cell;
      }
      return values;
    };
    return {
      kind: "counting",
      unit,
      unitCount,
      classes,
      truthClassCount: modelClassCount ?? width,
      truth: matrix(truthName),
      predicted: matrix(predictedName),
      cluster,
      clusterCount,
    };
  },
  classesSeen({ truth, classes }) {
    const seen = new Uint8Array(classes.length);
    for (let at = 0; at < truth.length; at++) if (truth[at]! > 0) seen[at % seen.length] = 1;
    return seen;
  },
  items({ classes, unitCount, truth, predicted }) {
    const bits = (counts: Float64Array) =>
      Uint8Array.from(counts, (n) => (Math.round(n) > 0 ? 1 : 0));
    const right = new Uint8Array(unitCount).fill(1);
    for (let at = 0; at < truth.length; at++) {
      // A number of things is whole: what is nearest to the label says the same.
      if (Math.round(predicted[at]!) !== truth[at]!) right[Math.floor(at / classes.length)] = 0;
    }
    return {
      labels: namesOfBits(bits(truth), classes.length),
      predictions: namesOfBits(bits(predicted), classes.length),
      right,
      sureness: new Float64Array(unitCount).fill(Number.NaN),
      errors: null,
    };
  },
  inWords: ({ classes, truth, predicted }, unit) => ({
    labels: countsInWords(classes, truth, unit),
    answers: countsInWords(classes, predicted, unit),
  }),
  spoken: (scores, names) => ({
    labels: countsInWords(names, scores, 0),
    sureness: null,
    counts: Array.from(scores, (count, k) => [names[k]!, count] as const),
  }),
  published(scores) {
    let sum = 0;
    for (const score of scores) sum += score;
    return { kind: "score", score: sum };
  },
};

/** Numbers of each label of units without a prediction. */
function unansweredTruth(
  { classes }: CountingOutcomes,
  { images, of, classOfCode }: Parameters<UnansweredTruth<CountingOutcomes>>[1],
): Float64Array {
  const { file, classStart, classIndex } = images;
  const truth = new Float64Array((of?.count ?? file.length) * classes.length);
  for (let i = 0; i < file.length; i++) {
    const row = (of?.unit[i] ?? i) * classes.length;
    for (let at = classStart[i]!; at < classStart[i + 1]!; at++) {
      const label = classOfCode[classIndex[at]!]!;
      if (label >= 0) truth[row + label]!++;
    }
  }
  return truth;
}

/** More than any tolerance allows. */
const FAR_OFF = 1e15;

/** {@link Complete} of counts: the number itself, or one that is far off. */
function completeCounts(
  outcomes: CountingOutcomes,
  truth: Float64Array,
  _reference: MetricReference,
  side: Completion,
): CountingOutcomes {
  const predicted = side === "best" ? truth : truth.map((count) => count + FAR_OFF);
  return {
    ...outcomes,
    cluster: null,
    clusterCount: 0,
    unitCount: outcomes.unitCount + truth.length / outcomes.classes.length,
    truth: appendColumn(outcomes.truth, truth),
    predicted: appendColumn(outcomes.predicted, predicted),
  };
}

/** `3 fox`, or a number alone where nothing tells things apart. */
function countsInWords(classes: readonly string[], counts: Float64Array, unit: number): string[] {
  const words = classes.flatMap((name, k) => {
    const count = Number(counts[unit * classes.length + k]!.toFixed(1));
    if (count === 0) return [];
    return [name === COUNT_LABEL ? `${count}` : `${count} ${name}`];
  });
  return words.length === 0 ? ["0"] : words;
}

/**
 * What labels are to one another where one side counts all things together: the number of all is the sum of
 * the other side's labels.
 */
function assumedNames(truth: readonly string[], model: readonly string[]): LabelMap {
  const to = (labels: readonly string[]) => ({ kind: "model-labels", labels }) as const;
  if (model.length === 1 && model[0] === COUNT_LABEL) {
    return new Map(truth.map((label) => [label, to(model)]));
  }
  const isTotal = truth.length === 1 && truth[0] === COUNT_LABEL && !model.includes(COUNT_LABEL);
  return isTotal && model.length > 0 ? new Map([[COUNT_LABEL, to(model)]]) : new Map();
}

function ownColumns(outcomes: CountingOutcomes): ParquetColumn[] {
  const { classes } = outcomes;
  const all = countsOf(outcomes, null);
  const columns = [
    knownNumbers("truth", all.truth),
    knownNumbers("predicted", all.predicted),
    knownNumbers(
      "error",
      all.truth.map((value, i) => all.predicted[i]! - value),
    ),
  ];
  for (const [k, name] of classes.entries()) {
    const own = countsOf(outcomes, k);
    columns.push(
      knownNumbers(truthName(name), own.truth),
      knownNumbers(predictedName(name), own.predicted),
    );
  }
  return columns;
}

const truthName = (label: string): string => `truth_${label}`;
const predictedName = (label: string): string => `predicted_${label}`;
