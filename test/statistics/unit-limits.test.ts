import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aucPlacements, delongDegrees } from "../../src/statistics/delong.js";
import { jackknifeVariance, withoutJackknifeBias } from "../../src/statistics/jackknife.js";
import { studentLevelQuantile } from "../../src/statistics/quantiles.js";
import { type HalvedLabel, splitBias, splitHalves } from "../../src/statistics/split-bias.js";
import {
  aucLimits,
  correctedLimits,
  hullLimits,
  isNotableBias,
  wilsonLimits,
} from "../../src/statistics/unit-limits.js";
import { Z_95 } from "../../src/statistics/wilson.js";
import { jackknifeInterval } from "../../src/statistics/wilson-jackknife.js";
import { expectNine } from "./nine-digits.js";

/** METHODS-2 A2: APs of the example's two labels, and of their halves 1357, 2468, 1234, 5678. */
const A: HalvedLabel = {
  whole: 0.713578501,
  evidence: Math.sqrt(8 * 7),
  splits: 2,
  halves: (1 + 0.299009901) / 2 + (0.900990099 + 0.5) / 2,
};
const B: HalvedLabel = {
  whole: 0.65417256,
  evidence: Math.sqrt(6 * 5),
  splits: 2,
  halves: (0.252475248 + 0.851485149) / 2 + (1 + 0.564356436) / 2,
};

describe("a mean AP without its bias", () => {
  it("is shown as the outer limits with and without it, and warned of above an eighth of them", () => {
    const bias = splitBias([A, B])!;
    expect(bias).toBeCloseTo(-0.0385077793, 8); // as in METHODS-2; test/metrics/detection has it whole
    const estimate = { u: 0.68387553, variance: 0.025992968, cap: 14, q: Z_95 };
    const whole = correctedLimits({ bias, noise: 1.1 })(estimate);
    const shared = correctedLimits({ bias, noise: 1.1 }, 1)(estimate);
    const shown = hullLimits({ bias, noise: 1.1 })(estimate);
    expect(shown).toMatchObject({ low: shared.low, high: whole.high, u: whole.u, nu: whole.nu });
    expect(isNotableBias(bias, shown)).toBe(false); // 0.0385 of 0.576
    expect(isNotableBias(-0.0721, { low: 0.3, high: 0.876 })).toBe(true);
    expect(isNotableBias(0.0719, { low: 0.3, high: 0.876 })).toBe(false);
  });

  it("weighs the step from halves by what a label has: 3, 2.4, 2, 1.6", () => {
    const label = (evidence: number): HalvedLabel => ({
      whole: 0.5,
      halves: 1.2,
      splits: 2,
      evidence,
    });
    const factors = [7.99, 8, 31.9, 32, 127.9, 128].map((m) => splitBias([label(m)])! / 0.1);
    for (const [i, factor] of [3, 2.4, 2.4, 2, 2, 1.6].entries()) {
      expect(factors[i]).toBeCloseTo(factor, 12);
    }
  });

  it("leaves out labels without an object in both halves; none left: unknown", () => {
    const unseen: HalvedLabel = { whole: 0.9, halves: 0, splits: 0, evidence: 5 };
    expect(splitBias([A, unseen])).toBe(splitBias([A]));
    expect(splitBias([unseen])).toBeNull();
    expect(splitBias([])).toBeNull();
  });

  it("has the bias of the claim left in: none at ρ = 1, turned round beyond", () => {
    const at = (share: number) =>
      correctedLimits({ bias: 0.04, noise: 1.1 }, share)({ u: 0.5, variance: 0, cap: 50, q: 2 }).u;
    expect([at(0), at(0.5), at(1), at(1.5)]).toEqual([0.46, 0.48, 0.5, 0.52]);
  });

  it("does not take a border that only the correction reached for H′ images without variation", () => {
    const clipped = correctedLimits({ bias: 0.05, noise: 1.1 });
    const { u, nu } = clipped({ u: 0.02, variance: 0.0004, cap: 500, q: 2 });
    expect(u).toBe(0);
    expect(nu).toBeCloseTo((0.02 * 0.98) / (1.1 * 0.0004 + 0.0125 ** 2), 9);
    expect(clipped({ u: 0, variance: 0, cap: 500, q: 2 }).nu).toBe(500);
  });
});

describe("halvings", () => {
  it("are of ⌊U/2⌋ units, 20 different ones, the same for a seed", () => {
    const halves = splitHalves(9, 7);
    expect(halves).toHaveLength(20);
    for (const first of halves) expect(first.reduce((sum, x) => sum + x, 0)).toBe(4);
    expect(new Set(halves.map((first) => first.join(""))).size).toBeGreaterThan(10);
    expect(splitHalves(9, 7)).toEqual(halves);
    expect(splitHalves(9, 8)).not.toEqual(halves);
    expect(splitHalves(1, 7)[0]).toEqual(Uint8Array.of(0));
    expect(splitHalves(0, 7)[0]).toHaveLength(0);
  });

  it("put each unit in either half about as often", () => {
    const counts = new Float64Array(40);
    for (let seed = 0; seed < 50; seed++) {
      for (const first of splitHalves(40, seed))
        for (const [i, x] of first.entries()) counts[i]! += x;
    }
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(5 * Math.sqrt(250));
  });
});

