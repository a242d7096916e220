import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clusterMean, clusterScores } from "../../src/statistics/cluster-scores.js";
import {
  meanFailureClusterInterval,
  meanFailureInterval,
  tClusterInterval,
  tInterval,
} from "../../src/statistics/mean.js";
import { studentLevelQuantile } from "../../src/statistics/quantiles.js";
import { throwsCode } from "../support/throws-code.js";
import { expectNine } from "./nine-digits.js";

const of = (...values: number[]): Float64Array => Float64Array.from(values);
/** Values and cluster ids of a list of clusters. */
function clustered(clusters: readonly (readonly number[])[]) {
  const values = Float64Array.from(clusters.flat());
  const cluster = Int32Array.from(clusters.flatMap((scores, g) => scores.map(() => g)));
  return [values, cluster, clusters.length] as const;
}

const DICE = of(0.91, 0.88, 0.95, 0.9, 0.86, 0.93, 0.05, 0.92, 0.89, 0.94);
const DICE_CLUSTERS = [
  [0.91, 0.88, 0.95],
  [0.9, 0.86, 0.93, 0.04],
  [0.92, 0.89],
  [0.94, 0.9, 0.1, 0.85, 0.91],
  [0.87, 0.93, 0.9],
];
const score = fc.double({ min: 0, max: 1, noNaN: true });

describe("tInterval", () => {
  it("answers the worked example 2.7", () => {
    const result = tInterval(of(2.1, 3.4, 1.8, 2.9, 14.2, 2.2, 3.1, 2.6, 2, 3.3), 0.95);
    expectNine(result.value, 3.76);
    expectNine(result.low, 1.10487886);
    expectNine(result.high, 6.41512114);
    expectNine(result.carriers, 1.28959109);
    expect(result).toMatchObject({ method: "t", n: 10, df: 9, clusters: null });
    expect(result.warnings).toEqual(["interval/few-units-carry-it"]);
  });

  it("counts n carriers where all deviations are equally large", () => {
    const values = Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : 3));
    const result = tInterval(values, 0.95);
    expect(result.carriers).toBeCloseTo(40, 9);
    expect(result.warnings).toEqual([]);
  });

  it("has no range without variation, and no value of nothing", () => {
    for (const values of [of(5), of(0.1, 0.1, 0.1)]) {
      expect(tInterval(values, 0.95)).toMatchObject({
        value: values[0],
        low: null,
        high: null,
        carriers: null,
        warnings: ["interval/no-variation"],
      });
    }
    expect(tInterval(of(), 0.95)).toMatchObject({ value: null, warnings: ["interval/no-images"] });
  });

  it("shifts and scales with the values", () => {
    const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2 });
    fc.assert(
      fc.property(values, (list) => {
        const given = tInterval(Float64Array.from(list), 0.95);
        const moved = tInterval(
          Float64Array.from(list, (x) => 3 * x + 7),
          0.95,
        );
        fc.pre(given.low !== null && given.high! - given.low > 1e-6 && moved.low !== null);
        expect(moved.low!).toBeCloseTo(3 * given.low! + 7, 6);
        expect(moved.high!).toBeCloseTo(3 * given.high! + 7, 6);
        expect(moved.carriers!).toBeCloseTo(given.carriers!, 5);
      }),
    );
  });

  it("keeps k_u of deviations whose fourth powers vanish or overflow", () => {
    expect(tInterval(of(0, 1e-90, 2e-90), 0.95).carriers).toBeCloseTo(2, 9);
    const huge = tInterval(of(0, 1e200, 2e200), 0.95);
    expect(huge.carriers).toBeCloseTo(2, 9);
    expect(huge.high! / 1e200).toBeCloseTo(1 + 4.302652729749462 / Math.sqrt(3), 9);
  });

  it("refuses values that are not finite", () => {
    expect(() => tInterval(of(1, Number.NaN), 0.95)).toThrow(throwsCode("argument/not-a-number"));
    expect(() => tInterval(of(1, 2), 0)).toThrow(throwsCode("argument/out-of-range"));
  });
});

