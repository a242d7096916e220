import type { Outcomes } from "../classification-types.js";
import {
  type DetectionInput,
  type DetectionOutcomes,
  KIND_BY_GEOMETRY,
} from "../detection-types.js";

/** Detection outcomes with the objects behind them, which questions about whole images need. */
export interface EvaluatedDetections extends DetectionOutcomes {
  /** What was matched; `image` of its objects is an image of the predictions, in their order. */
  readonly input: DetectionInput;
  /** Unit of each of these images. */
  readonly unitOfImage: Int32Array;
}

/** Outcomes of whatever task was evaluated. */
export type EvaluatedOutcomes = Outcomes | EvaluatedDetections;

const KINDS: ReadonlySet<string> = new Set(Object.values(KIND_BY_GEOMETRY));

/** Whether objects were matched. */
export function haveObjects(outcomes: { readonly kind: string }): outcomes is EvaluatedDetections {
  return KINDS.has(outcomes.kind);
}
