import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COCO_FIGURES, cocoSummary } from "../../../src/metrics/detection/coco-summary.js";
import { matchDetections } from "../../../src/outcomes/detection/match-detections.js";
import { COCO_RULES, VOC_RULES } from "../../../src/outcomes/detection/match-rules.js";
import type { DetectionInput, DetectionOutcomes } from "../../../src/outcomes/detection-types.js";
import { type CocoAnnotation, type CocoTruth, cocoInput } from "../../support/coco-input.js";
import { distinctScores, hardInput, inputOf } from "../../support/detection-inputs.js";
import { describeWithShared } from "../../support/shared-data.js";
import { slowSummary } from "../../support/slow-detection.js";
import { throwsCode } from "../../support/throws-code.js";

function matched(input: DetectionInput): DetectionOutcomes {
  const classes = Array.from({ length: input.labelCount }, (_, k) => `class ${k}`);
  return matchDetections(input, COCO_RULES, { classes, modelClassCount: classes.length });
}

const valuesOf = (outcomes: DetectionOutcomes, weights: Float64Array | null = null) =>
  cocoSummary(outcomes, weights).map(({ value }) => value);

/** Null exactly where null is wanted, else within the tolerance. */
function expectClose(
  got: readonly (number | null)[],
  want: readonly (number | null)[],
  tolerance = 1e-12,
): void {
  expect(got.map((value) => value === null)).toEqual(want.map((value) => value === null));
  for (const [i, value] of want.entries()) {
    const difference = Math.abs((got[i] ?? 0) - (value ?? 0));
    expect(difference, `${COCO_FIGURES[i]}: ${got[i]}, expected ${value}`).toBeLessThan(tolerance);
  }
}

