import { describe, expect, it } from "vitest";
import {
  finitePopulationInterval,
  smallestWhere,
  wilsonFinitePopulation,
} from "../../src/statistics/finite-population.js";
import {
  hypergeometric,
  hypergeometricLowerTail,
  hypergeometricUpperTail,
} from "../../src/statistics/hypergeometric.js";
import { hasInterval, type IntervalResult } from "../../src/statistics/interval.js";
import { normalQuantile } from "../../src/statistics/normal-quantile.js";
import {
  betaCdf,
  betaQuantile,
  binomialCdf,
  chiSquareCdf,
  chiSquareQuantile,
  fCdf,
  normalCdf,
  studentCdf,
  studentLevelQuantile,
  studentQuantile,
} from "../../src/statistics/quantiles.js";
import { wilsonInterval, Z_95 } from "../../src/statistics/wilson.js";
import { placeOf } from "./place-of.js";

const INFINITE = Number.POSITIVE_INFINITY;
const NAN = Number.NaN;

describe("distribution functions", () => {
  it("equal SciPy 1.17.1's", () => {
    expect(normalCdf(-1.2)).toBeCloseTo(0.11506967022170822, 14);
    expect(normalQuantile(0.2)).toBeCloseTo(-0.8416212335729142, 13);
    expect(studentQuantile(0.975, 3.5)).toBeCloseTo(2.9400886379827282, 10);
    expect(studentCdf(1.3, 3.5)).toBeCloseTo(0.8637022920978149, 12);
    expect(studentCdf(-1.3, 2)).toBeCloseTo(0.16162351590802015, 12);
    expect(betaQuantile(0.1, 2.5, 4)).toBeCloseTo(0.1576580554781871, 12);
    expect(betaCdf(0.3, 2.5, 4)).toBeCloseTo(0.3521975859067672, 12);
    expect(binomialCdf(3, 10, 0.3)).toBeCloseTo(0.6496107184, 12);
    expect(chiSquareCdf(3, 2.5)).toBeCloseTo(0.6941503705541809, 12);
    expect(chiSquareQuantile(0.9, 2.5)).toBeCloseTo(5.447880148383694, 10);
    expect(fCdf(2, 3, 7.5)).toBeCloseTo(0.8026159449519497, 12);
  });

  it("have their limits", () => {
    expect(normalQuantile(0)).toBe(-INFINITE);
    expect(normalQuantile(1)).toBe(INFINITE);
    expect(normalQuantile(0.5)).toBe(0);
    expect(studentQuantile(0, 3)).toBe(-INFINITE);
    expect(studentQuantile(1, 3)).toBe(INFINITE);
    expect(studentQuantile(0.5, 3)).toBe(0);
    expect(studentQuantile(0.9, INFINITE)).toBe(normalQuantile(0.9));
    expect(studentCdf(0.7, INFINITE)).toBe(normalCdf(0.7));
    expect(studentCdf(INFINITE, 3)).toBe(1);
    expect(studentCdf(-INFINITE, 3)).toBe(0);
  });

  it.each([
    ["a probability below 0", () => normalQuantile(-1e-9), "p"],
    ["a probability above 1", () => normalQuantile(1 + 1e-9), "p"],
    ["a probability that is NaN", () => studentQuantile(NAN, 3), "p"],
    ["a NaN on the normal line", () => normalCdf(NAN), "x"],
    ["no degrees of freedom", () => studentQuantile(0.5, 0), "df"],
    ["negative degrees of freedom", () => studentCdf(1, -1), "df"],
    ["a NaN for Student", () => studentCdf(NAN, 3), "x"],
    ["a level of 1", () => studentLevelQuantile(1, 3), "level"],
    ["a level of 0", () => studentLevelQuantile(0, 3), "level"],
    ["a beta shape of 0", () => betaQuantile(0.5, 0, 1), "a"],
    ["an infinite beta shape", () => betaQuantile(0.5, 1, INFINITE), "b"],
    ["a probability of a beta quantile", () => betaQuantile(2, 1, 1), "p"],
    ["a NaN for the beta law", () => betaCdf(NAN, 1, 1), "x"],
    ["a negative shape", () => betaCdf(0.5, -1, 1), "a"],
    ["another negative shape", () => betaCdf(0.5, 1, -1), "b"],
    ["a NaN for the binomial law", () => binomialCdf(NAN, 5, 0.5), "k"],
    ["half a trial", () => binomialCdf(1, 2.5, 0.5), "n"],
    ["fewer trials than none", () => binomialCdf(1, -1, 0.5), "n"],
    ["a binomial share above 1", () => binomialCdf(1, 5, 1.5), "p"],
    ["a NaN for χ²", () => chiSquareCdf(NAN, 1), "x"],
    ["χ² without freedom", () => chiSquareCdf(1, 0), "df"],
    ["a χ² quantile of 2", () => chiSquareQuantile(2, 1), "p"],
    ["a χ² quantile with infinite freedom", () => chiSquareQuantile(0.5, INFINITE), "df"],
    ["a NaN for F", () => fCdf(NAN, 1, 1), "x"],
    ["F without freedom above", () => fCdf(1, 0, 1), "d1"],
    ["F without freedom below", () => fCdf(1, 1, 0), "d2"],
  ])("refuse %s, by name", (_, call, place) => {
    expect(placeOf(call)).toBe(place);
  });

  it("take what is just inside", () => {
    expect(binomialCdf(0, 0, 0.5)).toBe(1);
    expect(betaCdf(0, 1, 1)).toBe(0);
    expect(placeOf(() => studentQuantile(0.9, 0.1))).toBeNull();
  });
});

