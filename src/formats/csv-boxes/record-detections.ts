import { columnsFor } from "../column-names.js";
import { createFieldCounter, type FieldCounter } from "../fields.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import { isRecord, listOf, numberOf, textOf } from "../json/json-values.js";
import { type PlacedRecord, readJsonLines, readJsonList } from "../json/record-table.js";
import {
  type BoxSides,
  createDetectionsBuilder,
  type DetectionsBuilder,
} from "../objects/detections-builder.js";
import type { BoxUnit, ObjectPredictions } from "../objects/object-types.js";
import type { ChosenPredictionReadings } from "../prediction-reading/choices.js";
import {
  type BoxKind,
  boxFrom,
  guessBoxColumns,
  guessUnitOf,
  kindAsTold,
  writingOf,
} from "./box-columns.js";
import { DETECTION_TABLE_FIELDS } from "./fields.js";

export interface RecordDetectionsOptions extends Pick<ChosenPredictionReadings, "predictionBoxes"> {
  /** What the boxes are in. Default: fractions where every box lies within 0 to 1. */
  readonly unit?: BoxUnit;
}

/** Keys of a list of detections in the record of an image. */
const LISTS = ["detections", "predictions", "objects", "boxes", "instances"] as const;

/**
 * Reads detections from records, an object a line or a list of objects: a record an image with a list
 * of detections (`detections`, `predictions`, `objects`), or a record a detection. A detection has a
 * `label`, a `score` and a box: `bbox` as x, y, width and height, or `box` or itself with the names
 * of corners or sides (`xmin, ymin, xmax, ymax`).
 *
 * @throws HomegroundError as the readers of records
 */
export async function readRecordDetections(
  access: FileAccess,
  path: string,
  form: "json-lines" | "json",
  options: RecordDetectionsOptions = {},
): Promise<ObjectPredictions> {
  const problems = createProblemList();
  const builder = createDetectionsBuilder(problems);
  const read = form === "json-lines" ? readJsonLines : readJsonList;
  const told = kindAsTold(options);
  const kinds = new Set<BoxKind>();
  const sidesOf = (box: WrittenBox): BoxSides => {
    const kind = told ?? box.kind;
    kinds.add(kind);
    const [a, b, c, d] = box.numbers.map((side) => (typeof side === "number" ? side : Number.NaN));
    // A box that is no four numbers is listed as it is written.
    const isBox = box.numbers.every((side) => typeof side === "number");
    return isBox ? boxFrom(kind, a!, b!, c!, d!) : box.numbers;
  };
  const notRead = createFieldCounter(DETECTION_TABLE_FIELDS);
  await read(access, path, problems, (placed) => {
    addRecord(placed, path, builder, problems, notRead, sidesOf);
  });
  const unit = options.unit ?? guessUnitOf(builder, path, problems);
  const writing = form === "json-lines" ? "an object a line" : "a list of objects";
  return builder.finish({
    format: { id: "json-detections", reason: `${writing} with images, boxes, labels and scores` },
    source: path,
    namesOnlyFound: true,
    unit,
    notRead: notRead.finish(),
    written: kinds.size === 1 ? writingOf([...kinds][0]!) : "xywh",
    roles: new Map([
      ["image", "file"],
      ["label", "label"],
      ["score", "score"],
    ]),
  });
}

