import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clopperPearson } from "../../src/statistics/one-proportion.js";
import { createRace, groupLetters, pairwiseLevel } from "../../src/statistics/racing.js";
import {
  hullInterval,
  isTooSmall,
  shrunkenShares,
  simultaneousLevel,
  sliceAgainstRest,
  sliceShare,
} from "../../src/statistics/simultaneous.js";
import { clusterProportionInterval } from "../../src/statistics/wilson-cluster.js";
import { throwsCode } from "../support/throws-code.js";
import { expectNine } from "./nine-digits.js";

const of = (...values: number[]): Float64Array => Float64Array.from(values);
const SLICES = [
  [38, 40, 0.793864573, 0.997062386, 0.92985316],
  [45, 60, 0.586649282, 0.874513466, 0.770386368],
  [20, 20, 0.775879006, 1, 0.948098581],
  [28, 35, 0.584751018, 0.935568149, 0.817734854],
] as const;

describe("simultaneous intervals of slices", () => {
  it.each(SLICES)("answer the worked example: %d of %d", (k, n, low, high) => {
    const slice = sliceShare(k, n, 0.95, 4);
    expectNine(slice.low, low);
    expectNine(slice.high, high);
    expect(slice.value).toBe(k / n);
  });

  it("answer the worked example of slice against rest: no finding", () => {
    const found = sliceAgainstRest(sliceShare(45, 60, 0.95, 4), sliceShare(86, 95, 0.95, 4));
    expectNine(found?.value, -0.155263158);
    expectNine(found?.low, -0.329171396);
    expectNine(found?.high, 0.00465384597);
    expect(found?.isLower).toBe(false);
  });

  it("find a slice that does worse, in either direction of the metric, and never a missing one", () => {
    const bad = sliceShare(10, 60, 0.95, 4);
    const rest = sliceShare(90, 95, 0.95, 4);
    expect(sliceAgainstRest(bad, rest)?.isLower).toBe(true);
    expect(sliceAgainstRest(rest, bad)?.isLower).toBe(false);
    expect(sliceAgainstRest(rest, bad, -1)?.isLower).toBe(true);
    expect(sliceAgainstRest(null, rest)).toBeNull();
    expect(sliceAgainstRest(bad, null)).toBeNull();
  });

  it("take Bonferroni's share of the error", () => {
    expect(simultaneousLevel(0.95, 1)).toBeCloseTo(0.95, 15);
    expect(simultaneousLevel(0.95, 200)).toBeCloseTo(0.99975, 15);
    expect(() => simultaneousLevel(0.95, 0)).toThrow(throwsCode("argument/out-of-range"));
  });

  it("count slices of ten images, in three clusters where there are any", () => {
    expect([isTooSmall(9, null), isTooSmall(10, null)]).toEqual([true, false]);
    expect([isTooSmall(50, 2), isTooSmall(50, 3), isTooSmall(9, 3)]).toEqual([true, false, true]);
  });
});

describe("hullInterval", () => {
  const size = new Float64Array(8).fill(20);
  const hits = of(20, 18, 19, 12, 20, 20, 17, 20);

  it("holds both its own limits and the exact ones at uν of ν", () => {
    const found = clusterProportionInterval(size, hits, 0.99);
    const hull = hullInterval(found)!;
    const exact = clopperPearson(found.value! * found.effectiveN!, found.effectiveN!, 0.99);
    expect(hull.low).toBe(Math.min(found.low!, exact.low));
    expect(hull.high).toBe(Math.max(found.high!, exact.high));
  });

  it("maps a range, keeps the limits of a metric without ν, and is null without limits", () => {
    const base = { level: 0.95, value: 0, low: -0.1, high: 0.1 };
    const mapped = hullInterval({ ...base, effectiveN: 20 }, [-1, 1])!;
    const exact = clopperPearson(10, 20, 0.95);
    expect(mapped.low).toBeCloseTo(-1 + 2 * exact.low, 14);
    expect(mapped.high).toBeCloseTo(-1 + 2 * exact.high, 14);
    expect(hullInterval({ ...base, effectiveN: null })).toEqual({ low: -0.1, high: 0.1 });
    expect(hullInterval({ ...base, low: null, effectiveN: 20 })).toBeNull();
    expect(hullInterval({ ...base, value: null, effectiveN: 20 })).toBeNull();
  });
});

