import { describe, expect, it } from "vitest";
import { binaryCalibration } from "../../src/metrics/calibration-binary.js";
import { classwiseCalibration } from "../../src/metrics/calibration-classwise.js";
import { applyIsotonic, fitIsotonic } from "../../src/metrics/calibration-isotonic.js";
import { fitTemperature } from "../../src/metrics/calibration-temperature.js";
import { fitIntercept, fitLogistic, logistic } from "../../src/metrics/logistic-fit.js";
import oracle from "../oracle/calibration_fits.json" with { type: "json" };
import { mean, slowEce } from "./support/slow.js";

const column = (...values: number[]) => Float64Array.from(values);
const logit = (p: number) => Math.log(p / (1 - p));
const times = <T>(count: number, value: T): T[] => new Array<T>(count).fill(value);

/** A column that counts how often it is read: once a value in each pass of a fit. */
function counted(values: readonly number[]) {
  const found = { reads: 0, column: Float64Array.from(values) };
  found.column = new Proxy(found.column, {
    get(target, key) {
      if (typeof key === "string" && key !== "length") found.reads++;
      return Reflect.get(target, key, target);
    },
  });
  return found;
}

describe("logistic function", () => {
  it("keeps its digits at both ends", () => {
    expect(logistic(0)).toBe(0.5);
    expect(logistic(-40) / Math.exp(-40)).toBeCloseTo(1, 14); // e^t(1 − e^t + …)
    expect(logistic(-700) / Math.exp(-700)).toBeCloseTo(1, 12);
    expect(logistic(40)).toBe(1);
    expect([logistic(-1000), logistic(1000)]).toEqual([0, 1]);
    expect(logistic(Math.log(3))).toBeCloseTo(0.75, 15);
  });
});

describe("logistic regression", () => {
  it("of two values is the difference of two logits, wherever they lie", () => {
    // 5 of 20 at c, 18 of 24 at c + s.
    const y = [...times(5, 1), ...times(15, 0), ...times(18, 1), ...times(6, 0)];
    for (const [c, s] of [
      [0, 1],
      [2 ** 20, 2 ** -10],
      [-(2 ** 10), 2 ** 15],
    ] as const) {
      const x = Float64Array.from(y, (_, i) => (i < 20 ? c : c + s));
      const found = fitLogistic(x, y);
      const slope = logit(0.75) - logit(0.25);
      const error = Math.sqrt(1 / (20 * 0.25 * 0.75) + 1 / (24 * 0.75 * 0.25));
      expect((found?.slope ?? 0) * s).toBeCloseTo(slope, 10);
      expect((found?.slopeError ?? 0) * s).toBeCloseTo(error, 10);
      expect((found?.intercept ?? 0) + (found?.slope ?? 0) * c).toBeCloseTo(logit(0.25), 5);
    }
  });

  it("takes Newton's few steps, where x is even, skewed, or most outcomes are alike", () => {
    const { x, y } = oracle.logistic;
    const rare = x.map((_, i) => Number(i >= 57 || i === 20));
    for (const [values, labels, most] of [
      [x, y, 7],
      [x.map((one) => Math.exp(2 * one)), y, 10],
      [x.map((_, i) => i ** 2 / 100), rare, 11],
    ] as const) {
      const found = counted(values);
      fitLogistic(found.column, labels);
      // A read for the ends, two for centre and spread, one for the start, and two in each step.
      expect((found.reads / x.length - 4) / 2).toBeLessThanOrEqual(most);
    }
  });

  it("goes on while one of the two coefficients still moves", () => {
    // 5 of 20 at −1 and 15 of 20 at 1: the intercept is 0 from the start, the slope ln 3.
    const y = [...times(5, 1), ...times(15, 0), ...times(15, 1), ...times(5, 0)];
    const found = fitLogistic(
      Float64Array.from(y, (_, i) => (i < 20 ? -1 : 1)),
      y,
    );
    expect(found?.slope).toBeCloseTo(Math.log(3), 13);
    expect(found?.intercept).toBeCloseTo(0, 13);
  });

  it("solves its equations where a full step would overshoot", () => {
    const x = [3, ...times(4, 0), 3.02, ...times(4, 0), -4000];
    const { intercept = Number.NaN, slope = Number.NaN } =
      fitLogistic(Float64Array.from(x), [1, ...times(10, 0)]) ?? {};
    const rest = x.map(
      (value, i) => Number(i === 0) - 1 / (1 + Math.exp(-intercept - slope * value)),
    );
    expect(rest.reduce((sum, one) => sum + one, 0)).toBeCloseTo(0, 10);
    expect(rest.reduce((sum, one, i) => sum + one * x[i]!, 0)).toBeCloseTo(0, 10);
    expect(slope).toBeGreaterThan(1);
  });
});

