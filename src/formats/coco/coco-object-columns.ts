import { OBJECT_FLAG } from "../../core/objects.js";
import { type CocoFields, FIELD } from "./coco-fields.js";

/** Bits above those of `OBJECT_FLAG`, of annotations that are not checked yet. */
export const RAW_FLAG = {
  /** There is no box, or none of numbers. */
  withoutBox: 32,
  /** The box is in fractions of the image. */
  relative: 64,
  /** There is a box or an outline that is none. */
  unusable: 128,
} as const;

/** Annotations of a COCO file as columns, before images and categories are all known. */
export interface CocoObjectColumns {
  count: number;
  /** Image place. */
  image: Int32Array;
  /** Category place. */
  category: Int32Array;
  /** x, y, width, height. */
  box: Float64Array;
  /** NaN where the record says none and its outline does not either. */
  area: Float64Array;
  flags: Uint8Array;
  /** Id; NaN where it is a text or there is none. */
  id: Float64Array;
  readonly textIds: Map<number, string>;
  idsMissing: number;
}

export function createCocoObjectColumns(): CocoObjectColumns {
  const size = 4096;
  return {
    count: 0,
    image: new Int32Array(size),
    category: new Int32Array(size),
    box: new Float64Array(4 * size),
    area: new Float64Array(size),
    flags: new Uint8Array(size),
    id: new Float64Array(size),
    textIds: new Map(),
    idsMissing: 0,
  };
}

/**
 * Adds the annotation in hand; its box and its area are those given.
 *
 * @param box x, y, width, height; null where there is none
 * @param area in px², or NaN
 */
export function addObject(
  columns: CocoObjectColumns,
  image: number,
  category: number,
  fields: CocoFields,
  box: Float64Array | null,
  area: number,
): void {
  const { count } = columns;
  if (count === columns.image.length) grow(columns);
  const { has } = fields;
  columns.image[count] = image;
  columns.category[count] = category;
  if (box !== null) {
    const at = 4 * count;
    columns.box[at] = box[0]!;
    columns.box[at + 1] = box[1]!;
    columns.box[at + 2] = box[2]!;
    columns.box[at + 3] = box[3]!;
  }
  columns.area[count] = area;
  const isCrowd = (has & FIELD.crowd) !== 0 && fields.crowd === 1;
  columns.flags[count] =
    (isCrowd ? OBJECT_FLAG.crowd : 0) |
    (box === null ? RAW_FLAG.withoutBox : 0) |
    (box === null && fields.unusable.some(([name]) => PLACES.has(name)) ? RAW_FLAG.unusable : 0) |
    ((has & FIELD.relative) === 0 ? 0 : RAW_FLAG.relative);
  if ((has & FIELD.id) === 0) {
    columns.idsMissing++;
    columns.id[count] = Number.NaN;
  } else if (typeof fields.id === "number") columns.id[count] = fields.id;
  else {
    columns.id[count] = Number.NaN;
    columns.textIds.set(count, fields.id);
  }
  columns.count = count + 1;
}

/** Fields that say where an object is. */
const PLACES: ReadonlySet<string> = new Set(["bbox", "bbox_relative", "segmentation"]);

function grow(columns: CocoObjectColumns): void {
  const size = columns.image.length * 2;
  const ints = (values: Int32Array) => {
    const larger = new Int32Array(size);
    larger.set(values);
    return larger;
  };
  const doubles = (values: Float64Array, width = 1) => {
    const larger = new Float64Array(size * width);
    larger.set(values);
    return larger;
  };
  columns.image = ints(columns.image);
  columns.category = ints(columns.category);
  columns.box = doubles(columns.box, 4);
  columns.area = doubles(columns.area);
  columns.id = doubles(columns.id);
  const flags = new Uint8Array(size);
  flags.set(columns.flags);
  columns.flags = flags;
}

/** Name of an annotation in messages: its id, or its place where it has none. */
export function nameOfObject(columns: CocoObjectColumns, k: number): string {
  const text = columns.textIds.get(k);
  if (text !== undefined) return `annotation ${JSON.stringify(text)}`;
  const id = columns.id[k]!;
  return Number.isNaN(id) ? `annotation number ${k}` : `annotation ${id}`;
}
