import { createGrowingInts } from "../../core/growing-columns.js";
import type { ObjectPoints } from "../../core/objects.js";
import type { ProblemList } from "../import-problems.js";
import type { JointsByCategory } from "../import-types.js";
import type { TruthRegions } from "../objects/object-types.js";
import {
  arrangedPoints,
  boxOfAnnotated,
  createPointColumns,
  POINT_WIDTH,
} from "../objects/point-columns.js";
import { type CocoFields, FIELD } from "./coco-fields.js";
import { cocoJoints } from "./coco-joints.js";
import type { CocoReading } from "./coco-reading.js";

/** Points of the annotations of a file, while they are read. */
export interface CocoPoints {
  /** The least box around the annotated points of the record in hand; null where there is none. */
  boxOf(fields: CocoFields): Float64Array | null;
  /** Adds those of the record in hand. */
  add(category: number, fields: CocoFields): void;
  /** The joints of all categories, once they are known; undefined where no object and no category has points. */
  joints(reading: CocoReading): JointsByCategory | undefined;
  /** Points of the annotations that are kept; lists those that are not of their category. */
  finish(kept: Int32Array, joints: JointsByCategory, reading: CocoReading): ObjectPoints;
}

export function createCocoPoints(): CocoPoints {
  const columns = createPointColumns();
  const categories = createGrowingInts();
  const differing: number[] = [];
  const most = new Map<number, number>();
  return {
    boxOf: ({ has, points }) => ((has & FIELD.points) === 0 ? null : boxOfAnnotated(points)),
    add(category, { has, points, labelledPoints }) {
      const own = (has & FIELD.points) === 0 ? null : points;
      if (own !== null) {
        most.set(category, Math.max(most.get(category) ?? 0, own.length / POINT_WIDTH));
        const isSaid = (has & FIELD.labelledPoints) !== 0;
        if (isSaid && labelledPoints !== annotatedIn(own)) differing.push(categories.length);
      }
      columns.add(own);
      categories.push(category);
    },
    joints({ joints }) {
      const all = cocoJoints(joints, (category) => most.get(category) ?? 0);
      return all.names.length === 0 ? undefined : all;
    },
    finish(kept, joints, { problems, source, label }) {
      const where = `${source}, /annotations`;
      const categoryOf = categories.finish();
      if (differing.length > 0) {
        const what = `num_keypoints of ${differing.length} annotations is not the number of points that are annotated, which counts`;
        problems.add("annotations/points-count", what, where);
      }
      return arrangedPoints(
        columns,
        kept,
        joints,
        (object) => {
          const category = categoryOf[object]!;
          const places = joints.placesOf[category] ?? null;
          const count = columns.countOf(object);
          if (count < 0 || places === null) return null;
          if (count === places.length) return places;
          const what = `the object has ${count} points, and ${JSON.stringify(label[category])} has ${places.length}; they are left out`;
          problems.add("annotations/points-count", what, `${where}/${object}`);
          return null;
        },
        0,
      );
    },
  };
}

function annotatedIn(points: ArrayLike<number>): number {
  let count = 0;
  for (let at = 2; at < points.length; at += POINT_WIDTH) if (points[at]! > 0) count++;
  return count;
}

/** Says what is odd about points that are annotated. */
export function notePoints(
  { objects, widthPx, heightPx, unit }: TruthRegions,
  where: string,
  problems: ProblemList,
): void {
  const { points, count, image } = objects;
  if (points === undefined) return;
  const width = points.names.length;
  let without = 0;
  let outside = 0;
  let odd = 0;
  for (let i = 0; i < count; i++) {
    let annotated = 0;
    const [right, bottom] =
      unit === "fraction" ? [1, 1] : [widthPx[image[i]!]!, heightPx[image[i]!]!];
    for (let k = 0; k < width; k++) {
      const at = (i * width + k) * POINT_WIDTH;
      const [x, y] = [points.values[at]!, points.values[at + 1]!];
      const visibility = points.values[at + 2]!;
      if (visibility !== 0 && visibility !== 1 && visibility !== 2) odd++;
      if (!(visibility > 0)) continue;
      annotated++;
      if (x < 0 || y < 0 || x > right || y > bottom) outside++;
    }
    if (annotated === 0) without++;
  }
  if (without > 0) {
    const what = `${without} of ${count} objects have no annotated point: they are neither right nor wrong, and no detection of them is`;
    problems.add("annotations/points-none", what, where);
  }
  if (outside > 0) {
    const what = `${outside} annotated points lie outside of their image; they are taken as they are`;
    problems.add("annotations/points-outside", what, where);
  }
  if (odd > 0) {
    const what = `what is said of ${odd} points is not 0, 1 or 2: above 0 they count as annotated`;
    problems.add("annotations/points-visibility", what, where);
  }
}
