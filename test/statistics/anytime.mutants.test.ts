import { describe, expect, it } from "vitest";
import {
  anytimeInterval,
  anytimeIntervalOfCounts,
  bettingCapital,
  bettingProcess,
  claimReferences,
  decideAnytime,
  decisionThreshold,
} from "../../src/statistics/anytime.js";
import {
  bernsteinSequence,
  hedgedIntersection,
  hedgedSequence,
  hoeffdingSequence,
  logHedgedCapital,
} from "../../src/statistics/confidence-sequence.js";
import { bonferroni } from "../../src/statistics/multiplicity.js";
import { createRace, groupLetters, pairwiseLevel } from "../../src/statistics/racing.js";
import {
  hullInterval,
  shrunkenShares,
  simultaneousLevel,
  sliceAgainstRest,
} from "../../src/statistics/simultaneous.js";
import { placeOf } from "./place-of.js";

const INFINITE = Number.POSITIVE_INFINITY;
const column = (...values: number[]) => Float64Array.from(values);
const OUTCOMES = [1, 0, 1, 1, 0.5, 1, 0.25, 1, 1, 0.8];
const repeated = (times: number) => Array.from({ length: times }, () => OUTCOMES).flat();

describe("confidence sequences of other work", () => {
  // The formulas of the paper in Python, and roots by scipy.optimize.brentq 1.17.1.
  it("have Hoeffding's and Bernstein's limits, clipped", () => {
    const short = hoeffdingSequence(OUTCOMES, 0.95);
    expect(short.low).toBeCloseTo(0.26111205458860637, 13);
    expect(short.high).toBe(1);
    const long = hoeffdingSequence(repeated(8), 0.95);
    expect(long.low).toBeCloseTo(0.5854054167139855, 13);
    expect(long.high).toBeCloseTo(0.9183674544175894, 13);
    expect(bernsteinSequence(OUTCOMES, 0.95)).toEqual({ low: 0, high: 1 });
    const bernstein = bernsteinSequence(repeated(8), 0.95);
    expect(bernstein.low).toBeCloseTo(0.6084953551410929, 13);
    expect(bernstein.high).toBeCloseTo(0.9001009054640191, 13);
  });

  it("have the hedged capital, with and without replacement", () => {
    expect(logHedgedCapital(OUTCOMES, 0.4, 0.95)).toBeCloseTo(2.2870091454789487, 12);
    expect(logHedgedCapital(OUTCOMES, 0.9, 0.95)).toBeCloseTo(0.5980509740048024, 12);
    expect(logHedgedCapital(repeated(4), 0.4, 0.95)).toBeCloseTo(9.141734231188096, 11);
    expect(logHedgedCapital(repeated(4), 0.9, 0.95)).toBeCloseTo(3.3473581510687773, 11);
    expect(logHedgedCapital(OUTCOMES, 0.6, 0.95, 20)).toBeCloseTo(0.43790913382303726, 12);
    expect(logHedgedCapital(OUTCOMES, 0.95, 0.95, 20)).toBe(INFINITE);
    expect(logHedgedCapital(OUTCOMES, 0.1, 0.95, 20)).toBe(INFINITE);
  });

  it("end where the hedged capital is 1/α", () => {
    const [twice] = hedgedSequence(repeated(2), [20], 0.95);
    expect(twice?.low).toBeCloseTo(0.48802819203024494, 10);
    expect(twice?.high).toBeCloseTo(0.9383272931191725, 10);
    const [eight] = hedgedSequence(repeated(8), [80], 0.95);
    expect(eight?.low).toBeCloseTo(0.6285045260271777, 10);
    expect(eight?.high).toBeCloseTo(0.8618181145043355, 10);
  });

  it("know nothing of no outcome, and intersect over all looks", () => {
    expect(hoeffdingSequence([], 0.95)).toEqual({ low: 0, high: 1 });
    expect(bernsteinSequence([], 0.95)).toEqual({ low: 0, high: 1 });
    const x = repeated(3);
    const looks = hedgedSequence(
      x,
      x.map((_, i) => i + 1),
      0.95,
    );
    const all = hedgedIntersection(x, 0.95);
    expect(all.low).toBe(Math.max(...looks.map(({ low }) => low)));
    expect(all.high).toBe(Math.min(...looks.map(({ high }) => high)));
    expect(hedgedSequence([1], [1], 0.95)[0]).toEqual({ low: 0, high: 1 });
  });

  it("hold a pool's limits to what was seen of it", () => {
    const [all] = hedgedSequence([1, 0, 1, 1], [4], 0.95, 4);
    expect(all?.low).toBeCloseTo(0.75, 12);
    expect(all?.high).toBeCloseTo(0.75, 12);
    const [most] = hedgedSequence([1, 0, 1, 1], [3], 0.95, 4);
    expect(most?.low).toBeGreaterThanOrEqual(0.5);
    expect(most?.high).toBeLessThanOrEqual(0.75);
  });

  it.each([
    ["outcomes above 1", () => hoeffdingSequence([0.5, 1.1], 0.95), "x[1]"],
    ["outcomes below 0", () => bernsteinSequence([-0.1], 0.95), "x[0]"],
    ["a level of 1", () => logHedgedCapital([1], 0.5, 1), "level"],
    ["a pool smaller than the outcomes", () => hedgedSequence([1, 1], [1], 0.95, 1), "pool"],
    ["a look before the first", () => hedgedSequence([1, 1], [0], 0.95), "times"],
    ["a look after the last", () => hedgedSequence([1, 1], [3], 0.95), "times"],
    ["half a look", () => hedgedSequence([1, 1], [1.5], 0.95), "times"],
  ])("refuse %s, by name", (_, call, place) => {
    expect(placeOf(call)).toBe(place);
  });
});

