import { HomegroundError } from "./errors.js";

/** A column of names, held once each. */
export interface CategoricalColumn {
  readonly kind: "categorical";
  /** Index into `levels` for each row; −1 where the cell is missing. */
  readonly codes: Int32Array;
  /** Distinct names in order of first appearance. */
  readonly levels: readonly string[];
}

/** A column of numbers; NaN where the cell is missing. */
export interface NumericColumn {
  readonly kind: "numeric";
  readonly values: Float64Array;
}

export type Column = CategoricalColumn | NumericColumn;

/** Columns of one length, by name. The row number is a row's identity. */
export interface Table {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, Column>;
}

/** The table without rows and columns. */
export const EMPTY_TABLE: Table = { rowCount: 0, columns: new Map() };

/** Collects a categorical column cell by cell. */
export interface CategoricalBuilder {
  /** Adds a cell; null for a missing one. */
  add(name: string | null): void;
  finish(): CategoricalColumn;
}

/** @param expectedRows first size of the column; it grows when more cells come */
export function createCategoricalBuilder(expectedRows = 1024): CategoricalBuilder {
  const codeOf = new Map<string, number>();
  const levels: string[] = [];
  let codes = new Int32Array(Math.max(1, expectedRows));
  let length = 0;
  return {
    add(name) {
      if (length === codes.length) {
        const larger = new Int32Array(codes.length * 2);
        larger.set(codes);
        codes = larger;
      }
      let code = -1;
      if (name !== null) {
        const known = codeOf.get(name);
        code = known ?? levels.length;
        if (known === undefined) {
          codeOf.set(name, code);
          levels.push(name);
        }
      }
      codes[length++] = code;
    },
    finish: () => ({ kind: "categorical", codes: codes.slice(0, length), levels }),
  };
}

/** A categorical column from cells; null is a missing cell. */
export function categoricalColumn(cells: Iterable<string | null>): CategoricalColumn {
  const builder = createCategoricalBuilder();
  for (const cell of cells) builder.add(cell);
  return builder.finish();
}

/** The text of a cell, or null where it is missing; numbers as ECMAScript prints them. */
export function cellText(column: Column, row: number): string | null {
  if (column.kind === "categorical") return column.levels[column.codes[row] ?? -1] ?? null;
  const value = column.values[row];
  return value === undefined || Number.isNaN(value) ? null : String(value);
}

/**
 * The rows named, in that order, as a table of its own; levels keep their codes.
 *
 * @param rows row numbers, each from 0 to rowCount − 1, or −1 for a row of missing cells
 */
export function selectRows(table: Table, rows: Int32Array): Table {
  const columns = new Map<string, Column>();
  for (const [name, column] of table.columns) columns.set(name, selectCells(column, rows));
  return { rowCount: rows.length, columns };
}

function selectCells(column: Column, rows: Int32Array): Column {
  const n = rows.length;
  if (column.kind === "numeric") {
    const values = new Float64Array(n);
    for (let i = 0; i < n; i++) values[i] = column.values[rows[i]!] ?? Number.NaN;
    return { kind: "numeric", values };
  }
  const codes = new Int32Array(n);
  for (let i = 0; i < n; i++) codes[i] = column.codes[rows[i]!] ?? -1;
  return { kind: "categorical", codes, levels: column.levels };
}

/** @throws HomegroundError `argument/length-mismatch` when a column has another number of rows */
export function createTable(rowCount: number, columns: ReadonlyMap<string, Column>): Table {
  for (const [name, column] of columns) {
    const length = column.kind === "numeric" ? column.values.length : column.codes.length;
    if (length === rowCount) continue;
    throw new HomegroundError("argument/length-mismatch", {
      what: `column ${JSON.stringify(name)} has ${length} rows, the table ${rowCount}`,
      where: "columns",
      fix: "Pass columns of one length",
    });
  }
  return { rowCount, columns };
}