/** METHODS §2.7 and METHODS-2 A4. */
const LABEL = Uint8Array.of(1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0);
const SCORE = Float64Array.of(
  0.9,
  0.8,
  0.8,
  0.35,
  0.6,
  0.5,
  0.1,
  0.3,
  0.8,
  0.2,
  0.4,
  0.05,
  0.7,
  0.45,
);

describe("limits of an AUC", () => {
  it("are METHODS-2's example to the printed digits", () => {
    const { auc, placement } = aucPlacements(LABEL, SCORE);
    const part = (label: number, n: number): number =>
      placement.reduce((sum, v, i) => sum + (LABEL[i] === label ? (v - auc!) ** 2 : 0), 0) /
      (n * (n - 1));
    const [v1, v0] = [part(1, 6), part(0, 8)];
    expectNine(v1, 0.00538194444);
    expectNine(v0, 0.00638640873);
    const df = delongDegrees(v1, v0, 6, 8);
    expectNine(df, 11.9189414);
    const q = studentLevelQuantile(0.95, df);
    expectNine(q, 2.18045739);
    const estimate = { u: auc!, variance: v1 + v0, cap: 4 / (1 / 6 + 1 / 8), q };
    const wilson = wilsonLimits(estimate);
    expect(wilson.low).toBeCloseTo(0.519315796, 8); // 0.5193157971 by scipy's quantiles as well
    expectNine(wilson.high, 0.969469481);
    const { low, high, nu } = aucLimits(6)(estimate);
    expectNine(low, 0.467233208);
    expectNine(high, 0.975073446);
    expect(nu).toBe(wilson.nu);
  });

  it("hold the AUC and Wilson's limits, and lie in [0, 1]", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({ u: share, variance: fc.oneof(fc.constant(0), share) }),
        fc.integer({ min: 1, max: 500 }),
        (part, rarer) => {
          const estimate = { ...part, cap: 2 * rarer, q: 2.2 };
          const { low, high } = aucLimits(rarer)(estimate);
          const wilson = wilsonLimits(estimate);
          expect(low).toBeLessThanOrEqual(Math.min(part.u, wilson.low));
          expect(high).toBeGreaterThanOrEqual(Math.max(part.u, wilson.high));
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it("have the degrees of freedom of the rarer label where nothing varies, 1 where one has no spread", () => {
    expect(delongDegrees(0, 0, 7, 30)).toBe(6);
    expect(delongDegrees(0, 0.01, 1, 30)).toBe(1);
    expect(delongDegrees(0.01, 0, 5, 30)).toBeCloseTo(4, 12);
    expect(delongDegrees(0.01, 0.01, 5, 5)).toBeCloseTo(8, 12);
  });

  it("are given with clusters too, and the codes with them", () => {
    const design = {
      G: 12,
      icc: null,
      kEff: 8,
      floor: 0,
      mw: 4,
      df: 7,
      sizeRelated: false,
      sizeCorrelation: 0,
      sizeThreshold: 0.6,
    };
    const input = { value: 0.9, range: [0, 1], variance: 0.002, cap: 40, level: 0.95 } as const;
    const found = jackknifeInterval({ ...input, n: 48, design }, aucLimits(20));
    const q = studentLevelQuantile(0.95, 7);
    const half = (q * Math.sqrt(Math.max(0.002, 0.09 / 40))) / 0.09;
    expect(found.low).toBeCloseTo(1 / (1 + Math.exp(half - Math.log(9))), 12);
  });
});

describe("a mean of ratios without its bias", () => {
  it("is METHODS-2's example of macro F1 to the printed digits", () => {
    const C = [
      [45, 3, 2],
      [4, 30, 6],
      [0, 1, 9],
    ];
    const f1 = (table: readonly (readonly number[])[]): number => {
      const scores = table.map((row, k) => {
        const truth = row.reduce((a, b) => a + b, 0);
        return (2 * row[k]!) / (truth + table.reduce((sum, other) => sum + other[k]!, 0));
      });
      return scores.reduce((a, b) => a + b, 0) / 3;
    };
    const cells = C.flatMap((row, t) => row.map((n, p) => ({ t, p, n }))).filter(({ n }) => n > 0);
    const left = Float64Array.from(cells, ({ t, p }) =>
      f1(C.map((row, i) => row.map((n, j) => (i === t && j === p ? n - 1 : n)))),
    );
    const counts = Float64Array.from(cells, ({ n }) => n);
    const theta = f1(C);
    const J = withoutJackknifeBias(theta, left, counts);
    expectNine((100 * theta - J) / 99, 0.795481958);
    expectNine(J, 0.79956568);
    const variance = jackknifeVariance(left, counts);
    expectNine(variance, 0.0024403395);
    const bias = { bias: theta - J, noise: 1 };
    expectNine(variance + (bias.bias / 4) ** 2, 0.00244136106);
    const cap = 9 / (1 / 50 + 1 / 40 + 1 / 10);
    const { nu, low, high } = correctedLimits(bias)({ u: theta, variance, cap, q: Z_95 });
    expectNine(nu, 62.0689655);
    expectNine(low, 0.683895606);
    expectNine(high, 0.880316566);
  });

  it("stays the figure where nothing is known of it without a unit", () => {
    expect(withoutJackknifeBias(0.7, Float64Array.of(Number.NaN, Number.NaN))).toBe(0.7);
    expect(withoutJackknifeBias(0.7, Float64Array.of(0.6, Number.NaN, 0.7))).toBeCloseTo(0.8, 12);
  });
});
