import { describe, expect, it } from "vitest";
import { imageScores } from "../../src/metrics/image-scores.js";
import { parseReference } from "../../src/metrics/reference.js";
import type { EvaluatedDetections } from "../../src/outcomes/detection/evaluated-detections.js";
import { matchDetections } from "../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../src/outcomes/detection/match-rules.js";
import { type DrawnDetection, type DrawnTruth, inputOf } from "../support/detection-inputs.js";
import { throwsCode } from "../support/throws-code.js";
import { maskOutcomes } from "./support/mask-outcomes.js";
import { multilabel } from "./support/outcomes.js";

const at = (image: number, x: number, label = 0, width = 10) => {
  return { image, label, box: [x, 0, width, 10] as const };
};

function detections(
  truths: readonly DrawnTruth[],
  found: readonly DrawnDetection[],
  threshold: number | null = 0.5,
): EvaluatedDetections {
  const input = inputOf({ imageCount: 4, labelCount: 2, truths, detections: found });
  const facts = { classes: ["car", "deer"], modelClassCount: 2, threshold };
  return {
    ...matchDetections(input, COCO_RULES, facts),
    input,
    unitOfImage: Int32Array.of(0, 1, 2, 3),
  };
}

const scoresBy = (outcomes: Parameters<typeof imageScores>[0], metric: string) =>
  imageScores(outcomes, parseReference(metric));

describe("how well an image is answered by itself", () => {
  // The first: two of three found, one more at nothing. The second: one below the threshold. The third: nothing
  // there, something found. The fourth: nothing there, nothing found.
  const truths = [at(0, 0), at(0, 50), at(0, 100, 1), at(1, 0, 1)];
  const found = [
    { ...at(0, 0), score: 0.9 },
    { ...at(0, 50, 0, 8), score: 0.8 },
    { ...at(0, 300), score: 0.7 },
    { ...at(1, 0, 1), score: 0.4 },
    { ...at(2, 0), score: 0.9 },
  ];

  it("is F1 of its objects, whatever the metric of objects", () => {
    const outcomes = detections(truths, found);
    for (const metric of ["map", "recall{average=micro}", "map{iou=0.5}"]) {
      const { kind, scores } = scoresBy(outcomes, metric)!;
      expect(kind).toBe("f1");
      expect([...scores]).toEqual([(2 * 2) / (3 + 3), 0, 0, 1]);
    }
    // The second box covers 80 of 100 pixels of its object.
    expect([...scoresBy(outcomes, "f1{average=micro,iou=0.85}")!.scores]).toEqual([2 / 6, 0, 0, 1]);
    expect([...scoresBy(outcomes, "f1{class=deer}")!.scores]).toEqual([0, 0, 1, 1]);
  });

  it("needs a threshold, where objects have scores", () => {
    expect(() => scoresBy(detections(truths, found, null), "map")).toThrow(
      throwsCode("metric/not-available"),
    );
  });

  it("is F1 of its labels, where it has several", () => {
    const outcomes = multilabel(
      [
        [1, 1, 0],
        [0, 0, 1],
        [0, 0, 0],
        [0, 0, 0],
      ],
      [
        [1, 0, 1],
        [0, 0, 1],
        [0, 1, 0],
        [0, 0, 0],
      ],
    );
    const { kind, scores } = scoresBy(outcomes, "f1{average=macro}")!;
    expect(kind).toBe("f1");
    expect([...scores]).toEqual([2 / 4, 1, 0, 1]);
  });

  it("is the mean over the labels on it, of masks", () => {
    const outcomes = maskOutcomes(
      [
        ["0011", "0001"],
        ["1122", "1102"],
        ["0000", "0000"],
        ["0000", "0001"],
      ],
      ["background", "fox", "owl"],
    );
    const { kind, scores } = scoresBy(outcomes, "dice")!;
    expect(kind).toBe("overlap");
    const expected = [2 / 3, (1 + 2 / 3) / 2, 1, 0];
    for (const [i, score] of scores.entries()) expect(score).toBeCloseTo(expected[i]!, 12);
    // A distance has no end that is worst.
    expect(scoresBy(outcomes, "hd95")).toBeNull();
  });
});
