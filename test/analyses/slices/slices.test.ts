import { describe, expect, it } from "vitest";
import { evaluateSlices } from "../../../src/analyses/slices/slices.js";
import type { LevelledAttribute } from "../../../src/claims/attribute-levels.js";
import { createRandom } from "../../../src/core/random.js";
import { clopperPearson } from "../../../src/statistics/one-proportion.js";
import {
  clusterEstimator,
  fixedEstimator,
  shareEstimator,
} from "../../claims/support/estimators.js";

/** Units with the given hits of each level of one attribute, and how to measure some of them. */
function parts(counts: readonly (readonly [right: number, n: number])[], name = "light") {
  const codes: number[] = [];
  const right: number[] = [];
  for (const [level, [k, n]] of counts.entries()) {
    for (let i = 0; i < n; i++) {
      codes.push(level);
      right.push(i < k ? 1 : 0);
    }
  }
  const attribute: LevelledAttribute = {
    name,
    levels: counts.map((_, level) => `level ${level}`),
    codes: Int32Array.from(codes),
  };
  const subset = (units: Int32Array) =>
    shareEstimator(
      units.reduce((sum, i) => sum + right[i]!, 0),
      units.length,
    );
  return { attribute, subset, right };
}

const OPTIONS = { cluster: null };

describe("slices of a share", () => {
  // METHODS §10, example.
  const { attribute, subset } = parts([
    [38, 40],
    [45, 60],
    [20, 20],
    [28, 35],
  ]);
  const { slices } = evaluateSlices([attribute], subset, OPTIONS);
  const byLevel = new Map(slices.map((slice) => [slice.level, slice]));
  const slice = (level: number) => byLevel.get(`level ${level}`)!;

  it.each([
    [0, 0.793864573, 0.997062386, 0.92985316],
    [1, 0.586649282, 0.874513466, 0.770386368],
    [2, 0.775879006, 1, 0.948098581],
    [3, 0.584751018, 0.935568149, 0.817734854],
  ])("level %d is between %d and %d, drawn to %d", (level, low, high, shrunken) => {
    const { estimate, ...rest } = slice(level);
    expect(estimate.low).toBeCloseTo(low, 8);
    expect(estimate.high).toBeCloseTo(high, 8);
    expect(rest.shrunken).toBeCloseTo(shrunken, 8);
    expect(rest.family).toBe(4);
    expect(estimate).toMatchObject({ method: "cp-bonferroni", level: 0.95 });
    expect(estimate.warnings).toContain("slices/simultaneous");
  });

  it("compares with the rest, and finds nothing where the interval reaches 0", () => {
    expect(slice(1).difference).toBeCloseTo(-0.155263158, 8);
    expect(slice(1).differenceLow).toBeCloseTo(-0.329171396, 8);
    expect(slice(1).differenceHigh).toBeCloseTo(0.00465384597, 8);
    expect(slices.some(({ finding }) => finding)).toBe(false);
  });

  it("has no ranges where none are wanted, and then tells nothing apart", () => {
    const bare = evaluateSlices([attribute], subset, { ...OPTIONS, hasIntervals: false }).slices;
    expect(bare.map(({ level, estimate: { value } }) => [level, value])).toEqual(
      slices.map(({ level, estimate: { value } }) => [level, value]),
    );
    for (const one of bare) {
      expect(one).toMatchObject({ differenceLow: null, differenceHigh: null, finding: false });
      expect(one.estimate).toMatchObject({ low: null, high: null });
      expect(one.estimate.warnings).not.toContain("slices/simultaneous");
      expect(one.difference).toBe(slice(Number(one.level.at(-1))).difference);
    }
  });

  it("shows the lowest shrunken value first", () => {
    expect(slices.map(({ level }) => level)).toEqual(["level 1", "level 3", "level 0", "level 2"]);
  });
});

