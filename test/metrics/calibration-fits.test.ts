import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  calibrationErrors,
  equalMassBins,
  expectedCalibrationError,
  reliabilityBins,
} from "../../src/metrics/calibration.js";
import { binaryCalibration } from "../../src/metrics/calibration-binary.js";
import { classwiseCalibration } from "../../src/metrics/calibration-classwise.js";
import { calibrationErrorKernel, groupCapacities } from "../../src/metrics/calibration-error.js";
import { applyIsotonic, fitIsotonic } from "../../src/metrics/calibration-isotonic.js";
import { fitPlatt } from "../../src/metrics/calibration-platt.js";
import { fitTemperature, temperedLogits } from "../../src/metrics/calibration-temperature.js";
import { fitIntercept, fitLogistic, logistic } from "../../src/metrics/logistic-fit.js";
import oracle from "../oracle/calibration_fits.json" with { type: "json" };

describe("calibration fits, against scipy", () => {
  it("logistic regression, its standard error, and Platt's targets", () => {
    const x = Float64Array.from(oracle.logistic.x);
    const y = Uint8Array.from(oracle.logistic.y);
    const [intercept, slope, error] = oracle.logistic.fit;
    const found = fitLogistic(x, y);
    expect(found?.intercept).toBeCloseTo(intercept!, 9);
    expect(found?.slope).toBeCloseTo(slope!, 9);
    expect(found?.slopeError).toBeCloseTo(error!, 9);
    expect(fitPlatt(x, y, { smoothed: false })).toEqual(found);
    const smoothed = fitPlatt(x, y, { smoothed: true });
    expect(smoothed?.intercept).toBeCloseTo(oracle.logistic.smoothed[0]!, 9);
    expect(smoothed?.slope).toBeCloseTo(oracle.logistic.smoothed[1]!, 9);
  });

  it("an event's probabilities", () => {
    const { p, y, in_the_large, fit, spiegelhalter_z, spiegelhalter_p } = oracle.event;
    const found = binaryCalibration(Float64Array.from(p), Uint8Array.from(y), 10);
    expect(found.inTheLarge).toBeCloseTo(in_the_large, 10);
    expect(found.intercept).toBeCloseTo(fit[0]!, 9);
    expect(found.slope).toBeCloseTo(fit[1]!, 9);
    expect(found.spiegelhalterZ).toBeCloseTo(spiegelhalter_z, 10);
    expect(found.spiegelhalterP).toBeCloseTo(spiegelhalter_p, 10);
  });

  it("temperature", () => {
    const { logits, y, T } = oracle.temperature;
    const fit = fitTemperature(Float64Array.from(logits.flat()), Int32Array.from(y), 4);
    expect(fit.temperature).toBeCloseTo(T, 6);
    expect([...temperedLogits(Float32Array.of(2, 4), 2)]).toEqual([1, 2]);
  });

  it("isotonic regression, with and without weights", () => {
    const { x, y, w, fitted, weighted } = oracle.isotonic;
    const plain = fitIsotonic(Float64Array.from(x), y);
    const heavy = fitIsotonic(Float64Array.from(x), y, w);
    for (const i of x.keys()) {
      expect(plain.y[i]).toBeCloseTo(fitted[i]!, 12);
      expect(heavy.y[i]).toBeCloseTo(weighted[i]!, 12);
    }
  });
});

