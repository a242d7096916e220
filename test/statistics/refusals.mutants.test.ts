import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import { clusterDesign } from "../../src/statistics/cluster-design.js";
import { dealGroups, jackknifeVariance } from "../../src/statistics/jackknife.js";
import { tClusterInterval, tInterval } from "../../src/statistics/mean.js";
import { proportionInterval, weightedProportionInterval } from "../../src/statistics/proportion.js";
import { wilsonCounts, wilsonInterval, Z_95 } from "../../src/statistics/wilson.js";
import { jackknifeInterval } from "../../src/statistics/wilson-jackknife.js";

const column = (...values: number[]) => Float64Array.from(values);
const INFINITE = Number.POSITIVE_INFINITY;

/** Code and place of the error that a call ends in; null if it ends in a value. */
function refusalOf(call: () => unknown): { code: string; where: string } | null {
  try {
    call();
    return null;
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    return { code: error.code, where: error.where };
  }
}

const jackknife = (fields: Partial<Parameters<typeof jackknifeInterval>[0]>) =>
  jackknifeInterval({
    value: 0.5,
    range: [0, 1],
    variance: 0.01,
    cap: 50,
    level: 0.95,
    n: 50,
    ...fields,
  });

/** Each just outside what the argument may be, with the argument that the error must name. */
const REFUSED: readonly (readonly [string, () => unknown, string])[] = [
  ["Wilson of infinite trials", () => wilsonInterval(0.5, INFINITE, Z_95), "nu"],
  ["Wilson of negative trials", () => wilsonInterval(0.5, -1, Z_95), "nu"],
  ["Wilson of trials that are NaN", () => wilsonInterval(0.5, Number.NaN, Z_95), "nu"],
  ["Wilson of a negative share", () => wilsonInterval(-1e-9, 10, Z_95), "p"],
  ["Wilson of a share above 1", () => wilsonInterval(1 + 1e-9, 10, Z_95), "p"],
  ["Wilson at quantile 0", () => wilsonInterval(0.5, 10, 0), "q"],
  ["Wilson at an infinite quantile", () => wilsonInterval(0.5, 10, INFINITE), "q"],
  ["Wilson of counts, infinite n", () => wilsonCounts(1, INFINITE, Z_95), "n"],
  ["Wilson of counts, negative n", () => wilsonCounts(0, -1, Z_95), "n"],
  ["Wilson of counts, negative k", () => wilsonCounts(-1, 10, Z_95), "k"],
  ["Wilson of counts, k above n", () => wilsonCounts(11, 10, Z_95), "k"],
  ["a share of infinitely many", () => proportionInterval(1, INFINITE, 0.95), "n"],
  ["a share of fewer than none", () => proportionInterval(0, -1, 0.95), "n"],
  ["a share of NaN", () => proportionInterval(0, Number.NaN, 0.95), "n"],
  ["a negative count", () => proportionInterval(-1, 10, 0.95), "k"],
  ["a count above n", () => proportionInterval(11, 10, 0.95), "k"],
  ["a count that is NaN", () => proportionInterval(Number.NaN, 10, 0.95), "k"],
  ["level 0", () => proportionInterval(1, 10, 0), "level"],
  ["level 1", () => proportionInterval(1, 10, 1), "level"],
  ["an infinite weight", () => weightedProportionInterval([1], [INFINITE], 0.95), "weight"],
  ["a negative weight", () => weightedProportionInterval([1, 1], [2, -1], 0.95), "weight"],
  ["a negative hit", () => weightedProportionInterval([-0.1], [1], 0.95), "hit"],
  ["a hit above 1", () => weightedProportionInterval([1.1], [1], 0.95), "hit"],
  ["an infinite cluster", () => clusterDesign(column(INFINITE, 1), column(1, 1)), "size[0]"],
  ["a negative cluster", () => clusterDesign(column(3, -1), column(1, 0)), "size[1]"],
  ["more hits than images", () => clusterDesign(column(3, 2), column(1, 2.1)), "hits[1]"],
  ["a range of one point", () => jackknife({ range: [0.5, 0.5] }), "range"],
  ["a falling range", () => jackknife({ range: [1, 0] }), "range"],
  ["a range without end", () => jackknife({ range: [0, INFINITE] }), "range"],
  ["a range without start", () => jackknife({ range: [-INFINITE, 1] }), "range"],
  ["a negative variance", () => jackknife({ variance: -1e-9 }), "variance"],
  ["an infinite variance", () => jackknife({ variance: INFINITE }), "variance"],
  ["a variance that is NaN", () => jackknife({ variance: Number.NaN }), "variance"],
  ["a negative cap", () => jackknife({ cap: -1 }), "cap"],
  ["an infinite cap", () => jackknife({ cap: INFINITE }), "cap"],
  ["a cap that is NaN", () => jackknife({ cap: Number.NaN }), "cap"],
  ["a value below the range", () => jackknife({ value: -2e-9 }), "value"],
  ["a value above the range", () => jackknife({ value: 1 + 2e-9 }), "value"],
  ["no groups", () => dealGroups(5, 1, 0), "groups"],
  ["half a group", () => dealGroups(5, 1, 1.5), "groups"],
  ["fewer units than none", () => dealGroups(-1, 1), "units"],
  ["half a unit", () => dealGroups(1.5, 1), "units"],
  [
    "a cluster id at the count",
    () => tClusterInterval(column(1, 2), [0, 2], 2, 0.95),
    "cluster[1]",
  ],
  ["a negative cluster id", () => tClusterInterval(column(1, 2), [-1, 0], 2, 0.95), "cluster[0]"],
  ["half a cluster id", () => tClusterInterval(column(1, 2), [0, 0.5], 2, 0.95), "cluster[1]"],
];

describe("arguments out of range", () => {
  it.each(REFUSED)("refuses %s, and names the argument", (_, call, where) => {
    expect(refusalOf(call)).toEqual({ code: "argument/out-of-range", where });
  });

  it("refuses columns of different lengths", () => {
    const code = "argument/length-mismatch";
    expect(refusalOf(() => jackknifeVariance(column(1, 2), column(1)))?.code).toBe(code);
    expect(refusalOf(() => weightedProportionInterval([1], [1, 2], 0.95))?.code).toBe(code);
    expect(refusalOf(() => tClusterInterval(column(1, 2), [0], 1, 0.95))?.code).toBe(code);
  });

  it("refuses values that are not finite", () => {
    const code = "argument/not-a-number";
    expect(refusalOf(() => tInterval(column(1, Number.NaN), 0.95))?.code).toBe(code);
    expect(refusalOf(() => tInterval(column(1, INFINITE), 0.95))?.code).toBe(code);
  });

  it("takes what is just inside", () => {
    expect(refusalOf(() => jackknife({ value: 1 + 5e-10 }))).toBeNull();
    expect(refusalOf(() => jackknife({ value: -5e-10 }))).toBeNull();
    expect(refusalOf(() => jackknife({ variance: 0 }))).toBeNull();
    expect(refusalOf(() => jackknife({ cap: 0 }))).toBeNull();
    expect(refusalOf(() => clusterDesign(column(3, 2), column(1, 2 + 1e-10)))).toBeNull();
    expect(refusalOf(() => proportionInterval(10, 10, 0.95))).toBeNull();
    expect([...dealGroups(3, 1, 1)]).toEqual([0, 0, 0]);
    expect(dealGroups(0, 1)).toHaveLength(0);
  });
});