describe("betting", () => {
  it.each([
    ["an infinite reference", () => bettingProcess(INFINITE), "r"],
    ["a reference that is NaN", () => bettingProcess(Number.NaN), "r"],
    ["an outcome above 1", () => bettingProcess(0.5).add(1.1), "x"],
    ["an outcome below 0", () => bettingProcess(0.5).add(-0.1), "x"],
    ["more outcomes than the pool holds", () => bettingCapital([1, 0, 1], 0.5, 2), "x"],
    ["no claim", () => decisionThreshold(0.95, 0), "claims"],
    ["half a claim", () => decisionThreshold(0.95, 1.5), "claims"],
    ["a threshold of 1", () => decideAnytime([1], { above: 0.5, below: 0.5 }, 1), "threshold"],
    ["counts of half an image", () => anytimeIntervalOfCounts(1, 1.5, 0.95), "n"],
    ["fewer images than none", () => anytimeIntervalOfCounts(0, -1, 0.95), "n"],
    ["half a hit", () => anytimeIntervalOfCounts(0.5, 2, 0.95), "k"],
    ["fewer hits than none", () => anytimeIntervalOfCounts(-1, 2, 0.95), "k"],
    ["more hits than images", () => anytimeIntervalOfCounts(3, 2, 0.95), "k"],
    ["an interval of outcomes above 1", () => anytimeInterval([0, 2], 0.95), "x[1]"],
    ["an interval of outcomes below 0", () => anytimeInterval([-1], 0.95), "x[0]"],
    ["a negative tolerance", () => claimReferences(9, 10, -0.01, 0.95), "delta"],
    ["a tolerance of 1", () => claimReferences(9, 10, 1, 0.95), "delta"],
    ["a race of one", () => createRace(1, { level: 0.95 }), "models"],
    ["a race of half a model more", () => createRace(2.5, { level: 0.95 }), "models"],
    ["a race without looks", () => createRace(2, { level: 0.95, every: 0 }), "every"],
    ["a race with half looks", () => createRace(2, { level: 0.95, every: 1.5 }), "every"],
    ["pairs of one model", () => pairwiseLevel(0.95, 1), "models"],
    ["pairs of half a model more", () => pairwiseLevel(0.95, 2.5), "models"],
    ["a negative p value", () => bonferroni([0, -0.1]), "p[1]"],
    ["a p value above 1", () => bonferroni([1.1]), "p[0]"],
    ["no slice", () => simultaneousLevel(0.95, 0), "slices"],
    ["half a slice", () => simultaneousLevel(0.95, 1.5), "slices"],
    ["shares above 1", () => shrunkenShares(column(1, 2, 0), column(5, 5, 5)), "shares[1]"],
    ["shares below 0", () => shrunkenShares(column(1, 1, -1), column(5, 5, 5)), "shares[2]"],
    ["an empty slice", () => shrunkenShares(column(1, 1, 1), column(5, 0, 5)), "images[1]"],
    [
      "an effective size of 0",
      () => shrunkenShares(column(1, 1, 1), column(5, 5, 5), column(0, 5, 5)),
      "effective[0]",
    ],
  ])("refuses %s, by name", (_, call, place) => {
    expect(placeOf(call)).toBe(place);
  });

  it("takes what is just inside", () => {
    expect(decisionThreshold(0.95)).toBeCloseTo(40, 12);
    expect(decisionThreshold(0.95, 3)).toBeCloseTo(120, 12);
    expect(placeOf(() => bettingCapital([1, 0], 0.5, 2))).toBeNull();
    expect(placeOf(() => anytimeIntervalOfCounts(0, 0, 0.95))).toBeNull();
    expect(placeOf(() => claimReferences(9, 10, 0, 0.95))).toBeNull();
    expect(placeOf(() => createRace(2, { level: 0.95, every: 1 }))).toBeNull();
    expect(pairwiseLevel(0.95, 2)).toBeCloseTo(0.95, 15);
    expect(pairwiseLevel(0.94, 4)).toBeCloseTo(0.99, 15);
  });

  it("holds outcomes of a pool to what is left of it, exactly at its edges", () => {
    // Pool of 4 with mean ½: after two hits nothing may follow but misses.
    const { logUp } = bettingCapital([1, 1, 0, 0], 0.5, 4);
    expect(Number.isFinite(logUp)).toBe(true);
    expect(bettingCapital([1, 1, 1], 0.5, 4).logUp).toBe(INFINITE);
    expect(bettingCapital([1, 1, 1, 0], 0.5, 4).logUp).toBe(INFINITE);
  });

  it("decides above first, then below, and stays undecided on nothing", () => {
    const both = { above: 0.5, below: 0.5 };
    expect(decideAnytime([], both, 40)).toEqual({ decision: null, at: 0, logUp: 0, logDown: 0 });
    const hits = decideAnytime(
      Array.from({ length: 50 }, () => 1),
      both,
      40,
    );
    const misses = decideAnytime(
      Array.from({ length: 50 }, () => 0),
      both,
      40,
    );
    expect(hits.decision).toBe("above");
    expect(misses.decision).toBe("below");
    expect(misses.at).toBe(hits.at);
    expect(hits.at).toBeLessThan(50);
    expect(hits.logUp).toBeGreaterThanOrEqual(Math.log(40));
  });
});

