import type { FrameGeometry } from "../../../images/fit.js";
import type { Tensor } from "../../inference-runtime.js";

/** Objects with masks. */
export interface FoundOutlines {
  /** As a detector's reader gives them. */
  readonly scores: Float64Array;
  /** The mask of each object in the upright picture, packed as `shapesOfPacked` takes them. */
  readonly outlines: Float64Array;
}

/** Reads objects and their masks out of a model's outputs, as its card says. */
export interface OutlineReader {
  readonly kind: "outlines";
  readonly areProbabilities: boolean;
  /**
   * @param geometry where the picture lay in the frame
   * @throws HomegroundError `model/wrong-outputs`, `model/nan-scores`
   */
  read(outputs: ReadonlyMap<string, Tensor>, geometry: FrameGeometry): FoundOutlines;
}
