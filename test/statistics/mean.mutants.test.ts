import { describe, expect, it } from "vitest";
import { clusterMean, clusterScores } from "../../src/statistics/cluster-scores.js";
import {
  meanFailureClusterInterval,
  meanFailureInterval,
  tClusterInterval,
} from "../../src/statistics/mean.js";
import { clusterProportionInterval } from "../../src/statistics/wilson-cluster.js";

const column = (...values: number[]) => Float64Array.from(values);
const eachItsOwn = (n: number) => Array.from({ length: n }, (_, i) => i);
/** −1 and 1 in turn, the last one 0 if n is odd. */
const alternating = (n: number) =>
  column(...eachItsOwn(n).map((i) => (i === n - 1 && n % 2 === 1 ? 0 : i % 2 === 0 ? -1 : 1)));

describe("tClusterInterval at its edges", () => {
  it("names method and level where there is no unit", () => {
    expect(tClusterInterval(column(), [], 2, 0.9)).toEqual({
      value: null,
      low: null,
      high: null,
      df: null,
      icc: null,
      carriers: null,
      level: 0.9,
      method: "t-cluster",
      effectiveN: null,
      n: 0,
      clusters: 0,
      warnings: ["interval/no-images"],
    });
  });

  it("has no limits where cluster means are equal up to rounding", () => {
    const values = column(0.1, 0.2, 0.3, 0, 0.15, 0.15);
    const result = tClusterInterval(values, [0, 0, 1, 1, 2, 2], 3, 0.95);
    expect(result).toMatchObject({ low: null, high: null, carriers: null });
    expect(result.warnings).toEqual(["interval/no-variation"]);
  });

  it("warns of few clusters below ten, and of one that dominates below four degrees", () => {
    const few = (n: number) => tClusterInterval(alternating(n), eachItsOwn(n), n, 0.95);
    expect(few(9).warnings).toEqual(["interval/few-units-carry-it", "clusters/few"]);
    expect(few(10).warnings).toEqual(["interval/few-units-carry-it"]);
    expect(few(5)).toMatchObject({ df: 4 });
    expect(few(5).warnings).not.toContain("clusters/one-dominates");
    expect(few(4).warnings).toContain("clusters/one-dominates");
    expect(few(16).warnings).toEqual([]);
    expect(few(14).warnings).toEqual(["interval/few-units-carry-it"]);
  });
});

describe("meanFailureInterval at its edges", () => {
  it("finds the failures whatever the order of the scores", () => {
    // Median 0.8, so failures are below 0.4.
    expect(meanFailureInterval(column(0.9, 0.2, 0.8), 0.95).failures?.k).toBe(1);
    // Median of four (0.6 + 1)/2 = 0.8, so 0.45 did not fail.
    expect(meanFailureInterval(column(1, 0.45, 1, 0.6), 0.95).failures?.k).toBe(0);
    // Exactly half the median is no failure.
    expect(meanFailureInterval(column(0.5, 1, 1), 0.95).failures?.k).toBe(0);
    expect(meanFailureInterval(column(0.49, 1, 1), 0.95).failures?.k).toBe(1);
  });

  it("needs two scores that did not fail", () => {
    const two = meanFailureInterval(column(0.1, 0.8, 0.9), 0.95);
    expect(two.low).not.toBeNull();
    expect(two.df).toBe(1);
    const one = meanFailureInterval(column(0.1, 1), 0.95);
    expect(one).toMatchObject({ value: 0.55, low: null, high: null, failures: null });
    expect(one.warnings).toEqual(["interval/no-variation"]);
  });
});

