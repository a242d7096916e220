import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sortByKey, sortByScore } from "../../../src/outcomes/detection/stable-sorts.js";

/** Scores with many ties, zeros of both signs, and neighbours in the last bit. */
const score = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.5, 0.5 + 2 ** -53, 5e-324, -5e-324, 1e300, -1e300),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

describe("sortByScore", () => {
  it.each([
    ["by digits of 8 bits", 300],
    ["by digits of 16 bits", 20_000],
  ])("sorts by falling score, ties in their order: %s", (_, count) => {
    fc.assert(
      fc.property(fc.array(score, { minLength: 1, maxLength: 40 }), (few) => {
        const scores = Float64Array.from(
          { length: count },
          (_one, i) => few[(i * i) % few.length]!,
        );
        const rows = Int32Array.from({ length: count }, (_one, i) => (i * 7919) % count);
        const want = [...rows].sort((a, b) => scores[b]! - scores[a]!);
        sortByScore(rows, scores);
        expect(rows).toEqual(Int32Array.from(want));
      }),
      { numRuns: count > 1000 ? 10 : 100 },
    );
  });

  it("sorts some rows of a column that is part of another, one row and none", () => {
    const column = Float64Array.of(9, 1, 3, 2, 3, 1, 2, 9).subarray(1, 7);
    for (const [rows, want] of [
      [
        [0, 1, 2],
        [1, 2, 0],
      ],
      [
        [3, 4, 5],
        [3, 5, 4],
      ],
      [[4], [4]],
      [[], []],
    ] as const) {
      const sorted = Int32Array.from(rows);
      sortByScore(sorted, column);
      expect([...sorted]).toEqual(want);
    }
  });
});

describe("sortByKey", () => {
  it("keeps the order of equal keys, of all rows or of some", () => {
    const key = Int32Array.of(2, 0, 1, 0, 2, 0);
    expect([...sortByKey(null, key, 3)]).toEqual([1, 3, 5, 2, 0, 4]);
    expect([...sortByKey(Int32Array.of(4, 5, 0, 1), key, 4)]).toEqual([5, 1, 4, 0]);
    expect([...sortByKey(null, new Int32Array(0), 0)]).toEqual([]);
  });
});
