import { anomalyScore } from "./anomaly-score.js";
import { classifier } from "./classifier.js";
import { count } from "./count.js";
import { DETECTORS } from "./detection/detectors.js";
import type { OutputFamily } from "./family.js";
import { boxMasks } from "./instances/box-masks.js";
import { prototypeMasks } from "./instances/prototype-masks.js";
import { multilabel } from "./multilabel.js";
import { NOT_YET } from "./not-yet.js";
import { POINT_FAMILIES } from "./points/point-families.js";
import { MASK_FAMILIES } from "./segmentation/mask-families.js";

/** Families of outputs that a card can name, in the order in which errors list them. */
export const FAMILIES: OutputFamily[] = [
  classifier,
  multilabel,
  anomalyScore,
  count,
  ...DETECTORS,
  ...MASK_FAMILIES,
  ...POINT_FAMILIES,
  prototypeMasks as OutputFamily,
  boxMasks as OutputFamily,
  ...NOT_YET,
];

/** @returns null where there is no such family */
export function familyOf(id: string): OutputFamily | null {
  return FAMILIES.find((one) => one.id === id) ?? null;
}
