import { HomegroundError } from "../core/errors.js";
import { type Column, selectRows, type Table } from "../core/table.js";
import { addId, createIdIndex, type IdIndex, placesById } from "./coco-ids.js";
import { createProblemList, type ProblemList, quoted } from "./import-problems.js";
import { type ImageTruth, TRUTH_STATE } from "./import-types.js";
import { createJsonRecordReader, type JsonRecordReader, type JsonRun } from "./json-records.js";
import { idKey, isRecord, listOf, textOf } from "./json-values.js";
import { checkLabels } from "./label-checks.js";
import { type CocoFields, createCocoFields, FIELD, takeRecord } from "./objects/coco-fields.js";
import { createCocoScanner } from "./objects/coco-scanner.js";
import { createRecordColumns } from "./record-columns.js";
import { withSlashes } from "./table-cells.js";
import { groupByRow } from "./truth-builder.js";

/** Names of the category that says "somebody looked and saw nothing"; folded to lower case. */
const EMPTY_NAMES: ReadonlySet<string> = new Set([
  ...["empty", "blank", "none", "nothing", "misfire", "no animal", "no_animal"],
]);

/** Fields of an image record that only COCO Camera Traps has. */
const CAMERA_TRAP_FIELDS = ["seq_id", "location", "frame_num", "seq_num_frames"] as const;

/** Fields of an image record that are not attributes. */
const NOT_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...["id", "file_name", "coco_url", "flickr_url", "url"],
]);

/** Codes of categories that are no label. */
export const CATEGORY_CODE = { unknown: -1, empty: -2 } as const;

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
  readonly columns: ReturnType<typeof createRecordColumns>;
  /** The annotation in hand. */
  readonly fields: CocoFields;
  readonly seen: {
    annotations: number;
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
  /** Takes the annotation that is in the fields of the reading. */
  takeFields(number: number): void;
  addAnnotation(record: unknown, number: number): void;
}

/**
 * Starts to read a COCO file. Records can come in any order of their lists.
 *
 * @param createTaker makes what takes the annotations
 */
export function startCocoReading(
  source: string,
  createTaker: (reading: CocoReading) => CocoTaker,
): CocoInput {
  const problems = createProblemList();
  const reading: CocoReading = {
    ...{ source, problems, images: createIdIndex(), file: [], record: [] },
    ...{ categoryOf: new Map(), categoryIds: [], label: [] },
    columns: createRecordColumns(),
    fields: createCocoFields(),
    seen: { annotations: 0, sequenceLevel: 0, images: false, cameraTraps: false },
  };
  const { images, fields, seen, columns } = reading;
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
    seen.cameraTraps ||= CAMERA_TRAP_FIELDS.some((field) => field in record);
    taker.image?.(index, record);
  };

  const takeFields = (number: number): void => {
    if ((fields.has & (FIELD.image | FIELD.category)) !== (FIELD.image | FIELD.category)) {
      const what = "an annotation without image_id or category_id; it is left out";
      problems.add("annotations/wrong-type", what, `${source}, /annotations/${number}`);
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
      const known = reading.label[index];
      if (typeof known === "string" && known !== label) throw duplicateId("categories", id, where);
      reading.label[index] = label;
    }
  };

  const scanner = createCocoScanner(",", fields, (number) => {
    seen.annotations++;
    takeFields(number);
  });
  const json = createJsonRecordReader(
    source,
    {
      arrays: new Set(["images", "annotations"]),
      scanners: new Map([["annotations", scanner]]),
      onRecords,
      onValue(key, value) {
        if (key === "categories") addCategories(value);
        else if (key === "images" || key === "annotations" || key === "") {
          throw badShape(source, key === "" ? "the text is no object" : `${key} is no list`);
        }
      },
    },
    problems,
  );
  return { reading, json, addImage, addCategories, takeFields, addAnnotation };
}

