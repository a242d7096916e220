import { HomegroundError } from "../../core/errors.js";
import type { Joints } from "../../core/objects.js";
import { truthApart } from "../../core/ways.js";
import { withSlashes } from "../delimited/table-cells.js";
import { createFieldCounter, type FieldCounter } from "../fields.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import {
  createJsonRecordReader,
  type JsonRecordReader,
  type JsonRun,
} from "../json/json-records.js";
import { idKey, isRecord, listOf, textOf } from "../json/json-values.js";
import { createRecordColumns } from "../json/record-columns.js";
import { type CocoFields, createCocoFields, FIELD, POINTS_KEY, takeRecord } from "./coco-fields.js";
import { addId, createIdIndex, type IdIndex } from "./coco-ids.js";
import { jointsOf } from "./coco-joints.js";
import { createCocoScanner } from "./coco-scanner.js";
import { cocoFields } from "./fields.js";

/** Fields of an image record that only COCO Camera Traps has. */
const CAMERA_TRAP_FIELDS = ["seq_id", "location", "frame_num", "seq_num_frames"] as const;

/** Fields of an image record that are not attributes. */
const NOT_ATTRIBUTES: ReadonlySet<string> = new Set([
  "id",
  "file_name",
  "coco_url",
  "flickr_url",
  "url",
]);

/** Fields that the scanner of bytes knows and not every reading keeps. */
const MAYBE_NOT_READ = [
  ["ignore", FIELD.ignore],
  ["score", FIELD.score],
  [POINTS_KEY, FIELD.points],
  ["num_keypoints", FIELD.labelledPoints],
] as const;

/** What a COCO file says of images and categories, while it is read. */
export interface CocoReading {
  readonly source: string;
  readonly problems: ProblemList;
  /** The images, in order of first mention by an image record or an annotation. */
  readonly images: IdIndex;
  /** Path of each image, or null until an image record gives it. */
  readonly file: (string | null)[];
  /** Number of each image's record, from 1; 0 until it comes. */
  readonly record: number[];
  /** Place of a category id, in order of first mention. */
  readonly categoryOf: Map<number | string, number>;
  readonly categoryIds: (number | string)[];
  /** Label of a category; null until the list of categories names it. */
  readonly label: (string | null)[];
  /** Points of a category's objects; null where it names none. */
  readonly joints: (Joints | null)[];
  /** Supercategory of a label. */
  readonly groupOf: Map<string, string>;
  readonly columns: ReturnType<typeof createRecordColumns>;
  /** The annotation in hand. */
  readonly fields: CocoFields;
  readonly notRead: FieldCounter;
  /** Images of which an annotation could not be read. */
  readonly lost: Set<number>;
  readonly seen: {
    annotations: number;
    /** Annotations that could not be read. */
    lost: number;
    sequenceLevel: number;
    images: boolean;
    cameraTraps: boolean;
  };
}

/** What a reader of COCO files makes of the records. */
export interface CocoTaker {
  /**
   * An annotation with an image and a category; its other fields are in the reading.
   *
   * @param number index of the annotation in its list
   */
  annotation(image: number, category: number, number: number): void;
  /** An image record with an id and a name. */
  image?(image: number, record: Readonly<Record<string, unknown>>): void;
}

/** A reading, and the ways in which records come to it. */
export interface CocoInput {
  readonly reading: CocoReading;
  /** Takes the JSON text of a whole file. */
  readonly json: JsonRecordReader;
  addImage(record: unknown, number: number): void;
  addCategories(list: unknown): void;
  /** Takes the annotation that a scanner put into the fields of the reading. */
  takeScanned(number: number): void;
  addAnnotation(record: unknown, number: number): void;
}

/**
 * Starts to read a COCO file. Records can come in any order of their lists.
 *
 * @param createTaker makes what takes the annotations
 * @param points whether points of objects are read
 */
