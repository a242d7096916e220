/** A column with another behind it, as a new one of the same kind. */
export function appendColumn<T extends Uint8Array | Int32Array | Float64Array>(
  column: T,
  more: T,
): T {
  const longer = new (column.constructor as new (length: number) => T)(column.length + more.length);
  longer.set(column);
  longer.set(more, column.length);
  return longer;
}
