import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planDots } from "../../src/web/record/dots.js";

describe("dots of a recount", () => {
  it("are one a unit up to 500, with a ring for each mistake in its place", () => {
    const marks = Uint8Array.of(1, 0, 1, 1, 0);
    expect(planDots(5, marks)).toEqual({ each: 1, isRing: [false, true, false, false, true] });
    expect(planDots(500, null)).toEqual({ each: 1, isRing: new Array(500).fill(false) });
    expect(planDots(501, null).each).toBe(2);
    expect(planDots(0, null)).toEqual({ each: 1, isRing: [] });
  });

  it("have the share of mistakes as rings, wherever mistakes are", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 6000, max: 1, size: "max" }),
        (marks) => {
          const { each, isRing } = planDots(marks.length, marks);
          expect(isRing.length).toBe(Math.ceil(marks.length / each));
          expect(isRing.length).toBeLessThanOrEqual(500);
          const wrong = marks.reduce((sum, mark) => sum + 1 - mark, 0);
          const rings = isRing.filter(Boolean).length;
          expect(rings).toBe(Math.floor(wrong / each));
        },
      ),
    );
  });
});
