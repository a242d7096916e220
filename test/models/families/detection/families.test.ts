import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Tensor } from "../../../../src/models/inference-runtime.js";
import type { DetectorParts } from "../../../support/detector-card.js";
import {
  centred,
  ENCODERS,
  FAMILIES,
  type Found,
  f32,
  fraction,
  logit,
  oneHot,
  read,
} from "../../../support/detector-predictions.js";

function expectFound(found: readonly Found[], wanted: readonly Found[], digits = 3): void {
  const sorted = wanted.toSorted((a, b) => b.score - a.score);
  expect(found.map(({ label }) => label)).toEqual(sorted.map(({ label }) => label));
  for (const [i, { box, score }] of sorted.entries()) {
    expect(found[i]?.score).toBeCloseTo(score, 6);
    for (const [side, value] of box.entries()) {
      expect(found[i]?.box[side], `box ${i}`).toBeCloseTo(value, digits);
    }
  }
}

/** An object in the picture of 100 × 40. */
const anyObject = fc
  .tuple(fc.nat(60), fc.nat(20), fc.integer({ min: 4, max: 40 }), fc.integer({ min: 4, max: 20 }))
  .map((box) => box as readonly number[]);
/** Objects in the picture with scores that differ, so that their order is one. */
const objects: fc.Arbitrary<readonly Found[]> = fc
  .array(fc.tuple(anyObject, fc.nat(2)), { maxLength: 6 })
  .map((list) => list.map(([box, label], i) => ({ box, label, score: Math.fround(0.95 - i / 8) })));

const BEST = { decode: { candidates: "best-class" } };

