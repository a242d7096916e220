import { describe, expect, it } from "vitest";
import * as elementary from "../../src/core/elementary.js";
import { powerOfTen } from "../../src/core/power-of-ten.js";
import { createRandom } from "../../src/core/random.js";

/** Each function, the engine's own, and arguments of its domain from numbers in (0, 1). */
const PAIRS: readonly [string, (x: number) => number, (x: number) => number, number, number][] = [
  ["ln", elementary.ln, Math.log, 0, 50],
  ["log2", elementary.log2, Math.log2, 0, 50],
  ["log10", elementary.log10, Math.log10, 0, 50],
  ["log1p", elementary.log1p, Math.log1p, -1, 3],
  ["exp", elementary.exp, Math.exp, -700, 700],
  ["expm1", elementary.expm1, Math.expm1, -3, 3],
  ["tanh", elementary.tanh, Math.tanh, -4, 4],
  ["atanh", elementary.atanh, Math.atanh, -1, 1],
  ["sin", elementary.sin, Math.sin, -40, 40],
  ["cos", elementary.cos, Math.cos, -40, 40],
  ["asin", elementary.asin, Math.asin, -1, 1],
  ["atan2 of 1", (x) => elementary.atan2(1, x), (x) => Math.atan2(1, x), -9, 9],
  ["hypot of 3", (x) => elementary.hypot(3, x), (x) => Math.hypot(3, x), -9, 9],
  ["pow of 2.5", (x) => elementary.pow(2.5, x), (x) => 2.5 ** x, -30, 30],
];

describe("elementary functions", () => {
  it.each(PAIRS)("%s is the function of Math to a few last digits", (_, own, engine, low, high) => {
    const random = createRandom(3, 1);
    for (let i = 0; i < 2000; i++) {
      const x = low + (high - low) * random.uniform();
      const want = engine(x);
      expect(Math.abs(own(x) - want)).toBeLessThanOrEqual(1e-15 * Math.max(1e-3, Math.abs(want)));
    }
  });

  it.each([
    ["ln", elementary.ln(2), Math.LN2],
    ["log2", elementary.log2(2 ** -30), -30],
    ["log10", elementary.log10(1000), 3],
    ["exp", elementary.exp(0), 1],
    ["log1p", elementary.log1p(1e-20), 1e-20],
    ["expm1", elementary.expm1(1e-20), 1e-20],
    ["hypot", elementary.hypot(3, 4), 5],
    ["ln of 0", elementary.ln(0), Number.NEGATIVE_INFINITY],
    ["exp of -∞", elementary.exp(Number.NEGATIVE_INFINITY), 0],
    ["ln of -1", elementary.ln(-1), Number.NaN],
  ])("%s at a known place", (_, found, want) => {
    expect(found).toBe(want);
  });

  it("gives powers of ten as literals have them", () => {
    expect([-324, -17, -3, 0, 22, 23, 308].map(powerOfTen)).toEqual([
      0, 1e-17, 0.001, 1, 1e22, 1e23, 1e308,
    ]);
  });
});
