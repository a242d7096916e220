import { type ObjectShapes, selectPoints, type TruthObjects } from "../../core/objects.js";

/**
 * Some objects, in the order of `rows`, in columns of their own.
 *
 * @param rows places in `objects`
 */
export function selectTruthObjects(objects: TruthObjects, rows: Int32Array): TruthObjects {
  const count = rows.length;
  const image = new Int32Array(count);
  const label = new Int32Array(count);
  const box = new Float64Array(count * 4);
  const area = new Float64Array(count);
  const flags = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const from = rows[i]!;
    image[i] = objects.image[from]!;
    label[i] = objects.label[from]!;
    area[i] = objects.area[from]!;
    flags[i] = objects.flags[from]!;
    for (let k = 0; k < 4; k++) box[4 * i + k] = objects.box[4 * from + k]!;
  }
  const { shapes } = objects;
  return {
    count,
    image,
    label,
    box,
    area,
    flags,
    ...(shapes === undefined ? {} : { shapes: selectShapes(shapes, rows) }),
    ...selectPoints(objects.points, rows),
  };
}

function selectShapes(shapes: ObjectShapes, rows: Int32Array): ObjectShapes {
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
