import { idKey, isRecord } from "../json/json-values.js";
import { isPlace } from "../objects/point-columns.js";

/** Bits of {@link CocoFields.has}. */
export const FIELD = {
  id: 1,
  image: 2,
  category: 4,
  /** Four finite numbers. */
  box: 8,
  /** The box is in fractions of the image (`bbox_relative`). */
  relative: 16,
  area: 32,
  crowd: 64,
  ignore: 128,
  score: 256,
  outline: 512,
  /** The label holds for a sequence of images. */
  sequence: 1024,
  /** An id or a score has another type than it should and was understood all the same. */
  textId: 2048,
  /** Three finite numbers a point. */
  points: 4096,
  /** The record says how many points are annotated. */
  labelledPoints: 8192,
} as const;

/** The field of points. */
export const POINTS_KEY = "keypoints";

/** Forms of an outline as COCO writes it. */
export const OUTLINE = { polygons: 1, counts: 2, text: 3 } as const;

/** An outline as it is read, in memory that the next record uses again. */
export interface CocoOutline {
  /** One of {@link OUTLINE}. */
  form: number;
  /** Numbers of all parts: of polygons, or the one list of runs. */
  values: Float64Array<ArrayBuffer>;
  /** End of each part in `values`. */
  partEnd: Int32Array<ArrayBuffer>;
  parts: number;
  /** Size that goes with runs; NaN for polygons. */
  widthPx: number;
  heightPx: number;
  /** Runs as a text. */
  text: string;
}

/**
 * Fields of one annotation or detection, in memory that the next record uses again: whether it was
 * read from bytes or from a parsed value makes no difference.
 */
export interface CocoFields {
  /** {@link FIELD} bits of what the record has in a usable form. */
  has: number;
  id: number | string;
  image: number | string;
  category: number | string;
  /** x, y, width, height. */
  readonly box: Float64Array;
  area: number;
  crowd: number;
  score: number;
  readonly outline: CocoOutline;
  /** x, y and a third number of each point, until the next record. */
  points: ArrayLike<number>;
  /** How many of them are annotated by the record's own account. */
  labelledPoints: number;
  /** Fields that are there and not usable, with their values. */
  readonly unusable: [name: string, value: unknown][];
  /** The record itself, where it was parsed; null where it holds nothing beside these fields. */
  record: Readonly<Record<string, unknown>> | null;
}

export function createCocoFields(): CocoFields {
  return {
    has: 0,
    id: 0,
    image: 0,
    category: 0,
    area: 0,
    crowd: 0,
    score: 0,
    points: [],
    labelledPoints: 0,
    box: new Float64Array(4),
    outline: {
      form: 0,
      parts: 0,
      text: "",
      widthPx: Number.NaN,
      heightPx: Number.NaN,
      values: new Float64Array(1024),
      partEnd: new Int32Array(16),
    },
    unusable: [],
    record: null,
  };
}

/** Takes the fields of a record that was parsed; false when it is none. */
export function takeRecord(fields: CocoFields, record: unknown): boolean {
  fields.has = 0;
  fields.unusable.length = 0;
  fields.record = isRecord(record) ? record : null;
  if (!isRecord(record)) return false;
  const id = idKey(record["id"]);
  const image = idKey(record["image_id"]);
  const category = idKey(record["category_id"]);
  if (id !== undefined) {
    fields.has |= FIELD.id;
    fields.id = id;
  }
  if (image !== undefined) {
    fields.has |= FIELD.image | (typeof record["image_id"] === typeof image ? 0 : FIELD.textId);
    fields.image = image;
  }
  if (category !== undefined) {
    fields.has |= FIELD.category;
    fields.category = category;
  }
  takeBox(fields, record);
  const area = numberIn(fields, record, "area");
  if (area !== null && area >= 0) {
    fields.has |= FIELD.area;
    fields.area = area;
  } else if (area !== null) fields.unusable.push(["area", area]);
  const crowd = record["iscrowd"];
  if (crowd === true || crowd === false || crowd === 0 || crowd === 1) {
    fields.has |= FIELD.crowd;
    fields.crowd = Number(crowd);
  } else if (crowd !== undefined && crowd !== null) fields.unusable.push(["iscrowd", crowd]);
  const score = record["score"];
  if (typeof score === "number" && Number.isFinite(score)) {
    fields.has |= FIELD.score;
    fields.score = score;
  } else if (score !== undefined) fields.unusable.push(["score", score]);
  if (record["ignore"] !== undefined) fields.has |= FIELD.ignore;
  if (record["sequence_level_annotation"] === true) fields.has |= FIELD.sequence;
  takeOutline(fields, record["segmentation"]);
  takePoints(fields, record);
  return true;
}

