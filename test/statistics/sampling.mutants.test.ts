import { describe, expect, it } from "vitest";
import {
  arcsineSize,
  clopperPearsonSize,
  finitePopulationSize,
  noninferioritySize,
  pooledSize,
  waldSize,
  wilsonSize,
  zeroFailuresLimit,
  zeroFailuresSize,
} from "../../src/statistics/sample-size.js";
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
import { placeOf } from "./place-of.js";

const INFINITE = Number.POSITIVE_INFINITY;
const PLAN = { p1: 0.9, p2: 0.8, alpha: 0.05, power: 0.8, twoSided: true, ratio: 1 };
const MARGIN = { p1: 0.9, p2: 0.88, margin: 0.05, alpha: 0.05, power: 0.8 };

describe("sizes of samples", () => {
  // The published formulas in Python with SciPy 1.17.1; searches there try every n.
  it("equal the formulas", () => {
    expect(waldSize(0.9, 0.05, 0.95)).toBeCloseTo(138.29251, 4);
    expect(pooledSize(PLAN)).toBeCloseTo(198.96341328433107, 9);
    expect(pooledSize({ ...PLAN, twoSided: false, ratio: 2 })).toBeCloseTo(120.51184115751923, 9);
    expect(arcsineSize(PLAN)).toBeCloseTo(194.90808459692897, 6);
    expect(arcsineSize({ ...PLAN, twoSided: false, ratio: 2 })).toBeCloseTo(115.14700636213549, 6);
    // A weak test, where rejecting on the wrong side has a part in the power.
    const weak = { ...PLAN, p1: 0.5, p2: 0.45, alpha: 0.3, power: 0.35 };
    expect(arcsineSize(weak)).toBeCloseTo(42.680872925617905, 6);
    expect(noninferioritySize(MARGIN)).toBeCloseTo(246.79759073123796, 8);
    expect(zeroFailuresSize(0.97, 0.05)).toBe(99);
    expect(zeroFailuresLimit(30, 0.05)).toBeCloseTo(0.09503385, 7);
    expect(finitePopulationSize(100, 100)).toBe(51); // 100/(1 + 99/100)
    expect(finitePopulationSize(1, 50)).toBe(1);
  });

  it.each([
    [0.9, 0.05, 159],
    [0.5, 0.1, 104],
    [0.95, 0.1, 33],
    [0, 0.1, 17],
    [1, 0.2, 8],
    [0.75, 0.2, 21],
    [0.5, 0.3, 11],
    // Where a half that is rounded up, down or to the odd number gives another size.
    [0.25, 0.11, 66],
    [0.25, 0.24, 15],
    [0.75, 0.14, 41],
    [0.75, 0.36, 7],
    [0.125, 0.17, 18],
    [0.125, 0.22, 13],
    [0.875, 0.23, 13],
    [0.875, 0.39, 3],
    [0.0625, 0.25, 6],
    // Far below the size at the fraction itself, and close above it: the search must start early enough.
    [0.002, 0.003, 1162],
    [0.02, 0.005, 3235],
  ])("for Clopper–Pearson at p %d and h %d are %d", (p, halfWidth, n) => {
    expect(clopperPearsonSize(p, halfWidth, 0.95)).toBe(n);
  });

  it.each([
    [0.9, 0.05, 141],
    [0.5, 0.1, 93],
    [0, 0.1, 16],
    [1, 0.3, 3],
    [0.5, 0.45, 1],
  ])("for Wilson at p %d and h %d are %d", (p, halfWidth, n) => {
    expect(wilsonSize(p, halfWidth, 0.95)).toBe(n);
  });

  it.each([
    ["a share below 0", () => waldSize(-0.1, 0.05, 0.95), "p"],
    ["a share above 1", () => wilsonSize(1.1, 0.05, 0.95), "p"],
    ["no width", () => wilsonSize(0.5, 0, 0.95), "halfWidth"],
    ["half of all as half-width", () => clopperPearsonSize(0.5, 0.5, 0.95), "halfWidth"],
    ["no size", () => finitePopulationSize(0, 10), "size"],
    ["a pool of none", () => finitePopulationSize(10, 0.5), "N"],
    ["a first share above 1", () => pooledSize({ ...PLAN, p1: 1.1 }), "p1"],
    ["a second share below 0", () => pooledSize({ ...PLAN, p2: -0.1 }), "p2"],
    ["equal shares", () => arcsineSize({ ...PLAN, p2: 0.9 }), "p2"],
    ["alpha 0", () => pooledSize({ ...PLAN, alpha: 0 }), "alpha"],
    ["alpha 1", () => pooledSize({ ...PLAN, alpha: 1 }), "alpha"],
    ["power 1", () => pooledSize({ ...PLAN, power: 1 }), "power"],
    ["power 0", () => pooledSize({ ...PLAN, power: 0 }), "power"],
    ["ratio 0", () => pooledSize({ ...PLAN, ratio: 0 }), "ratio"],
    ["an infinite ratio", () => pooledSize({ ...PLAN, ratio: INFINITE }), "ratio"],
    [
      "a margin that is used up",
      () => noninferioritySize({ ...MARGIN, p2: 0.9, margin: 0 }),
      "margin",
    ],
    ["a share of non-inferiority", () => noninferioritySize({ ...MARGIN, p1: 2 }), "p1"],
    ["another share of it", () => noninferioritySize({ ...MARGIN, p2: -1 }), "p2"],
    ["alpha of it", () => noninferioritySize({ ...MARGIN, alpha: 1 }), "alpha"],
    ["power of it", () => noninferioritySize({ ...MARGIN, power: 0 }), "power"],
    ["certain success", () => zeroFailuresSize(1, 0.05), "p0"],
    ["certain failure", () => zeroFailuresSize(0, 0.05), "p0"],
    ["no error of none", () => zeroFailuresSize(0.9, 0), "alpha"],
    ["no trial", () => zeroFailuresLimit(0, 0.05), "n"],
    ["all error", () => zeroFailuresLimit(5, 1), "alpha"],
    ["no design effect", () => designEffectInterval(4, 5, 0, 0.95), "deff"],
    ["an infinite design effect", () => designEffectInterval(4, 5, INFINITE, 0.95), "deff"],
    ["one cluster", () => surveyProportion([1], [2], 0.95), "number of clusters"],
    ["fewer hits than none", () => surveyProportion([-1, 1], [2, 2], 0.95), "hits"],
  ])("refuse %s, by name", (_, call, place) => {
    expect(placeOf(call)).toBe(place);
  });
});

