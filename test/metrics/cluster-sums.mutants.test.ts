import { describe, expect, it } from "vitest";
import {
  type ClusterClassSums,
  clusterClassSums,
  unitsByCluster,
} from "../../src/metrics/cluster-class-sums.js";
import type { ClassPredictions } from "../../src/metrics/labels/label-columns.js";

const CLASSES = ["a", "b", "c", "d"];
/** With four classes a full table of so many clusters is too large: it goes from unit to unit. */
const MANY = 500_001;

const single = (
  pairs: readonly (readonly [truth: number, answer: number])[],
): ClassPredictions => ({
  kind: "single",
  unitCount: pairs.length,
  classes: CLASSES,
  truth: Int32Array.from(pairs, ([t]) => t),
  predicted: Int32Array.from(pairs, ([, p]) => p),
});

const several = (truth: readonly string[], predicted: readonly string[]): ClassPredictions => {
  const cells = (rows: readonly string[]) =>
    Uint8Array.from(rows.flatMap((row) => CLASSES.map((name) => (row.includes(name) ? 1 : 0))));
  return {
    kind: "several",
    unitCount: truth.length,
    classes: CLASSES,
    truth: cells(truth),
    predicted: cells(predicted),
  };
};

/** Entries of a cluster by class: [truth, predicted, hits]. */
function entriesOf(sums: ClusterClassSums, g: number): Readonly<Record<string, readonly number[]>> {
  const entries: [string, number[]][] = [];
  for (let e = sums.start[g]!; e < sums.start[g + 1]!; e++) {
    const name = CLASSES[sums.classIndex[e]!] ?? "none";
    entries.push([name, [sums.truth[e]!, sums.predicted[e]!, sums.hits[e]!]]);
  }
  return Object.fromEntries(entries);
}

const UNITS = single([
  [0, 0],
  [0, 2],
  [3, 3],
  [1, 0],
  [2, 2],
]);
const WEIGHTS = Float64Array.of(1, 2, 0.5, 4, 8);

describe("sums of clusters, by hand", () => {
  it.each([
    ["in a full table", 4, [1, 3, 1, 3, 0]],
    ["from unit to unit", MANY, [1, MANY - 1, 1, MANY - 1, 0]],
  ])("of one class a unit, %s", (_, count, ids) => {
    const last = count - 1;
    const sums = clusterClassSums(UNITS, Int32Array.from(ids), count, null);
    expect(sums.clusterCount).toBe(count);
    expect(sums.classCount).toBe(4);
    expect([...sums.total.subarray(0, 3), sums.total[last]]).toEqual([1, 2, 0, 2]);
    expect(entriesOf(sums, 0)).toEqual({ c: [1, 1, 1] });
    expect(entriesOf(sums, 1)).toEqual({ a: [1, 1, 1], d: [1, 1, 1] });
    expect(entriesOf(sums, 2)).toEqual({});
    expect(entriesOf(sums, last)).toEqual({ a: [1, 1, 0], b: [1, 0, 0], c: [0, 1, 0] });
    for (const column of [sums.classIndex, sums.truth, sums.predicted, sums.hits]) {
      expect(column).toHaveLength(6);
    }
  });

  it.each([
    ["in a full table", 4],
    ["from unit to unit", MANY],
  ])("with weights, %s", (_, count) => {
    const last = count - 1;
    const ids = Int32Array.of(1, last, 1, last, 0);
    const sums = clusterClassSums(UNITS, ids, count, WEIGHTS);
    expect([...sums.total.subarray(0, 3), sums.total[last]]).toEqual([8, 1.5, 0, 6]);
    expect(entriesOf(sums, 0)).toEqual({ c: [8, 8, 8] });
    expect(entriesOf(sums, 1)).toEqual({ a: [1, 1, 1], d: [0.5, 0.5, 0.5] });
    expect(entriesOf(sums, last)).toEqual({ a: [2, 4, 0], b: [4, 0, 0], c: [0, 2, 0] });
  });

  it.each([
    ["in a full table", 3],
    ["from unit to unit", MANY],
  ])("of several classes a unit, %s", (_, count) => {
    const answers = several(["ab", "", "bd"], ["b", "c", "bd"]);
    const weights = Float64Array.of(2, 1, 4);
    const sums = clusterClassSums(answers, Int32Array.of(0, 2, 0), count, weights);
    expect([...sums.total.subarray(0, 3)]).toEqual([6, 0, 1]);
    expect(entriesOf(sums, 0)).toEqual({ a: [2, 0, 0], b: [6, 6, 6], d: [4, 4, 4] });
    expect(entriesOf(sums, 1)).toEqual({});
    expect(entriesOf(sums, 2)).toEqual({ c: [0, 1, 0] });
  });

  it("without clusters are those of each unit, however many", () => {
    const pairs = Array.from({ length: 3000 }, (_, i) => [i % 4, (i + (i % 3)) % 4] as const);
    const sums = clusterClassSums(single(pairs), null, 0, null);
    expect(sums.clusterCount).toBe(3000);
    expect(sums.start[3000]).toBe(5000); // every third unit is right and has one entry
    for (const [i, [t, p]] of pairs.entries()) {
      const own = t === p ? [1, 1, 1] : [1, 0, 0];
      const other = t === p ? {} : { [CLASSES[p]!]: [0, 1, 0] };
      expect(entriesOf(sums, i)).toEqual({ [CLASSES[t]!]: own, ...other });
    }
    const weighted = clusterClassSums(UNITS, null, 0, WEIGHTS);
    expect([...weighted.total]).toEqual([...WEIGHTS]);
    expect(entriesOf(weighted, 3)).toEqual({ b: [4, 0, 0], a: [0, 4, 0] });
  });

  it("lists the units of each cluster in their order", () => {
    const { start, unit } = unitsByCluster(Int32Array.of(2, 0, 2, 3, 0), 5);
    expect([...start]).toEqual([0, 2, 2, 4, 5, 5]);
    expect([...unit]).toEqual([1, 4, 0, 2, 3]);
  });
});
