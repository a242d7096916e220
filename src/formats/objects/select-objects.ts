import { selectShapes } from "../../core/masks/shapes.js";
import { selectPoints, type TruthObjects } from "../../core/objects.js";

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
