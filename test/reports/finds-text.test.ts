import { describe, expect, it } from "vitest";
import { evaluationReport } from "../../src/analyses/report.js";
import type { OperatingCurve } from "../../src/metrics/detection/operating-curve.js";
import { findsAt, findsOf } from "../../src/reports/finds-text.js";
import { countedErrors, detectionFacts } from "../../src/tasks/detection/detection-facts.js";
import { detectionFactsOf, detectionsOf } from "./detection-facts-of.js";
import { RESULT } from "./fixtures.js";

const factsAt = (threshold: number | null) => {
  const outcomes = detectionsOf(60, threshold);
  return detectionFacts(outcomes, countedErrors(outcomes), [], {
    level: 0.95,
    hasIntervals: true,
    choice: null,
  });
};

describe("what a detector finds", () => {
  it("is said at the threshold in use", () => {
    expect(findsOf(factsAt(0.4))).toMatchObject({
      sentence: expect.stringMatching(
        /^It finds \d+ of 100 objects \[\d+, \d+\]; of its boxes \d+ of 100 are wrong \[\d+, \d+\]\.$/,
      ),
      at: "Boxes count from a sureness of 40% on.",
    });
    expect(findsOf(detectionFactsOf(60))?.at).toMatch(/which was chosen on these data\.$/);
  });

  it("is said where missed and false are fewest, where none is in use", () => {
    const facts = factsAt(null);
    expect(findsOf(facts)?.at).toMatch(/^Boxes count from a sureness of \d+% on, where missed and/);
    expect(facts.fewest?.threshold).toHaveLength(1);
    expect(factsAt(0.4)).not.toHaveProperty("fewest");
  });

  it("says none and all of none and all alone", () => {
    const figure = (value: number) => ({ value: [value], low: [Number.NaN], high: [Number.NaN] });
    const sentence = (recall: number, precision: number) => {
      const curve = { found: [1], wrong: [399], truth: 400, threshold: [0.1] };
      const both = { recall: figure(recall), precision: figure(precision) };
      return findsAt({ ...curve, ...both } as unknown as OperatingCurve, 0).sentence;
    };
    expect(sentence(1 / 400, 1 / 400)).toBe(
      "It finds 1 of 100 objects; of its boxes 99 of 100 are wrong.",
    );
    expect(sentence(1, 0)).toBe("It finds 100 of 100 objects; of its boxes 100 of 100 are wrong.");
  });

  it("names kinds that are in too few images", () => {
    const kinds = [
      { name: "deer", units: 40 },
      ...Array.from({ length: 14 }, (_, i) => ({ name: `k${i}`, units: 2 })),
    ];
    expect(findsOf({ ...factsAt(0.4), kinds })?.few).toEqual({
      text: "14 labels are in fewer than 3 images, too few to judge one by one",
      names: kinds
        .slice(1)
        .map(({ name }) => name)
        .join(", "),
      brief:
        "14 labels are in fewer than 3 images, too few to judge one by one: k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11 and 2 more.",
    });
    expect(findsOf({ ...factsAt(0.4), kinds: kinds.slice(0, 1) })?.few).toBeNull();
  });

  it("is the headline where nothing is claimed, with the ranking figure second", () => {
    const result = { ...RESULT, verdicts: [] };
    const plain = evaluationReport({ result, extras: {} });
    const report = evaluationReport({ result, extras: { detection: factsAt(0.4) } });
    expect(report.headline).toBe(findsOf(factsAt(0.4))?.sentence);
    expect(report.detail).toContain(plain.headline);
    expect(report.detail).toContain("Boxes count from a sureness of 40% on.");
  });

  it("stands below a verdict too, and below a headline only what that does not say", () => {
    const detection = factsAt(0.4);
    const judged = evaluationReport({ result: RESULT, extras: { detection } });
    expect(judged.finds).toMatchObject({
      sentence: findsOf(detection)?.sentence,
      at: "Boxes count from a sureness of 40% on.",
    });
    const plain = evaluationReport({ result: { ...RESULT, verdicts: [] }, extras: { detection } });
    expect(plain.finds?.sentence).toBeNull();
    expect(plain.lead).not.toContain(plain.finds?.average?.figure ?? "no figure");
    expect(plain.finds?.average?.text).toContain("It rests on ");
    expect(evaluationReport({ result: RESULT, extras: {} }).finds).toBeNull();
  });
});
