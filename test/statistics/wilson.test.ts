import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wilsonCounts, wilsonInterval, Z_95 } from "../../src/statistics/wilson.js";
import oracle from "../oracle/wilson.json" with { type: "json" };
import { throwsCode } from "../support/throws-code.js";

describe("wilsonCounts", () => {
  it.each(oracle.cases)("equals statsmodels: $k of $n", ({ k, n, low, high }) => {
    const interval = wilsonCounts(k, n, Z_95);
    expect(interval.low).toBeCloseTo(low, 12);
    expect(interval.high).toBeCloseTo(high, 12);
  });

  const counts = fc
    .integer({ min: 1, max: 5000 })
    .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

  it("lies in [0, 1] and holds the proportion", () => {
    fc.assert(
      fc.property(counts, ([k, n]) => {
        const { low, high } = wilsonCounts(k, n, Z_95);
        return low >= 0 && low <= k / n && k / n <= high && high <= 1;
      }),
    );
  });

  it("turns round when successes become failures", () => {
    fc.assert(
      fc.property(counts, ([k, n]) => {
        const { low, high } = wilsonCounts(k, n, Z_95);
        const turned = wilsonCounts(n - k, n, Z_95);
        expect(1 - turned.high).toBeCloseTo(low, 12);
        expect(1 - turned.low).toBeCloseTo(high, 12);
      }),
    );
  });

  it("narrows with more trials at one proportion", () => {
    fc.assert(
      fc.property(counts, ([k, n]) => {
        const narrow = wilsonCounts(2 * k, 2 * n, Z_95);
        const wide = wilsonCounts(k, n, Z_95);
        return narrow.high - narrow.low < wide.high - wide.low;
      }),
    );
  });

  it.each([
    [0, 0, Z_95, "argument/empty"],
    [2, 1, Z_95, "argument/out-of-range"],
    [-1, 1, Z_95, "argument/out-of-range"],
    [Number.NaN, 1, Z_95, "argument/out-of-range"],
    [1, Number.POSITIVE_INFINITY, Z_95, "argument/out-of-range"],
    [1, 2, 0, "argument/out-of-range"],
  ] as const)("refuses k = %d, n = %d, z = %d", (k, n, z, code) => {
    expect(() => wilsonCounts(k, n, z)).toThrow(throwsCode(code));
  });
});

describe("wilsonInterval", () => {
  const shares = fc.double({ min: 0, max: 1, noNaN: true });
  const sizes = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
  const quantiles = fc.double({ min: 1e-3, max: 100, noNaN: true });

  it("lies in [0, 1] around the proportion, whatever the effective size", () => {
    fc.assert(
      fc.property(shares, sizes, quantiles, (p, nu, q) => {
        const { low, high } = wilsonInterval(p, nu, q);
        return low >= 0 && low <= p + 1e-15 && p <= high + 1e-15 && high <= 1;
      }),
    );
  });

  it("is exactly 0 below p = 0 and exactly 1 above p = 1", () => {
    fc.assert(
      fc.property(sizes, quantiles, (nu, q) => {
        expect(wilsonInterval(0, nu, q).low).toBe(0);
        expect(wilsonInterval(1, nu, q).high).toBe(1);
      }),
    );
  });

  it("equals the formula as written where that has its digits", () => {
    const direct = (p: number, nu: number, q: number): [number, number] => {
      const d = 1 + (q * q) / nu;
      const c = (p + (q * q) / (2 * nu)) / d;
      const h = (q / d) * Math.sqrt((p * (1 - p)) / nu + (q * q) / (4 * nu * nu));
      return [c - h, c + h];
    };
    fc.assert(
      fc.property(
        shares,
        fc.double({ min: 0.5, max: 1e6, noNaN: true }),
        fc.double({ min: 0.1, max: 15, noNaN: true }),
        (p, nu, q) => {
          const { low, high } = wilsonInterval(p, nu, q);
          const [l, h] = direct(p, nu, q);
          expect(Math.abs(low - l)).toBeLessThan(1e-13);
          expect(Math.abs(high - h)).toBeLessThan(1e-13);
        },
      ),
    );
  });

  it("keeps the digits of a tiny proportion of very many images", () => {
    // The lower root of (ν + q²)x² − (2pν + q²)x + p²ν = 0 to 20 digits (mpmath 1.3.0).
    const { low, high } = wilsonInterval(3e-12, 1e12, Z_95);
    expect(low / 1.020270728364833e-12).toBeCloseTo(1, 13);
    expect(high / 8.821188092291487e-12).toBeCloseTo(1, 13);
  });

  it("widens with the quantile", () => {
    fc.assert(
      fc.property(shares, fc.double({ min: 0.5, max: 1e6, noNaN: true }), (p, nu) => {
        const a = wilsonInterval(p, nu, 1.6);
        const b = wilsonInterval(p, nu, 2.6);
        return b.low <= a.low && a.high <= b.high;
      }),
    );
  });

  it("answers the worked examples of the methods page", () => {
    expect(wilsonInterval(45 / 50, 50, Z_95).low).toBeCloseTo(0.786397686, 9);
    expect(wilsonInterval(45 / 50, 50, Z_95).high).toBeCloseTo(0.956524235, 9);
    expect(wilsonInterval(0, 50, Z_95).high).toBeCloseTo(0.0713475991, 9);
    expect(wilsonCounts(22, 73, Z_95).low).toBeCloseTo(0.208225906, 9);
    expect(wilsonCounts(22, 73, Z_95).high).toBeCloseTo(0.414373659, 9);
  });

  it("refuses a proportion outside 0 to 1", () => {
    expect(() => wilsonInterval(45, 50, Z_95)).toThrow(throwsCode("argument/out-of-range"));
  });
});
