import { describe, expect, it } from "vitest";
import { mistakesView } from "../../src/analyses/mistakes/mistakes-view.js";
import { matchDetections } from "../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../src/outcomes/detection/match-rules.js";
import type { DetectionInput } from "../../src/outcomes/detection-types.js";
import type { KindMixUps } from "../../src/results/report-input.js";
import { countedErrors, detectionFacts } from "../../src/tasks/detection/detection-facts.js";

const CLASSES = ["car", "truck", "bus"];

/** An object and a box on it an image: what is there, what is said (−1 for nothing), how sure. */
function mixUpsOf(
  pairs: readonly (readonly [truth: number, said: number, score: number])[],
  threshold: number | null,
): KindMixUps | undefined {
  const drawn = pairs.flatMap(([, said, score], image) =>
    said < 0 ? [] : [{ image, said, score }],
  );
  const images = pairs.length;
  const input: DetectionInput = {
    imageCount: images,
    labelCount: CLASSES.length,
    searched: null,
    widthPx: new Float64Array(images).fill(640),
    heightPx: new Float64Array(images).fill(480),
    truth: {
      count: images,
      image: Int32Array.from(pairs.keys()),
      label: Int32Array.from(pairs, ([truth]) => truth),
      box: Float64Array.from({ length: images * 4 }, (_, k) => [100, 100, 50, 50][k % 4]!),
      area: new Float64Array(images).fill(2500),
      flags: new Uint8Array(images),
    },
    detections: {
      count: drawn.length,
      image: Int32Array.from(drawn, ({ image }) => image),
      label: Int32Array.from(drawn, ({ said }) => said),
      box: Float64Array.from(drawn.flatMap(() => [101, 100, 50, 50])),
      score: Float64Array.from(drawn, ({ score }) => score),
    },
  };
  const matched = matchDetections(input, COCO_RULES, {
    classes: CLASSES,
    modelClassCount: CLASSES.length,
    threshold,
  });
  const outcomes = { ...matched, input, unitOfImage: Int32Array.from(pairs.keys()) };
  return detectionFacts(outcomes, countedErrors(outcomes), [], {
    level: 0.95,
    hasIntervals: false,
    choice: null,
  }).mixUps;
}

const answerOf = (kinds: KindMixUps | undefined) =>
  mistakesView({ worst: [], total: 0, picturesWithheld: null }, kinds).kinds;

describe("what a detector takes for what", () => {
  const some = [
    [0, 0, 0.9],
    [0, 0, 0.9],
    [1, 0, 0.8],
    [1, 0, 0.7],
    [1, 1, 0.9],
    [2, 1, 0.6],
    [0, 2, 0.6],
    [2, -1, 0],
    [2, 2, 0.1],
  ] as const;

  it("counts boxes that fit an object of another kind, most frequent first", () => {
    const kinds = mixUpsOf(some, 0.5);
    expect(kinds?.pairs[0]).toEqual({ truth: "truck", predicted: "car", boxes: 2 });
    expect(kinds).toMatchObject({ boxes: 4, missed: { name: "bus", missed: 3, of: 3 } });
    expect(answerOf(kinds)).toMatch(
      /^truck taken for car, 2 boxes; .* taken for .*, 1 box\. 4 boxes in all have the wrong label\.$/,
    );
  });

  it("counts at the threshold alone: what is less sure is not there", () => {
    expect(mixUpsOf(some, 0.75)).toMatchObject({
      pairs: [{ truth: "truck", predicted: "car", boxes: 1 }],
      boxes: 1,
    });
    expect(answerOf(mixUpsOf(some, 0.75))).toBe("truck taken for car, 1 box.");
  });

  it("says what is missed where nothing is mixed up", () => {
    const missing = [
      [0, 0, 0.9],
      [1, -1, 0],
      [1, -1, 0],
      [2, -1, 0],
    ] as const;
    expect(answerOf(mixUpsOf(missing, 0.5))).toBe(
      "No label is taken for another. It misses mostly truck: 2 of 2.",
    );
    expect(answerOf(mixUpsOf([[0, 0, 0.9]], 0.5))).toBe("No label is taken for another.");
  });

  it("takes the score of the headline where no threshold is in use", () => {
    // From 0.6 on two boxes are right and none is wrong; every score below has wrong ones alone.
    const unset = [
      [0, 0, 0.9],
      [1, 1, 0.6],
      [0, 1, 0.05],
      [0, 2, 0.04],
    ] as const;
    expect(mixUpsOf(unset, null)).toMatchObject({ boxes: 0, missed: { name: "car", missed: 2 } });
  });

  it("is no answer of other tasks", () => {
    expect(answerOf(undefined)).toBeNull();
  });
});
