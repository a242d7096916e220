import { describe, expect, it } from "vitest";
import {
  coverageAtRisk,
  falsePositiveRateAt,
  partialAuc,
  riskAtCoverage,
  sensitivityAtSpecificity,
  specificityAtSensitivity,
  youdenPoint,
} from "../../src/metrics/operating-points.js";

const ROC = {
  threshold: Float64Array.of(Number.POSITIVE_INFINITY, 0.9, 0.6, 0.2),
  fpr: Float64Array.of(0, 0.25, 0.5, 1),
  tpr: Float64Array.of(0, 0.5, 0.75, 1),
};

describe("operating points of a curve of four points", () => {
  it("take the best of those that meet the target", () => {
    expect(specificityAtSensitivity(ROC, 0.7)).toEqual({
      threshold: 0.6,
      sensitivity: 0.75,
      specificity: 0.5,
    });
    expect(sensitivityAtSpecificity(ROC, 0.5)).toEqual({
      threshold: 0.6,
      sensitivity: 0.75,
      specificity: 0.5,
    });
    expect(sensitivityAtSpecificity(ROC, 0.51).threshold).toBe(0.9);
    expect(specificityAtSensitivity(ROC, 0.76).threshold).toBe(0.2);
    expect(falsePositiveRateAt(ROC, 0.5)).toBe(0.25);
    expect(youdenPoint(ROC)).toMatchObject({ threshold: 0.9, j: 0.25 });
    expect(specificityAtSensitivity(ROC, 1.1)).toEqual({
      threshold: Number.POSITIVE_INFINITY,
      sensitivity: 0,
      specificity: 1,
    });
  });

  it("have partial areas by hand, standardised to ½ for chance", () => {
    // Up to 0.5: 0.0625 + 0.15625 = 0.21875, of at least 0.125.
    expect(partialAuc(ROC, 0.5)).toBeCloseTo((1 + 0.09375 / 0.375) / 2, 14);
    // Up to 0.3, within the second trapezoid, whose height there is 0.55.
    expect(partialAuc(ROC, 0.3)).toBeCloseTo((1 + (0.08875 - 0.045) / 0.255) / 2, 14);
    // The whole: 0.65625, of at least ½.
    expect(partialAuc(ROC, 1)).toBeCloseTo((1 + 0.15625 / 0.5) / 2, 14);
    const steep = { ...ROC, fpr: Float64Array.of(0, 0, 0.5, 1) };
    expect(partialAuc(steep, 0.5)).toBeCloseTo((1 + (0.3125 - 0.125) / 0.375) / 2, 14);
  });

  it("of acceptance meet targets exactly, and none where there is none", () => {
    const curve = {
      threshold: Float64Array.of(0.1, 0.5, 0.8),
      coverage: Float64Array.of(1, 0.6, 0.2),
      selectiveRisk: Float64Array.of(0.5, 0.3, 0.1),
      generalizedRisk: Float64Array.of(0.5, 0.18, 0.02),
    };
    expect(riskAtCoverage(curve, 0.6)).toEqual({ threshold: 0.5, coverage: 0.6, risk: 0.3 });
    expect(riskAtCoverage(curve, 0.61)?.threshold).toBe(0.1);
    expect(riskAtCoverage(curve, 0.1)?.threshold).toBe(0.8);
    expect(riskAtCoverage(curve, 1.1)).toBeNull();
    expect(coverageAtRisk(curve, 0.3)?.threshold).toBe(0.5);
    expect(coverageAtRisk(curve, 0.3 - 1e-13)?.threshold).toBe(0.5);
    expect(coverageAtRisk(curve, 0.29)?.threshold).toBe(0.8);
    expect(coverageAtRisk(curve, 0.05)).toBeNull();
  });
});
