import { describe, expect, it } from "vitest";
import { clusterDesign } from "../../src/statistics/cluster-design.js";
import { clusterMean, clusterScores } from "../../src/statistics/cluster-scores.js";
import { jackknifeVariance, rankedDesign } from "../../src/statistics/jackknife.js";
import { proportionInterval } from "../../src/statistics/proportion.js";
import { levelQuantile, studentLevelQuantile } from "../../src/statistics/quantiles.js";
import { wilsonInterval } from "../../src/statistics/wilson.js";
import {
  clusterProportionInterval,
  clusterWarnings,
  movedByUnseen,
} from "../../src/statistics/wilson-cluster.js";
import { jackknifeInterval } from "../../src/statistics/wilson-jackknife.js";

const column = (...values: number[]) => Float64Array.from(values);

describe("clusterScores and clusterMean", () => {
  // Clusters {1, 3}, {} and {5, 7, 9}, by hand: mean 5, SSB 2·9 + 3·4 = 30, SSW 2 + 8 = 10,
  // n0 = 5 − 13/5 = 2.4, icc (30 − 10/3)/(30 + 1.4·10/3) = 10/13, v = 2·(6² + 6²)/5² = 5.76.
  const scores = column(1, 5, 3, 7, 9);
  const cluster = [0, 2, 0, 2, 2];

  it("sums each cluster, and the squares inside it", () => {
    const { size, total, within } = clusterScores(scores, cluster, 3);
    expect([...size]).toEqual([2, 0, 3]);
    expect([...total]).toEqual([4, 0, 21]);
    expect(within).toBe(10);
  });

  it("leaves out what is not to be included", () => {
    const { size, total, within } = clusterScores(scores, cluster, 3, (score) => score > 2);
    expect([...size]).toEqual([1, 0, 3]);
    expect([...total]).toEqual([3, 0, 21]);
    expect(within).toBe(8);
  });

  it("gives mean, variance and intraclass correlation as by hand", () => {
    const found = clusterMean(clusterScores(scores, cluster, 3));
    expect(found).toMatchObject({ n: 5, G: 2, mean: 5, df: 1 });
    expect([...(found?.residuals ?? [])]).toEqual([-6, 6]);
    expect(found?.v).toBeCloseTo(5.76, 14);
    expect(found?.icc).toBeCloseTo(10 / 13, 14);
  });

  it("weighs three clusters by their sizes", () => {
    // {1, 3}, {5, 7, 9} and {2}: mean 4.5, MSB 37.5/2, MSW 10/3, n0 = (6 − 14/6)/2.
    const three = clusterMean(clusterScores(column(1, 5, 3, 7, 9, 2), [0, 1, 0, 1, 1, 2], 3));
    const msw = 10 / 3;
    const expected = (18.75 - msw) / (18.75 + (11 / 6 - 1) * msw);
    expect(three?.icc).toBeCloseTo(expected, 14);
    expect(three?.v).toBeCloseTo((1.5 * (25 + 56.25 + 6.25)) / 36, 14); // residuals −5, 7.5, −2.5
  });

  it("has no variance of one cluster, and nothing of none", () => {
    const one = clusterMean(clusterScores(column(1, 2, 6), [1, 1, 1], 2));
    expect(one).toMatchObject({ n: 3, G: 1, mean: 3, v: 0, icc: 0, df: 1 });
    expect(clusterMean(clusterScores(column(), [], 4))).toBeNull();
  });

  it("takes single units as wholly alike inside", () => {
    const single = clusterMean(clusterScores(column(1, 2, 6), [0, 1, 2], 3));
    expect(single?.icc).toBe(1);
    expect(single?.v).toBeCloseTo(14 / 6, 14); // s²/n: squares 4 + 1 + 9, over 2, over 3
  });
});

