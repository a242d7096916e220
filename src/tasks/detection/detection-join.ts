import type { ThresholdGoal } from "../../metrics/detection/threshold-choice.js";
import type { MatchRules } from "../../outcomes/detection-types.js";
import type { DetectionClasses } from "./detection-classes.js";
import type { BoxFrame } from "./image-sizes.js";
import type { KeypointJoin } from "./keypoint-join.js";
import type { ScoredObjects } from "./truth-objects.js";

/** What a detection evaluation knows of its images before any prediction. */
export interface DetectionJoin {
  readonly truth: ScoredObjects;
  /** Objects of labelled images whose files are missing, in their order; absent where none is. */
  readonly missing?: { readonly truth: ScoredObjects; readonly frame: BoxFrame } | null;
  readonly classes: DetectionClasses;
  readonly frame: BoxFrame;
  readonly rules: MatchRules;
  /** Points of the objects; absent or null where boxes are matched. */
  readonly keypoints?: KeypointJoin | null;
  /** Operating point; null where none is set. */
  readonly threshold: number | null;
  /** What a threshold is chosen for once there are outcomes; null: it is not chosen. */
  readonly goal?: ThresholdGoal | null;
}
