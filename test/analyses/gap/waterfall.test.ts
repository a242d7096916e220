import { describe, expect, it } from "vitest";
import { type Gap, transferGap } from "../../../src/analyses/gap/gap.js";
import { gapWaterfall } from "../../../src/analyses/gap/waterfall.js";
import { classCounts } from "../../../src/claims/claim-sources.js";
import { claim, shareEstimator } from "../../claims/support/estimators.js";

const term = (value: number, name?: string) => ({
  term: "within" as const,
  ...(name === undefined ? {} : { class: name }),
  value,
  low: value - 0.01,
  high: value + 0.02,
});

describe("the waterfall of a gap", () => {
  const gap: Gap = {
    metric: "accuracy",
    value: 0.31,
    supported: null,
    reweighted: null,
    warnings: [],
    terms: [
      { term: "class-mix", value: 0.01, low: 0, high: 0.02 },
      term(0.28),
      { term: "only-claimed", value: 0, low: null, high: null },
      { term: "only-local", value: 0.02, low: null, high: null },
      ...[0.01, 0.2, -0.05, 0.02, 0.04, 0.03, 0.02, 0.01].map((v, i) => term(v, `c${i}`)),
    ],
  };
  const figures = { claimed: 0.9, local: 0.59, lowerIsBetter: false };

  it("goes from the claim down to the local figure, largest parts first", () => {
    const { steps } = gapWaterfall(gap, figures)!;
    expect(steps.map(({ kind, class: name }) => name ?? kind)).toEqual([
      "class-mix",
      "c1",
      "c2",
      "c4",
      "c5",
      "c3",
      "c6",
      "rest",
      "only-local",
    ]);
    expect(steps[0]!.from).toBe(0.9);
    for (const [i, step] of steps.entries()) {
      if (i > 0) expect(step.from).toBe(steps[i - 1]!.to);
      expect(step.to - step.from).toBeCloseTo(step.change.value, 12);
    }
    expect(steps.at(-1)!.to).toBeCloseTo(0.59, 12);
    expect(steps.find(({ kind }) => kind === "rest")).toMatchObject({ parts: 2 });
  });

  it("turns the intervals with the sign", () => {
    const step = gapWaterfall(gap, figures)!.steps[1]!;
    expect(step.change.low).toBeCloseTo(-0.22, 12);
    expect(step.change.high).toBeCloseTo(-0.19, 12);
    expect(step.isLoss).toBe(true);
    expect(gapWaterfall(gap, figures)!.steps[2]!.isLoss).toBe(false);
  });

  it("goes up for a loss where lower is better", () => {
    const { steps } = gapWaterfall(gap, { claimed: 0.1, local: 0.41, lowerIsBetter: true })!;
    expect(steps[1]!.change.value).toBe(0.2);
    expect(steps.at(-1)!.to).toBeCloseTo(0.41, 12);
  });

  it("has one bar for within where the metric does not split by class", () => {
    const whole = { ...gap, terms: gap.terms.filter((one) => !("class" in one)) };
    const { steps } = gapWaterfall({ ...whole, value: 0.31 }, figures)!;
    expect(steps.map(({ kind }) => kind)).toEqual(["class-mix", "within", "only-local"]);
  });

  it("is not there for a gap that is not split", () => {
    expect(gapWaterfall({ ...gap, terms: [] }, figures)).toBeNull();
  });

  it("ends at the local figure for a gap of real counts", () => {
    const counts = classCounts(["a", "b"], Float64Array.of(45, 5, 2, 48), null);
    const published = claim(0.93, { kind: "counts", k: 93, n: 100 }, { classCounts: counts });
    const outcomes = {
      classes: ["a", "b"],
      truth: Int32Array.of(0, 0, 0, 1),
      cluster: null,
      clusterCount: 0,
      predicted: Int32Array.of(0, 1, 1, 1),
    };
    const real = transferGap(published, shareEstimator(2, 4), outcomes)!;
    const { steps } = gapWaterfall(real, { claimed: 0.93, local: 0.5, lowerIsBetter: false })!;
    expect(steps.at(-1)!.to).toBeCloseTo(0.5, 12);
  });
});
