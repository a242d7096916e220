import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalQuantile } from "../../src/statistics/normal-quantile.js";
import {
  betaCdf,
  betaQuantile,
  binomialCdf,
  chiSquareCdf,
  chiSquareQuantile,
  fCdf,
  levelQuantile,
  normalCdf,
  studentCdf,
  studentLevelQuantile,
  studentQuantile,
} from "../../src/statistics/quantiles.js";
import { Z_95 } from "../../src/statistics/wilson.js";
import { throwsCode } from "../support/throws-code.js";

/** Within a relative 1e-12. */
const near = (expected: number) => (actual: number) => {
  expect(Math.abs(actual / expected - 1), `${actual} against ${expected}`).toBeLessThan(1e-12);
};

describe("quantiles and distribution functions", () => {
  // mpmath 1.3 for the three far tails, SciPy 1.17.1 otherwise
  it.each([
    [1e-300, -37.0470962993612],
    [1e-12, -7.034483825301132],
    [1e-8, -5.612001244174789],
    [1e-3, -3.090232306167813],
    [0.3, -0.5244005127080409],
    [0.8, 0.8416212335729143],
    [0.975, 1.959963984540054],
    [1 - 1e-3, 3.090232306167813],
  ])("normal quantile at %d", (p, expected) => {
    near(expected)(normalQuantile(p));
  });

  it("normal quantile is infinite at the ends and 0 in the middle", () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 16);
    expect(normalQuantile(Number.MIN_VALUE)).toBeLessThan(-38);
  });

  it("levelQuantile is 1.959963984540054 at 0.95", () => {
    expect(levelQuantile(0.95)).toBeCloseTo(Z_95, 14);
    expect(levelQuantile(0.6)).toBeCloseTo(0.8416212335729143, 14);
  });

  it.each([
    [1, 12.706204736174694],
    [1.90625306, 4.511924988026547],
    [5.32744661, 2.5237786534963416],
    [30, 2.0422724563012378],
    [1e6, 1.959966356814107],
  ])("Student's quantile at 0.975 with %d degrees of freedom", (df, expected) => {
    near(expected)(studentQuantile(0.975, df));
    near(-expected)(studentQuantile(0.025, df));
    near(expected)(studentLevelQuantile(0.95, df));
  });

  it("Student's law tends to the normal one", () => {
    expect(studentQuantile(0.975, Number.POSITIVE_INFINITY)).toBe(normalQuantile(0.975));
    expect(studentQuantile(0.975, 1e12)).toBeCloseTo(Z_95, 10);
    expect(studentCdf(1.3, Number.POSITIVE_INFINITY)).toBe(normalCdf(1.3));
    expect(studentQuantile(0.5, 3)).toBe(0);
    expect(studentQuantile(0, 3)).toBe(Number.NEGATIVE_INFINITY);
    expect(studentQuantile(1, 3)).toBe(Number.POSITIVE_INFINITY);
    expect([
      studentCdf(Number.POSITIVE_INFINITY, 2),
      studentCdf(Number.NEGATIVE_INFINITY, 2),
    ]).toEqual([1, 0]);
  });

  it.each([
    [0.025, 1, 3, 0.008403758659612636],
    [0.025, 45, 6, 0.7818646335657977],
    [0.0005, 21, 12, 0.35476901839696545],
    [0.975, 0.5, 10.5, 0.21719626750921053],
    [1e-12, 0.5, 200.5, 3.922085150256506e-27],
  ])("beta quantile at %d of (%d, %d)", (p, a, b, expected) => {
    near(expected)(betaQuantile(p, a, b));
  });

  it("beta quantile below the smallest double is 0, never NaN", () => {
    expect(betaQuantile(0.025, 0.001, 0.001)).toBe(0);
    expect(betaQuantile(0, 2, 3)).toBe(0);
    expect(betaQuantile(1, 2, 3)).toBe(1);
  });

  it("distribution functions", () => {
    near(0.001266609396573921)(betaCdf(0.9, 285, 16));
    near(0.5768693469069976)(binomialCdf(36, 40, 0.9));
    near(0.9499564787512949)(chiSquareCdf(3.84, 1));
    near(7.814727903251179)(chiSquareQuantile(0.95, 3));
    near(0.9067500736723744)(fCdf(2.5, 3, 17.5));
    near(0.037803838237855394)(studentCdf(-2.3, 4.5));
    near(6.22096057427174e-16)(normalCdf(-8));
    expect([
      betaCdf(-1, 2, 3),
      betaCdf(2, 2, 3),
      binomialCdf(-1, 3, 0.5),
      binomialCdf(3, 3, 0.5),
    ]).toEqual([0, 1, 0, 1]);
  });

  it("are each other's inverses", () => {
    const p = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
    const shape = fc.double({ min: 1, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(p, shape, shape, (q, a, b) => {
        expect(normalCdf(normalQuantile(q))).toBeCloseTo(q, 10);
        expect(studentCdf(studentQuantile(q, a), a)).toBeCloseTo(q, 10);
        expect(betaCdf(betaQuantile(q, a, b), a, b)).toBeCloseTo(q, 7);
        expect(chiSquareCdf(chiSquareQuantile(q, a), a)).toBeCloseTo(q, 7);
      }),
    );
  });

  it.each([
    ["normalQuantile", () => normalQuantile(1.1)],
    ["normalQuantile of NaN", () => normalQuantile(Number.NaN)],
    ["normalCdf of NaN", () => normalCdf(Number.NaN)],
    ["levelQuantile(1)", () => levelQuantile(1)],
    ["levelQuantile(0)", () => levelQuantile(0)],
    ["no degrees of freedom", () => studentQuantile(0.9, 0)],
    ["studentLevelQuantile(2)", () => studentLevelQuantile(2, 3)],
    ["studentCdf of NaN", () => studentCdf(Number.NaN, 3)],
    ["a shape of 0", () => betaQuantile(0.5, 0, 1)],
    ["an infinite shape", () => betaCdf(0.5, 1, Number.POSITIVE_INFINITY)],
    ["half a trial", () => binomialCdf(1, 2.5, 0.5)],
    ["p above 1", () => binomialCdf(1, 2, 1.5)],
    ["χ² with df 0", () => chiSquareCdf(1, 0)],
    ["χ² quantile beyond 1", () => chiSquareQuantile(1.5, 1)],
    ["F of NaN", () => fCdf(Number.NaN, 1, 1)],
    ["F with df 0", () => fCdf(1, 1, 0)],
  ])("refuse %s", (_name, call) => {
    expect(call).toThrow(throwsCode("argument/out-of-range"));
  });
});
