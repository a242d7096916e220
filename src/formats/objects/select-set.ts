import { SHAPE_FORM } from "../../core/objects.js";
import { selectRows } from "../../core/table.js";
import { movedPoints } from "./held-points.js";
import type { ObjectSet } from "./object-set.js";
import type { BoxUnit } from "./object-types.js";

/**
 * The set with some of its images and objects, in their order. Labels keep their codes.
 *
 * @param keepImage 1 for each image that stays
 * @param keepObject 1 for each object that stays; those of images that go, go with them
 */
export function selectFromSet(
  set: ObjectSet,
  keepImage: Uint8Array,
  keepObject: Uint8Array,
): ObjectSet {
  const { objects, imageCount } = set;
  const images = rowsOf(keepImage);
  const newImage = new Int32Array(imageCount).fill(-1);
  for (const [i, image] of images.entries()) newImage[image] = i;
  const start = new Int32Array(images.length + 1);
  const order: number[] = [];
  const labelStart = new Int32Array(images.length + 1);
  const labels: number[] = [];
  // Objects stay where they are in their columns; only the order by image names those that stay.
  for (const [i, image] of images.entries()) {
    for (let k = set.objectStart[image]!; k < set.objectStart[image + 1]!; k++) {
      if (keepObject[set.objectOrder[k]!] === 1) order.push(set.objectOrder[k]!);
    }
    start[i + 1] = order.length;
    for (let k = set.imageLabelStart[image]!; k < set.imageLabelStart[image + 1]!; k++) {
      labels.push(set.imageLabels[k]!);
    }
    labelStart[i + 1] = labels.length;
  }
  return {
    ...set,
    imageCount: images.length,
    file: Array.from(images, (image) => set.file[image]!),
    widthPx: images.length === imageCount ? set.widthPx : pick(set.widthPx, images),
    heightPx: images.length === imageCount ? set.heightPx : pick(set.heightPx, images),
    state: Uint8Array.from(images, (image) => set.state[image]!),
    imageLabelStart: labelStart,
    imageLabels: Int32Array.from(labels),
    objects: { ...objects, image: objects.image.map((image) => newImage[image]!) },
    objectStart: start,
    objectOrder: Int32Array.from(order),
    ...(set.isSearched === undefined
      ? {}
      : { isSearched: Uint8Array.from(images, (image) => set.isSearched![image]!) }),
    attributes: selectRows(set.attributes, images),
    ids:
      set.ids === null
        ? null
        : { ...set.ids, image: Array.from(images, (image) => set.ids!.image[image]!) },
  };
}

function rowsOf(keep: Uint8Array): Int32Array {
  const rows: number[] = [];
  for (let i = 0; i < keep.length; i++) if (keep[i] === 1) rows.push(i);
  return Int32Array.from(rows);
}

function pick(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}

/**
 * The set with its boxes, polygons and points in another unit; runs count pixels and stay. Objects of images
 * whose size is not known become NaN.
 */
export function inUnit(set: ObjectSet, unit: BoxUnit): ObjectSet {
  if (set.unit === unit) return set;
  return withPlaces(set, unit, (value, axis, _, size) =>
    unit === "pixel" ? value * size[axis] : value / size[axis],
  );
}

/** Where a number of a box, polygon or point is after a change. */
type Placed = (
  value: number,
  /** 0 of what is across, 1 of what is down. */
  axis: 0 | 1,
  /** Whether it is a width or height. */
  isLength: boolean,
  imageSize: readonly [widthPx: number, heightPx: number],
) => number;

/** The set with each number of its boxes, polygons and points changed; runs count pixels and stay. */
export function withPlaces(set: ObjectSet, unit: BoxUnit, placed: Placed): ObjectSet {
  const { objects, widthPx, heightPx } = set;
  const box = new Float64Array(objects.box.length);
  const values = objects.shapes?.values.slice();
  for (const i of set.objectOrder) {
    const image = objects.image[i]!;
    const size = [widthPx[image]!, heightPx[image]!] as const;
    for (let k = 0; k < 4; k++) {
      box[4 * i + k] = placed(objects.box[4 * i + k]!, k % 2 === 0 ? 0 : 1, k >= 2, size);
    }
    if (objects.shapes === undefined || values === undefined) continue;
    const { form, partStart, valueStart } = objects.shapes;
    if (form[i] !== SHAPE_FORM.polygons) continue;
    const from = valueStart[partStart[i]!]!;
    const to = valueStart[partStart[i + 1]!]!;
    for (let k = from; k < to; k++) {
      values[k] = placed(values[k]!, (k - from) % 2 === 0 ? 0 : 1, false, size);
    }
  }
  const shapes =
    objects.shapes === undefined || values === undefined
      ? undefined
      : { ...objects.shapes, values };
  const points = movedPoints(set, (value, axis, i) => {
    const image = objects.image[i]!;
    return placed(value, axis, false, [widthPx[image]!, heightPx[image]!]);
  });
  return {
    ...set,
    unit,
    objects: { ...objects, box, ...(shapes === undefined ? {} : { shapes }), ...points },
    area: null,
  };
}
