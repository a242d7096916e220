import { describe, expect, it } from "vitest";
import { detectionWarningFacts, warningFacts } from "../../../src/evaluation/run/warning-facts.js";
import type { ClassificationOutcomes } from "../../../src/outcomes/classification-types.js";

function outcomes(confidence: Float64Array | null): ClassificationOutcomes {
  const part = {
    kind: "classification",
    classes: ["fox", "deer", "boar"],
    unitCount: 4,
    truth: Int32Array.of(0, 0, 0, 1),
    predicted: Int32Array.of(0, 0, 1, 1),
    scores: confidence === null ? null : { confidence },
  };
  return part as unknown as ClassificationOutcomes;
}

describe("what the words of warnings take from outcomes", () => {
  it("names the smallest class that has images", () => {
    const facts = warningFacts(outcomes(null), Float64Array.of(3, 1, 0));
    expect([...(facts.get("interval/few-of-a-class") ?? [])]).toEqual([
      ["count", "1"],
      ["class", "deer"],
      ["rare", "deer"],
    ]);
    expect(facts.has("interval/biased")).toBe(false);
  });

  it("says by how much a calibration error is too high", () => {
    const facts = warningFacts(outcomes(Float64Array.of(0.8, 0.8, 0.8, 0.8)), new Float64Array(3));
    // One bin of four: √(2/π · 4 · 0.8 · 0.2)/4.
    const excess = Math.sqrt((2 / Math.PI) * 4 * 0.16) / 4;
    expect(facts.get("interval/biased")?.get("excess")).toBe(
      `about ${(excess * 100).toFixed(1)} points`,
    );
  });

  it("counts the classes of which few images hold one", () => {
    // Of a: 12 images, of b: 2 (one holds two), of c: none, of d: 1.
    const unit = Int32Array.of(...Array.from({ length: 12 }, (_, i) => i), 3, 3, 4, 7);
    const truths = { count: 16, classStart: Int32Array.of(0, 12, 15, 15, 16), unit };
    const of = (classes: readonly string[]) =>
      detectionWarningFacts({ classes, truths } as Parameters<typeof detectionWarningFacts>[0]);
    expect([...(of(["a", "b", "c", "d"]).get("interval/few-of-a-class") ?? [])]).toEqual([
      ["count", "a few (under 10)"],
      ["class", "2 of the 3 classes that occur"],
    ]);
    expect(of(["a", "b"]).get("interval/few-of-a-class")?.get("count")).toBe("2");
    expect(of(["a"]).size).toBe(0);
  });
});
