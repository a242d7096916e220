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
import { type WrittenOutline, writtenOutline } from "./record-outlines.js";

export interface RecordDetectionsOptions extends Pick<ChosenPredictionReadings, "predictionBoxes"> {
  /** What the boxes are in. Default: fractions where every box lies within 0 to 1. */
  readonly unit?: BoxUnit;
  /** Whether `segmentation` is read, as COCO's results have it. Default false. */
  readonly outlines?: boolean;
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
  const outlines = options.outlines === true;
  const areas: number[] = [];
  let hasLists = false;
  await read(access, path, problems, (placed) => {
    hasLists ||= LISTS.some((key) => Array.isArray(placed.record[key]));
    addRecord(placed, path, builder, problems, notRead, sidesOf, outlines, areas);
  });
  const unit = options.unit ?? guessUnitOf(builder, path, problems);
  const onlyKind = kinds.size === 1 ? [...kinds][0] : undefined;
  const writing = form === "json-lines" ? "an object a line" : "a list of objects";
  const finished = builder.finish({
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
  return withAreas(finished, areas);
}

function addRecord(
  { record, line }: PlacedRecord,
  path: string,
  builder: DetectionsBuilder,
  problems: ProblemList,
  notRead: FieldCounter,
  sidesOf: (box: WrittenBox) => BoxSides,
  outlines: boolean,
  areas: number[],
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
    const own = readDetection(record, outlines);
    countRest(notRead, "", record, [...ofImage, ...own.used], where);
    if (own.box !== null || own.outline !== null)
      addDetection(own, row, where, builder, problems, sidesOf, areas);
    else if (typeof record["failure"] === "string") builder.fail(row, record["failure"], where);
    return;
  }
  countRest(notRead, "", record, [...ofImage, list], where);
  for (const [k, detection] of listOf(record[list]).entries()) {
    const place = `${where}, /${list}/${k}`;
    const read = isRecord(detection) ? readDetection(detection, outlines) : NO_DETECTION;
    if (isRecord(detection)) countRest(notRead, "detections[].", detection, read.used, place);
    addDetection(read, row, place, builder, problems, sidesOf, areas);
  }
}

/** What a record says of a detection. */
interface WrittenDetection {
  readonly label: string | undefined;
  readonly score: unknown;
  /** Null where it has none. */
  readonly box: WrittenBox | null;
  /** Null where it has none, or none is read. */
  readonly outline: WrittenOutline | null;
  /** Names of the fields that say it. */
  readonly used: readonly string[];
}

const NO_DETECTION: WrittenDetection = {
  ...{ label: undefined, score: undefined, box: null, outline: null },
  used: [],
};

function readDetection(
  record: Readonly<Record<string, unknown>>,
  outlines: boolean,
): WrittenDetection {
  const names = Object.keys(record);
  const label = columnsFor("predicted", names)[0] ?? columnsFor("label", names)[0];
  const score = columnsFor("predictionScore", names)[0];
  const { box, used } = readBox(record, names);
  return {
    label: label === undefined ? undefined : labelOf(record[label]),
    score: score === undefined ? undefined : record[score],
    box,
    outline: outlines ? writtenOutline(record["segmentation"]) : null,
    used: [
      ...used,
      ...[label, score, outlines ? "segmentation" : undefined].filter((name) => name !== undefined),
    ],
  };
}

function labelOf(label: unknown): string | undefined {
  return typeof label === "number" ? String(label) : textOf(label);
}

function addDetection(
  { label, score, box, outline }: WrittenDetection,
  row: number,
  where: string,
  builder: DetectionsBuilder,
  problems: ProblemList,
  sidesOf: (box: WrittenBox) => BoxSides,
  areas: number[],
): void {
  if (label === undefined) {
    problems.add("predictions/missing-field", "a detection without a label; it is left out", where);
    builder.lose(row);
    return;
  }
  if (box === null && outline === null) {
    const what = `a detection of ${quoted(label)} without a box; it is left out`;
    problems.add("predictions/box-invalid", what, where);
    builder.lose(row);
    return;
  }
  const sides = box === null ? outline!.box : sidesOf(box);
  if (!builder.add(row, builder.label(label), score, sides, where)) return;
  areas.push(box === null ? outline!.area : Number.NaN);
  if (outline === null) return;
  const { outline: drawn } = outline;
  if ("runs" in drawn) builder.runs(drawn.runs);
  else for (const polygon of drawn.polygons) builder.polygon(polygon);
}

/** Areas of detections of which some have no box: of these the outline's, of others width × height. */
function withAreas(read: ObjectPredictions, areas: readonly number[]): ObjectPredictions {
  if (areas.every(Number.isNaN)) return read;
  const { box } = read.objects;
  const area = Float64Array.from(areas, (own, i) =>
    Number.isNaN(own) ? box[4 * i + 2]! * box[4 * i + 3]! : own,
  );
  return { ...read, objects: { ...read.objects, area } };
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
