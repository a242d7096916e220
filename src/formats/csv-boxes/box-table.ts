import { type CategoricalColumn, type Column, cellText, type Table } from "../../core/table.js";
import { restoreFormula } from "../delimited/csv-write.js";
import { parsePlainText } from "../delimited/decimal.js";
import { type RawTable, readDelimited } from "../delimited/delimited.js";
import type { ColumnReading } from "../delimited/delimited-columns.js";
import type { DelimitedDialect } from "../delimited/delimited-dialect.js";
import { textColumn, withSlashes } from "../delimited/table-cells.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import { TRUTH_STATE } from "../import-types.js";
import { sampleRows } from "../json/record-table.js";
import { namedFrom } from "../objects/image-names.js";
import type { ReadObjectOptions } from "../objects/object-options.js";
import {
  createObjectTruthBuilder,
  type ObjectTruthBuilder,
} from "../objects/object-truth-builder.js";
import type { ObjectTruth } from "../objects/object-types.js";
import { boxOfPoints } from "../objects/outlines.js";
import { boxes as boxChoice } from "../objects/reinterpret-boxes.js";
import { type BoxKind, boxesFound, boxFrom, guessUnit, writingOf } from "./box-columns.js";
import { type BoxRoles, FOUR_NUMBERS, guessBoxRoles } from "./box-roles.js";
import { columnsApart } from "./object-columns.js";
import { readWkt } from "./wkt.js";

/** Label of objects where no column says one. */
const NAMELESS = "object";

export interface BoxTableOptions extends ReadObjectOptions {
  /** Folder that the paths are relative to; default: as they stand. */
  readonly folder?: string;
}

/**
 * Reads ground truth from a table of delimited text with a box a row. Columns are told by their
 * names (`guessBoxRoles`) and shown in `roles`; whether numbers are pixels or fractions is told from
 * the numbers. A row without a box and a label names an image that is unlabelled; in a table without
 * a line of names one that was found empty, as keras-retinanet takes it. Columns without a role are
 * attributes of the image, or of the objects where they differ among those of an image.
 *
 * @throws HomegroundError as `guessBoxRoles` and `readDelimited`
 */
export async function readBoxTable(
  access: FileAccess,
  path: string,
  options: BoxTableOptions = {},
): Promise<ObjectTruth> {
  let roles: BoxRoles | null = null;
  let blank: number = TRUTH_STATE.unlabelled;
  const readColumns = (dialect: DelimitedDialect): ReadonlyMap<string, ColumnReading> => {
    roles = guessBoxRoles(dialect.names, dialect.sample, path, options.columns);
    if (dialect.isHeadless) blank = TRUTH_STATE.empty;
    const readings = new Map<string, ColumnReading>([[roles.image, "text"]]);
    if (roles.label !== null) readings.set(roles.label, "text");
    if (roles.box.length === 1) readings.set(roles.box[0]!, "list");
    return readings;
  };
  const raw = await readDelimited(access, path, { ...options.writing, readColumns });
  const names = [...raw.table.columns.keys()];
  const found = roles ?? guessBoxRoles(names, [], path, options.columns);
  return truthOfBoxes(raw, found, blank, path, options);
}

/** {@link readBoxTable} of a table that was read from something else. */
export function boxTableTruth(
  raw: RawTable,
  path: string,
  options: BoxTableOptions = {},
): ObjectTruth {
  const names = [...raw.table.columns.keys()];
  const roles = guessBoxRoles(names, sampleRows(raw.table), path, options.columns);
  return truthOfBoxes(raw, roles, TRUTH_STATE.unlabelled, path, options);
}

