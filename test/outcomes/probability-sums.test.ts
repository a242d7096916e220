import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLabelSet } from "../../src/core/label-set.js";
import { createRandom } from "../../src/core/random.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import { createClassificationBuilder } from "../../src/outcomes/classification.js";
import { throwsCode } from "../support/throws-code.js";

/** Rows of a softmax over `width` labels. */
function softmaxRows(rows: number, width: number, seed: number): number[][] {
  const random = createRandom(seed);
  return Array.from({ length: rows }, () => {
    const e = Array.from({ length: width }, () => Math.exp(6 * random.uniform()));
    const sum = e.reduce((a, b) => a + b, 0);
    return e.map((value) => value / sum);
  });
}

function outcomesOf(rows: readonly (readonly number[])[], truth = rows.map(() => 0)) {
  const names = (rows[0] ?? []).map((_, k) => `c${k}`);
  const builder = createClassificationBuilder({ labels: createLabelSet(names), truthNames: names });
  builder.addProbabilities(Int32Array.from(truth), Float64Array.from(rows.flat()));
  return builder.finish();
}

const value = (outcomes: ReturnType<typeof outcomesOf>, metric: string) =>
  createEstimator(outcomes, parseReference(metric)).at(0.95).value;

const rounded = (rows: number[][], step: number) =>
  rows.map((row) => row.map((p) => Math.round(p / step) * step));

describe("scores that do not add up to 1", () => {
  it.each([
    ["two decimals of 10 labels", 10, 0.01],
    ["two decimals of 40 labels", 40, 0.01],
    ["three decimals", 20, 0.001],
    ["eight bits", 100, 1 / 256],
  ])("are divided by their sum where they were rounded: %s", (_name, width, step) => {
    const outcomes = outcomesOf(rounded(softmaxRows(300, width, 3), step));
    expect(outcomes.scores?.sums.areProbabilities).toBe(true);
    expect(outcomes.scores?.sums.notOne).toBeGreaterThan(0);
  });

  it("give log loss, Brier score and ECE of one model: that of the rows divided by their sums", () => {
    const given = rounded(softmaxRows(200, 5, 1), 0.01);
    const whole = given.map((row) => row.map((p) => p / row.reduce((a, b) => a + b, 0)));
    const truth = given.map((_, i) => i % 5);
    for (const metric of ["log-loss", "brier", "ece"]) {
      const got = value(outcomesOf(given, truth), metric)!;
      expect(got).toBeCloseTo(value(outcomesOf(whole, truth), metric)!, 12);
    }
  });

  it("have none of the three where they are no probabilities, and ranks as they are", () => {
    const random = createRandom(5);
    const sigmoids = Array.from({ length: 200 }, () =>
      Array.from({ length: 4 }, () => random.uniform()),
    );
    const some = softmaxRows(200, 6, 2).map((row) => row.slice(0, 3));
    for (const rows of [sigmoids, some, [[0, 0]], [[0.9, 0.9]]]) {
      const outcomes = outcomesOf(rows);
      expect(outcomes.scores?.sums.areProbabilities).toBe(false);
      for (const metric of ["log-loss", "brier", "ece", "ece{bins=mass}"]) {
        expect(() => value(outcomes, metric), metric).toThrow(throwsCode("metric/not-available"));
      }
      expect(value(outcomes, "accuracy")).not.toBeNull();
      const highest = rows.map((row) => Math.max(...row));
      expect([...outcomes.scores!.confidence]).toEqual(highest);
    }
  });

  it("may be one row in a hundred", () => {
    const rows = softmaxRows(200, 3, 4);
    for (const off of [1, 2, 3]) {
      rows[off] = [0.9, 0.9, 0.9];
      expect(outcomesOf(rows).scores?.sums).toMatchObject({ off, areProbabilities: off <= 2 });
    }
  });

  it("are left as they are where the sum is 1 but for the last digits", () => {
    const given = [0.8, 0.15, 0.05];
    expect(given.reduce((a, b) => a + b, 0)).not.toBe(0.95 + 0.05 + Number.EPSILON);
    const { scores } = outcomesOf([given, [0.7, 0.2, 0.1]]);
    expect([...scores!.confidence]).toEqual([0.8, 0.7]);
    expect(scores!.sums.notOne).toBe(0);
  });

  it("have a Brier score in [0, 2] and a confidence in [0, 1], whatever they are", () => {
    const row = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 9 }), (rows) => {
        const { scores } = outcomesOf(rows);
        for (const one of scores!.brier) expect(one >= 0 && one <= 2 + 1e-12).toBe(true);
        for (const one of scores!.confidence) expect(one >= 0 && one <= 1).toBe(true);
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});
