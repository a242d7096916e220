import type { FrameGeometry } from "../../../images/fit.js";
import type { Tensor, TensorInfo } from "../../inference-runtime.js";
import { noSuchOutput } from "../output-values.js";

/** Objects with points. */
export interface FoundPoints {
  /** As a detector's reader gives them. */
  readonly scores: Float64Array;
  /** x, y in pixels of the upright picture, and how sure the model is (NaN: it does not say), of each point of each object. */
  readonly points: Float64Array;
}

/** Reads the points of objects out of a model's outputs, as its card says. */
export interface PointReader {
  readonly kind: "points";
  /** What says how sure a model is of a point is seldom a probability. */
  readonly areProbabilities: false;
  /**
   * @param geometry where the picture lay in the frame
   * @throws HomegroundError `model/wrong-outputs`, `model/nan-scores`
   */
  read(outputs: ReadonlyMap<string, Tensor>, geometry: FrameGeometry): FoundPoints;
}

/**
 * A reader of one output.
 *
 * @throws HomegroundError `model/wrong-outputs` where the model has no such output
 */
export function pointReader(
  output: string,
  outputs: readonly TensorInfo[],
  model: string,
  read: PointReader["read"],
): PointReader {
  if (!outputs.some(({ name }) => name === output)) throw noSuchOutput({ model, output }, outputs);
  return { kind: "points", areProbabilities: false, read };
}

/**
 * The points of the one object on a picture: its box is the smallest around them, as COCO's code has it where there are points
 * alone, and its score the mean of theirs, or 1 where the model says none. Without a point there is no object.
 */
export function oneObject(points: Float64Array): FoundPoints {
  let [left, top] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [right, bottom] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [sum, said] = [0, 0];
  for (let at = 0; at < points.length; at += 3) {
    const [x, y, sure] = [points[at]!, points[at + 1]!, points[at + 2]!];
    if (Number.isNaN(x)) continue;
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    if (Number.isNaN(sure)) continue;
    sum += sure;
    said++;
  }
  if (right < left) return { scores: new Float64Array(), points: new Float64Array() };
  const score = said === 0 ? 1 : sum / said;
  return { scores: Float64Array.of(left, top, right - left, bottom - top, score, 0), points };
}
