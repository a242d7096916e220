import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Outline, shapesOfOutlines } from "../../../src/core/masks/outlines.js";
import { runsOfBitmap } from "../../../src/core/masks/runs.js";
import { OBJECT_FLAG } from "../../../src/core/objects.js";
import type { EvaluatedDetections } from "../../../src/outcomes/detection/evaluated-detections.js";
import { instanceSums } from "../../../src/outcomes/detection/instance-sums.js";
import { matchDetections } from "../../../src/outcomes/detection/match-detections.js";
import { MASK_RULES } from "../../../src/outcomes/detection/match-rules.js";
import { OUTLINE_FATES, outlineErrors } from "../../../src/outcomes/detection/outline-errors.js";
import {
  aggregatedJaccard,
  aggregatedJaccardPlus,
  objectDice,
  overlapInstances,
  panopticCounts,
} from "../../../src/outcomes/segmentation/instance-figures.js";

const [WIDTH, HEIGHT] = [8, 6];

/** Outlines of one label on one image. */
function outcomesOf(
  truths: readonly Outline[],
  found: readonly Outline[],
  [width, height]: readonly [number, number] = [WIDTH, HEIGHT],
  flags: readonly number[] = [],
): EvaluatedDetections {
  const objects = (outlines: readonly Outline[]) => ({
    count: outlines.length,
    image: new Int32Array(outlines.length),
    label: new Int32Array(outlines.length),
    box: new Float64Array(4 * outlines.length),
    shapes: shapesOfOutlines(outlines),
  });
  const input = {
    imageCount: 1,
    labelCount: 1,
    truth: {
      ...objects(truths),
      area: new Float64Array(truths.length).fill(9),
      flags: Uint8Array.from(truths, (_, i) => flags[i] ?? 0),
    },
    detections: { ...objects(found), score: new Float64Array(found.length).fill(1) },
    widthPx: Float64Array.of(width),
    heightPx: Float64Array.of(height),
    searched: null,
  };
  const classes = ["cell"];
  const matched = matchDetections(input, MASK_RULES, { classes, modelClassCount: 1, threshold: 1 });
  return { ...matched, input, unitOfImage: Int32Array.of(0) };
}

/** Numbers of a map as objects, ascending. */
function outlinesOf(map: Uint8Array): Outline[] {
  const ids = [...new Set(map)].filter((id) => id > 0).sort((a, b) => a - b);
  return ids.map((id) => ({
    runs: [
      ...runsOfBitmap(
        map.map((one) => Number(one === id)),
        WIDTH,
        HEIGHT,
      ),
    ],
  }));
}

const map = fc
  .array(fc.integer({ min: 0, max: 4 }), { minLength: WIDTH * HEIGHT, maxLength: WIDTH * HEIGHT })
  .map((ids) => Uint8Array.from(ids));

describe("sums of outlines", () => {
  it("are those of maps, where outlines do not lie on each other", () => {
    fc.assert(
      fc.property(map, map, (truth, predicted) => {
        const outcomes = outcomesOf(outlinesOf(truth), outlinesOf(predicted));
        const of = { ...overlapInstances(truth, predicted) };
        // Of a map 0 is void for PQ; here nothing is.
        of.onVoid.fill(0);
        if (of.truthIds.length + of.predictedIds.length === 0) return;
        const { truePositives, falsePositives, falseNegatives, overlaps } = panopticCounts(
          of,
          () => 0,
          () => 0,
        ).get(0)!;
        const sums = (figure: Parameters<typeof instanceSums>[1]) =>
          instanceSums(outcomes, figure).quotients.map(({ numerator, denominator }) => ({
            numerator: numerator[0],
            denominator: denominator[0],
          }));
        expect(sums("panoptic")).toEqual([
          {
            numerator: overlaps,
            denominator: truePositives + (falsePositives + falseNegatives) / 2,
          },
        ]);
        expect(sums("jaccard")).toEqual([aggregatedJaccard(of)]);
        expect(sums("paired-jaccard")).toEqual([aggregatedJaccardPlus(of)]);
        const { ofTruths, ofPredictions } = objectDice(of);
        expect(sums("overlap")).toEqual([ofTruths, ofPredictions]);
      }),
    );
  });

  it("pair outlines that lie on each other one to one, the greater overlap first", () => {
    const square = (x: number): Outline => ({ polygons: [[x, 0, x + 10, 0, x + 10, 10, x, 10]] });
    const outcomes = outcomesOf([square(0)], [square(2), square(0), square(1)], [40, 10]);
    const [{ numerator, denominator }] = instanceSums(outcomes, "panoptic").quotients as [
      { numerator: Float64Array; denominator: Float64Array },
    ];
    expect(numerator[0]).toBe(1);
    expect(denominator[0]).toBe(1 + 2 / 2);
  });
});

describe("what becomes of objects", () => {
  /** From x to x + width, 10 high. */
  const bar = (x: number, width: number): Outline => ({
    polygons: [[x, 0, x + width, 0, x + width, 10, x, 10]],
  });
  const fatesOf = (truths: readonly Outline[], found: readonly Outline[], flags?: number[]) => {
    const errors = outlineErrors(outcomesOf(truths, found, [200, 10], flags));
    const fates = OUTLINE_FATES.flatMap((fate, i) =>
      errors.objects[i]! > 0 ? [[fate, errors.objects[i]!]] : [],
    );
    return { ...Object.fromEntries(fates), ofNothing: errors.ofNothing, of: errors.predictions };
  };

  it.each([
    ["found", [bar(0, 20)], [bar(2, 20)], { found: 1, ofNothing: 0, of: 1 }],
    ["split", [bar(0, 20)], [bar(0, 9), bar(11, 9)], { split: 1, ofNothing: 0, of: 2 }],
    ["merged", [bar(0, 20), bar(20, 20)], [bar(0, 40)], { merged: 2, ofNothing: 0, of: 1 }],
    ["outline off", [bar(0, 20)], [bar(12, 20)], { boundary: 1, ofNothing: 0, of: 1 }],
    ["missed", [bar(0, 20)], [bar(100, 20)], { missed: 1, ofNothing: 1, of: 1 }],
  ] as const)("%s", (_name, truths, found, fates) => {
    expect(fatesOf(truths, found)).toEqual(fates);
  });

  it("is nothing where it is void, and so are predictions there", () => {
    const flags = [0, OBJECT_FLAG.crowd];
    expect(fatesOf([bar(0, 20), bar(40, 40)], [bar(0, 20), bar(45, 20)], flags)).toEqual({
      found: 1,
      ofNothing: 0,
      of: 1,
    });
  });
});
