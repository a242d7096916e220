import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cramersV } from "../../src/statistics/cramers-v.js";

describe("Cramér's V", () => {
  // scipy 1.17.1, scipy.stats.contingency.association(table, method="cramer").
  it.each([
    [[10, 3, 2, 4, 20, 6], 3, 0.5508322331421093],
    [[30, 1, 2, 40, 0, 5], 2, 0.9207543208341747],
  ])("of %j in rows of %i is scipy's", (table, width, expected) => {
    expect(cramersV(table, width)).toBeCloseTo(expected, 14);
  });

  it("is 1 where one name stands for the other, 0 where they are independent", () => {
    expect(cramersV([7, 0, 0, 5], 2)).toBe(1);
    expect(cramersV([0, 7, 5, 0, 0, 9], 2)).toBe(1);
    expect(cramersV([2, 4, 3, 6], 2)).toBeCloseTo(0, 7);
    expect(cramersV([3, 4, 0, 0], 2)).toBe(0);
    expect(cramersV([0, 0, 0, 0], 2)).toBe(0);
  });

  it("does not count empty rows and columns, nor which side is which", () => {
    const cells = fc.array(fc.nat(9), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(cells, (table) => {
        const wider = [0, 1].flatMap((row) => [...table.slice(3 * row, 3 * row + 3), 0]);
        expect(cramersV([...wider, 0, 0, 0, 0], 4)).toBeCloseTo(cramersV(table, 3), 12);
        const turned = [0, 1, 2].flatMap((column) => [table[column]!, table[3 + column]!]);
        expect(cramersV(turned, 2)).toBeCloseTo(cramersV(table, 3), 12);
      }),
    );
  });
});
