import { describe, expect, it } from "vitest";
import { jackknifeEstimate } from "../../src/metrics/estimate-jackknife.js";
import { failureMeanEstimate, meanEstimate } from "../../src/metrics/estimate-mean.js";
import { createProportionEstimate } from "../../src/metrics/estimate-proportion.js";
import { createSample } from "../../src/metrics/sample.js";
import { clusterDesign } from "../../src/statistics/cluster-design.js";
import { levelQuantile, studentLevelQuantile } from "../../src/statistics/quantiles.js";
import { wilsonInterval } from "../../src/statistics/wilson.js";
import { jackknifeInterval } from "../../src/statistics/wilson-jackknife.js";
import { answered } from "./support/outcomes.js";

const column = (...values: number[]) => Float64Array.from(values);

/** A sample of units that weigh differently; what is true and answered does not matter here. */
function weighted(weights: readonly number[], cluster?: readonly number[]) {
  const zeros = weights.map(() => 0);
  const options = cluster === undefined ? { classes: 2 } : { classes: 2, cluster };
  return createSample(answered(zeros, zeros, options), Float64Array.from(weights));
}

/** x̄ ± t(ν − 1)·√(ν/(ν − 1)·Σd²)/Σw of the sums of each group, straight from the definition. */
function byDefinition(groups: readonly (readonly (readonly [w: number, x: number])[])[]) {
  const all = groups.flat();
  const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
  const W = sum(all.map(([w]) => w));
  const mean = sum(all.map(([w, x]) => w * x)) / W;
  const sizes = groups.map((group) => sum(group.map(([w]) => w)));
  const nu = W ** 2 / sum(sizes.map((m) => m ** 2));
  const d = groups.map((group) => sum(group.map(([w, x]) => w * (x - mean))));
  const squares = sum(d.map((e) => e ** 2));
  const half = (studentLevelQuantile(0.95, nu - 1) * Math.sqrt((nu / (nu - 1)) * squares)) / W;
  const carriers = squares ** 2 / sum(d.map((e) => e ** 4));
  return { mean, nu, low: mean - half, high: mean + half, carriers };
}

