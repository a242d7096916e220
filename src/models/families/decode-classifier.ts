import { logSumExp, sigmoid, softmax } from "../../core/activations.js";
import { HomegroundError } from "../../core/errors.js";
import type { CardScores } from "../card/card-types.js";
import type { ClassifierDecode, MultilabelDecode } from "./decode-types.js";
import { type AnswerPlace, checkFinite, where } from "./output-values.js";

/** What the scores of a prediction are. */
export interface LabelScores {
  /** One a label, in the card's order. */
  readonly scores: Float64Array;
  /** Codes of what was noticed: {@link SUM_NOT_ONE}. */
  readonly notes: readonly string[];
  /** As `Scores` has it. */
  readonly logSum?: number;
}

/** Note: the probabilities of one image do not add up to 1, though its labels exclude each other. */
const SUM_NOT_ONE = "model/sum-not-one";

/** Engines round: a probability may miss [0, 1] by this much, and is then brought back into it. */
const RANGE_TOLERANCE = 1e-4;

/** 8-bit models add up to 1 only roughly. */
const SUM_TOLERANCE = 0.02;

/**
 * Scores of labels that exclude each other, from the raw answer: the card's activation in float64,
 * and a check that what is said to be probabilities can be. The predicted label is the one with
 * the highest score, the lowest index among equals ({@link highestScore}).
 *
 * @param values one a label; changed in place
 * @throws HomegroundError `model/wrong-outputs`, `model/nan-scores`
 */
export function decodeClassifier(
  values: Float64Array,
  decode: ClassifierDecode,
  labels: readonly string[],
  scores: CardScores,
  place: AnswerPlace,
): LabelScores {
  // Before an activation takes it away; the values are looked at below.
  const logSum = areLogits(decode, scores) ? logSumExp(values) : Number.NaN;
  activate(values, decode, labels, scores, place);
  const sum = values.reduce((total, value) => total + value, 0);
  const isOff = areProbabilities(decode, scores) && Math.abs(sum - 1) > SUM_TOLERANCE;
  return {
    scores: values,
    notes: isOff ? [SUM_NOT_ONE] : [],
    ...(Number.isFinite(logSum) ? { logSum } : {}),
  };
}

function areLogits({ activation }: ClassifierDecode, scores: CardScores): boolean {
  return scores === "logits" && activation !== "sigmoid";
}

/**
 * Scores of labels that may all be present at once; otherwise as {@link decodeClassifier}.
 *
 * @throws HomegroundError `model/wrong-outputs`, `model/nan-scores`
 */
export function decodeMultilabel(
  values: Float64Array,
  decode: MultilabelDecode,
  labels: readonly string[],
  scores: CardScores,
  place: AnswerPlace,
): LabelScores {
  activate(values, decode, labels, scores, place);
  return { scores: values, notes: [] };
}

/**
 * Whether decoded scores are numbers claimed to be probabilities, so that calibration may be asked
 * of them: either the network says so, or an activation made them.
 */
export function areProbabilities(
  decode: ClassifierDecode | MultilabelDecode,
  scores: CardScores,
): boolean {
  return decode.activation !== "none" || scores === "probabilities";
}

/** Position of the highest score; of several equal ones the first. @param scores length ≥ 1 */
export function highestScore(scores: Float64Array): number {
  let best = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[best]!) best = i;
  return best;
}

function activate(
  values: Float64Array,
  decode: ClassifierDecode | MultilabelDecode,
  labels: readonly string[],
  scores: CardScores,
  place: AnswerPlace,
): void {
  if (values.length !== labels.length) {
    throw new HomegroundError("model/wrong-outputs", {
      what: `the model answers with ${values.length} values, and there are ${labels.length} labels`,
      where: where(place),
      fix: labelCountFix(values.length - labels.length),
    });
  }
  checkFinite(values, decode.activation !== "none", place);
  if (decode.activation === "softmax") softmax(values);
  if (decode.activation === "sigmoid") sigmoid(values);
  if (decode.activation === "none" && scores === "probabilities") checkRange(values, place);
}

function labelCountFix(surplus: number): string {
  const hint = "Give the labels the model was trained with, one an output and in output order";
  return surplus === 1 ? `${hint}; a background class counts as one, often the first` : hint;
}

function checkRange(values: Float64Array, place: AnswerPlace): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < -RANGE_TOLERANCE || value > 1 + RANGE_TOLERANCE) {
      throw new HomegroundError("model/wrong-outputs", {
        what: `the scores are said to be probabilities, and the model answered ${value}`,
        where: where(place),
        fix: "Set scores to logits and the activation to softmax or sigmoid in the card",
      });
    }
    values[i] = Math.min(1, Math.max(0, value));
  }
}
