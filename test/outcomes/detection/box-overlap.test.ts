import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boxOverlap, centreDistance } from "../../../src/outcomes/detection/box-overlap.js";

// Sides of nothing, or of more than the rounding of a place.
const place = fc.double({ min: -50, max: 50, noNaN: true });
const side = fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 60, noNaN: true }));
const box = fc.tuple(place, place, side, side);
const overlap = (a: readonly number[], b: readonly number[], isCrowd = false) =>
  boxOverlap(Float64Array.from(a), 0, Float64Array.from(b), 0, isCrowd);
const distance = (a: readonly number[], b: readonly number[], isCrowd = false) =>
  centreDistance(Float64Array.from(a), 0, Float64Array.from(b), 0, isCrowd);

describe("boxOverlap", () => {
  it("is symmetric, in [0, 1], and 1 of a box with itself", () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        expect(overlap(a, b)).toBeCloseTo(overlap(b, a), 12);
        expect(overlap(a, b)).toBeGreaterThanOrEqual(0);
        expect(overlap(a, b)).toBeLessThanOrEqual(1 + 1e-9);
        const [x = 0, y = 0, width = 0, height = 0] = a;
        const solid = [x, y, width + 1, height + 1];
        expect(overlap(solid, solid)).toBeCloseTo(1, 9);
      }),
    );
  });

  it("is 0 where a box has no area, or one too small for a double", () => {
    expect(overlap([0, 0, 0, 5], [0, 0, 5, 5])).toBe(0);
    expect(overlap([0, 0, 0, 5], [0, 0, 5, 5], true)).toBe(0);
    const tiny = [0, 0, 1e-200, 1e-200];
    expect(overlap(tiny, tiny)).toBe(0);
    expect(overlap(tiny, tiny, true)).toBe(0);
  });

  it("counts whole pixels as their cells do", () => {
    const cell = fc.integer({ min: 0, max: 6 });
    const cells = fc.tuple(cell, cell, cell, cell);
    fc.assert(
      fc.property(cells, cells, fc.boolean(), (a, b, isCrowd) => {
        const within = (x: number, y: number, [left, top, width, height]: typeof a) =>
          x >= left && x < left + width && y >= top && y < top + height;
        let both = 0;
        let either = 0;
        for (let x = 0; x < 12; x++) {
          for (let y = 0; y < 12; y++) {
            const [inA, inB] = [within(x, y, a), within(x, y, b)];
            if (inA && inB) both++;
            if (inA || (inB && !isCrowd)) either++;
          }
        }
        expect(overlap(a, b, isCrowd)).toBe(both === 0 ? 0 : both / either);
      }),
    );
  });
});

describe("centreDistance", () => {
  it("is that of the centres; of a crowd 0 inside, its edge included, else infinite", () => {
    expect(distance([0, 0, 2, 2], [3, 4, 2, 2])).toBe(5);
    expect(distance([9, 9, 2, 2], [0, 0, 10, 10], true)).toBe(0);
    expect(distance([9.1, 9, 2, 2], [0, 0, 10, 10], true)).toBe(Number.POSITIVE_INFINITY);
    expect(distance([-2, 4, 2, 2], [0, 0, 10, 10], true)).toBe(Number.POSITIVE_INFINITY);
  });
});
