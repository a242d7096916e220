import { COCO_RULES, MASK_RULES } from "../../outcomes/detection/match-rules.js";
import type { DetectionJoin } from "../../tasks/detection/detection-join.js";
import type { BoxFrame } from "../../tasks/detection/image-sizes.js";

/** COCO's rules; sizes of objects mean something only in pixels. */
export function boxRules({ unit }: BoxFrame, hasOutlines = false): DetectionJoin["rules"] {
  if (hasOutlines) return MASK_RULES;
  return unit === "pixel" ? COCO_RULES : { ...COCO_RULES, areas: COCO_RULES.areas.slice(0, 1) };
}
