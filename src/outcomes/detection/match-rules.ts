import type { AreaRange, MatchRules } from "../detection-types.js";

/**
 * IoU 0.50, 0.55, … 0.95 to the last digit as the reference evaluator has them
 * (`numpy.linspace(0.5, 0.95, 10)`): some are a rounding away from the decimal.
 *
 * Source: cocoapi, `cocoeval.py`, `Params.setDetParams`.
 */
export const COCO_THRESHOLDS: readonly number[] = Array.from({ length: 10 }, (_, i) =>
  i === 9 ? 0.95 : i * ((0.95 - 0.5) / 9) + 0.5,
);

/** COCO's ranges of object areas in px²; an object of exactly 32² is small and medium. */
export const COCO_AREAS: readonly AreaRange[] = [
  { name: "all", low: 0, high: 1e5 ** 2 },
  { name: "small", low: 0, high: 32 ** 2 },
  { name: "medium", low: 32 ** 2, high: 96 ** 2 },
  { name: "large", low: 96 ** 2, high: 1e5 ** 2 },
];

/** COCO's evaluation: ten thresholds, four area ranges, 100 detections an image and label. */
export const COCO_RULES: MatchRules = {
  matching: "coco",
  geometry: "boxes",
  thresholds: COCO_THRESHOLDS,
  areas: COCO_AREAS,
  maxDetections: 100,
  byLabel: true,
};

/** Most detections of an image and label that can be kept: ranks are 16 bits. */
export const MOST_DETECTIONS = 0xffff;

/** PASCAL VOC's evaluation at IoU 0.50: objects of any area, all detections. */
export const VOC_RULES: MatchRules = {
  ...COCO_RULES,
  matching: "voc",
  thresholds: [0.5],
  areas: [{ name: "all", low: 0, high: Number.MAX_VALUE }],
  maxDetections: MOST_DETECTIONS,
};

/** COCO's evaluation of keypoints: no small objects, 20 detections an image and label. */
export const KEYPOINT_RULES: MatchRules = {
  ...COCO_RULES,
  geometry: "keypoints",
  areas: COCO_AREAS.filter(({ name }) => name !== "small"),
  maxDetections: 20,
};

/** COCO's evaluation of masks: as that of boxes, by the overlap of outlines. */
export const MASK_RULES: MatchRules = { ...COCO_RULES, geometry: "masks" };

/** What predictions are that are no boxes. */
export function notOfBoxes({
  geometry,
}: Pick<MatchRules, "geometry">): "points" | "outlines" | undefined {
  if (geometry === "boxes") return undefined;
  return geometry === "masks" ? "outlines" : "points";
}