function takePoints(fields: CocoFields, record: Readonly<Record<string, unknown>>): void {
  const { keypoints, num_keypoints: labelled } = record;
  if (typeof labelled === "number" && !Number.isNaN(labelled)) {
    fields.labelledPoints = labelled;
    fields.has |= FIELD.labelledPoints;
  }
  // Objects of categories without points have an empty list in some files.
  if (keypoints === undefined || keypoints === null) return;
  if (!areKeypoints(keypoints, labelled)) {
    fields.unusable.push([POINTS_KEY, keypoints]);
    return;
  }
  if (keypoints.length === 0) return;
  fields.points = withoutAbsent(keypoints, record["keypoints_absent"]);
  fields.has |= FIELD.points;
}

/** Points that a prediction does not have, as we write them: 0, 0 is a place too. */
function withoutAbsent(points: readonly number[], absent: unknown): readonly number[] {
  if (!Array.isArray(absent) || absent.length === 0) return points;
  const numbers = new Set<unknown>(absent);
  return points.map((value, at) => (numbers.has(Math.floor(at / 3)) ? Number.NaN : value));
}

/** Whether these are three numbers a point, and points enough for what the record says. */
function areKeypoints(value: unknown, labelled: unknown): value is readonly number[] {
  if (!Array.isArray(value) || !value.every(isPlace)) return false;
  return value.length % 3 === 0 && !(typeof labelled === "number" && labelled > value.length / 3);
}

function numberIn(
  fields: CocoFields,
  record: Readonly<Record<string, unknown>>,
  name: string,
): number | null {
  const value = record[name];
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (value !== undefined && value !== null) fields.unusable.push([name, value]);
  return null;
}

function takeBox(fields: CocoFields, record: Readonly<Record<string, unknown>>): void {
  const isRelative = record["bbox"] === undefined && record["bbox_relative"] !== undefined;
  const name = isRelative ? "bbox_relative" : "bbox";
  const box = record[name];
  // Masks and keypoints come without a box, and some programs write an empty one.
  if (box === undefined || box === null || (Array.isArray(box) && box.length === 0)) return;
  if (!Array.isArray(box) || box.length !== 4 || !box.every((side) => Number.isFinite(side))) {
    fields.unusable.push([name, box]);
    return;
  }
  fields.box.set(box);
  fields.has |= FIELD.box | (isRelative ? FIELD.relative : 0);
}

function takeOutline(fields: CocoFields, value: unknown): void {
  if (value === undefined || value === null) return;
  const { outline } = fields;
  clearOutline(outline);
  if (Array.isArray(value)) {
    if (value.length === 0) return;
    // One polygon without a list around it is written by some.
    const parts: readonly unknown[] = typeof value[0] === "number" ? [value] : value;
    outline.form = OUTLINE.polygons;
    for (const part of parts) {
      if (!Array.isArray(part) || !part.every((side) => Number.isFinite(side))) {
        fields.unusable.push(["segmentation", value]);
        return;
      }
      addOutlinePart(outline, part);
    }
    fields.has |= FIELD.outline;
    return;
  }
  const { size, counts } = isRecord(value)
    ? { size: value["size"], counts: value["counts"] }
    : { size: undefined, counts: undefined };
  const isSize = Array.isArray(size) && size.length === 2 && size.every(Number.isSafeInteger);
  const isRuns = Array.isArray(counts) && counts.every(Number.isSafeInteger);
  if (!isSize || !(isRuns || typeof counts === "string")) {
    fields.unusable.push(["segmentation", value]);
    return;
  }
  outline.heightPx = size[0];
  outline.widthPx = size[1];
  fields.has |= FIELD.outline;
  if (typeof counts === "string") {
    outline.form = OUTLINE.text;
    outline.text = counts;
  } else {
    outline.form = OUTLINE.counts;
    addOutlinePart(outline, counts);
  }
}

/** Takes away what the record before left: polygons have no size, whatever runs before them had. */
export function clearOutline(outline: CocoOutline): void {
  outline.parts = 0;
  outline.widthPx = Number.NaN;
  outline.heightPx = Number.NaN;
}

function addOutlinePart(outline: CocoOutline, part: readonly number[]): void {
  const from = outline.parts === 0 ? 0 : outline.partEnd[outline.parts - 1]!;
  reserveOutline(outline, from + part.length);
  outline.values.set(part, from);
  outline.partEnd[outline.parts++] = from + part.length;
}

/** Makes room for one more part that ends at `length`. */
export function reserveOutline(outline: CocoOutline, length: number): void {
  if (length > outline.values.length) {
    const larger = new Float64Array(Math.max(length, outline.values.length * 2));
    larger.set(outline.values);
    outline.values = larger;
  }
  if (outline.parts === outline.partEnd.length) {
    const larger = new Int32Array(outline.parts * 2);
    larger.set(outline.partEnd);
    outline.partEnd = larger;
  }
}
