import { type ObjectShapes, SHAPE_FORM } from "../objects.js";
import { joinShapes } from "./shapes.js";

/** The outline of an object by itself: polygons x1, y1, x2, …, or one list of run lengths; null for none. */
export type Outline =
  | { readonly polygons: readonly (readonly number[])[] }
  | { readonly runs: readonly number[] }
  | null;

/** The outline of object i of a table. */
export function outlineOf(shapes: ObjectShapes | undefined, i: number): Outline {
  if (shapes === undefined || shapes.form[i] === SHAPE_FORM.none) return null;
  const parts: number[][] = [];
  for (let p = shapes.partStart[i]!; p < shapes.partStart[i + 1]!; p++) {
    parts.push([...shapes.values.subarray(shapes.valueStart[p]!, shapes.valueStart[p + 1]!)]);
  }
  return shapes.form[i] === SHAPE_FORM.runs ? { runs: parts[0] ?? [] } : { polygons: parts };
}

/** {@link outlineOf} the other way round. */
export function shapesOfOutlines(outlines: readonly Outline[]): ObjectShapes {
  return joinShapes(outlines.map(shapesOfOne));
}

function shapesOfOne(outline: Outline): ObjectShapes {
  const parts = outline === null ? [] : "runs" in outline ? [outline.runs] : outline.polygons;
  const valueStart = new Int32Array(parts.length + 1);
  for (const [p, part] of parts.entries()) valueStart[p + 1] = valueStart[p]! + part.length;
  const form =
    outline === null ? SHAPE_FORM.none : "runs" in outline ? SHAPE_FORM.runs : SHAPE_FORM.polygons;
  return {
    form: Uint8Array.of(form),
    partStart: Int32Array.of(0, parts.length),
    valueStart,
    values: Float64Array.from(parts.flat()),
  };
}

/** Whether a value of outside data is an outline. */
export function isOutline(value: unknown): value is Outline {
  if (value === null) return true;
  if (typeof value !== "object" || Object.keys(value).length !== 1) return false;
  const { runs, polygons } = value as Readonly<Record<string, unknown>>;
  if (runs !== undefined) return areNumbers(runs);
  return Array.isArray(polygons) && polygons.every(areNumbers);
}

function areNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every(Number.isFinite);
}
