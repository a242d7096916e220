import { describe, expect, it } from "vitest";
import { calibrationErrorKernel, groupCapacities } from "../../src/metrics/calibration-error.js";

const HALF_NORMAL = Math.sqrt(2 / Math.PI);
const spreadOf = (values: readonly number[], weights = values.map(() => 1)) =>
  Math.sqrt(values.reduce((sum, c, i) => sum + weights[i]! ** 2 * c * (1 - c), 0));

describe("the calibration error and what chance alone makes of it", () => {
  // Two of ten bins are used: {0.12, 0.18} and {0.71, 0.74, 0.79}.
  const confidence = Float64Array.of(0.12, 0.71, 0.18, 0.74, 0.79);
  const correct = Uint8Array.of(0, 1, 1, 0, 1);

  it("in bins of equal width, by hand", () => {
    const { error, bias } = calibrationErrorKernel(confidence, correct, "10")(null);
    expect(error).toBeCloseTo((Math.abs(1 - 0.3) + Math.abs(2 - 2.24)) / 5, 14);
    const spread = spreadOf([0.12, 0.18]) + spreadOf([0.71, 0.74, 0.79]);
    expect(bias).toBeCloseTo((HALF_NORMAL * spread) / 5, 14);
  });

  it("with weights, by hand", () => {
    const weights = Float64Array.of(2, 1, 0.5, 3, 1);
    const { error, bias } = calibrationErrorKernel(confidence, correct, "10")(weights);
    const low = 2 * (0 - 0.12) + 0.5 * (1 - 0.18);
    const high = 1 * (1 - 0.71) + 3 * (0 - 0.74) + 1 * (1 - 0.79);
    expect(error).toBeCloseTo((Math.abs(low) + Math.abs(high)) / 7.5, 14);
    const spread = spreadOf([0.12, 0.18], [2, 0.5]) + spreadOf([0.71, 0.74, 0.79], [1, 3, 1]);
    expect(bias).toBeCloseTo((HALF_NORMAL * spread) / 7.5, 14);
  });

  it("in groups of equal mass: up to fifteen units each is its own", () => {
    const { error, bias } = calibrationErrorKernel(confidence, correct, "mass")(null);
    expect(error).toBeCloseTo((0.12 + 0.29 + 0.82 + 0.74 + 0.21) / 5, 14);
    const spread = [...confidence].reduce((sum, c) => sum + spreadOf([c]), 0);
    expect(bias).toBeCloseTo((HALF_NORMAL * spread) / 5, 14);
  });

  it("shares a unit between the groups that it reaches into", () => {
    // Weight 2.25 in fifteen groups of 0.15: the unit of 1.5 fills ten of them, 0.75 five.
    const pair = calibrationErrorKernel(Float64Array.of(0.4, 0.9), Uint8Array.of(1, 1), "mass");
    const { error, bias } = pair(Float64Array.of(1.5, 0.75));
    expect(error).toBeCloseTo((1.5 * 0.6 + 0.75 * 0.1) / 2.25, 12);
    const spread = 10 * spreadOf([0.4], [0.15]) + 5 * spreadOf([0.9], [0.15]);
    expect(bias).toBeCloseTo((HALF_NORMAL * spread) / 2.25, 7);
    // A whole sum of 3 has three groups of 1: the first unit fills one and half of the next.
    const whole = pair(Float64Array.of(1.5, 1.5));
    expect(whole.error).toBeCloseTo((0.6 + Math.abs(0.5 * 0.6 + 0.5 * 0.1) + 0.1) / 3, 14);
    const mixed = spreadOf([0.4]) + spreadOf([0.4, 0.9], [0.5, 0.5]) + spreadOf([0.9]);
    expect(whole.bias).toBeCloseTo((HALF_NORMAL * mixed) / 3, 14);
  });

  it("has groups as numpy.array_split, or equal parts of what is not whole", () => {
    expect(groupCapacities(17, 15)).toEqual([2, 2, ...Array.from({ length: 13 }, () => 1)]);
    expect(groupCapacities(4, 15)).toEqual([1, 1, 1, 1]);
    expect(groupCapacities(1.5, 3)).toEqual([0.5, 0.5, 0.5]);
  });
});
