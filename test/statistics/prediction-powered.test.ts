import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compare } from "../../scripts/oracles/compare.js";
import { TRANSFER_ORACLE_KINDS } from "../../scripts/oracles/transfer.js";
import { createRandom } from "../../src/core/random.js";
import {
  predictionPowered,
  predictionPoweredInterval,
} from "../../src/statistics/prediction-powered.js";
import { studentLevelQuantile } from "../../src/statistics/quantiles.js";
import { wilsonInterval } from "../../src/statistics/wilson.js";
import { describeWithShared } from "../support/shared-data.js";
import { throwsCode } from "../support/throws-code.js";

const Y = Float64Array.of(1, 1, 0, 1, 0, 1);
const F = Float64Array.of(0.9, 0.8, 0.3, 0.7, 0.6, 0.9);
const U = Float64Array.of(0.9, 0.5, 0.8, 0.7, 0.6, 0.95, 0.4, 0.85, 0.75, 0.65, 0.55, 0.9);

describe("predictionPowered", () => {
  it("is the formula, worked by hand", () => {
    const meanOf = (x: readonly number[]) => x.reduce((sum, one) => sum + one, 0) / x.length;
    const spread = (x: readonly number[]) =>
      x.reduce((sum, one) => sum + (one - meanOf(x)) ** 2, 0) / (x.length - 1);
    // cov = 1.1/6 of Y and F: Σ(Y − 2/3)(F − 0.7) = 3.3 − 6·(2/3)·0.7 = 0.5
    const covariance = 0.5 / 6;
    const lambda = covariance / ((1 + 6 / 12) * spread([...F, ...U]));
    expect(lambda).toBeGreaterThan(1); // held at 1
    const found = predictionPowered(Y, F, U);
    expect(found.lambda).toBe(1);
    expect(found.value).toBeCloseTo(meanOf([...U]) + 4 / 6 - 0.7, 12);
    expect(found.ofPredictions).toBeCloseTo(spread([...U]) / 12, 12);
    expect(found.ofLabels).toBeCloseTo(spread(Array.from(Y, (y, i) => y - F[i]!)) / 6, 12);
  });

  it("is the labels alone where predictions say nothing, or the contrary", () => {
    for (const f of [new Float64Array(6).fill(0.8), F.map((one) => 1 - one)]) {
      const found = predictionPowered(Y, f, new Float64Array(9).fill(0.8));
      expect(found).toMatchObject({ lambda: 0, ofPredictions: 0 });
      expect(found.value).toBeCloseTo(4 / 6, 14);
      expect(found.ofLabels).toBeCloseTo(8 / 36 / 5, 14); // p(1 − p)/(n − 1)
    }
  });

  it("does not depend on the order, and moves with a constant that is added to every prediction", () => {
    const random = createRandom(3, 1);
    for (let run = 0; run < 40; run++) {
      const n = 5 + random.below(30);
      const y = Float64Array.from({ length: n }, () => random.below(2));
      const f = y.map((one) => 0.5 * one + 0.5 * random.uniform());
      const u = Float64Array.from({ length: 50 }, () => random.uniform());
      const found = predictionPowered(y, f, u);
      const turned = predictionPowered(y.toReversed(), f.toReversed(), u.toReversed());
      const moved = predictionPowered(
        y,
        f.map((one) => one + 3),
        u.map((one) => one + 3),
      );
      for (const key of ["value", "lambda", "ofLabels", "ofPredictions"] as const) {
        expect(turned[key]).toBeCloseTo(found[key], 12);
        expect(moved[key]).toBeCloseTo(found[key], 10);
      }
      expect(found.lambda).toBeGreaterThanOrEqual(0);
      expect(found.lambda).toBeLessThanOrEqual(1);
    }
  });

  it("is unbiased however wrong the predictions are, where labels are drawn at random", () => {
    const random = createRandom(9, 2);
    const pool = Array.from({ length: 600 }, () => {
      const y = random.uniform() < 0.7 ? 1 : 0;
      return { y, f: y === 1 ? 0.2 + 0.2 * random.uniform() : 0.3 * random.uniform() };
    });
    const truth = pool.reduce((sum, { y }) => sum + y, 0) / pool.length;
    const n = 100;
    const runs = 400;
    let sum = 0;
    let squares = 0;
    for (let run = 0; run < runs; run++) {
      for (let i = 0; i < n; i++) {
        const j = i + random.below(pool.length - i);
        [pool[i], pool[j]] = [pool[j]!, pool[i]!];
      }
      const [drawn, rest] = [pool.slice(0, n), pool.slice(n)];
      const column = (of: typeof pool, key: "y" | "f") => Float64Array.from(of, (one) => one[key]);
      const { value } = predictionPowered(
        column(drawn, "y"),
        column(drawn, "f"),
        column(rest, "f"),
      );
      sum += value - truth;
      squares += (value - truth) ** 2;
    }
    const error = Math.sqrt(squares / runs / runs);
    expect(Math.abs(sum / runs)).toBeLessThan(4 * error);
    // Labels alone: p(1 − p)/n, less what the pool holds.
    expect(squares / runs).toBeLessThan(((0.8 * truth * (1 - truth)) / n) * (5 / 6));
  });
});

