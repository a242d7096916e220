import { sigmoid, softmax } from "../../core/activations.js";
import { HomegroundError } from "../../core/errors.js";
import type { AnomalyDecode } from "./decode-types.js";
import { type AnswerPlace, checkFinite, where } from "./output-values.js";

/**
 * The anomaly score of one image, on any scale, signed so that higher is worse: activation, then
 * one value of the prediction or the maximum or mean of all, then the sign. The mean of a score map is
 * a plain sum in float64: maps have at most millions of values of one scale.
 *
 * @param values the raw answer, length at least 1; changed in place
 * @throws HomegroundError `model/wrong-outputs`, `model/nan-scores`
 */
export function decodeAnomaly(
  values: Float64Array,
  decode: AnomalyDecode,
  place: AnswerPlace,
): number {
  checkFinite(values, false, place);
  if (decode.activation === "softmax") softmax(values);
  if (decode.activation === "sigmoid") sigmoid(values);
  const score = reduce(values, decode, place);
  return decode.direction === "lower-is-worse" ? -score : score;
}

function reduce(values: Float64Array, decode: AnomalyDecode, place: AnswerPlace): number {
  switch (decode.reduce) {
    case "max":
      return values.reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY);
    case "mean":
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    case "none": {
      const value = values[decode.index ?? 0];
      if (value !== undefined && (decode.index !== null || values.length === 1)) return value;
      throw new HomegroundError("model/wrong-outputs", {
        what:
          decode.index === null
            ? `the model answers with ${values.length} values where one anomaly score is expected`
            : `the score is to be value ${decode.index} of an answer of ${values.length}`,
        where: where(place),
        fix: "State decode.index, or decode.reduce as max or mean, in the card",
      });
    }
  }
}