describe("shrunkenShares", () => {
  const p = Float64Array.from(SLICES, ([k, n]) => k / n);
  const n = Float64Array.from(SLICES, ([, size]) => size);

  it("answers the worked example", () => {
    const found = shrunkenShares(p, n)!;
    expectNine(found.pooled, 0.84516129);
    expectNine(found.variance, 0.0102847899);
    expectNine(found.mean, 0.866518241);
    SLICES.forEach(([, , , , shrunken], i) => {
      expectNine(found.shares[i], shrunken);
    });
  });

  it("puts all slices at the mean where they differ by chance alone", () => {
    const found = shrunkenShares(of(0.8, 0.82, 0.79), of(20, 20, 20))!;
    expect(found.variance).toBe(0);
    for (const share of found.shares) expect(share).toBeCloseTo(found.mean, 14);
  });

  it("lies between the mean and the raw share", () => {
    const slices = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 10, max: 500 })),
      { minLength: 3, maxLength: 12 },
    );
    fc.assert(
      fc.property(slices, (list) => {
        const raw = Float64Array.from(list, ([share]) => share);
        const found = shrunkenShares(
          raw,
          Float64Array.from(list, ([, size]) => size),
        )!;
        found.shares.forEach((share, i) => {
          expect(share).toBeGreaterThanOrEqual(Math.min(raw[i]!, found.mean) - 1e-12);
          expect(share).toBeLessThanOrEqual(Math.max(raw[i]!, found.mean) + 1e-12);
        });
      }),
    );
  });

  it("does without mistakes, and needs three slices", () => {
    const found = shrunkenShares(of(1, 1, 1), of(20, 30, 40))!;
    expect(Array.from(found.shares)).toEqual([1, 1, 1]);
    expect(shrunkenShares(of(0.5, 0.6), of(20, 20))).toBeNull();
    expect(() => shrunkenShares(of(0.5, 0.6, 2), of(9, 9, 9))).toThrow(
      throwsCode("argument/out-of-range"),
    );
  });
});

describe("createRace", () => {
  const D = [1, 0.5, 1, 0.5, 1, 1, 0, 1, 0.5, 1, 1, 0.5, 1, 1, 1, 0.5, 1, 1, 1, 1];

  it("answers the worked example: K 189.77 ≥ 80 drops the model at the twentieth unit", () => {
    const race = createRace(5, { level: 0.95 });
    D.forEach((d, t) => {
      // D = (1 + x₀ − x₁)/2: both right at ½, the first alone at 1, the second alone at 0.
      const scores = d === 1 ? [1, 0] : d === 0 ? [0, 1] : [1, 1];
      const others = [t % 2, (t + 1) % 2, t % 2];
      const state = race.add([...scores, ...others]);
      if (t < 19) expect(state.remaining).toHaveLength(5);
    });
    expectNine(Math.exp(race.logCapital(0, 1)), 189.774659);
    expect(race.state.remaining).not.toContain(1);
    expect(race.state.droppedAt[1]).toBe(20);
    expect(race.state.remaining).toContain(0);
  });

  it("looks at the twentieth unit and every tenth after it, or every one", () => {
    const dropped = (every: number): number | null => {
      const race = createRace(2, { level: 0.95, first: 3, every });
      for (let t = 0; t < 30; t++) race.add([1, t < 2 ? 1 : 0]);
      return race.state.droppedAt[1] ?? null;
    };
    // The mean of (1 + b)ᵗ over the bets is 13.7 at t = 6 and 24.1 at t = 7; the limit is 20.
    expect(dropped(1)).toBe(9);
    expect(dropped(10)).toBe(13);
  });

  it("does not drop equal models, and ends with one", () => {
    const race = createRace(3, { level: 0.95 });
    for (let t = 0; t < 500; t++) race.add([1, 1, 0]);
    expect(race.state.remaining).toEqual([0, 1]);
    expect(race.state.count).toBe(500);
  });

  it.each([
    [() => createRace(1, { level: 0.95 })],
    [() => createRace(3, { level: 1 })],
    [() => createRace(3, { level: 0.95, every: 0 })],
    [() => createRace(2, { level: 0.95 }).add([2, 0])],
  ])("refuses %s", (call) => {
    expect(call).toThrow(throwsCode("argument/out-of-range"));
  });

  it("wants one score a model", () => {
    expect(() => createRace(3, { level: 0.95 }).add([1, 0])).toThrow(
      throwsCode("argument/length-mismatch"),
    );
  });
});

describe("groupLetters", () => {
  it("lets two models share a letter exactly if they are not told apart", () => {
    const pairsOf = (models: number) => (models * (models - 1)) / 2;
    const cases = fc
      .integer({ min: 1, max: 7 })
      .chain((models) =>
        fc.tuple(
          fc.constant(models),
          fc.array(fc.boolean(), { minLength: pairsOf(models), maxLength: pairsOf(models) }),
        ),
      );
    fc.assert(
      fc.property(cases, ([models, apart]) => {
        const isApart = (i: number, j: number): boolean => apart[(j * (j - 1)) / 2 + i]!;
        const letters = groupLetters(models, isApart);
        for (let j = 0; j < models; j++) {
          expect(letters[j]!.length).toBeGreaterThan(0);
          for (let i = 0; i < j; i++) {
            expect(letters[i]!.some((letter) => letters[j]!.includes(letter))).toBe(!isApart(i, j));
          }
        }
      }),
    );
  });

  it("gives one letter to models that are alike, and each its own where all differ", () => {
    expect(groupLetters(3, () => false)).toEqual([[0], [0], [0]]);
    expect(groupLetters(3, () => true)).toEqual([[0], [1], [2]]);
    expect(groupLetters(3, (i, j) => i === 0 && j === 2)).toEqual([[0], [0, 1], [1]]);
  });

  it("compares pairs at Bonferroni's level", () => {
    expect(pairwiseLevel(0.95, 2)).toBeCloseTo(0.95, 14);
    expect(pairwiseLevel(0.95, 5)).toBeCloseTo(0.995, 14);
    expect(() => pairwiseLevel(0.95, 1)).toThrow(throwsCode("argument/out-of-range"));
  });
});
