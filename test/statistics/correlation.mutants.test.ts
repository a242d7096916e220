import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  kendall,
  pearson,
  pearsonInterval,
  pearsonTest,
  spearmanTest,
} from "../../src/statistics/correlation.js";
import {
  isSizeRelated,
  sizeRankCorrelation,
  sizeThreshold,
} from "../../src/statistics/size-relation.js";

const column = (values: readonly number[]) => Float64Array.from(values);

/** SciPy 1.17.1: pearsonr, spearmanr, kendalltau(method="asymptotic", variant="b" and "c"). */
const SCIPY = [
  {
    x: [1, 2, 2, 3, 5, 4, 7, 7, 9, 8],
    y: [2, 1, 3, 3, 5, 4, 9, 7, 7, 8],
    pearson: [0.9218305752267528, 0.00014852297921674304],
    spearman: [0.8957055214723928, 0.0004556242102310209],
    kendallB: [0.7674418604651163, 0.0027095739863195263],
    kendallC: 0.7542857142857143,
  },
  {
    x: [1, 1, 1, 2, 2, 3, 3, 3],
    y: [1, 2, 1, 2, 3, 3, 1, 3],
    pearson: [0.5, 0.20703125],
    spearman: [0.5, 0.20703125],
    kendallB: [0.4761904761904763, 0.1592220111121766],
    kendallC: 0.46875,
  },
  {
    x: [3, 1, 2],
    y: [1, 2, 3],
    pearson: [-0.5, 0.6666666666666666],
    spearman: [-0.5, 0.6666666666666666],
    kendallB: [-0.33333333333333337, 0.6015081344405899],
    kendallC: -0.3333333333333333,
  },
] as const;

describe("correlations", () => {
  it.each(SCIPY)("of $x and $y equal SciPy's", (known) => {
    const x = column(known.x);
    const y = column(known.y);
    expect(pearsonTest(x, y)?.value).toBeCloseTo(known.pearson[0], 13);
    expect(pearsonTest(x, y)?.p).toBeCloseTo(known.pearson[1], 12);
    expect(spearmanTest(x, y)?.value).toBeCloseTo(known.spearman[0], 13);
    expect(spearmanTest(x, y)?.p).toBeCloseTo(known.spearman[1], 12);
    expect(kendall(x, y)?.b.value).toBeCloseTo(known.kendallB[0], 13);
    expect(kendall(x, y)?.b.p).toBeCloseTo(known.kendallB[1], 12);
    expect(kendall(x, y)?.c).toBeCloseTo(known.kendallC, 13);
  });

  it("of a constant column, or of one pair, do not exist", () => {
    const constant = column([2, 2, 2]);
    const rising = column([1, 2, 3]);
    for (const [x, y] of [
      [constant, rising],
      [rising, constant],
      [column([1]), column([2])],
    ] as const) {
      expect(pearson(x, y)).toBeNull();
      expect(spearmanTest(x, y)).toBeNull();
      expect(kendall(x, y)).toBeNull();
    }
  });

  it("of two pairs are ±1 without a test", () => {
    expect(pearsonTest(column([1, 2]), column([5, 9]))).toEqual({ value: 1, p: null });
    expect(pearsonTest(column([1, 2]), column([9, 5]))).toEqual({ value: -1, p: null });
    expect(kendall(column([1, 2]), column([9, 5]))?.b.value).toBe(-1);
  });

  it("of columns that agree have p 0", () => {
    expect(pearsonTest(column([1, 2, 3]), column([2, 4, 6]))).toEqual({ value: 1, p: 0 });
    expect(pearsonTest(column([1, 2, 3]), column([6, 4, 2]))).toEqual({ value: -1, p: 0 });
  });

  it("keep their digits where squares would overflow or vanish", () => {
    const [{ x, y, pearson: known }] = SCIPY;
    for (const scale of [1e-120, 1e120]) {
      const big = column(x.map((value) => value * scale));
      expect(pearson(big, column(y.map((v) => v * scale)))).toBeCloseTo(known[0], 12);
    }
  });

  it("of Kendall count pairs, as comparing all of them does", () => {
    const values = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })),
      {
        minLength: 2,
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(values, (list) => {
        let balance = 0;
        let untiedX = 0;
        let untiedY = 0;
        for (let i = 0; i < list.length; i++) {
          for (let j = 0; j < i; j++) {
            const a = Math.sign(list[i]![0] - list[j]![0]);
            const b = Math.sign(list[i]![1] - list[j]![1]);
            balance += a * b;
            untiedX += a * a;
            untiedY += b * b;
          }
        }
        const found = kendall(column(list.map(([x]) => x)), column(list.map(([, y]) => y)));
        if (untiedX === 0 || untiedY === 0) {
          expect(found).toBeNull();
          return;
        }
        expect(found?.b.value).toBeCloseTo(balance / Math.sqrt(untiedX * untiedY), 12);
        const distinct = Math.min(
          new Set(list.map(([x]) => x)).size,
          new Set(list.map(([, y]) => y)).size,
        );
        const n = list.length;
        expect(found?.c).toBeCloseTo((2 * balance * distinct) / (n * n * (distinct - 1)), 12);
      }),
    );
  });

  it("of Pearson have Fisher's interval, which SciPy gives too", () => {
    const limits = pearsonInterval(0.9218305752267528, 10, 0.95);
    expect(limits?.low).toBeCloseTo(0.6964022534194687, 12);
    expect(limits?.high).toBeCloseTo(0.9816807527812397, 12);
    expect(pearsonInterval(0.5, 3, 0.95)).toBeNull();
    expect(pearsonInterval(0.5, 4, 0.95)).not.toBeNull();
    expect(pearsonInterval(1, 9, 0.95)).toEqual({ low: 1, high: 1 });
  });
});

describe("size relation", () => {
  it("leaves empty clusters out of the ranks", () => {
    const size = column([0, 1, 2, 3, 0]);
    const figure = column([Number.NaN, 0.1, 0.2, 0.3, Number.NaN]);
    expect(sizeRankCorrelation(size, figure)).toBe(1);
    expect(sizeRankCorrelation(column([2, 2]), column([0, 1]))).toBe(0);
  });

  it("has the threshold 2/√(G − 1), no lower than ½ and out of reach of one cluster", () => {
    expect(sizeThreshold(0)).toBe(2);
    expect(sizeThreshold(1)).toBe(2);
    expect(sizeThreshold(2)).toBe(2);
    expect(sizeThreshold(5)).toBe(1);
    expect(sizeThreshold(10)).toBeCloseTo(2 / 3, 15);
    expect(sizeThreshold(17)).toBe(0.5);
    expect(sizeThreshold(1000)).toBe(0.5);
    expect(isSizeRelated(-0.5, 17)).toBe(true);
    expect(isSizeRelated(0.5 - 1e-13, 17)).toBe(true);
    expect(isSizeRelated(0.5 - 1e-11, 17)).toBe(false);
  });
});
