import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clusterDesign } from "../../src/statistics/cluster-design.js";
import {
  kendall,
  pearson,
  pearsonInterval,
  pearsonTest,
  spearmanTest,
} from "../../src/statistics/correlation.js";
import {
  horvitzThompson,
  importanceMean,
  neymanAllocation,
  proportionalAllocation,
  sampleDeviations,
  stratifiedMean,
} from "../../src/statistics/stratified.js";
import {
  designEffectInterval,
  raoScottChiSquare,
  surveyProportion,
} from "../../src/statistics/survey.js";
import { wilsonCounts, Z_95 } from "../../src/statistics/wilson.js";
import { throwsCode } from "../support/throws-code.js";

const of = (...values: number[]): Float64Array => Float64Array.from(values);
const bad = throwsCode("argument/out-of-range");

describe("surveyProportion", () => {
  it("has the variance and icc of the cluster design", () => {
    const clusters = fc.array(
      fc.integer({ min: 1, max: 40 }).chain((m) => fc.tuple(fc.constant(m), fc.nat({ max: m }))),
      { minLength: 2, maxLength: 20 },
    );
    fc.assert(
      fc.property(clusters, (list) => {
        const size = Float64Array.from(list, ([m]) => m);
        const hits = Float64Array.from(list, ([, x]) => x);
        const survey = surveyProportion(hits, size, 0.95);
        const design = clusterDesign(size, hits);
        expect(survey.error ** 2).toBeCloseTo(design.v!, 12);
        if (survey.icc !== null) expect(Math.max(0, survey.icc)).toBeCloseTo(design.icc, 9);
        expect(survey.n0).toBeCloseTo(design.n0!, 9);
      }),
    );
  });

  it("equals R's survey package on seven clusters of ten", () => {
    const found = surveyProportion([7, 9, 3, 8, 5, 10, 6], [10, 10, 10, 10, 10, 10, 10], 0.95);
    expect(found.error).toBeCloseTo(0.09110060223670949, 12);
    expect(found.logitT?.low).toBeCloseTo(0.436789642746477, 10);
    expect(found.kornGraubard?.high).toBeCloseTo(0.8827232540524051, 10);
    expect(found.icc).toBeCloseTo(0.17730496453900707, 12);
  });

  it("says null where all are right, and where the error is 0 between", () => {
    const all = surveyProportion([5, 8, 3], [5, 8, 3], 0.95);
    expect(all).toMatchObject({
      deff: null,
      effectiveN: null,
      logitT: null,
      wilson: null,
      error: 0,
    });
    const even = surveyProportion([5, 5, 5], [10, 10, 10], 0.95);
    expect(even).toMatchObject({ error: 0, effectiveN: null, kornGraubard: null, deff: 0 });
  });

  it("refuses one cluster, empty clusters and too many hits", () => {
    expect(() => surveyProportion([1], [2], 0.95)).toThrow(bad);
    expect(() => surveyProportion([0, 1], [0, 2], 0.95)).toThrow(bad);
    expect(() => surveyProportion([3, 1], [2, 2], 0.95)).toThrow(bad);
  });

  it("divides counts, n and χ² by a design effect", () => {
    const { kEff, nEff, interval } = designEffectInterval(45, 50, 2.3, 0.95);
    expect(interval).toEqual({
      low: expect.closeTo(wilsonCounts(kEff, nEff, Z_95).low, 12),
      high: expect.closeTo(wilsonCounts(kEff, nEff, Z_95).high, 12),
    });
    const test = raoScottChiSquare({ k1: 40, n1: 50, k2: 28, n2: 50 }, 1.9);
    expect(test?.pearson).toBeCloseTo(6.617647058823529, 12);
    expect(test?.p).toBeCloseTo(0.06200328424357512, 12);
    expect(raoScottChiSquare({ k1: 0, n1: 5, k2: 0, n2: 5 }, 2)).toBeNull();
    expect(() => designEffectInterval(4, 5, 0, 0.95)).toThrow(bad);
  });
});

