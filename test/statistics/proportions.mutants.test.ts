import { describe, expect, it } from "vitest";
import {
  agrestiCoull,
  clopperPearson,
  exactLimits,
  jeffreys,
  lowerTail,
  upperTail,
  wald,
  wilsonCorrected,
} from "../../src/statistics/one-proportion.js";
import {
  chiSquareTable,
  chiSquareYates,
  fisherExact,
  logRatio,
  oneSidedP,
  pooledZ,
  scoreDifferenceZ,
  scoreRatio,
} from "../../src/statistics/two-proportions.js";
import { placeOf } from "./place-of.js";

const INFINITE = Number.POSITIVE_INFINITY;

describe("one share", () => {
  it.each([
    ["Clopper–Pearson", (k: number, n: number) => clopperPearson(k, n, 0.95)],
    ["exact limits", (k: number, n: number) => exactLimits(k, n, 0.025)],
    ["Jeffreys", (k: number, n: number) => jeffreys(k, n, 0.95)],
    ["Wald", (k: number, n: number) => wald(k, n, 0.95)],
    ["Agresti–Coull", (k: number, n: number) => agrestiCoull(k, n, 0.95)],
    ["corrected Wilson", (k: number, n: number) => wilsonCorrected(k, n, 0.95)],
    ["an upper tail", (k: number, n: number) => upperTail(k, n, 0.5)],
    ["a lower tail", (k: number, n: number) => lowerTail(k, n, 0.5)],
  ])("of %s is refused outside 0 ≤ k ≤ n, n > 0, by name", (_, of) => {
    expect(placeOf(() => of(0, 0))).toBe("n");
    expect(placeOf(() => of(0, -1))).toBe("n");
    expect(placeOf(() => of(1, INFINITE))).toBe("n");
    expect(placeOf(() => of(-1, 5))).toBe("k");
    expect(placeOf(() => of(6, 5))).toBe("k");
    expect(placeOf(() => of(Number.NaN, 5))).toBe("k");
    expect(placeOf(() => of(5, 5))).toBeNull();
  });

  it("refuses a tail of nothing or of everything", () => {
    expect(placeOf(() => exactLimits(1, 5, 0))).toBe("tail");
    expect(placeOf(() => exactLimits(1, 5, 1))).toBe("tail");
  });

  // Roots π of |k/n − π| − min(½, |k − n/2|)/n = z√(π(1 − π)/n), by scipy.optimize.brentq 1.17.1.
  it.each([
    [15, 20, 0.505884541417155, 0.9040674081303942],
    [5, 20, 0.0959325918696058, 0.49411545858284506],
    [10, 20, 0.29929800819821234, 0.7007019918017877],
    [10, 21, 0.26387913790961715, 0.696620840022648],
    [1, 20, 0.002615555136691342, 0.2694437455714672],
    [0, 20, 0, 0.20045334501348705],
    [20, 20, 0.7995466549865129, 1],
    [19.7, 20, 0.7778055072211331, 1],
  ])("%d of %d with continuity correction has the roots of its equation", (k, n, low, high) => {
    const limits = wilsonCorrected(k, n, 0.95);
    expect(limits.low).toBeCloseTo(low, 11);
    expect(limits.high).toBeCloseTo(high, 11);
  });
});

describe("two shares", () => {
  const counts = (k1: number, n1: number, k2: number, n2: number) => ({ k1, n1, k2, n2 });
  const even = counts(12, 20, 5, 20);

  it("are refused outside their samples, by name", () => {
    for (const [given, place] of [
      [counts(1, 0, 1, 2), "n1"],
      [counts(1, 2, 1, INFINITE), "n2"],
      [counts(-1, 2, 1, 2), "k1"],
      [counts(1, 2, 3, 2), "k2"],
    ] as const) {
      expect(placeOf(() => pooledZ(given))).toBe(place);
      expect(placeOf(() => fisherExact(given))).toBe(place);
      expect(placeOf(() => logRatio(given, 0.95))).toBe(place);
    }
    expect(placeOf(() => scoreDifferenceZ(even, -1.01, "mn"))).toBe("delta");
    expect(placeOf(() => scoreDifferenceZ(even, 1.01, "mn"))).toBe("delta");
  });

  it("have SciPy's χ² and Fisher's p value", () => {
    expect(chiSquareTable(even)?.statistic).toBeCloseTo(5.012787723785166, 12);
    expect(chiSquareTable(even)?.p).toBeCloseTo(0.025160759200408785, 12);
    expect(chiSquareYates(even)?.statistic).toBeCloseTo(3.6828644501278776, 12);
    expect(chiSquareYates(even)?.p).toBeCloseTo(0.05497432872169419, 12);
    expect(fisherExact(even)).toBeCloseTo(0.05355099259437413, 12);
    const uneven = counts(12, 20, 5, 30);
    expect(chiSquareYates(uneven)?.statistic).toBeCloseTo(8.203357100415923, 12);
    // Nearer to what is expected than ½: the correction stops at 0.
    const near = counts(9, 20, 13, 30);
    expect(chiSquareYates(near)?.statistic).toBeCloseTo(0, 14);
    expect(chiSquareTable(near)?.statistic).toBeCloseTo(0.013528138528138433, 14);
  });

  it("have a pooled z whose square is χ², of either sign", () => {
    expect(pooledZ(even)?.statistic).toBeCloseTo(2.2389255735252043, 12);
    expect(pooledZ(even)?.p).toBeCloseTo(0.025160759200408778, 12);
    const turned = pooledZ(counts(5, 20, 12, 20));
    expect(turned?.statistic).toBeCloseTo(-2.2389255735252043, 12);
    expect(turned?.p).toBeCloseTo(0.025160759200408778, 12);
    expect(pooledZ(counts(5, 20, 5, 20))).toEqual({ statistic: 0, p: 1 });
    expect(pooledZ(counts(6, 20, 4, 10))?.p).toBeGreaterThan(0.5);
    expect(oneSidedP(1.5)).toBeCloseTo(0.06680720126885807, 12); // scipy.stats.norm.sf
  });

  it("have no test where all are right or all are wrong", () => {
    for (const same of [counts(0, 20, 0, 10), counts(20, 20, 10, 10)]) {
      expect(pooledZ(same)).toBeNull();
      expect(chiSquareTable(same)).toBeNull();
      expect(chiSquareYates(same)).toBeNull();
    }
  });

  it("have Katz's limits of their ratio", () => {
    const limits = logRatio(even, 0.95);
    expect(limits?.low).toBeCloseTo(1.0369277932994065, 12);
    expect(limits?.high).toBeCloseTo(5.554870876468864, 12);
  });

  // Roots of the score equation with the likelihood maximised numerically under p1 = ρ·p2
  // (scipy.optimize 1.17.1), so that nothing of the closed form is used.
  it.each([
    [12, 20, 5, 20, 1.0969278830091214, 5.747136133622451],
    [40, 50, 45, 50, 0.7329093662986012, 1.0539058162510602],
    [3, 30, 9, 40, 0.1360754431418934, 1.3715524914005557],
    [18, 20, 7, 30, 2.109834385925223, 7.776831591744929],
  ])("%d/%d over %d/%d has the score limits of its ratio", (k1, n1, k2, n2, low, high) => {
    const limits = scoreRatio(counts(k1, n1, k2, n2), 0.95);
    expect(limits?.low).toBeCloseTo(low, 6);
    expect(limits?.high).toBeCloseTo(high, 5);
  });
});
