import { HomegroundError } from "../../core/errors.js";
import { say } from "../../core/sentence.js";
import { type Column, cellText } from "../../core/table.js";
import { columnsFor, foldName } from "../column-names.js";
import { restoreFormula } from "../delimited/csv-write.js";
import { type DelimitedOptions, type RawTable, readDelimited } from "../delimited/delimited.js";
import type { ColumnReading } from "../delimited/delimited-columns.js";
import { pathColumn, textColumn } from "../delimited/table-cells.js";
import { createFieldCounter } from "../fields.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import { withScores } from "../json/record-table.js";
import { createDetectionsBuilder } from "../objects/detections-builder.js";
import type { BoxUnit, ObjectPredictions } from "../objects/object-types.js";
import {
  type ChosenPredictionReadings,
  predictionBoxes,
  sayReading,
} from "../prediction-reading/choices.js";
import {
  type BoxColumns,
  boxesFound,
  boxFrom,
  guessBoxColumns,
  guessUnitOf,
  kindAsTold,
  writingOf,
} from "./box-columns.js";

import { DETECTION_TABLE_FIELDS } from "./fields.js";

export interface DetectionTableOptions
  extends Pick<DelimitedOptions, "delimiter" | "header">,
    Pick<ChosenPredictionReadings, "predictionBoxes"> {
  /** What the boxes are in. Default: fractions where every box lies within 0 to 1. */
  readonly unit?: BoxUnit;
}

/** What the columns of a table of detections mean. */
interface DetectionRoles {
  readonly image: string;
  readonly label: string;
  readonly score: string;
  readonly box: BoxColumns;
  /** Columns with the size of the image; null where there are none. */
  readonly size: readonly [width: string, height: string] | null;
}

/**
 * Reads detections from a table of delimited text, a row a box: an image, a label, a score and four
 * columns of the box, by their usual names (`xmin, ymin, xmax, ymax` and others). A row that names an
 * image and nothing else says that nothing was found on it.
 *
 * @throws HomegroundError as `parseDelimited`, and `table/missing-column`
 */
export async function readDetectionTable(
  access: FileAccess,
  path: string,
  options: DetectionTableOptions = {},
): Promise<ObjectPredictions> {
  const raw = await readDelimited(access, path, {
    ...options,
    readColumns(dialect): ReadonlyMap<string, ColumnReading> {
      const roles = detectionRoles(dialect.names, path);
      const numbers = numbersOf(roles).map((name) => [name, "score"] as const);
      return new Map<string, ColumnReading>([
        [roles.image, "text"],
        [roles.label, "text"],
        ...numbers,
      ]);
    },
  });
  return detectionsFromTable(raw, path, options);
}

/** {@link readDetectionTable} of a table whatever it was read from. @throws as that */
export function detectionsFromTable(
  read: RawTable,
  path: string,
  options: DetectionTableOptions = {},
): ObjectPredictions {
  const roles = detectionRoles([...read.table.columns.keys(), ...read.scoreNames], path);
  const isRead = read.scoreNames.length > 0;
  const raw = isRead ? read : withScores(read, numbersOf(roles), path);
  const problems = createProblemList();
  const builder = createDetectionsBuilder(problems);
  const image = pathColumn(raw.table, [roles.image]);
  const label = textColumn(raw.table, roles.label);
  const files = image.levels.map(restoreFormula);
  const names = label.levels.map(restoreFormula);
  const at = (name: string) => raw.scoreNames.indexOf(name);
  const [a, b, c, d] = roles.box.columns.map(at) as [number, number, number, number];
  const score = at(roles.score);
  const [widthAt, heightAt] = roles.size === null ? [-1, -1] : roles.size.map(at);
  const width = raw.scoreNames.length;
  const kind = kindAsTold(options) ?? roles.box.kind;
  const corners = { boxes: 0, backwards: 0 };
  for (let row = 0; row < raw.table.rowCount; row++) {
    const line = raw.line[row]!;
    const where = `${path}, line ${line}`;
    const file = files[image.codes[row]!];
    if (file === undefined) {
      problems.add("labels/no-file", "the row names no image; it is left out", where);
      continue;
    }
    const cell = (column: number): number => raw.scores[row * width + column]!;
    const found = builder.image(file, line);
    if (roles.size !== null) builder.size(found, cell(widthAt!), cell(heightAt!));
    const name = names[label.codes[row]!];
    const sides = boxFrom(kind, cell(a), cell(b), cell(c), cell(d));
    const hasBox = sides.some((side) => !Number.isNaN(side));
    if (!hasBox && name === undefined && Number.isNaN(cell(score))) continue;
    if (name === undefined) {
      const what = "the box has no label; it is left out";
      problems.add("predictions/missing-field", what, where);
      builder.lose(found);
      continue;
    }
    if (hasBox) corners.boxes++;
    if (kind === "corners" && (sides[2] < 0 || sides[3] < 0)) corners.backwards++;
    builder.add(found, builder.label(name), cell(score), sides, where);
  }
  noteBackwards(corners, path, problems);
  const notRead = createFieldCounter(DETECTION_TABLE_FIELDS);
  const used = new Set([roles.image, roles.label, ...numbersOf(roles)]);
  for (const [name, column] of raw.table.columns) {
    if (!used.has(name)) notRead.field("", name, true, path, cellCount(column, raw.table.rowCount));
  }
  const unit = options.unit ?? guessUnitOf(builder, path, problems);
  const words = `${quoted(roles.image)} names the image, ${quoted(roles.label)} the class of a box, ${roles.box.columns.map(quoted).join(", ")} hold its ${KIND_WORDS[kind]}, ${quoted(roles.score)} its score`;
  return builder.finish({
    format: { id: "csv-boxes", reason: `${words}; ${raw.writing}` },
    source: path,
    namesOnlyFound: true,
    isDetectionARow: true,
    unit,
    written: writingOf(kind),
    readings: options.predictionBoxes === undefined ? boxesFound(predictionBoxes, kind, unit) : [],
    problems: raw.problems,
    notRead: notRead.finish(),
    roles: new Map([
      ["image", roles.image],
      ["label", roles.label],
      ["score", roles.score],
      ["box", roles.box.columns.join(", ")],
    ]),
  });
}

