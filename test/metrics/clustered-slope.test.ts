import { describe, expect, it } from "vitest";
import { binaryCalibration } from "../../src/metrics/calibration-binary.js";
import { clusteredSlope } from "../../src/metrics/clustered-slope.js";

const X = Float64Array.of(-2.1, -1.4, -0.7, -0.3, 0.2, 0.4, 0.9, 1.3, 1.8, 2.5, -1.1, 0.6);
const Y = Uint8Array.of(0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1);
const PAIRS = Int32Array.from(X.keys(), (i) => Math.floor(i / 2));

// Numbers by NumPy 2.4.6: Newton's method, A⁻¹(Σ u uᵀ)A⁻¹·G/(G − 1), SciPy's quantile of t.
describe("slope of units in clusters", () => {
  it("has the range of a sandwich over clusters", () => {
    const found = clusteredSlope(X, Y, PAIRS, 6, 0.95)!;
    expect(found.value).toBeCloseTo(1.103304567974429, 12);
    expect(found.low).toBeCloseTo(-0.25410173398221136, 10);
    expect(found.high).toBeCloseTo(2.4607108699310696, 10);
  });

  it("is that of units where each is a cluster, and the slope of calibration", () => {
    const units = Int32Array.from(X.keys());
    const found = clusteredSlope(X, Y, units, 12, 0.9)!;
    expect(found.low).toBeCloseTo(0.05890738216518954, 10);
    expect(found.high).toBeCloseTo(2.147701753783669, 10);
    const p = X.map((x) => 1 / (1 + Math.exp(-x)));
    expect(found.value).toBeCloseTo(binaryCalibration(p, Y, 10).slope!, 12);
  });

  it("has no range of two clusters, and is none where the score separates", () => {
    const halves = Int32Array.from(X.keys(), (i) => i % 2);
    expect(clusteredSlope(X, Y, halves, 2, 0.95)).toEqual({
      value: expect.closeTo(1.103304567974429, 12),
      low: null,
      high: null,
    });
    expect(
      clusteredSlope(
        X,
        Uint8Array.from(X, (x) => Number(x > 0)),
        PAIRS,
        6,
        0.95,
      ),
    ).toBeNull();
  });
});
