import { type Column, cellText } from "../core/table.js";

/** Which units belong together. */
export interface UnitGroups {
  /** 0 … count − 1 in order of first appearance; a unit without a value is one of its own. */
  readonly cluster: Int32Array;
  readonly count: number;
}

/** Units by a column's value; a unit without one is a group of its own. */
export function groupUnits(column: Column, rows: Int32Array): UnitGroups {
  const known = new Map<string, number>();
  const cluster = new Int32Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = cellText(column, rows[i]!);
    const of = value === null ? undefined : known.get(value);
    cluster[i] = of ?? count;
    if (of !== undefined) continue;
    if (value !== null) known.set(value, count);
    count++;
  }
  return { cluster, count };
}

/** Different values of a column among the units, in order of first appearance. */
export function valuesPresent(column: Column, rows: Int32Array): ReadonlySet<string> {
  const values = new Set<string>();
  for (const row of rows) {
    const value = cellText(column, row);
    if (value !== null) values.add(value);
  }
  return values;
}

/** Whether each group lies in one of the others, so that these account for it. */
export function liesInside(groups: UnitGroups, others: UnitGroups): boolean {
  const of = new Int32Array(groups.count).fill(-1);
  for (let i = 0; i < groups.cluster.length; i++) {
    const g = groups.cluster[i]!;
    if (of[g] === -1) of[g] = others.cluster[i]!;
    else if (of[g] !== others.cluster[i]) return false;
  }
  return true;
}

/** Both are numbered in order of first appearance, so that equal groups have equal numbers. */
export function sameGroups(a: Int32Array, b: Int32Array): boolean {
  return a.every((group, i) => group === b[i]);
}

/** The finest groups that hold both: units are together that a chain of shared groups links. */
export function joinGroups(a: UnitGroups, b: UnitGroups): UnitGroups {
  // Groups of a are nodes; each group of b links those that it meets.
  const parent = Int32Array.from({ length: a.count }, (_, g) => g);
  const root = (g: number): number => {
    let at = g;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  const met = new Int32Array(b.count).fill(-1);
  for (let i = 0; i < a.cluster.length; i++) {
    const of = b.cluster[i]!;
    if (met[of] === -1) met[of] = a.cluster[i]!;
    else parent[root(a.cluster[i]!)] = root(met[of]!);
  }
  return numbered(a.cluster.map(root));
}

/** Any numbers of groups, none negative, as those of {@link UnitGroups}. */
export function numbered(groups: Int32Array): UnitGroups {
  const number = new Map<number, number>();
  const cluster = groups.map((group) => {
    const known = number.get(group) ?? number.size;
    number.set(group, known);
    return known;
  });
  return { cluster, count: number.size };
}
