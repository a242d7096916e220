import { HomegroundError } from "../core/errors.js";
import { nearestName } from "../core/nearest-name.js";
import { type Column, cellText } from "../core/table.js";
import type { ImageTruth } from "../formats/import-types.js";
import { KNOWN_ATTRIBUTES } from "./attributes/known-attributes.js";

/** So many values of a column are told. */
const SHOWN_VALUES = 12;

/** `COLUMN=VALUE`: keeps rows whose cell reads so. */
export interface WhereCondition {
  readonly column: string;
  readonly value: string;
}

/** @throws HomegroundError `usage/bad-option` */
export function parseWhere(text: string): WhereCondition {
  const at = text.indexOf("=");
  if (at > 0) return { column: text.slice(0, at).trim(), value: text.slice(at + 1).trim() };
  throw new HomegroundError("usage/bad-option", {
    what: `${JSON.stringify(text)} is not COLUMN=VALUE`,
    where: "--where",
    fix: "Write the column's name, an equals sign and the value, such as --where site=north",
  });
}

/**
 * Rows that meet the conditions: of several on one column any, of several columns all.
 *
 * @returns row numbers, ascending
 * @throws HomegroundError `labels/no-column`
 */
export function rowsWhere(truth: ImageTruth, conditions: readonly WhereCondition[]): Int32Array {
  const byColumn = new Map<string, Set<string>>();
  for (const { column, value } of conditions) {
    const values = byColumn.get(column) ?? new Set();
    byColumn.set(column, values.add(value));
  }
  const tests = [...byColumn].map(([column, values]) => rowTest(truth, column, values));
  const rows = new Int32Array(truth.rowCount);
  let kept = 0;
  for (let row = 0; row < truth.rowCount; row++) {
    if (tests.every((test) => test(row))) rows[kept++] = row;
  }
  return rows.slice(0, kept);
}

/** Conditions that no row meets: of values that nothing has, most often mistyped. */
export function unmetWhere(
  truth: ImageTruth,
  conditions: readonly WhereCondition[],
): WhereCondition[] {
  return conditions.filter((condition) => rowsWhere(truth, [condition]).length === 0);
}

/** A condition that leaves nothing: with the values that there are, the nearest one first. */
export function nothingWhere(
  truth: ImageTruth,
  { column, value }: WhereCondition,
): HomegroundError {
  const values = valuesOf(truth, column);
  const near = nearestName(value, values);
  const shown = values.slice(0, SHOWN_VALUES).join(", ");
  const more = values.length > SHOWN_VALUES ? `, and ${values.length - SHOWN_VALUES} more` : "";
  const there = values.length === 0 ? "The column is empty" : `Its values are ${shown}${more}`;
  return new HomegroundError("labels/no-value", {
    what: `no image has ${column} = ${JSON.stringify(value)}`,
    where: `--where, ${truth.source}`,
    fix: near === null ? there : `Did you mean ${near}?`,
  });
}

/** Whether the cell of a row reads as one of these values; the empty one is a missing cell. */
export function cellTest(column: Column, values: ReadonlySet<string>): (row: number) => boolean {
  if (column.kind === "numeric") {
    const numbers = new Set([...values].filter((value) => value.trim() !== "").map(Number));
    return (row) => numbers.has(column.values[row]!) || values.has(cellText(column, row) ?? "");
  }
  const codes = new Set<number>();
  for (const [code, level] of column.levels.entries()) if (values.has(level)) codes.add(code);
  if (values.has("")) codes.add(-1);
  return (row) => codes.has(column.codes[row]!);
}

function rowTest(
  truth: ImageTruth,
  name: string,
  values: ReadonlySet<string>,
): (row: number) => boolean {
  const column = truth.attributes.columns.get(name);
  if (column !== undefined) return cellTest(column, values);
  if (name === truth.roles.get("label")) {
    return (row) => {
      for (let at = truth.labelStart[row]!; at < truth.labelStart[row + 1]!; at++) {
        if (values.has(truth.labelNames[truth.labelIndex[at]!]!)) return true;
      }
      return false;
    };
  }
  const known = [...truth.attributes.columns.keys(), truth.roles.get("label") ?? "label"];
  const near = nearestName(name, [...known, ...Object.keys(KNOWN_ATTRIBUTES)]);
  throw new HomegroundError("labels/no-column", {
    what: `there is no column ${JSON.stringify(name)}`,
    where: `--where, ${truth.source}`,
    fix: near === null ? `Use one of: ${known.slice(0, 12).join(", ")}` : `Did you mean ${near}?`,
  });
}

/** What the cells of a column say, each once, in code-unit order. */
function valuesOf(truth: ImageTruth, name: string): string[] {
  const column = truth.attributes.columns.get(name);
  if (column === undefined) return [...truth.labelNames].sort();
  const values = new Set<string>();
  for (let row = 0; row < truth.rowCount; row++) {
    const text = cellText(column, row);
    if (text !== null) values.add(text);
  }
  return [...values].sort();
}