describe("predictionPoweredInterval", () => {
  it("is Wilson's with Student's quantile on what the variance amounts to", () => {
    const { value, ofLabels, ofPredictions } = predictionPowered(Y, F, U);
    const v = ofLabels + ofPredictions;
    const found = predictionPoweredInterval(Y, F, U, 0.95);
    expect(found).toMatchObject(
      wilsonInterval(value, (value * (1 - value)) / v, studentLevelQuantile(0.95, 5)),
    );
    expect(found.worth).toBeCloseTo((6 * (8 / 36 / 5)) / v, 10);
  });

  it("says how many labels alone would be as sure: those there are, where predictions say nothing", () => {
    const flat = new Float64Array(6).fill(0.5);
    expect(predictionPoweredInterval(Y, flat, U, 0.95).worth).toBeCloseTo(6, 12);
  });

  it("is that of so many labels where all are right, and says nothing of their worth", () => {
    const found = predictionPoweredInterval(new Float64Array(6).fill(1), F, U, 0.95);
    expect(found).toMatchObject({ value: 1, lambda: 0, high: 1, worth: null });
    expect(found.low).toBe(wilsonInterval(1, 6, studentLevelQuantile(0.95, 5)).low);
  });

  it("keeps a figure that left [0, 1] at its end", () => {
    const y = Float64Array.of(1, 1, 1, 1, 0);
    const f = Float64Array.of(0.4, 0.4, 0.4, 0.4, 0);
    const found = predictionPoweredInterval(y, f, new Float64Array(40).fill(1), 0.95);
    expect(found.value).toBe(1);
    expect(found.high).toBe(1);
    expect(found.low).toBeLessThan(1);
  });

  it("refuses what it cannot use", () => {
    expect(() => predictionPowered(Y, F.slice(1), U)).toThrow(
      throwsCode("argument/length-mismatch"),
    );
    expect(() => predictionPowered(Y.slice(0, 1), F.slice(0, 1), U)).toThrow(
      throwsCode("argument/out-of-range"),
    );
    expect(() => predictionPowered(Y, F, U.slice(0, 1))).toThrow(
      throwsCode("argument/out-of-range"),
    );
    const broken = F.with(2, Number.NaN);
    expect(() => predictionPowered(Y, broken, U)).toThrow(throwsCode("argument/not-a-number"));
    const outside = Y.with(0, 1.5);
    expect(() => predictionPoweredInterval(outside, F, U, 0.95)).toThrow(
      throwsCode("argument/out-of-range"),
    );
  });
});

describeWithShared("PPI++ of oracle g", "oracles/g_shift.json", (path) => {
  it("has its weight, estimate and error in every case", () => {
    const { cases } = JSON.parse(readFileSync(path, "utf8")) as {
      cases: { kind: string; id: string; input: Record<string, unknown>; expected: unknown }[];
    };
    const own = cases.filter(({ kind }) => kind === "ppi_mean");
    expect(own).toHaveLength(4);
    for (const { id, input, expected } of own) {
      const answer = TRANSFER_ORACLE_KINDS.get("g_shift/ppi_mean")?.(input);
      const { compared, problems } = compare(answer, expected, "g_shift/ppi_mean");
      expect(problems, id).toEqual([]);
      expect(compared).toBe(4);
    }
  });
});
