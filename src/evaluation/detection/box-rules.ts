import { COCO_RULES } from "../../outcomes/detection/match-rules.js";
import type { BoxFrame } from "./image-sizes.js";
import type { DetectionJoin } from "./join-detections.js";

/** COCO's rules; sizes of objects mean something only in pixels. */
export function boxRules({ unit }: BoxFrame): DetectionJoin["rules"] {
  return unit === "pixel" ? COCO_RULES : { ...COCO_RULES, areas: COCO_RULES.areas.slice(0, 1) };
}
