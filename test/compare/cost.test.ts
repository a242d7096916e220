import { describe, expect, it } from "vitest";
import { costOf, quickestAlike } from "../../src/compare/cost.js";

const SIZE = 1000;
const measured = (...times: readonly (number | null)[]) => ({
  engine: "test 1 (cpu)",
  images: 10,
  models: times.map((imageMs) => (imageMs === null ? null : { imageMs, sizeBytes: SIZE })),
});
const models = (
  ...of: readonly (readonly [name: string, value: number | null, letters: string])[]
) =>
  of.map(([name, value, letters]) => ({
    ...{ name, value, letters, sha256: null },
    ...{ low: null, high: null, best: null },
  }));

describe("what models cost", () => {
  const four = models(
    ["slow", 0.9, "a"],
    ["quick", 0.8, "b"],
    ["middle", 0.79, "b"],
    ["file", 1, "c"],
  );
  const times = measured(100, 10, 50, null);

  it("is worth it where no other is as quick and as good", () => {
    const { models: found } = costOf(times, four, 1);
    expect(found.map(({ name, efficient }) => [name, efficient])).toEqual([
      ["slow", true],
      ["quick", true],
      ["middle", false],
      ["file", null],
    ]);
    expect(found[3]).toMatchObject({ imageMs: null, sizeBytes: null });
    // Where lower is better only the lowest and the quickest are.
    expect(costOf(times, four, -1).models.map(({ efficient }) => efficient)).toEqual([
      false,
      true,
      true,
      null,
    ]);
  });

  it("keeps both of two that are alike in both, and knows nothing of a model without a figure", () => {
    const alike = models(["a", 0.5, "a"], ["b", 0.5, "a"], ["c", null, ""]);
    const { models: found } = costOf(measured(10, 10, 5), alike, 1);
    expect(found.map(({ efficient }) => efficient)).toEqual([true, true, null]);
  });

  it("takes times within a tenth of each other for alike", () => {
    const near = models(["better", 0.5, "a"], ["quicker", 0.4, "a"], ["as good", 0.5, "a"]);
    const found = costOf(measured(105, 100, 120), near, 1).models;
    expect(found.map(({ efficient }) => efficient)).toEqual([true, false, false]);
  });

  it("names the quickest that is not told apart from the best, if it is another", () => {
    const near = models(["slow", 0.9, "ab"], ["quick", 0.8, "c"], ["middle", 0.85, "bc"]);
    const cost = costOf(measured(100, 10, 50), near, 1);
    expect(quickestAlike(cost, near)).toEqual({ best: "slow", quickest: "middle", share: 0.5 });
    const apart = models(["slow", 0.9, "a"], ["quick", 0.8, "b"]);
    expect(quickestAlike(costOf(measured(100, 10), apart, 1), apart)).toBeNull();
    expect(quickestAlike(costOf(measured(null, null), apart, 1), apart)).toBeNull();
  });
});