describe("rankedDesign", () => {
  it("counts the rarer label for AUC, the positives for AP", () => {
    const size = column(2, 0, 4);
    const positives = column(1, 0, 3);
    const influence = column(0.1, 0, -0.1);
    const auc = rankedDesign(size, positives, influence, "rarer");
    expect(auc).toMatchObject({ n: 6, G: 2, kEff: 2, icc: null, df: 1 });
    expect(auc.mw).toBeCloseTo(20 / 6, 14);
    const ap = rankedDesign(size, positives, influence, "positives");
    expect(ap.kEff).toBeCloseTo(1.6, 14); // (1 + 3)²/(1 + 9)
    expect(ap.floor).toBe(0); // 0.3·max(0, 1 − 1.6/1.5)
  });

  it("counts the positives where both labels are as many", () => {
    const tied = rankedDesign(column(4, 2), column(3, 0), column(0, 0), "rarer");
    expect(tied.kEff).toBe(1); // the negatives 1 and 2 would give 1.8
    expect(tied.floor).toBeCloseTo(0.3 * (1 - 1 / 1.5), 14);
  });

  it("is defined without any image", () => {
    expect(rankedDesign(column(0), column(0), column(0), "rarer")).toMatchObject({
      n: 0,
      G: 0,
      mw: 1,
      kEff: 0,
      df: 1,
    });
  });
});

describe("jackknifeVariance", () => {
  it("takes a multiplicity as so many units", () => {
    const each = jackknifeVariance(column(1, 1, 1, 4, Number.NaN));
    const counted = jackknifeVariance(column(1, 4, Number.NaN), column(3, 1, 1));
    // Mean of the defined 7/4; squares 3·(3/4)² + (9/4)² = 6.75; times 4/5.
    expect(each).toBeCloseTo(5.4, 14);
    expect(counted).toBeCloseTo(5.4, 14);
  });
});

describe("clusterDesign at its edges", () => {
  it("takes the right answers as the rarer outcome where both are half", () => {
    const even = clusterDesign(column(4, 2), column(3, 0));
    expect(even.p).toBe(0.5);
    expect(even.kEff).toBe(1); // the wrong ones, 1 and 2, would give 1.8
  });

  it("does not call a big set of nearly single images one of single images", () => {
    // Nine clusters of one image and one of two: within-cluster variance exists.
    const size = column(...Array.from({ length: 9 }, () => 1), 2);
    const hits = column(1, 1, 1, 1, 1, 1, 1, 0, 0, 1);
    const p = 8 / 11;
    let between = 0;
    size.forEach((m, g) => {
      between += m * (hits[g]! / m - p) ** 2;
    });
    const msb = between / 9;
    const msw = 0.5; // 2·½·½ over n − G = 1
    const n0 = (11 - 13 / 11) / 9;
    const expected = Math.max(0, (msb - msw) / (msb + (n0 - 1) * msw));
    expect(clusterDesign(size, hits).icc).toBeCloseTo(expected, 12);
  });
});

describe("clusterProportionInterval at its edges", () => {
  it("names method and level where it has nothing to say", () => {
    expect(clusterProportionInterval(column(0), column(0), 0.9)).toEqual({
      value: null,
      low: null,
      high: null,
      level: 0.9,
      method: "wilson-cluster",
      n: 0,
      clusters: 0,
      effectiveN: null,
      df: null,
      icc: null,
      warnings: ["interval/no-images"],
      design: null,
      theseClustersOnly: null,
    });
    expect(proportionInterval(0, 0, 0.9)).toMatchObject({ method: "wilson", level: 0.9, n: 0 });
  });

  const limits = { low: 0.1, high: 0.9 };
  const evidence = { G: 12, df: 11, kEff: 12, sizeRelated: false };

  it("warns from just below each threshold on", () => {
    const warned = (fields: Partial<typeof evidence>, u = 0.5) =>
      clusterWarnings({ ...evidence, ...fields }, u, limits);
    expect(warned({})).toEqual([]);
    expect(warned({ G: 10 })).toEqual([]);
    expect(warned({ G: 9 })).toEqual(["clusters/few"]);
    expect(warned({ df: 4 })).toEqual([]);
    expect(warned({ df: 3.99 })).toEqual(["clusters/one-dominates"]);
    expect(warned({ kEff: 6 })).toEqual([]);
    expect(warned({ kEff: 5.99 })).toEqual(["clusters/outcomes-in-few"]);
    expect(warned({ sizeRelated: true })).toEqual(["clusters/size-related"]);
    expect(clusterWarnings(evidence, 0, { low: 0, high: 0.9 })).toEqual(["interval/no-variation"]);
    expect(clusterWarnings(evidence, 1, { low: 0.1, high: 1 })).toEqual(["interval/no-variation"]);
  });

  it("is moved by unseen clusters only beyond the limits", () => {
    expect(movedByUnseen(1, 3, { low: 0.5, high: 1 })).toBe(false); // 3 of 6, exactly the limit
    expect(movedByUnseen(1, 3, { low: 0.5001, high: 1 })).toBe(true);
    expect(movedByUnseen(0, 3, { low: 0, high: 0.5 })).toBe(false);
    expect(movedByUnseen(0, 3, { low: 0, high: 0.4999 })).toBe(true);
  });
});

