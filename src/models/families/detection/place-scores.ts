import { exp, ln } from "../../../core/elementary.js";
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

/** The labels that pass the threshold, at one place of an answer after the other. */
export interface PlaceScores {
  /** Labels and scores of the place that was opened; as many count as `open` said. */
  readonly label: Int32Array;
  readonly score: Float64Array;
  /** Reads the scores of a place. @returns how many labels pass */
  open(i: number): number;
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
    ? softmaxScores(columns, rule, table)
    : separateScores(columns, rule, table);
}

/** The softmax is over all values, "no object" included; that one is left out afterwards. */
function softmaxScores(
  { from, count, noObject }: ScoreColumns,
  rule: DetectionRule,
  { data, placeStep, valueStep, place }: AnswerTable,
): PlaceScores {
  const all = new Float64Array(count);
  const label = new Int32Array(count);
  const score = new Float64Array(count);
  const least = leastOf(rule);
  return {
    label,
    score,
    open(i) {
      for (let k = 0, at = i * placeStep + from * valueStep; k < count; k++, at += valueStep) {
        all[k] = data[at]!;
        if (!Number.isFinite(all[k])) throw notANumber(place, all[k]!, i);
      }
      softmax(all);
      let passed = 0;
      for (let k = 0; k < count; k++) {
        if (k === noObject || all[k]! < least) continue;
        label[passed] = labelOf(k, noObject);
        score[passed++] = all[k]!;
      }
      return passed;
    },
  };
}

/** Each class for itself, times the objectness where there is one. */
function separateScores(
  { activation, from, count, objectness, noObject }: ScoreColumns,
  rule: DetectionRule,
  { data, placeStep, valueStep, place }: AnswerTable,
): PlaceScores {
  const isSigmoid = activation === "sigmoid";
  // No class is surer than 1, so that its raw value decides alone whether it can pass.
  const cut = isSigmoid ? logit(rule.scoreThreshold) : rule.scoreThreshold;
  const least = leastOf(rule);
  const label = new Int32Array(count);
  const score = new Float64Array(count);
  const level = (raw: number, i: number): number => {
    if (!(raw < Number.POSITIVE_INFINITY)) throw notANumber(place, raw, i);
    return isSigmoid ? sigmoidOf(raw) : probability(raw, place, i);
  };
  return {
    label,
    score,
    open(i) {
      const start = i * placeStep;
      let object = 1;
      if (objectness !== null) {
        const raw = data[start + objectness * valueStep]!;
        if (raw < cut) return 0;
        object = level(raw, i);
      }
      let passed = 0;
      const first = start + from * valueStep;
      for (
        let k = nextFrom(data, first, 0, count, valueStep, cut);
        k < count;
        k = nextFrom(data, first, k + 1, count, valueStep, cut)
      ) {
        if (k === noObject) continue;
        const value = object * level(data[first + k * valueStep]!, i);
        if (value < least) continue;
        label[passed] = labelOf(k, noObject);
        score[passed++] = value;
      }
      return passed;
    },
  };
}

/**
 * The next of `count` values, from number k on, that is not below `least`; a NaN is not.
 * Nearly all values of an answer are looked at here and nowhere else.
 */
function nextFrom(
  data: Float32Array | Float64Array,
  first: number,
  from: number,
  count: number,
  step: number,
  least: number,
): number {
  let k = from;
  let at = first + from * step;
  while (k < count && data[at]! < least) {
    k++;
    at += step;
  }
  return k;
}

/** The least score that passes. */
function leastOf({ scoreThreshold, scoreComparison }: DetectionRule): number {
  return scoreComparison === "greater" ? nextAbove(scoreThreshold) : scoreThreshold;
}

/** The next float64 above a number from 0 to 1. */
function nextAbove(value: number): number {
  const bits = new BigUint64Array(Float64Array.of(value === 0 ? 0 : value).buffer);
  bits[0] = bits[0]! + 1n;
  return new Float64Array(bits.buffer)[0]!;
}

/** Place of a label among the labels, from its place among the values. */
function labelOf(k: number, noObject: number | null): number {
  return noObject === null || k < noObject ? k : k - 1;
}

/** Where the sigmoid is p, and a little below, for what rounding may do. */
function logit(p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY;
  return p >= 1 ? 30 : ln(p / (1 - p)) - 1e-6;
}

function sigmoidOf(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}

/** Adds the candidates of a place that was opened, and of which `passed` labels passed. */
export function addPlace(
  { label, score }: PlaceScores,
  passed: number,
  candidates: DetectionRule["candidates"],
  box: Float64Array,
  into: CandidateList,
): void {
  if (candidates === "all-classes") {
    for (let k = 0; k < passed; k++) addBox(into, box, score[k]!, label[k]!);
    return;
  }
  let best = 0;
  for (let k = 1; k < passed; k++) if (score[k]! > score[best]!) best = k;
  addBox(into, box, score[best]!, label[best]!);
}
