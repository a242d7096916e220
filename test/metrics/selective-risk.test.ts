import { describe, expect, it } from "vitest";
import { selectiveRiskExperiments } from "../../scripts/simulate/selective-risk.js";
import { compareModels } from "../../src/compare/compare-models.js";
import type { ComparedOutcomes } from "../../src/compare/comparison.js";
import { createRandom } from "../../src/core/random.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { failureFigures } from "../../src/metrics/failure-figures.js";
import { createKernel } from "../../src/metrics/kernels.js";
import { parseReference } from "../../src/metrics/reference.js";
import { formatReference } from "../../src/metrics/reference-text.js";
import { throwsCode } from "../support/throws-code.js";
import { answered, confident } from "./support/outcomes.js";

const at = (coverage: number) => parseReference(`selective-risk{coverage=${coverage}}`);

describe("what is wrong among the surest answers", () => {
  // The example of METHODS §14: right answers stand at .99 .95 .9 .8 .6, wrong ones at .9 .7 .5.
  const outcomes = confident([0.99, 0.95, 0.9, 0.9, 0.8, 0.7, 0.6, 0.5], [1, 1, 1, 0, 1, 0, 1, 0]);

  it("is that of the fewest that are enough, answers of one confidence together", () => {
    const value = (coverage: number) => createKernel(outcomes, at(coverage))(null);
    expect(value(0.25)).toBe(0);
    expect(value(0.375)).toBe(1 / 4);
    expect(value(0.5)).toBe(1 / 4);
    expect(value(0.8)).toBeCloseTo(2 / 7, 12);
    expect(value(1)).toBe(3 / 8);
    expect(formatReference(parseReference("selective-risk"))).toBe("selective-risk{coverage=0.8}");
  });

  it("has the range of the reliability section", () => {
    const risks = failureFigures(outcomes, { level: 0.95, seed: 0 });
    for (const { figure, target, estimate } of risks) {
      if (figure !== "risk") continue;
      const { value, low, high } = createEstimator(outcomes, at(target)).at(0.95);
      expect([value, low, high]).toEqual([estimate.value, estimate.low, estimate.high]);
    }
  });

  it("is as wide as Wilson's of all answers where all are kept", () => {
    const hits = Array.from({ length: 400 }, (_, i) => Number(i % 5 !== 0));
    const all = confident(
      hits.map((_, i) => (i + 1) / 401),
      hits,
    );
    const { value, low, high } = createEstimator(all, at(1)).at(0.95);
    expect(value).toBeCloseTo(0.2, 12);
    // Wilson's interval of 80 of 400, from its closed form.
    expect(low).toBeCloseTo(0.163737, 3);
    expect(high).toBeCloseTo(0.24197, 3);
  });

  it("does not hang on whether the one answer behind the threshold is right", () => {
    const width = (isRight: number) => {
      const hits = Array.from({ length: 300 }, (_, i) =>
        i === 150 ? isRight : Number(i % 6 !== 3),
      );
      const own = confident(
        hits.map((_, i) => 1 - i / 301),
        hits,
      );
      const { low, high } = createEstimator(own, at(0.5)).at(0.95);
      return high! - low!;
    };
    // With that answer let in for each that is left out, one of these would be several times the other.
    expect(width(1) / width(0)).toBeGreaterThan(0.9);
    expect(width(1) / width(0)).toBeLessThan(1.1);
  });

  it("holds the truth in 93 of 100 worlds and more, of single images and of groups", () => {
    const worlds = 200;
    for (const { setting, measure } of selectiveRiskExperiments().filter(
      ({ setting: { world } }) => world !== "1,000 images, few mistakes",
    )) {
      const [coverage] = measure(worlds, 11, 0);
      // Three Monte Carlo errors below 93 of 100.
      expect(coverage!.share, JSON.stringify(setting)).toBeGreaterThan(0.93 - 0.054);
    }
  });

  it("counts a unit of weight 2 twice", () => {
    const twice = confident([0.9, 0.9, 0.8, 0.7], [1, 1, 0, 1]);
    const once = confident([0.9, 0.8, 0.7], [1, 0, 1]);
    for (const coverage of [0.5, 0.75, 1]) {
      expect(createKernel(once, at(coverage))(Float64Array.of(2, 1, 1))).toBe(
        createKernel(twice, at(coverage))(null),
      );
    }
  });

  it("needs confidences", () => {
    expect(() => createKernel(answered([0, 1], [0, 1]), at(0.8))).toThrow(
      throwsCode("metric/not-available"),
    );
  });
});

describe("models that may be silent, compared", () => {
  const n = 200;
  /** Right more often where it is sure; `blur` hides that from the confidence. */
  const model = (name: string, draw: () => number, blur: number): ComparedOutcomes => {
    const confidence: number[] = [];
    const hits: number[] = [];
    for (let i = 0; i < n; i++) {
      const sure = draw();
      hits.push(Number(draw() < 0.5 + sure / 2));
      confidence.push((1 - blur) * sure + blur * draw());
    }
    const outcomes = confident(confidence, hits);
    return { name, sha256: null, outcomes, units: Int32Array.from(hits.keys()), claimed: null };
  };
  const compared = (models: readonly ComparedOutcomes[]) =>
    compareModels(models, { reference: at(0.5), level: 0.95, seed: 1, redraws: 0, places: null });

  it("are put in an order in at most 5 of 100 worlds where they are alike, and found apart where one is blind", () => {
    const random = createRandom(29, 0);
    const draw = () => random.uniform();
    const worlds = 150;
    let told = 0;
    let found = 0;
    for (let w = 0; w < worlds; w++) {
      const alike = compared([model("a", draw, 0), model("b", draw, 0)]);
      if (alike.pairs[0]!.told !== null) told++;
      // 25 % and 12.5 % of the answers are wrong, at the same accuracy.
      const apart = compared([model("sees", draw, 0), model("blind", draw, 1)]).pairs[0]!;
      expect(apart.told).not.toBe("b");
      if (apart.told === "a") found++;
    }
    // 5 % and three Monte Carlo errors.
    expect(told / worlds).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / worlds));
    expect(found / worlds).toBeGreaterThan(0.5);
  });
});