describe("calibration fits, where there is none", () => {
  const x = Float64Array.of(1, 2, 3, 4);

  it("logistic: separated outcomes, touching ones, a constant x, one outcome alone", () => {
    expect(fitLogistic(x, [0, 0, 1, 1])).toBeNull();
    expect(fitLogistic(x, [1, 1, 0, 0])).toBeNull();
    expect(fitLogistic(Float64Array.of(1, 2, 2, 3), [0, 0, 1, 1])).toBeNull();
    expect(fitLogistic(Float64Array.of(2, 2, 2, 2), [0, 1, 0, 1])).toBeNull();
    expect(fitLogistic(x, [1, 1, 1, 1])).toBeNull();
    expect(fitLogistic(x, [0, 1, 0, 1])).not.toBeNull();
    expect(fitPlatt(x, Uint8Array.of(0, 0, 1, 1), { smoothed: true })?.slope).toBeGreaterThan(0);
  });

  it("intercept: one outcome alone", () => {
    expect(fitIntercept(x, [0, 0, 0, 0])).toBeNull();
    expect(fitIntercept(x, [1, 1, 1, 1])).toBeNull();
  });

  it("temperature: all right, where sharper is always better, or worse than chance", () => {
    const temperatureOf = (rows: number[][], y: number[]) =>
      fitTemperature(Float64Array.from(rows.flat()), Int32Array.from(y), rows[0]!.length);
    expect(
      temperatureOf(
        [
          [3, 1, 0],
          [0, 2, 1],
        ],
        [0, 1],
      ),
    ).toEqual({ temperature: null, unbounded: "zero" });
    expect(
      temperatureOf(
        [
          [0, 2],
          [3, 1],
        ],
        [0, 1],
      ),
    ).toEqual({ temperature: null, unbounded: "infinity" });
    expect(temperatureOf([[1, 1]], [0])).toEqual({ temperature: null, unbounded: "infinity" });
  });

  it("isotonic: nothing, one point, and what lies beyond", () => {
    expect(applyIsotonic(fitIsotonic(new Float64Array(0), []), 1)).toBeNaN();
    const one = fitIsotonic(Float64Array.of(2, 2), [1, 3]);
    expect([1, 2, 3].map((at) => applyIsotonic(one, at))).toEqual([2, 2, 2]);
    const two = fitIsotonic(Float64Array.of(0, 1), [0, 1]);
    expect([-1, 0.25, 2].map((at) => applyIsotonic(two, at))).toEqual([0, 0.25, 1]);
  });
});

describe("calibration fits, properties", () => {
  const points = fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.constantFrom(0, 1)), {
    minLength: 4,
    maxLength: 30,
  });

  it("a logistic fit is right on average, and so is its product with x", () => {
    fc.assert(
      fc.property(points, (rows) => {
        const x = Float64Array.from(rows, ([value]) => value);
        const y = rows.map(([, label]) => label);
        const fit = fitLogistic(x, y);
        if (fit === null) return;
        const rest = y.map((label, i) => label - logistic(fit.intercept + fit.slope * x[i]!));
        expect(rest.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 7);
        expect(rest.reduce((a, b, i) => a + b * x[i]!, 0)).toBeCloseTo(0, 7);
        const a = fitIntercept(x, y);
        const gap = y.map((label, i) => label - logistic((a ?? 0) + x[i]!));
        expect(gap.reduce((s, g) => s + g, 0)).toBeCloseTo(0, 9);
      }),
    );
  });

  it("an isotonic fit never falls and keeps the mean", () => {
    fc.assert(
      fc.property(points, (rows) => {
        const x = Float64Array.from(rows, ([value]) => value);
        const fit = fitIsotonic(
          x,
          rows.map(([, label]) => label),
        );
        for (let i = 1; i < fit.y.length; i++)
          expect(fit.y[i]).toBeGreaterThanOrEqual(fit.y[i - 1]!);
        const sum = rows.reduce(
          (total, [value, label]) => total + label - applyIsotonic(fit, value),
          0,
        );
        expect(sum).toBeCloseTo(0, 9);
      }),
    );
  });
});

