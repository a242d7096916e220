import { describe, expect, it } from "vitest";
import { maskNotes } from "../../src/evaluation/mask-notes.js";
import type { MaskOutcomes } from "../../src/outcomes/segmentation/mask-outcomes.js";

/** One image of 100 pixels of background and fox. @param shared pixels of background and fox in both */
function outcomesOf(truth: number, predicted: number, shared: readonly [number, number]) {
  const none = new Float64Array();
  const outcomes: MaskOutcomes = {
    ...{ kind: "semantic-segmentation", unitCount: 1, unit: "image" },
    ...{ classes: ["background", "fox"], background: 0, pixels: Float64Array.of(100) },
    truth: Float64Array.of(100 - truth, truth),
    predicted: Float64Array.of(100 - predicted, predicted),
    shared: Float64Array.from(shared),
    ...{ hd95: none, assd: none, nsd: none, tolerances: [], hasSpacing: false, worst: [] },
    ...{ cluster: null, clusterCount: 0 },
  };
  return outcomes;
}

const codes = (outcomes: MaskOutcomes) => maskNotes(outcomes).map(({ code }) => code);

describe("masks that look turned round", () => {
  it("are said where background and the rest are exchanged", () => {
    expect(codes(outcomesOf(30, 70, [0, 0]))).toEqual(["masks/inverted-suspected"]);
    expect(codes(outcomesOf(30, 68, [4, 2]))).toEqual(["masks/inverted-suspected"]);
  });

  it("are not where the model is merely bad", () => {
    // Misses everything; finds everything everywhere; is next to the object; half and half.
    expect(codes(outcomesOf(30, 0, [70, 0]))).toEqual([]);
    expect(codes(outcomesOf(30, 100, [0, 30]))).toEqual([]);
    expect(codes(outcomesOf(30, 30, [40, 0]))).toEqual([]);
    expect(codes(outcomesOf(50, 50, [25, 25]))).toEqual([]);
  });

  it("cannot be where there is nothing but one of them", () => {
    expect(codes(outcomesOf(0, 100, [0, 0]))).toEqual([]);
    expect(codes(outcomesOf(100, 0, [0, 0]))).toEqual([]);
  });
});
