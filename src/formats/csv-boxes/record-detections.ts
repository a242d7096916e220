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
import { type ChosenPredictionReadings, predictionBoxes } from "../prediction-reading/choices.js";
import {
  type BoxKind,
  boxesFound,
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
  let hasLists = false;
  await read(access, path, problems, (placed) => {
    hasLists ||= LISTS.some((key) => Array.isArray(placed.record[key]));
    addRecord(placed, path, builder, problems, notRead, sidesOf);
  });
  const unit = options.unit ?? guessUnitOf(builder, path, problems);
  const onlyKind = kinds.size === 1 ? [...kinds][0] : undefined;
  const writing = form === "json-lines" ? "an object a line" : "a list of objects";
  return builder.finish({
    format: { id: "json-detections", reason: `${writing} with images, boxes, labels and scores` },
    source: path,
    namesOnlyFound: true,
    isDetectionARow: !hasLists,
    unit,
    notRead: notRead.finish(),
    readings:
      options.predictionBoxes === undefined && onlyKind !== undefined
        ? boxesFound(predictionBoxes, onlyKind, unit)
        : [],
    written: onlyKind === undefined ? "xywh" : writingOf(onlyKind),
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
  const ofImage = [imageKey, "width", "height", "failure"];
  const list = LISTS.find((key) => Array.isArray(record[key]));
  if (list === undefined) {
    const own = readDetection(record);
    countRest(notRead, "", record, [...ofImage, ...own.used], where);
    if (own.box !== null) addDetection(own, row, where, builder, problems, sidesOf);
    else if (typeof record["failure"] === "string") builder.fail(row, record["failure"], where);
    return;
  }
  countRest(notRead, "", record, [...ofImage, list], where);
  for (const [k, detection] of listOf(record[list]).entries()) {
    const place = `${where}, /${list}/${k}`;
    const read = isRecord(detection) ? readDetection(detection) : NO_DETECTION;
    if (isRecord(detection)) countRest(notRead, "detections[].", detection, read.used, place);
    addDetection(read, row, place, builder, problems, sidesOf);
  }
}

/** What a record says of a detection. */
interface WrittenDetection {
  readonly label: string | undefined;
  readonly score: unknown;
  /** Null where it has none. */
  readonly box: WrittenBox | null;
  /** Names of the fields that say it. */
  readonly used: readonly string[];
}

const NO_DETECTION: WrittenDetection = { label: undefined, score: undefined, box: null, used: [] };

function readDetection(record: Readonly<Record<string, unknown>>): WrittenDetection {
  const names = Object.keys(record);
  const label = columnsFor("predicted", names)[0] ?? columnsFor("label", names)[0];
  const score = columnsFor("predictionScore", names)[0];
  const { box, used } = readBox(record, names);
  return {
    label: label === undefined ? undefined : labelOf(record[label]),
    score: score === undefined ? undefined : record[score],
    box,
    used: [...used, ...[label, score].filter((name) => name !== undefined)],
  };
}

function labelOf(label: unknown): string | undefined {
  return typeof label === "number" ? String(label) : textOf(label);
}

function addDetection(
  { label, score, box }: WrittenDetection,
  row: number,
  where: string,
  builder: DetectionsBuilder,
  problems: ProblemList,
  sidesOf: (box: WrittenBox) => BoxSides,
): void {
  if (label === undefined) {
    problems.add("predictions/missing-field", "a detection without a label; it is left out", where);
    builder.lose(row);
    return;
  }
  if (box === null) {
    const what = `a detection of ${quoted(label)} without a box; it is left out`;
    problems.add("predictions/box-invalid", what, where);
    builder.lose(row);
    return;
  }
  builder.add(row, builder.label(label), score, sidesOf(box), where);
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

/** Four numbers, and how they write a box by what they are called. */
interface WrittenBox {
  readonly kind: BoxKind;
  readonly numbers: BoxSides;
}

/** The box of a detection, and the fields that it stands in. */
function readBox(
  record: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Pick<WrittenDetection, "box" | "used"> {
  const list = record["bbox"];
  if (Array.isArray(list)) {
    const box: WrittenBox = { kind: "corner-size", numbers: [list[0], list[1], list[2], list[3]] };
    return { box, used: ["bbox"] };
  }
  const inside = isRecord(record["box"]) ? record["box"] : null;
  const holder = inside ?? record;
  const found = guessBoxColumns(inside === null ? names : Object.keys(inside));
  const used = inside === null ? (found?.columns ?? []) : ["box"];
  if (found === null) return { box: null, used };
  const [a, b, c, d] = found.columns.map((name) => numberOf(holder[name]) ?? Number.NaN);
  return { box: { kind: found.kind, numbers: [a!, b!, c!, d!] }, used };
}
