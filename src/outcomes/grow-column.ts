type Column = Int32Array | Float64Array | Uint8Array;

/** The column's values at the start of a longer one; zeros behind them. */
export function growColumn<T extends Column>(column: T, length: number): T;
export function growColumn(column: Column, length: number): Column {
  if (column instanceof Int32Array) return filled(new Int32Array(length), column);
  if (column instanceof Float64Array) return filled(new Float64Array(length), column);
  return filled(new Uint8Array(length), column);
}

function filled<T extends Column>(longer: T, column: T): T {
  longer.set(column);
  return longer;
}
