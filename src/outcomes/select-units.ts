import type { Outcomes } from "./classification-types.js";

/**
 * The units named, in that order, as outcomes of their own: a slice, or a sample. Clusters keep
 * their ids, so some may be empty. Every typed array of the outcomes is a column, or a matrix of as
 * many values a unit, wherever it stands in them.
 *
 * @param units indices from 0 to unitCount − 1
 */
export function selectUnits<T extends Outcomes>(outcomes: T, units: Int32Array): T {
  const selected = selectFrom({ ...outcomes }, units, outcomes.unitCount);
  return { ...selected, unitCount: units.length };
}

function selectFrom<T>(value: T, units: Int32Array, unitCount: number): T;
function selectFrom(value: unknown, units: Int32Array, unitCount: number): unknown {
  if (isColumn(value)) return pick(value, units, unitCount);
  if (value instanceof Map) {
    return new Map([...value].map(([key, held]) => [key, selectFrom(held, units, unitCount)]));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [name, selectFrom(held, units, unitCount)]),
  );
}

type Column =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

function isColumn(value: unknown): value is Column {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function pick(column: Column, units: Int32Array, unitCount: number): Column {
  const width = unitCount === 0 ? 0 : column.length / unitCount;
  const picked = new (column.constructor as new (length: number) => Column)(width * units.length);
  if (width === 1) for (let i = 0; i < units.length; i++) picked[i] = column[units[i]!]!;
  else {
    for (let i = 0; i < units.length; i++) {
      const from = units[i]! * width;
      picked.set(column.subarray(from, from + width), i * width);
    }
  }
  return picked;
}
