import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEstimator } from "../../../src/metrics/estimators.js";
import { parseReference } from "../../../src/metrics/reference.js";
import { completeMasks, masksAreBounded } from "../../../src/metrics/unanswered/complete-masks.js";
import type { MaskOutcomes } from "../../../src/outcomes/segmentation/mask-outcomes.js";

const CLASSES = ["background", "leaf", "stem"];
const K = CLASSES.length;

/** Pixels of 12 by label: in truth, in the prediction, in both. */
const image = fc
  .array(fc.tuple(fc.nat(K - 1), fc.nat(K - 1)), { minLength: 12, maxLength: 12 })
  .map((pixels) => {
    const [truth, predicted, shared] = [0, 0, 0].map(() => new Array<number>(K).fill(0)) as [
      number[],
      number[],
      number[],
    ];
    for (const [t, p] of pixels) {
      truth[t]!++;
      predicted[p]!++;
      if (t === p) shared[t]!++;
    }
    return { truth, predicted, shared };
  });
type Image = typeof image extends fc.Arbitrary<infer U> ? U : never;

function outcomesOf(images: readonly Image[]): MaskOutcomes {
  const column = (of: (one: Image) => readonly number[]) => Float64Array.from(images.flatMap(of));
  const size = images.length * K;
  return {
    ...{ kind: "semantic-segmentation", unitCount: images.length, unit: "image" },
    ...{ classes: CLASSES, background: 0, pixels: new Float64Array(images.length).fill(12) },
    truth: column(({ truth }) => truth),
    predicted: column(({ predicted }) => predicted),
    shared: column(({ shared }) => shared),
    ...{ hd95: new Float64Array(size).fill(1), assd: new Float64Array(size).fill(1) },
    ...{ nsd: new Float64Array(size).fill(0.5), tolerances: [2], hasSpacing: false, worst: [] },
    ...{ cluster: null, clusterCount: 0 },
  };
}

const figureOf = (outcomes: MaskOutcomes, text: string) =>
  createEstimator(outcomes, parseReference(text)).at(0.95).value;

describe("masks that nobody predicted", () => {
  it.each(["dice", "iou", "pixel-accuracy", "dice{class=leaf}"])(
    "are between their worst and their best, whatever they are: %s",
    (text) => {
      fc.assert(
        fc.property(
          fc.array(image, { minLength: 3, maxLength: 8 }),
          fc.array(image, { minLength: 1, maxLength: 4 }),
          (answered, silent) => {
            const known = outcomesOf(answered);
            const truth = outcomesOf(silent).truth.map((pixels) => Number(pixels > 0));
            const reference = parseReference(text);
            const bound = (side: "worst" | "best") =>
              figureOf(completeMasks(known, truth, reference, side), text);
            const real = figureOf(outcomesOf([...answered, ...silent]), text);
            const [low, high] = [bound("worst"), bound("best")];
            if (real === null || low === null || high === null) return;
            expect(real).toBeGreaterThanOrEqual(low - 1e-12);
            expect(real).toBeLessThanOrEqual(high + 1e-12);
          },
        ),
      );
    },
  );

  it("are 0 at worst for every label, at best 1 for their own", () => {
    const known = outcomesOf([{ truth: [6, 6, 0], predicted: [6, 6, 0], shared: [6, 6, 0] }]);
    const truth = Float64Array.of(1, 1, 0);
    const figure = (side: "worst" | "best", text: string) =>
      figureOf(completeMasks(known, truth, parseReference(text), side), text);
    // Leaf: the mean of 1 and 0; stem, of which nothing is anywhere: 0 of one image.
    expect(figure("worst", "dice")).toBeCloseTo((0.5 + 0) / 2, 12);
    expect(figure("best", "dice")).toBe(1);
    expect(figure("worst", "pixel-accuracy")).toBe(0.5);
    expect(figure("worst", "nsd{class=leaf}")).toBe(0.25);
    expect(figure("best", "nsd{class=leaf}")).toBe(0.75);
    expect(masksAreBounded(parseReference("dice"))).toBe(true);
    // Nobody knows how many pixels they would add.
    expect(masksAreBounded(parseReference("dice{average=pooled}"))).toBe(false);
  });
});