describe("answers of detectors", () => {
  it.each(FAMILIES)("of the family %s give the objects back that were put into them", (family) => {
    fc.assert(
      fc.property(objects, (drawn) => {
        // Smaller ones need not hold the centre of a cell, from which some families measure.
        const isByCells = family === "nanodet" || family === "fcos";
        const isLarge = ({ box }: Found) => box[2]! > 14 && box[3]! > 14;
        const list = isByCells ? drawn.filter(isLarge) : drawn;
        const encoded = ENCODERS[family](list);
        // Places of a softmax hold small scores of the other labels too.
        const isSoftmax = family === "detr" || family === "ssd-priors";
        const found = read(family, encoded, isSoftmax ? BEST : {});
        const kept = list.filter(({ score }) => score >= 0.1);
        if (!isByCells || list.length < 2) return expectFound(found, kept);
        // Two objects may want the same cell of the grids; the first has it.
        expectFound(
          found,
          kept.filter(({ score }) => found.some((one) => Math.abs(one.score - score) < 1e-6)),
        );
      }),
      { numRuns: 60 },
    );
  });

  it.each(FAMILIES)("of the family %s may be that there is nothing", (family) => {
    expect(read(family, ENCODERS[family]([]))).toEqual([]);
  });

  const ONE: Found = { box: [20, 8, 30, 12], score: Math.fround(0.75), label: 1 };

  it("are read in half precision, doubles and of the first image of a batch", () => {
    const { out } = ENCODERS.yolov8([ONE]);
    const values = [...Array.from(out!.data, Number)];
    const double: Tensor = { type: "float64", shape: [1, 7, 1], data: Float64Array.from(values) };
    expectFound(read("yolov8", { out: double }), [ONE]);
    const twice = f32([2, 7, 1], [...values, ...values.map(() => 0)]);
    expectFound(read("yolov8", { out: twice }, {}, 2), [ONE]);
    // 32, 16, 16, 8 and 0.5 as half-precision patterns.
    const half = Uint16Array.of(0x5000, 0x4c00, 0x4c00, 0x4800, 0, 0x3800, 0);
    const [found] = read("yolov8", { out: { type: "float16", shape: [1, 7, 1], data: half } });
    expect(found).toMatchObject({ score: 0.5, label: 1 });
    expect(found?.box).toEqual([24 / 0.64, 12 / 0.64, 16 / 0.64, 8 / 0.64]);
  });

  it("are transposed where the card says so", () => {
    const row = [...centred(ONE.box), ...oneHot(1, ONE.score)];
    const decode = { order: "places-first" };
    expectFound(read("yolov8", { out: f32([1, 1, 7], row) }, { decode }), [ONE]);
  });

  it.each([
    ["xyxy", [12.8, 5.12, 32, 12.8]],
    ["yxyx", [5.12, 12.8, 12.8, 32]],
    ["xywh", [12.8, 5.12, 19.2, 7.68]],
    ["cxcywh", [22.4, 8.96, 19.2, 7.68]],
  ])("may have boxes as %s", (boxes, row) => {
    const out = f32([1, 1, 6], [...row, ONE.score, 1]);
    expectFound(read("yolov8-nms", { out }, { decode: { boxes } }), [ONE]);
  });

  it("go through a sigmoid where they are logits", () => {
    const row = [...centred(ONE.box), logit(0.9), logit(0.2), logit(0.8), logit(0.01)];
    const parts: DetectorParts = { scores: "logits", decode: { activation: "sigmoid" } };
    const found = read("yolov5", { out: f32([1, 1, 8], row) }, parts);
    expect(found.map(({ label }) => label)).toEqual([1, 0]);
    expect(found[0]?.score).toBeCloseTo(0.72, 6);
    expect(found[1]?.score).toBeCloseTo(0.18, 6);
    const best = { ...parts, decode: { ...parts.decode, candidates: "best-class" } };
    expect(read("yolov5", { out: f32([1, 1, 8], row) }, best)).toHaveLength(1);
  });

  it("of DETR leave no object out, first or last, or have none", () => {
    const boxes = f32([1, 1, 4], fraction(centred(ONE.box)));
    const scores = (noObject: string, activation: string, ...logits: readonly number[]) =>
      read(
        "detr",
        { logits: f32([1, 1, logits.length], logits), boxes },
        { decode: { noObject, activation } },
      ).map(({ label, score }) => [label, Number(score.toFixed(6))]);
    // Softmax over all four: 1, 2, 1, 4 of 8.
    const [one, two, four] = [0, Math.log(2), Math.log(4)];
    expect(scores("last", "softmax", one, two, one, four)).toEqual([
      [1, 0.25],
      [0, 0.125],
      [2, 0.125],
    ]);
    expect(scores("first", "softmax", four, one, two, one)).toEqual([
      [1, 0.25],
      [0, 0.125],
      [2, 0.125],
    ]);
    expect(scores("none", "sigmoid", logit(0.25), logit(0.5), -9)).toEqual([
      [1, 0.5],
      [0, 0.25],
    ]);
  });

  it("of a list have the labels that the card's numbers say", () => {
    const rows = [
      [...[12.8, 5.12, 32, 12.8], 0.9, 90],
      [...[12.8, 5.12, 32, 12.8], 0.8, 1],
      [...[12.8, 5.12, 32, 12.8], 0.7, 13],
    ];
    const out = f32([1, 3, 6], rows.flat());
    const found = (labelNumbers: readonly number[]) =>
      read("yolov8-nms", { out }, { decode: { labelNumbers } }).map(({ label }) => label);
    expect(found([1, 13, 90])).toEqual([2, 0, 1]);
    expect(() => found([1, 13, 14])).toThrow(/has the label 90, and the card has 1, 13, 14/);
  });

  it("leave the background out, whether or not it is one of the labels", () => {
    const boxes = f32([1, 1, 4], fraction([12.8, 5.12, 32, 12.8]));
    const found = (labels: readonly string[], ...values: readonly number[]) =>
      read(
        "boxes-scores",
        { boxes, scores: f32([1, 1, values.length], values) },
        { labels, decode: { classes: labels.length } },
      ).map(({ label, score }) => [labels[label], Number(score.toFixed(3))]);
    expect(found(["face"], 0.2, 0.8)).toEqual([["face", 0.8]]);
    expect(found(["BACKGROUND", "face"], 0.2, 0.8)).toEqual([["face", 0.8]]);
    // Two labels and no word on the background need three values.
    expect(() => found(["mask", "face"], 0.2, 0.8)).toThrow(/2 values a place/);
  });

  it("are compared with the threshold as the card says", () => {
    const at = (scoreComparison: string) =>
      read("yolov8", ENCODERS.yolov8([{ ...ONE, score: 0.5 }]), {
        decode: { scoreThreshold: 0.5, scoreComparison },
      });
    expect(at("greater-or-equal")).toHaveLength(1);
    expect(at("greater")).toHaveLength(0);
  });

  it("are clipped before suppression, after it, or never", () => {
    // Two boxes that overlap by 0.5 in the frame and by 1 where the picture ends.
    const low = { box: [80, 0, 40, 40], score: 0.5, label: 0 };
    const high = { box: [80, 0, 20, 40], score: Math.fround(0.75), label: 0 };
    const clip = (how: string) =>
      read("yolov5", ENCODERS.yolov5([high, low]), {
        decode: { clip: how },
        nms: {
          method: "greedy",
          iou: 0.6,
          comparison: "greater",
          classAware: true,
          boxArea: "continuous",
        },
      }).map(({ box }) => Math.round(box[2]!));
    expect(clip("before-nms")).toEqual([20]);
    expect(clip("after-nms")).toEqual([20, 20]);
    expect(clip("none")).toEqual([20, 40]);
  });

  it("that lie in the padding are nothing in the picture", () => {
    // The picture takes 64 × 25.6, rounded down to 25, of the frame of 64 × 32.
    const below = { box: [10, 45, 20, 4], score: 0.5, label: 0 };
    expect(read("yolov8", ENCODERS.yolov8([below]))).toEqual([]);
  });

  it("are no more than the card allows, surest first", () => {
    const list = [0.3, 0.9, 0.6].map((score, i) => ({ box: [i * 20, 0, 10, 10], score, label: i }));
    const found = read("yolov8", ENCODERS.yolov8(list), { decode: { maxDetections: 2 } });
    expect(found.map(({ label }) => label)).toEqual([1, 2]);
  });

  it("go back by the ratio of the letterbox or by the sides that it came to", () => {
    const height = (scaleBack: string) =>
      read("yolov8", ENCODERS.yolov8([ONE]), { decode: { scaleBack } })[0]?.box[3];
    expect(height("letterbox-ratio")).toBeCloseTo(12, 4);
    expect(height("resized-sides")).toBeCloseTo((12 * 25.6) / 25, 4);
  });
});