describe("tables of bins", () => {
  const rows = fc.array(
    fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1)),
    { minLength: 1, maxLength: 40 },
  );
  const columns = (list: readonly (readonly [number, number])[]) => ({
    confidence: Float64Array.from(list, ([c]) => c),
    correct: Uint8Array.from(list, ([, y]) => y),
  });

  it("the kernel's error is that of the table, in equal widths and in equal mass", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 20 }), (list, bins) => {
        const data = columns(list);
        const width = calibrationErrorKernel(data.confidence, data.correct, String(bins));
        expect(width(null).error).toBeCloseTo(expectedCalibrationError(data, bins), 12);
        const mass = calibrationErrorKernel(data.confidence, data.correct, "mass");
        expect(mass(null).error).toBeCloseTo(calibrationErrors(equalMassBins(data, 15))!.ece, 12);
      }),
    );
  });

  it("the signed error is mean confidence less accuracy, and bounds the others", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const data = columns(list);
        const mean = (values: ArrayLike<number>) =>
          Array.from(values).reduce((a, b) => a + b, 0) / values.length;
        for (const table of [reliabilityBins(data, 7), equalMassBins(data, 7)]) {
          const found = calibrationErrors(table)!;
          expect(found.signed).toBeCloseTo(mean(data.confidence) - mean(data.correct), 12);
          expect(Math.abs(found.signed)).toBeLessThanOrEqual(found.ece + 1e-12);
          expect(found.ece).toBeLessThanOrEqual(found.rmsce + 1e-12);
          expect(found.rmsce).toBeLessThanOrEqual(found.mce + 1e-12);
        }
      }),
    );
  });

  it("equal mass as numpy.array_split: sizes differ by one, the first ones larger", () => {
    expect(groupCapacities(11, 4)).toEqual([3, 3, 3, 2]);
    expect(groupCapacities(3, 5)).toEqual([1, 1, 1]);
    expect(groupCapacities(2.5, 2)).toEqual([1.25, 1.25]);
    const data = columns([
      [0.9, 1],
      [0.1, 0],
      [0.5, 1],
      [0.5, 0],
      [0.3, 1],
    ]);
    const table = equalMassBins(data, 2);
    expect([...table.count]).toEqual([3, 2]);
    expect([...table.low]).toEqual([0.1, 0.5]);
    expect([...table.high]).toEqual([0.5, 0.9]);
    expect(table.accuracy[0]).toBeCloseTo(2 / 3, 14); // the first 0.5 in the order given is right
  });

  it("no error of no predictions; no debiased one with a single prediction in a bin", () => {
    expect(calibrationErrors(reliabilityBins(columns([]), 3))).toBeNull();
    expect(
      calibrationErrors(
        equalMassBins(
          columns([
            [0.2, 0],
            [0.6, 1],
          ]),
          2,
        ),
      )?.debiasedSquare,
    ).toBeNull();
    // acc ½, conf 0.4: 0.01 − ¼/1.
    const pair = calibrationErrors(
      equalMassBins(
        columns([
          [0.4, 0],
          [0.4, 1],
        ]),
        1,
      ),
    );
    expect(pair?.debiasedSquare).toBeCloseTo(0.01 - 0.25, 14);
  });

  it("Murphy's parts add up to the Brier score of the bins' means", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const { confidence, correct } = columns(list);
        const { murphy } = binaryCalibration(confidence, correct, 5);
        const table = reliabilityBins({ confidence, correct }, 5);
        let brier = 0;
        for (let b = 0; b < 5; b++) {
          const [n, p, y] = [table.count[b]!, table.meanConfidence[b]!, table.accuracy[b]!];
          if (n > 0) brier += n * ((p - y) ** 2 + y * (1 - y));
        }
        const sum = murphy.reliability - murphy.resolution + murphy.uncertainty;
        expect(sum).toBeCloseTo(brier / list.length, 12);
      }),
    );
  });

  it("classwise errors of two classes that mirror each other are equal", () => {
    const p = Float64Array.of(0.3, 0.45, 0.8, 0.95);
    const truth = Int32Array.of(0, 0, 1, 1);
    const found = classwiseCalibration([p.map((value) => 1 - value), p], truth, 4);
    expect(found.adaptiveByClass[0]).toBeCloseTo(found.adaptiveByClass[1]!, 12);
    // Bins (¼, ½]: |0 − 0.375|·½, (¾, 1]: |1 − 0.875|·½.
    expect(found.staticByClass[1]).toBeCloseTo(0.375 / 2 + 0.125 / 2, 12);
  });
});