describe("simultaneous intervals", () => {
  it("have no hull without a value or without limits", () => {
    const found = { value: 0.5, low: 0.4, high: 0.6, level: 0.99, effectiveN: 20 };
    expect(hullInterval({ ...found, value: null })).toBeNull();
    expect(hullInterval({ ...found, low: null })).toBeNull();
    expect(hullInterval({ ...found, high: null })).toBeNull();
    expect(hullInterval(found)?.low).toBeLessThan(0.4);
    expect(hullInterval({ ...found, effectiveN: null })).toEqual({ low: 0.4, high: 0.6 });
  });

  it("shrink shares as DerSimonian and Laird's weights say, by hand", () => {
    // Equal n: weights cancel, so τ² is the variance of the shares (ddof 1) less p̄q̄/n.
    const found = shrunkenShares(column(0.5, 0.7, 0.9), column(20, 20, 20));
    const v = (0.7 * 0.3) / 20;
    const variance = 0.04 - v;
    expect(found?.pooled).toBeCloseTo(0.7, 14);
    expect(found?.variance).toBeCloseTo(variance, 14);
    expect(found?.mean).toBeCloseTo(0.7, 14);
    expect(found?.shares[0]).toBeCloseTo(0.7 - (0.2 * variance) / 0.04, 13);
    expect(shrunkenShares(column(0.5, 0.7), column(20, 20))).toBeNull();
  });
});