/** Cells of a column that are not missing. */
function cellCount(column: Column, rowCount: number): number {
  let count = 0;
  for (let row = 0; row < rowCount; row++) if (cellText(column, row) !== null) count++;
  return count;
}

/** Least share, and number, of second corners before the first from which on they may be sizes. */
const BACKWARDS_SHARE = 0.1;
const FEW = 3;

/** Of sizes taken for corners many are smaller than the first corner; of corners none should be. */
function noteBackwards(
  { boxes, backwards }: { readonly boxes: number; readonly backwards: number },
  path: string,
  problems: ProblemList,
): void {
  if (backwards < FEW || backwards < BACKWARDS_SHARE * boxes) return;
  const what = say`the second corner of ${backwards} of ${boxes} boxes lies before the first: the numbers look like left, top, width and height; if they are, ${sayReading(predictionBoxes, "xywh")}`;
  problems.add("predictions/looks-like-xywh", what, path);
}

const KIND_WORDS: { readonly [kind in BoxColumns["kind"]]: string } = {
  corners: "corners",
  "corner-size": "corner and size",
  "centre-size": "centre and size",
};

/** Columns that are read as numbers. */
function numbersOf(roles: DetectionRoles): string[] {
  return [...roles.box.columns, roles.score, ...(roles.size ?? [])];
}

function detectionRoles(names: readonly string[], path: string): DetectionRoles {
  const box = guessBoxColumns(names);
  if (box === null) throw missing("columns of a box (xmin, ymin, xmax, ymax)", names, path);
  const boxNames: readonly string[] = box.columns;
  const free = names.filter((name) => !boxNames.includes(name));
  const image = columnsFor("image", free)[0];
  if (image === undefined) throw missing("column that names the image (file)", names, path);
  const rest = free.filter((name) => name !== image);
  const label = columnsFor("predicted", rest)[0] ?? columnsFor("label", rest)[0];
  if (label === undefined) throw missing("column with the label of a box (label)", names, path);
  const score = columnsFor("predictionScore", rest)[0];
  if (score === undefined) throw missing("column with the score of a box (score)", names, path);
  const named = (...wanted: string[]) => rest.find((name) => wanted.includes(foldName(name)));
  const widthName = named("width", "imagewidth", "imgwidth");
  const heightName = named("height", "imageheight", "imgheight");
  const hasSize = widthName !== undefined && heightName !== undefined;
  return { image, label, score, box, size: hasSize ? [widthName, heightName] : null };
}

function missing(wanted: string, names: readonly string[], path: string): HomegroundError {
  const shown = names.slice(0, 20).map(quoted).join(", ");
  return new HomegroundError("table/missing-column", {
    what: `there is no ${wanted}; the columns are ${shown}`,
    where: `${path}, line 1`,
    fix: "Rename the columns to file, label, score, xmin, ymin, xmax, ymax",
  });
}
