import {
  booleanColumn,
  integerColumn,
  knownNumbers,
  textColumn,
} from "../formats/parquet/parquet-columns.js";
import type { ParquetColumn } from "../formats/parquet/parquet-write.js";
import { parseReference } from "../metrics/reference.js";
import { completeClasses } from "../metrics/unanswered/complete-outcomes.js";
import { highestScore } from "../models/families/decode-classifier.js";
import type { ClassificationOutcomes } from "../outcomes/classification-types.js";
import { createSequenceAggregator } from "../outcomes/sequence.js";
import { classify, emptyCode } from "./classify.js";
import { imageTask, type UnansweredTruth } from "./image-task.js";
import { ofClass, oneNameEach, scoreName, unitTable, wholeUnits } from "./label-columns.js";
import type { SpokenAnswer } from "./predictions.js";
import type { OutcomeCells, Task } from "./task.js";

/** Figures of each class. */
const OF_CLASS = ["precision", "recall", "specificity", "f1"] as const;

/** One of several labels is true of an image. */
export const classification: Task<ClassificationOutcomes> = {
  ...imageTask({ truth: unansweredTruth, complete: completeClasses }),
  id: "classification",
  names: ["classification", "image-classification"],
  label: "one label an image",
  truth: "label",
  prediction: "label-scores",
  labelledBy: "label",
  lookMeasure: "accuracy",
  racedBy: "right",
  own: null,
  measures: ["accuracy", "balanced-accuracy"],
  assumedMeasure: "accuracy",
  hasPositive: true,
  usualThreshold: null,
  hubTasks: ["image-classification"],

  headline: "accuracy",
  details(outcomes, positive) {
    const { scores, classes, modelClassCount } = outcomes;
    const texts = ["balanced-accuracy", "f1{average=macro}", "cohen-kappa", "mcc"];
    if (scores !== null) {
      if (modelClassCount > 5) texts.push("top-k-accuracy{k=5}");
      if (scores.sums.areProbabilities) texts.push("log-loss", "brier", "ece");
      texts.push("auroc-failure", "aurc", "augrc");
    }
    const references = texts.map((text) => parseReference(text));
    if (positive !== null && scores !== null) {
      references.push(ofClass("roc-auc", positive), ofClass("average-precision", positive));
    }
    for (const k of classesSeen(outcomes)) {
      references.push(...OF_CLASS.map((id) => ofClass(id, classes[k]!)));
    }
    return references;
  },

  join: ({ images, map }, source, options) => classify(images, map, source, options),
  table(outcomes, { ofUnit }) {
    const { classes, modelClassCount, scores } = outcomes;
    const sums = scores === null ? {} : { sums: scores.sums };
    return unitTable(outcomes, ofUnit, ownColumns(outcomes), {
      classes,
      modelClassCount,
      ...sums,
    });
  },
  ofTable,
  classesSeen({ truth, classes }) {
    const seen = new Uint8Array(classes.length);
    for (const k of truth) seen[k] = 1;
    return seen;
  },
  spoken: mostLikely,
  published: (scores, names) => ({
    kind: "label",
    label: names[highestScore(scores)] ?? "",
    isRight: null,
  }),
  items({ truth, predicted, scores, answerConfidence, unitCount }) {
    const sureness = scores?.confidence ?? answerConfidence;
    return {
      ...oneNameEach(truth, predicted),
      sureness: sureness ?? new Float64Array(unitCount).fill(Number.NaN),
      errors: null,
    };
  },
  counted(outcomes) {
    const { truth, predicted, unit } = outcomes;
    const hit = Uint8Array.from(truth, (t, i) => (t === predicted[i] ? 1 : 0));
    return { measure: "right", counted: unit, things: wholeUnits(outcomes, truth, hit) };
  },
  ranked: {
    scoreName: "probability",
    lookedFor: null,
    areOpposites: true,
    unitsWith({ truth, classes }) {
      const counts = new Float64Array(classes.length);
      for (let i = 0; i < truth.length; i++) counts[truth[i]!]! += 1;
      return counts;
    },
    hasScores: ({ scores }, index) => scores?.columns.has(index) ?? false,
    threshold: () => null,
  },
};

