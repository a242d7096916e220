import { describe, expect, it } from "vitest";
import {
  calibrationErrors,
  equalMassBins,
  reliabilityBins,
} from "../../src/metrics/calibration.js";
import { trapezoidPrecisionRecall } from "../../src/metrics/curves.js";
import { meanEstimate } from "../../src/metrics/estimate-mean.js";
import { createProportionEstimate } from "../../src/metrics/estimate-proportion.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import { createSample } from "../../src/metrics/sample.js";
import type { Outcomes } from "../../src/outcomes/classification-types.js";
import { clusterProportionInterval } from "../../src/statistics/wilson-cluster.js";
import { throwsCode } from "../support/throws-code.js";
import { answered, confident, multilabel } from "./support/outcomes.js";

const column = (...values: number[]) => Float64Array.from(values);

function estimate(outcomes: Outcomes, metric: string) {
  return createEstimator(outcomes, parseReference(metric)).at(0.95);
}

describe("estimates of answers", () => {
  it("a ratio pooled over classes takes each unit for a cluster of its labels", () => {
    const truth = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2];
    const predicted = truth.map((t, i) => (i % 4 === 0 ? (t + 1) % 3 : t));
    const found = estimate(answered(truth, predicted), "specificity{average=micro}");
    // Of three classes two are not true; a wrong answer takes one of them away.
    const size = column(...truth.map(() => 2));
    const hits = column(...truth.map((t, i) => (predicted[i] === t ? 2 : 1)));
    const wanted = clusterProportionInterval(size, hits, 0.95);
    expect(found).toMatchObject({ value: 21 / 24, low: wanted.low, high: wanted.high });
    expect(found).toMatchObject({ clusters: null, design: { G: 12 } });
  });

  it("F1 pooled over several labels a unit is not the share of units that are right", () => {
    const truth = [
      [1, 1, 0],
      [1, 0, 0],
      [0, 1, 1],
      [0, 0, 1],
      [1, 1, 1],
      [0, 0, 0],
    ];
    const predicted = [
      [1, 0, 0],
      [1, 0, 1],
      [0, 1, 1],
      [0, 1, 1],
      [1, 1, 0],
      [0, 0, 0],
    ];
    const found = estimate(multilabel(truth, predicted), "f1{average=micro}");
    // 7 labels hit of 9 true and 9 answered: F1 = 14/18; as J = 7/11, a unit a cluster.
    const size = column(2, 2, 2, 2, 3, 0);
    const hits = column(1, 1, 2, 1, 2, 0);
    const j = clusterProportionInterval(size, hits, 0.95);
    const f1 = (share: number) => (2 * share) / (1 + share);
    expect(found.value).toBeCloseTo(14 / 18, 14);
    expect(found.low).toBeCloseTo(f1(j.low ?? Number.NaN), 12);
    expect(found.high).toBeCloseTo(f1(j.high ?? Number.NaN), 12);
  });

  it("means over classes warn from just below five right or wrong units on", () => {
    const warnings = (wrong: number, right: number) => {
      const truth = Array.from({ length: wrong + right }, (_, i) => i % 2);
      const predicted = truth.map((t, i) => (i < wrong ? 1 - t : t));
      return estimate(answered(truth, predicted), "f1").warnings;
    };
    for (const [wrong, right] of [
      [5, 35],
      [35, 5],
    ] as const) {
      expect(warnings(wrong, right)).not.toContain("interval/few-outcomes");
    }
    expect(warnings(4, 36)).toContain("interval/few-outcomes");
    expect(warnings(36, 4)).toContain("interval/few-outcomes");
  });

  it("undefined ones say whether a class or all images are missing", () => {
    const one = answered([0, 0, 0], [0, 0, 0], { classes: 2 });
    expect(estimate(one, "mcc")).toMatchObject({
      value: null,
      warnings: ["interval/class-absent"],
    });
    const none = answered([], [], { classes: 2 });
    expect(estimate(none, "mcc").warnings).toEqual(["interval/no-images"]);
  });

  it("a share of an absent class keeps its other warnings", () => {
    const sample = createSample(answered([0, 0], [0, 0]), column(1, 2));
    const totals = { n: 2, size: 40, hits: 0, effective: 20, clusters: null };
    const options = { fromUnit: null, classAbsent: true };
    expect(createProportionEstimate(sample, totals, options)(0.95).warnings).toEqual([
      "interval/class-absent",
      "interval/few-outcomes",
      "interval/no-variation",
    ]);
  });
});

