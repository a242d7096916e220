import type { ParquetColumn } from "./parquet-write.js";

let numbers = new Float64Array(0);
let integers = new Int32Array(0);

/**
 * Room for the numbers of a column, the same each time: columns of a group are written one after the
 * other. Memory made anew for each of them would have V8 collect all of it, again and again.
 */
export function numberRoom(count: number): Float64Array {
  if (numbers.length < count) numbers = new Float64Array(count);
  return numbers.subarray(0, count);
}

function integerRoom(count: number): Int32Array {
  if (integers.length < count) integers = new Int32Array(count);
  return integers.subarray(0, count);
}

/** Texts by row; every cell is there. */
export function textColumn(name: string, cell: (row: number) => string): ParquetColumn {
  return { name, kind: "text", nullable: false, cells: (from, to) => collect(from, to, cell) };
}

/** Texts by row; null where one is missing. */
export function optionalTextColumn(
  name: string,
  cell: (row: number) => string | null,
): ParquetColumn {
  return { name, kind: "text", nullable: true, cells: (from, to) => collect(from, to, cell) };
}

/** Lists of texts by row. */
export function textsColumn(name: string, cell: (row: number) => readonly string[]): ParquetColumn {
  return { name, kind: "texts", nullable: false, cells: (from, to) => collect(from, to, cell) };
}

export function booleanColumn(name: string, cell: (row: number) => boolean): ParquetColumn {
  return { name, kind: "boolean", nullable: false, cells: (from, to) => collect(from, to, cell) };
}

/** Whole numbers of 32 bits by row. */
export function integerColumn(name: string, cell: (row: number) => number): ParquetColumn {
  return {
    name,
    kind: "integer",
    nullable: false,
    cells(from, to) {
      const cells = integerRoom(to - from);
      for (let row = from; row < to; row++) cells[row - from] = cell(row);
      return cells;
    },
  };
}

/** Numbers by row; NaN is a missing one. */
export function numberColumn(name: string, cell: (row: number) => number): ParquetColumn {
  return {
    name,
    kind: "number",
    nullable: true,
    cells(from, to) {
      const cells = numberRoom(to - from);
      for (let row = from; row < to; row++) cells[row - from] = cell(row);
      return cells;
    },
  };
}

/** Numbers that are all there. */
export function knownNumbers(name: string, values: Float64Array): ParquetColumn {
  return {
    name,
    kind: "number",
    nullable: false,
    cells: (from, to) => values.subarray(from, to),
  };
}

function collect<Cell>(from: number, to: number, cell: (row: number) => Cell): Cell[] {
  const cells = new Array<Cell>(to - from);
  for (let row = from; row < to; row++) cells[row - from] = cell(row);
  return cells;
}
