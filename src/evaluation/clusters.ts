import { HomegroundError } from "../core/errors.js";
import { nearestName } from "../core/nearest-name.js";
import { type Column, cellText, type Table } from "../core/table.js";

/** Which cluster each unit is in. */
export interface UnitClusters {
  /** 0 … clusterCount − 1, in order of first appearance. */
  readonly cluster: Int32Array;
  readonly clusterCount: number;
}

/** @throws HomegroundError `labels/no-column` with the nearest name */
export function attributeColumn(attributes: Table, name: string, where: string): Column {
  const column = attributes.columns.get(name);
  if (column !== undefined) return column;
  const known = [...attributes.columns.keys()];
  const near = nearestName(name, known);
  throw new HomegroundError("labels/no-column", {
    what: `there is no attribute ${JSON.stringify(name)}`,
    where,
    fix:
      near !== null
        ? `Did you mean ${near}?`
        : known.length === 0
          ? "Add a column of that name to the label file, or give --attributes FILE"
          : `Use one of: ${known.slice(0, 12).join(", ")}`,
  });
}

/**
 * Clusters by a column's value; a unit without one is a cluster of its own.
 *
 * @param rows row of the table of each unit
 */
export function clusterByColumn(column: Column, rows: Int32Array): UnitClusters {
  const codeOf = new Map<string, number>();
  const cluster = new Int32Array(rows.length);
  let next = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = cellText(column, rows[i]!);
    const known = value === null ? undefined : codeOf.get(value);
    cluster[i] = known ?? next;
    if (known !== undefined) continue;
    if (value !== null) codeOf.set(value, next);
    next++;
  }
  return { cluster, clusterCount: next };
}
