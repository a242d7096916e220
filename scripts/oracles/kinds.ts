import { APPLICATION_ORACLE_KINDS } from "./application.js";
import { COUNT_ORACLE_KINDS } from "./counts.js";
import { DETECTION_ORACLE_KINDS } from "./detection.js";
import { DETECTION_IMAGE_ORACLE_KINDS } from "./detection-images.js";
import { IMAGE_ORACLE_KINDS } from "./images.js";
import { KEYPOINT_ORACLE_KINDS } from "./keypoints.js";
import { MASK_ORACLE_KINDS } from "./masks.js";
import { METRIC_ORACLE_KINDS } from "./metrics.js";
import { PUBLISHED_ORACLE_KINDS } from "./published.js";
import { SEGMENTATION_ORACLE_KINDS } from "./segmentation.js";
import { SELECTION_ORACLE_KINDS } from "./selection.js";
import { STATISTICS_KINDS } from "./statistics.js";
import { TRANSFER_ORACLE_KINDS } from "./transfer.js";

/** What the project computes for one case. */
export type Answer = (input: Readonly<Record<string, unknown>>) => unknown;

/** By `oracle/kind`. A kind that is not here is one that the project does not compute yet. */
export const ORACLE_KINDS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ...METRIC_ORACLE_KINDS,
  ...STATISTICS_KINDS,
  ...TRANSFER_ORACLE_KINDS,
  ...SELECTION_ORACLE_KINDS,
  ...IMAGE_ORACLE_KINDS,
  ...DETECTION_ORACLE_KINDS,
  ...DETECTION_IMAGE_ORACLE_KINDS,
  ...MASK_ORACLE_KINDS,
  ...APPLICATION_ORACLE_KINDS,
  ...COUNT_ORACLE_KINDS,
  ...KEYPOINT_ORACLE_KINDS,
  ...SEGMENTATION_ORACLE_KINDS,
  ...PUBLISHED_ORACLE_KINDS,
]);
