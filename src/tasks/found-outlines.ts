import { shapesOfPacked } from "../core/masks/packed-runs.js";
import type { FoundOutlines } from "./predictions.js";

/** Masks that a model's reader packed, as an answer has them; small is told from large by the boxes, as in COCO's code. */
export function outlinesOf(packed: Float64Array | undefined): {
  readonly outlines?: FoundOutlines;
} {
  return packed === undefined ? {} : { outlines: { shapes: shapesOfPacked(packed), area: null } };
}
