import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { operatingCurve } from "../../src/metrics/detection/operating-curve.js";
import type { EvaluatedDetections } from "../../src/outcomes/detection/evaluated-detections.js";
import { matchDetections } from "../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../src/outcomes/detection/match-rules.js";
import type { DetectionInput } from "../../src/outcomes/detection-types.js";
import { findsAt } from "../../src/reports/finds-text.js";
import { boxCounts, boxOutcomes } from "../../src/tasks/detection/box-outcomes.js";
import { countedErrors } from "../../src/tasks/detection/detection-facts.js";
import { fewestErrors, percentThresholds } from "../../src/tasks/detection/percent-thresholds.js";
import { thresholdsOf } from "../../src/web/session/box-thresholds.js";

/** Random boxes of two kinds that often overlap. */
function crowded(seed: number, threshold: number | null): EvaluatedDetections {
  const random = createRandom(seed, 0);
  const draw = (most: number): number => random.below(most);
  const imageCount = 6;
  const objects = (count: number) => ({
    count,
    image: Int32Array.from({ length: count }, () => draw(imageCount)).sort(),
    label: Int32Array.from({ length: count }, () => draw(2)),
    box: Float64Array.from({ length: count * 4 }, (_, k) => (k % 4 < 2 ? draw(40) : 30 + draw(20))),
  });
  const truth = objects(18);
  const input: DetectionInput = {
    imageCount,
    labelCount: 2,
    searched: null,
    widthPx: new Float64Array(imageCount).fill(100),
    heightPx: new Float64Array(imageCount).fill(100),
    truth: {
      ...truth,
      area: Float64Array.from({ length: truth.count }, () => 1000),
      flags: new Uint8Array(truth.count),
    },
    detections: { ...objects(40), score: Float64Array.from({ length: 40 }, () => draw(100) / 100) },
  };
  const outcomes = matchDetections(input, COCO_RULES, {
    classes: ["deer", "fox"],
    modelClassCount: 2,
    threshold,
  });
  return { ...outcomes, input, unitOfImage: Int32Array.from({ length: imageCount }, (_, i) => i) };
}

const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);

describe("what becomes of boxes from a score on", () => {
  it.each(SEEDS)("is counted as the figures there are: %i", (seed) => {
    const outcomes = crowded(seed, null);
    const boxes = boxOutcomes(outcomes);
    const thresholds = Float64Array.from([0, 0.1, 0.25, 0.4, 0.5, 0.75, 0.99]);
    const curve = operatingCurve(outcomes, { index: null, thresholds });
    for (const [i, threshold] of curve.threshold.entries()) {
      const [found, missed, wrong, kind] = boxCounts(boxes, threshold);
      expect(found).toBe(curve.found[i]);
      expect(wrong! + kind!).toBe(curve.wrong[i]);
      const confused = [...boxes.truths.foundAt].filter(
        (at, k) => at < threshold && boxes.truths.confusedAt[k]! >= threshold,
      ).length;
      expect(found! + missed! + confused).toBe(curve.truth);
    }
  });

  it.each(SEEDS)("is what the errors of the report say at its threshold: %i", (seed) => {
    const threshold = 0.4;
    const { counting, anatomy } = countedErrors(crowded(seed, threshold));
    const boxes = boxOutcomes(crowded(seed, null));
    const own = new Map(
      Array.from(counting.detections.source, (source, row) => [source, anatomy.ofDetection[row]!]),
    );
    let seen = 0;
    for (const [row, source] of boxes.detections.source.entries()) {
      if (boxes.detections.score[row]! < threshold) continue;
      const error = own.get(source);
      // found: none, wrong kind: classification, false: another.
      const expected = error === -1 ? 0 : error === 0 ? 3 : 2;
      expect(boxes.detections.outcome[row]).toBe(expected);
      seen++;
    }
    expect(seen).toBe(counting.detections.count);
  });
});

