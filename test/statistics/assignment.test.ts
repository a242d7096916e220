import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestAssignment } from "../../src/statistics/assignment.js";
import { throwsCode } from "../support/throws-code.js";

function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((rest) =>
    Array.from({ length: n }, (_, at) => [...rest.slice(0, at), n - 1, ...rest.slice(at)]),
  );
}

function sumOf(weights: Float64Array, columns: Iterable<number>): number {
  const all = [...columns];
  return all.reduce((sum, column, row) => sum + weights[row * all.length + column]!, 0);
}

describe("bestAssignment", () => {
  it("is the best of all permutations", () => {
    const table = fc
      .integer({ min: 1, max: 6 })
      .chain((n) =>
        fc.array(fc.integer({ min: -5, max: 9 }), { minLength: n * n, maxLength: n * n }),
      );
    fc.assert(
      fc.property(table, (values) => {
        const weights = Float64Array.from(values);
        const n = Math.sqrt(values.length);
        const found = bestAssignment(weights, n);
        expect([...found].sort((a, b) => a - b)).toEqual([...found.keys()]);
        const best = Math.max(...permutations(n).map((columns) => sumOf(weights, columns)));
        expect(sumOf(weights, found)).toBe(best);
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  it("takes nothing, and refuses a table that is not square", () => {
    expect([...bestAssignment(new Float64Array(0), 0)]).toEqual([]);
    expect(() => bestAssignment(new Float64Array(5), 2)).toThrow(
      throwsCode("argument/length-mismatch"),
    );
  });
});
