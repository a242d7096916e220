import { LATITUDE, LONGITUDE } from "../../claims/coordinate-names.js";
import { cellText, type Table } from "../../core/table.js";
import { foldName } from "../../formats/column-names.js";

/** Degrees of a row, north and east positive; NaN where the cell holds none. */
type Degrees = (row: number) => number;

/** Where rows of a table were taken, as columns state it; null for what no column is called like. */
export interface StatedPositions {
  readonly latitude: Degrees | null;
  readonly longitude: Degrees | null;
}

export function statedPositions(table: Table): StatedPositions {
  return {
    latitude: degreesOf(table, LATITUDE, 90),
    longitude: degreesOf(table, LONGITUDE, 180),
  };
}

/** Cells of a column as numbers within ± limit, NaN otherwise. */
function degreesOf(table: Table, names: readonly string[], limit: number): Degrees | null {
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
