import { type ObjectShapes, SHAPE_FORM } from "../../core/objects.js";

/** The parts of an object's outline; none where it has no outline. */
export function partsOf(shapes: ObjectShapes | undefined, i: number): Float64Array[] {
  if (shapes === undefined || shapes.form[i] === SHAPE_FORM.none) return [];
  const parts: Float64Array[] = [];
  for (let p = shapes.partStart[i]!; p < shapes.partStart[i + 1]!; p++) {
    parts.push(shapes.values.subarray(shapes.valueStart[p]!, shapes.valueStart[p + 1]!));
  }
  return parts;
}