function ownColumns(outcomes: ClassificationOutcomes): ParquetColumn[] {
  const { truth, predicted, classes, scores } = outcomes;
  const confidence = scores?.confidence ?? outcomes.answerConfidence ?? null;
  const columns = [
    textColumn("truth", (row) => classes[truth[row]!]!),
    textColumn("predicted", (row) => classes[predicted[row]!]!),
    booleanColumn("right", (row) => truth[row] === predicted[row]),
  ];
  if (confidence !== null) columns.push(knownNumbers("confidence", confidence));
  if (scores?.sums.areProbabilities === true) {
    columns.push(
      knownNumbers("truth_probability", scores.truthProbability),
      knownNumbers("log_loss", scores.logLoss),
      knownNumbers("brier", scores.brier),
    );
  }
  if (scores === null) return columns;
  const { above, tied } = scores;
  columns.push(
    integerColumn("scored_above", (row) => above[row]!),
    integerColumn("scored_equal", (row) => tied[row]!),
  );
  for (const [k, column] of scores.columns) {
    columns.push(knownNumbers(scoreName(classes[k]!), column));
  }
  return columns;
}

function ofTable(cells: OutcomeCells): ClassificationOutcomes {
  const { facts, unit, unitCount, cluster, clusterCount } = cells;
  const { classes, modelClassCount = classes.length, sums } = facts;
  const confidence = cells.has("confidence") ? cells.numbers("confidence") : null;
  const pairs = { truth: cells.classes("truth"), predicted: cells.classes("predicted") };
  const base = { kind: "classification", unit, unitCount, classes, modelClassCount } as const;
  const units = { ...base, ...pairs, cluster, clusterCount };
  if (sums === undefined || confidence === null) {
    return {
      ...units,
      scores: null,
      ...(confidence === null ? {} : { answerConfidence: confidence }),
    };
  }
  // Scores that are no probabilities have none of these, and no metric of them.
  const known = (name: string): Float64Array =>
    sums.areProbabilities ? cells.numbers(name) : new Float64Array(unitCount).fill(Number.NaN);
  const kept = classes.flatMap((name, k) =>
    cells.has(scoreName(name)) ? [[k, cells.numbers(scoreName(name))] as const] : [],
  );
  return {
    ...units,
    scores: {
      sums,
      confidence,
      truthProbability: known("truth_probability"),
      above: Int32Array.from(cells.numbers("scored_above")),
      tied: Int32Array.from(cells.numbers("scored_equal")),
      logLoss: known("log_loss"),
      brier: known("brier"),
      columns: new Map(kept),
    },
  };
}

/** Classes that are true of a unit or answered for one, ascending. */
function classesSeen({ truth, predicted, classes }: ClassificationOutcomes): number[] {
  const seen = new Uint8Array(classes.length);
  for (let i = 0; i < truth.length; i++) {
    seen[truth[i]!] = 1;
    seen[predicted[i]!] = 1;
  }
  return [...seen.keys()].filter((k) => seen[k] === 1);
}

/** Merged labels summed, the greatest sum first named. */
function mostLikely(scores: Float64Array, names: readonly string[]): SpokenAnswer {
  const sums = new Map<string, number>();
  for (let k = 0; k < scores.length; k++) {
    const name = names[k] ?? "";
    sums.set(name, (sums.get(name) ?? 0) + scores[k]!);
  }
  let best = "";
  let most = Number.NEGATIVE_INFINITY;
  for (const [name, sum] of sums) {
    if (sum <= most) continue;
    best = name;
    most = sum;
  }
  return { labels: [best], sureness: Math.min(1, Math.max(0, most)) };
}

/**
 * Of an image with several labels, any of which is right, the class in question where that is among
 * them, else the first; of sequences by the rule of those that were answered.
 */
function unansweredTruth(
  _outcomes: ClassificationOutcomes,
  { images, map, of, classOfCode }: Parameters<UnansweredTruth<ClassificationOutcomes>>[1],
  className: string | null,
): Int32Array {
  const { file, classStart, classIndex } = images;
  const asked = className === null ? -1 : map.truthNames.indexOf(className);
  const codes = Int32Array.from(file.keys(), (i) => {
    const own = classIndex.subarray(classStart[i]!, classStart[i + 1]!);
    return own.includes(asked) ? asked : own[0]!;
  });
  if (of === null) return codes.map((code) => classOfCode[code]!);
  const aggregator = createSequenceAggregator({
    sequenceCount: of.count,
    labelCount: 1,
    truthCount: map.truthNames.length,
    aggregate: "vote",
    truth: "any",
    emptyTruth: emptyCode(map.truthNames),
  });
  aggregator.addAnswers(of.unit, codes, new Int32Array(codes.length));
  return aggregator.finish().truth.map((code) => classOfCode[code]!);
}
