import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AnytimeCheck,
  allowsAnytime,
  checkClaimsAnytime,
} from "../../src/claims/anytime-check.js";
import { clusterMeans, unitValues } from "../../src/claims/anytime-values.js";
import type { Estimator } from "../../src/metrics/estimate-types.js";
import { exactLimits } from "../../src/statistics/one-proportion.js";
import { claim, clusterEstimator, reference, shareEstimator } from "./support/estimators.js";

const X1 = Float64Array.of(1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1);

/** Accuracy of all the values at once; a mean of clusters as so many hundredths. */
function wholeOf(values: ArrayLike<number> | null): Estimator {
  if (values === null) return shareEstimator(1, 2);
  const sum = Array.from(values).reduce((total, value) => total + value, 0);
  return shareEstimator(Math.round((100 * sum) / values.length), 100);
}

function check(
  values: ArrayLike<number> | null,
  r: number,
  rest: Partial<AnytimeCheck> = {},
): AnytimeCheck {
  return {
    claim: claim(r + 0.05),
    local: wholeOf(values),
    values: values === null ? null : Float64Array.from(values),
    of: "units",
    hasClusters: false,
    order: "random",
    changed: false,
    pool: null,
    ...rest,
  };
}
const one = (...of: Parameters<typeof check>) => checkClaimsAnytime([check(...of)])[0]!;

describe("looking after every label", () => {
  // METHODS §5 and METHODS-examples 5.1–5.6.
  it("cannot tell at capitals of 3.88 and 0.196", () => {
    const verdict = one(X1, 0.7);
    expect(verdict).toMatchObject({ verdict: "cannot-tell", mode: "anytime", level: 0.95 });
    expect(Math.exp(verdict.anytime!.logHolds)).toBeCloseTo(3.88250024, 8);
    expect(Math.exp(verdict.anytime!.logFails)).toBeCloseTo(0.195672631, 8);
    expect(verdict.anytime!.low).toBeCloseTo(0.577872895, 8);
    expect(verdict.anytime!.high).toBeCloseTo(0.996479668, 8);
    expect(verdict.low).toBeCloseTo(0.577872895 - 0.75, 8);
  });

  it("takes means of clusters", () => {
    const verdict = one([0.9, 0.85, 1, 0.95, 0.8, 0.7, 1, 0.9], 0.6, {
      of: "cluster-means",
      hasClusters: true,
    });
    expect(Math.exp(verdict.anytime!.logHolds)).toBeCloseTo(5.70319849, 7);
    expect(verdict.anytime!.high).toBeCloseTo(0.97030948, 8);
    expect(verdict).toMatchObject({ reason: "verdict/more-clusters", moreLabels: null });
    expect(verdict.moreClusters).toBeGreaterThan(0);
  });

  it("fails at the sixth label, and the decision stands", () => {
    const verdict = one([0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1], 0.894);
    expect(verdict).toMatchObject({ verdict: "fails", reason: null });
    expect(verdict.anytime!.decidedAt).toBe(6);
    expect(Math.exp(verdict.anytime!.logFails)).toBeCloseTo(65.6745751, 6);
  });

  it("speaks of a pool drawn without replacement", () => {
    const { logHolds, logFails } = one(X1, 0.7, { pool: 60 }).anytime!;
    expect(Math.exp(logHolds)).toBeCloseTo(6.85764245, 7);
    expect(Math.exp(logFails)).toBeCloseTo(0.191331847, 7);
  });

  it("holds a claim of 188 of 200 to its exact limits, with a threshold of 50", () => {
    const limits = exactLimits(188, 200, 0.005);
    expect(limits.low).toBeCloseTo(0.882919206, 8);
    expect(limits.high).toBeCloseTo(0.974900359, 8);
    const counted = claim(0.94, { kind: "counts", k: 188, n: 200 });
    const ones = new Float64Array(200).fill(1);
    const point = one(ones, 0.924900359).anytime!.decidedAt!;
    const decided = one(ones, 0, { claim: counted }).anytime!.decidedAt!;
    expect(decided).toBeGreaterThan(point);
    // K⁺ of t hits in a row against r: (1/9)·Σ_b(1 − b + b/r)^t ≥ 50, by hand.
    const bets = [0.02, 0.04, 0.08, 0.15, 0.25, 0.4, 0.6, 0.8, 0.95];
    const capital = (t: number) =>
      bets.reduce((sum, b) => sum + (1 - b + b / (limits.high - 0.05)) ** t, 0) / 9;
    expect(capital(decided)).toBeGreaterThanOrEqual(50);
    expect(capital(decided - 1)).toBeLessThan(50);
  });

  it("needs q times the capital for each of q claims", () => {
    const zeros = new Float64Array(30);
    const alone = checkClaimsAnytime([check(zeros, 0.5)])[0]!;
    const among = checkClaimsAnytime([check(zeros, 0.5), check(zeros, 0.6), check(zeros, 0.7)]);
    expect(among[0]!.anytime!.decidedAt!).toBeGreaterThan(alone.anytime!.decidedAt!);
    expect(among[0]!.level).toBeCloseTo(1 - 0.05 / 3, 12);
  });

  it("mirrors where lower is better", () => {
    const wrong = { ...shareEstimator(10, 100), direction: "lower-is-better" } as const;
    const mirrored = one(
      X1.map((x) => 1 - x),
      0,
      { claim: claim(0.25), local: wrong },
    );
    expect(Math.exp(mirrored.anytime!.logHolds)).toBeCloseTo(3.88250024, 7);
    expect(mirrored.low).toBeCloseTo(0.577872895 - 0.75, 8);
    expect(mirrored.difference).toBeCloseTo(0.15, 12);
  });

  it("plans the labels at which the capital would be there", () => {
    const verdict = one(X1, 0.7);
    const again = Math.ceil((20 + verdict.moreLabels!) / 20);
    const repeated = Float64Array.from({ length: 20 * again }, (_, i) => X1[i % 20]!);
    expect(one(repeated, 0.7).verdict).toBe("holds");
  });

  it("holds without a label where any mean would do, and never where none would", () => {
    expect(one([0, 0], -0.01).verdict).toBe("holds");
    const perfect = claim(1, { kind: "requirement" }, { tolerance: 0 });
    expect(one(new Float64Array(500).fill(1), 0, { claim: perfect }).verdict).toBe("cannot-tell");
  });
});

