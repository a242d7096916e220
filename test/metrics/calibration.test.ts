import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConfidenceColumns } from "../../src/core/predictions.js";
import { expectedCalibrationError, reliabilityBins } from "../../src/metrics/calibration.js";
import oracle from "../oracle/ece.json" with { type: "json" };
import { throwsCode } from "../support/throws-code.js";

function columns(confidence: readonly number[], correct: readonly number[]): ConfidenceColumns {
  return { confidence: Float64Array.from(confidence), correct: Uint8Array.from(correct) };
}

/** The smallest double above a positive x. */
function nextUp(x: number): number {
  const bits = new BigInt64Array(Float64Array.of(x).buffer);
  bits[0]! += 1n;
  return new Float64Array(bits.buffer)[0]!;
}

describe("expectedCalibrationError, oracle", () => {
  for (const { name, confidence, correct, ece } of oracle.cases) {
    it.each(Object.entries(ece))(`equals scikit-learn: ${name}, %s bins`, (bins, expected) => {
      const value = expectedCalibrationError(columns(confidence, correct), Number(bins));
      expect(value).toBeCloseTo(expected, 12);
    });
  }

  it("equals a case worked by hand", () => {
    // Bins (0, .5], (.5, 1]: |1/1 − .3| · 1/4 + |1/3 − .8| · 3/4
    const value = expectedCalibrationError(columns([0.3, 0.7, 0.8, 0.9], [1, 0, 0, 1]), 2);
    expect(value).toBeCloseTo(0.7 / 4 + (0.8 - 1 / 3) * 0.75, 12);
  });

  it("puts an edge into the bin below it and the next double into the bin above", () => {
    // p·M may round to either side of an edge: 0.07 · 100 is above 7.
    expect(0.07 * 100).toBeGreaterThan(7);
    for (let m = 2; m <= 100; m++) {
      for (let k = 1; k < m; k++) {
        const { count } = reliabilityBins(columns([k / m, nextUp(k / m)], [0, 0]), m);
        expect([count[k - 1], count[k]], `${k}/${m}`).toEqual([1, 1]);
      }
    }
  });

  it("puts confidence 0 into the first bin and 1 into the last", () => {
    expect(reliabilityBins(columns([0, 1], [0, 0]), 3).count).toEqual(Uint32Array.of(1, 0, 1));
  });
});

describe("expectedCalibrationError, properties", () => {
  const rows = fc.array(
    fc.record({
      p: fc.double({ min: 0, max: 1, noNaN: true }),
      hit: fc.constantFrom(0, 1),
    }),
    { minLength: 1, maxLength: 60 },
  );
  const bins = fc.integer({ min: 1, max: 40 });
  const of = (list: readonly { p: number; hit: number }[]) =>
    columns(
      list.map(({ p }) => p),
      list.map(({ hit }) => hit),
    );

  it("lies in [0, 1]", () => {
    fc.assert(
      fc.property(rows, bins, (list, m) => {
        const value = expectedCalibrationError(of(list), m);
        return value >= 0 && value <= 1;
      }),
    );
  });

  it("does not depend on the order of the predictions", () => {
    fc.assert(
      fc.property(rows, bins, (list, m) => {
        const forwards = expectedCalibrationError(of(list), m);
        const backwards = expectedCalibrationError(of(list.toReversed()), m);
        expect(backwards).toBeCloseTo(forwards, 12);
      }),
    );
  });

  it("with one bin is the gap between accuracy and mean confidence", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const accuracy = list.reduce((sum, { hit }) => sum + hit, 0) / list.length;
        const confidence = list.reduce((sum, { p }) => sum + p, 0) / list.length;
        expect(expectedCalibrationError(of(list), 1)).toBeCloseTo(
          Math.abs(accuracy - confidence),
          12,
        );
      }),
    );
  });

  it("never falls when every bin is halved", () => {
    fc.assert(
      fc.property(rows, bins, (list, m) => {
        const coarse = expectedCalibrationError(of(list), m);
        const fine = expectedCalibrationError(of(list), 2 * m);
        return fine >= coarse - 1e-12;
      }),
    );
  });
});

describe("expectedCalibrationError, bad input", () => {
  it("does not compile for arrays of numbers", () => {
    // @ts-expect-error columns are typed arrays
    const rows: ConfidenceColumns = { confidence: [0.5], correct: Uint8Array.of(1) };
    expect(rows).toBeDefined();
  });

  it.each([
    ["no predictions", columns([], []), 15, "argument/empty"],
    ["columns of two lengths", columns([0.5], [1, 0]), 15, "argument/length-mismatch"],
    ["a percentage", columns([97], [1]), 15, "argument/out-of-range"],
    ["NaN", columns([Number.NaN], [1]), 15, "argument/out-of-range"],
    ["a flag of 2", columns([0.5], [2]), 15, "argument/out-of-range"],
    ["no bins", columns([0.5], [1]), 0, "argument/out-of-range"],
    ["half a bin", columns([0.5], [1]), 1.5, "argument/out-of-range"],
  ] as const)("names %s", (_name, input, binCount, code) => {
    expect(() => expectedCalibrationError(input, binCount)).toThrow(throwsCode(code));
  });
});