export function startCocoReading(
  source: string,
  createTaker: (reading: CocoReading) => CocoTaker,
  points = false,
): CocoInput {
  const problems = createProblemList();
  const reading: CocoReading = {
    source,
    problems,
    images: createIdIndex(),
    file: [],
    record: [],
    categoryOf: new Map(),
    categoryIds: [],
    label: [],
    joints: [],
    groupOf: new Map(),
    columns: createRecordColumns(),
    fields: createCocoFields(),
    notRead: createFieldCounter(cocoFields(points)),
    lost: new Set(),
    seen: { annotations: 0, lost: 0, sequenceLevel: 0, images: false, cameraTraps: false },
  };
  const { images, fields, seen, columns, notRead, lost } = reading;
  const taker = createTaker(reading);
  const filesSeen = new Set<string>();

  const imageIndex = (id: number | string): number => {
    const index = addId(images, id);
    if (index === reading.file.length) {
      reading.file.push(null);
      reading.record.push(0);
    }
    return index;
  };

  const addImage = (record: unknown, number: number): void => {
    const where = `${source}, /images/${number}`;
    const name = isRecord(record) ? nameOf(record) : undefined;
    const id = isRecord(record) ? idKey(record["id"]) : undefined;
    if (!isRecord(record) || id === undefined || name === undefined || name === "") {
      problems.add("annotations/wrong-type", "an image without an id or a file_name", where);
      return;
    }
    const index = imageIndex(id);
    if (reading.record[index] !== 0) throw duplicateId("images", id, where);
    const file = withSlashes(name);
    if (filesSeen.has(file)) {
      const what = `${file} is listed under two ids; its labels are joined`;
      problems.add("annotations/duplicate-image", what, where);
    }
    filesSeen.add(file);
    reading.file[index] = file;
    reading.record[index] = number + 1;
    for (const key in record) {
      if (!NOT_ATTRIBUTES.has(key)) columns.set(index, key, record[key]);
    }
    notRead.record("images[].", record, where);
    seen.cameraTraps ||= CAMERA_TRAP_FIELDS.some((field) => field in record);
    taker.image?.(index, record);
  };

  const takeFields = (number: number): void => {
    if ((fields.has & (FIELD.image | FIELD.category)) !== (FIELD.image | FIELD.category)) {
      const what = "an annotation without image_id or category_id; it is left out";
      problems.add("annotations/wrong-type", what, `${source}, /annotations/${number}`);
      seen.lost++;
      if ((fields.has & FIELD.image) !== 0) lost.add(imageIndex(fields.image));
      return;
    }
    const image = imageIndex(fields.image);
    if ((fields.has & FIELD.sequence) !== 0) {
      seen.sequenceLevel++;
      columns.set(image, "label_level", "sequence");
    }
    taker.annotation(image, categoryIndex(reading, fields.category), number);
  };

  const addAnnotation = (record: unknown, number: number): void => {
    takeRecord(fields, record);
    if (isRecord(record)) {
      const where = () => `${source}, /annotations/${number}`;
      const { attributes } = record;
      notRead.record("annotations[].", record, where);
      if (isRecord(attributes)) notRead.record("annotations[].attributes.", attributes, where);
    }
    takeFields(number);
  };

  const onRecords = (run: JsonRun): void => {
    const isImages = run.array === "images";
    if (run.array === "") throw looksLikeResults(source);
    if (isImages) seen.images = true;
    else seen.annotations += run.records.length;
    const add = isImages ? addImage : addAnnotation;
    const ids = isImages ? ["id"] : ["image_id", "category_id"];
    const records = run.records.some((record) => hasRoundedId(record, ids))
      ? run.exactRecords()
      : run.records;
    for (let k = 0; k < records.length; k++) add(records[k], run.first + k);
  };

  const addCategories = (value: unknown): void => {
    for (const [number, record] of listOf(value).entries()) {
      const where = `${source}, /categories/${number}`;
      const id = isRecord(record) ? idKey(record["id"]) : undefined;
      if (!isRecord(record) || id === undefined) {
        problems.add("annotations/wrong-type", "a category without an id", where);
        continue;
      }
      const index = categoryIndex(reading, id);
      const label = labelOf(record["name"], id, where, problems);
      notRead.record("categories[].", record, where);
      const known = reading.label[index];
      if (typeof known === "string" && known !== label) throw duplicateId("categories", id, where);
      reading.label[index] = label;
      reading.joints[index] = jointsOf(record, where, problems);
      const group = textOf(record["supercategory"]);
      if (group !== undefined && group !== "") reading.groupOf.set(label, group);
    }
  };

  const takeScanned = (number: number): void => {
    seen.annotations++;
    const where = () => `${source}, /annotations/${number}`;
    for (const [name, bit] of MAYBE_NOT_READ) {
      if ((fields.has & bit) !== 0) notRead.field("annotations[].", name, true, where);
    }
    takeFields(number);
  };
  const scanner = createCocoScanner(",", fields, takeScanned);
  const json = createJsonRecordReader(
    source,
    {
      arrays: new Set(["images", "annotations"]),
      scanners: new Map([["annotations", scanner]]),
      onRecords,
      onValue(key, value) {
        if (key === "categories") addCategories(value);
        else if (key === "images" || key === "annotations" || key === "") {
          throw notCoco(source, key === "" ? "the text is no object" : `${key} is no list`);
        } else notRead.field("", key, value, `${source}, /${key}`);
      },
    },
    problems,
  );
  return { reading, json, addImage, addCategories, takeScanned, addAnnotation };
}