describe("tClusterInterval", () => {
  it("answers the t part of the worked example 2.6", () => {
    const result = tClusterInterval(...clustered(DICE_CLUSTERS), 0.95);
    expectNine(result.value, 0.804705882);
    expectNine(result.df, 3.58730159);
    expectNine(result.low, 0.660136242);
    expectNine(result.high, 0.949275523);
    expectNine(
      (result.high! - result.value!) / studentLevelQuantile(0.95, result.df!),
      0.0497303886,
    );
    expect(result.warnings).toEqual([
      "interval/few-units-carry-it",
      "clusters/few",
      "clusters/one-dominates",
    ]);
  });

  it("is the plain t interval where every unit is a cluster", () => {
    fc.assert(
      fc.property(fc.uniqueArray(score, { minLength: 3, maxLength: 40 }), (list) => {
        const values = Float64Array.from(list);
        const plain = tInterval(values, 0.95);
        const result = tClusterInterval(
          values,
          list.map((_, i) => i),
          list.length,
          0.95,
        );
        fc.pre(plain.high! - plain.low! > 1e-9);
        expect(result.low).toBeCloseTo(plain.low!, 9);
        expect(result.high).toBeCloseTo(plain.high!, 9);
        expect(result.df).toBeCloseTo(list.length - 1, 6);
      }),
    );
  });

  it("does not depend on the order of units or the names of clusters", () => {
    const [values, cluster] = clustered(DICE_CLUSTERS);
    const order = values.map((_, i) => (i * 7) % values.length);
    const given = tClusterInterval(values, cluster, 5, 0.95);
    const turned = tClusterInterval(
      Float64Array.from(order, (i) => values[i]!),
      Int32Array.from(order, (i) => 9 - cluster[i]!),
      12,
      0.95,
    );
    expect(turned.low).toBeCloseTo(given.low!, 12);
    expect(turned.high).toBeCloseTo(given.high!, 12);
    expect(turned.clusters).toBe(5);
  });

  it("has no range over two clusters, none without variation, no value of nothing", () => {
    expect(tClusterInterval(...clustered([[1, 2], [3, 5], []]), 0.95)).toMatchObject({
      value: 2.75,
      low: null,
      clusters: 2,
      warnings: ["clusters/too-few"],
    });
    expect(
      tClusterInterval(
        ...clustered([
          [1, 3],
          [3, 1],
          [1, 3],
        ]),
        0.95,
      ),
    ).toMatchObject({
      value: 2,
      low: null,
      warnings: ["interval/no-variation"],
    });
    expect(tClusterInterval(...clustered([[0.1], [0.1, 0.1], [0.1]]), 0.95).low).toBeNull();
    expect(tClusterInterval(...clustered([[], []]), 0.95).warnings).toEqual(["interval/no-images"]);
  });

  it("sees bigger clusters that score differently", () => {
    const clusters = Array.from({ length: 10 }, (_, g) =>
      Array.from({ length: g + 1 }, (_unit, i) => g + (i % 2) / 10),
    );
    expect(tClusterInterval(...clustered(clusters), 0.95).warnings).toContain(
      "clusters/size-related",
    );
  });

  it.each([
    [[0, 1, 3], 3, "argument/out-of-range"],
    [[0, 1, -1], 3, "argument/out-of-range"],
    [[0, 1, 0.5], 3, "argument/out-of-range"],
    [[0, 1], 3, "argument/length-mismatch"],
  ] as const)("refuses the clusters %j of %d", (cluster, count, code) => {
    expect(() => tClusterInterval(of(1, 2, 3), [...cluster], count, 0.95)).toThrow(
      throwsCode(code),
    );
  });
});