describe("weighted means", () => {
  it("of independent units", () => {
    const wanted = byDefinition([[[1, 1]], [[2, 2]], [[3, 4]], [[1, 9]]]);
    const found = meanEstimate(weighted([1, 2, 3, 1]), column(1, 2, 4, 9)).at(0.95);
    expect(found.value).toBeCloseTo(wanted.mean, 13);
    expect(found.low).toBeCloseTo(wanted.low, 11);
    expect(found.high).toBeCloseTo(wanted.high, 11);
    expect(found.carriers).toBeCloseTo(wanted.carriers, 11);
    expect(found).toMatchObject({ method: "t", family: "t", n: 4, defined: 4, clusters: null });
    expect(found.warnings).toEqual(["interval/few-units-carry-it"]);
  });

  it("over clusters, of which empty ones do not count", () => {
    const wanted = byDefinition([
      [
        [1, 1],
        [2, 2],
      ],
      [
        [3, 4],
        [1, 9],
      ],
      [[2, 5]],
    ]);
    const sample = weighted([1, 2, 3, 1, 2], [0, 0, 2, 2, 3]);
    const found = meanEstimate(sample, column(1, 2, 4, 9, 5)).at(0.95);
    expect(found.value).toBeCloseTo(wanted.mean, 13);
    expect(found.low).toBeCloseTo(wanted.low, 10);
    expect(found.high).toBeCloseTo(wanted.high, 10);
    expect(found.carriers).toBeCloseTo(wanted.carriers, 11);
    expect(found).toMatchObject({ method: "t-cluster", n: 5, clusters: 3 });
    expect(found.warnings).toEqual(["interval/few-units-carry-it", "clusters/few"]);
  });

  const units = (n: number) => Array.from({ length: n }, (_, i) => i);
  const alternating = (n: number) => Float64Array.from(units(n), (i) => (i % 2 === 0 ? -1 : 1));
  const nearlyEqual = (n: number) => units(n).map((i) => (i < 2 ? 1.01 : 1));

  it("warn from just below each threshold on", () => {
    const warnings = (n: number, clustered: boolean) =>
      meanEstimate(weighted(nearlyEqual(n), clustered ? units(n) : undefined), alternating(n)).at(
        0.95,
      ).warnings;
    expect(warnings(16, false)).toEqual([]);
    expect(warnings(14, false)).toEqual(["interval/few-units-carry-it"]);
    expect(warnings(16, true)).toEqual([]);
    expect(warnings(10, true)).toEqual(["interval/few-units-carry-it"]);
    expect(warnings(9, true)).toEqual(["interval/few-units-carry-it", "clusters/few"]);
    expect(warnings(3, true)).toContain("clusters/few");
    expect(warnings(2, true)).toEqual(["clusters/too-few"]);
  });

  it("have no limits over two clusters, or where nothing varies", () => {
    const two = meanEstimate(weighted([1, 2, 3], [0, 0, 1]), column(1, 2, 3)).at(0.95);
    expect(two).toMatchObject({ low: null, high: null, carriers: null, clusters: 2, n: 3 });
    expect(two.value).toBeCloseTo(14 / 6, 14);
    const same = meanEstimate(weighted([1, 2, 3]), column(0.3, 0.3, 0.3)).at(0.95);
    expect(same).toMatchObject({ low: null, high: null, carriers: null, clusters: null });
    expect(same.warnings).toEqual(["interval/no-variation"]);
    const small = meanEstimate(weighted([1, 2, 3]), column(1e-9, 2e-9, 4e-9)).at(0.95);
    expect(small.low).not.toBeNull();
  });

  it("of bounded scores stay within the bounds, and turn round with a falling map", () => {
    const scores = column(0.9, 1, 0.2, 0.4);
    const sample = weighted([1, 2, 3, 1]);
    const plain = meanEstimate(sample, scores).at(0.95);
    const falling = failureMeanEstimate(
      sample,
      scores,
      (score) => 2 - 2 * score,
      (value) => 1 - value / 2,
    ).at(0.95);
    expect(plain.low).toBeLessThan(0);
    expect(falling.value).toBeCloseTo(2 - 2 * (plain.value ?? Number.NaN), 13);
    expect(falling.low).toBe(2 - 2 * Math.min(1, plain.high ?? Number.NaN));
    expect(falling.high).toBe(2);
    expect(falling.u).toBe(plain.value);
    expect(falling).toMatchObject({ family: "t", method: "t", failures: null, design: null });
    const rising = failureMeanEstimate(
      sample,
      scores,
      (score) => score,
      (value) => value,
    ).at(0.95);
    expect(rising.low).toBe(0);
    expect(rising.high).toBe(Math.min(1, plain.high ?? Number.NaN));
    const same = failureMeanEstimate(
      sample,
      column(1, 1, 1, 1),
      (s) => s,
      (v) => v,
    ).at(0.95);
    expect(same).toMatchObject({ low: null, high: null });
    const inside = failureMeanEstimate(
      weighted(nearlyEqual(16)),
      alternating(16).map((x) => 0.5 + x / 10),
      (score) => score,
      (value) => value,
    ).at(0.95);
    expect(inside.low).toBeGreaterThan(0.4);
    expect(inside.high).toBeLessThan(0.6);
  });
});

describe("weighted shares", () => {
  const sample = weighted([1, 2]);
  const at = (hits: number, size: number, effective: number, classAbsent = false) =>
    createProportionEstimate(
      sample,
      { n: 7, size, hits, effective, clusters: null },
      { fromUnit: null, classAbsent },
    )(0.9);

  it("are Wilson's on Kish's number of units, with every field", () => {
    const { low, high } = wilsonInterval(0.25, 20, levelQuantile(0.9));
    expect(at(10, 40, 20)).toEqual({
      value: 0.25,
      low,
      high,
      level: 0.9,
      method: "wilson",
      n: 7,
      defined: null,
      clusters: null,
      warnings: [],
      family: "proportion",
      u: 0.25,
      nu: 20,
      design: null,
      carriers: null,
      fewLabels: null,
      failures: null,
    });
  });

  it("warn from just below five of either outcome on, and where all are one", () => {
    expect(at(10, 40, 20).warnings).toEqual([]); // exactly 5 right
    expect(at(30, 40, 20).warnings).toEqual([]); // exactly 5 wrong
    expect(at(10, 40, 20 - 1e-6).warnings).toEqual(["interval/few-outcomes"]);
    expect(at(30, 40, 20 - 1e-6).warnings).toEqual(["interval/few-outcomes"]);
    const one = ["interval/few-outcomes", "interval/no-variation"];
    expect(at(0, 40, 20).warnings).toEqual(one);
    expect(at(40, 40, 20).warnings).toEqual(one);
    expect(at(40 + 1e-12, 40, 20).value).toBe(1);
    expect(at(0, 0, 0)).toMatchObject({ value: null, warnings: ["interval/no-images"] });
    expect(at(0, 0, 0, true).warnings).toEqual(["interval/class-absent"]);
    expect(at(10, 40, 20, true).warnings).toEqual(["interval/class-absent"]);
  });
});