describe("weighted means at their edges", () => {
  const weighted = (weights: readonly number[], cluster?: readonly number[]) => {
    const zeros = weights.map(() => 0);
    const options = cluster === undefined ? {} : { cluster };
    return createSample(answered(zeros, zeros, options), Float64Array.from(weights));
  };

  it("of two clusters say that they are too few", () => {
    const found = meanEstimate(weighted([1, 2, 3], [0, 0, 1]), column(1, 2, 3)).at(0.95);
    expect(found).toMatchObject({ low: null, high: null, warnings: ["clusters/too-few"] });
  });

  it("of more clusters than units are as those of clusters without a gap", () => {
    const at = (cluster: readonly number[]) =>
      meanEstimate(weighted([1, 2, 3, 1], cluster), column(1, 2, 4, 9)).at(0.95);
    expect(at([9, 3, 7, 3]).low).not.toBeNull();
    expect(at([9, 3, 7, 3])).toEqual(at([2, 0, 1, 0]));
  });

  it("of values that differ by rounding alone have no interval", () => {
    const weights = Array.from({ length: 100 }, (_, i) => (i === 0 ? 2 : 1));
    const values = Float64Array.from(weights, (_, i) => 0.5 + (i % 2 === 0 ? 3e-12 : -3e-12));
    const found = meanEstimate(weighted(weights), values).at(0.95);
    expect(found).toMatchObject({ low: null, high: null, warnings: ["interval/no-variation"] });
  });

  it("of a unit that weighs all have no interval", () => {
    const found = meanEstimate(weighted([1, 1e-17]), column(1, 1e10)).at(0.95);
    expect(found).toMatchObject({ low: null, high: null, warnings: ["interval/no-variation"] });
  });
});

describe("estimates of calibration errors", () => {
  it("are a value without an interval, on the metric's own scale", () => {
    const reference = parseReference("ece{bins=1}");
    const estimator = createEstimator(confident([0.9, 0.7, 0.8, 0.6], [1, 0, 1, 0]), reference);
    expect(estimator.toUnit?.(0.3)).toBe(0.3);
    const found = estimator.at(0.95);
    expect(found.value).toBeCloseTo(0.25, 14); // mean confidence ¾, half right
    expect(found).toMatchObject({
      u: found.value,
      nu: null,
      design: null,
      carriers: null,
      method: "none",
      low: null,
      high: null,
      family: "none",
      warnings: ["interval/biased"],
    });
  });

  it("without the bias of small bins, by hand", () => {
    const columns = { confidence: column(0.4, 0.5, 0.6), correct: Uint8Array.of(1, 0, 1) };
    // (⅔ − ½)² − ⅔·⅓/2
    expect(calibrationErrors(equalMassBins(columns, 1))?.debiasedSquare).toBeCloseTo(
      1 / 36 - 1 / 9,
      14,
    );
  });

  it("refuse confidences below 0 and too many bins", () => {
    const bins = (confidence: number, count: number) => () =>
      reliabilityBins({ confidence: column(confidence), correct: Uint8Array.of(1) }, count);
    expect(bins(-1e-9, 5)).toThrow(throwsCode("argument/out-of-range"));
    expect(bins(1 + 1e-9, 5)).toThrow(throwsCode("argument/out-of-range"));
    expect(bins(0.5, 65_537)).toThrow(throwsCode("argument/out-of-range"));
    expect(bins(0.5, 65_536)().count).toHaveLength(65_536);
  });
});

describe("area under precision and recall by trapezoids", () => {
  it("starts from precision 1 and goes on from the point before", () => {
    const score = column(4, 3, 2, 1);
    // Precision 0, ½, ⅓, ½ at recall 0, ½, ½, 1.
    expect(trapezoidPrecisionRecall(score, Uint8Array.of(0, 1, 0, 1))).toBeCloseTo(
      0.25 * 0.5 + 0.25 * (1 / 3 + 1 / 2),
      14,
    );
  });
});
