import { HomegroundError } from "../../core/errors.js";
import { say } from "../../core/sentence.js";
import { WAY } from "../../core/ways.js";
import {
  type CocoFields,
  createCocoFields,
  FIELD,
  POINTS_KEY,
  takeRecord,
} from "../coco/coco-fields.js";
import { placeOfId } from "../coco/coco-ids.js";
import { createCocoScanner } from "../coco/coco-scanner.js";
import { createFieldCounter, type FieldCounter } from "../fields.js";
import type { FileAccess } from "../file-access.js";
import { type ProblemList, quoted } from "../import-problems.js";
import type { CocoNames } from "../import-types.js";
import { readJsonRecords } from "../json/json-reading.js";
import { ROOT_ARRAY } from "../json/json-records.js";
import { readJsonLines } from "../json/record-table.js";
import { type ClassNumbers, placeOfNumber } from "../prediction-reading/choices.js";
import { cocoResultFields } from "./fields.js";

/** Numbers of categories go so far beyond their count where some are left out. */
const COCO_IDS = 12;

/** A list, an object a line, or the `annotations` of a data set that have scores. */
export type ResultsForm = "json" | "json-lines" | "data-set";

/** Why a file was taken for results. */
export function reasonOf(form: ResultsForm): string {
  return form === "data-set"
    ? "a COCO data set whose annotations have scores, as predictions have"
    : "records with image_id and category_id, as COCO's results form has them";
}

/** Takes detections of images and categories that the ground truth has. */
export interface DetectionTaker {
  /**
   * A detection with a finite score, and a box that is one where there is a box; the rest is in the
   * fields.
   *
   * @param row of the ground truth
   * @param label index into the labels of the reading
   * @param where makes the place of the record, for messages
   * @returns whether it is kept
   */
  detection(row: number, label: number, fields: CocoFields, where: () => string): boolean;
}

/** Detections in COCO's results form, while they are read. */
export interface ResultsReading {
  /** Paths of the images of the ground truth, the rows. */
  readonly file: readonly string[];
  readonly labels: readonly string[];
  readonly seen: {
    records: number;
    kept: number;
    withoutScore: number;
    textIds: number;
    insideOne: number;
    boxes: number;
  };
  /** By row: 1 where a detection is kept. */
  readonly hasDetection: Uint8Array;
  readonly notRead: FieldCounter;
  /** Rows of images of which a detection could not be read. */
  readonly incomplete: Set<number>;
  /** Those of them of which one was not read for another reason than its category. */
  readonly unread: Set<number>;
  /** How many detections are of each image that the ground truth does not list. */
  readonly ofOtherImages: Map<number | string, number>;
}

/**
 * Reads detections in COCO's results form, a list or an object a line. A detection without a usable
 * score or box, or of an image or category that the ground truth does not have, is left out and
 * listed.
 *
 * @param numbers what the numbers of categories are. Default: ids of the ground truth; otherwise places
 *   among its categories, in the ascending order of their ids
 * @param points whether points are read
 * @throws HomegroundError `input/unsupported` where the ground truth is not COCO,
 *   `predictions/empty` when not one of several detections has a score, and as `readJsonRecords`
 */