describe("intercept of a calibration", () => {
  it("of equal offsets is the logit of the mean less the offset", () => {
    for (const offset of [0, 3, -2]) {
      const found = fitIntercept(new Float64Array(10).fill(offset), [
        ...times(3, 1),
        ...times(7, 0),
      ]);
      expect(found).toBeCloseTo(logit(0.3) - offset, 13);
    }
  });

  it("of two offsets solves a quadratic", () => {
    // With z = e^a and offsets ±ln 2: 2z/(1 + 2z) + z/(2 + z) = 3/2, so z² − 5/2·z − 3 = 0.
    const offset = column(Math.LN2, Math.LN2, -Math.LN2, -Math.LN2);
    const z = (2.5 + Math.sqrt(2.5 ** 2 + 12)) / 2;
    expect(fitIntercept(offset, [1, 1, 1, 0])).toBeCloseTo(Math.log(z), 13);
  });

  it.each([1, -1])(
    "stays within its bracket where Newton's steps would leave it: sign %i",
    (sign) => {
      const offset = counted(Array.from({ length: 10 }, (_, i) => sign * (i % 2 === 0 ? -20 : 20)));
      const y = [0, 1, 0, 1, 0, 1, 0, 0, 0, 0];
      // Of the five at 20, 3 are events; the others have e⁻⁴⁰. Then all turned round.
      const found = fitIntercept(offset.column, sign === 1 ? y : y.map((one) => 1 - one));
      expect(sign * (found ?? Number.NaN)).toBeCloseTo(-20 + logit(0.6), 12);
      expect(offset.reads / 10).toBeLessThan(2 + 12);
    },
  );

  it("takes fewer steps than halving the bracket to as many digits", () => {
    const { x, y } = oracle.logistic;
    const found = counted(x);
    fitIntercept(found.column, y);
    expect(found.reads / x.length).toBeLessThan(2 + 8);
    const equal = counted(times(10, 10));
    fitIntercept(equal.column, [...times(3, 1), ...times(7, 0)]);
    expect(equal.reads / 10).toBeLessThanOrEqual(2 + 2); // it starts at the root
  });
});

describe("temperature", () => {
  /** Rows of two classes that lie d apart, of which a share is right. */
  const rows = (d: number, right: number, all: number) => ({
    logits: Float64Array.from({ length: 2 * all }, (_, i) => (i % 2) * d),
    truth: Int32Array.from({ length: all }, (_, i) => Number(i < right)),
  });

  it("of two classes is their distance over the logit of the share right", () => {
    for (const [d, right, all] of [
      [0.1, 9, 10],
      [0.003, 99, 100],
      [10, 6, 10],
      [Math.log(3), 3, 4],
    ] as const) {
      const { logits, truth } = rows(d, right, all);
      const { temperature } = fitTemperature(logits, truth, 2);
      expect((temperature ?? 0) / (d / logit(right / all))).toBeCloseTo(1, 11);
    }
  });

  it("takes fewer steps than halving the bracket to as many digits", () => {
    for (const [d, right, most] of [
      [2, 7, 8],
      [0.1, 9, 14],
    ] as const) {
      const { logits, truth } = rows(d, right, 10);
      const found = counted([...logits]);
      fitTemperature(found.column, truth, 2);
      // Three reads of a row to see that there is one, then five in each step.
      expect((found.reads / 10 - 3) / 5).toBeLessThan(most);
    }
  });
});

