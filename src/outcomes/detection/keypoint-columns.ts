import type { Joints } from "../../core/objects.js";

/** Keypoints of the objects of a `DetectionInput`, in the same order of points everywhere. */
export interface KeypointColumns {
  /** σ of each point: how far a careful person is off, in units of √area. */
  readonly sigmas: Float64Array;
  /** x, y, visibility of each point, row-major truth × points × 3; visibility 0: not annotated. */
  readonly truth: Float64Array;
  /** x, y of each point, row-major detections × points × 2; NaN for one that the model does not give. */
  readonly detections: Float64Array;
  /** Names of the points; absent: they are nowhere asked for by name. */
  readonly joints?: Joints;
  /** How sure the model is of each point, row-major detections × points; NaN where it does not say. */
  readonly confidence?: Float64Array;
}