export async function readResultRecords(
  access: FileAccess,
  path: string,
  form: ResultsForm,
  coco: CocoNames | undefined,
  problems: ProblemList,
  createTaker: (reading: ResultsReading) => DetectionTaker,
  { numbers, points = false }: { readonly numbers?: ClassNumbers; readonly points?: boolean } = {},
): Promise<ResultsReading> {
  if (coco === undefined) {
    const orTable = {
      command:
        ", or write a table of them first: homeground convert RESULTS --as predictions --coco ANNOTATIONS --to csv-boxes",
      app: "",
    };
    throw new HomegroundError("input/unsupported", {
      what: "COCO's results name images and categories by numbers, which only COCO annotations explain",
      where: path,
      fix: say`Give the COCO annotations of these images ${WAY.asLabels}${orTable}`,
    });
  }
  const files: string[] = [];
  const rowOf = Int32Array.from(coco.files, (file) => (file === null ? -1 : files.push(file) - 1));
  const labels = [...new Set(coco.labels.filter((label) => label !== null))];
  const columnOf = new Map(labels.map((label, column) => [label, column]));
  const labelOf = new Map<number | string, number>();
  for (const [id, place] of categoriesBy(numbers, coco)) {
    const label = coco.labels[place];
    if (typeof label === "string") labelOf.set(id, columnOf.get(label) ?? -1);
  }
  const reading: ResultsReading = {
    file: files,
    labels,
    hasDetection: new Uint8Array(files.length),
    notRead: createFieldCounter(cocoResultFields(points)),
    incomplete: new Set(),
    unread: new Set(),
    ofOtherImages: new Map(),
    seen: { records: 0, kept: 0, withoutScore: 0, textIds: 0, insideOne: 0, boxes: 0 },
  };
  const { seen, notRead, ofOtherImages } = reading;
  const taker = createTaker(reading);
  const fields = createCocoFields();
  const unknownCategories = new Map<number | string, number>();
  const needed = FIELD.image | FIELD.category;
  let place = 0;
  const inList = form === "data-set" ? "/annotations" : "";
  const where = () =>
    form === "json-lines" ? `${path}, line ${place}` : `${path}, ${inList}/${place}`;

  const take = (number: number): void => {
    const became = takeOne(number);
    if (fields.record === null) countScanned(notRead, fields, where);
    if (became === "read" || (fields.has & FIELD.image) === 0) return;
    const row = rowOf[placeOfId(coco.imageOf, fields.image)] ?? -1;
    if (row < 0) return;
    reading.incomplete.add(row);
    if (became === "unread") reading.unread.add(row);
  };
  const takeOne = (number: number): "read" | "unread" | "of-another-category" => {
    place = number;
    seen.records++;
    if ((fields.has & needed) !== needed) {
      const what = "a detection without image_id or category_id; it is left out";
      problems.add("predictions/missing-field", what, where());
      return "unread";
    }
    if ((fields.has & FIELD.textId) !== 0) seen.textIds++;
    if ((fields.has & FIELD.score) === 0) {
      if (listScore(fields, where(), problems)) seen.withoutScore++;
      return "unread";
    }
    if (!hasUsableBox(fields, where, problems)) return "unread";
    const row = rowOf[placeOfId(coco.imageOf, fields.image)] ?? -1;
    const label = labelOf.get(fields.category) ?? -1;
    if (row < 0) {
      ofOtherImages.set(fields.image, (ofOtherImages.get(fields.image) ?? 0) + 1);
      return "unread";
    }
    if (label < 0) {
      unknownCategories.set(fields.category, (unknownCategories.get(fields.category) ?? 0) + 1);
      return "of-another-category";
    }
    if (!taker.detection(row, label, fields, where)) return "unread";
    seen.kept++;
    reading.hasDetection[row] = 1;
    if ((fields.has & FIELD.box) === 0) return "read";
    const { box } = fields;
    seen.boxes++;
    if (box[0]! <= 1 && box[1]! <= 1 && box[2]! <= 1 && box[3]! <= 1) seen.insideOne++;
    return "read";
  };
  const takeParsed = (record: unknown, number: number): void => {
    takeRecord(fields, record);
    take(number);
    if (fields.record !== null) notRead.record("[].", fields.record, where);
  };
  await readForm(access, path, form, problems, fields, take, takeParsed);
  if (seen.records > 0 && seen.withoutScore === seen.records) {
    throw new HomegroundError("predictions/empty", {
      what: `none of ${seen.records} detections has a score`,
      where: path,
      fix: "Write the field score, the model's confidence, into every detection",
    });
  }
  noteUnknown(ofOtherImages, unknownCategories, coco, path, problems);
  noteWhole(reading, path, problems);
  return reading;
}

/** Counts the fields that the scanner of bytes knows and no detection needs. */
function countScanned(
  notRead: FieldCounter,
  { has, id, area, crowd }: CocoFields,
  where: () => string,
): void {
  if ((has & FIELD.id) !== 0) notRead.field("[].", "id", id, where);
  if ((has & FIELD.area) !== 0) notRead.field("[].", "area", area, where);
  if ((has & FIELD.crowd) !== 0) notRead.field("[].", "iscrowd", crowd, where);
  if ((has & FIELD.ignore) !== 0) notRead.field("[].", "ignore", true, where);
  if ((has & FIELD.points) !== 0) notRead.field("[].", POINTS_KEY, true, where);
  if ((has & FIELD.labelledPoints) !== 0) notRead.field("[].", "num_keypoints", true, where);
}

/** What a reading left aside. */
export function leftAside({ seen, notRead, incomplete, unread, ofOtherImages }: ResultsReading) {
  const objects = [...ofOtherImages.values()].reduce((sum, count) => sum + count, 0);
  const onlyUnasked = new Set([...incomplete].filter((row) => !unread.has(row)));
  return {
    notRead: notRead.finish(),
    objectsNotRead: seen.records - seen.kept,
    ...(objects === 0 ? {} : { ofOtherImages: { objects, images: ofOtherImages.size } }),
    ...(incomplete.size === 0 ? {} : { incomplete }),
    ...(onlyUnasked.size === 0 ? {} : { onlyUnasked }),
  };
}

/** Place of each category, by the number that stands for it. */
function categoriesBy(
  numbers: ClassNumbers | undefined,
  { categoryOf }: CocoNames,
): Iterable<readonly [number: number | string, place: number]> {
  if (numbers === undefined) return categoryOf;
  const ids = [...categoryOf.keys()].filter((id) => typeof id === "number");
  const places = ids.sort((a, b) => a - b).map((id) => categoryOf.get(id)!);
  const written = Array.from({ length: places.length + COCO_IDS }, (_, number) => number);
  return written.flatMap((number) => {
    const place = places[placeOfNumber(number, numbers)];
    return place === undefined ? [] : [[number, place] as const];
  });
}