describe("surveyProportion", () => {
  // R's survey formulas in Python with SciPy 1.17.1.
  it("equals the formulas on four uneven clusters", () => {
    const found = surveyProportion([3, 5, 2, 8], [10, 7, 5, 9], 0.95);
    expect(found.p).toBeCloseTo(18 / 31, 14);
    expect(found.df).toBe(3);
    expect(found.error).toBeCloseTo(0.1547637248081432, 13);
    expect(found.randomSampleError).toBeCloseTo(0.0900918712501222, 13);
    expect(found.deff).toBeCloseTo(2.9509858854291724, 12);
    expect(found.deffPq).toBeCloseTo(3.049352081610145, 12);
    expect(found.effectiveN).toBeCloseTo(10.166094032549733, 11);
    expect(found.waldT.low).toBeCloseTo(0.08811791708270278, 10);
    expect(found.waldT.high).toBeCloseTo(1.0731724054979423, 10);
    expect(found.logitT?.low).toBeCloseTo(0.1548173126292402, 10);
    expect(found.logitT?.high).toBeCloseTo(0.9127872113685854, 10);
    expect(found.wilson?.low).toBeCloseTo(0.29917188067340966, 11);
    expect(found.wilson?.high).toBeCloseTo(0.8178858668913551, 11);
    expect(found.wilsonT?.low).toBeCloseTo(0.18948633100454976, 10);
    expect(found.wilsonT?.high).toBeCloseTo(0.8913103506643847, 10);
    expect(found.kornGraubard?.low).toBeCloseTo(0.10815706231351964, 9);
    expect(found.kornGraubard?.high).toBeCloseTo(0.9558300623333384, 9);
    expect(found.icc).toBeCloseTo(0.21617177039556984, 12);
    expect(found.n0).toBeCloseTo(7.591397849462365, 12);
    expect(found.deffKish).toBeCloseTo(2.562015373180892, 12);
  });

  it("takes a negative correlation for none in Kish's design effect, and has none of single images", () => {
    const alike = surveyProportion([5, 4, 5, 4], [10, 8, 10, 8], 0.95);
    expect(alike.icc).toBeLessThan(0);
    expect(alike.deffKish).toBe(1);
    const single = surveyProportion([1, 0, 1], [1, 1, 1], 0.95);
    expect(single.icc).toBeNull();
    expect(single.deffKish).toBeNull();
  });

  it("has neither design effect nor interval where all are wrong", () => {
    for (const hits of [
      [0, 0],
      [4, 3],
    ]) {
      expect(surveyProportion(hits, [4, 3], 0.95)).toMatchObject({
        error: 0,
        deff: null,
        deffPq: null,
        effectiveN: null,
        logitT: null,
        wilson: null,
        wilsonT: null,
        kornGraubard: null,
      });
    }
    expect(placeOf(() => surveyProportion([1, 1], [2, 2, 2], 0.95))).toBe("number of clusters");
    const counts = { k1: 4, n1: 5, k2: 2, n2: 5 };
    expect(placeOf(() => raoScottChiSquare(counts, 0))).toBe("deff");
    expect(placeOf(() => raoScottChiSquare(counts, INFINITE))).toBe("deff");
  });

  it("takes what is just inside", () => {
    expect(finitePopulationSize(5, 1)).toBe(1);
    expect(zeroFailuresLimit(1, 0.05)).toBeCloseTo(0.95, 14);
    expect(horvitzThompson([2], [1], 1).mean).toBe(2);
    expect(importanceMean([1, 1], [1, 1], 1)).toEqual({ mean: 1, error: 0 });
    expect(stratifiedMean([3], [[1, 2, 3]])).toEqual({ mean: 2, error: 0, df: null });
  });
});

