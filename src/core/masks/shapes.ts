import { type ObjectShapes, SHAPE_FORM } from "../objects.js";

/** Outlines of some objects, in the order of `rows`. */
export function selectShapes(shapes: ObjectShapes, rows: ArrayLike<number>): ObjectShapes {
  const form = new Uint8Array(rows.length);
  const partStart = new Int32Array(rows.length + 1);
  let parts = 0;
  let numbers = 0;
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]!;
    form[i] = shapes.form[from]!;
    const first = shapes.partStart[from]!;
    const last = shapes.partStart[from + 1]!;
    parts += last - first;
    numbers += shapes.valueStart[last]! - shapes.valueStart[first]!;
    partStart[i + 1] = parts;
  }
  const valueStart = new Int32Array(parts + 1);
  const values = new Float64Array(numbers);
  let part = 0;
  let at = 0;
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]!;
    for (let p = shapes.partStart[from]!; p < shapes.partStart[from + 1]!; p++) {
      const piece = shapes.values.subarray(shapes.valueStart[p]!, shapes.valueStart[p + 1]!);
      values.set(piece, at);
      at += piece.length;
      valueStart[++part] = at;
    }
  }
  return { form, partStart, valueStart, values };
}

/** Outlines of so many objects that have none. */
export function noShapes(count: number): ObjectShapes {
  return {
    form: new Uint8Array(count),
    partStart: new Int32Array(count + 1),
    valueStart: new Int32Array(1),
    values: new Float64Array(),
  };
}

/** Outlines of several tables, one after the other. */
export function joinShapes(tables: readonly ObjectShapes[]): ObjectShapes {
  const sum = (of: (table: ObjectShapes) => number) =>
    tables.reduce((total, table) => total + of(table), 0);
  const form = new Uint8Array(sum((table) => table.form.length));
  const partStart = new Int32Array(form.length + 1);
  const valueStart = new Int32Array(sum(partsOf) + 1);
  const values = new Float64Array(sum(valuesOf));
  let [objects, parts, numbers] = [0, 0, 0];
  for (const table of tables) {
    form.set(table.form, objects);
    for (let i = 1; i <= table.form.length; i++) {
      partStart[objects + i] = parts + table.partStart[i]!;
    }
    for (let p = 1; p <= partsOf(table); p++)
      valueStart[parts + p] = numbers + table.valueStart[p]!;
    values.set(table.values.subarray(0, valuesOf(table)), numbers);
    objects += table.form.length;
    parts += partsOf(table);
    numbers += valuesOf(table);
  }
  return { form, partStart, valueStart, values };
}

function partsOf({ form, partStart }: ObjectShapes): number {
  return partStart[form.length]!;
}

function valuesOf(table: ObjectShapes): number {
  return table.valueStart[partsOf(table)]!;
}

/** Brings the polygons of an object that are fractions of its image to pixels, in place. */
export function scalePolygons(
  { form, partStart, valueStart, values }: ObjectShapes,
  object: number,
  widthPx: number,
  heightPx: number,
): void {
  if (form[object] !== SHAPE_FORM.polygons) return;
  const end = valueStart[partStart[object + 1]!]!;
  for (let at = valueStart[partStart[object]!]!; at < end; at += 2) {
    values[at]! *= widthPx;
    values[at + 1]! *= heightPx;
  }
}

/** Whether the outline of an object is a mask of another size than its image. */
export function isOfOtherSize(
  { form, partStart, valueStart, values }: ObjectShapes,
  object: number,
  pixels: number,
): boolean {
  if (form[object] !== SHAPE_FORM.runs) return false;
  const part = partStart[object]!;
  let sum = 0;
  for (let at = valueStart[part]!; at < valueStart[part + 1]!; at++) sum += values[at]!;
  return sum !== pixels;
}