describe("slices and letters at their edges", () => {
  it("do not call a slice worse whose difference ends at 0", () => {
    const slice = { value: 0.25, low: 0.125, high: 0.25 };
    const rest = { value: 0.5, low: 0.25, high: 0.75 };
    expect(sliceAgainstRest(slice, rest)).toMatchObject({ high: 0, isLower: false });
    expect(sliceAgainstRest(slice, { ...rest, low: 0.375 })?.isLower).toBe(true);
  });

  it("shrink nothing where nothing is right, or all is", () => {
    for (const share of [0, 1]) {
      const found = shrunkenShares(column(share, share, share), column(5, 9, 2));
      expect([...(found?.shares ?? [])]).toEqual([share, share, share]);
      expect(found?.variance).toBe(0);
    }
    expect([...bonferroni([0, 0.2, 1])]).toEqual([0, expect.closeTo(0.6, 14), 1]);
  });

  const letters = (models: number, apart: readonly (readonly [number, number])[]) =>
    groupLetters(models, (i, j) => apart.some(([a, b]) => a === i && b === j));

  it("give the largest groups and no part of one, in the order of their models", () => {
    expect(letters(4, [[0, 3]])).toEqual([[0], [0, 1], [0, 1], [1]]);
    expect(
      letters(3, [
        [0, 1],
        [0, 2],
      ]),
    ).toEqual([[0], [1], [1]]);
    expect(
      letters(3, [
        [0, 1],
        [1, 2],
      ]),
    ).toEqual([[0], [1], [0]]);
    expect(
      letters(4, [
        [0, 1],
        [2, 3],
      ]),
    ).toEqual([
      [0, 1],
      [2, 3],
      [0, 2],
      [1, 3],
    ]);
    expect(letters(1, [])).toEqual([[0]]);
  });
});

describe("a race at its edges", () => {
  it("drops nobody before the first look, and then the one that is beaten", () => {
    const race = createRace(3, { level: 0.95 });
    for (let t = 1; t < 20; t++) {
      expect(race.add([0, 0.5, 1])).toEqual({
        count: t,
        remaining: [0, 1, 2],
        droppedAt: [null, null, null],
      });
    }
    expect(race.add([0, 0.5, 1]).droppedAt[0]).toBe(20);
    expect(race.state.remaining).not.toContain(0);
    // Evidence of model 2 over 0 is that of K⁺(½) on 20 outcomes of 1, of 0 over 2 on 20 of 0.
    const ones = Array.from({ length: 20 }, () => 1);
    const half = ones.map(() => 0.75);
    expect(race.logCapital(2, 0)).toBeCloseTo(bettingCapital(ones, 0.5).logUp, 12);
    expect(race.logCapital(0, 2)).toBeCloseTo(bettingCapital(ones, 0.5).logDown, 12);
    expect(race.logCapital(1, 0)).toBeCloseTo(bettingCapital(half, 0.5).logUp, 12);
    expect(race.logCapital(1, 1)).toBe(0);
  });
});
