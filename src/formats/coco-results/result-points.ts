import { HomegroundError } from "../../core/errors.js";
import { createGrowingInts } from "../../core/growing-columns.js";
import type { ObjectPoints } from "../../core/objects.js";
import { type CocoFields, FIELD } from "../coco/coco-fields.js";
import { type ProblemList, quoted } from "../import-problems.js";
import type { CocoNames } from "../import-types.js";
import {
  arrangedPoints,
  boxOfPredicted,
  createPointColumns,
  POINT_WIDTH,
} from "../objects/point-columns.js";

/** Points of detections in COCO's results form, while they are read. */
export interface ResultPoints {
  /** The least box around all points of the detection in hand; null, and it is listed, where it has none to take. */
  boxOf(fields: CocoFields, where: () => string): Float64Array | null;
  /** Adds those of the detection in hand. */
  add(fields: CocoFields): void;
  finish(count: number): ObjectPoints;
}

/** @throws HomegroundError `annotations/no-points` where the ground truth has none */
export function createResultPoints(
  coco: CocoNames | undefined,
  path: string,
  problems: ProblemList,
): ResultPoints {
  const joints = coco?.joints;
  if (joints === undefined) throw withoutJoints(path);
  const columns = createPointColumns();
  const categories = createGrowingInts();
  const placesOf = ({ category }: CocoFields): Int32Array | null =>
    joints.placesOf[coco?.categoryOf.get(category) ?? -1] ?? null;
  return {
    boxOf(fields, where) {
      const { has, points, unusable } = fields;
      if ((has & FIELD.points) === 0) {
        const found = unusable.find(([name]) => name === "keypoints");
        const what =
          found === undefined
            ? "the detection has no keypoints; it is left out"
            : `keypoints is ${quoted(JSON.stringify(found[1]))}, not three finite numbers a point; the detection is left out`;
        const code =
          found === undefined ? "predictions/missing-field" : "predictions/points-invalid";
        problems.add(code, what, where());
        return null;
      }
      const wanted = placesOf(fields)?.length ?? 0;
      if (points.length !== POINT_WIDTH * wanted) {
        const what = `the detection has ${points.length / POINT_WIDTH} points, and objects of its category have ${wanted}; it is left out`;
        problems.add("predictions/points-invalid", what, where());
        return null;
      }
      return boxOfPredicted(points);
    },
    add(fields) {
      columns.add(fields.points);
      categories.push(coco?.categoryOf.get(fields.category) ?? -1);
    },
    finish(count) {
      const categoryOf = categories.finish();
      const rows = Int32Array.from({ length: count }, (_, i) => i);
      return arrangedPoints(
        columns,
        rows,
        { names: joints.names, skeleton: joints.skeleton },
        (i) => joints.placesOf[categoryOf[i]!] ?? null,
        Number.NaN,
      );
    },
  };
}

function withoutJoints(path: string): HomegroundError {
  return new HomegroundError("annotations/no-points", {
    what: "the annotations have no points, and the numbers of these detections are points of their categories",
    where: path,
    fix: "Give annotations with keypoints, or evaluate boxes",
  });
}
