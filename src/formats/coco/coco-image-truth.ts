import { type Column, selectRows, type Table } from "../../core/table.js";
import { type ProblemList, quoted } from "../import-problems.js";
import { type ImageTruth, TRUTH_STATE } from "../import-types.js";
import { checkLabels } from "../label-checks.js";
import { groupByRow } from "../truth-builder.js";
import { placesById } from "./coco-ids.js";
import { type CocoReading, notCoco } from "./coco-reading.js";
import { isEmptyName } from "./empty-names.js";

/** Codes of categories that are no label. */
export const CATEGORY_CODE = { unknown: -1, empty: -2 } as const;

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
  if (!seen.images && reading.file.length === 0) throw notCoco(source, "there are no images");
  const labelNames: string[] = [];
  const known = new Map<string, number>();
  const codeOf = Int32Array.from(reading.label, (label, c) => {
    if (label === null) return CATEGORY_CODE.unknown;
    if (isEmptyName(label)) return CATEGORY_CODE.empty;
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
    rowOf,
    rowCount,
    file,
    labelNames,
    codeOf,
    attributes,
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

/** @returns how many annotations those are */
export function noteUnknown(reading: CocoReading, unknown: CocoUnknown): number {
  const { problems, source, categoryIds } = reading;
  const where = `${source}, /annotations`;
  let count = unknown.images;
  if (unknown.images > 0) {
    const what = `${unknown.images} annotations name an image that is not listed; they are left out`;
    problems.add("annotations/unknown-image", what, where);
  }
  for (const [category, times] of unknown.categories) {
    const what = `${times} annotations have the category ${quoted(String(categoryIds[category]))}, which is not listed; they are left out`;
    problems.add("annotations/unknown-category", what, where);
    count += times;
  }
  return count;
}

/** Labels of the images: pairs of row and code, and what else was said of a row. */
export interface CocoLabels {
  readonly rows: Int32Array;
  readonly labels: Int32Array;
  readonly count: number;
  /** 1 where an annotation says that the image is empty. */
  readonly saysEmpty: Uint8Array;
  /** 1 where an annotation was left out, so that an image without another one is not empty. */
  readonly lost: Uint8Array;
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
  for (const place of reading.lost) if (rowOf[place]! >= 0) given.lost[rowOf[place]!] = 1;
  for (let row = 0; row < rowCount; row++) {
    const hasLabel = start[row + 1]! > start[row]!;
    if (hasLabel && given.saysEmpty[row] === 1) {
      const what = `${file[row]} is called empty and has labels; the labels are taken`;
      problems.add("labels/disagree", what, source);
    }
    if (hasLabel) state[row] = TRUTH_STATE.labelled;
    else if (given.saysEmpty[row] === 1) state[row] = TRUTH_STATE.empty;
    else state[row] = given.lost[row] === 1 ? TRUTH_STATE.unlabelled : withoutLabel;
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
    rowCount,
    file,
    labelNames,
    state,
    labelStart: start,
    labelIndex: index,
    line: names.line,
    attributes: names.attributes,
    otherFiles: [],
    roles: new Map([
      ["image", "images[].file_name"],
      ["label", "annotations[].category_id"],
    ]),
    problems: problems.finish(),
    notRead: reading.notRead.finish(),
    objectsNotRead: seen.lost,
    supercategories: reading.groupOf,
    objects: given.count,
    coco: {
      imageOf: reading.images,
      files: reading.file,
      categoryOf: reading.categoryOf,
      labels: reading.label,
      imageOrder: placesById(reading.images)
        .map((place) => rowOf[place]!)
        .filter((row) => row >= 0),
      widthPx: names.widthPx,
      heightPx: names.heightPx,
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
