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
  if (value instanceof Float64Array) return pick(value, new Float64Array(size(value)), units);
  if (value instanceof Int32Array) return pick(value, new Int32Array(size(value)), units);
  if (value instanceof Uint8Array) return pick(value, new Uint8Array(size(value)), units);
  if (value instanceof Map) {
    return new Map([...value].map(([key, held]) => [key, selectFrom(held, units, unitCount)]));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [name, selectFrom(held, units, unitCount)]),
  );

  function size({ length }: Column): number {
    return unitCount === 0 ? 0 : (length / unitCount) * units.length;
  }
}

type Column = Float64Array | Int32Array | Uint8Array;

function pick<T extends Column>(column: T, picked: T, units: Int32Array): T {
  const width = picked.length / units.length;
  if (width === 1) for (let i = 0; i < units.length; i++) picked[i] = column[units[i]!]!;
  else {
    for (let i = 0; i < units.length; i++) {
      const from = units[i]! * width;
      picked.set(column.subarray(from, from + width), i * width);
    }
  }
  return picked;
}
