import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinGroups, liesInside, numbered } from "../../src/claims/unit-groups.js";

const groups = fc
  .array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 30 })
  .map((list) => numbered(Int32Array.from(list)));

describe("groups that are joined", () => {
  it("are those that a chain of shared groups links", () => {
    const a = numbered(Int32Array.of(0, 0, 1, 2, 3));
    const b = numbered(Int32Array.of(0, 1, 1, 2, 2));
    expect([...joinGroups(a, b).cluster]).toEqual([0, 0, 0, 1, 1]);
  });

  it("hold both, are the finest that do, and do not depend on which comes first", () => {
    fc.assert(
      fc.property(
        groups,
        fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 30 }),
        (a, list) => {
          const b = numbered(Int32Array.from(list.slice(0, a.cluster.length)));
          const joined = joinGroups(a, b);
          expect(liesInside(a, joined) && liesInside(b, joined)).toBe(true);
          expect(joinGroups(b, a)).toEqual(joined);
          // By passing the smallest number on until nothing changes.
          const slow = Int32Array.from(a.cluster.keys());
          for (let round = 0; round < slow.length; round++) {
            for (let i = 0; i < slow.length; i++) {
              for (let j = 0; j < slow.length; j++) {
                const linked = a.cluster[i] === a.cluster[j] || b.cluster[i] === b.cluster[j];
                if (linked) slow[j] = Math.min(slow[i]!, slow[j]!);
              }
            }
          }
          expect(joined).toEqual(numbered(slow));
        },
      ),
      { numRuns: 60, seed: 15 },
    );
  });
});
