import { describe, expect, it } from "vitest";
import { weightedKappa } from "../../src/metrics/agreement.js";
import {
  accuracy,
  type ClassMetric,
  cohenKappa,
  evaluateClassMetric,
  macroAverage,
  matthewsCorrelation,
  microAverage,
  weightedAverage,
} from "../../src/metrics/class-metrics.js";
import type { ClassSums } from "../../src/metrics/class-sums.js";
import { RATIO, type RatioName } from "./support/ratios.js";

const column = (...values: number[]) => Float64Array.from(values);

/** Rows true, columns answered: 5 2 1 / 1 6 0 / 3 1 4. Expected figures by NumPy from the definitions. */
const SUMS: ClassSums = {
  total: 23,
  truth: column(8, 7, 8),
  predicted: column(9, 9, 5),
  hits: column(5, 6, 4),
};
const CELLS = {
  classCount: 3,
  truth: Int32Array.of(0, 0, 0, 1, 1, 2, 2, 2),
  predicted: Int32Array.of(0, 1, 2, 0, 1, 0, 1, 2),
  count: column(5, 2, 1, 1, 6, 3, 1, 4),
};
const RATIOS: readonly RatioName[] = ["precision", "recall", "specificity", "f1"];

describe("metrics of a confusion matrix", () => {
  it.each([
    ["precision", 0.674074074074074, 0.6743961352657005, 15 / 23],
    ["recall", 0.6607142857142857, 15 / 23, 15 / 23],
    ["specificity", 0.826388888888889, 0.8269927536231885, 38 / 46],
    ["f1", 0.6512066365007542, 0.6469112728703522, 15 / 23],
  ] as const)(
    "%s averaged over classes, over units and over both",
    (ratio, macro, weighted, micro) => {
      expect(evaluateClassMetric(macroAverage(RATIO[ratio]), SUMS)).toBeCloseTo(macro, 14);
      expect(evaluateClassMetric(weightedAverage(RATIO[ratio]), SUMS)).toBeCloseTo(weighted, 14);
      expect(evaluateClassMetric(microAverage(RATIO[ratio]), SUMS)).toBeCloseTo(micro, 14);
    },
  );

  it("agreement, beyond chance and with distances of classes", () => {
    expect(evaluateClassMetric(accuracy, SUMS)).toBeCloseTo(15 / 23, 14);
    expect(evaluateClassMetric(macroAverage(RATIO.recall), SUMS)).toBeCloseTo(
      0.6607142857142857,
      14,
    );
    expect(evaluateClassMetric(cohenKappa, SUMS)).toBeCloseTo(0.48022598870056504, 14);
    expect(evaluateClassMetric(matthewsCorrelation, SUMS)).toBeCloseTo(0.4899644119051362, 14);
    expect(weightedKappa(CELLS, "linear")).toBeCloseTo(0.40772532188841204, 14);
    expect(weightedKappa(CELLS, "quadratic")).toBeCloseTo(1 / 3, 14);
  });

  it("leave an undefined class out of the macro mean, and count it 0 in the weighted one", () => {
    // The second class is true and never answered, the third never true and never answered.
    const gaps: ClassSums = {
      total: 10,
      truth: column(6, 4, 0),
      predicted: column(10, 0, 0),
      hits: column(6, 0, 0),
    };
    expect(evaluateClassMetric(macroAverage(RATIO.precision), gaps)).toBeCloseTo(0.6, 14);
    expect(evaluateClassMetric(weightedAverage(RATIO.precision), gaps)).toBeCloseTo(0.36, 14);
    expect(evaluateClassMetric(macroAverage(RATIO.recall), gaps)).toBeCloseTo(0.5, 14);
    expect(evaluateClassMetric(macroAverage(RATIO.f1), gaps)).toBeCloseTo(0.375, 14);
    expect(evaluateClassMetric(matthewsCorrelation, gaps)).toBeNaN();
  });

  it("depend on the total only where they say so", () => {
    const termsAt = (metric: ClassMetric, total: number) => {
      const into = new Float64Array(metric.width);
      metric.add(into, 1, 8, 9, 5, total);
      return [...into];
    };
    const averages = [macroAverage, weightedAverage, microAverage];
    const metrics = [
      ...averages.flatMap((average) => RATIOS.map((ratio) => average(RATIO[ratio]))),
      accuracy,
      cohenKappa,
      matthewsCorrelation,
    ];
    for (const metric of metrics) {
      const depends = termsAt(metric, 23).some((term, i) => term !== termsAt(metric, 31)[i]);
      expect(metric.usesTotal).toBe(depends);
    }
  });

  it("are undefined where rounding alone keeps a denominator from 0", () => {
    expect(RATIO.specificity.value(1e6, 1e6 - 1e-7, 5, 5)).toBeNaN();
    expect(RATIO.specificity.value(1, 1 - 1e-11, 1 - 1e-11, 1 - 1e-11)).toBeCloseTo(1, 4);
    const almost = 1 - 1e-15;
    expect(matthewsCorrelation.value(column(0.5, 0.5, almost, 0.5), 1)).toBeNaN();
    expect(matthewsCorrelation.value(column(0.5, 0.5, 0.5, almost), 1)).toBeNaN();
    expect(cohenKappa.value(column(0.5, almost), 1)).toBeNaN();
    expect(cohenKappa.value(column(0.5, 0.5), 1)).toBe(0);
    expect(weightedKappa({ ...CELLS, count: column(5, 0, 0, 0, 0, 0, 0, 0) }, "linear")).toBeNaN();
  });
});