async function readForm(
  access: FileAccess,
  path: string,
  form: ResultsForm,
  problems: ProblemList,
  fields: CocoFields,
  take: (number: number) => void,
  takeParsed: (record: unknown, number: number) => void,
): Promise<void> {
  if (form === "json-lines") {
    const onRecord = ({ record, line }: { record: unknown; line: number }) =>
      takeParsed(record, line);
    await readJsonLines(access, path, problems, onRecord, createCocoScanner("\n", fields, take));
    return;
  }
  const list = form === "data-set" ? "annotations" : ROOT_ARRAY;
  const handlers = {
    arrays: new Set([list]),
    scanners: new Map([[list, createCocoScanner(",", fields, take)]]),
    onRecords: ({ records, first }: { records: readonly unknown[]; first: number }) => {
      for (let k = 0; k < records.length; k++) takeParsed(records[k], first + k);
    },
    onValue: () => {
      if (form === "data-set") return;
      throw new HomegroundError("input/bad-shape", {
        what: "a list of detections is expected, and this is none",
        where: path,
        fix: "Save the detections as one list, as COCO's results form has it",
      });
    },
  };
  await readJsonRecords(access, path, handlers, problems);
}

/** Lists a score that is none. @returns whether there is none at all */
function listScore({ unusable }: CocoFields, where: string, problems: ProblemList): boolean {
  const found = unusable.find(([name]) => name === "score");
  if (found === undefined) {
    const what = "the detection has no score; it is left out";
    problems.add("predictions/missing-field", what, where);
    return true;
  }
  const [, score] = found;
  if (score === null || typeof score === "number") {
    const what = `the score is ${score}, no number to rank by; the detection is left out`;
    problems.add("predictions/not-a-number", what, where);
  } else {
    const what = `the score is ${quoted(JSON.stringify(score))}, not a number; the detection is left out`;
    problems.add("predictions/wrong-type", what, where);
  }
  return false;
}

/** Whether there is no box, as for masks and keypoints, or one whose sides are not negative. */
function hasUsableBox(fields: CocoFields, where: () => string, problems: ProblemList): boolean {
  const { box, has, unusable } = fields;
  if ((has & FIELD.box) !== 0 && box[2]! >= 0 && box[3]! >= 0) return true;
  const found = unusable.find(([name]) => name === "bbox" || name === "bbox_relative");
  if ((has & FIELD.box) === 0 && found === undefined) return true;
  const shown = found === undefined ? [...box] : found[1];
  const what = `the box is ${quoted(JSON.stringify(shown))}; the detection is left out`;
  problems.add("predictions/box-invalid", what, where());
  return false;
}

function noteUnknown(
  images: ReadonlyMap<number | string, number>,
  categories: ReadonlyMap<number | string, number>,
  coco: CocoNames,
  path: string,
  problems: ProblemList,
): void {
  for (const [id, count] of images) {
    const what = `${count} detections are of the image ${quoted(String(id))}, which has no ground truth; they are left out`;
    problems.add("predictions/unknown-image", what, path);
  }
  const numbers = [...coco.categoryOf.keys()].filter((id) => typeof id === "number");
  const lowest = numbers.reduce((least, id) => Math.min(least, id), Number.POSITIVE_INFINITY);
  const isShifted = categories.has(lowest - 1);
  const hint = isShifted ? "; the numbers look shifted by one" : "";
  for (const [id, count] of categories) {
    const what = `${count} detections have the category ${quoted(String(id))}, which the ground truth does not list; they are left out${hint}`;
    problems.add("predictions/unknown-category", what, path);
  }
}

function noteWhole(
  { seen, hasDetection, unread }: ResultsReading,
  path: string,
  problems: ProblemList,
): void {
  if (seen.textIds > 0) {
    const what = `${seen.textIds} detections name their image by a text; it was read as the number`;
    problems.add("predictions/wrong-type", what, path);
  }
  if (seen.boxes > 0 && seen.insideOne === seen.kept) {
    const what = "every box lies between 0 and 1: they look like fractions, not pixels";
    problems.add("predictions/looks-normalised", what, path);
  }
  let without = 0;
  for (const [row, has] of hasDetection.entries()) if (has === 0 && !unread.has(row)) without++;
  if (seen.kept === 0) {
    const what = "there is not one usable detection: nothing is found on any image";
    problems.add("predictions/none", what, path);
  } else if (without > 0) {
    const what = `nothing was detected on ${without} of ${hasDetection.length} images`;
    problems.add("predictions/missing-image", what, path);
  }
}
