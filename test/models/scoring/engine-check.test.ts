import { describe, expect, it } from "vitest";
import { parseModelCard } from "../../../src/models/card/model-card.js";
import type { ImageScores, ScoredImage } from "../../../src/models/image-scorer.js";
import { checkEngine } from "../../../src/models/scoring/engine-check.js";
import { cardText } from "../../support/card-writer.js";
import { detectorCard } from "../../support/detector-card.js";
import { meanColourClassifier } from "../../support/onnx-writer.js";
import { packDetections } from "../../support/pack-detections.js";

const CLASSIFIER = parseModelCard(cardText(meanColourClassifier()), "card.json");

function scored(index: number, scores: Float64Array): ImageScores {
  return {
    index,
    ok: true,
    scores,
    notes: [],
    widthPx: 1,
    heightPx: 1,
    sha256: "0".repeat(64),
  };
}
function failed(index: number): ScoredImage {
  return { index, ok: false, code: "model-failed", error: "model/run-failed", what: "it stopped" };
}
function byImage(...results: readonly ScoredImage[]): ReadonlyMap<number, ScoredImage> {
  return new Map(results.map((result) => [result.index, result]));
}
const pair = (index: number, a: number, b: number) => scored(index, Float64Array.of(a, b));
const check = (reference: readonly ScoredImage[], other: readonly ScoredImage[]) =>
  checkEngine(CLASSIFIER, byImage(...reference), byImage(...other));

describe("an engine held against the reference", () => {
  it("passes within 1e-3 of every score, and tells the largest difference", () => {
    const found = check(
      [pair(0, 0.25, 0.75), pair(1, 0.5, 0.5)],
      [pair(0, 0.25, 0.7505), pair(1, 0.5, 0.5)],
    );
    expect(found).toMatchObject({ images: 2, changed: 0, failed: 0, passes: true });
    expect(found.largest).toBeCloseTo(5e-4, 12);
  });

  it("does not pass beyond it, though every answer is the same", () => {
    const found = check([pair(0, 0.25, 0.75)], [pair(0, 0.2515, 0.75)]);
    expect(found).toMatchObject({ changed: 0, passes: false });
  });

  it("takes the tolerance of scores above 1 relative to them", () => {
    expect(check([pair(0, -40, 20)], [pair(0, -40.03, 20)]).passes).toBe(true);
    expect(check([pair(0, -40, 20)], [pair(0, -40.05, 20)]).passes).toBe(false);
  });

  it("does not pass where one answer differs, however little the scores do", () => {
    const found = check([pair(0, 0.5001, 0.4999)], [pair(0, 0.4999, 0.5001)]);
    expect(found).toMatchObject({ changed: 1, passes: false });
    expect(found.largest).toBeLessThan(1e-3);
  });

  it("does not pass with scores that are no numbers, or as many as another model has", () => {
    const none = check([pair(0, 0.5, 0.5)], [pair(0, Number.NaN, 0.5)]);
    expect(none).toMatchObject({ largest: Number.POSITIVE_INFINITY, passes: false });
    expect(check([pair(0, 0.5, 0.5)], [scored(0, Float64Array.of(0.5))]).passes).toBe(false);
  });

  it("does not pass where it fails on an image that the reference answers", () => {
    expect(check([pair(0, 0, 1), pair(1, 0, 1)], [pair(0, 0, 1), failed(1)])).toMatchObject({
      images: 1,
      failed: 1,
      passes: false,
    });
  });

  it("says nothing by images that the reference cannot answer either, and so not by these alone", () => {
    expect(check([pair(0, 0, 1), failed(1)], [pair(0, 0, 1), failed(1)]).passes).toBe(true);
    expect(check([failed(0)], [failed(0)])).toMatchObject({ images: 0, passes: false });
  });

  it("holds objects against each other one by one: number, label, box and score", () => {
    const card = parseModelCard(detectorCard("yolox"), "card.json");
    const boxes = (x: number, score: number, label: number, count = 1) =>
      scored(
        0,
        packDetections({
          count,
          box: Float64Array.of(x, 10, 30, 40).slice(0, 4 * count),
          score: Float64Array.of(score).slice(0, count),
          label: Int32Array.of(label).slice(0, count),
        }),
      );
    const against = (other: ImageScores) =>
      checkEngine(card, byImage(boxes(5, 0.9, 1)), byImage(other));
    expect(against(boxes(5.4, 0.9005, 1))).toMatchObject({ changed: 0, passes: true });
    expect(against(boxes(6.2, 0.9, 1))).toMatchObject({ changed: 1, passes: false });
    expect(against(boxes(5, 0.9, 2))).toMatchObject({ changed: 1, passes: false });
    expect(against(boxes(5, 0.92, 1))).toMatchObject({ changed: 0, passes: false });
    expect(against(boxes(5, 0.9, 1, 0))).toMatchObject({ changed: 1, passes: false });
  });
});

describe("points of an engine held against the reference", () => {
  const input = {
    ...{ name: "image", layout: "NCHW", height: 4, width: 4, dtype: "float32" },
    ...{ channelOrder: "RGB", scaleRange: [0, 1], mean: [0], std: [1] },
    resize: { rule: "interpolate", filter: "bilinear", fit: "stretch" },
  };
  const card = parseModelCard(
    JSON.stringify({
      ...{ card: "homeground.model-card/1", family: "heatmap-keypoints", labels: ["fly"], input },
      ...{ output: { name: "maps", shape: ["batch"] }, decode: { points: ["nose"] } },
    }),
    "card.json",
  );
  const one = (...points: number[]): ImageScores => ({
    ...scored(0, Float64Array.of(0, 0, 9, 9, 0.5, 0)),
    points: Float64Array.from(points),
  });
  const held = (a: ImageScores, b: ImageScores) => checkEngine(card, byImage(a), byImage(b));

  it("may be off by less than a pixel, and are given by both or by neither", () => {
    expect(held(one(3, 4, 0.5), one(3.5, 4, 0.25)).passes).toBe(true);
    expect(held(one(3, 4, 0.5), one(3, 5.5, 0.5)).passes).toBe(false);
    const { NaN: none } = Number;
    expect(held(one(none, none, none), one(none, none, none)).passes).toBe(true);
    expect(held(one(3, 4, 0.5), one(none, none, none)).passes).toBe(false);
  });
});
