import { timesOf } from "../../claims/attribute-levels.js";
import { type Column, categoricalColumn, type Table } from "../../core/table.js";
import type { KnownAttribute } from "./known-attributes.js";
import { statedPositions } from "./positions.js";
import { daylightOf, sunHeight } from "./sun-height.js";

/**
 * `day`, `twilight` or `night` by the height of the sun, where a row has a place and a time whose zone
 * is known: without its zone a time says nothing of the sun.
 *
 * @returns null where no row has all three
 */
export function daylightColumn(table: Table): Column | null {
  const { latitude, longitude } = statedPositions(table);
  const seconds = zonedTimes(table);
  if (latitude === null || longitude === null || seconds === null) return null;
  let known = 0;
  const cells = Array.from(seconds, (time, row) => {
    const height = sunHeight(time, latitude(row), longitude(row));
    if (Number.isNaN(height)) return null;
    known++;
    return daylightOf(height);
  });
  return known === 0 ? null : categoricalColumn(cells);
}

/** What daylight needs of EXIF, where columns do not have it. */
export function neededForDaylight(stated: Table): KnownAttribute[] {
  const needed: KnownAttribute[] = [];
  if (zonedTimes(stated) === null) needed.push("datetime");
  const { latitude, longitude } = statedPositions(stated);
  if (latitude === null) needed.push("latitude");
  if (longitude === null) needed.push("longitude");
  return needed;
}

/** Seconds of the first column of times with a zone, NaN where a cell has none; null for no such. */
function zonedTimes(table: Table): Float64Array | null {
  const rows = Int32Array.from({ length: table.rowCount }, (_, row) => row);
  for (const column of table.columns.values()) {
    const times = timesOf(column, rows);
    if (times === null || !times.some((time) => time?.hasZone === true)) continue;
    return Float64Array.from(times, (time) => (time?.hasZone === true ? time.seconds : Number.NaN));
  }
  return null;
}
