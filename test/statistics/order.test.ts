import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bisect } from "../../src/statistics/bisection.js";
import { ascendingOrder, midranks } from "../../src/statistics/order.js";
import { throwsCode } from "../support/throws-code.js";

const doubles = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, -5e-324),
);

/** By comparison, with the index to break ties. */
function slowOrder(values: Float64Array): number[] {
  const key = (i: number): number => values[i]! + 0;
  return Array.from(values, (_, i) => i).sort((a, b) =>
    key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a - b,
  );
}

describe("ascendingOrder", () => {
  it.each([
    ["few", 0, 40, 200],
    ["many", 600, 900, 30],
  ])("is stable and ascending on %s values", (_name, minLength, maxLength, numRuns) => {
    fc.assert(
      fc.property(fc.array(doubles, { minLength, maxLength }), (list) => {
        const values = Float64Array.from(list);
        expect(Array.from(ascendingOrder(values))).toEqual(slowOrder(values));
      }),
      { numRuns },
    );
  });

  it("sorts values that differ in one bit of any place", () => {
    const bits = new BigUint64Array(1024);
    for (let i = 0; i < bits.length; i++) {
      bits[i] = (BigInt((i >> 6) & 1) << 63n) | (1n << BigInt(i % 62));
    }
    const values = new Float64Array(bits.buffer);
    expect(Array.from(ascendingOrder(values))).toEqual(slowOrder(values));
  });

  it("leaves equal values, and the values themselves, as they are", () => {
    const values = new Float64Array(1000).fill(0.5);
    expect(Array.from(ascendingOrder(values))).toEqual(Array.from(values, (_, i) => i));
    expect(values.every((x) => x === 0.5)).toBe(true);
  });

  it("refuses NaN", () => {
    expect(() => ascendingOrder(Float64Array.of(1, Number.NaN))).toThrow(
      throwsCode("argument/not-a-number"),
    );
  });
});

describe("midranks", () => {
  it("share the mean rank among equal values", () => {
    expect(Array.from(midranks(Float64Array.of(3, 1, 3, 0, -0, 9)))).toEqual([
      4.5, 3, 4.5, 1.5, 1.5, 6,
    ]);
    expect(midranks(new Float64Array(0))).toHaveLength(0);
  });

  it("add up to n(n + 1)/2", () => {
    fc.assert(
      fc.property(fc.array(doubles, { maxLength: 50 }), (list) => {
        const ranks = midranks(Float64Array.from(list));
        const n = list.length;
        expect(ranks.reduce((a, b) => a + b, 0)).toBe((n * (n + 1)) / 2);
      }),
    );
  });
});

describe("bisect", () => {
  it("finds where a condition ends, to the last bit, in either direction", () => {
    expect(bisect((x) => x * x < 2, 0, 2)).toBeCloseTo(Math.SQRT2, 15);
    expect(bisect((x) => x * x > 2, 2, 0)).toBeCloseTo(Math.SQRT2, 15);
  });

  it("goes to the far end where the condition always holds, stays where it never does", () => {
    expect(bisect(() => true, 0, 1)).toBe(1);
    expect(bisect(() => false, 0.25, 1)).toBeCloseTo(0.25, 15);
  });

  it("stops at a tolerance", () => {
    let calls = 0;
    bisect((x) => ++calls > 0 && x < 0.3, 0, 1, 0.01);
    expect(calls).toBe(7);
  });
});
