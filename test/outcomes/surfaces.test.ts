import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { squaredDistances } from "../../src/core/masks/distance-transform.js";
import { classSurfaces } from "../../src/outcomes/segmentation/class-surfaces.js";
import {
  averageDistance,
  boundaryOf,
  hausdorff95,
  surfaceDice,
  surfaceDistances,
} from "../../src/outcomes/segmentation/surfaces.js";

const side = fc.integer({ min: 1, max: 7 });
const step = fc.constantFrom(0.3, 0.7, 1, 2.5);

/** A grid of two or three axes with places that are set. */
const grids = fc
  .tuple(
    fc.array(side, { minLength: 2, maxLength: 3 }),
    fc.array(step, { minLength: 3, maxLength: 3 }),
  )
  .chain(([sides, steps]) => {
    const count = sides.reduce((product, one) => product * one, 1);
    const bits = fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: count, maxLength: count });
    return fc.record({
      sides: fc.constant(sides),
      spacing: fc.constant(steps.slice(0, sides.length)),
      first: bits.map((all) => Uint8Array.from(all)),
      second: bits.map((all) => Uint8Array.from(all)),
    });
  });

/** Place of an index along each axis. */
function placeOf(index: number, sides: readonly number[]): number[] {
  const place: number[] = [];
  let rest = index;
  for (const one of [...sides].reverse()) {
    place.unshift(rest % one);
    rest = Math.floor(rest / one);
  }
  return place;
}

function squaredBetween(
  i: number,
  j: number,
  sides: readonly number[],
  spacing: readonly number[],
) {
  const [a, b] = [placeOf(i, sides), placeOf(j, sides)];
  return a.reduce((sum, one, axis) => sum + ((one - b[axis]!) * spacing[axis]!) ** 2, 0);
}

describe("the distance transform", () => {
  it("is the least of all distances, whatever the spacing", () => {
    fc.assert(
      fc.property(grids, ({ sides, spacing, first }) => {
        const found = squaredDistances(first, sides, spacing);
        const set = [...first.keys()].filter((j) => first[j] === 1);
        for (const [i, value] of found.entries()) {
          const least = Math.min(...set.map((j) => squaredBetween(i, j, sides, spacing)));
          if (set.length === 0) expect(value).toBe(Number.POSITIVE_INFINITY);
          else expect(value).toBeCloseTo(least, 9);
        }
      }),
    );
  });
});

describe("boundaries", () => {
  it("are places of a mask beside one outside it, or at the edge", () => {
    fc.assert(
      fc.property(grids, ({ sides, first }) => {
        const found = boundaryOf(first, sides);
        for (const [i, own] of first.entries()) {
          const place = placeOf(i, sides);
          const isAtEdge = place.some((one, axis) => one === 0 || one === sides[axis]! - 1);
          const unit = sides.map(() => 1);
          const isBeside = [...first.keys()].some(
            (j) => first[j] === 0 && squaredBetween(i, j, sides, unit) === 1,
          );
          expect(found[i]).toBe(own === 1 && (isAtEdge || isBeside) ? 1 : 0);
        }
      }),
    );
  });

  it("are as far apart one way as the other, and scale with the spacing", () => {
    fc.assert(
      fc.property(grids, ({ sides, spacing, first, second }) => {
        const there = surfaceDistances(first, second, sides, spacing);
        const back = surfaceDistances(second, first, sides, spacing);
        if (there === null || back === null) {
          expect(back).toBe(there);
          return;
        }
        expect(hausdorff95(there)).toBeCloseTo(hausdorff95(back), 9);
        expect(averageDistance(there)).toBeCloseTo(averageDistance(back), 9);
        const doubled = spacing.map((one) => 2 * one);
        const far = surfaceDistances(first, second, sides, doubled)!;
        expect(hausdorff95(far)).toBeCloseTo(2 * hausdorff95(there), 9);
        expect(surfaceDice(far, 2)).toBeCloseTo(surfaceDice(there, 1), 9);
      }),
    );
  });
});

describe("boundaries of each class of an image", () => {
  it("are those of the whole image, class by class, void taken out of both", () => {
    const labels = fc.array(fc.integer({ min: -1, max: 2 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(labels, labels, step, (truth, predicted, spacing) => {
        const [own, answer] = [Int16Array.from(truth), Int16Array.from(predicted)];
        const rule = { spacing: [1, spacing] as const, tolerances: [0, 1.5] };
        const found = classSurfaces(own, answer, 6, 3, 0, rule);
        for (const label of [1, 2]) {
          const mask = (of: Int16Array) =>
            Uint8Array.from(of, (one, i) => Number(one === label && own[i]! >= 0));
          const [a, b] = [mask(own), mask(answer)];
          const whole = surfaceDistances(a, b, [5, 6], [1, spacing]);
          const { hd95, assd, nsd } = found[label]!;
          if (whole === null) {
            const isNowhere = !a.includes(1) && !b.includes(1);
            expect(hd95).toBe(isNowhere ? Number.NaN : Number.POSITIVE_INFINITY);
            expect(nsd).toEqual(isNowhere ? [Number.NaN, Number.NaN] : [0, 0]);
          } else {
            expect(hd95).toBeCloseTo(hausdorff95(whole), 9);
            expect(assd).toBeCloseTo(averageDistance(whole), 9);
            expect(nsd).toEqual([surfaceDice(whole, 0), surfaceDice(whole, 1.5)]);
          }
        }
        expect(found[0]!.hd95).toBeNaN();
      }),
    );
  });
});
