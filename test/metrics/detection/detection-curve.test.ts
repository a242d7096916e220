import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectionCurve } from "../../../src/metrics/detection/detection-curve.js";
import { matchDetections } from "../../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../../src/outcomes/detection/match-rules.js";
import { hardInput, inputOf } from "../../support/detection-inputs.js";
import { slowRanking } from "../../support/slow-detection.js";

describe("detectionCurve", () => {
  it("has a point for each detection that counts, as counted one by one", () => {
    fc.assert(
      fc.property(
        hardInput,
        fc.constantFrom(0, 2),
        fc.constantFrom(2, 100),
        (drawn, area, most) => {
          const input = inputOf(drawn);
          const classes = Array.from({ length: drawn.labelCount }, (_, k) => `${k}`);
          const outcomes = matchDetections(input, COCO_RULES, {
            classes,
            modelClassCount: classes.length,
          });
          const curve = detectionCurve(outcomes, {
            classIndex: 0,
            threshold: 5,
            area,
            maxDetections: most,
          });
          const slow = slowRanking(input, COCO_RULES, 0, area, 0.75);
          const points = slow.matches.filter((one) => !one.isIgnored && one.rank < most);
          const right = (i: number) => points.slice(0, i + 1).filter((one) => one.isHit).length;
          const precision = points.map((_, i) => right(i) / (i + 1));
          expect(curve.positives).toBe(slow.countedTruths.length);
          expect([...curve.score]).toEqual(points.map((one) => one.score));
          expect([...curve.row].map((row) => outcomes.detections.source[row])).toEqual(
            points.map((one) => one.row),
          );
          expect([...curve.recall]).toEqual(points.map((_, i) => right(i) / curve.positives));
          expect([...curve.precision]).toEqual(precision);
          expect([...curve.envelope]).toEqual(
            precision.map((_, i) => Math.max(...precision.slice(i))),
          );
        },
      ),
    );
  });

  it("weighs points and truths, and leaves out those of weight 0", () => {
    const box = [0, 0, 10, 10] as const;
    const far = [50, 50, 10, 10] as const;
    const outcomes = matchDetections(
      inputOf({
        imageCount: 3,
        labelCount: 1,
        truths: [0, 1, 2].map((image) => ({ image, label: 0, box })),
        detections: [
          { image: 0, label: 0, box, score: 0.9 },
          { image: 1, label: 0, box, score: 0.8 },
          { image: 1, label: 0, box: far, score: 0.7 },
          { image: 2, label: 0, box, score: 0.6 },
        ],
      }),
      COCO_RULES,
      { classes: ["deer"], modelClassCount: 1 },
    );
    const weights = Float64Array.of(0, 2, 1);
    const curve = detectionCurve(outcomes, { classIndex: 0, threshold: 0, weights });
    expect(curve.positives).toBe(3);
    expect([...curve.score]).toEqual([0.8, 0.7, 0.6]);
    expect([...curve.recall]).toEqual([2 / 3, 2 / 3, 1]);
    expect([...curve.precision]).toEqual([1, 0.5, 0.6]);
    expect([...curve.envelope]).toEqual([1, 0.6, 0.6]);
  });
});