describe("the family", () => {
  it("counts levels of ten units and more, lists the others, and skips missing values", () => {
    const { attribute, subset } = parts([
      [9, 10],
      [9, 9],
      [15, 20],
    ]);
    attribute.codes[attribute.codes.length - 1] = -1;
    const found = evaluateSlices([attribute], subset, OPTIONS);
    expect(found.slices.map(({ level, family }) => [level, family])).toEqual([
      ["level 2", 2],
      ["level 0", 2],
    ]);
    expect(found.tooSmall).toEqual([
      { attribute: "light", level: "level 1", n: 9, clusters: null },
    ]);
    // The rest of level 2 is the 19 of levels 0 and 1.
    const level2 = found.slices[0]!;
    expect(level2.estimate.n).toBe(19);
    expect(level2.difference).toBeCloseTo(15 / 19 - 18 / 19, 12);
    expect(level2.shrunken).toBeNull();
  });

  it("wants three clusters a slice where there are clusters", () => {
    const { attribute, subset } = parts([
      [18, 20],
      [18, 20],
    ]);
    const cluster = Int32Array.from({ length: 40 }, (_, i) => (i < 20 ? i % 2 : 2 + (i % 3)));
    const found = evaluateSlices([attribute], subset, { ...OPTIONS, cluster });
    expect(found.tooSmall).toEqual([{ attribute: "light", level: "level 0", n: 20, clusters: 2 }]);
    expect(found.slices).toHaveLength(1);
    expect(found.slices[0]!.difference).toBeNull();
  });

  it("keeps the 200 largest", () => {
    const counts = Array.from({ length: 205 }, (_, i) => [5, 10 + (i < 3 ? 0 : 1)] as const);
    const { attribute, subset } = parts(counts);
    const found = evaluateSlices([attribute], subset, OPTIONS);
    expect(found.slices).toHaveLength(200);
    expect(found.beyondLimit).toBe(5);
    expect(found.slices[0]!.family).toBe(200);
    expect(found.slices.some(({ estimate }) => estimate.n === 10)).toBe(false);
  });

  it("grows by several attributes, and says what was named after results", () => {
    const { attribute, subset } = parts([
      [18, 20],
      [18, 20],
    ]);
    const again = { ...attribute, name: "lens", afterResults: true as const };
    const found = evaluateSlices([attribute, again], subset, OPTIONS);
    expect(found.slices.map(({ family }) => family)).toEqual([4, 4, 4, 4]);
    // All ranges widen; what was chosen by what was seen says so.
    const late = found.slices.filter(({ estimate }) =>
      estimate.warnings.includes("slices/after-results"),
    );
    expect(late.map((one) => one.attribute)).toEqual(["lens", "lens"]);
  });

  it("finds a part that is far worse", () => {
    const { attribute, subset } = parts([
      [95, 100],
      [40, 100],
    ]);
    const { slices } = evaluateSlices([attribute], subset, OPTIONS);
    expect(slices[0]).toMatchObject({ level: "level 1", finding: true });
    expect(slices[1]!.finding).toBe(false);
    expect(slices[0]!.differenceHigh).toBeLessThan(0);
  });

  it("is empty without attributes", () => {
    const { subset } = parts([[1, 2]]);
    expect(evaluateSlices([], subset, OPTIONS)).toEqual({
      slices: [],
      tooSmall: [],
      beyondLimit: 0,
    });
  });
});

describe("slices of other metrics", () => {
  const attribute: LevelledAttribute = {
    name: "night",
    levels: ["day", "night"],
    codes: Int32Array.from({ length: 40 }, (_, i) => i % 2),
  };

  it("take the outer limits of two intervals where there are clusters", () => {
    const size = [10, 10, 10, 10];
    const estimator = clusterEstimator(size, [10, 9, 8, 10]);
    const cluster = Int32Array.from({ length: 40 }, (_, i) => i % 8);
    const { slices } = evaluateSlices([attribute], () => estimator, { ...OPTIONS, cluster });
    const detail = estimator.at(0.975);
    const exact = clopperPearson(detail.u! * detail.nu!, detail.nu!, 0.975);
    expect(slices[0]!.estimate.method).toBe("hull-bonferroni");
    expect(slices[0]!.estimate.low).toBeCloseTo(Math.min(detail.low!, exact.low), 12);
    expect(slices[0]!.estimate.high).toBeCloseTo(Math.max(detail.high!, exact.high), 12);
  });

  it("map the exact limits back to the metric's own scale", () => {
    // Class F1 as J = F/(2 − F): J 30/44, F 60/74; J of the exact limits gives 2J/(1 + J).
    const f1 = fixedEstimator(
      { value: 60 / 74, low: 0.7, high: 0.88, u: 30 / 44, nu: 44, n: 44, family: "proportion" },
      { toUnit: (f) => f / (2 - f) },
    );
    const { slices } = evaluateSlices([attribute], () => f1, OPTIONS);
    const exact = clopperPearson(30, 44, 0.975);
    expect(slices[0]!.estimate.low).toBeCloseTo((2 * exact.low) / (1 + exact.low), 10);
    expect(slices[0]!.estimate.high).toBeCloseTo((2 * exact.high) / (1 + exact.high), 10);
    expect(slices[0]!.shrunken).toBeNull();
  });

  it("keep a t interval as it is, and put the worst first where lower is better", () => {
    let call = 0;
    const loss = () => {
      const value = [1, 3, 2, 2][call++ % 4]!;
      return fixedEstimator(
        { value, low: value - 0.1, high: value + 0.1, family: "t", n: 20 },
        { direction: "lower-is-better", range: [0, Number.POSITIVE_INFINITY], toUnit: null },
      );
    };
    const { slices } = evaluateSlices([attribute], loss, OPTIONS);
    expect(slices[0]!.estimate).toMatchObject({ value: 3, method: "given-bonferroni" });
    expect(slices[0]!.finding).toBe(true);
    expect(slices[0]!.difference).toBeCloseTo(-1, 12);
  });
});

it("all intervals of a family hold at once in 95 % of samples and more", () => {
  const truth = [0.9, 0.8, 0.7, 0.95, 0.85];
  const runs = 300;
  let held = 0;
  for (let run = 0; run < runs; run++) {
    const random = createRandom(10, run);
    const counts = truth.map((p) => {
      let k = 0;
      for (let i = 0; i < 40; i++) if (random.uniform() < p) k++;
      return [k, 40] as const;
    });
    const { attribute, subset } = parts(counts);
    const { slices } = evaluateSlices([attribute], subset, OPTIONS);
    const ok = slices.every(({ level, estimate }) => {
      const p = truth[Number(level.split(" ")[1])]!;
      return estimate.low! <= p && p <= estimate.high!;
    });
    if (ok) held++;
  }
  // METHODS: at least 95 %; two Monte Carlo errors of 300 runs are 2.5 points.
  expect(held / runs).toBeGreaterThan(0.925);
});