describe("stratified and weighted samples", () => {
  it("equal the textbook's sums, worked in Python", () => {
    const found = stratifiedMean(
      [50, 30, 4],
      [
        [1, 3, 2, 6],
        [5, 4, 9],
        [2, 2, 3, 7],
      ],
    );
    expect(found.mean).toBeCloseTo(4.095238095238095, 13);
    expect(found.error).toBeCloseTo(0.8050764858994133, 13);
    expect(found.df).toBeCloseTo(4.996336678733229, 12);
    const weighted = horvitzThompson([3, 1, 4, 1.5], [0.2, 0.5, 0.25, 1], 15);
    expect(weighted.total).toBeCloseTo(34.5, 13);
    expect(weighted.mean).toBeCloseTo(2.3, 13);
    expect(weighted.hajekMean).toBeCloseTo(2.875, 13);
    expect(weighted.poissonVariance).toBeCloseTo(374, 11);
    expect(weighted.hajekError).toBeCloseTo(0.39555911554265677, 13);
    const drawn = importanceMean([1, 0, 0.5], [0.1, 0.05, 0.2], 20);
    expect(drawn.mean).toBeCloseTo(0.20833333333333334, 13);
    expect(drawn.error).toBeCloseTo(0.1502313031443329, 13);
  });

  it("have no degrees of freedom where nothing varies or all was seen", () => {
    expect(
      stratifiedMean(
        [5, 7],
        [
          [2, 2],
          [3, 3, 3],
        ],
      ).df,
    ).toBeNull();
    expect(stratifiedMean([1, 10], [[2], [3, 5]]).df).toBeCloseTo(1, 14);
    expect(stratifiedMean([1, 2], [[2], [3, 5]])).toEqual({
      mean: expect.closeTo(10 / 3, 14),
      error: 0,
      df: null,
    });
  });

  it("allocate by size where no stratum varies", () => {
    expect([...neymanAllocation([10, 30], [0, 0], 8)]).toEqual([2, 6]);
    expect([...neymanAllocation([10, 30], [3, 1], 8)]).toEqual([4, 4]);
    expect([...proportionalAllocation([10, 30], 8)]).toEqual([2, 6]);
    expect([...sampleDeviations([[5], [1, 3]])]).toEqual([0, Math.SQRT2]);
  });

  it.each([
    ["an empty stratum", () => stratifiedMean([5], [[]]), "samples[0]"],
    ["a sample larger than its stratum", () => stratifiedMean([1], [[1, 2]]), "samples[0]"],
    ["one value of a larger stratum", () => stratifiedMean([5, 5], [[1, 2], [1]]), "samples[1]"],
    ["no unit", () => horvitzThompson([], [], 5), "y"],
    ["a pool of none", () => horvitzThompson([1], [1], 0), "N"],
    ["an inclusion of 0", () => horvitzThompson([1, 1], [1, 0], 5), "inclusion[1]"],
    ["an inclusion above 1", () => horvitzThompson([1], [1.01], 5), "inclusion[0]"],
    ["one draw", () => importanceMean([1], [0.1], 5), "values"],
    ["a draw of probability 0", () => importanceMean([1, 2], [0.1, 0], 5), "probabilities[1]"],
    ["a draw above 1", () => importanceMean([1, 2], [1.1, 0.1], 5), "probabilities[0]"],
  ])("refuse %s, by name", (_, call, place) => {
    expect(placeOf(call)).toBe(place);
  });
});
