import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { partsView } from "../../src/analyses/slices/slices-view.js";
import { levelOrder } from "../../src/reports/level-order.js";
import type { ResultEstimate, ResultSlice } from "../../src/results/result.js";
import { estimate } from "./fixtures.js";

function slice(
  attribute: string,
  value: string,
  [k, n]: readonly [k: number, n: number],
  more: Partial<ResultSlice> & { readonly limits?: readonly [number, number] | null } = {},
  metric = "accuracy",
): ResultEstimate {
  const { limits = [k / n / 2, (1 + k / n) / 2], ...rest } = more;
  return estimate(metric, k / n, limits, {
    role: "detail",
    method: "cp-bonferroni",
    n,
    warnings: ["slices/simultaneous"],
    slice: {
      attribute,
      value,
      family: 4,
      shrunken: null,
      difference: null,
      differenceLow: null,
      differenceHigh: null,
      finding: false,
      ...rest,
    },
  });
}

const WHOLE = estimate("accuracy", 131 / 155, [0.78, 0.894], { n: 155 });

/** The example of METHODS §10: 38 of 40, 45 of 60, 20 of 20, 28 of 35. */
const EXAMPLE = [
  slice("camera", "north", [38, 40], {
    limits: [0.793864573, 0.997062386],
    shrunken: 0.92985316,
  }),
  slice("camera", "east", [45, 60], {
    limits: [0.586649282, 0.874513466],
    shrunken: 0.770386368,
    difference: -0.155263158,
    differenceLow: -0.329171396,
    differenceHigh: 0.00465384597,
  }),
  slice("camera", "south", [20, 20], { limits: [0.775879006, 1], shrunken: 0.948098581 }),
  slice("camera", "west", [28, 35], {
    limits: [0.584751018, 0.935568149],
    shrunken: 0.817734854,
  }),
];

