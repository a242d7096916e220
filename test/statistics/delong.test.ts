import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  aucCap,
  aucInfluenceSums,
  aucPlacements,
  clusteredAucVariance,
  delongInterval,
  delongLogitInterval,
  delongPaired,
  delongUnpaired,
  delongVariance,
  hanleyMcNeilError,
} from "../../src/statistics/delong.js";
import { throwsCode } from "../support/throws-code.js";

/** Scores with many ties, and labels of both kinds. */
const samples = fc
  .array(fc.tuple(fc.boolean(), fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 })), {
    minLength: 4,
    maxLength: 60,
  })
  .filter((list) => {
    const positives = list.filter(([y]) => y).length;
    return positives >= 2 && list.length - positives >= 2;
  });

function columns(list: readonly (readonly [boolean, number, number])[]) {
  return {
    y: Uint8Array.from(list, ([y]) => (y ? 1 : 0)),
    a: Float64Array.from(list, ([, a]) => a / 3),
    b: Float64Array.from(list, ([, , b]) => b / 7),
  };
}

/** Over all pairs of a positive and a negative: slow and obvious. */
function slowPlacements(y: Uint8Array, s: Float64Array) {
  const order = (i: number, j: number): number => (s[i]! > s[j]! ? 1 : s[i]! === s[j]! ? 0.5 : 0);
  const units = Array.from(y, (_, i) => i);
  const positives = units.filter((i) => y[i] === 1);
  const negatives = units.filter((i) => y[i] === 0);
  const mean = (values: number[]): number => values.reduce((x, z) => x + z, 0) / values.length;
  const placement = units.map((i) =>
    y[i] === 1 ? mean(negatives.map((j) => order(i, j))) : mean(positives.map((j) => order(j, i))),
  );
  return { auc: mean(positives.map((i) => placement[i]!)), placement };
}

function variance(values: number[]): number {
  const m = values.reduce((x, z) => x + z, 0) / values.length;
  return values.reduce((sum, x) => sum + (x - m) ** 2, 0) / (values.length - 1);
}

describe("aucPlacements", () => {
  it("agrees with the sum over all pairs, ties counted half", () => {
    fc.assert(
      fc.property(samples, (list) => {
        const { y, a } = columns(list);
        const fast = aucPlacements(y, a);
        const slow = slowPlacements(y, a);
        expect(fast.auc).toBeCloseTo(slow.auc, 13);
        slow.placement.forEach((value, i) => {
          expect(fast.placement[i]).toBeCloseTo(value, 13);
        });
      }),
    );
  });

  it("counts only the order of the scores, and turns round with it", () => {
    fc.assert(
      fc.property(samples, (list) => {
        const { y, a } = columns(list);
        const given = aucPlacements(y, a);
        expect(
          aucPlacements(
            y,
            a.map((x) => Math.exp(3 * x) + 1),
          ).auc,
        ).toBe(given.auc);
        expect(
          aucPlacements(
            y,
            a.map((x) => -x),
          ).auc,
        ).toBeCloseTo(1 - given.auc!, 14);
      }),
    );
  });

  it("agrees on enough rows for the radix sort", () => {
    const y = Uint8Array.from({ length: 3000 }, (_, i) => ((i * 7919) % 3 === 0 ? 1 : 0));
    const s = Float64Array.from(y, (label, i) => ((i * 104_729) % 997) / 997 - 0.5 + label * 0.2);
    const fast = aucPlacements(y, s);
    const slow = slowPlacements(y, s);
    expect(fast.auc).toBeCloseTo(slow.auc, 13);
    expect(fast.placement[17]).toBeCloseTo(slow.placement[17]!, 13);
  });

  it("is undefined with one label only", () => {
    expect(aucPlacements(Uint8Array.of(1, 1), Float64Array.of(1, 2)).auc).toBeNull();
    expect(aucPlacements(new Uint8Array(0), new Float64Array(0))).toMatchObject({
      auc: null,
      positives: 0,
      negatives: 0,
    });
  });

  it("takes infinite scores, and refuses NaN", () => {
    const y = Uint8Array.of(0, 1, 0, 1);
    const s = Float64Array.of(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0, -0);
    expect(aucPlacements(y, s).auc).toBe(0.875);
    expect(() => aucPlacements(y, Float64Array.of(1, 2, Number.NaN, 3))).toThrow(
      throwsCode("argument/not-a-number"),
    );
    expect(() => aucPlacements(y, Float64Array.of(1))).toThrow(
      throwsCode("argument/length-mismatch"),
    );
  });
});

