import { createGrowingFloats, createGrowingInts } from "../../core/growing-columns.js";
import { type Outline, shapesOfOutlines } from "../../core/masks/outlines.js";
import { joinShapes, selectShapes } from "../../core/masks/shapes.js";
import {
  OBJECT_FLAG,
  type ObjectPoints,
  type ObjectShapes,
  selectPoints,
} from "../../core/objects.js";
import type { TruthMap } from "../../dataset/truth-map.js";
import { boxRules } from "../../evaluation/detection/box-rules.js";
import { parseThresholdGoal } from "../../evaluation/detection/chosen-threshold.js";
import { KEYPOINT_RULES } from "../../outcomes/detection/match-rules.js";
import { detectionClasses } from "../../tasks/detection/detection-classes.js";
import type { DetectionJoin } from "../../tasks/detection/detection-join.js";
import {
  isWithoutOutline,
  isWithoutPoints,
  regionsAlone,
} from "../../tasks/detection/truth-objects.js";
import type { ManifestLine } from "../record/manifest.js";
import { unfit } from "./prediction-rows.js";
import type { DetectionSettings, JointSettings } from "./record-settings.js";

/** Annotated objects of the scored lines of a manifest, as columns in their order. */
export interface EvidenceObjects {
  /** Place of the image among the scored ones. */
  readonly image: Int32Array;
  /** Number of the label. */
  readonly label: Int32Array;
  readonly box: Float64Array;
  readonly area: Float64Array;
  /** `OBJECT_FLAG` bits. */
  readonly flags: Int32Array;
  /** Numbers of points of object i are `points[pointStart[i] … pointStart[i + 1] − 1]`. */
  readonly points: Float64Array;
  readonly pointStart: Int32Array;
  /** In pixels; null where boxes or points are matched. */
  readonly shapes: ObjectShapes | null;
  /** Of each scored image; NaN where the line does not say it. */
  readonly widthPx: Float64Array;
  readonly heightPx: Float64Array;
}

export interface EvidenceObjectsBuilder {
  /** The next scored line. */
  add(line: ManifestLine, codeOf: (label: string) => number): void;
  finish(): EvidenceObjects;
}

/** @param hasOutlines whether outlines are kept */
export function createEvidenceObjects(hasOutlines: boolean): EvidenceObjectsBuilder {
  const [image, label, flags] = [createGrowingInts(), createGrowingInts(), createGrowingInts()];
  const [box, area] = [createGrowingFloats(), createGrowingFloats()];
  const [points, pointStart] = [createGrowingFloats(), createGrowingInts()];
  pointStart.push(0);
  const shapes: ObjectShapes[] = [];
  const [widthPx, heightPx] = [createGrowingFloats(), createGrowingFloats()];
  return {
    add(line, codeOf) {
      const at = widthPx.length;
      widthPx.push(line.widthPx ?? Number.NaN);
      heightPx.push(line.heightPx ?? Number.NaN);
      const outlines: Outline[] = [];
      for (const object of line.objects ?? []) {
        outlines.push(object.outline);
        image.push(at);
        label.push(codeOf(object.label));
        for (const value of object.box) box.push(value);
        area.push(object.area);
        for (const value of object.points ?? []) points.push(value);
        pointStart.push(points.length);
        flags.push(
          (object.crowd ? OBJECT_FLAG.crowd : 0) | (object.ignored ? OBJECT_FLAG.ignored : 0),
        );
      }
      if (hasOutlines) shapes.push(shapesOfOutlines(outlines));
    },
    finish: () => ({
      image: image.finish(),
      label: label.finish(),
      flags: flags.finish(),
      box: box.finish(),
      area: area.finish(),
      points: points.finish(),
      pointStart: pointStart.finish(),
      shapes: hasOutlines ? joinShapes(shapes) : null,
      widthPx: widthPx.finish(),
      heightPx: heightPx.finish(),
    }),
  };
}

/**
 * The objects as the evaluation matches them.
 *
 * @param labelNames of the labels of the objects
 * @throws HomegroundError `record/predictions` where an object has not the points that the settings name
 */
export function detectionOf(
  objects: EvidenceObjects,
  labelNames: readonly string[],
  map: TruthMap,
  { operatingPoint, thresholdFor, boxUnit, joints, stuff }: DetectionSettings,
): DetectionJoin {
  const classes = detectionClasses(map);
  const classOf = Int32Array.from(labelNames, (label) => classes.ofLabel(label));
  const isIgnored = labelNames.map((label) => map.isIgnored(label));
  const kept = Int32Array.from(objects.label.keys()).filter(
    (i) => classOf[objects.label[i]!]! >= 0,
  );
  const box = new Float64Array(kept.length * 4);
  for (const [at, i] of kept.entries()) box.set(objects.box.subarray(i * 4, i * 4 + 4), at * 4);
  const { widthPx, heightPx } = objects;
  const frame = { unit: boxUnit, sizes: { widthPx, heightPx } };
  const points = joints === null ? null : pointsOf(objects, kept, joints);
  const shapes = objects.shapes === null ? null : selectShapes(objects.shapes, kept);
  const isBare = (at: number): boolean =>
    (points !== null && isWithoutPoints(points, at)) ||
    (shapes !== null && isWithoutOutline(shapes, at));
  return {
    truth: {
      objects: {
        count: kept.length,
        image: kept.map((i) => objects.image[i]!),
        label: kept.map((i) => classOf[objects.label[i]!]!),
        box,
        area: Float64Array.from(kept, (i) => objects.area[i]!),
        flags: Uint8Array.from(
          kept,
          (i, at) =>
            objects.flags[i]! |
            (isIgnored[objects.label[i]!] || isBare(at) ? OBJECT_FLAG.ignored : 0),
        ),
        ...(points === null ? {} : { points }),
        ...(shapes === null ? {} : { shapes }),
      },
      searched: regionsAlone(
        new Set(stuff.map((label) => classes.ofLabel(label)).filter((k) => k >= 0)),
        widthPx.length,
        classes,
      ),
      notes: [],
    },
    classes,
    frame,
    rules: joints === null ? boxRules(frame, shapes !== null) : KEYPOINT_RULES,
    keypoints:
      points === null || joints === null
        ? null
        : { joints: points, sigmas: Float64Array.from(joints, ([, sigma]) => sigma) },
    threshold: operatingPoint,
    goal: thresholdFor === null ? null : parseThresholdGoal(thresholdFor),
  };
}

/** Points of the objects that are kept. */
function pointsOf(
  { points, pointStart }: EvidenceObjects,
  kept: Int32Array,
  joints: JointSettings,
): ObjectPoints {
  const names = joints.map(([name]) => name);
  const width = 3 * names.length;
  for (let i = 0; i + 1 < pointStart.length; i++) {
    if (pointStart[i + 1]! - pointStart[i]! !== width) {
      throw unfit(`an object has other points than the ${names.length} joints`, "manifest.ndjson");
    }
  }
  // What lines are drawn between joints no figure asks.
  return selectPoints({ names, skeleton: [], values: points }, kept).points!;
}
