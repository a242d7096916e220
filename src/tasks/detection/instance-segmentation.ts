import { parseReference } from "../../metrics/reference.js";
import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import { SEARCHED } from "../../outcomes/detection-types.js";
import type { Task } from "../task.js";
import { detection } from "./detection.js";
import { classesSeen, detectionDetails, ofClass } from "./detection-references.js";

/** Objects are found in an image, each with a label and an outline: which pixels are its own. */
export const instanceSegmentation: Task<EvaluatedDetections> = {
  ...detection,
  id: "instance-segmentation",
  names: ["instance-segmentation", "instances", "panoptic-segmentation"],
  label: "objects with outlines",
  labelledBy: "outlines",
  hasOutlines: true,
  measures: ["map", "map-50", "pq", "aji"],
  hubTasks: ["image-segmentation", "mask-generation"],
  details(outcomes) {
    if (outcomes.threshold === null) return detectionDetails(outcomes);
    const seen = classesSeen(outcomes);
    return [
      ...detectionDetails(outcomes),
      ...WHOLE.map((text) => parseReference(text)),
      ...(outcomes.input.searched?.includes(SEARCHED.region) === true ? PANOPTIC : []).map((text) =>
        parseReference(text),
      ),
      ...(seen.length < 2 ? [] : seen.map((k) => ofClass("pq", outcomes.classes[k]!))),
    ];
  },
};

/** Figures of finding and outlining at once, at the operating point. */
const WHOLE = ["pq", "pq{average=image}", "aji", "aji{average=image}"];
/** Where some labels are of objects and some of regions. */
const PANOPTIC = ["pq{of=things}", "pq{of=stuff}", "sq", "rq"];