describe("correlations", () => {
  const columns = fc.array(
    fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 })),
    {
      minLength: 2,
      maxLength: 40,
    },
  );
  const split = (list: readonly (readonly [number, number])[]) =>
    [Float64Array.from(list, ([x]) => x), Float64Array.from(list, ([, y]) => y)] as const;

  it("lie in [−1, 1], are symmetric, and change sign with a column", () => {
    fc.assert(
      fc.property(columns, (list) => {
        const [x, y] = split(list);
        for (const correlation of [
          pearson,
          (a: Float64Array, b: Float64Array) => spearmanTest(a, b)?.value ?? null,
          (a: Float64Array, b: Float64Array) => kendall(a, b)?.b.value ?? null,
        ]) {
          const r = correlation(x, y);
          if (r === null) {
            expect(x.every((v) => v === x[0]) || y.every((v) => v === y[0])).toBe(true);
            continue;
          }
          expect(Math.abs(r)).toBeLessThanOrEqual(1);
          expect(correlation(y, x)).toBeCloseTo(r, 12);
          expect(
            correlation(
              x,
              y.map((v) => -v),
            ),
          ).toBeCloseTo(-r, 12);
        }
      }),
    );
  });

  it("Kendall's counts pairs as the sum over all pairs does", () => {
    fc.assert(
      fc.property(columns, (list) => {
        const [x, y] = split(list);
        const found = kendall(x, y);
        fc.pre(found !== null);
        let balance = 0;
        let tiedX = 0;
        let tiedY = 0;
        let pairs = 0;
        for (let i = 0; i < x.length; i++) {
          for (let j = 0; j < i; j++) {
            pairs++;
            balance += Math.sign(x[i]! - x[j]!) * Math.sign(y[i]! - y[j]!);
            if (x[i] === x[j]) tiedX++;
            if (y[i] === y[j]) tiedY++;
          }
        }
        const tau = balance / Math.sqrt((pairs - tiedX) * (pairs - tiedY));
        expect(found.b.value).toBeCloseTo(tau, 12);
      }),
    );
  });

  it("are exactly 1 for ranks that agree", () => {
    const x = of(1, 5, 2, 9, 7);
    const y = x.map((v) => v ** 3);
    expect(spearmanTest(x, y)).toEqual({ value: 1, p: 0 });
    expect(kendall(x, y)?.b.value).toBe(1);
    expect(kendall(x, y)?.c).toBe(1);
  });

  it("have no test of two points and no interval of three", () => {
    expect(pearsonTest(of(1, 2), of(3, 5))).toEqual({ value: 1, p: null });
    expect(pearsonInterval(0.8, 3, 0.95)).toBeNull();
    expect(pearsonInterval(0.8, 30, 0.95)!.low).toBeLessThan(0.8);
    expect(pearsonInterval(1, 30, 0.95)).toEqual({ low: 1, high: 1 });
    expect(kendall(of(1, 1), of(1, 2))).toBeNull();
    expect(pearson(of(1, 2, 3), of(2, 2, 2))).toBeNull();
    expect(pearson(of(), of())).toBeNull();
  });

  it("keep values whose squares vanish or overflow", () => {
    expect(pearson(of(1e-200, 2e-200, 4e-200), of(1, 2, 4))).not.toBe(Number.NaN);
    expect(pearson(of(1e100, 2e100, 4e100), of(1e100, 2e100, 4e100))).toBeCloseTo(1, 12);
  });

  it("refuse columns of different length", () => {
    expect(() => pearson(of(1), of(1, 2))).toThrow(throwsCode("argument/length-mismatch"));
  });
});

describe("stratified and weighted samples", () => {
  it("one stratum without end is the plain mean", () => {
    const sample = [1, 2, 3, 6];
    const { mean, error, df } = stratifiedMean([1e12], [sample]);
    expect(mean).toBe(3);
    expect(error).toBeCloseTo(Math.sqrt(14 / 3 / 4), 9);
    expect(df).toBeCloseTo(3, 9);
  });

  it("a stratum seen whole adds no error", () => {
    const { error, df } = stratifiedMean(
      [3, 2],
      [
        [1, 0, 1],
        [0, 1],
      ],
    );
    expect(error).toBe(0);
    expect(df).toBeNull();
    expect(stratifiedMean([1, 4], [[1], [0, 1]]).mean).toBeCloseTo(0.6, 14);
  });

  it("Neyman's allocation follows size times spread, the other the size", () => {
    expect(Array.from(neymanAllocation([100, 300], [1, 1], 40))).toEqual([10, 30]);
    expect(Array.from(neymanAllocation([100, 300], [3, 1], 40))).toEqual([20, 20]);
    expect(Array.from(neymanAllocation([100, 300], [0, 0], 40))).toEqual([10, 30]);
    expect(Array.from(proportionalAllocation([1, 3], 8))).toEqual([2, 6]);
    expect(Array.from(sampleDeviations([[1, 3], [5]]))).toEqual([Math.SQRT2, 0]);
  });

  it("equal inclusion probabilities give the plain mean, drawn by chance or not", () => {
    const y = [1, 0, 1, 1];
    const found = horvitzThompson(y, [0.5, 0.5, 0.5, 0.5], 8);
    expect(found.mean).toBe(0.75);
    expect(found.hajekMean).toBe(0.75);
    expect(importanceMean(y, [0.125, 0.125, 0.125, 0.125], 8).mean).toBe(0.75);
    expect(horvitzThompson([1, 0], [1, 1], 2)).toMatchObject({ poissonVariance: 0, hajekError: 0 });
  });

  it("are unbiased over all samples", () => {
    // Poisson sampling of three units: the mean of the total over the eight samples is the total.
    const y = [2, 5, 11];
    const pi = [0.3, 0.5, 0.9];
    let expected = 0;
    for (let mask = 1; mask < 8; mask++) {
      const drawn = [0, 1, 2].filter((i) => mask & (1 << i));
      const chance = pi.reduce((p, q, i) => p * (mask & (1 << i) ? q : 1 - q), 1);
      const { total } = horvitzThompson(
        drawn.map((i) => y[i]!),
        drawn.map((i) => pi[i]!),
        3,
      );
      expected += chance * total;
    }
    expect(expected).toBeCloseTo(18, 12);
  });

  it.each([
    [() => stratifiedMean([2], [[1, 0, 1]])],
    [() => stratifiedMean([5], [[1]])],
    [() => stratifiedMean([5], [[]])],
    [() => horvitzThompson([1], [0], 5)],
    [() => horvitzThompson([], [], 5)],
    [() => importanceMean([1], [0.5], 5)],
    [() => importanceMean([1, 1], [0.5, 0], 5)],
  ])("refuse %s", (call) => {
    expect(call).toThrow(bad);
  });
});