function addRecord(
  { record, line }: PlacedRecord,
  path: string,
  builder: DetectionsBuilder,
  problems: ProblemList,
  notRead: FieldCounter,
  sidesOf: (box: WrittenBox) => BoxSides,
): void {
  const where = `${path}, line ${line}`;
  const imageKey = columnsFor("image", Object.keys(record))[0] ?? "file";
  const name = textOf(record[imageKey]);
  if (name === undefined || name === "") {
    problems.add("labels/no-file", "the record names no image; it is left out", where);
    return;
  }
  const row = builder.image(name, line);
  const [width, height] = [numberOf(record["width"]), numberOf(record["height"])];
  if (width !== undefined && height !== undefined) builder.size(row, width, height);
  const list = LISTS.find((key) => Array.isArray(record[key]));
  const own = [
    imageKey,
    "width",
    "height",
    "failure",
    ...(list === undefined ? usedBy(record) : [list]),
  ];
  countRest(notRead, "", record, own, where);
  if (list === undefined) {
    if (boxOf(record) !== null) addDetection(record, row, where, builder, problems, sidesOf);
    else if (typeof record["failure"] === "string") builder.fail(row, record["failure"], where);
    return;
  }
  for (const [k, detection] of listOf(record[list]).entries()) {
    const place = `${where}, /${list}/${k}`;
    if (isRecord(detection)) {
      countRest(notRead, "detections[].", detection, usedBy(detection), place);
    }
    addDetection(detection, row, place, builder, problems, sidesOf);
  }
}

function addDetection(
  detection: unknown,
  row: number,
  where: string,
  builder: DetectionsBuilder,
  problems: ProblemList,
  sidesOf: (box: WrittenBox) => BoxSides,
): void {
  const label = isRecord(detection) ? labelOf(detection) : undefined;
  if (!isRecord(detection) || label === undefined) {
    problems.add("predictions/missing-field", "a detection without a label; it is left out", where);
    builder.lose(row);
    return;
  }
  const box = boxOf(detection);
  if (box === null) {
    const what = `a detection of ${quoted(label)} without a box; it is left out`;
    problems.add("predictions/box-invalid", what, where);
    builder.lose(row);
    return;
  }
  builder.add(row, builder.label(label), scoreOf(detection), sidesOf(box), where);
}

/** Names of the fields that say what a detection is, how sure, and where. */
function usedBy(record: Readonly<Record<string, unknown>>): readonly string[] {
  const names = Object.keys(record);
  const label = columnsFor("predicted", names)[0] ?? columnsFor("label", names)[0] ?? "label";
  const score = columnsFor("predictionScore", names)[0] ?? "score";
  const box = Array.isArray(record["bbox"])
    ? ["bbox"]
    : isRecord(record["box"])
      ? ["box"]
      : (guessBoxColumns(names)?.columns ?? []);
  return [label, score, ...box];
}

function countRest(
  notRead: FieldCounter,
  place: string,
  record: Readonly<Record<string, unknown>>,
  used: readonly string[],
  where: string,
): void {
  for (const name in record) {
    if (!used.includes(name)) notRead.field(place, name, record[name], where);
  }
}

function labelOf(record: Readonly<Record<string, unknown>>): string | undefined {
  const names = Object.keys(record);
  const key = columnsFor("predicted", names)[0] ?? columnsFor("label", names)[0];
  const label = key === undefined ? undefined : record[key];
  if (typeof label === "number") return String(label);
  return textOf(label);
}

function scoreOf(record: Readonly<Record<string, unknown>>): unknown {
  const key = columnsFor("predictionScore", Object.keys(record))[0];
  return key === undefined ? undefined : record[key];
}

/** Four numbers, and how they write a box by what they are called. */
interface WrittenBox {
  readonly kind: BoxKind;
  readonly numbers: BoxSides;
}

/** The box of a detection; null where it has none. */
function boxOf(record: Readonly<Record<string, unknown>>): WrittenBox | null {
  const list = record["bbox"];
  if (Array.isArray(list)) {
    return { kind: "corner-size", numbers: [list[0], list[1], list[2], list[3]] };
  }
  const holder = isRecord(record["box"]) ? record["box"] : record;
  const found = guessBoxColumns(Object.keys(holder));
  if (found === null) return null;
  const [a, b, c, d] = found.columns.map((name) => numberOf(holder[name]) ?? Number.NaN);
  return { kind: found.kind, numbers: [a!, b!, c!, d!] };
}
