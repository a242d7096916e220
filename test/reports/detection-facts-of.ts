import type { EvaluatedDetections } from "../../src/outcomes/detection/evaluated-detections.js";
import { matchDetections } from "../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../src/outcomes/detection/match-rules.js";
import type { DetectionInput } from "../../src/outcomes/detection-types.js";
import type { DetectionFacts } from "../../src/results/report-input.js";
import { countedErrors, detectionFacts } from "../../src/tasks/detection/detection-facts.js";

/**
 * What a report shows of a made-up detector: one object of 50 × 50 px an image; of five images one
 * has its box right, one too loose, one twice, one beside it, one none.
 */
export function detectionFactsOf(images: number): DetectionFacts {
  const evaluated = detectionsOf(images, 0.4);
  return detectionFacts(evaluated, countedErrors(evaluated), [], {
    level: 0.95,
    hasIntervals: true,
    choice: "chosen on 30 images; on the other 30: 58% found",
  });
}

/** The same detector, matched. */
export function detectionsOf(images: number, threshold: number | null): EvaluatedDetections {
  const found = Array.from({ length: images }, (_, i) => boxesOf(i)).flat();
  const input: DetectionInput = {
    imageCount: images,
    labelCount: 1,
    searched: null,
    widthPx: new Float64Array(images).fill(640),
    heightPx: new Float64Array(images).fill(480),
    truth: {
      count: images,
      image: Int32Array.from({ length: images }, (_, i) => i),
      label: new Int32Array(images),
      box: Float64Array.from({ length: images * 4 }, (_, k) => [100, 100, 50, 50][k % 4]!),
      area: new Float64Array(images).fill(2500),
      flags: new Uint8Array(images),
    },
    detections: {
      count: found.length,
      image: Int32Array.from(found, ({ image }) => image),
      label: new Int32Array(found.length),
      box: Float64Array.from(found.flatMap(({ x }) => [x, 100, 50, 50])),
      score: Float64Array.from(found, ({ score }) => score),
    },
  };
  const outcomes = matchDetections(input, COCO_RULES, {
    classes: ["deer"],
    modelClassCount: 1,
    threshold,
  });
  const unitOfImage = Int32Array.from({ length: images }, (_, i) => i);
  return { ...outcomes, input, unitOfImage };
}

function boxesOf(image: number): readonly { image: number; x: number; score: number }[] {
  const score = 0.3 + (image % 7) / 10;
  switch (image % 5) {
    case 0:
      return [{ image, x: 100, score }];
    case 1:
      return [{ image, x: 125, score }];
    case 2:
      return [
        { image, x: 100, score },
        { image, x: 103, score: score - 0.05 },
      ];
    case 3:
      return [{ image, x: 300, score }];
    default:
      return [];
  }
}
