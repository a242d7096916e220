import * as z from "zod/mini";
import { field, text } from "../../card/card-field.js";
import type { CardProblem } from "../../card/card-problems.js";
import type { CardFrame } from "../detection/detector-types.js";

/** What a card says that such a model does. */
export const POINT_TASK = "keypoints";

/** The field `decode.points`. */
export const POINTS = field(
  z.array(text()).check(z.minLength(1)),
  "Names of the points, in the order of the output. Those of the ground truth are found by them.",
  { example: ["nose", "left_eye", "right_eye"] },
);

/** The activation of what says how sure the model is of a point. */
export function pointActivation(what: string) {
  return field(z.optional(z.enum(["none", "sigmoid"])), what, {
    default: "none",
    example: "sigmoid",
  });
}

export function readPoints(points: readonly string[], problem: CardProblem): readonly string[] {
  if (new Set(points).size !== points.length) problem("points", "has a name twice");
  return points;
}

/** Of a family that finds one object on a picture. */
export function checkOneLabel({ labels }: CardFrame, problem: CardProblem): void {
  if (labels !== 1) problem("", `is of one object on a picture, and there are ${labels} labels`);
}