const FEW = { few: 1, of: 3, names: ["a"], least: 3, tooMany: true };

describe("jackknife estimates", () => {
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
  const parts = {
    value: 0.6,
    variance: 0.002,
    cap: 90,
    n: 90,
    minority: 20,
    defined: 3,
    fewLabels: FEW,
    warnings: [],
    design,
  };

  it("complete the design of a ranked metric with what a share has", () => {
    const ranked = { ...design, n: 60 };
    const found = jackknifeEstimate({ ...parts, design: ranked }, [0, 1]).at(0.95);
    const nu = Math.min(0.24 / 0.002, 90 / 1.4);
    expect(found.nu).toBeCloseTo(nu, 11);
    expect(found.design).toMatchObject({ ...design, n: 60, p: 0.6, v: 0.002, n0: null, icc: 0.25 });
    expect(found.design?.nEff).toBeCloseTo(nu, 11);
    expect(found.design?.deff).toBeCloseTo(60 / nu, 11);
    expect(found.design?.unseenLow).toBeCloseTo((0.6 * 12) / 15, 14);
    expect(found.design?.unseenHigh).toBeCloseTo((0.6 * 12 + 3) / 15, 14);
    expect(found).toMatchObject({
      family: "jackknife",
      defined: 3,
      fewLabels: FEW,
      clusters: 12,
    });
    const bare = jackknifeEstimate({ ...parts, design: { ...design, icc: null } }, [0, 1]).at(0.95);
    expect(bare.design).toMatchObject({ n: 0, deff: 0, icc: 0 });
  });

  it("have no design effect without an interval", () => {
    const few = { ...design, G: 2 };
    const found = jackknifeEstimate({ ...parts, design: few }, [0, 1]).at(0.95);
    expect(found.design).toMatchObject({ nEff: null, deff: null });
    const none = jackknifeEstimate({ ...parts, value: null }, [0, 1]).at(0.95);
    expect(none.design).toMatchObject({ p: 0, unseenLow: 0, unseenHigh: 0.2 });
    expect(jackknifeEstimate({ ...parts, design: null }, [0, 1]).at(0.95).design).toBeNull();
  });

  it("keep the design of a share as it is", () => {
    const share = clusterDesign(column(5, 6, 7, 8), column(4, 4, 6, 5));
    expect(jackknifeEstimate({ ...parts, design: share }, [0, 1]).at(0.95).design).toBe(share);
  });

  it("take a variance of rounding for none, and few groups for few degrees of freedom", () => {
    const independent = { ...parts, design: null };
    const rounding = jackknifeEstimate({ ...independent, variance: 9e-27 }, [0, 1]).at(0.95);
    expect(rounding.warnings).toEqual(["interval/no-variation"]);
    expect(rounding.nu).toBe(90);
    const tiny = jackknifeEstimate({ ...independent, variance: 2e-26 }, [0, 1]).at(0.95);
    expect(tiny.warnings).toEqual([]);
    const grouped = jackknifeEstimate({ ...independent, groups: 5 }, [-1, 1]).at(0.95);
    const expected = jackknifeInterval({
      value: 0.6,
      range: [-1, 1],
      variance: 0.002,
      cap: 90,
      level: 0.95,
      n: 90,
      minority: 20,
      groups: 5,
    });
    expect(grouped.low).toBe(expected.low);
    expect(expected.df).toBe(4);
  });
});