/** Place of a category id, made at its first mention. */
function categoryIndex(reading: CocoReading, id: number | string): number {
  let index = reading.categoryOf.get(id);
  if (index === undefined) {
    index = reading.label.push(null) - 1;
    reading.joints.push(null);
    reading.categoryIds.push(id);
    reading.categoryOf.set(id, index);
  }
  return index;
}

/** Path of an image; LVIS has an address alone, whose last two parts are folder and name. */
function nameOf(record: Readonly<Record<string, unknown>>): string | undefined {
  const name = textOf(record["file_name"]);
  if (name !== undefined) return name;
  return /^https?:\/\/[^/]+\/(?:.*\/)?([^/?#]+\/[^/?#]+)$/.exec(
    textOf(record["coco_url"]) ?? "",
  )?.[1];
}

/** Whether a double may have rounded one of the ids. */
function hasRoundedId(record: unknown, fields: readonly string[]): boolean {
  if (!isRecord(record)) return false;
  for (const field of fields) {
    const id = record[field];
    if (typeof id === "number" && Number.isInteger(id) && !Number.isSafeInteger(id)) return true;
  }
  return false;
}

function labelOf(name: unknown, id: number | string, where: string, problems: ProblemList): string {
  if (typeof name === "string" && name.trim() !== "" && name.length <= 10_000) return name;
  const label = `category ${id}`;
  problems.add("annotations/name-invalid", `no usable name; it is called ${quoted(label)}`, where);
  return label;
}

export function duplicateId(what: string, id: number | string, where: string): HomegroundError {
  return new HomegroundError("annotations/duplicate-id", {
    what: `two ${what} have the id ${quoted(String(id))}`,
    where,
    fix: "Give every image and every category an id of its own",
  });
}

function looksLikeResults(source: string): HomegroundError {
  return new HomegroundError("annotations/looks-like-results", {
    what: "the file is a list of records, as predictions in COCO's results form are",
    where: source,
    fix: truthApart("the ground truth"),
  });
}

/** The error for JSON that is no COCO file. */
export function notCoco(source: string, what: string): HomegroundError {
  return new HomegroundError("input/bad-shape", {
    what,
    where: source,
    fix: "Give a COCO file: an object with images, annotations and categories",
  });
}