function truthOfBoxes(
  raw: RawTable,
  roles: BoxRoles,
  blank: number,
  path: string,
  options: BoxTableOptions,
): ObjectTruth {
  const problems = createProblemList();
  const builder = createObjectTruthBuilder(problems);
  const images = textColumn(raw.table, roles.image);
  const labels = roles.label === null ? null : textColumn(raw.table, roles.label);
  const sizes = roles.size?.map((name) => numberCells(raw, name)) ?? [];
  const boxAt = boxReader(raw, roles);
  const boxes: number[] = [];
  const apart = columnsApart(freeColumns(raw.table, roles), firstRows(images));
  for (let row = 0; row < raw.table.rowCount; row++) {
    const line = raw.line[row]!;
    const where = `${path}, line ${line}`;
    const name = restoreFormula(cellText(images, row)?.trim() ?? "");
    if (name === "") {
      problems.add("labels/no-file", "the row names no image; it is left out", where);
      continue;
    }
    const [width, height] = sizes.map((size) => size(row)?.value ?? Number.NaN);
    const image = builder.image(namedFrom(options.folder ?? "", withSlashes(name)), {
      line,
      state: blank,
      attributesFrom: row,
      ...(width === undefined || height === undefined ? {} : { widthPx: width, heightPx: height }),
    });
    const cell = labels === null ? NAMELESS : cellText(labels, row);
    const label = cell === null ? null : restoreFormula(cell);
    const cells = boxAt(row);
    if (cells.every((cell) => cell === null) && (labels === null || label === null)) continue;
    const shape = shapeOf(roles, cells, label, where, problems);
    if (shape === null || label === null) {
      builder.lose(image);
      continue;
    }
    boxes.push(...shape.box);
    builder.add(image, builder.label(label), shape.box, {
      id: line,
      attributes: cellsOf(apart.ofObjects, row),
    });
    for (const ring of shape.rings) builder.polygon(ring);
  }
  const unit = roles.unit ?? guessUnit(Float64Array.from(boxes));
  return finish(builder, raw, roles, unit, apart.ofImages, path, options, problems);
}

/** Columns without a role. */
function freeColumns({ columns }: Table, roles: BoxRoles): ReadonlyMap<string, Column> {
  const used = new Set([roles.image, roles.label, ...roles.box, ...(roles.size ?? [])]);
  return new Map([...columns].filter(([name]) => !used.has(name)));
}

/** First row of the image of each row; −1 for rows that name none. */
function firstRows({ codes, levels }: CategoricalColumn): Int32Array {
  const first = new Int32Array(levels.length).fill(-1);
  return codes.map((code, row) => {
    if (code >= 0 && first[code]! < 0) first[code] = row;
    return first[code] ?? -1;
  });
}

function cellsOf(columns: ReadonlyMap<string, Column>, row: number) {
  if (columns.size === 0) return {};
  return Object.fromEntries(
    [...columns].map(([name, column]) => [
      name,
      column.kind === "numeric" ? column.values[row]! : (cellText(column, row) ?? undefined),
    ]),
  );
}

function finish(
  builder: ObjectTruthBuilder,
  raw: RawTable,
  roles: BoxRoles,
  unit: "pixel" | "fraction",
  columns: ReadonlyMap<string, Column>,
  path: string,
  options: BoxTableOptions,
  problems: ProblemList,
): ObjectTruth {
  for (const name of roles.otherLabels) {
    const what = `column ${name} could hold the label as well; ${roles.label} is taken`;
    problems.add("table/several-columns", what, path);
  }
  if (roles.label === null) {
    const what = `no column holds a label; every object is called ${quoted(NAMELESS)}`;
    problems.add("annotations/name-invalid", what, path);
  }
  const words = roles.isOutline ? "outlines" : KIND_WORDS[roles.kind];
  const isOne = roles.box.length === 1;
  const label = roles.isLabelByContent
    ? ` and ${quoted(roles.label!)}, the one other column whose words come again, the label`
    : "";
  const unitWord = unit === "pixel" ? "pixels" : "fractions of the image";
  return builder.finish({
    format: {
      id: "csv-boxes",
      ...(raw.written === undefined ? {} : { written: raw.written }),
      reason: `${quoted(roles.image)} names the image${label}; ${roles.box.map(quoted).join(", ")} ${isOne ? "holds" : "are"} ${words} in ${unitWord}; ${raw.writing}`,
    },
    source: path,
    unit,
    written: writingOf(roles.kind),
    idWord: "line",
    roles: new Map([
      ["image", roles.image],
      ["label", roles.label ?? "none"],
      ["box", `${roles.box.join(", ")}: ${words}, in ${unitWord}`],
      ...(roles.size === null ? [] : ([["image size", roles.size.join(", ")]] as const)),
    ]),
    columns,
    problems: raw.problems,
    boxes: options.boxes,
    readings:
      options.boxes === undefined && !roles.isOutline
        ? boxesFound(boxChoice, roles.kind, unit)
        : [],
  });
}

