import { describe, expect, it } from "vitest";
import { warningFacts } from "../../src/evaluation/warning-facts.js";
import type { ClassificationOutcomes } from "../../src/outcomes/classification-types.js";

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
});
