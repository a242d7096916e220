import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DETECTION_WIDTH, detectionCount, unpackDetections } from "../../src/models/detections.js";
import { packDetections } from "../support/pack-detections.js";
import { throwsCode } from "../support/throws-code.js";

describe("packed detections", () => {
  it("are rows of x, y, width, height, score, label", () => {
    const rows = packDetections({
      count: 2,
      box: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8),
      score: Float64Array.of(0.9, 0.5),
      label: Int32Array.of(7, 0),
    });
    expect([...rows]).toEqual([1, 2, 3, 4, 0.9, 7, 5, 6, 7, 8, 0.5, 0]);
    expect(detectionCount(rows)).toBe(2);
  });

  it("of an image in which nothing was found are an array of length 0", () => {
    const none = { count: 0, box: new Float64Array(), score: new Float64Array() };
    const rows = packDetections({ ...none, label: new Int32Array() });
    expect(rows).toHaveLength(0);
    expect(unpackDetections(rows).count).toBe(0);
  });

  it("come back as they were, with the image that they are told to belong to", () => {
    const one = fc.tuple(
      fc.float64Array({ minLength: 5, maxLength: 5, noNaN: true }),
      fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    );
    fc.assert(
      fc.property(fc.array(one), (given) => {
        const columns = {
          count: given.length,
          box: Float64Array.from(given.flatMap(([values]) => [...values.subarray(0, 4)])),
          score: Float64Array.from(given, ([values]) => values[4]!),
          label: Int32Array.from(given, ([, label]) => label),
        };
        const image = new Int32Array(given.length).fill(3);
        expect(unpackDetections(packDetections(columns), 3)).toEqual({ ...columns, image });
      }),
    );
  });

  it("are told from what are none", () => {
    expect(() => unpackDetections(new Float64Array(DETECTION_WIDTH + 1))).toThrow(
      throwsCode("argument/length-mismatch"),
    );
  });
});
