import { HomegroundError } from "../core/errors.js";

/**
 * @throws HomegroundError `argument/out-of-range` unless 0 < level < 1
 */
export function checkLevel(level: number): void {
  checkRange(level > 0 && level < 1, "level", level, "between 0 and 1, such as 0.95");
}

/**
 * @param range what the argument may be, to follow "Pass a number"
 * @throws HomegroundError `argument/out-of-range` unless `holds`
 */
export function checkRange(holds: boolean, where: string, value: unknown, range: string): void {
  if (holds) return;
  throw new HomegroundError("argument/out-of-range", {
    what: `${where} is ${String(value)}`,
    where,
    fix: `Pass a number ${range}`,
  });
}

/** @throws HomegroundError `argument/out-of-range` unless 0 ≤ p ≤ 1 */
export function checkProbability(p: number): void {
  checkRange(p >= 0 && p <= 1, "p", p, "from 0 to 1");
}

/** @throws HomegroundError `argument/length-mismatch` unless the two lengths are equal */
export function checkSameLength(a: ArrayLike<unknown>, b: ArrayLike<unknown>, where: string): void {
  if (a.length === b.length) return;
  throw new HomegroundError("argument/length-mismatch", {
    what: `the columns have ${a.length} and ${b.length} items`,
    where,
    fix: "Pass one value for each item in both columns",
  });
}

/** @throws HomegroundError `argument/not-a-number` at the first value that is NaN or infinite */
export function checkFinite(values: ArrayLike<number>, where: string): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new HomegroundError("argument/not-a-number", {
      what: `value ${i} is ${values[i]}`,
      where,
      fix: "Leave undefined values out and count them",
    });
  }
}

/**
 * Ids of clusters, 0 … clusterCount − 1, one a unit.
 *
 * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
 */
export function checkClusters(
  cluster: ArrayLike<number>,
  clusterCount: number,
  units: ArrayLike<unknown>,
): void {
  checkSameLength(cluster, units, "cluster");
  for (let i = 0; i < cluster.length; i++) {
    const id = cluster[i]!;
    if (Number.isInteger(id) && id >= 0 && id < clusterCount) continue;
    checkRange(false, `cluster[${i}]`, id, `that is whole, from 0 to ${clusterCount - 1}`);
  }
}