describe("jackknifeInterval at its edges", () => {
  const base = { value: 0.8, range: [0, 1], variance: 0.002, cap: 90, level: 0.95, n: 90 } as const;
  const design = {
    G: 12,
    icc: 0.25,
    kEff: 9,
    floor: 0.1,
    mw: 5,
    df: 8,
    sizeCorrelation: 0,
    sizeThreshold: 0.6,
    sizeRelated: false,
  };

  it("has no limits where the metric can tell as much as no image", () => {
    expect(jackknifeInterval({ ...base, cap: 0, warnings: ["interval/few-of-a-class"] })).toEqual({
      level: 0.95,
      method: "wilson-jackknife",
      n: 90,
      clusters: null,
      icc: null,
      cap: 0,
      low: null,
      high: null,
      effectiveN: null,
      df: null,
      value: 0.8,
      u: 0.8,
      warnings: ["interval/no-variation", "interval/few-of-a-class"],
    });
  });

  it("passes the design's correlation on, and cuts the cap by its floor", () => {
    const result = jackknifeInterval({ ...base, design });
    const nu = Math.min(0.16 / 0.002, 90 / 1.4);
    const expected = wilsonInterval(0.8, nu, studentLevelQuantile(0.95, 8));
    expect(result).toMatchObject({
      icc: 0.25,
      clusters: 12,
      df: 8,
      method: "wilson-jackknife-cluster",
    });
    expect(result.cap).toBeCloseTo(90 / 1.4, 12);
    expect(result.low).toBeCloseTo(expected.low, 12);
    expect(result.high).toBeCloseTo(expected.high, 12);
  });

  it("takes three clusters, and no fewer", () => {
    const three = jackknifeInterval({ ...base, design: { ...design, G: 3 } });
    const two = jackknifeInterval({ ...base, design: { ...design, G: 2 } });
    expect(three.low).not.toBeNull();
    expect(two.low).toBeNull();
    expect(two.warnings).toEqual(["clusters/too-few"]);
  });

  it("lets few groups limit the degrees of freedom, and warns of them", () => {
    const grouped = jackknifeInterval({ ...base, design, groups: 3 });
    expect(grouped.df).toBe(2);
    expect(grouped.warnings).toContain("clusters/one-dominates");
    expect(jackknifeInterval({ ...base, design, groups: 200 }).df).toBe(8);
    expect(jackknifeInterval({ ...base, groups: 1 }).df).toBe(1);
    expect(jackknifeInterval({ ...base }).df).toBeNull();
  });

  it("uses the normal quantile where units are independent", () => {
    const { low, high } = jackknifeInterval(base);
    const expected = wilsonInterval(0.8, 80, levelQuantile(0.95));
    expect(low).toBeCloseTo(expected.low, 12);
    expect(high).toBeCloseTo(expected.high, 12);
  });
});