/** Place of a category id, made at its first mention. */
export function categoryIndex(reading: CocoReading, id: number | string): number {
  let index = reading.categoryOf.get(id);
  if (index === undefined) {
    index = reading.label.push(null) - 1;
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
export function hasRoundedId(record: unknown, fields: readonly string[]): boolean {
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

/** Rows and labels of a COCO file that is read to its end. */
export interface CocoNamesRead {
  /** Row of each image place; −1 where the list of images does not name it. */
  readonly rowOf: Int32Array;
  readonly rowCount: number;
  readonly file: readonly string[];
  readonly line: Int32Array;
  readonly labelNames: readonly string[];
  /** Label of each category place: a code, or one of {@link CATEGORY_CODE}. */
  readonly codeOf: Int32Array;
  readonly attributes: Table;
  /** Size of the image of each row; NaN where the file does not say it. */
  readonly widthPx: Float64Array;
  readonly heightPx: Float64Array;
}

/** @throws HomegroundError `input/bad-shape` when there are no images */
export function resolveCocoNames(reading: CocoReading): CocoNamesRead {
  const { source, problems, seen } = reading;
  if (!seen.images && reading.file.length === 0) throw badShape(source, "there are no images");
  const labelNames: string[] = [];
  const known = new Map<string, number>();
  const codeOf = Int32Array.from(reading.label, (label, c) => {
    if (label === null) return CATEGORY_CODE.unknown;
    if (EMPTY_NAMES.has(label.trim().toLowerCase())) return CATEGORY_CODE.empty;
    const code = known.get(label);
    if (code !== undefined) {
      const what = `two categories are named ${quoted(label)} (the second has id ${reading.categoryIds[c]}); they are one label`;
      problems.add("annotations/duplicate-name", what, source);
      return code;
    }
    known.set(label, labelNames.length);
    return labelNames.push(label) - 1;
  });
  const rowOf = new Int32Array(reading.file.length).fill(-1);
  const file: string[] = [];
  const line: number[] = [];
  for (let index = 0; index < rowOf.length; index++) {
    const name = reading.file[index];
    if (typeof name !== "string") continue;
    rowOf[index] = file.push(name) - 1;
    line.push(reading.record[index]!);
  }
  const rowCount = file.length;
  const attributes = selectListed(reading.columns.finish(rowOf.length), rowOf, rowCount);
  return {
    ...{ rowOf, rowCount, file, labelNames, codeOf, attributes },
    line: Int32Array.from(line),
    widthPx: sidesOf(attributes, "width"),
    heightPx: sidesOf(attributes, "height"),
  };
}

/** Lengths in a column of attributes; NaN for anything else. */
function sidesOf({ rowCount, columns }: Table, name: string): Float64Array {
  const sides = new Float64Array(rowCount).fill(Number.NaN);
  const column = columns.get(name);
  if (column === undefined) return sides;
  for (let row = 0; row < rowCount; row++) {
    const side =
      column.kind === "numeric"
        ? column.values[row]!
        : Number(column.levels[column.codes[row]!] ?? Number.NaN);
    if (side > 0 && Number.isFinite(side)) sides[row] = side;
  }
  return sides;
}

/** Annotations that name what is not listed. */
export interface CocoUnknown {
  images: number;
  /** By category place. */
  readonly categories: Map<number, number>;
}

export function noteUnknown(reading: CocoReading, unknown: CocoUnknown): void {
  const { problems, source, categoryIds } = reading;
  const where = `${source}, /annotations`;
  if (unknown.images > 0) {
    const what = `${unknown.images} annotations name an image that is not listed; they are left out`;
    problems.add("annotations/unknown-image", what, where);
  }
  for (const [category, times] of unknown.categories) {
    const what = `${times} annotations have the category ${quoted(String(categoryIds[category]))}, which is not listed; they are left out`;
    problems.add("annotations/unknown-category", what, where);
  }
}

/** Labels of the images: pairs of row and code, and what else was said of a row. */
export interface CocoLabels {
  readonly rows: Int32Array;
  readonly labels: Int32Array;
  readonly count: number;
  /** 1 where an annotation says that the image is empty. */
  readonly saysEmpty: Uint8Array;
  /** 1 where an annotation was left out, so that an image without another one is not empty. */
  readonly lost?: Uint8Array;
}

/** The image-level part of the truth, with all that was noted. */
export function finishCocoTruth(
  reading: CocoReading,
  names: CocoNamesRead,
  given: CocoLabels,
): ImageTruth {
  const { source, problems, seen } = reading;
  const { rowCount, file, labelNames, rowOf } = names;
  const { start, index } = groupByRow(given.rows, given.labels, given.count, rowCount);
  const isCameraTraps = names.codeOf.includes(CATEGORY_CODE.empty) || seen.cameraTraps;
  const withoutLabel =
    seen.annotations > 0 && !isCameraTraps ? TRUTH_STATE.empty : TRUTH_STATE.unlabelled;
  const state = new Uint8Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const hasLabel = start[row + 1]! > start[row]!;
    if (hasLabel && given.saysEmpty[row] === 1) {
      const what = `${file[row]} is called empty and has labels; the labels are taken`;
      problems.add("labels/disagree", what, source);
    }
    if (hasLabel) state[row] = TRUTH_STATE.labelled;
    else if (given.saysEmpty[row] === 1) state[row] = TRUTH_STATE.empty;
    else state[row] = given.lost?.[row] === 1 ? TRUTH_STATE.unlabelled : withoutLabel;
  }
  noteAnnotations(seen, rowCount, source, problems);
  checkLabels(labelNames, `${source}, /categories`, problems);
  return {
    format: {
      id: isCameraTraps ? "coco-camera-traps" : "coco",
      reason: isCameraTraps
        ? "an object with images, annotations and categories, and fields of camera traps"
        : "an object with images, annotations and categories",
    },
    source,
    ...{ rowCount, file, labelNames, state },
    labelStart: start,
    labelIndex: index,
    ...{ line: names.line, attributes: names.attributes },
    otherFiles: [],
    roles: new Map([
      ["image", "images[].file_name"],
      ["label", "annotations[].category_id"],
    ]),
    problems: problems.finish(),
    objects: given.count,
    coco: {
      ...{ imageOf: reading.images, files: reading.file },
      ...{ categoryOf: reading.categoryOf, labels: reading.label },
      imageOrder: placesById(reading.images)
        .map((place) => rowOf[place]!)
        .filter((row) => row >= 0),
      ...{ widthPx: names.widthPx, heightPx: names.heightPx },
    },
  };
}

function noteAnnotations(
  seen: CocoReading["seen"],
  rowCount: number,
  source: string,
  problems: ProblemList,
): void {
  if (seen.sequenceLevel > 0) {
    const what = `${seen.sequenceLevel} annotations hold for a sequence, not surely for each of its images`;
    problems.add("annotations/sequence-level", what, `${source}, /annotations`);
  }
  if (seen.annotations === 0 && rowCount > 0) {
    const what = `${rowCount} images and no annotation: all of them are unlabelled`;
    problems.add("annotations/none", what, `${source}, /annotations`);
  }
}

function selectListed(
  columns: ReadonlyMap<string, Column>,
  rowOf: Int32Array,
  rowCount: number,
): Table {
  const table = { rowCount: rowOf.length, columns };
  if (rowOf.length === rowCount) return table;
  const rows = new Int32Array(rowCount);
  for (let index = 0; index < rowOf.length; index++) {
    if (rowOf[index]! >= 0) rows[rowOf[index]!] = index;
  }
  return selectRows(table, rows);
}

function duplicateId(what: string, id: number | string, where: string): HomegroundError {
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
    fix: "Give it with --predictions, and the ground truth with --labels",
  });
}

function badShape(source: string, what: string): HomegroundError {
  return new HomegroundError("input/bad-shape", {
    what,
    where: source,
    fix: "Give a COCO file: an object with images, annotations and categories",
  });
}