describe("partsView", () => {
  const { slices, slicesLeft } = partsView([WHOLE, ...EXAMPLE], []);
  const [view] = slices;

  it("puts the worst first, by the value that is evened out, as the result has it", () => {
    expect(view?.drawing.marks.map(({ label }) => label)).toEqual([
      "east",
      "west",
      "north",
      "south",
    ]);
    expect(view?.drawing.marks[0]).toMatchObject({
      sub: "60 images",
      valueText: "75.0%",
      intervalText: "[58.7, 87.5]",
      sign: null,
      note: null,
      row: 0,
    });
    expect(view).toMatchObject({
      title: "Accuracy by camera",
      heading: "By camera",
      family: 4,
      explore: null,
      id: "parts-1-camera",
      reading:
        "No part differs from the rest for certain. Lowest: east: 75.0% [58.7, 87.5] of 60 images.",
    });
    expect(slicesLeft).toBeNull();
  });

  it("places value, range and the figure of all images on one axis", () => {
    // All lie in 0.58 to 1: the axis is cut at round ends, 50% and 100%.
    expect(view?.drawing.ticks.map(({ text }) => text)).toEqual([
      "50%",
      "60",
      "70",
      "80",
      "90",
      "100%",
    ]);
    const [east] = view?.drawing.marks ?? [];
    expect(east?.at).toBeCloseTo((0.75 - 0.5) / 0.5, 12);
    expect(east?.low).toBeCloseTo((0.586649282 - 0.5) / 0.5, 12);
    expect(east?.high).toBeCloseTo((0.874513466 - 0.5) / 0.5, 12);
    expect(view?.drawing.reference?.at).toBeCloseTo((131 / 155 - 0.5) / 0.5, 12);
    expect(view?.drawing.reference?.text).toBe("all 155 images, 84.5% [78.0, 89.4]");
    expect(view?.caption).toContain("Dashed: all 155 images, 84.5% [78.0, 89.4].");
    expect(view?.caption).toContain("4 ranges hold together, at 95%");
  });

  it("has every number of the result in the table, full precision", () => {
    expect(view?.table.columns.map(({ name }) => name)).toEqual([
      "Part",
      "Images",
      "Accuracy",
      "from",
      "to",
      "Allowing for few images",
      "Against the rest (+ better)",
      "from",
      "to",
      "For certain",
    ]);
    expect(view?.table.rows[0]?.cells.map(({ value }) => value)).toEqual([
      null,
      60,
      0.75,
      0.586649282,
      0.874513466,
      0.770386368,
      -0.155263158,
      -0.329171396,
      0.00465384597,
      null,
    ]);
    expect(view?.table.rows[0]?.cells.map(({ text }) => text)).toEqual([
      "east",
      "60",
      "75.0%",
      "58.7%",
      "87.5%",
      "77.0%",
      "−15.5",
      "−32.9",
      "+0.5",
      "not told apart",
    ]);
    expect(view?.table.rows[0]?.said).toBe(
      "east: accuracy 75.0% [58.7, 87.5] of 60 images; against the rest −15.5 [−32.9, +0.5].",
    );
    expect(view?.table.rows[1]?.cells.at(-1)?.text).toBe("not compared");
  });

  it("marks what differs by sign and word, and counts it in the sentence", () => {
    const parts = [
      slice("camera", "7", [41, 100], {
        difference: -0.2,
        differenceLow: -0.31,
        differenceHigh: -0.08,
        finding: true,
        limits: [0.3, 0.53],
      }),
      slice("camera", "a", [70, 100], {
        difference: 0.1,
        differenceLow: -0.1,
        differenceHigh: 0.2,
      }),
      slice("camera", "b", [95, 100], {
        difference: 0.3,
        differenceLow: 0.15,
        differenceHigh: 0.4,
      }),
    ];
    const [found] = partsView([WHOLE, ...parts], []).slices;
    expect(found?.reading).toBe(
      "Worst at camera 7: 41.0% [30.0, 53.0] of 100 images; 1 of 3 parts is worse than the rest, 1 is better.",
    );
    expect(found?.drawing.marks.map(({ sign, note }) => [sign, note])).toEqual([
      ["worse", "▼ worse than the rest, −20.0 [−31.0, −8.0]"],
      [null, null],
      ["better", "▲ better than the rest, +30.0 [+15.0, +40.0]"],
    ]);
    expect(found?.table.rows[0]?.cells.at(-1)?.text).toBe("▼ worse than the rest");
  });

  it("does not call the worst what only few images make look so", () => {
    const parts = [
      slice("site", "few", [5, 10], { shrunken: 0.74 }),
      slice("site", "many", [60, 100], { shrunken: 0.62 }),
    ];
    const [found] = partsView(parts, []).slices;
    expect(found?.drawing.marks.map(({ label }) => label)).toEqual(["many", "few"]);
    expect(found?.reading).toContain("many: 60.0%");
  });

  it("has an axis for what is there, which ends where the metric does", () => {
    const parts = [
      slice("site", "a", [99, 100], { limits: [0.98, 1] }),
      slice("site", "b", [100, 100], { limits: [0.985, 1] }),
    ];
    const [found] = partsView(parts, []).slices;
    const [a, b] = found?.drawing.marks ?? [];
    // One hundredth of room below 0.98, and none above 1.
    expect(found?.drawing.ticks.at(-1)).toEqual({ at: 1, text: "100.0%" });
    expect(b?.at).toBe(1);
    expect(a?.at).toBeCloseTo((0.99 - 0.97) / 0.03, 10);
  });

  it("takes the highest for the worst where lower is better", () => {
    const parts = [
      slice("site", "x", [10, 100], {}, "ece"),
      slice("site", "y", [30, 100], {}, "ece"),
    ];
    const [found] = partsView(parts, []).slices;
    expect(found?.drawing.marks.map(({ label }) => label)).toEqual(["y", "x"]);
    expect(found?.drawing.axisText).toContain("lower is better");
    expect(found?.drawing.reference).toBeNull();
    expect(found?.reading).toMatch(/^Highest: y: /);
  });

  it("does not call a part the lowest where another one is lower", () => {
    const parts = [
      slice("site", "few", [1, 3], { shrunken: 0.75 }),
      slice("site", "many", [60, 100], { shrunken: 0.62 }),
    ];
    expect(partsView(parts, []).slices[0]?.reading).toMatch(
      /^Lowest, allowing for few images: many: 60\.0%/,
    );
  });

  it("names hours alone: they say what they are", () => {
    const parts = [
      slice("datetime (hour)", "0 to 6 h", [10, 60]),
      slice("datetime (hour)", "6 to 12 h", [30, 60]),
    ];
    expect(partsView(parts, []).slices[0]?.reading).toMatch(/^Lowest: 0 to 6 h: 16\.7%/);
  });

  it("leaves numbers, bins and seasons in their own order", () => {
    const bins = ["above 8", "3 to 5", "below 3", "above 5 to 8"];
    const parts = bins.map((name, i) => slice("age", name, [i * 10 + 10, 60]));
    const [found] = partsView(parts, []).slices;
    expect(found?.drawing.marks.map(({ label }) => label)).toEqual([
      "below 3",
      "3 to 5",
      "above 5 to 8",
      "above 8",
    ]);
    expect(found?.caption).toMatch(/^In the order of age\./);
    expect(found?.reading).toContain("Lowest: age above 8: 16.7%");
  });

  it("draws 40 of 200 parts, what differs among them, and has all in the table", () => {
    const parts = Array.from({ length: 200 }, (_, i) =>
      slice("camera", `c${i}`, [i, 250], {
        // The 10 best differ upwards: they are drawn, though not among the 40 worst.
        ...(i < 190 ? {} : { difference: 0.1, differenceLow: 0.01, differenceHigh: 0.2 }),
      }),
    );
    const [found] = partsView(parts, []).slices;
    const drawn = found?.drawing.marks.map(({ label }) => label) ?? [];
    expect(drawn).toEqual([
      ...Array.from({ length: 30 }, (_, i) => `c${i}`),
      ...Array.from({ length: 10 }, (_, i) => `c${190 + i}`),
    ]);
    expect(found?.table.rows).toHaveLength(200);
    expect(found?.table.more).toBe(0);
    expect(found?.caption).toContain("Drawn are 40 of 200 parts");
  });

  it("keeps apart what several metrics have, and counts what does not fit", () => {
    const metrics = ["accuracy", "balanced-accuracy", "cohen-kappa", "mcc"];
    const parts = metrics.flatMap((metric) =>
      ["site", "lens"].flatMap((attribute) =>
        ["a", "b"].map((value) => slice(attribute, value, [5, 20], {}, metric)),
      ),
    );
    const found = partsView(parts, []);
    expect(found.slices.map(({ heading }) => heading)).toEqual([
      "Accuracy, by site",
      "Accuracy, by lens",
      "Balanced accuracy, by site",
      "Balanced accuracy, by lens",
      "Kappa, by site",
      "Kappa, by lens",
    ]);
    expect(found.slicesLeft).toBe("2 more forests of parts would not fit here: see result.json.");
    expect(new Set(found.slices.map(({ id }) => id)).size).toBe(6);
  });

  it("does not draw an attribute whose one part is the whole, and says so", () => {
    const found = partsView([WHOLE, slice("lab", "A", [131, 155])], []);
    expect(found).toEqual({
      slices: [],
      slicesLeft: "1 attribute with one part, all images, is not drawn: see result.json.",
      slicesNone: [],
    });
    expect(partsView([WHOLE, slice("lab", "A", [100, 120])], []).slices).toHaveLength(1);
    expect(partsView([WHOLE], [])).toEqual({ slices: [], slicesLeft: null, slicesNone: [] });
  });

  it("loses no part, and every mark names its own row", () => {
    const shares = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.boolean()), {
      minLength: 2,
      maxLength: 300,
    });
    fc.assert(
      fc.property(shares, (all) => {
        const parts = all.map(([k, finding], i) => slice("p", `part ${i}`, [k, 50], { finding }));
        const [found] = partsView(parts, []).slices;
        const rows = found?.table.rows ?? [];
        expect(rows.length + (found?.table.more ?? 0)).toBe(all.length);
        expect(found?.drawing.marks.length).toBe(Math.min(40, all.length));
        for (const mark of found?.drawing.marks ?? []) {
          expect(rows[mark.row]?.cells[0]?.text).toBe(mark.label);
          for (const at of [mark.at, mark.low, mark.high]) {
            expect(at).toBeGreaterThanOrEqual(0);
            expect(at).toBeLessThanOrEqual(1);
          }
        }
        const findings = all.filter(([, finding]) => finding).length;
        const signs = found?.drawing.marks.filter(({ sign }) => sign === "worse").length;
        expect(signs).toBe(Math.min(40, findings));
      }),
    );
  });
});

