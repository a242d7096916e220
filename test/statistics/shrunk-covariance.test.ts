import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { shrunkInverse } from "../../src/statistics/shrunk-covariance.js";

type Matrix = readonly (readonly number[])[];

/** Ledoit & Wolf 2004, their section 3.3, as it is written: every sum by itself. */
function slowly(rows: Matrix) {
  const n = rows.length;
  const p = rows[0]!.length;
  const places = Array.from({ length: p }, (_, i) => i);
  const matrix = (of: (i: number, j: number) => number): Matrix =>
    places.map((i) => places.map((j) => of(i, j)));
  /** ‖A‖²/p. */
  const size = (a: Matrix): number => a.flat().reduce((sum, x) => sum + x * x, 0) / p;
  const s = matrix((i, j) => rows.reduce((sum, x) => sum + x[i]! * x[j]!, 0) / n);
  const m = places.reduce((sum, i) => sum + s[i]![i]!, 0) / p;
  const d2 = size(matrix((i, j) => s[i]![j]! - (i === j ? m : 0)));
  const bar = rows.reduce((sum, x) => sum + size(matrix((i, j) => x[i]! * x[j]! - s[i]![j]!)), 0);
  const b2 = Math.min(bar / n ** 2, d2);
  const shrinkage = d2 === 0 ? 1 : b2 / d2;
  const sigma = matrix((i, j) => (1 - shrinkage) * s[i]![j]! + (i === j ? shrinkage * m : 0));
  return { shrinkage, sigma };
}

/** xᵀ A⁻¹ x by elimination. */
function quadratic(a: Matrix, x: readonly number[]): number {
  const rows = a.map((row, i) => [...row, x[i]!]);
  const p = rows.length;
  for (let k = 0; k < p; k++) {
    const pivot = rows
      .slice(k)
      .reduce((best, row) => (Math.abs(row[k]!) > Math.abs(best[k]!) ? row : best));
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(k, 0, pivot);
    for (let i = 0; i < p; i++) {
      if (i === k) continue;
      const by = rows[i]![k]! / pivot[k]!;
      for (let j = k; j <= p; j++) rows[i]![j]! -= by * pivot[j]!;
    }
  }
  return rows.reduce((sum, row, i) => sum + (x[i]! * row[p]!) / row[i]!, 0);
}

describe("a shrunk covariance", () => {
  it("is that of its definition, and so is its inverse, with fewer rows than columns too", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 1e6 }),
        (n, p, seed) => {
          const { uniform } = createRandom(seed);
          const row = () => Array.from({ length: p }, (_, i) => (i + 1) * (uniform() - 0.5));
          const rows = Array.from({ length: n }, row);
          const x = row();
          const wanted = slowly(rows);
          // One column is the identity times its variance, which nothing has to be mixed with.
          if (p === 1) wanted.shrinkage = 1;
          const found = shrunkInverse(Float64Array.from(rows.flat()), p)!;
          fc.pre(wanted.shrinkage > 1e-6);
          expect(found.shrinkage).toBeCloseTo(wanted.shrinkage, 8);
          const length = quadratic(wanted.sigma, x);
          expect(found.squaredLength(Float64Array.from(x)) / length).toBeCloseTo(1, 8);
        },
      ),
      { numRuns: 100, seed: 5 },
    );
  });

  it("is shrunk less the more rows there are", () => {
    const { uniform } = createRandom(3);
    const rows = (n: number) =>
      Float64Array.from({ length: 8 * n }, (_, i) => (1 + (i % 8)) * (uniform() - 0.5));
    const [few, many] = [20, 2000].map((n) => shrunkInverse(rows(n), 8)!.shrinkage);
    expect(few!).toBeGreaterThan(10 * many!);
  });

  it("is none of nothing, or of zeros", () => {
    expect(shrunkInverse(new Float64Array(), 3)).toBeNull();
    expect(shrunkInverse(new Float64Array(12), 3)).toBeNull();
  });
});
