import { describe, expect, it } from "vitest";
import { cohenKappa, matthewsCorrelation } from "../../src/metrics/class-metrics.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import {
  agreementMetric,
  macroMetric,
  weightedMetric,
} from "../../src/metrics/prediction-jackknife.js";
import { parseReference } from "../../src/metrics/reference.js";
import { answered } from "./support/outcomes.js";
import { RATIO } from "./support/ratios.js";

const column = (...values: number[]) => Float64Array.from(values);
/** The third class is answered and never true, the fourth neither. */
const SUMS = {
  total: 10,
  truth: column(6, 4, 0, 0),
  predicted: column(5, 3, 2, 0),
  hits: column(5, 3, 0, 0),
};
const HALVED = {
  total: 5,
  truth: column(3, 2, 0, 0),
  predicted: column(2.5, 1.5, 1, 0),
  hits: column(2.5, 1.5, 0, 0),
};

describe("caps of METHODS §2.1", () => {
  it("of a mean over classes are K²/Σ(1/n_k) of the classes in it", () => {
    expect(macroMetric(RATIO.recall).cap(SUMS, SUMS)).toBeCloseTo(4 / (1 / 6 + 1 / 4), 13);
    expect(macroMetric(RATIO.f1).cap(SUMS, SUMS)).toBeCloseTo(4 / (1 / 6 + 1 / 4), 13);
    expect(macroMetric(RATIO.precision).cap(SUMS, SUMS)).toBeCloseTo(
      9 / (1 / 5 + 1 / 3 + 1 / 2),
      13,
    );
    const others = 1 / 4 + 1 / 6 + 1 / 10 + 1 / 10;
    expect(macroMetric(RATIO.specificity).cap(SUMS, SUMS)).toBeCloseTo(16 / others, 13);
    expect(macroMetric(RATIO.recall).cap(SUMS, HALVED)).toBeCloseTo(2 / (1 / 6 + 1 / 4), 13);
    const none = { ...SUMS, truth: column(0, 0, 0, 0) };
    expect(macroMetric(RATIO.recall).cap(none, none)).toBe(10);
  });

  it("name the units behind each class of the mean", () => {
    const unitsOf = (ratio: "precision" | "recall" | "specificity" | "f1") =>
      macroMetric(RATIO[ratio])
        .classUnits?.(SUMS, HALVED)
        .map(({ index, units }) => [index, units]);
    expect(unitsOf("recall")).toEqual([
      [0, 3],
      [1, 2],
    ]);
    expect(unitsOf("precision")).toEqual([
      [0, 2.5],
      [1, 1.5],
      [2, 1],
    ]);
    expect(unitsOf("specificity")).toEqual([
      [0, 2],
      [1, 3],
      [2, 5],
      [3, 5],
    ]);
    // The class that is answered and never true stands in it.
    expect(unitsOf("f1")).toEqual([
      [0, 3],
      [1, 2],
      [2, 0],
    ]);
  });

  it("of weighted means are n, of agreement 2n(1 − p_e)", () => {
    expect(weightedMetric(RATIO.f1).cap(SUMS, HALVED)).toBe(5);
    expect(weightedMetric(RATIO.f1).classUnits).toBeNull();
    const chance = 0.6 * 0.5 + 0.4 * 0.3;
    expect(agreementMetric(matthewsCorrelation).cap(SUMS, HALVED)).toBeCloseTo(
      10 * (1 - chance),
      13,
    );
    expect(agreementMetric(cohenKappa).range).toEqual([-1, 1]);
  });
});

describe("estimates of weighted units", () => {
  it("take Kish's number of units of each class for the cap", () => {
    // All right: ν is the cap. Class 0 weighs 1 and 3, effectively 16/10; class 1 2, 2 and 1: 25/9.
    const truth = [0, 0, 1, 1, 1];
    const found = createEstimator(answered(truth, truth), parseReference("balanced-accuracy"), {
      weights: column(1, 3, 2, 2, 1),
    }).at(0.95);
    expect(found.value).toBe(1);
    expect(found.nu).toBeCloseTo(4 / (1 / 1.6 + 9 / 25), 12);
    expect(found.fewLabels).toMatchObject({ few: 2, of: 2, names: ["c0", "c1"], tooMany: true });
    expect(found.warnings).toContain("interval/few-of-a-class");
  });

  it("have the jackknife of the same units, one by one", () => {
    const truth = [0, 0, 1, 1, 1, 2, 2, 0];
    const answers = [0, 1, 1, 1, 0, 2, 0, 0];
    const weights = [1, 3, 2, 2, 1, 1, 2, 4];
    const reference = parseReference("balanced-accuracy");
    const figureOf = (keep: (i: number) => boolean) =>
      createEstimator(answered(truth, answers), reference, {
        weights: Float64Array.from(weights, (weight, i) => (keep(i) ? weight : 0)),
      }).at(0.95).value ?? Number.NaN;
    const left = truth.map((_, i) => figureOf((j) => j !== i));
    const mean = left.reduce((a, b) => a + b) / 8;
    const variance = (7 / 8) * left.reduce((sum, theta) => sum + (theta - mean) ** 2, 0);
    const found = createEstimator(answered(truth, answers), reference, {
      weights: Float64Array.from(weights),
    }).at(0.95);
    const u = found.value ?? Number.NaN;
    expect(u).toBeCloseTo((5 / 8 + 4 / 5 + 1 / 3) / 3, 13);
    const effective = [64 / 26, 25 / 9, 9 / 5];
    const cap = 9 / effective.reduce((sum, n) => sum + 1 / n, 0);
    expect(found.nu).toBeCloseTo(Math.min((u * (1 - u)) / variance, cap), 10);
  });

  it("of pooled ratios of one label a unit are those of accuracy", () => {
    const outcomes = answered([0, 0, 1, 1, 1, 2, 2, 0], [0, 1, 1, 1, 0, 2, 0, 0]);
    const at = (text: string) => createEstimator(outcomes, parseReference(text)).at(0.95);
    for (const text of [
      "precision{average=micro}",
      "f1{average=micro}",
      "recall{average=weighted}",
    ]) {
      expect(at(text), text).toEqual(at("accuracy"));
    }
    expect(at("precision{average=weighted}").family).toBe("jackknife");
    expect(at("specificity{average=micro}").value).toBeCloseTo(13 / 16, 14);
  });
});