describe("a verdict that all the data contradict", () => {
  /** 44 right, then everything wrong: the capital for *holds* at 0.85 is there before. */
  const sorted = [...new Array(44).fill(1), ...new Array(56).fill(0)] as number[];

  it("is withdrawn, with what was reached and what all say beside it", () => {
    const verdict = one(sorted, 0.85);
    expect(verdict).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/contradicted",
      moreLabels: null,
      moreClusters: null,
    });
    expect(verdict.anytime!.decidedAt).toBeLessThanOrEqual(44);
    expect(verdict.anytime!.oneLook.difference).toBeCloseTo(0.44 - 0.9, 12);
    expect(verdict.anytime!.oneLook.high).toBeLessThan(-0.05);
    const failing = one(
      sorted.map((x) => 1 - x),
      0.15,
    );
    expect(failing).toMatchObject({ verdict: "cannot-tell", reason: "verdict/contradicted" });
  });

  it("is withdrawn where the figure alone lies beyond the limit, and stands on it", () => {
    const late = (wrong: number) => [...new Array(60).fill(1), ...new Array(wrong).fill(0)];
    expect(one(late(5), 0.9)).toMatchObject({ verdict: "holds", reason: null }); // 60/65
    expect(one(late(6), 60 / 66, { local: shareEstimator(60, 66) }).verdict).toBe("holds");
    const beyond = one(late(8), 0.9, { local: shareEstimator(60, 68) });
    expect(beyond).toMatchObject({ verdict: "cannot-tell", reason: "verdict/contradicted" });
    expect(beyond.anytime!.oneLook.high).toBeGreaterThan(-0.05);
  });

  it("is withdrawn where means of clusters and the images say different things", () => {
    // Fifty small clusters all right, one large one all wrong: the mean over clusters is 0.98.
    const local = clusterEstimator(
      [...new Array(50).fill(2), 200] as number[],
      [...new Array(50).fill(2), 0] as number[],
    );
    const means = [...new Array(50).fill(1), 0] as number[];
    const rest = { of: "cluster-means", hasClusters: true, local } as const;
    expect(one(means, 0.8, rest)).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/contradicted",
      moreLabels: null,
      moreClusters: null,
    });
  });

  it("never beside a figure of the other side, whatever the order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 120 }),
        fc.constantFrom(0.3, 0.6, 0.9),
        (values, r) => {
          const hits = values.reduce<number>((sum, x) => sum + x, 0);
          const local = shareEstimator(hits, values.length);
          for (const order of [values, values.toSorted(), values.toSorted().reverse()]) {
            const { verdict } = one(order, r, { local });
            if (verdict === "holds") expect(hits / values.length).toBeGreaterThanOrEqual(r - 1e-9);
            if (verdict === "fails") expect(hits / values.length).toBeLessThanOrEqual(r + 1e-9);
          }
        },
      ),
      { numRuns: 200, seed: 15 },
    );
  });
});