describe("thresholds that can be looked at", () => {
  it("are whole percents and the one that is fixed, which is the first that is seen", () => {
    const outcomes = crowded(3, 0.305);
    const told = thresholdsOf(outcomes, boxOutcomes(outcomes), 0.95);
    expect(told).toMatchObject({ isFixed: true });
    expect(told?.rows).toHaveLength(100);
    expect(told?.rows[told.start]?.threshold).toBe(0.305);
    const curve = operatingCurve(outcomes, { index: null, thresholds: Float64Array.of(0.305) });
    expect(told?.rows[told.start]?.finds).toEqual(findsAt(curve, 0));
  });

  it("begin where missed and false together are fewest, where none is fixed", () => {
    const outcomes = crowded(4, null);
    const told = thresholdsOf(outcomes, boxOutcomes(outcomes), 0.95);
    const errors = told!.rows.map(({ threshold }) => {
      const { truth, found, wrong } = operatingCurve(outcomes, {
        index: null,
        thresholds: Float64Array.of(threshold),
      });
      return truth - found[0]! + wrong[0]!;
    });
    expect(errors[told!.start]).toBe(Math.min(...errors));
    expect(told!.rows[told!.start]!.threshold).toBe(fewestErrors(outcomes, 0.95)?.threshold[0]);
    expect(told!.isFixed).toBe(false);
  });

  it.each(SEEDS)("have the ranges of the curve at the one with fewest: %i", (seed) => {
    const outcomes = crowded(seed, null);
    const fewest = fewestErrors(outcomes, 0.9)!;
    const thresholds = percentThresholds(outcomes)!;
    const all = operatingCurve(outcomes, { index: null, level: 0.9, thresholds });
    const errors = Array.from(all.found, (found, i) => all.truth - found + all.wrong[i]!);
    const at = errors.lastIndexOf(Math.min(...errors)); // thresholds fall: the lowest of equal ones
    expect([...fewest.threshold, ...fewest.found, ...fewest.wrong]).toEqual([
      all.threshold[at],
      all.found[at],
      all.wrong[at],
    ]);
    for (const figure of ["precision", "recall", "f1", "falseAlarms", "toLookAt"] as const) {
      const { value, low, high } = fewest[figure];
      const of = all[figure];
      expect([value[0], low[0], high[0]]).toEqual([of.value[at], of.low[at], of.high[at]]);
    }
  });

  it("are none where scores are no shares", () => {
    const outcomes = crowded(5, null);
    const logits = { ...outcomes.detections, score: outcomes.detections.score.map((s) => s * 9) };
    const own = { ...outcomes, detections: logits };
    expect(thresholdsOf(own, boxOutcomes(outcomes), 0.95)).toBeNull();
  });
});

describe("what is found, in words", () => {
  it("is a share in a hundred of objects and of boxes, with ranges", () => {
    const outcomes = crowded(3, null);
    const curve = operatingCurve(outcomes, { index: null, thresholds: Float64Array.of(0.3) });
    const { sentence, found, wrong } = findsAt(curve, 0);
    expect(sentence).toMatch(
      /^It finds \d+ of 100 objects \[\d+, \d+\]; of its boxes \d+ of 100 are wrong \[\d+, \d+\]\.$/,
    );
    expect(found?.value).toBeCloseTo(curve.recall.value[0]!, 12);
    expect(wrong?.value).toBeCloseTo(1 - curve.precision.value[0]!, 12);
    expect(wrong!.low!).toBeLessThanOrEqual(wrong!.value);
    expect(wrong!.high!).toBeGreaterThanOrEqual(wrong!.value);
  });

  it("says so where no box is drawn", () => {
    const outcomes = crowded(3, null);
    const curve = operatingCurve(outcomes, { index: null, thresholds: Float64Array.of(2) });
    expect(findsAt(curve, 0).sentence).toMatch(/^It finds 0 of 100 objects .*; it draws no box\.$/);
  });
});