describe("the hypergeometric law", () => {
  it("of 12 from 20 with 7 marked is SciPy's", () => {
    const law = hypergeometric(20, 7, 12);
    expect(law.min).toBe(0);
    expect(law.probability).toHaveLength(8);
    expect(law.probability[0]! / 0.00010319917440660477).toBeCloseTo(1, 12);
    expect(law.probability[4]).toBeCloseTo(0.3575851393188855, 13);
    expect(law.probability[7]).toBeCloseTo(0.010216718266253873, 13);
    expect(hypergeometricLowerTail(3, law)).toBeCloseTo(0.2507739938080496, 13);
    expect(hypergeometricUpperTail(4, law)).toBeCloseTo(0.7492260061919505, 13);
    expect(hypergeometricUpperTail(0, law)).toBeCloseTo(1, 14);
    expect(hypergeometricUpperTail(-3, law)).toBeCloseTo(1, 14);
    expect(hypergeometricLowerTail(9, law)).toBeCloseTo(1, 14);
    expect(hypergeometricUpperTail(8, law)).toBe(0);
  });

  it("starts at the least number that must be marked", () => {
    const law = hypergeometric(10, 8, 5); // at least 3 of 5
    expect(law.min).toBe(3);
    expect([...law.probability].map((p) => Math.round(p * 252))).toEqual([56, 140, 56]);
    expect(hypergeometricLowerTail(2, law)).toBe(0);
    expect(hypergeometricLowerTail(3, law)).toBeCloseTo(56 / 252, 14);
    expect(hypergeometricUpperTail(4, law)).toBeCloseTo(196 / 252, 14);
  });

  it.each([
    ["half a pool", () => hypergeometric(2.5, 1, 1), "N"],
    ["a negative pool", () => hypergeometric(-1, 0, 0), "N"],
    ["more marked than there are", () => hypergeometric(5, 6, 1), "K"],
    ["fewer marked than none", () => hypergeometric(5, -1, 1), "K"],
    ["half a marked one", () => hypergeometric(5, 1.5, 1), "K"],
    ["a larger sample", () => hypergeometric(5, 1, 6), "n"],
    ["a negative sample", () => hypergeometric(5, 1, -1), "n"],
    ["half a draw", () => hypergeometric(5, 1, 1.5), "n"],
    ["an interval of half a pool", () => finitePopulationInterval(1, 2, 9.5, 0.95), "N"],
    ["an interval of no pool", () => finitePopulationInterval(0, 0, 0, 0.95), "N"],
    ["an interval of no sample", () => finitePopulationInterval(0, 0, 5, 0.95), "n"],
    ["an interval of too large a sample", () => finitePopulationInterval(0, 6, 5, 0.95), "n"],
    ["an interval of half a sample", () => finitePopulationInterval(0, 2.5, 5, 0.95), "n"],
    ["an interval of negative hits", () => finitePopulationInterval(-1, 2, 5, 0.95), "k"],
    ["an interval of too many hits", () => finitePopulationInterval(3, 2, 5, 0.95), "k"],
    ["an interval of half a hit", () => wilsonFinitePopulation(0.5, 2, 5, 0.95), "k"],
  ])("refuses %s, by name", (_, call, place) => {
    expect(placeOf(call)).toBe(place);
  });

  it("keeps a law of many thousands, whose ends are no doubles any more", () => {
    const [N, K, n] = [100_000, 40_000, 20_000];
    const { min, probability } = hypergeometric(N, K, n);
    let sum = 0;
    let mean = 0;
    let squares = 0;
    probability.forEach((p, i) => {
      sum += p;
      mean += p * (min + i);
    });
    probability.forEach((p, i) => {
      squares += p * (min + i - mean) ** 2;
    });
    expect(sum).toBeCloseTo(1, 10);
    expect(mean).toBeCloseTo(8000, 6); // nK/N
    expect(squares / ((8000 * 0.6 * 80_000) / 99_999)).toBeCloseTo(1, 8);
  });

  it("gives Wilson's interval on n(N − 1)/(N − n) images", () => {
    const { low, high } = wilsonFinitePopulation(6, 8, 20, 0.95);
    const expected = wilsonInterval(0.75, (8 * 19) / 12, Z_95);
    expect(low).toBeCloseTo(expected.low, 12);
    expect(high).toBeCloseTo(expected.high, 12);
  });

  it("takes empty pools and pools of one", () => {
    expect([...hypergeometric(0, 0, 0).probability]).toEqual([1]);
    expect(finitePopulationInterval(1, 1, 1, 0.95)).toEqual({ low: 1, high: 1 });
    expect(wilsonFinitePopulation(3, 5, 5, 0.95)).toEqual({ low: 0.6, high: 0.6 });
  });

  it("gives the interval that trying every pool gives", () => {
    for (const [k, n, N] of [
      [3, 8, 20],
      [0, 5, 11],
      [5, 5, 11],
      [1, 9, 10],
    ] as const) {
      const possible = Array.from({ length: N - n + 1 }, (_, i) => k + i);
      const upper = (K: number) => hypergeometricUpperTail(k, hypergeometric(N, K, n));
      const lower = (K: number) => hypergeometricLowerTail(k, hypergeometric(N, K, n));
      const interval = finitePopulationInterval(k, n, N, 0.9);
      const low = possible.find((K) => upper(K) > 0.05);
      const high = possible.findLast((K) => lower(K) > 0.05);
      expect(interval.low).toBe((low ?? Number.NaN) / N);
      expect(interval.high).toBe((high ?? Number.NaN) / N);
    }
  });

  it("finds the first number of a range, and its end if nothing before it will do", () => {
    expect(smallestWhere(3, 9, (x) => x >= 5)).toBe(5);
    expect(smallestWhere(3, 9, () => true)).toBe(3);
    expect(smallestWhere(3, 9, () => false)).toBe(9);
    expect(smallestWhere(4, 4, () => false)).toBe(4);
  });
});

describe("hasInterval", () => {
  it("wants a value and both limits", () => {
    const result: IntervalResult = {
      value: 0.5,
      low: 0.4,
      high: 0.6,
      level: 0.95,
      method: "wilson",
      n: 9,
      clusters: null,
      effectiveN: 9,
      df: null,
      icc: null,
      warnings: [],
    };
    expect(hasInterval(result)).toBe(true);
    expect(hasInterval({ ...result, value: null })).toBe(false);
    expect(hasInterval({ ...result, low: null })).toBe(false);
    expect(hasInterval({ ...result, high: null })).toBe(false);
    expect(hasInterval({ ...result, value: 0, low: 0, high: 0 })).toBe(true);
  });
});
