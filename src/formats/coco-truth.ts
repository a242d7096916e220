import { HomegroundError } from "../core/errors.js";
import { type Column, selectRows, type Table } from "../core/table.js";
import type { FileAccess } from "./file-access.js";
import { createProblemList, type ProblemList, quoted } from "./import-problems.js";
import { type ImageTruth, TRUTH_STATE } from "./import-types.js";
import { createJsonRecordReader, type JsonRecordReader, type JsonRun } from "./json-records.js";
import { idKey, isRecord, listOf, textOf } from "./json-values.js";
import { checkLabels } from "./label-checks.js";
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

/**
 * Reads image-level ground truth from COCO and COCO Camera Traps JSON that is in memory: the
 * categories present in each image.
 *
 * A category named empty, blank or the like makes an image *empty*. Without such a category, an
 * image without annotations is empty in a file that has some; with one, it is unlabelled. Fields of
 * images (`location`, `seq_id`, `datetime`, …) are attributes. Annotations that hold for a sequence
 * are kept, counted, and marked in the attribute `label_level`.
 *
 * @throws HomegroundError `input/not-json`, `input/empty`, `input/too-deep`, `input/bad-shape`,
 *   `annotations/duplicate-id`, `annotations/looks-like-results`
 */
export function parseCocoTruth(bytes: Uint8Array, source: string): ImageTruth {
  const reading = startReading(source);
  reading.json.push(bytes);
  reading.json.end();
  return reading.finish();
}

/** {@link parseCocoTruth} of a file of any size: only images and labels are kept in memory. */
export async function readCocoTruth(access: FileAccess, path: string): Promise<ImageTruth> {
  const reading = startReading(path);
  for await (const piece of access.stream(path)) reading.json.push(piece);
  reading.json.end();
  return reading.finish();
}

/** The images, in order of first mention by an image record or an annotation. */
interface Images {
  readonly indexOf: Map<number | string, number>;
  /** Path, or null until an image record gives it. */
  readonly file: (string | null)[];
  /** Number of the image record, from 1; 0 until it comes. */
  readonly record: number[];
}

interface Categories {
  /** Number of a category id, in order of first mention. */
  readonly indexOf: Map<number | string, number>;
  readonly ids: (number | string)[];
  /** Label of a category; null until the list of categories names it. */
  readonly label: (string | null)[];
}

