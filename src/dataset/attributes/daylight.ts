import { timesOf } from "../../claims/attribute-levels.js";
import { type Column, categoricalColumn, cellText, type Table } from "../../core/table.js";
import { foldName } from "../../formats/column-names.js";
import type { KnownAttribute } from "./known-attributes.js";
import { daylightOf, sunHeight } from "./sun-height.js";

/** Names of columns with coordinates in degrees, folded. */
const LATITUDE = ["latitude", "lat", "decimallatitude"];
const LONGITUDE = ["longitude", "lon", "lng", "long", "decimallongitude"];

/**
 * `day`, `twilight` or `night` by the height of the sun, where a row has a place and a time whose zone
 * is known: without its zone a time says nothing of the sun.
 *
 * @returns null where no row has all three
 */
export function daylightColumn(table: Table): Column | null {
  const latitude = numbersOf(table, LATITUDE, 90);
  const longitude = numbersOf(table, LONGITUDE, 180);
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
  if (numbersOf(stated, LATITUDE, 90) === null) needed.push("latitude");
  if (numbersOf(stated, LONGITUDE, 180) === null) needed.push("longitude");
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

/** Cells of a column as numbers within ± limit, NaN otherwise; null where no column is called so. */
function numbersOf(
  table: Table,
  names: readonly string[],
  limit: number,
): ((row: number) => number) | null {
  for (const [name, column] of table.columns) {
    if (!names.includes(foldName(name))) continue;
    return (row) => {
      const text = cellText(column, row);
      const value = text === null || text.trim() === "" ? Number.NaN : Number(text);
      return Math.abs(value) <= limit ? value : Number.NaN;
    };
  }
  return null;
}
