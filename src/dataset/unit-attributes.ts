import { HomegroundError } from "../core/errors.js";
import { nearestName } from "../core/nearest-name.js";
import type { Sentence } from "../core/sentence.js";
import { type Column, createTable, selectRows, type Table } from "../core/table.js";
import { AT } from "../core/ways.js";

/** What is known about the units: a table with a row a unit, and the numbers of its rows. */
export interface UnitAttributes {
  readonly table: Table;
  readonly rows: Int32Array;
}

/**
 * The attributes of units in their order. Levels are those that occur, in order of first appearance
 * among the units, so that nothing depends on the order of the label file.
 *
 * @param rows row of the table of each unit
 */
export function unitAttributes(table: Table, rows: Int32Array): UnitAttributes {
  const selected = selectRows(table, rows);
  const columns = new Map<string, Column>();
  for (const [name, column] of selected.columns) columns.set(name, withOwnLevels(column));
  const ownTable = createTable(rows.length, columns);
  return { table: ownTable, rows: Int32Array.from(rows.keys()) };
}

function withOwnLevels(column: Column): Column {
  if (column.kind === "numeric") return column;
  const newCode = new Int32Array(column.levels.length).fill(-1);
  const levels: string[] = [];
  const codes = column.codes.map((code) => {
    if (code < 0) return -1;
    if (newCode[code] === -1) {
      newCode[code] = levels.length;
      levels.push(column.levels[code]!);
    }
    return newCode[code]!;
  });
  return { kind: "categorical", codes, levels };
}

/** @throws HomegroundError `labels/no-column` with the nearest name */
export function checkAttributes(table: Table, names: readonly string[], where: Sentence): void {
  for (const name of names) {
    if (table.columns.has(name)) continue;
    const known = [...table.columns.keys()];
    const near = nearestName(name, known);
    throw new HomegroundError("labels/no-column", {
      what: `there is no attribute ${JSON.stringify(name)}`,
      where,
      fix:
        near !== null
          ? `Did you mean ${near}?`
          : known.length === 0
            ? {
                command: "Add a column of that name to the label file, or give --attributes FILE",
                app: `Add a column of that name to the label file, or another table ${AT.moreAbout}`,
              }
            : `Use one of: ${known.slice(0, 12).join(", ")}`,
    });
  }
}
