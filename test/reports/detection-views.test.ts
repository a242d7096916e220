import { describe, expect, it } from "vitest";
import { anatomyView } from "../../src/analyses/anatomy/anatomy-view.js";
import { operatingView } from "../../src/analyses/operating/operating-view.js";
import { anatomyCosts } from "../../src/metrics/detection/anatomy-costs.js";
import { anatomyCounts } from "../../src/metrics/detection/anatomy-counts.js";
import { companyBins, placeBins, sizeBins } from "../../src/metrics/detection/object-bins.js";
import { operatingCurve } from "../../src/metrics/detection/operating-curve.js";
import { ERROR_TYPES, errorAnatomy } from "../../src/outcomes/detection/anatomy.js";
import { matchDetections } from "../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../src/outcomes/detection/match-rules.js";
import { errorWords, SIDE_WORDS } from "../../src/reports/words/detections.js";
import { wilsonInterval } from "../../src/statistics/wilson.js";
import { type DrawnInput, inputOf } from "../support/detection-inputs.js";

const box = (x: number) => [x, 40, 20, 20] as const;

/**
 * 40 images with one object each. Found at 0.9 on 30 of them; on 6 of the rest a box too far off at
 * 0.6; on 10 images a box on nothing at 0.5.
 */
const DRAWN: DrawnInput = {
  imageCount: 40,
  labelCount: 1,
  truths: Array.from({ length: 40 }, (_, image) => ({ image, label: 0, box: box(10) })),
  detections: [
    ...Array.from({ length: 30 }, (_, image) => ({ image, label: 0, box: box(10), score: 0.9 })),
    ...Array.from({ length: 6 }, (_, i) => ({ image: 30 + i, label: 0, box: box(24), score: 0.6 })),
    ...Array.from({ length: 10 }, (_, i) => ({ image: i, label: 0, box: box(70), score: 0.5 })),
  ],
};
const INPUT = inputOf(DRAWN);
const OUTCOMES = matchDetections(INPUT, COCO_RULES, { classes: ["deer"], modelClassCount: 1 });
const OPTIONS = { unit: "image", className: "deer", choice: null };

