import { type Activation, sigmoidOf, softmax } from "../../../core/activations.js";
import { ln } from "../../../core/elementary.js";
import { addBox } from "./box-corners.js";
import type { CandidateList } from "./candidates.js";
import type { ClassValues, DetectionRule } from "./detector-types.js";
import { notANumber, type PlaceTable, probability } from "./prediction-values.js";

/** Where the scores of a place are among its values. */
export interface ScoreColumns extends ClassValues {
  readonly activation: Activation;
  readonly from: number;
  /** Where the objectness is; null where there is none. */
  readonly objectness: { readonly table: PlaceTable; readonly column: number } | null;
  /** Whether the score is the root of objectness × class. */
  readonly isRoot: boolean;
}

/** The labels that pass the threshold, at one place of a prediction after the other. */
export interface PlaceScores {
  /** Labels and scores of the place that was opened; as many count as `open` said. */
  readonly label: Int32Array;
  readonly score: Float64Array;
  /** Reads the scores of a place. @returns how many labels pass */
  open(i: number): number;
}

/**
 * Reads scores from a prediction.
 *
 * @throws HomegroundError from `open`: `model/nan-scores`, `model/wrong-outputs`
 */
export function placeScores(
  columns: ScoreColumns,
  rule: DetectionRule,
  table: PlaceTable,
): PlaceScores {
  return columns.activation === "softmax"
    ? softmaxScores(columns, rule, table)
    : separateScores(columns, rule, table);
}

/** The raw value below which nothing passes, since the other factor of a score is 1 at most. */
function rawCut({ activation, isRoot }: ScoreColumns, { scoreThreshold }: DetectionRule): number {
  const least = isRoot ? scoreThreshold * scoreThreshold : scoreThreshold;
  return activation === "none" ? least : logit(least);
}

/** The objectness of a place, 1 where there is none; null where it is too low for any label to pass. */
function objectnessReader(
  columns: ScoreColumns,
  rule: DetectionRule,
): (i: number) => number | null {
  const { activation, objectness } = columns;
  if (objectness === null) return () => 1;
  const { table, column } = objectness;
  const { data, placeStep, valueStep, place } = table;
  const level = levelReader(activation);
  const cut = rawCut(columns, rule);
  return (i) => {
    const raw = data[i * placeStep + column * valueStep]!;
    return raw < cut ? null : level(raw, place, i);
  };
}

/** A probability from a raw value that passed the threshold. @throws HomegroundError */
function levelReader(activation: Activation) {
  return (raw: number, place: PlaceTable["place"], i: number): number => {
    if (!(raw < Number.POSITIVE_INFINITY)) throw notANumber(place, raw, i);
    return activation === "none" ? probability(raw, place, i) : sigmoidOf(raw);
  };
}

/** The softmax is over all values, the background included; that one is left out afterwards. */
function softmaxScores(
  columns: ScoreColumns,
  rule: DetectionRule,
  { data, placeStep, valueStep, place }: PlaceTable,
): PlaceScores {
  const { from, count, background, isRoot } = columns;
  const objectOf = objectnessReader(columns, rule);
  const all = new Float64Array(count);
  const label = new Int32Array(count);
  const score = new Float64Array(count);
  const least = leastOf(rule);
  return {
    label,
    score,
    open(i) {
      const object = objectOf(i);
      if (object === null) return 0;
      for (let k = 0, at = i * placeStep + from * valueStep; k < count; k++, at += valueStep) {
        all[k] = data[at]!;
        if (!Number.isFinite(all[k])) throw notANumber(place, all[k]!, i);
      }
      softmax(all);
      let passed = 0;
      for (let k = 0; k < count; k++) {
        const value = isRoot ? Math.sqrt(object * all[k]!) : object * all[k]!;
        if (k === background || value < least) continue;
        label[passed] = labelOf(k, columns);
        score[passed++] = value;
      }
      return passed;
    },
  };
}

/** Each class for itself, with the objectness where there is one. */
function separateScores(
  columns: ScoreColumns,
  rule: DetectionRule,
  { data, placeStep, valueStep, place }: PlaceTable,
): PlaceScores {
  const { activation, from, count, background, isRoot } = columns;
  const objectOf = objectnessReader(columns, rule);
  const level = levelReader(activation);
  const least = leastOf(rule);
  const cut = rawCut(columns, rule);
  const label = new Int32Array(count);
  const score = new Float64Array(count);
  return {
    label,
    score,
    open(i) {
      const object = objectOf(i);
      if (object === null) return 0;
      let passed = 0;
      const first = i * placeStep + from * valueStep;
      for (
        let k = nextFrom(data, first, 0, count, valueStep, cut);
        k < count;
        k = nextFrom(data, first, k + 1, count, valueStep, cut)
      ) {
        if (k === background) continue;
        const both = object * level(data[first + k * valueStep]!, place, i);
        const value = isRoot ? Math.sqrt(both) : both;
        if (value < least) continue;
        label[passed] = labelOf(k, columns);
        score[passed++] = value;
      }
      return passed;
    },
  };
}

/**
 * The next of `count` values, from number k on, that is not below `least`; a NaN is not.
 * Nearly all values of a prediction are looked at here and nowhere else.
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
function labelOf(k: number, { background, isBackgroundALabel }: ClassValues): number {
  return background === null || isBackgroundALabel || k < background ? k : k - 1;
}

/** Where the sigmoid is p, and a little below, for what rounding may do. */
function logit(p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY;
  return p >= 1 ? 30 : ln(p / (1 - p)) - 1e-6;
}

/** Adds the candidates of a place that was opened, and of which `passed` labels passed. */
export function addPlace(
  { label, score }: PlaceScores,
  passed: number,
  candidates: DetectionRule["candidates"],
  box: Float64Array,
  into: CandidateList,
  place: number,
): void {
  if (candidates === "all-classes") {
    for (let k = 0; k < passed; k++) addBox(into, box, score[k]!, label[k]!, place);
    return;
  }
  let best = 0;
  for (let k = 1; k < passed; k++) if (score[k]! > score[best]!) best = k;
  addBox(into, box, score[best]!, label[best]!, place);
}
