import { describe, expect, it } from "vitest";
import { createEstimator } from "../../src/metrics/estimators.js";
import { failureFigures } from "../../src/metrics/failure-figures.js";
import { parseReference } from "../../src/metrics/reference.js";
import { throwsCode } from "../support/throws-code.js";
import { answered, confident } from "./support/outcomes.js";

const options = { level: 0.95, seed: 1 };

describe("failureFigures", () => {
  it("gives the rates and risks of a ranking worked by hand", () => {
    // The example of METHODS §14.
    const outcomes = confident(
      [0.99, 0.95, 0.9, 0.9, 0.8, 0.7, 0.6, 0.5],
      [1, 1, 1, 0, 1, 0, 1, 0],
    );
    const values = failureFigures(outcomes, options).map(({ figure, target, estimate }) => [
      figure,
      target,
      estimate.value,
    ]);
    // Right answers stand at .99 .95 .9 .8 .6, wrong ones at .9 .7 .5.
    expect(values).toEqual([
      ["fpr", 0.95, expect.closeTo(2 / 3, 12)],
      ["fpr", 0.8, expect.closeTo(1 / 3, 12)],
      ["risk", 0.5, 0.25],
      ["risk", 0.8, expect.closeTo(2 / 7, 12)],
      ["risk", 0.9, 0.375],
      ["risk", 0.95, 0.375],
      ["risk", 1, 0.375],
    ]);
  });

  it("at full coverage is the error, with about its interval", () => {
    const n = 400;
    const confidence = Array.from({ length: n }, (_, i) => ((i * 37) % n) / n);
    const outcomes = confident(
      confidence,
      confidence.map((c, i) => Number(c + (i % 5) / 5 > 0.4)),
    );
    const all = failureFigures(outcomes, options).at(-1)?.estimate;
    const accuracy = createEstimator(outcomes, parseReference("accuracy")).at(0.95);
    expect(all?.value).toBeCloseTo(1 - (accuracy.value ?? 0), 12);
    expect(all?.low).toBeCloseTo(1 - (accuracy.high ?? 0), 1);
    expect(all?.high).toBeCloseTo(1 - (accuracy.low ?? 0), 1);
    expect(all?.method).toBe("wilson-jackknife");
  });

  it("has no false positive rate where all are right, and says so", () => {
    const [fpr, , risk] = failureFigures(confident([0.9, 0.8, 0.7], [1, 1, 1]), options);
    expect(fpr?.estimate).toMatchObject({ value: null, warnings: ["interval/class-absent"] });
    expect(risk?.estimate.value).toBe(0);
  });

  it("takes clusters, and needs confidences", () => {
    const cluster = Array.from({ length: 40 }, (_, i) => i % 8);
    const outcomes = confident(
      cluster.map((_, i) => ((i * 17) % 40) / 40),
      cluster.map((_, i) => Number(i % 3 > 0)),
      cluster,
    );
    for (const { estimate } of failureFigures(outcomes, options)) {
      expect(estimate).toMatchObject({ clusters: 8, method: "wilson-jackknife-cluster" });
    }
    expect(() => failureFigures(answered([0], [0]), options)).toThrow(
      throwsCode("metric/not-available"),
    );
  });
});
