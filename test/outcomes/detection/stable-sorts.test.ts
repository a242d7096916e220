import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createScoreSort, sortByKey } from "../../../src/outcomes/detection/stable-sorts.js";

/** Scores with many ties, zeros of both signs, and neighbours in the last bit. */
const score = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.5, 0.5 + 2 ** -53, 5e-324, -5e-324, 1e300, -1e300),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

describe("createScoreSort", () => {
  it.each([
    ["by insertion", 20],
    ["by digits of 8 bits", 300],
    ["by digits of 16 bits", 20_000],
  ])("sorts a segment by falling score, ties in their order: %s", (_, count) => {
    fc.assert(
      fc.property(fc.array(score, { minLength: 1, maxLength: 40 }), fc.nat(5), (few, from) => {
        const scores = Float64Array.from(
          { length: count },
          (_one, i) => few[(i * i) % few.length]!,
        );
        const rows = Int32Array.from({ length: count }, (_one, i) => (i * 7919) % count);
        const want = [...rows];
        const to = count - 2;
        const segment = want.slice(from, to).sort((a, b) => scores[b]! - scores[a]!);
        want.splice(from, to - from, ...segment);
        createScoreSort(scores)(rows, from, to);
        expect(rows).toEqual(Int32Array.from(want));
      }),
      { numRuns: count > 1000 ? 10 : 100 },
    );
  });

  it("sorts segments one after the other, of a column that is part of another", () => {
    const whole = Float64Array.of(9, 1, 3, 2, 3, 1, 2, 9);
    const sort = createScoreSort(whole.subarray(1, 7));
    const rows = Int32Array.of(0, 1, 2, 3, 4, 5);
    sort(rows, 0, 3);
    sort(rows, 3, 6);
    expect([...rows]).toEqual([1, 2, 0, 3, 5, 4]);
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
