import type { Column } from "../../core/table.js";

/** Collects columns from records whose keys are not known beforehand. */
export interface RecordColumns {
  /**
   * Sets a cell. Texts, numbers and truth values are kept; anything else is a missing cell.
   *
   * @param row from 0, in any order
   */
  set(row: number, name: string, value: unknown): void;
  /** The columns: numbers where every value was one, otherwise texts. */
  finish(rowCount: number): ReadonlyMap<string, Column>;
}

interface Collected {
  /** Codes, or the numbers while all are numbers. */
  codes: Int32Array;
  values: Float64Array | null;
  readonly levels: string[];
  readonly codeOf: Map<string, number>;
}

/** @param maxColumns further names are ignored, so that odd records cannot fill the memory */
export function createRecordColumns(maxColumns = 256): RecordColumns {
  const columns = new Map<string, Collected>();

  const codeFor = (column: Collected, text: string): number => {
    let code = column.codeOf.get(text);
    if (code === undefined) {
      code = column.levels.push(text) - 1;
      column.codeOf.set(text, code);
    }
    return code;
  };

  const toTexts = (column: Collected): void => {
    const { values } = column;
    if (values === null) return;
    column.values = null;
    column.codes = new Int32Array(values.length).fill(-1);
    for (let row = 0; row < values.length; row++) {
      if (!Number.isNaN(values[row])) column.codes[row] = codeFor(column, String(values[row]));
    }
  };

  return {
    set(row, name, value) {
      if (typeof value === "object" || value === undefined) return;
      const isNumber = typeof value === "number";
      if (isNumber && Number.isNaN(value)) return;
      let column = columns.get(name);
      if (column === undefined) {
        if (columns.size >= maxColumns) return;
        const values = isNumber ? new Float64Array(256).fill(Number.NaN) : null;
        const codes = isNumber ? new Int32Array() : new Int32Array(256).fill(-1);
        column = { codes, values, levels: [], codeOf: new Map() };
        columns.set(name, column);
      }
      if (!isNumber) toTexts(column);
      if (column.values !== null && isNumber) {
        if (row >= column.values.length) column.values = grownNumbers(column.values, row);
        column.values[row] = value;
        return;
      }
      if (row >= column.codes.length) column.codes = grownCodes(column.codes, row);
      const text = String(value);
      column.codes[row] = text.trim() === "" ? -1 : codeFor(column, text);
    },
    finish(rowCount) {
      const finished = new Map<string, Column>();
      for (const [name, { codes, values, levels }] of columns) {
        if (values === null) {
          const whole = codes.length < rowCount ? grownCodes(codes, rowCount - 1) : codes;
          finished.set(name, { kind: "categorical", codes: whole.slice(0, rowCount), levels });
        } else {
          const whole = values.length < rowCount ? grownNumbers(values, rowCount - 1) : values;
          finished.set(name, { kind: "numeric", values: whole.slice(0, rowCount) });
        }
      }
      return finished;
    },
  };
}

function grownNumbers(values: Float64Array, row: number): Float64Array {
  const larger = new Float64Array(Math.max(row + 1, values.length * 2)).fill(Number.NaN);
  larger.set(values);
  return larger;
}

function grownCodes(codes: Int32Array, row: number): Int32Array {
  const larger = new Int32Array(Math.max(row + 1, codes.length * 2)).fill(-1);
  larger.set(codes);
  return larger;
}
