import type {
  AnomalyOutcomes,
  ClassificationOutcomes,
  ClassificationScores,
  MultilabelOutcomes,
  Outcomes,
} from "./classification-types.js";

/**
 * The units named, in that order, as outcomes of their own: a slice, or a sample. Clusters keep
 * their ids, so some may be empty.
 *
 * @param units indices from 0 to unitCount − 1
 */
export function selectUnits<T extends Outcomes>(outcomes: T, units: Int32Array): T;
export function selectUnits(outcomes: Outcomes, units: Int32Array): Outcomes {
  const shared = {
    unitCount: units.length,
    cluster: outcomes.cluster === null ? null : pickWhole(outcomes.cluster, units),
  };
  switch (outcomes.kind) {
    case "classification":
      return { ...outcomes, ...shared, ...classificationColumns(outcomes, units) };
    case "multilabel":
      return { ...outcomes, ...shared, ...multilabelColumns(outcomes, units) };
    case "anomaly":
      return { ...outcomes, ...shared, ...anomalyColumns(outcomes, units) };
    default:
      return outcomes satisfies never;
  }
}

function classificationColumns(outcomes: ClassificationOutcomes, units: Int32Array) {
  const { truth, predicted, scores, answerConfidence } = outcomes;
  return {
    truth: pickWhole(truth, units),
    predicted: pickWhole(predicted, units),
    scores: scores === null ? null : pickScores(scores, units),
    ...(answerConfidence && { answerConfidence: pickReal(answerConfidence, units) }),
  };
}

function pickScores(scores: ClassificationScores, units: Int32Array): ClassificationScores {
  return {
    sums: scores.sums,
    confidence: pickReal(scores.confidence, units),
    truthProbability: pickReal(scores.truthProbability, units),
    above: pickWhole(scores.above, units),
    tied: pickWhole(scores.tied, units),
    logLoss: pickReal(scores.logLoss, units),
    brier: pickReal(scores.brier, units),
    columns: new Map([...scores.columns].map(([k, column]) => [k, pickReal(column, units)])),
  };
}

function multilabelColumns(outcomes: MultilabelOutcomes, units: Int32Array) {
  const { truth, predicted, scores, classes } = outcomes;
  const width = classes.length;
  const cells = units.length * width;
  const columns = {
    truth: new Uint8Array(cells),
    predicted: new Uint8Array(cells),
    scores: scores === null ? null : new Float64Array(cells),
  };
  for (let i = 0; i < units.length; i++) {
    const from = units[i]! * width;
    columns.truth.set(truth.subarray(from, from + width), i * width);
    columns.predicted.set(predicted.subarray(from, from + width), i * width);
    if (scores !== null) columns.scores?.set(scores.subarray(from, from + width), i * width);
  }
  return columns;
}

function anomalyColumns(outcomes: AnomalyOutcomes, units: Int32Array) {
  const truth = new Uint8Array(units.length);
  for (let i = 0; i < units.length; i++) truth[i] = outcomes.truth[units[i]!]!;
  return { truth, score: pickReal(outcomes.score, units) };
}

function pickWhole(column: Int32Array, units: Int32Array): Int32Array {
  const picked = new Int32Array(units.length);
  for (let i = 0; i < units.length; i++) picked[i] = column[units[i]!]!;
  return picked;
}

function pickReal(column: Float64Array, units: Int32Array): Float64Array {
  const picked = new Float64Array(units.length);
  for (let i = 0; i < units.length; i++) picked[i] = column[units[i]!]!;
  return picked;
}
