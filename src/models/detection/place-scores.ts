import { type Activation, softmax } from "../activations.js";
import { type AnswerTable, notANumber, probability } from "./answer-values.js";
import { addBox } from "./box-corners.js";
import type { CandidateList } from "./candidates.js";
import type { DetectionRule } from "./detector-types.js";

/** Where the scores of a place are among its values. */
export interface ScoreColumns {
  readonly activation: Activation;
  readonly from: number;
  readonly count: number;
  /** Column of the objectness; null where there is none. */
  readonly objectness: number | null;
  /** Which of the `count` is "no object"; null where none is. */
  readonly noObject: number | null;
}

/** Scores of the labels at one place after the other. */
export interface PlaceScores {
  /** Labels. */
  readonly count: number;
  /** Of the place that is open; 0 for what cannot pass the threshold. */
  readonly values: Float64Array;
  /** Reads the scores of a place; false when none of them can pass. */
  open(i: number): boolean;
}

/**
 * Reads scores from an answer.
 *
 * @throws HomegroundError from `open`: `model/nan-scores`, `model/wrong-outputs`
 */
export function placeScores(
  columns: ScoreColumns,
  rule: DetectionRule,
  table: AnswerTable,
): PlaceScores {
  return columns.activation === "softmax"
    ? softmaxScores(columns, table)
    : separateScores(columns, rule, table);
}

/** The softmax is over all values, "no object" included; that one is left out afterwards. */
function softmaxScores({ from, count, noObject }: ScoreColumns, table: AnswerTable): PlaceScores {
  const { data, placeStep, valueStep, place } = table;
  const all = new Float64Array(count);
  const values = new Float64Array(noObject === null ? count : count - 1);
  return {
    count: values.length,
    values,
    open(i) {
      for (let k = 0, at = i * placeStep + from * valueStep; k < count; k++, at += valueStep) {
        all[k] = data[at]!;
        if (!Number.isFinite(all[k])) throw notANumber(place, all[k]!, i);
      }
      softmax(all);
      for (let k = 0, to = 0; k < count; k++) if (k !== noObject) values[to++] = all[k]!;
      return true;
    },
  };
}

/** Each class for itself, times the objectness where there is one. */
function separateScores(
  columns: ScoreColumns,
  rule: DetectionRule,
  table: AnswerTable,
): PlaceScores {
  const { data, placeStep, valueStep, place } = table;
  const { from, count, objectness, noObject } = columns;
  const isSigmoid = columns.activation === "sigmoid";
  // No class is surer than 1, so that its raw value decides alone whether it can pass.
  const cut = isSigmoid ? logit(rule.scoreThreshold) : rule.scoreThreshold;
  const values = new Float64Array(noObject === null ? count : count - 1);
  const level = (raw: number, i: number): number =>
    isSigmoid ? sigmoidOf(raw) : probability(raw, place, i);
  return {
    count: values.length,
    values,
    open(i) {
      const start = i * placeStep;
      let object = 1;
      if (objectness !== null) {
        const raw = data[start + objectness * valueStep]!;
        if (raw < cut) return false;
        if (!(raw < Number.POSITIVE_INFINITY)) throw notANumber(place, raw, i);
        object = level(raw, i);
      }
      let isAny = false;
      let to = 0;
      for (let k = 0, at = start + from * valueStep; k < count; k++, at += valueStep) {
        if (k === noObject) continue;
        const raw = data[at]!;
        if (raw < cut) {
          values[to++] = Number.NEGATIVE_INFINITY;
          continue;
        }
        if (!(raw < Number.POSITIVE_INFINITY)) throw notANumber(place, raw, i);
        values[to++] = object * level(raw, i);
        isAny = true;
      }
      return isAny;
    },
  };
}

/** Where the sigmoid is p, and a little below, for what rounding may do. */
function logit(p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY;
  return p >= 1 ? 30 : Math.log(p / (1 - p)) - 1e-6;
}

function sigmoidOf(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** Adds what passes the threshold at the place that is open. */
export function addPlace(
  i: number,
  scores: PlaceScores,
  rule: DetectionRule,
  readBox: (i: number) => Float64Array,
  into: CandidateList,
): void {
  const { scoreThreshold } = rule;
  const isInclusive = rule.scoreComparison === "greater-or-equal";
  const passes = (score: number): boolean =>
    score > scoreThreshold || (isInclusive && score === scoreThreshold);
  let box: Float64Array | null = null;
  let best = -1;
  for (let k = 0; k < scores.count; k++) {
    const score = scores.values[k]!;
    if (!passes(score)) continue;
    if (rule.candidates === "best-class") {
      if (best < 0 || score > scores.values[best]!) best = k;
      continue;
    }
    box ??= readBox(i);
    addBox(into, box, score, k);
  }
  if (best >= 0) addBox(into, readBox(i), scores.values[best]!, best);
}