describe("isotonic fits between their points", () => {
  it("are linear", () => {
    const fit = fitIsotonic(column(2, 6, 16), [1, 3, 4]);
    expect([2, 3, 5, 6, 11, 16].map((x) => applyIsotonic(fit, x))).toEqual([
      1, 1.5, 2.5, 3, 3.5, 4,
    ]);
    expect([-5, 1.99, 16.01, 100].map((x) => applyIsotonic(fit, x))).toEqual([1, 1, 4, 4]);
    const pooled = fitIsotonic(column(1, 2, 2, 3), [2, 0, 4, 1], [1, 1, 3, 6]);
    // 2 and the mean 3 at x = 2 fall to 1: 2, then (3·4 + 6)/10 = 1.8 are pooled too: 20/11.
    for (const x of [1, 2, 3]) expect(applyIsotonic(pooled, x)).toBeCloseTo(20 / 11, 14);
  });
});

describe("calibration of an event", () => {
  const { p, y, fit } = oracle.event;

  it("standard error of the slope, against scipy", () => {
    const found = binaryCalibration(Float64Array.from(p), Uint8Array.from(y), 10);
    expect(found.slopeError).toBeCloseTo(fit[2]!, 9);
    expect(found.brier).toBeCloseTo(mean(p.map((one, i) => (one - y[i]!) ** 2)), 14);
  });

  it("holds probabilities of 0 and 1 at 2⁻⁵² from them", () => {
    const ends = (p0: number, events: number) =>
      binaryCalibration(new Float64Array(4).fill(p0), Uint8Array.of(1, events, 0, 0), 5);
    // The logit of a share of ½, less that of 2⁻⁵².
    expect(ends(0, 1).inTheLarge).toBeCloseTo(52 * Math.LN2, 11);
    expect(ends(1, 1).inTheLarge).toBeCloseTo(-52 * Math.LN2, 11);
    expect(ends(0, 0).inTheLarge).toBeCloseTo(-Math.log(3) + 52 * Math.LN2, 11);
    expect(ends(1, 0)).toMatchObject({ slope: null, intercept: null, slopeError: null });
  });

  it("has no Spiegelhalter's z where every p is 0, ½ or 1", () => {
    const found = binaryCalibration(column(0, 0.5, 0.5, 1), Uint8Array.of(0, 1, 0, 1), 4);
    expect(found).toMatchObject({ spiegelhalterZ: null, spiegelhalterP: null, brier: 0.125 });
  });
});

describe("calibration of every class", () => {
  it("weighs bins by what they hold, ranges of equal mass alike, and classes alike", () => {
    const truth = [0, 1, 1, 2, 0, 1, 2];
    const columns = [
      [0.8, 0.1, 0.3, 0.1, 0.4, 0.2, 0.05],
      [0.1, 0.7, 0.4, 0.3, 0.5, 0.6, 0.05],
      [0.1, 0.2, 0.3, 0.6, 0.1, 0.2, 0.9],
    ];
    const found = classwiseCalibration(
      columns.map((values) => Float64Array.from(values)),
      Int32Array.from(truth),
      3,
    );
    const isClass = (k: number) => truth.map((t) => Number(t === k));
    const widths = columns.map((values, k) => slowEce(values, isClass(k), 3));
    // Seven values in ranges of 3, 2 and 2, by rising probability.
    const masses = columns.map((values, k) => {
      const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
      const gaps = [order.slice(0, 3), order.slice(3, 5), order.slice(5)].map((range) =>
        Math.abs(mean(range.map((i) => isClass(k)[i]!)) - mean(range.map((i) => values[i]!))),
      );
      return mean(gaps);
    });
    for (const k of [0, 1, 2]) {
      expect(found.staticByClass[k]).toBeCloseTo(widths[k]!, 14);
      expect(found.adaptiveByClass[k]).toBeCloseTo(masses[k]!, 14);
    }
    expect(found.staticError).toBeCloseTo(mean(widths), 14);
    expect(found.adaptiveError).toBeCloseTo(mean(masses), 14);
  });
});
