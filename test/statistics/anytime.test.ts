import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  anytimeInterval,
  anytimeIntervalOfCounts,
  BETS,
  bettingCapital,
  bettingProcess,
  claimReferences,
  decideAnytime,
  decisionThreshold,
} from "../../src/statistics/anytime.js";
import {
  hedgedSequence,
  hoeffdingSequence,
  logHedgedCapital,
} from "../../src/statistics/confidence-sequence.js";
import { philoxStream } from "../../src/statistics/philox-stream.js";
import { throwsCode } from "../support/throws-code.js";
import { expectNine } from "./nine-digits.js";

const X = [1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1];
const MEANS = [0.9, 0.85, 1, 0.95, 0.8, 0.7, 1, 0.9];
const outcomes = fc.array(
  fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  { minLength: 1, maxLength: 40 },
);
const references = fc.double({ min: 0.01, max: 0.99, noNaN: true });

/** K⁺ as METHODS §5.1 writes it, without logarithms. */
function capitalByDefinition(x: readonly number[], r: number): number {
  const products = BETS.map((b) => x.reduce((product, xi) => product * (1 - b + (b * xi) / r), 1));
  return products.reduce((sum, product) => sum + product, 0) / 9;
}

describe("bettingProcess", () => {
  it.each([
    ["hits", X, 0.7, 3.88250024, 0.195672631],
    ["cluster means", MEANS, 0.6, 5.70319849, 0.330483058],
  ] as const)("answers the worked example of %s", (_name, x, r, up, down) => {
    const { logUp, logDown } = bettingCapital(x, r);
    expectNine(Math.exp(logUp), up);
    expectNine(Math.exp(logDown), down);
  });

  it("answers the worked example 5.3: 22 of 73 against 0.894", () => {
    const x = Array.from({ length: 73 }, (_, i) => (i < 22 ? 1 : 0));
    const { logUp, logDown } = bettingCapital(x, 0.894);
    expectNine(Math.exp(logUp), 0.0591367326);
    expectNine(Math.exp(logDown), 1.68379848e30);
  });

  it("answers the worked example 5.4 at every look, and fails at the sixth", () => {
    const x = [0, 1, 0, 0, 1, 0, 0, 0];
    const printed = [
      4.08308176, 1.6972174, 6.60854042, 34.379054, 13.2405504, 65.6745751, 374.728994, 2340.63948,
    ];
    const process = bettingProcess(0.894);
    x.forEach((xi, t) => {
      process.add(xi);
      expectNine(Math.exp(process.logDown), printed[t]!);
    });
    const { decision, at } = decideAnytime(
      x,
      { above: 0.894, below: 0.894 },
      decisionThreshold(0.95),
    );
    expect([decision, at]).toEqual(["below", 6]);
  });

  it("answers the worked example 5.5: without replacement from 60", () => {
    const { logUp, logDown } = bettingCapital(X, 0.7, 60);
    expectNine(Math.exp(logUp), 6.85764245);
    expectNine(Math.exp(logDown), 0.191331847);
  });

  it("is the mean of nine products, and mirrors itself", () => {
    fc.assert(
      fc.property(outcomes, references, (x, r) => {
        const { logUp, logDown } = bettingCapital(x, r);
        expect(Math.exp(logUp) / capitalByDefinition(x, r)).toBeCloseTo(1, 9);
        const mirrored = capitalByDefinition(
          x.map((xi) => 1 - xi),
          1 - r,
        );
        expect(Math.exp(logDown) / mirrored).toBeCloseTo(1, 9);
      }),
    );
  });

  it("does not overflow where the products would", () => {
    const { logUp } = bettingCapital(new Float64Array(5000).fill(1), 0.01);
    expect(logUp).toBeGreaterThan(5000 * Math.log(95));
    expect(Number.isFinite(logUp)).toBe(true);
  });

  it("rules out what a pool cannot hold", () => {
    // 3 of 4 seen are right, in a pool of 5: the share is 0.6 or 0.8; the fifth image shows it.
    const x = [1, 1, 0, 1];
    expect(bettingCapital([...x, 0], 0.5, 5).logUp).toBe(Number.POSITIVE_INFINITY);
    expect(bettingCapital([...x, 1], 0.9, 5).logDown).toBe(Number.POSITIVE_INFINITY);
    expect(Number.isFinite(bettingCapital(x, 0.6, 5).logUp)).toBe(true);
    expect(Number.isFinite(bettingCapital(x, 0.8, 5).logDown)).toBe(true);
    // Against 0.6 the last image must be wrong: the factor is 1 if it is.
    const before = bettingCapital(x, 0.6, 5).logUp;
    expect(bettingCapital([...x, 0], 0.6, 5).logUp).toBeCloseTo(before, 9);
    expect(bettingCapital([...x, 1], 0.6, 5).logUp).toBe(Number.POSITIVE_INFINITY);
  });

  it("at a reference of 0 or 1 knows at once, and never goes the other way", () => {
    expect(bettingCapital([0, 0.1], 0).logUp).toBe(Number.POSITIVE_INFINITY);
    expect(bettingCapital([0, 0], 0).logUp).toBeCloseTo(0, 15);
    expect(bettingCapital([1, 1, 1], 1).logUp).toBeCloseTo(0, 15);
    expect(bettingCapital([0.5], 1.2).logUp).toBeLessThan(0);
  });

  it.each([
    [() => bettingCapital([1.1], 0.5)],
    [() => bettingCapital([Number.NaN], 0.5)],
    [() => bettingProcess(Number.NaN)],
    [() => bettingCapital([1, 1], 0.5, 1)],
    [() => decisionThreshold(0.95, 0)],
    [() => decideAnytime([1], { above: 0.5, below: 0.5 }, 1)],
  ])("refuses %s", (call) => {
    expect(call).toThrow(throwsCode("argument/out-of-range"));
  });

  it("decides wrongly in at most (1 − level)/2 of sequences at the reference itself", () => {
    let wrong = 0;
    const runs = 1000;
    for (let run = 0; run < runs; run++) {
      const stream = philoxStream(5, run);
      const x = Array.from({ length: 300 }, () => (stream.uniform() < 0.85 ? 1 : 0));
      if (decideAnytime(x, { above: 0.85, below: 2 }, 40).decision === "above") wrong++;
    }
    expect(wrong / runs).toBeLessThan(0.025 + 3 * Math.sqrt((0.025 * 0.975) / runs));
  });
});

