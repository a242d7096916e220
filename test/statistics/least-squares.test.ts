import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { pearsonTest } from "../../src/statistics/correlation.js";
import { straightLine } from "../../src/statistics/least-squares.js";
import { normalQuantile } from "../../src/statistics/normal-quantile.js";
import { studentCdf } from "../../src/statistics/quantiles.js";
import { throwsCode } from "../support/throws-code.js";

const points = fc.array(
  fc.tuple(fc.integer({ min: -90, max: 90 }), fc.integer({ min: -90, max: 90 })),
  { minLength: 4, maxLength: 30 },
);
const columnsOf = (all: readonly (readonly [number, number])[]) =>
  [all.map(([x]) => x), all.map(([, y]) => y)] as const;

describe("a straight line", () => {
  it("is that of a hand's reckoning", () => {
    // x̄ 2.5, ȳ 4, S 5, Σ(x − x̄)(y − ȳ) 7; residuals 0.1, −0.3, 0.3, −0.1; s² = 0.2/2
    const found = straightLine([1, 2, 3, 4], [2, 3, 5, 6], 0.95)!;
    const t = 0.95 * Math.sqrt(2 / 0.0975); // of 2 degrees of freedom at 0.975: (2p − 1)√(2/(4p(1 − p)))
    expect(found.slope).toBeCloseTo(1.4, 14);
    expect(found.intercept).toBeCloseTo(0.5, 14);
    expect(found.slopeError).toBeCloseTo(Math.sqrt(0.1 / 5), 14);
    expect(found.low).toBeCloseTo(1.4 - t * Math.sqrt(0.02), 10);
    expect(found.high).toBeCloseTo(1.4 + t * Math.sqrt(0.02), 10);
    const { value, low, high } = found.at(5);
    expect(value).toBeCloseTo(7.5, 14);
    expect(high - low).toBeCloseTo(2 * t * Math.sqrt(0.1 * (0.25 + 6.25 / 5)), 10);
  });

  it("tells a slope from 0 as often as the correlation does: the two tests are one", () => {
    fc.assert(
      fc.property(points, (all) => {
        const [x, y] = columnsOf(all);
        const found = straightLine(x, y, 0.95);
        const r = pearsonTest(Float64Array.from(x), Float64Array.from(y));
        if (found === null || r === null || Math.abs(r.value) > 0.999999) return;
        const p = 2 * studentCdf(-Math.abs(found.slope / found.slopeError), x.length - 2);
        expect(p).toBeCloseTo(r.p!, 6);
        expect(found.low > 0 || found.high < 0).toBe(r.p! < 0.05);
      }),
    );
  });

  it("turns and moves with its points, and goes through their middle", () => {
    fc.assert(
      fc.property(points, fc.integer({ min: -5, max: 5 }), (all, by) => {
        const [x, y] = columnsOf(all);
        const [found, moved] = [
          straightLine(x, y, 0.9),
          straightLine(
            x,
            y.map((value, i) => value + by * x[i]! + 3),
            0.9,
          ),
        ];
        fc.pre(found !== null && moved !== null && found.slopeError < 1e3);
        expect(moved!.slope).toBeCloseTo(found!.slope + by, 5);
        expect(moved!.slopeError).toBeCloseTo(found!.slopeError, 5);
        const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
        expect(found!.at(mean(x)).value).toBeCloseTo(mean(y), 8);
      }),
    );
  });

  it("holds the true slope in as many of 100 worlds as it says", () => {
    const random = createRandom(1);
    const x = Array.from({ length: 9 }, (_, i) => i);
    let inside = 0;
    const worlds = 2000;
    for (let world = 0; world < worlds; world++) {
      const y = x.map(
        (value) => 10 * value + 4 * normalQuantile(Math.max(1e-12, random.uniform())),
      );
      const { low, high } = straightLine(x, y, 0.95)!;
      if (low <= 10 && high >= 10) inside++;
    }
    expect(inside / worlds).toBeGreaterThan(0.935);
    expect(inside / worlds).toBeLessThan(0.965);
  });

  it("is none of two points, and of none that differ", () => {
    expect(straightLine([1, 2], [1, 2], 0.95)).toBeNull();
    expect(straightLine([1, 1, 1], [1, 2, 3], 0.95)).toBeNull();
    expect(() => straightLine([1], [1, 2], 0.95)).toThrow(throwsCode("argument/length-mismatch"));
    expect(() => straightLine([1, 2, Number.NaN], [1, 2, 3], 0.95)).toThrow(
      throwsCode("argument/not-a-number"),
    );
  });
});