function startReading(source: string): {
  readonly json: JsonRecordReader;
  finish(): ImageTruth;
} {
  const problems = createProblemList();
  const images: Images = { indexOf: new Map(), file: [], record: [] };
  const categories: Categories = { indexOf: new Map(), ids: [], label: [] };
  const columns = createRecordColumns();
  const pairs = createPairs();
  const filesSeen = new Set<string>();
  const seen = { annotations: 0, sequenceLevel: 0, images: false, cameraTraps: false };

  const imageIndex = (id: number | string): number => {
    let index = images.indexOf.get(id);
    if (index === undefined) {
      index = images.file.push(null) - 1;
      images.record.push(0);
      images.indexOf.set(id, index);
    }
    return index;
  };
  const categoryIndex = (id: number | string): number => {
    let index = categories.indexOf.get(id);
    if (index === undefined) {
      index = categories.label.push(null) - 1;
      categories.ids.push(id);
      categories.indexOf.set(id, index);
    }
    return index;
  };

  const addImage = (record: unknown, number: number): void => {
    const where = `${source}, /images/${number}`;
    const name = isRecord(record) ? textOf(record["file_name"]) : undefined;
    const id = isRecord(record) ? idKey(record["id"]) : undefined;
    if (!isRecord(record) || id === undefined || name === undefined || name === "") {
      problems.add("annotations/wrong-type", "an image without an id or a file_name", where);
      return;
    }
    const index = imageIndex(id);
    if (images.record[index] !== 0) throw duplicateId("images", id, where);
    const file = withSlashes(name);
    if (filesSeen.has(file)) {
      const what = `${file} is listed under two ids; its labels are joined`;
      problems.add("annotations/duplicate-image", what, where);
    }
    filesSeen.add(file);
    images.file[index] = file;
    images.record[index] = number + 1;
    for (const key in record) {
      if (!NOT_ATTRIBUTES.has(key)) columns.set(index, key, record[key]);
    }
    seen.cameraTraps ||= CAMERA_TRAP_FIELDS.some((field) => field in record);
  };

  const addAnnotation = (record: unknown, number: number): void => {
    const image = isRecord(record) ? idKey(record["image_id"]) : undefined;
    const category = isRecord(record) ? idKey(record["category_id"]) : undefined;
    if (!isRecord(record) || image === undefined || category === undefined) {
      const what = "an annotation without image_id or category_id; it is left out";
      problems.add("annotations/wrong-type", what, `${source}, /annotations/${number}`);
      return;
    }
    const index = imageIndex(image);
    pairs.add(index, categoryIndex(category));
    if (record["sequence_level_annotation"] === true) {
      seen.sequenceLevel++;
      columns.set(index, "label_level", "sequence");
    }
  };

  const onRecords = (run: JsonRun): void => {
    const isImages = run.array === "images";
    if (run.array === "") throw looksLikeResults(source);
    if (isImages) seen.images = true;
    else seen.annotations += run.records.length;
    const add = isImages ? addImage : addAnnotation;
    const fields = isImages ? ["id"] : ["image_id", "category_id"];
    const records = run.records.some((record) => hasRoundedId(record, fields))
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
      const index = categoryIndex(id);
      const label = labelOf(record["name"], id, where, problems);
      const known = categories.label[index];
      if (typeof known === "string" && known !== label) throw duplicateId("categories", id, where);
      categories.label[index] = label;
    }
  };

  const json = createJsonRecordReader(
    source,
    {
      arrays: new Set(["images", "annotations"]),
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

  return {
    json,
    finish() {
      if (!seen.images && images.file.length === 0) throw badShape(source, "there are no images");
      return buildTruth(source, images, categories, pairs, columns, seen, problems);
    },
  };
}

function hasRoundedId(record: unknown, fields: readonly string[]): boolean {
  if (!isRecord(record)) return false;
  return fields.some((field) => {
    const id = record[field];
    return typeof id === "number" && Number.isInteger(id) && !Number.isSafeInteger(id);
  });
}

function labelOf(name: unknown, id: number | string, where: string, problems: ProblemList): string {
  if (typeof name === "string" && name.trim() !== "" && name.length <= 10_000) return name;
  const label = `category ${id}`;
  problems.add("annotations/name-invalid", `no usable name; it is called ${quoted(label)}`, where);
  return label;
}

/** Pairs of image and category, growing. */
function createPairs() {
  let first = new Int32Array(4096);
  let second = new Int32Array(4096);
  let count = 0;
  const grown = (values: Int32Array<ArrayBuffer>) => {
    const larger = new Int32Array(values.length * 2);
    larger.set(values);
    return larger;
  };
  return {
    add(image: number, category: number): void {
      if (count === first.length) {
        first = grown(first);
        second = grown(second);
      }
      first[count] = image;
      second[count++] = category;
    },
    all: () => ({ first, second, count }),
  };
}

function buildTruth(
  source: string,
  images: Images,
  categories: Categories,
  pairs: ReturnType<typeof createPairs>,
  columns: ReturnType<typeof createRecordColumns>,
  seen: {
    readonly annotations: number;
    readonly sequenceLevel: number;
    readonly cameraTraps: boolean;
  },
  problems: ProblemList,
): ImageTruth {
  const labelNames: string[] = [];
  const codeOf = new Map<string, number>();
  const EMPTY = -2;
  const UNKNOWN = -1;
  // Label of each category: a code, or that it is the empty one, or that it is not listed.
  const codes = categories.label.map((label, c) => {
    if (label === null) return UNKNOWN;
    if (EMPTY_NAMES.has(label.trim().toLowerCase())) return EMPTY;
    const known = codeOf.get(label);
    if (known !== undefined) {
      const what = `two categories are named ${quoted(label)} (the second has id ${categories.ids[c]}); they are one label`;
      problems.add("annotations/duplicate-name", what, source);
      return known;
    }
    codeOf.set(label, labelNames.length);
    return labelNames.push(label) - 1;
  });
  const hasEmptyCategory = codes.includes(EMPTY);

  // Only images that the list of images names are rows.
  const rowOf = new Int32Array(images.file.length).fill(-1);
  const file: string[] = [];
  const line: number[] = [];
  for (const [index, name] of images.file.entries()) {
    if (name === null) continue;
    rowOf[index] = file.push(name) - 1;
    line.push(images.record[index]!);
  }
  const rowCount = file.length;
  const { first, second, count } = pairs.all();
  const unknownCategories = new Map<number, number>();
  const rows = new Int32Array(count);
  const labels = new Int32Array(count);
  const saysEmpty = new Uint8Array(rowCount);
  let kept = 0;
  let unknownImages = 0;
  for (let k = 0; k < count; k++) {
    const row = rowOf[first[k]!]!;
    const code = codes[second[k]!]!;
    if (row < 0) unknownImages++;
    else if (code === UNKNOWN) {
      unknownCategories.set(second[k]!, (unknownCategories.get(second[k]!) ?? 0) + 1);
    } else if (code === EMPTY) saysEmpty[row] = 1;
    else {
      rows[kept] = row;
      labels[kept++] = code;
    }
  }
  if (unknownImages > 0) {
    const what = `${unknownImages} annotations name an image that is not listed; they are left out`;
    problems.add("annotations/unknown-image", what, `${source}, /annotations`);
  }
  for (const [category, times] of unknownCategories) {
    const what = `${times} annotations have the category ${quoted(String(categories.ids[category]))}, which is not listed; they are left out`;
    problems.add("annotations/unknown-category", what, `${source}, /annotations`);
  }
  const { start, index } = groupByRow(rows, labels, kept, rowCount);
  const isCameraTraps = hasEmptyCategory || seen.cameraTraps;
  const withoutLabel =
    seen.annotations > 0 && !isCameraTraps ? TRUTH_STATE.empty : TRUTH_STATE.unlabelled;
  const state = new Uint8Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const hasLabel = start[row + 1]! > start[row]!;
    if (hasLabel && saysEmpty[row] === 1) {
      const what = `${file[row]} is called empty and has labels; the labels are taken`;
      problems.add("labels/disagree", what, source);
    }
    if (hasLabel) state[row] = TRUTH_STATE.labelled;
    else state[row] = saysEmpty[row] === 1 ? TRUTH_STATE.empty : withoutLabel;
  }
  noteAnnotations(seen, rowCount, source, problems);
  checkLabels(labelNames, `${source}, /categories`, problems);
  const attributes = columns.finish(images.file.length);
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
    line: Int32Array.from(line),
    attributes: selectListed(attributes, rowOf, rowCount),
    otherFiles: [],
    roles: new Map([
      ["image", "images[].file_name"],
      ["label", "annotations[].category_id"],
    ]),
    problems: problems.finish(),
    objects: kept,
    coco: {
      ...{ imageOf: images.indexOf, files: images.file },
      ...{ categoryOf: categories.indexOf, labels: categories.label },
    },
  };
}

function noteAnnotations(
  seen: { readonly annotations: number; readonly sequenceLevel: number },
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