describe("levelOrder", () => {
  const sorted = (levels: readonly string[]): string[] | null => {
    const keys = levelOrder(levels);
    if (keys === null) return null;
    const place = new Map(levels.map((level, i) => [level, keys[i] ?? Number.NaN]));
    return [...levels].sort((a, b) => ((place.get(a) ?? 0) < (place.get(b) ?? 0) ? -1 : 1));
  };

  it.each([
    [
      ["10", "9", "-1", "2.5"],
      ["-1", "2.5", "9", "10"],
    ],
    [
      ["above 12", "5 to 12", "below 5"],
      ["below 5", "5 to 12", "above 12"],
    ],
    [
      ["12 to 18 h", "0 to 6 h", "18 to 24 h"],
      ["0 to 6 h", "12 to 18 h", "18 to 24 h"],
    ],
    [
      ["10-20", "0-10", "20+"],
      ["0-10", "10-20", "20+"],
    ],
    [
      ["2026-05", "2025-11"],
      ["2025-11", "2026-05"],
    ],
    [
      ["2026-05-03", "2026-04-30"],
      ["2026-04-30", "2026-05-03"],
    ],
    [
      ["March", "January", "February"],
      ["January", "February", "March"],
    ],
    [
      ["Sep", "Feb"],
      ["Feb", "Sep"],
    ],
    [
      ["September to November", "March to May", "December to February", "June to August"],
      ["December to February", "March to May", "June to August", "September to November"],
    ],
    [
      ["Sunday", "Monday", "Fri"],
      ["Monday", "Fri", "Sunday"],
    ],
    [
      ["high", "low", "medium"],
      ["low", "medium", "high"],
    ],
  ])("knows the order of %j", (levels, expected) => {
    expect(sorted(levels)).toEqual(expected);
  });

  it.each([[["north", "south"]], [["camera 2", "camera 10"]], [["1", "2", "unknown"]], [[]]])(
    "sees none in %j",
    (levels) => {
      expect(levelOrder(levels)).toBeNull();
    },
  );
});