describe("meanFailureClusterInterval at its edges", () => {
  it("names method and level where there is no score", () => {
    expect(meanFailureClusterInterval(column(), [], 3, 0.9)).toEqual({
      value: null,
      low: null,
      high: null,
      df: null,
      icc: null,
      failures: null,
      design: null,
      level: 0.9,
      method: "mean-failure-cluster",
      effectiveN: null,
      n: 0,
      clusters: 0,
      warnings: ["interval/no-images"],
    });
  });

  it("has limits where two clusters hold all that did not fail, and none where one does", () => {
    const cluster = [0, 0, 1, 1, 2, 2];
    const two = meanFailureClusterInterval(column(0.8, 0.9, 0.7, 0.6, 0.1, 0.1), cluster, 3, 0.95);
    expect(two.low).not.toBeNull();
    const sizes = [0, 0, 0, 0, 1, 2];
    const one = meanFailureClusterInterval(column(0.8, 0.9, 0.7, 0.6, 0.1, 0.1), sizes, 3, 0.95);
    expect(one).toMatchObject({ low: null, high: null, clusters: 3, icc: null, design: null });
    expect(one.warnings).toEqual(["interval/no-variation"]);
  });

  it("takes exactly half the median as no failure, in its clusters too", () => {
    const scores = column(1, 0.5, 1, 1, 1, 0.75, 0.7);
    const result = meanFailureClusterInterval(scores, [0, 0, 1, 1, 2, 2, 2], 3, 0.95);
    expect(result.failures?.k).toBe(0);
    // Nothing failed, so all scores are the others: their correlation is the reported one.
    const all = clusterMean(clusterScores(scores, [0, 0, 1, 1, 2, 2, 2], 3));
    expect(result.icc).toBeCloseTo(all?.icc ?? Number.NaN, 14);
    expect(result.design?.kEff).toBe(3);
    expect(result.warnings).not.toContain("clusters/outcomes-in-few");
    expect(result.warnings).toContain("clusters/few");
    // Just above half the median nothing is a failure either: no step between the two.
    const above = column(1, 0.5 + 1e-12, 1, 1, 1, 0.75, 0.7);
    const next = meanFailureClusterInterval(above, [0, 0, 1, 1, 2, 2, 2], 3, 0.95);
    expect(result.low).toBeCloseTo(next.low ?? Number.NaN, 9);
    expect(result.high).toBeCloseTo(next.high ?? Number.NaN, 9);
  });

  it("takes the mean of the failures alone for what is lost by one", () => {
    // Median 1: 0.1 failed and 0.5 did not. Others' mean 3.5/4, less 0.1.
    const { failures } = meanFailureInterval(column(1, 0.5, 1, 0.1, 1), 0.95);
    expect(failures).toMatchObject({ k: 1, n: 5, othersMean: 0.875 });
    expect(failures?.drop).toBeCloseTo(0.775, 14);
  });

  it("takes the smallest of three degrees of freedom, and k_eff of the failures", () => {
    const cluster = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4];
    for (const scores of [
      column(0.9, 0.8, 0.7, 0.9, 0.1, 0.1, 0.9, 0.6, 0.7, 0.8, 0.1, 0.6, 0.9, 0.8, 0.7, 0.9),
      column(0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.5, 0.5, 0.6, 0.8, 0.7, 0.6, 0.6, 0.6, 0.1, 0.2),
      column(0.5, 0.9, 0.5, 0.9, 0.5, 0.9, 0.7, 0.8, 0.6, 0.9, 0.5, 0, 0, 0, 0.8, 0.6),
    ]) {
      const result = meanFailureClusterInterval(scores, cluster, 5, 0.95);
      const threshold =
        [...scores]
          .sort((a, b) => a - b)
          .slice(7, 9)
          .reduce((a, b) => a + b) / 4;
      const others = clusterMean(clusterScores(scores, cluster, 5, (s) => s >= threshold));
      const size = column(6, 3, 2, 3, 2);
      const failed = new Float64Array(5);
      scores.forEach((s, i) => {
        if (s < threshold) failed[cluster[i]!]! += 1;
      });
      const rates = clusterProportionInterval(size, failed, 0.95);
      const t = tClusterInterval(scores, cluster, 5, 0.95);
      expect(result.df).toBe(Math.min(others!.df, t.df!, rates.df!));
      expect(result.design?.df).toBe(result.df);
      expect(result.design?.kEff).toBe(rates.design!.kEff);
      expect(result.icc).toBe(others!.icc);
      expect(result.low).toBeLessThanOrEqual(Math.max(0, t.low!) + 1e-15);
      expect(result.high).toBeGreaterThanOrEqual(Math.min(1, t.high!) - 1e-15);
    }
  });

  it("says once that scores do not vary", () => {
    const cluster = [0, 1, 2, 3];
    const half = meanFailureClusterInterval(column(0.5, 0.5, 0.5, 0.5), cluster, 4, 0.95);
    expect(half.warnings[0]).toBe("interval/no-variation");
    const right = meanFailureClusterInterval(column(1, 1, 1, 1), cluster, 4, 0.95);
    expect(right.warnings.filter((code) => code === "interval/no-variation")).toHaveLength(1);
    const varied = meanFailureClusterInterval(column(0.5, 0.6, 0.5, 0.6), cluster, 4, 0.95);
    expect(varied.warnings).not.toContain("interval/no-variation");
  });
});
