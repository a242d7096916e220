import { describe, expect, it } from "vitest";
import { keypointComparer } from "../../../src/outcomes/detection/keypoint-similarity.js";
import type { DetectionInput } from "../../../src/outcomes/detection-types.js";

/** One truth object of area 100 with a box of 10 × 10 at (20, 30), and one detection. */
function compare(truth: readonly number[], found: readonly number[], sigmas: readonly number[]) {
  const columns = { count: 1, image: Int32Array.of(0), label: Int32Array.of(0) };
  const input: DetectionInput = {
    imageCount: 1,
    labelCount: 1,
    widthPx: null,
    heightPx: null,
    searched: null,
    truth: {
      ...columns,
      box: Float64Array.of(20, 30, 10, 10),
      area: Float64Array.of(100),
      flags: Uint8Array.of(0),
    },
    detections: { ...columns, box: new Float64Array(4), score: Float64Array.of(1) },
  };
  const keypoints = {
    sigmas: Float64Array.from(sigmas),
    truth: Float64Array.from(truth),
    detections: Float64Array.from(found),
  };
  return keypointComparer(input, keypoints)(Int32Array.of(0), Int32Array.of(0))[0];
}

describe("object keypoint similarity", () => {
  it("is 1 where every annotated point is hit, whatever the others", () => {
    expect(compare([21, 31, 2, 0, 0, 0], [21, 31, 99, 99], [0.1, 0.1])).toBe(1);
  });

  it("falls by exp(−d² / (2·area·(2σ)²)), the mean over annotated points", () => {
    // σ = 0.05: (2σ)² = 0.01, so 2·area·(2σ)² = 2; d² = 1 and 4.
    const expected = (Math.exp(-1 / 2) + Math.exp(-4 / 2)) / 2;
    expect(compare([21, 31, 2, 25, 35, 1], [22, 31, 25, 37], [0.05, 0.05])).toBeCloseTo(
      expected,
      12,
    );
  });

  it("without annotated points goes by the distance from the box grown by its size", () => {
    // Grown: x from 10 to 40, y from 20 to 50. One point inside, one 2 px to the left of it.
    const expected = (1 + Math.exp(-4 / 2)) / 2;
    expect(compare([0, 0, 0, 0, 0, 0], [15, 45, 8, 45], [0.05, 0.05])).toBeCloseTo(expected, 12);
  });
});
