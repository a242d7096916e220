import type { Table } from "../core/table.js";
import { timesOf } from "./attribute-levels.js";
import { isNamed, namedGroup, PLACES } from "./group-names.js";
import { groupUnits, numbered, type UnitGroups } from "./unit-groups.js";

/** Pictures that were taken one after the other. */
export interface Sequences extends UnitGroups {
  /** The column that says it; null where times and places do. */
  readonly attribute: string | null;
}

/** Longest pause inside a sequence, in seconds. */
const SEQUENCE_PAUSE = 60;

/**
 * Declared sequences, else pictures at one camera with pauses of at most 60 s; null where none has
 * two units.
 */
export function findSequences(attributes: Table, rows: Int32Array): Sequences | null {
  for (const [name, column] of attributes.columns) {
    if (namedGroup(name)?.kind !== "sequence") continue;
    const groups = groupUnits(column, rows);
    if (groups.count < rows.length) return { ...groups, attribute: name };
  }
  const names = [...attributes.columns.keys()];
  const camera = PLACES.map((place) => names.find((name) => isNamed(name, [place]))).find(
    (name) => name !== undefined,
  );
  const place = camera === undefined ? undefined : attributes.columns.get(camera);
  if (place === undefined) return null;
  for (const column of attributes.columns.values()) {
    const times = timesOf(column, rows);
    if (times === null || times.every((time) => time?.hour == null)) continue;
    const seconds = Float64Array.from(times, (time) =>
      time === null || time.hour === null ? Number.NaN : time.seconds,
    );
    const groups = runs(groupUnits(place, rows), seconds);
    if (groups.count < rows.length) return { ...groups, attribute: null };
  }
  return null;
}

/** Runs of units of one group with pauses of at most {@link SEQUENCE_PAUSE}. */
function runs({ cluster: place }: UnitGroups, seconds: Float64Array): UnitGroups {
  const order = Int32Array.from(seconds.keys()).sort(
    (a, b) => place[a]! - place[b]! || compare(seconds[a]!, seconds[b]!) || a - b,
  );
  const run = new Int32Array(seconds.length);
  let current = -1;
  let previous = -1;
  for (const i of order) {
    const pause = previous < 0 ? Number.NaN : seconds[i]! - seconds[previous]!;
    const goesOn = previous >= 0 && place[i] === place[previous] && pause <= SEQUENCE_PAUSE;
    if (!goesOn) current++;
    run[i] = current;
    previous = i;
  }
  return numbered(run);
}

/** NaN last. */
function compare(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b;
}