describe("the threshold picker", () => {
  const curve = operatingCurve(OUTCOMES, { index: 0 });

  it("says what a threshold gives, with ranges", () => {
    const { now, sentences, points, caution, title } = operatingView(curve, {
      ...OPTIONS,
      threshold: 0.6,
    });
    expect(title).toBe("Where to set the threshold: deer");
    expect(points.map(({ threshold }) => threshold)).toEqual([0.9, 0.6, 0.5]);
    expect(now?.counts).toBe("30 found, 10 missed, 6 false alarms");
    // One object an image: the images are independent, so Wilson's interval where deff is 1.
    expect(now?.found).toMatchObject({ value: 0.75, text: "75.0%" });
    expect(now?.trust.text).toBe("83.3%"); // 30 of 36
    expect(now?.f1.text).toBe("0.79"); // 60 / 76
    expect(now?.falseAlarms.text).toBe("0.15"); // 6 of 40
    expect(now?.countsOff.text).toBe("−10%"); // 36 for 40
    expect(now?.toLookAt.text).toBe("90.0%"); // 36 of 40
    const { low, high } = wilsonInterval(0.9, 40, 1.959963984540054);
    const digits = (value: number) => (100 * value).toFixed(1);
    expect(now?.toLookAt.interval).toBe(`[${digits(low)}, ${digits(high)}]`);
    expect(sentences[0]).toBe("With threshold 0.6: 30 found, 10 missed, 6 false alarms.");
    expect(sentences).toContain(
      `A person still has to look at 90.0% [${digits(low)}, ${digits(high)}] of the images.`,
    );
    expect(sentences.some((text) => text.startsWith("Your counts would be off by −10% ["))).toBe(
      true,
    );
    expect(caution).toBeNull();
  });

  it("without a threshold there is no row in use; chosen on the same images it says so", () => {
    const view = operatingView(curve, { ...OPTIONS, threshold: null, choice: "chosen on 5 of 10" });
    expect(view.now).toBeNull();
    expect(view.sentences).toEqual([]);
    expect(view.caution).toMatch(/Chosen on these images, .* a little too good: chosen on 5 of 10/);
    const between = operatingCurve(OUTCOMES, { index: 0, thresholds: Float64Array.of(0.7) });
    const own = operatingView(curve, { ...OPTIONS, threshold: 0.7, now: between });
    expect(own.now?.counts).toBe("30 found, 10 missed, 0 false alarms");
  });

  it("where nothing is to be found there are no numbers made up", () => {
    const empty = { ...DRAWN, truths: [], detections: [] };
    const outcomes = matchDetections(inputOf(empty), COCO_RULES, {
      classes: ["deer"],
      modelClassCount: 1,
    });
    const none = operatingCurve(outcomes, { index: null, thresholds: Float64Array.of(0.5) });
    const { now, points } = operatingView(none, { ...OPTIONS, className: null, threshold: 0.5 });
    expect(points).toHaveLength(1);
    expect(now?.counts).toBe("0 found, 0 missed, 0 false alarms");
    for (const figure of [now?.found, now?.trust, now?.f1, now?.countsOff]) {
      expect(figure).toMatchObject({ value: null, text: "none", interval: null });
    }
  });

  it("draws found and trust along the threshold, and starts at the one in use", () => {
    const { curve: plot } = operatingView(curve, { ...OPTIONS, threshold: 0.6 });
    expect(plot.lines.map(({ points }) => points.map(({ x, y }) => [x, y]))).toEqual([
      [0.9, 0.6, 0.5].map((x) => [x, 0.75]),
      [0.9, 0.6, 0.5].map((x, i) => [x, 30 / [30, 36, 46][i]!]),
    ]);
    expect(plot.explore).toEqual({ label: "Threshold", row: 1 });
    expect(plot.references).toEqual([{ name: "threshold in use", from: [0.6, 0], to: [0.6, 1] }]);
    expect(plot.table.rows.map(({ cells }) => cells[0])).toEqual([
      ...[0.9, 0.6, 0.5].map((value) => ({ text: String(value), value })),
    ]);
    expect(plot.table.rows[1]?.said).toMatch(
      /^With threshold 0\.6: 30 found, 10 missed, 6 false alarms\. 75\.0% \[/,
    );
    expect(plot.reading).toMatch(
      /^With threshold 0\.6 it finds 75\.0% \[.*; 83\.3% \[.* are right\.$/,
    );
    for (const { cells } of plot.table.rows) expect(cells).toHaveLength(plot.table.columns.length);
  });

  it("makes a row of a threshold in use that is no point of the curve", () => {
    const now = operatingCurve(OUTCOMES, { index: 0, thresholds: Float64Array.of(0.7) });
    const view = operatingView(curve, { ...OPTIONS, threshold: 0.7, now });
    expect(view.curve.table.rows.map(({ cells }) => cells[0]?.value)).toEqual([0.9, 0.7, 0.6, 0.5]);
    expect(view.curve.explore?.row).toBe(1);
    const same = operatingCurve(OUTCOMES, { index: 0, thresholds: Float64Array.of(0.6) });
    const known = operatingView(curve, { ...OPTIONS, threshold: 0.6, now: same });
    expect(known.curve.table.rows.map(({ cells }) => cells[0]?.value)).toEqual([0.9, 0.6, 0.5]);
  });

  it("draws trust against found where they differ, falling", () => {
    const { recall } = operatingView(curve, { ...OPTIONS, threshold: 0.6 });
    // Found is 75% at each threshold: three points above each other.
    expect(recall?.lines[0]?.points.map(({ x, y, row }) => [x, y, row])).toEqual([
      [0.75, 30 / 46, 2] as const,
      [0.75, 30 / 36, 1] as const,
      [0.75, 1, 0] as const,
    ]);
    expect(recall?.lines[1]).toMatchObject({ kind: "dots", points: [{ x: 0.75, y: 30 / 36 }] });
    const empty = operatingCurve(OUTCOMES, { index: 0, thresholds: Float64Array.of(0.95) });
    // Above every score there is no trust, so nothing to draw.
    expect(operatingView(empty, { ...OPTIONS, threshold: null }).recall).toBeNull();
  });

  it("draws a part of a long curve, both ends and the threshold in use in it, and says so", () => {
    const thresholds = Float64Array.from({ length: 300 }, (_, i) => i / 300);
    const long = operatingCurve(OUTCOMES, { index: 0, thresholds });
    const { curve: plot, points } = operatingView(long, { ...OPTIONS, threshold: 100 / 300 });
    expect(points).toHaveLength(300);
    const at = plot.table.rows.map(({ cells }) => cells[0]?.value);
    expect(at.length).toBeLessThanOrEqual(102);
    expect([at[0], at.at(-1), at[plot.explore?.row ?? -1]]).toEqual([299 / 300, 0, 100 / 300]);
    expect(plot.caption).toContain(`Drawn and listed at ${at.length} of 300 thresholds.`);
  });
});

describe("what goes wrong", () => {
  const anatomy = errorAnatomy(INPUT, OUTCOMES);
  const all = anatomyCounts(OUTCOMES, anatomy, null);
  const costs = anatomyCosts(OUTCOMES, anatomy);

  it("lists the kinds of error by what they cost, in words", () => {
    const { rows, finding, plot, note } = anatomyView(costs, all, [], 0.5);
    // AP50: precision 1 up to a recall of 0.75: 76 of 101 points. Six more found at 0.6, behind no
    // wrong one: recall 0.9, 91 points. Four missed ones not looked for: recall 30/36, 84 points.
    expect(rows.map(({ type }) => type)).toEqual(["localisation", "missed", "background"]);
    expect(rows[0]).toMatchObject({
      countText: "6 detections, 6 objects not found",
      costText: `${((100 * 15) / 101).toFixed(1)} points`,
    });
    expect(rows[1]).toMatchObject({
      countText: "4 objects not found",
      costText: `${((100 * 8) / 101).toFixed(1)} points`,
    });
    expect(rows[2]).toMatchObject({ countText: "10 detections", costText: "0.0 points" });
    expect(rows[2]?.costInterval).toMatch(/^\[0\.0, \d/);
    expect(finding).toBe(
      "What costs most: right kind, box too loose (6 detections, 6 objects not found). Without it AP50 would be 14.9 points higher.",
    );
    expect(plot.rows.map(({ label }) => label)).toEqual([
      "Right kind, box too loose",
      "Missed",
      "Nothing there",
      "All false alarms",
      "All that is not found",
    ]);
    for (const { at, low, high } of plot.rows) {
      expect(low).toBeLessThanOrEqual(at ?? -1);
      expect(high).toBeGreaterThanOrEqual(at ?? 2);
    }
    expect(note).toMatch(/101 recalls/);
  });

  it("has a table for each thing that puts objects apart, and says what is not known", () => {
    const tables = [companyBins(INPUT), sizeBins(INPUT), placeBins(INPUT)].map((bins) =>
      anatomyCounts(OUTCOMES, anatomy, bins),
    );
    // All objects are small and alone: one row tells nothing. Sizes of images are not known.
    expect(anatomyView(costs, all, tables, 0.5).tables).toEqual([]);
    const level = Int32Array.from({ length: 40 }, (_, i) => (i < 20 ? 0 : i < 38 ? 1 : -1));
    const light = {
      name: "light",
      bins: ["day", "night"],
      ofTruth: INPUT.truth.image.map((image) => level[image]!),
      ofDetection: INPUT.detections.image.map((image) => level[image]!),
    };
    const view = anatomyView(costs, all, [anatomyCounts(OUTCOMES, anatomy, light)], null);
    expect(view.tables).toMatchObject([
      {
        title: "By light",
        note: "Not known of 2 objects and 0 detections.",
        rows: [
          {
            bin: "day",
            foundText: "20 of 20 found",
            wrongText: "10 of 30 detections wrong",
            mostly: "Nothing there",
            found: { text: "100.0%" },
            right: { text: "66.7%" },
          },
          {
            bin: "night",
            foundText: "10 of 18 found",
            wrongText: "6 of 16 detections wrong",
            mostly: "Right kind, box too loose",
          },
        ],
      },
    ]);
  });

  it("says so where nothing is wrong, or nothing is there", () => {
    const view = (drawn: DrawnInput) => {
      const input = inputOf(drawn);
      const outcomes = matchDetections(input, COCO_RULES, {
        classes: ["deer"],
        modelClassCount: 1,
      });
      const own = errorAnatomy(input, outcomes);
      return anatomyView(anatomyCosts(outcomes, own), anatomyCounts(outcomes, own, null), [], 0.5);
    };
    const right = {
      ...DRAWN,
      truths: DRAWN.truths.slice(0, 30),
      detections: DRAWN.detections.slice(0, 30),
    };
    expect(view(right).finding).toBe("Every object is found, and no detection is wrong.");
    expect(view(right).rows).toEqual([]);
    const nothing = view({ ...DRAWN, truths: [], detections: [] });
    expect(nothing.finding).toBe("There is nothing to find and nothing was found.");
    expect(nothing.plot.rows.map(({ valueText }) => valueText)).toEqual(["none", "none"]);
  });

  it("says box of no points and no outlines", () => {
    for (const of of ["points", "outlines"] as const) {
      for (const words of Object.values(errorWords(of))) {
        expect(JSON.stringify(words)).not.toMatch(/box/i);
        expect(words.short.length).toBeLessThanOrEqual(36);
      }
    }
  });

  it("every kind of error has its words, short enough for a line", () => {
    const boxes = errorWords(undefined);
    for (const type of ERROR_TYPES) expect(boxes[type].todo).toMatch(/\.$/);
    for (const words of [...Object.values(boxes), ...Object.values(SIDE_WORDS)]) {
      expect(words.short.length).toBeLessThanOrEqual(36);
      expect(words.sentence).toMatch(/^[A-Z].*\.$/);
    }
    expect(new Set(ERROR_TYPES.map((type) => boxes[type].label)).size).toBe(6);
  });
});
