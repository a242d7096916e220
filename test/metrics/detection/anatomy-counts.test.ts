import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anatomyCounts } from "../../../src/metrics/detection/anatomy-counts.js";
import { createOperatingEstimator } from "../../../src/metrics/detection/detection-estimators.js";
import {
  attributeBins,
  companyBins,
  neighbourBins,
  placeBins,
  sizeBins,
} from "../../../src/metrics/detection/object-bins.js";
import { parseReference } from "../../../src/metrics/reference.js";
import { ERROR_TYPES, errorAnatomy } from "../../../src/outcomes/detection/anatomy.js";
import { matchDetections } from "../../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../../src/outcomes/detection/match-rules.js";
import type { DetectionInput } from "../../../src/outcomes/detection-types.js";
import { hardInput, inputOf } from "../../support/detection-inputs.js";

function outcomesOf(input: DetectionInput) {
  const classes = ["deer", "fox", "boar"].slice(0, input.labelCount);
  return matchDetections(input, COCO_RULES, { classes, modelClassCount: classes.length });
}

const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

describe("errors counted bin by bin", () => {
  it("add up: objects are found or of one type, detections right or of one type", () => {
    fc.assert(
      fc.property(hardInput, fc.boolean(), (drawn, weighted) => {
        const input = inputOf(drawn);
        const outcomes = outcomesOf(input);
        const anatomy = errorAnatomy(input, outcomes);
        const weights = weighted
          ? Float64Array.from({ length: drawn.imageCount }, (_, i) => i % 3)
          : null;
        const whole = anatomyCounts(outcomes, anatomy, null, { weights }).rows[0];
        if (whole === undefined) throw new Error("no row");
        const level = { length: drawn.imageCount };
        const night = Int32Array.from(level, (_, i) => (i === 0 ? -1 : i % 2));
        for (const bins of [
          sizeBins(input),
          companyBins(input),
          neighbourBins(input),
          attributeBins(input, "light", ["day", "night"], night),
        ]) {
          const { rows, unknown } = anatomyCounts(outcomes, anatomy, bins, { weights });
          expect(rows.map(({ bin }) => bin)).toEqual(bins.bins);
          for (const row of rows) {
            expect(row.objects).toBeCloseTo(row.found + sum(row.unfound), 10);
            expect(row.detections).toBeCloseTo(row.right + sum(row.wrong), 10);
            expect(row.unfound[ERROR_TYPES.indexOf("background")]).toBe(0);
            expect(row.wrong[ERROR_TYPES.indexOf("missed")]).toBe(0);
          }
          const total = (pick: (row: (typeof rows)[number]) => number) => sum(rows.map(pick));
          expect(total((row) => row.objects) + unknown.objects).toBeCloseTo(whole.objects, 10);
          const detections = total((row) => row.detections) + unknown.detections;
          expect(detections).toBeCloseTo(whole.detections, 10);
        }
      }),
    );
  });

  it("of all in one bin: recall and precision of the estimators", () => {
    fc.assert(
      fc.property(hardInput, (drawn) => {
        const input = inputOf(drawn);
        const outcomes = outcomesOf(input);
        const anatomy = errorAnatomy(input, outcomes);
        for (const index of [null, 0]) {
          const [row] = anatomyCounts(outcomes, anatomy, null, { index, level: 0.9 }).rows;
          const of = (id: string) => {
            const text = index === null ? `${id}{average=micro}` : `${id}{class=deer}`;
            const options = { threshold: -10 };
            return createOperatingEstimator(outcomes, parseReference(text), options).at(0.9);
          };
          const { value, low, high, n } = of("recall");
          expect(row?.recall).toMatchObject({ value, low, high, n });
          const precision = of("precision");
          expect(row?.precision).toMatchObject({
            value: precision.value,
            low: precision.low,
            high: precision.high,
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it("bins by hand", () => {
    const box = (x: number, y: number, side: number) => [x, y, side, side] as const;
    const input = {
      ...inputOf({
        imageCount: 3,
        labelCount: 1,
        truths: [
          { image: 0, label: 0, box: box(0, 10, 32) }, // small, at the left edge
          { image: 0, label: 0, box: box(42, 10, 33) }, // 10 px from the first
          { image: 0, label: 0, box: box(42, 43, 97) }, // touches the second
          { image: 1, label: 0, box: box(60, 60, 20) },
        ],
        detections: [
          { image: 0, label: 0, box: box(2, 10, 32), score: 1 },
          { image: 1, label: 0, box: box(60, 60, 96), score: 1 },
          { image: 2, label: 0, box: box(50, 50, 10), score: 1 },
        ],
      }),
      widthPx: Float64Array.of(200, 200, Number.NaN),
      heightPx: Float64Array.of(200, 156, Number.NaN),
    };
    const names = (bins: ReturnType<typeof sizeBins>) => ({
      truth: [...bins.ofTruth].map((bin) => bins.bins[bin] ?? "?"),
      detections: [...bins.ofDetection].map((bin) => bins.bins[bin] ?? "?"),
    });
    expect(names(sizeBins(input))).toEqual({
      truth: ["small", "middling", "large", "small"],
      detections: ["small", "middling", "small"],
    });
    const edge = "at the edge of the image";
    expect(names(placeBins(input))).toEqual({
      truth: [edge, "inside", "inside", "inside"],
      detections: [edge, edge, "?"],
    });
    expect(names(companyBins(input))).toEqual({
      truth: ["2 to 4", "2 to 4", "2 to 4", "one"],
      detections: ["2 to 4", "one", "none"],
    });
    expect(names(neighbourBins(input))).toEqual({
      truth: ["closer than its own size", "touching", "touching", "no other"],
      // The first touches its own object; the next is 8 px off.
      detections: ["closer than its own size", "no other", "no other"],
    });
  });
});
