import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { moverRatio } from "../../src/statistics/ratio.js";
import { throwsCode } from "../support/throws-code.js";

const around = (value: number, half: number) => ({
  value,
  low: value - half,
  high: value + half,
});

describe("moverRatio", () => {
  it("gives Fieller's limits where both intervals are symmetric", () => {
    // Roots of (a − Rb)² = h_a² + R²h_b²: R(b² − h_b²)R − 2abR + a² − h_a² = 0.
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 0.9, noNaN: true }),
        fc.double({ min: 0.2, max: 0.9, noNaN: true }),
        fc.double({ min: 0.01, max: 0.95, noNaN: true }),
        fc.double({ min: 0.01, max: 0.95, noNaN: true }),
        (a, b, shareA, shareB) => {
          const [halfA, halfB] = [shareA * a, shareB * b];
          const [square, linear, rest] = [b * b - halfB * halfB, a * b, a * a - halfA * halfA];
          const root = Math.sqrt(linear * linear - square * rest);
          const found = moverRatio(around(a, halfA), around(b, halfB));
          expect(found?.value).toBeCloseTo(a / b, 12);
          expect(found!.low / ((linear - root) / square)).toBeCloseTo(1, 8);
          expect(found!.high! / ((linear + root) / square)).toBeCloseTo(1, 8);
        },
      ),
    );
  });

  it("holds the ratio, goes with the scale, and has no upper limit where the denominator reaches 0", () => {
    const limits = fc
      .tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
      )
      .map((three) => three.toSorted((x, y) => x - y))
      .map(([low, value, high]) => ({ low: low!, value: value!, high: high! }));
    fc.assert(
      fc.property(limits, limits, (a, b) => {
        const found = moverRatio(a, b);
        if (b.value === 0) {
          expect(found).toBeNull();
          return;
        }
        expect(found!.low).toBeLessThanOrEqual(found!.value);
        expect(found!.high ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(found!.value);
        if (b.low === 0) expect(found!.high).toBeNull();
        if (a.low === 0) expect(found!.low).toBe(0);
      }),
    );
    const [a, b] = [around(0.3, 0.1), around(0.2, 0.05)];
    const twice = { low: 2 * a.low, value: 2 * a.value, high: 2 * a.high };
    expect(moverRatio(twice, b)!.high! / moverRatio(a, b)!.high!).toBeCloseTo(2, 12);
  });

  it("refuses what is no interval of a value that is not below 0", () => {
    expect(() => moverRatio({ value: 1, low: -1, high: 2 }, around(1, 0))).toThrow(
      throwsCode("argument/out-of-range"),
    );
    expect(() => moverRatio(around(1, 0), { value: 3, low: 0, high: 2 })).toThrow(
      throwsCode("argument/out-of-range"),
    );
  });
});