describe("cocoSummary", () => {
  it("is the slow evaluation", () => {
    fc.assert(
      fc.property(hardInput, (drawn) => {
        const input = inputOf(drawn);
        expectClose(valuesOf(matched(input)), slowSummary(input, COCO_RULES));
      }),
      { numRuns: 400 },
    );
  });

  it("counts the classes that each mean runs over", () => {
    const at = (label: number, size: number) => ({
      image: 0,
      label,
      box: [0, 0, size, size] as const,
      score: 1,
    });
    const input = inputOf({
      imageCount: 1,
      labelCount: 4,
      truths: [at(0, 10), at(0, 100), at(2, 10)],
      detections: [at(0, 10), at(1, 10)],
    });
    const defined = new Map(cocoSummary(matched(input)).map((one) => [one.id, one.defined]));
    expect([...defined.values()]).toEqual([2, 2, 2, 2, 0, 1, 2, 2, 2, 2, 0, 1]);
  });

  it("is all of perfect detections, and nothing of none", () => {
    const truths = [10, 50, 100].map((size, i) => ({
      image: i % 2,
      label: 0,
      box: [0, 0, size, size] as const,
      score: 0.5,
    }));
    const drawn = { imageCount: 2, labelCount: 1, truths };
    const all = valuesOf(matched(inputOf({ ...drawn, detections: truths })));
    // AR with one detection an image: the image of two objects shows one of them.
    expectClose(all, [1, 1, 1, 1, 1, 1, 2 / 3, 1, 1, 1, 1, 1]);
    const none = valuesOf(matched(inputOf({ ...drawn, detections: [] })));
    expectClose(none, new Array(12).fill(0));
  });

  it("lies in [0, 1], and does not change with the order of images or labels", () => {
    fc.assert(
      fc.property(distinctScores, (drawn) => {
        const values = valuesOf(matched(inputOf(drawn)));
        for (const value of values) {
          if (value !== null) expect(value).toBeGreaterThanOrEqual(0);
          if (value !== null) expect(value).toBeLessThanOrEqual(1);
        }
        const turn = <T extends { image: number; label: number }>(one: T): T => ({
          ...one,
          image: drawn.imageCount - 1 - one.image,
          label: drawn.labelCount - 1 - one.label,
        });
        const turned = valuesOf(
          matched(
            inputOf({
              ...drawn,
              truths: drawn.truths.map(turn),
              detections: drawn.detections.map(turn),
              searched: drawn.searched?.toReversed() ?? null,
            }),
          ),
        );
        expectClose(turned, values);
      }),
    );
  });

  it("takes a weight of 2 as the image twice, and of 0 as an image that is not there", () => {
    fc.assert(
      fc.property(
        distinctScores,
        fc.array(fc.constantFrom(0, 1, 2, 3), { minLength: 4, maxLength: 4 }),
        (drawn, times) => {
          const weights = Float64Array.from({ length: drawn.imageCount }, (_, i) => times[i] ?? 0);
          const copies = [...weights].flatMap((count, image) =>
            new Array<number>(count).fill(image),
          );
          const repeat = <T extends { image: number }>(objects: readonly T[]): T[] =>
            copies.flatMap((image, copy) =>
              objects.filter((one) => one.image === image).map((one) => ({ ...one, image: copy })),
            );
          const { labelCount, searched } = drawn;
          const repeated = inputOf({
            imageCount: copies.length,
            labelCount,
            truths: repeat(drawn.truths),
            detections: repeat(drawn.detections),
            searched:
              copies.flatMap(
                (image) => searched?.slice(image * labelCount, (image + 1) * labelCount) ?? [],
              ) ?? null,
            ...(searched === null || searched === undefined ? { searched: null } : {}),
          });
          const weighted = valuesOf(matched(inputOf(drawn)), weights);
          expectClose(weighted, valuesOf(matched(repeated)));
        },
      ),
      { numRuns: 400 },
    );
  });

  it("asks only for the ratios of weights", () => {
    fc.assert(
      fc.property(
        hardInput,
        fc.array(fc.double({ min: 0.01, max: 5, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (drawn, drawnWeights) => {
          const outcomes = matched(inputOf(drawn));
          const weights = Float64Array.from(drawnWeights.slice(0, drawn.imageCount));
          const once = valuesOf(outcomes, weights);
          expectClose(
            valuesOf(
              outcomes,
              weights.map((weight) => weight / 3),
            ),
            once,
            1e-9,
          );
          expectClose(valuesOf(outcomes, weights.fill(0.3)), valuesOf(outcomes), 1e-9);
        },
      ),
    );
  });

  it("is refused where detections were matched by other rules", () => {
    const input = inputOf({ imageCount: 1, labelCount: 1, truths: [], detections: [] });
    for (const change of [
      VOC_RULES,
      { ...COCO_RULES, thresholds: [0.5] },
      { ...COCO_RULES, areas: COCO_RULES.areas.slice(0, 1) },
      { ...COCO_RULES, maxDetections: 10 },
    ]) {
      const outcomes = matchDetections(input, change, { classes: ["deer"], modelClassCount: 1 });
      expect(() => cocoSummary(outcomes)).toThrow(throwsCode("metric/not-available"));
    }
  });
});

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

describeWithShared("COCO's own test case", "data/coco-official-fake100", (folder) => {
  const truth = readJson(join(folder, "instances_val2014_100.json")) as CocoTruth;
  const found = readJson(join(folder, "fakebbox100_results.json")) as CocoAnnotation[];
  const { bbox } = readJson(join(folder, "expected.json")) as {
    readonly bbox: { readonly reference_full_precision: number[] };
  };

  it("has the twelve figures of the reference evaluator", () => {
    const { input } = cocoInput(truth, found);
    expectClose(valuesOf(matched(input)), bbox.reference_full_precision);
  });

  it.each([
    ["counted from 0", (i: number) => i],
    ["all equal", () => 7],
    ["far apart", (i: number) => 2 ** 40 * (i + 1)],
  ])("has them with ids of annotations %s, which mislead the reference", (_, id) => {
    const annotations = truth.annotations.map((one, i) => ({ ...one, id: id(i) }));
    const { input } = cocoInput({ ...truth, annotations }, found);
    expectClose(valuesOf(matched(input)), bbox.reference_full_precision);
  });

  it("is refused with a score that is no number, which the reference ranks somewhere", () => {
    const results = found.map((one, i) => (i === 5 ? { ...one, score: Number.NaN } : one));
    const { input } = cocoInput(truth, results);
    expect(() => matched(input)).toThrow(throwsCode("argument/not-a-number"));
  });
});

describeWithShared("two real detectors on 75 photographs", "data/coco-val100", (folder) => {
  it.each(["nanodet_m_416", "yolox_nano_416"])("%s has the reference's figures", (model) => {
    const truth = readJson(join(folder, "instances.json")) as CocoTruth;
    const found = readJson(join(folder, `reference/${model}.results.json`)) as CocoAnnotation[];
    const { stats } = readJson(join(folder, `reference/${model}.cocoeval.json`)) as {
      readonly stats: Readonly<Record<string, number>>;
    };
    const { input } = cocoInput(truth, found);
    // Printed there to eight digits.
    expectClose(valuesOf(matched(input)), Object.values(stats), 5.1e-9);
  });
});
