import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_LABEL, packMask, runsOfLabels, unpackMask } from "../../src/core/masks/label-mask.js";
import { bitmapOfRuns } from "../../src/core/masks/runs.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { createKernel } from "../../src/metrics/kernels.js";
import { parseReference } from "../../src/metrics/reference.js";
import type { MaskOutcomes } from "../../src/outcomes/segmentation/mask-outcomes.js";
import { countPixels } from "../../src/outcomes/segmentation/pixel-confusion.js";
import { selectUnits } from "../../src/outcomes/select-units.js";
import { maskOutcomes as outcomesOf } from "./support/mask-outcomes.js";

const value = (outcomes: MaskOutcomes, text: string) =>
  createKernel(outcomes, parseReference(text))(null);

describe("figures of masks", () => {
  // By hand: fox 2·1/(2+1) and 2·2/(2+2); owl in the second image alone: 2·1/(1+2).
  const outcomes = outcomesOf(
    [
      ["0011", "0001"],
      ["1122", "1102"],
      ["0000", "0000"],
    ],
    ["background", "fox", "owl"],
  );

  it("are means over the images where a label is", () => {
    expect(value(outcomes, "dice{class=fox}")).toBeCloseTo((2 / 3 + 1) / 2, 12);
    expect(value(outcomes, "dice{class=owl}")).toBeCloseTo(2 / 3, 12);
    expect(value(outcomes, "iou{class=owl}")).toBeCloseTo(1 / 2, 12);
    expect(value(outcomes, "pixel-accuracy")).toBeCloseTo((3 / 4 + 3 / 4 + 1) / 3, 12);
  });

  it("are then means over labels but the background", () => {
    expect(value(outcomes, "dice")).toBeCloseTo(((2 / 3 + 1) / 2 + 2 / 3) / 2, 12);
    const all = outcomesOf([["01", "00"]], ["sky", "tree"], -1);
    expect(value(all, "iou")).toBeCloseTo((1 / 2 + 0) / 2, 12);
  });

  it("are pooled where that is asked for", () => {
    expect(value(outcomes, "dice{class=fox,average=pooled}")).toBeCloseTo((2 * 3) / (4 + 3), 12);
    expect(value(outcomes, "iou{class=fox,average=pooled}")).toBeCloseTo(3 / 4, 12);
    expect(value(outcomes, "pixel-accuracy{average=pooled}")).toBeCloseTo(10 / 12, 12);
  });

  it("do not exist where nothing is to be found and nothing was", () => {
    const nothing = outcomesOf([["00", "00"]], ["background", "fox"]);
    const found = createEstimator(nothing, parseReference("dice")).at(0.95);
    expect(found).toMatchObject({ value: null, low: null, n: 0 });
    expect(found.warnings).toContain("interval/no-images");
    expect(value(outcomesOf([["00", "01"]], ["background", "fox"]), "dice")).toBe(0);
  });

  it("of one label have the interval of METHODS §2.7", () => {
    // Dice .91 … in 100 pixels: a and b of equal size share as many pixels.
    const scores = [91, 88, 95, 90, 86, 93, 5, 92, 89, 94];
    const masks = scores.map((shared): readonly [string, string] => [
      `${"1".repeat(100)}${"0".repeat(100)}`,
      `${"1".repeat(shared)}${"0".repeat(100 - shared)}${"1".repeat(100 - shared)}${"0".repeat(shared)}`,
    ]);
    const found = createEstimator(
      outcomesOf(masks, ["background", "fox"]),
      parseReference("dice"),
    ).at(0.95);
    expect(found.method).toBe("mean-failure");
    expect(found.value).toBeCloseTo(0.823, 9);
    expect(found.low).toBeCloseTo(0.560981309, 8);
    expect(found.high).toBeCloseTo(0.896398459, 8);
  });

  const mask = fc.array(fc.constantFrom("0", "1", "2"), { minLength: 6, maxLength: 6 });
  const images = fc.array(
    fc.tuple(mask, mask).map(([a, b]) => [a.join(""), b.join("")] as const),
    { minLength: 3, maxLength: 12 },
  );
  const METRICS = ["dice", "iou", "dice{class=b}", "pixel-accuracy", "iou{average=pooled}"];

  it("hold their value between their limits, in any number of labels", () => {
    fc.assert(
      fc.property(images, fc.constantFrom(...METRICS), (pairs, text) => {
        const of = outcomesOf(pairs, ["background", "a", "b"]);
        const { value: own, low, high } = createEstimator(of, parseReference(text)).at(0.9);
        const point = value(of, text);
        if (own === null) expect(point).toBeNaN();
        else expect(own).toBeCloseTo(point, 9);
        if (low === null || high === null || own === null) return;
        expect(low).toBeLessThanOrEqual(own + 1e-12);
        expect(high).toBeGreaterThanOrEqual(own - 1e-12);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("are the same for a weight of 2 as for the image twice", () => {
    fc.assert(
      fc.property(images, fc.constantFrom(...METRICS), (pairs, text) => {
        const of = outcomesOf(pairs, ["background", "a", "b"]);
        const weights = Float64Array.from(pairs, (_, i) => 1 + (i % 2));
        const twice = Int32Array.from(pairs.flatMap((_, i) => (i % 2 === 1 ? [i, i] : [i])));
        const weighted = createKernel(of, parseReference(text))(weights);
        const drawn = value(selectUnits(of, twice), text);
        if (Number.isNaN(drawn)) expect(weighted).toBeNaN();
        else expect(weighted).toBeCloseTo(drawn, 9);
      }),
    );
  });

  it("have IoU = Dice/(2 − Dice) of one image", () => {
    fc.assert(
      fc.property(mask, mask, (a, b) => {
        const of = outcomesOf([[a.join(""), b.join("")]], ["background", "a", "b"]);
        const dice = value(of, "dice{class=a}");
        const iou = value(of, "iou{class=a}");
        if (Number.isNaN(dice)) expect(iou).toBeNaN();
        else expect(iou).toBeCloseTo(dice / (2 - dice), 12);
      }),
    );
  });
});

describe("counts of pixels", () => {
  it("leave out void, and have a column for pixels without an answer", () => {
    const found = countPixels(
      Int16Array.of(0, 1, NO_LABEL, 1),
      Int16Array.of(0, NO_LABEL, 1, 0),
      2,
      new Float64Array(6),
    );
    expect([...found]).toEqual([1, 0, 0, 1, 0, 1]);
  });
});

const anyMask = fc
  .record({ widthPx: fc.integer({ min: 1, max: 6 }), heightPx: fc.integer({ min: 1, max: 6 }) })
  .chain(({ widthPx, heightPx }) =>
    fc
      .array(fc.integer({ min: -1, max: 2 }), {
        minLength: widthPx * heightPx,
        maxLength: widthPx * heightPx,
      })
      .map((labels) => ({ widthPx, heightPx, labels: Int16Array.from(labels) })),
  );

describe("a mask as numbers", () => {
  it("comes back", () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        expect(unpackMask(packMask(mask))).toEqual(mask);
      }),
    );
  });

  it("is none where the runs are not those of its sides", () => {
    for (const bad of [[], [2, 2], [2, 2, 0, 3], [2, 2, 0, 5], [0, 0], [1.5, 2, 0, 3]]) {
      expect(unpackMask(Float64Array.from(bad))).toBeNull();
    }
  });

  it("has the pixels of each label in its runs down the columns", () => {
    fc.assert(
      fc.property(anyMask, ({ widthPx, heightPx, labels }) => {
        const runs = runsOfLabels({ widthPx, heightPx, labels });
        expect([...runs.keys()]).toEqual(
          [...new Set(labels)].filter((label) => label >= 0).sort((a, b) => a - b),
        );
        for (const [label, counts] of runs) {
          const bitmap = bitmapOfRuns(Float64Array.from(counts), widthPx, heightPx);
          expect([...bitmap]).toEqual([...labels].map((one) => Number(one === label)));
        }
      }),
    );
  });
});