describe("DeLong's variances", () => {
  it("are those of the placements of each label", () => {
    fc.assert(
      fc.property(samples, (list) => {
        const { y, a, b } = columns(list);
        const v = slowPlacements(y, a).placement;
        const w = slowPlacements(y, b).placement;
        const ofLabel = (values: number[], label: number): number[] =>
          values.filter((_, i) => y[i] === label);
        const expected = (values: number[]): number =>
          variance(ofLabel(values, 1)) / ofLabel(values, 1).length +
          variance(ofLabel(values, 0)) / ofLabel(values, 0).length;
        const [first, second] = [aucPlacements(y, a), aucPlacements(y, b)];
        expect(delongVariance(y, first)).toBeCloseTo(expected(v), 13);
        const paired = delongPaired(y, first, second)!;
        expect(paired.varianceOfDifference).toBeCloseTo(expected(v.map((x, i) => x - w[i]!)), 13);
        expect(paired.variance1 + paired.variance2 - 2 * paired.covariance).toBeCloseTo(
          paired.varianceOfDifference,
          13,
        );
      }),
    );
  });

  it("of two scores in the same order are exactly alike: no z", () => {
    fc.assert(
      fc.property(samples, (list) => {
        const { y, a } = columns(list);
        const [first, second] = [
          aucPlacements(y, a),
          aucPlacements(
            y,
            a.map((x) => x ** 3),
          ),
        ];
        expect(delongPaired(y, first, second)).toMatchObject({
          varianceOfDifference: 0,
          z: null,
          p: null,
        });
      }),
    );
  });

  it("do not exist with fewer than two of either label", () => {
    const y = Uint8Array.of(0, 0, 1);
    const found = aucPlacements(y, Float64Array.of(1, 2, 3));
    expect(delongVariance(y, found)).toBeNull();
    expect(delongPaired(y, found, found)).toBeNull();
    expect(
      delongUnpaired({ auc: 1, variance: null, n: 3 }, { auc: 1, variance: 0, n: 3 }),
    ).toBeNull();
    expect(delongUnpaired({ auc: 1, variance: 0, n: 3 }, { auc: 1, variance: 0, n: 3 })).toBeNull();
  });

  it("of unpaired sets add up, with Welch's degrees of freedom", () => {
    const test = delongUnpaired(
      { auc: 0.8, variance: 0.002, n: 40 },
      { auc: 0.7, variance: 0.002, n: 40 },
    )!;
    expect(test.statistic).toBeCloseTo(0.1 / Math.sqrt(0.004), 12);
    expect(test.df).toBeCloseTo(78, 9);
    expect(test.p).toBeGreaterThan(test.pNormal);
  });
});

describe("clustered AUC", () => {
  it("has influence sums that add up to nothing", () => {
    fc.assert(
      fc.property(samples, (list) => {
        const { y, a } = columns(list);
        const found = aucPlacements(y, a);
        const sums = aucInfluenceSums(
          y,
          found,
          list.map((_, i) => i % 5),
          5,
        );
        expect(sums.reduce((x, z) => x + z, 0)).toBeCloseTo(0, 12);
      }),
    );
  });

  it("equals DeLong's up to its degrees of freedom where every unit is a cluster", () => {
    fc.assert(
      fc.property(samples, (list) => {
        const { y, a } = columns(list);
        const found = aucPlacements(y, a);
        const n = list.length;
        const sums = aucInfluenceSums(
          y,
          found,
          list.map((_, i) => i),
          n,
        );
        const clustered = clusteredAucVariance(sums, new Float64Array(n).fill(1));
        const { positives: p, negatives: q } = found;
        let expected = 0;
        found.placement.forEach((v, i) => {
          expected += ((v - found.auc!) / (y[i] === 1 ? p : q)) ** 2;
        });
        expect(clustered).toBeCloseTo((expected * n) / (n - 1), 13);
      }),
    );
  });

  it("does not count empty clusters", () => {
    const y = Uint8Array.of(1, 0, 1, 0);
    const found = aucPlacements(y, Float64Array.of(4, 1, 2, 3));
    const sums = aucInfluenceSums(y, found, [0, 0, 2, 2], 3);
    expect(clusteredAucVariance(sums, Float64Array.of(2, 0, 2))).toBeCloseTo(
      2 * (sums[0]! ** 2 + sums[2]! ** 2),
      14,
    );
    expect(clusteredAucVariance(Float64Array.of(0.1), Float64Array.of(4))).toBe(0);
  });

  it("is nothing where the AUC is undefined", () => {
    const y = Uint8Array.of(1, 1);
    const found = aucPlacements(y, Float64Array.of(1, 2));
    expect(Array.from(aucInfluenceSums(y, found, [0, 1], 2))).toEqual([0, 0]);
  });
});

describe("intervals of an AUC", () => {
  it("are clipped, or kept inside by the logit", () => {
    expect(delongInterval(0.98, 0.01, 0.95).high).toBe(1);
    const logit = delongLogitInterval(0.98, 0.0004, 0.95)!;
    expect(logit.high).toBeLessThan(1);
    expect(logit.low).toBeLessThan(0.98);
    expect(delongLogitInterval(1, 0.01, 0.95)).toBeNull();
    expect(delongLogitInterval(0, 0.01, 0.95)).toBeNull();
    expect(delongLogitInterval(0.9, 0, 0.95)).toBeNull();
  });

  it("have a cap of four times the harmonic size, 0 with one label", () => {
    expect(aucCap(50, 50)).toBe(100);
    expect(aucCap(0, 5)).toBe(0);
  });

  it("by Hanley and McNeil need the counts alone", () => {
    expect(hanleyMcNeilError(0.75, 1, 4)).toBeCloseTo(0.3273268353539886, 14);
    expect(hanleyMcNeilError(1, 3, 3)).toBe(0);
  });
});