describe("meanFailureInterval", () => {
  it("answers the worked example 2.5", () => {
    const result = meanFailureInterval(DICE, 0.95);
    expectNine(result.value, 0.823);
    expectNine(result.low, 0.560981309);
    expectNine(result.high, 0.896398459);
    expect(result.failures).toMatchObject({ k: 1, n: 10 });
    expectNine(result.failures?.drop, 0.858888889);
    expectNine(result.failures?.othersMean, 0.908888889);
    expect(result).toMatchObject({ method: "mean-failure", df: 8, warnings: [], design: null });
  });

  it("allows for failures that were not drawn", () => {
    const none = DICE.filter((x) => x > 0.5);
    const result = meanFailureInterval(none, 0.95);
    const t = tInterval(none, 0.95);
    expect(result.failures).toMatchObject({ k: 0 });
    expect(result.failures?.drop).toBeCloseTo(result.value!, 12);
    expect(result.low!).toBeLessThan(t.low! - 0.1);
    expect(result.high!).toBeCloseTo(t.high!, 12);
  });

  it("counts a score of exactly half the median as no failure", () => {
    expect(meanFailureInterval(of(0.4, 0.8, 0.8, 0.8), 0.95).failures?.k).toBe(0);
    expect(meanFailureInterval(of(0.39, 0.8, 0.8, 0.8), 0.95).failures?.k).toBe(1);
  });

  it("takes the mean of the two middle scores as the median", () => {
    // Median (0.5 + 0.9)/2 = 0.7: failures are below 0.35.
    expect(meanFailureInterval(of(0.34, 0.5, 0.9, 0.95), 0.95).failures?.k).toBe(1);
  });

  it("says so where all scores are equal, and has no range where all are 0", () => {
    const result = meanFailureInterval(of(1, 1, 1, 1, 1), 0.95);
    expect(result).toMatchObject({ value: 1, high: 1, warnings: ["interval/no-variation"] });
    expect(result.low!).toBeLessThan(0.6);
    const zero = meanFailureInterval(of(0, 0, 0), 0.95);
    expect(zero).toMatchObject({ value: 0, low: null, high: null });
    expect(zero.warnings).toEqual(["interval/no-variation"]);
  });

  it("has no range of one score and no value of none", () => {
    expect(meanFailureInterval(of(0.4), 0.95)).toMatchObject({ value: 0.4, low: null, high: null });
    expect(meanFailureInterval(of(), 0.95)).toMatchObject({
      value: null,
      low: null,
      warnings: ["interval/no-images"],
    });
  });

  it("stays in [0, 1], holds the mean, and widens with the level", () => {
    fc.assert(
      fc.property(fc.array(score, { minLength: 3, maxLength: 60 }), (list) => {
        const narrow = meanFailureInterval(Float64Array.from(list), 0.9);
        const wide = meanFailureInterval(Float64Array.from(list), 0.99);
        fc.pre(narrow.low !== null);
        expect(narrow.low).toBeGreaterThanOrEqual(0);
        expect(narrow.high).toBeLessThanOrEqual(1);
        expect(narrow.low).toBeLessThanOrEqual(narrow.value! + 1e-12);
        expect(narrow.high).toBeGreaterThanOrEqual(narrow.value! - 1e-12);
        expect(wide.low).toBeLessThanOrEqual(narrow.low!);
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high!);
      }),
    );
  });

  it.each([1.1, -0.1, Number.NaN])("refuses the score %d", (wrong) => {
    expect(() => meanFailureInterval(of(0.5, wrong), 0.95)).toThrow(
      throwsCode("argument/out-of-range"),
    );
  });
});

describe("meanFailureClusterInterval", () => {
  it("answers the worked example 2.6", () => {
    const result = meanFailureClusterInterval(...clustered(DICE_CLUSTERS), 0.95);
    expectNine(result.value, 0.804705882);
    expectNine(result.low, 0.447500946); // the square-and-add side is further out
    expectNine(result.high, 0.949275523); // the t side is further out
    expect(result.failures).toMatchObject({ k: 2, n: 17 });
    expectNine(result.failures?.drop, 0.832666667);
    expect(result.clusters).toBe(5);
    const [values, cluster, count] = clustered(DICE_CLUSTERS);
    const others = clusterMean(clusterScores(values, cluster, count, (x) => x > 0.5));
    expectNine(others?.df, 3.78723404);
    expect(result.df).toBeLessThanOrEqual(others!.df);
    expect(result.warnings.slice(0, 3)).toEqual([
      "clusters/few",
      "clusters/one-dominates",
      "clusters/outcomes-in-few",
    ]);
    expect(result.design).toMatchObject({ G: 5, n: 17, kEff: 2 });
  });

  it("is never narrower than t-cluster", () => {
    const clusters = fc.array(fc.array(score, { minLength: 1, maxLength: 6 }), {
      minLength: 3,
      maxLength: 12,
    });
    fc.assert(
      fc.property(clusters, (list) => {
        const result = meanFailureClusterInterval(...clustered(list), 0.95);
        const t = tClusterInterval(...clustered(list), 0.95);
        fc.pre(result.low !== null && t.low !== null);
        expect(result.low).toBeLessThanOrEqual(Math.max(0, t.low!) + 1e-12);
        expect(result.high).toBeGreaterThanOrEqual(Math.min(1, t.high!) - 1e-12);
      }),
    );
  });

  it("does not say that failures sit in few clusters where there are none", () => {
    const clusters = Array.from({ length: 12 }, (_, g) => [0.9, 0.8 + (g % 3) / 20, 0.85]);
    const result = meanFailureClusterInterval(...clustered(clusters), 0.95);
    expect(result.failures?.k).toBe(0);
    expect(result.warnings).not.toContain("clusters/outcomes-in-few");
    expect(result.low).not.toBeNull();
  });

  it("has no range over two clusters, and none if one alone did not fail", () => {
    expect(meanFailureClusterInterval(...clustered([[0.9], [0.8]]), 0.95).warnings).toEqual([
      "clusters/too-few",
    ]);
    const one = [[0.9, 0.91, 0.92, 0.9, 0.93], [0.1], [0.05], []];
    expect(meanFailureClusterInterval(...clustered(one), 0.95)).toMatchObject({
      low: null,
      clusters: 3,
      warnings: ["interval/no-variation"],
    });
    expect(meanFailureClusterInterval(...clustered([[], []]), 0.95).value).toBeNull();
  });
});
