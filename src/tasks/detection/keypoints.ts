import { parseReference } from "../../metrics/reference.js";
import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import type { Task } from "../task.js";
import { detection } from "./detection.js";
import { OPERATING_DETAILS } from "./detection-references.js";

/** Objects are found in an image, each with a label and points, such as the joints of an animal. */
export const keypoints: Task<EvaluatedDetections> = {
  ...detection,
  id: "keypoints",
  names: ["keypoints", "pose", "keypoint-detection", "pose-estimation"],
  label: "points on objects",
  labelledBy: "points",
  lookMeasure: "pck{average=image}",
  lookTolerance: { usual: "0.2", number: "pck{alpha=#,average=image}", percent: null },
  racedBy: "points",
  hasPoints: true,
  measures: ["oks-map", "oks-map-50", "pck"],
  hubTasks: ["keypoint-detection"],
  headline: "oks-map",
  details: keypointDetails,
};

/** Figures that are given without being asked for. */
function keypointDetails({ input, threshold, classes, truths }: EvaluatedDetections) {
  const joints = input.keypoints?.joints?.names ?? [];
  const texts = [
    ...["-50", "-75", "-medium", "-large"].map((end) => `oks-map${end}`),
    ...["", "-50", "-75", "-medium", "-large"].map((end) => `oks-ar${end}`),
    "pck",
    "keypoint-error",
    "keypoint-rmse",
    "nme",
    ...(threshold === null ? [] : OPERATING_DETAILS),
  ];
  const seen = [...classes.keys()].filter((k) => truths.classStart[k + 1]! > truths.classStart[k]!);
  const ofClasses =
    seen.length < 2
      ? []
      : seen.flatMap((k) => ["oks-map", "pck"].map((id) => of(id, "class", classes[k]!)));
  const ofJoints = joints.flatMap((name) =>
    ["pck", "keypoint-error"].map((id) => of(id, "joint", name)),
  );
  return [...texts.map((text) => parseReference(text)), ...ofClasses, ...ofJoints];
}

/** A figure of one class or point. */
function of(id: string, parameter: string, name: string) {
  return parseReference(`${id}{${parameter}=${JSON.stringify(name)}}`);
}
