import { type Outline, outlineOf } from "../../core/masks/outlines.js";
import { encodeRunText } from "../../core/masks/run-text.js";
import type { ObjectShapes } from "../../core/objects.js";
import type { CountedThings } from "../../metrics/group-shares.js";
import { DETECTION_WIDTH } from "../../models/detections.js";
import { NO_ERROR } from "../../outcomes/detection/anatomy.js";
import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import { asShare } from "../label-columns.js";
import type { SpokenAnswer, SpokenBox } from "../predictions.js";
import type { Task } from "../task.js";
import { bootstrapDetections, detectionEstimator, detectionKernel } from "./detection-estimates.js";
import { type CountedErrors, countedErrors } from "./detection-facts.js";
import { detectionNames } from "./detection-names.js";
import { detectionDetails } from "./detection-references.js";
import { detectionColumns } from "./detection-table.js";
import { joinDetections } from "./join-detections.js";
import { objectColumns, outcomesOfObjects } from "./object-table.js";
import { unansweredDetections } from "./unanswered-detections.js";

/** Objects are found in an image, each with a box and a label. */
export const detection: Task<EvaluatedDetections> = {
  id: "detection",
  names: ["detection", "object-detection"],
  label: "objects with boxes",
  truth: "objects",
  prediction: "objects",
  labelledBy: "boxes",
  lookMeasure: null,
  racedBy: "image-f1",
  own: null,
  measures: ["map", "map-50"],
  assumedMeasure: null,
  hasPositive: false,
  usualThreshold: null,
  hubTasks: ["object-detection"],

  headline: "map",
  details: detectionDetails,

  join({ images }, source, options) {
    if (options.detection === undefined) throw new Error("detection without its objects");
    return joinDetections(images, source, options.detection, options);
  },
  estimator: detectionEstimator,
  kernel: detectionKernel,
  unitMean: () => null,
  bootstrap: bootstrapDetections,
  unanswered: unansweredDetections,
  table: (outcomes, { ofAnswered }) =>
    detectionColumns(outcomes, countedErrors(outcomes), ofAnswered),
  objectTable: (outcomes, { ofAnswered }) => objectColumns(outcomes, ofAnswered),
  ofTable: outcomesOfObjects,
  classesSeen({ input, classes }) {
    const seen = new Uint8Array(classes.length);
    for (const k of input.truth.label) if (k >= 0) seen[k] = 1;
    return seen;
  },
  spoken: (scores, names, threshold) => found(scores, names, threshold ?? 0),
  spokenBoxes,
  published(scores, _names, { objects: threshold }) {
    if (threshold === null) return null;
    let count = 0;
    for (let k = 4; k < scores.length; k += DETECTION_WIDTH) if (scores[k]! >= threshold) count++;
    return { kind: "boxes", count };
  },
  items: detectionNames,
  counted: (outcomes) => ({
    measure: "found",
    counted: "object",
    things: objects(countedErrors(outcomes)),
  }),
};

/** The names of what it found, surest first. */
function found(scores: Float64Array, names: readonly string[], threshold: number): SpokenAnswer {
  const rows: { readonly score: number; readonly name: string }[] = [];
  for (let at = 0; at < scores.length; at += DETECTION_WIDTH) {
    const score = scores[at + 4]!;
    if (score >= threshold) rows.push({ score, name: names[scores[at + 5]!] ?? "" });
  }
  rows.sort((a, b) => b.score - a.score);
  const [first] = rows;
  return {
    labels: [...new Set(rows.map(({ name }) => name))],
    sureness: first === undefined ? null : asShare(first.score),
  };
}

function spokenBoxes(
  scores: Float64Array,
  names: readonly string[],
  points?: Float64Array,
  shapes?: ObjectShapes,
): readonly SpokenBox[] {
  const boxes: SpokenBox[] = [];
  const objects = scores.length / DETECTION_WIDTH;
  const joints = points === undefined ? 0 : points.length / (3 * objects);
  for (let at = 0; at < scores.length; at += DETECTION_WIDTH) {
    const [x, y, width, height, score, label] = scores.subarray(at, at + DETECTION_WIDTH);
    boxes.push({
      label: names[label!] ?? "",
      score: score!,
      xywhPx: [x!, y!, width!, height!],
      ...(points === undefined ? {} : { points: placed(points, at / DETECTION_WIDTH, joints) }),
      ...spokenOutline(outlineOf(shapes, at / DETECTION_WIDTH)),
    });
  }
  return boxes.sort((a, b) => b.score - a.score);
}

/** As text: what a model says of thousands of images is kept. */
function spokenOutline(outline: Outline): Pick<SpokenBox, "outline"> {
  if (outline === null) return {};
  return { outline: "runs" in outline ? encodeRunText(outline.runs) : outline.polygons };
}

function placed(
  points: Float64Array,
  object: number,
  joints: number,
): NonNullable<SpokenBox["points"]> {
  return Array.from({ length: joints }, (_, k) => {
    const at = 3 * (object * joints + k);
    const [x, y] = [points[at]!, points[at + 1]!];
    return Number.isNaN(x + y) ? null : { x, y };
  });
}

/** Objects that are to be found, and whether a detection that counts has each. */
function objects({ counting, anatomy }: CountedErrors): CountedThings {
  const { truths, classes } = counting;
  const unit: number[] = [];
  const classIndex: number[] = [];
  const hit: number[] = [];
  for (let k = 0; k < classes.length; k++) {
    for (let row = truths.classStart[k]!; row < truths.classStart[k + 1]!; row++) {
      if ((truths.counted[row]! & 1) === 0) continue;
      unit.push(truths.unit[row]!);
      classIndex.push(k);
      hit.push(anatomy.ofTruth[row] === NO_ERROR ? 1 : 0);
    }
  }
  return {
    unit: Int32Array.from(unit),
    classIndex: Int32Array.from(classIndex),
    hit: Uint8Array.from(hit),
    classCount: classes.length,
    severalPerUnit: true,
    severalPerClass: true,
  };
}