describe("decideAnytime", () => {
  it("stands by a decision, and goes on without one", () => {
    const decided = decideAnytime([1, 1, 1, ...X], { above: 0.2, below: 0.2 }, 40);
    expect(decided.decision).toBe("above");
    expect(decided.at).toBe(4); // the mean of (1 + 4b)ᵗ is 28.7 at t = 3
    const open = decideAnytime(X, { above: 0.7, below: 0.7 }, 40);
    expect(open).toMatchObject({ decision: null, at: 20 });
    expect(decisionThreshold(0.95)).toBeCloseTo(40, 12);
    expect(decisionThreshold(0.95, 3)).toBeCloseTo(120, 12);
  });
});

describe("anytimeInterval", () => {
  it.each([
    ["hits", X, 0.577872895, 0.996479668],
    ["cluster means", MEANS, 0.446344952, 0.97030948],
  ] as const)("answers the worked example of %s", (_name, x, low, high) => {
    const interval = anytimeInterval(x, 0.95);
    expectNine(interval.low, low);
    expectNine(interval.high, high);
  });

  it("answers the worked example 5.3, from counts or outcomes", () => {
    const interval = anytimeIntervalOfCounts(22, 73, 0.95);
    expectNine(interval.low, 0.150452885);
    expectNine(interval.high, 0.489215024);
    const x = Array.from({ length: 73 }, (_, i) => (i % 73 < 22 ? 1 : 0));
    expect(anytimeInterval(x, 0.95).low).toBeCloseTo(interval.low, 11);
  });

  it("ends where the capital is the threshold, turns round, and widens with the level", () => {
    fc.assert(
      fc.property(outcomes, (x) => {
        const { low, high } = anytimeInterval(x, 0.95);
        const mean = x.reduce((a, b) => a + b, 0) / x.length;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(mean + 1e-12);
        expect(high).toBeGreaterThanOrEqual(mean - 1e-12);
        expect(high).toBeLessThanOrEqual(1);
        if (low > 1e-6) expect(bettingCapital(x, low).logUp).toBeCloseTo(Math.log(40), 3);
        const turned = anytimeInterval(
          x.map((xi) => 1 - xi),
          0.95,
        );
        expect(1 - turned.high).toBeCloseTo(low, 10);
        expect(anytimeInterval(x, 0.99).low).toBeLessThanOrEqual(low);
      }),
    );
  });

  it("knows nothing of no outcomes, and little of one", () => {
    expect(anytimeInterval([], 0.95)).toEqual({ low: 0, high: 1 });
    expect(anytimeIntervalOfCounts(0, 0, 0.95)).toEqual({ low: 0, high: 1 });
    const { low, high } = anytimeInterval([1], 0.95);
    expect(low).toBeGreaterThan(0);
    expect(low).toBeLessThan(0.03);
    expect(high).toBe(1);
    expect(anytimeInterval(new Float64Array(50), 0.95).low).toBe(0);
  });

  it.each([
    [() => anytimeInterval([2], 0.95)],
    [() => anytimeInterval([1], 1)],
    [() => anytimeIntervalOfCounts(3, 2, 0.95)],
    [() => anytimeIntervalOfCounts(1, 2.5, 0.95)],
  ])("refuses %s", (call) => {
    expect(call).toThrow(throwsCode("argument/out-of-range"));
  });
});

describe("claimReferences", () => {
  it("answers the worked example 5.6: 188/200", () => {
    const claim = claimReferences(188, 200, 0.05, 0.95);
    expectNine(claim.low, 0.882919206);
    expectNine(claim.high, 0.974900359);
    expectNine(claim.above, 0.924900359);
    expectNine(claim.below, 0.832919206);
    expect(claim.threshold).toBeCloseTo(50, 12);
  });
});

describe("confidence sequences of other work", () => {
  it("hold all capital below 1/α inside, and reach it at the ends", () => {
    const [interval] = hedgedSequence(X, [20], 0.95);
    const at = (m: number): number => logHedgedCapital(X, m, 0.95);
    expect(at(interval!.low)).toBeCloseTo(Math.log(20), 6);
    expect(at(0.85)).toBeLessThan(Math.log(20));
    expect(at(interval!.low - 0.01)).toBeGreaterThan(Math.log(20));
  });

  it("know the pool's mean when the pool is used up", () => {
    const x = [1, 0, 1, 1];
    const [last] = hedgedSequence(x, [4], 0.95, 4);
    expect(last!.low).toBeCloseTo(0.75, 12);
    expect(last!.high).toBeCloseTo(0.75, 12);
    expect(hoeffdingSequence([], 0.95)).toEqual({ low: 0, high: 1 });
  });

  it.each([
    [() => hedgedSequence([1], [2], 0.95)],
    [() => hedgedSequence([1, 0, 1], [1], 0.95, 2)],
    [() => hoeffdingSequence([1.5], 0.95)],
  ])("refuse %s", (call) => {
    expect(call).toThrow(throwsCode("argument/out-of-range"));
  });
});
