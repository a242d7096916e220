import fc from "fast-check";
import { expect, it } from "vitest";
import { riskCoverageCurve, rocCurve } from "../../src/metrics/curves.js";
import {
  falsePositiveRateAt,
  falsePositiveRateOf,
  riskAtCoverage,
  riskOf,
} from "../../src/metrics/operating-points.js";

const units = fc.array(
  fc.record({
    score: fc.integer({ min: 0, max: 8 }).map((n) => n / 8),
    isRight: fc.boolean(),
    weight: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 1, maxLength: 30 },
);
const target = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 0.5, 0.8, 1),
);

it("rates and risks by a walk are those of the curves, to the bit", () => {
  fc.assert(
    fc.property(units, target, fc.boolean(), (all, at, isWeighted) => {
      const score = Float64Array.from(all, (one) => one.score);
      const right = Uint8Array.from(all, ({ isRight }) => (isRight ? 1 : 0));
      const wrong = right.map((one) => 1 - one);
      const weights = isWeighted ? Float64Array.from(all, ({ weight }) => weight) : null;
      const roc = rocCurve(score, right, weights);
      const rate = roc === null ? Number.NaN : falsePositiveRateAt(roc, at);
      expect(falsePositiveRateOf(score, right, weights, at)).toBe(rate);
      const curve = riskCoverageCurve(score, wrong, weights);
      const risk = riskAtCoverage(curve, at)?.risk ?? Number.NaN;
      expect(riskOf(score, wrong, weights, at)).toBe(risk);
    }),
  );
});
