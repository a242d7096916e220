import { booleanColumn, knownNumbers, textColumn } from "../formats/parquet/parquet-columns.js";
import type { ParquetColumn } from "../formats/parquet/parquet-write.js";
import { parseReference } from "../metrics/reference.js";
import { completeAnomalies } from "../metrics/unanswered/complete-outcomes.js";
import { createAnomalyOutcomes } from "../outcomes/anomaly.js";
import type { AnomalyOutcomes } from "../outcomes/classification-types.js";
import { joinAnomalySequences } from "../outcomes/sequence-outcomes.js";
import { ANOMALY_CLASSES, anomalyClasses, anomalyTargets } from "./anomaly-labels.js";
import { eachPrediction, onSequences } from "./each-prediction.js";
import { imageTask, type UnansweredTruth } from "./image-task.js";
import { ofClass, oneNameEach, unitTable, wholeUnits } from "./label-columns.js";
import type { Task } from "./task.js";

/** Figures at a threshold, of the anomalous class. */
const OF_CLASS = ["precision", "recall", "specificity", "f1"] as const;

/** An image is normal or not, and the model says how unusual it is. */
export const anomaly: Task<AnomalyOutcomes> = {
  ...imageTask({ truth: unansweredTruth, complete: completeAnomalies }),
  id: "anomaly",
  names: ["anomaly"],
  label: "normal or not",
  truth: "label",
  prediction: "one-score",
  labelledBy: "label",
  lookMeasure: null,
  racedBy: null,
  own: {
    names: ANOMALY_CLASSES,
    targets: anomalyTargets,
    looksFor: (positive) => anomalyClasses(positive)[1],
  },
  measures: ["roc-auc"],
  assumedMeasure: null,
  hasPositive: true,
  usualThreshold: null,
  // `other` is said of anomalies too.
  hubTasks: ["image-classification", "other"],

  headline: "roc-auc",
  details({ classes: [, anomalous], threshold }) {
    const texts =
      threshold === null
        ? ["average-precision"]
        : ["average-precision", "accuracy", "balanced-accuracy"];
    return [
      ...texts.map((text) => parseReference(text)),
      ...(threshold === null ? [] : OF_CLASS.map((id) => ofClass(id, anomalous))),
    ];
  },

  async join({ images, map }, source, options) {
    const truth: number[] = [];
    const score: number[] = [];
    const joined = await eachPrediction(images, source, options, (image, scores) => {
      const label = map.truthNames[images.classIndex[images.classStart[image]!]!];
      truth.push(label === ANOMALY_CLASSES[1] ? 1 : 0);
      score.push(scores[0]!);
    });
    const outcomes = createAnomalyOutcomes({
      truth: Uint8Array.from(truth),
      score: Float64Array.from(score),
      threshold: options.threshold,
      classes: anomalyClasses(options.positive ?? null),
    });
    return onSequences(joined, outcomes, options.sequences, joinAnomalySequences);
  },
  table(outcomes, { ofUnit }) {
    const { classes, threshold } = outcomes;
    return unitTable(outcomes, ofUnit, ownColumns(outcomes), { classes, threshold });
  },
  ofTable(cells) {
    const { facts, unit, cluster, clusterCount } = cells;
    const [normal = ANOMALY_CLASSES[0], anomalous = ANOMALY_CLASSES[1]] = facts.classes;
    return createAnomalyOutcomes({
      truth: Uint8Array.from(cells.classes("truth")),
      score: cells.numbers("score"),
      classes: [normal, anomalous],
      threshold: facts.threshold ?? null,
      unit,
      cluster,
      clusterCount,
    });
  },
  classesSeen: () => null,
  spoken: () => ({ labels: [], sureness: null }),
  published: (scores) => ({ kind: "score", score: scores[0] ?? Number.NaN }),
  items({ truth, score, threshold, unitCount }) {
    const least = threshold;
    const said = Int32Array.from(score, (value) => (least !== null && value >= least ? 1 : 0));
    const names = oneNameEach(Int32Array.from(truth), said);
    const sureness = new Float64Array(unitCount).fill(Number.NaN);
    if (threshold !== null) return { ...names, sureness, errors: null };
    // Without a threshold nothing is said, and nothing is wrong.
    const none = { start: new Int32Array(unitCount + 1), index: new Int32Array(0) };
    return { ...names, predictions: none, right: names.right.fill(1), sureness, errors: null };
  },
  counted(outcomes) {
    const { truth, score, threshold, unit } = outcomes;
    if (threshold === null) return null;
    const hit = truth.map((t, i) => ((t === 1) === score[i]! >= threshold ? 1 : 0));
    const things = wholeUnits(outcomes, Int32Array.from(truth), hit);
    return { measure: "right", counted: unit, things };
  },
  ranked: {
    scoreName: "score",
    lookedFor: 1,
    areOpposites: true,
    unitsWith({ truth, classes }) {
      const counts = new Float64Array(classes.length);
      for (let i = 0; i < truth.length; i++) counts[truth[i]!]! += 1;
      return counts;
    },
    hasScores: () => true,
    threshold: ({ threshold }) => threshold,
  },
};

function ownColumns({ classes, truth, score, threshold }: AnomalyOutcomes): ParquetColumn[] {
  const columns = [
    textColumn("truth", (row) => classes[truth[row]!]!),
    knownNumbers("score", score),
  ];
  if (threshold === null) return columns;
  const prediction = (row: number): number => (score[row]! >= threshold ? 1 : 0);
  return [
    ...columns,
    textColumn("predicted", (row) => classes[prediction(row)]!),
    booleanColumn("right", (row) => prediction(row) === truth[row]),
  ];
}

function unansweredTruth(
  _outcomes: AnomalyOutcomes,
  { images, map, of }: Parameters<UnansweredTruth<AnomalyOutcomes>>[1],
): Uint8Array {
  const { file, classStart, classIndex } = images;
  const truth = new Uint8Array(of?.count ?? file.length);
  for (let i = 0; i < file.length; i++) {
    if (map.truthNames[classIndex[classStart[i]!]!] !== ANOMALY_CLASSES[1]) continue;
    truth[of?.unit[i] ?? i] = 1;
  }
  return truth;
}