const KIND_WORDS: Readonly<Record<BoxKind, string>> = {
  corners: "left, top, right, bottom",
  "corner-size": "left, top, width, height",
  "centre-size": "centre, width, height",
};

/** The number in a cell; NaN for text that is not a number. */
interface NumberCell {
  readonly value: number;
  readonly text: string;
}

/** Cells of a column as numbers; null where missing. */
function numberCells(raw: RawTable, name: string): (row: number) => NumberCell | null {
  const column = raw.table.columns.get(name);
  if (column === undefined) return () => null;
  if (column.kind === "numeric") {
    return (row) => {
      const value = column.values[row]!;
      return Number.isNaN(value) ? null : { value, text: String(value) };
    };
  }
  return (row) => {
    const text = cellText(column, row)?.trim() ?? "";
    return text === "" ? null : { value: parsePlainText(text), text };
  };
}

function boxReader(
  raw: RawTable,
  roles: BoxRoles,
): (row: number) => readonly (NumberCell | null)[] {
  const [whole] = roles.box;
  if (roles.box.length !== 1 || whole === undefined) {
    const cells = roles.box.map((name) => numberCells(raw, name));
    return (row) => cells.map((cell) => cell(row));
  }
  const list = raw.lists.get(whole);
  const column = textColumn(raw.table, whole);
  return (row) => {
    const text = (list === undefined ? cellText(column, row) : list[row])?.trim() ?? "";
    if (text === "") return [null, null, null, null];
    const parts = FOUR_NUMBERS.exec(text)?.slice(1, 5) ?? [text, text, text, text];
    return parts.map((part) => ({ value: parsePlainText(part), text: part }));
  };
}

/** A box, and the parts of its outline where it has one. */
interface Shape {
  readonly box: ArrayLike<number> & Iterable<number>;
  readonly rings: readonly (readonly number[])[];
}

/** The object of a row with a label; null, and listed, where something is missing. */
function shapeOf(
  roles: BoxRoles,
  cells: readonly (NumberCell | null)[],
  label: string | null,
  where: string,
  problems: ProblemList,
): Shape | null {
  const [first] = cells;
  if (!roles.isOutline || first == null) {
    const sides = usable(cells, label, where, problems);
    return sides === null ? null : { box: boxFrom(roles.kind, ...sides), rings: [] };
  }
  if (label === null) {
    problems.add("annotations/no-label", "an outline has no label; the row is left out", where);
    return null;
  }
  const area = readWkt(first.text);
  if (area === null) {
    const what = `${quoted(first.text)} is no polygon; the row is left out`;
    problems.add("annotations/outline-invalid", what, where);
    return null;
  }
  const box = boxOfPoints(area.rings.flat());
  if (!area.hasHoles) return { box, rings: area.rings };
  problems.add("annotations/outline-invalid", "an outline has holes; its box is kept", where);
  return { box, rings: [] };
}

/** The four numbers of a row with a label; null, and listed, where something is missing. */
function usable(
  cells: readonly (NumberCell | null)[],
  label: string | null,
  where: string,
  problems: ProblemList,
): [number, number, number, number] | null {
  if (cells.every((cell) => cell === null)) {
    const what = `${quoted(label ?? "")} has no box; its image is not wholly annotated`;
    problems.add("annotations/no-box", what, where);
    return null;
  }
  const bad = cells.find((cell) => cell === null || !Number.isFinite(cell.value));
  if (bad !== undefined) {
    const isComma = bad !== null && /^[+-]?\d+,\d+$/.test(bad.text);
    const said =
      bad === null ? "a number of the box is missing" : `${quoted(bad.text)} is no finite number`;
    problems.add(
      isComma ? "annotations/number-format" : "annotations/not-a-number",
      `${said}; the row is left out`,
      where,
    );
    return null;
  }
  if (label === null) {
    problems.add("annotations/no-label", "a box has no label; the row is left out", where);
    return null;
  }
  const [a = 0, b = 0, c = 0, d = 0] = cells.map((cell) => cell?.value ?? Number.NaN);
  return [a, b, c, d];
}
