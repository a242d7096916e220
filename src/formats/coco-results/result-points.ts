import { HomegroundError } from "../../core/errors.js";
import { createGrowingInts } from "../../core/growing-columns.js";
import type { ObjectPoints } from "../../core/objects.js";
import { type CocoFields, FIELD, POINTS_KEY } from "../coco/coco-fields.js";
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
  /**
   * The least box around all points of the detection in hand; undefined where it has another place, null, and it is listed,
   * where it has no points to take.
   */
  boxOf(fields: CocoFields, where: () => string): Float64Array | null | undefined;
  /** Adds those of the detection in hand. */
  add(fields: CocoFields): void;
  /** Absent where points stand beside boxes, and no detection has any. */
  finish(count: number): { readonly points?: ObjectPoints };
}

/**
 * @param isBeside whether detections may have no points, and keep the boxes and outlines that they have beside them
 * @throws HomegroundError `annotations/no-points` where the ground truth has none
 */
export function createResultPoints(
  coco: CocoNames | undefined,
  path: string,
  problems: ProblemList,
  isBeside = false,
): ResultPoints {
  const joints = coco?.joints;
  if (joints === undefined) throw withoutJoints(path);
  const columns = createPointColumns();
  const categories = createGrowingInts();
  const placesOf = ({ category }: CocoFields): Int32Array | null =>
    joints.placesOf[coco?.categoryOf.get(category) ?? -1] ?? null;
  const rest = isBeside ? "they are left out" : "it is left out";
  let isUsable = false;
  let found = 0;
  return {
    boxOf(fields, where) {
      const { has, points, unusable } = fields;
      isUsable = false;
      const isNothing = (has & FIELD.points) === 0;
      if (isBeside && isNothing && !unusable.some(([name]) => name === POINTS_KEY)) {
        return undefined;
      }
      if (isNothing) {
        const broken = unusable.find(([name]) => name === POINTS_KEY);
        const what =
          broken === undefined
            ? "the detection has no keypoints; it is left out"
            : `keypoints is ${quoted(JSON.stringify(broken[1]))}, not three finite numbers a point; ${isBeside ? rest : "the detection is left out"}`;
        const code =
          broken === undefined ? "predictions/missing-field" : "predictions/points-invalid";
        problems.add(code, what, where());
        return isBeside ? undefined : null;
      }
      const wanted = placesOf(fields)?.length ?? 0;
      if (points.length !== POINT_WIDTH * wanted) {
        const what = `the detection has ${points.length / POINT_WIDTH} points, and objects of its category have ${wanted}; ${rest}`;
        problems.add("predictions/points-invalid", what, where());
        return isBeside ? undefined : null;
      }
      isUsable = true;
      const isPlaced = (has & (FIELD.box | FIELD.outline)) !== 0;
      return isBeside && isPlaced ? undefined : boxOfPredicted(points);
    },
    add(fields) {
      if (isUsable) found++;
      columns.add(isUsable ? fields.points : null);
      categories.push(coco?.categoryOf.get(fields.category) ?? -1);
    },
    finish(count) {
      if (isBeside && found === 0) return {};
      const categoryOf = categories.finish();
      const rows = Int32Array.from({ length: count }, (_, i) => i);
      const points = arrangedPoints(
        columns,
        rows,
        { names: joints.names, skeleton: joints.skeleton },
        (i) => (columns.countOf(i) < 0 ? null : (joints.placesOf[categoryOf[i]!] ?? null)),
        Number.NaN,
      );
      return { points };
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
