import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectionCount } from "../../../../src/models/detections.js";
import {
  classifierStage,
  combineStages,
  detectorStage,
  packStages,
  type StageRule,
  stageCrops,
  stageLabels,
} from "../../../../src/models/families/detection/stages.js";

const RULE: StageRule = { margin: 0, square: false, minScore: 0, refines: null, score: "product" };
const PICTURE = { widthPx: 100, heightPx: 60 };
const DETECTOR = ["animal", "person"];
const CLASSIFIER = ["fox", "person", "hare"];

const crop = (box: readonly number[], rule: Partial<StageRule> = {}, label = 0) => {
  const [found] = stageCrops(Float64Array.of(...box, 0.5, label), PICTURE, DETECTOR, {
    ...RULE,
    ...rule,
  });
  return found === undefined ? null : [found.x, found.y, found.widthPx, found.heightPx];
};

describe("stageCrops", () => {
  it("cuts out each box, widened to whole pixels", () => {
    expect(crop([10, 20, 30, 10])).toEqual([10, 20, 30, 10]);
    expect(crop([10.25, 20.5, 30, 10])).toEqual([10, 20, 31, 11]);
  });

  it("adds a margin on each side, and may make a square", () => {
    expect(crop([10, 20, 20, 10], { margin: 0.25 })).toEqual([5, 17, 30, 16]);
    expect(crop([10, 20, 20, 10], { square: true })).toEqual([10, 15, 20, 20]);
  });

  it("moves inside the picture what fits there, and cuts what does not", () => {
    expect(crop([0, 0, 10, 4], { square: true })).toEqual([0, 0, 10, 10]);
    expect(crop([90, 50, 10, 10], { margin: 1 })).toEqual([70, 30, 30, 30]);
    expect(crop([0, 0, 100, 10], { square: true })).toEqual([0, 0, 100, 60]);
  });

  it("leaves out labels that are not refined, and scores that are too low", () => {
    expect(crop([1, 1, 9, 9], { refines: ["animal"] })).not.toBeNull();
    expect(crop([1, 1, 9, 9], { refines: ["animal"] }, 1)).toBeNull();
    expect(crop([1, 1, 9, 9], { minScore: 0.5 })).not.toBeNull();
    expect(crop([1, 1, 9, 9], { minScore: 0.6 })).toBeNull();
  });

  it("are parts of the picture that hold the part of the box in it, whatever the box", () => {
    const at = fc.double({ min: -20, max: 110, noNaN: true });
    const size = fc.double({ min: 0.001, max: 120, noNaN: true });
    const margin = fc.double({ min: 0, max: 2, noNaN: true });
    fc.assert(
      fc.property(at, at, size, size, margin, fc.boolean(), (x, y, w, h, share, square) => {
        const [left = 0, top = 0, width = 0, height = 0] =
          crop([x, y, w, h], { margin: share, square }) ?? [];
        for (const value of [left, top, width, height]) expect(Number.isInteger(value)).toBe(true);
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(1);
        expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
        expect(left + width).toBeLessThanOrEqual(100);
        expect(top + height).toBeLessThanOrEqual(60);
        const inside = x >= 0 && y >= 0 && x + w <= 100 && y + h <= 60;
        if (!inside) return;
        expect(left).toBeLessThanOrEqual(x + 1e-9);
        expect(left + width).toBeGreaterThanOrEqual(x + w - 1e-9);
        expect(top + height).toBeGreaterThanOrEqual(y + h - 1e-9);
      }),
    );
  });
});

describe("two stages", () => {
  const rows = Float64Array.of(
    10,
    10,
    20,
    20,
    0.9,
    0,
    50,
    10,
    20,
    20,
    0.8,
    1,
    70,
    30,
    20,
    20,
    0.5,
    0,
  );
  const crops = stageCrops(rows, PICTURE, DETECTOR, { ...RULE, refines: ["animal"] });
  const answers = [Float64Array.of(0.5, 0.25, 0.25), Float64Array.of(0.1, 0.1, 0.8)];
  const packed = packStages(rows, crops, answers, 3);

  it("keep both answers, each for itself", () => {
    expect(crops.map(({ detection }) => detection)).toEqual([0, 2]);
    expect(detectorStage(packed, 3)).toEqual(rows);
    expect(classifierStage(packed, 0, 3)).toEqual(answers[0]);
    expect(classifierStage(packed, 1, 3)).toBeNull();
    expect(classifierStage(packed, 2, 3)).toEqual(answers[1]);
  });

  it("share the labels that both have", () => {
    expect(stageLabels(DETECTOR, CLASSIFIER)).toEqual(["animal", "person", "fox", "hare"]);
  });

  it("make one answer: the classifier's label, and a score of both or of the box", () => {
    const labels = { detector: DETECTOR, classifier: CLASSIFIER };
    const whole = (score: "product" | "detector") => {
      const found = combineStages(packed, labels, { score });
      return Array.from({ length: detectionCount(found) }, (_, i) => [
        found[i * 6]!,
        stageLabels(DETECTOR, CLASSIFIER)[found[i * 6 + 5]!]!,
        Number(found[i * 6 + 4]!.toFixed(12)),
      ]);
    };
    expect(whole("product")).toEqual([
      [50, "person", 0.8],
      [10, "fox", 0.45],
      [70, "hare", 0.4],
    ]);
    expect(whole("detector")).toEqual([
      [10, "fox", 0.9],
      [50, "person", 0.8],
      [70, "hare", 0.5],
    ]);
  });

  it("of which the first found nothing are nothing", () => {
    const none = packStages(new Float64Array(), [], [], 3);
    const labels = { detector: DETECTOR, classifier: CLASSIFIER };
    expect(none).toHaveLength(0);
    expect(combineStages(none, labels, RULE)).toHaveLength(0);
  });
});
