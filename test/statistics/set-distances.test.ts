import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frechetDistance } from "../../src/statistics/frechet-distance.js";
import {
  energyDistance,
  meanDiscrepancy,
  medianDistance,
  type Points,
} from "../../src/statistics/set-distances.js";
import { throwsCode } from "../support/throws-code.js";

const points = (rows: readonly (readonly number[])[], width = rows[0]?.length ?? 1): Points => ({
  count: rows.length,
  width,
  values: Float64Array.from(rows.flat()),
});
const line = (values: readonly number[]): Points => points(values.map((x) => [x]));

const coordinate = fc.integer({ min: -20, max: 20 }).map((k) => k / 4);
const set = fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 12 });

describe("distances of two sets of points", () => {
  it("are what they are for one point a side", () => {
    expect(energyDistance(line([0]), line([3]))).toBe(6);
    const found = meanDiscrepancy(line([0]), line([3]), 1.5)!;
    expect(found.biased).toBeCloseTo(2 - 2 * Math.exp(-2), 12);
    expect(found.unbiased).toBeNull();
    expect(medianDistance(line([0, 1]), line([5]))).toBe(4); // 1, 4, 5
  });

  it("give the Fréchet distance of normal laws on a line, and along axes", () => {
    // Variances 1 and 4 with n − 1: (0 − 7)² + (1 − 2)².
    const [a, b] = [Math.SQRT1_2, Math.SQRT1_2 * 2];
    expect(frechetDistance(line([-a, a]), line([7 - b, 7 + b]))).toBeCloseTo(50, 12);
    const cross = (x: number, y: number) =>
      points([
        [x, y],
        [x, -y],
        [-x, y],
        [-x, -y],
      ]);
    // Standard deviations x·√(4/3), y·√(4/3) in each direction.
    expect(frechetDistance(cross(3, 1), cross(1, 5))).toBeCloseTo((4 / 3) * (2 ** 2 + 4 ** 2), 10);
  });

  it("are 0 for equal sets, symmetric, and the same in any order and after a turn", () => {
    fc.assert(
      fc.property(set, set, fc.integer({ min: 0, max: 359 }), (rows, others, degrees) => {
        const [cosine, sine] = [Math.cos(degrees), Math.sin(degrees)];
        const turned = (all: typeof rows) =>
          points(all.map(([x, y]) => [cosine * x - sine * y, sine * x + cosine * y]));
        const [x, y] = [points(rows), points(others)];
        for (const of of [
          energyDistance,
          frechetDistance,
          (a: Points, b: Points) => meanDiscrepancy(a, b, 1.3)!.biased,
        ]) {
          const found = of(x, y)!;
          expect(found).toBeGreaterThanOrEqual(-1e-9);
          expect(of(x, x)).toBeCloseTo(0, 6);
          expect(of(y, x)).toBeCloseTo(found, 6);
          expect(of(points(rows.toReversed()), y)).toBeCloseTo(found, 6);
          expect(of(turned(rows), turned(others))).toBeCloseTo(found, 5);
        }
      }),
    );
  });

  it("are null where a set is too small, and refuse what is no set", () => {
    const none = points([], 1);
    expect(energyDistance(none, line([1]))).toBeNull();
    expect(meanDiscrepancy(line([1]), none, 1)).toBeNull();
    expect(medianDistance(none, line([1]))).toBeNull();
    expect(frechetDistance(line([1]), line([1, 2]))).toBeNull();
    const refused = throwsCode("argument/out-of-range");
    expect(() => energyDistance(line([1]), points([[1, 2]]))).toThrow(refused);
    expect(() => meanDiscrepancy(line([1]), line([2]), 0)).toThrow(refused);
    expect(() => energyDistance(line([Number.NaN]), line([1]))).toThrow(
      throwsCode("argument/not-a-number"),
    );
  });
});
