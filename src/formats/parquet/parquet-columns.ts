import type { ParquetColumn } from "./parquet-write.js";

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
      const cells = new Int32Array(to - from);
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
      const cells = new Float64Array(to - from);
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