describe("what forbids it", () => {
  it.each([
    ["an order by site", { order: "by-site" }],
    ["labels chosen by score", { order: "by-score" }],
    ["units that share clusters", { hasClusters: true }],
    ["a limit changed after the first look", { changed: true }],
    ["no values of units", { values: null }],
    ["a macro mean", { local: { ...shareEstimator(1, 2), reference: reference("f1") } }],
  ] as const)("%s", (_name, change) => {
    expect(one(X1, 0.3, change)).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/anytime-unavailable",
      anytime: null,
    });
  });

  it.each([
    ["accuracy", {}, true],
    ["recall", { class: "deer" }, true],
    ["recall", { average: "macro" }, false],
    ["brier", {}, true],
    ["f1", { class: "deer" }, false],
    ["roc-auc", {}, false],
    ["average-precision", {}, false],
    ["cohen-kappa", {}, false],
    ["ece", {}, false],
    ["log-loss", {}, false],
  ])("%s %o: %s", (id, parameters, allowed) => {
    expect(allowsAnytime(reference(id, parameters))).toBe(allowed);
  });
});

describe("values in the order of labels", () => {
  const units = {
    classes: ["deer", "fox"],
    truth: Int32Array.of(0, 1, 0, 1),
    predicted: Int32Array.of(0, 0, 1, 1),
  };
  const order = Int32Array.of(3, 2, 1, 0);

  it.each([
    ["accuracy", {}, [1, 0, 0, 1], [3, 2, 1, 0]],
    ["recall", { class: "deer" }, [0, 1], [2, 0]],
    ["precision", { class: "deer" }, [0, 1], [1, 0]],
    ["specificity", { class: "deer" }, [1, 0], [3, 1]],
  ])("%s %o", (id, parameters, values, of) => {
    expect(unitValues(reference(id, parameters), units, order)).toEqual({
      values: Float64Array.from(values),
      units: Int32Array.from(of),
    });
  });

  it("are not there for other metrics", () => {
    expect(unitValues(reference("f1", { class: "deer" }), units, order)).toBeNull();
    expect(unitValues(reference("recall"), units, order)).toBeNull();
  });

  it("of clusters come when the last label of each is in", () => {
    const values = Float64Array.of(1, 0, 1, 1, 0);
    const cluster = Int32Array.of(7, 5, 5, 7, 9);
    expect([...clusterMeans(values, cluster)]).toEqual([0.5, 1, 0]);
    expect([...clusterMeans(values, cluster, new Set([9]))]).toEqual([0.5, 1]);
  });
});
