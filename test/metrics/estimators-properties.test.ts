import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aucDifference } from "../../src/metrics/auc-difference.js";
import { aucInfluence, influenceToDelong } from "../../src/metrics/auc-influence.js";
import type { EstimateDetail } from "../../src/metrics/estimate-types.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { createKernel } from "../../src/metrics/kernels.js";
import { createRanking } from "../../src/metrics/ranking.js";
import { parseReference } from "../../src/metrics/reference.js";
import { METRICS } from "../../src/metrics/registry.js";
import { createAnomalyOutcomes } from "../../src/outcomes/anomaly.js";
import type { Outcomes } from "../../src/outcomes/classification-types.js";
import { selectUnits } from "../../src/outcomes/select-units.js";
import { isMethodCode } from "../../src/statistics/codes.js";
import { aucPlacements, delongPaired, delongVariance } from "../../src/statistics/delong.js";
import { answered, confident, scored } from "./support/outcomes.js";

const ALL = [
  ...[...METRICS.keys()].filter((id) => METRICS.get(id)?.tasks.includes("classification")),
  "recall{class=c1}",
  "precision{class=c0}",
  "f1{class=c2}",
  "specificity{class=c1}",
  "f1{average=weighted}",
  "precision{average=micro}",
  "specificity{average=micro}",
  "ece{bins=mass}",
  "roc-auc{class=c0}",
  "average-precision{class=c1}",
];

function estimate(outcomes: Outcomes, metric: string, level = 0.95): EstimateDetail {
  return createEstimator(outcomes, parseReference(metric)).at(level);
}

const unit = fc.tuple(
  fc.integer({ min: 0, max: 2 }),
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 0, max: 4 }),
);
const units = fc.array(unit, { minLength: 0, maxLength: 24 });

function outcomesOf(rows: readonly (readonly [number, ...number[]])[], clustered: boolean) {
  const probabilities = rows.map(([, a = 0, b = 0, c = 0]) =>
    [a, b, c].map((p) => p / (a + b + c)),
  );
  const cluster = rows.map((row) => row[4] ?? 0);
  const truth = rows.map(([t]) => t);
  if (rows.length === 0) {
    const none = scored([0], [[0.2, 0.3, 0.5]], clustered ? [0] : undefined);
    return selectUnits(none, new Int32Array(0));
  }
  return scored(truth, probabilities, clustered ? cluster : undefined);
}

describe("estimators of every metric, on any outcomes", () => {
  it("never give NaN: a value within its interval within the range, or null with a code", () => {
    fc.assert(
      fc.property(units, fc.boolean(), (rows, clustered) => {
        const outcomes = outcomesOf(rows, clustered);
        for (const metric of ALL) {
          const estimator = createEstimator(outcomes, parseReference(metric));
          const found = estimator.at(0.95);
          const point = createKernel(outcomes, parseReference(metric))(null);
          expect(found.value ?? Number.NaN, metric).toEqual(
            Number.isNaN(point) ? Number.NaN : expect.closeTo(point, 11),
          );
          for (const code of found.warnings) expect(isMethodCode(code), code).toBe(true);
          if (found.value === null || found.low === null || found.high === null) {
            expect(found.warnings, metric).not.toEqual([]);
            expect(found.low).toBe(found.high);
            continue;
          }
          const [low, high] = estimator.range;
          if (estimator.toUnit !== null) expect(found.low).toBeGreaterThanOrEqual(low - 1e-12);
          if (estimator.toUnit !== null) expect(found.high).toBeLessThanOrEqual(high + 1e-12);
          expect(found.low, metric).toBeLessThanOrEqual(found.value + 1e-12);
          expect(found.high, metric).toBeGreaterThanOrEqual(found.value - 1e-12);
          expect(found.clusters !== null, metric).toBe(clustered);
          if (found.u !== null && estimator.toUnit !== null) {
            // A figure with a bias is judged without it.
            const judged = Math.min(high, Math.max(low, found.value - (found.bias ?? 0)));
            expect(estimator.toUnit(judged), metric).toBeCloseTo(found.u, 10);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("give the same value without an interval, and what else is not of the interval", () => {
    fc.assert(
      fc.property(units, fc.boolean(), (rows, clustered) => {
        const outcomes = outcomesOf(rows, clustered);
        for (const metric of ALL) {
          const estimator = createEstimator(outcomes, parseReference(metric));
          const { value, n, defined, clusters } = estimator.at(0.95);
          const none = { low: null, high: null, method: "none", level: 0.95 };
          expect(estimator.point(0.95), metric).toMatchObject({
            value,
            n,
            defined,
            clusters,
            ...none,
          });
        }
      }),
      { numRuns: 10 },
    );
  });

  it("give wider intervals at higher levels", () => {
    fc.assert(
      fc.property(units, fc.boolean(), (rows, clustered) => {
        const outcomes = outcomesOf(rows, clustered);
        for (const metric of ALL) {
          const [narrow, wide] = [0.8, 0.99].map((level) => estimate(outcomes, metric, level));
          if (narrow?.low == null || wide?.low == null) continue;
          if (narrow.high === null || wide.high === null) continue;
          expect(wide.low, metric).toBeLessThanOrEqual(narrow.low + 1e-12);
          expect(wide.high, metric).toBeGreaterThanOrEqual(narrow.high - 1e-12);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("take an indicator for the slice itself, and equal weights for none", () => {
    fc.assert(
      fc.property(units, fc.boolean(), (rows, clustered) => {
        const outcomes = outcomesOf(rows, clustered);
        const inSlice = rows.map((_, i) => i % 3 !== 0);
        const kept = Int32Array.from(rows.keys()).filter((i) => inSlice[i] === true);
        for (const metric of ALL) {
          const reference = parseReference(metric);
          const weights = Float64Array.from(inSlice, (inside) => (inside ? 2.5 : 0));
          expect(createEstimator(outcomes, reference, { weights }).at(0.95)).toEqual(
            createEstimator(selectUnits(outcomes, kept), reference).at(0.95),
          );
        }
      }),
      { numRuns: 30 },
    );
  });

  it("with unequal weights give the weighted value and still an interval around it", () => {
    fc.assert(
      fc.property(units, fc.boolean(), (rows, clustered) => {
        const outcomes = outcomesOf(rows, clustered);
        const weights = Float64Array.from(rows, (_, i) => 1 + (i % 4));
        const n = rows.length;
        const sum = weights.reduce((a, b) => a + b, 0);
        const scaled = weights.map((weight) => (weight * n) / sum);
        for (const metric of ALL) {
          const reference = parseReference(metric);
          const found = createEstimator(outcomes, reference, { weights }).at(0.95);
          const point = createKernel(outcomes, reference)(scaled);
          if (found.value !== null) expect(found.value, metric).toBeCloseTo(point, 9);
          if (found.value === null || found.low === null || found.high === null) continue;
          expect(found.low, metric).toBeLessThanOrEqual(found.value + 1e-12);
          expect(found.high, metric).toBeGreaterThanOrEqual(found.value - 1e-12);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("codes of METHODS at their thresholds", () => {
  const split = (right: number, wrong: number) =>
    answered(
      new Array<number>(right + wrong).fill(0),
      [...new Array<number>(right).fill(0), ...new Array<number>(wrong).fill(1)],
      { classes: 2 },
    );

  it("few-outcomes below 5 right or wrong", () => {
    expect(estimate(split(40, 5), "accuracy").warnings).toEqual([]);
    expect(estimate(split(40, 4), "accuracy").warnings).toEqual(["interval/few-outcomes"]);
    expect(estimate(split(4, 40), "accuracy").warnings).toEqual(["interval/few-outcomes"]);
    expect(estimate(split(40, 0), "accuracy").warnings).toEqual([
      "interval/few-outcomes",
      "interval/no-variation",
    ]);
  });

  it("few-of-a-class below 10 images of a class in a mean, with its number", () => {
    const of = (second: number) =>
      answered(
        [...new Array<number>(20).fill(0), ...new Array<number>(second).fill(1)],
        Array.from({ length: 20 + second }, (_, i) => i % 2),
        { classes: 3 },
      );
    expect(estimate(of(10), "f1").warnings).toEqual([]);
    expect(estimate(of(10), "f1").defined).toBe(2);
    expect(estimate(of(9), "f1").warnings).toEqual(["interval/few-of-a-class"]);
    expect(estimate(of(9), "balanced-accuracy").warnings).toEqual(["interval/few-of-a-class"]);
    expect(estimate(of(9), "cohen-kappa").warnings).toEqual([]);
  });

  it("few-of-a-class for a class that is answered and never true: it stands in macro-F1 with 0", () => {
    const truth = Array.from({ length: 40 }, (_, i) => i % 2);
    const outcomes = answered(truth, [2, ...truth.slice(1)], { classes: 4 });
    const f1 = estimate(outcomes, "f1");
    const few = { few: 1, of: 3, names: ["c2"], least: 3, tooMany: true };
    expect(f1).toMatchObject({ defined: 3, fewLabels: few });
    expect(f1.warnings).toContain("interval/few-of-a-class");
    // Recall runs over the classes in the truth alone.
    expect(estimate(outcomes, "balanced-accuracy")).toMatchObject({
      defined: 2,
      fewLabels: { few: 0, of: 2, tooMany: false },
    });
  });

  it("few-of-a-class below 10 of either label of a ranking, or errors", () => {
    const of = (positives: number, negatives: number) => {
      const truth = Uint8Array.from({ length: positives + negatives }, (_, i) =>
        i < positives ? 1 : 0,
      );
      const score = Float64Array.from(truth, (label, i) => label + ((i * 7) % 5) / 3);
      return createAnomalyOutcomes({ truth, score });
    };
    for (const metric of ["roc-auc", "average-precision"]) {
      expect(estimate(of(10, 12), metric).warnings).toEqual([]);
      expect(estimate(of(9, 12), metric).warnings).toEqual(["interval/few-of-a-class"]);
      expect(estimate(of(12, 9), metric).warnings).toEqual(["interval/few-of-a-class"]);
      expect(estimate(of(12, 0), metric).value).toBe(metric === "roc-auc" ? null : 1);
    }
    expect(estimate(of(0, 12), "roc-auc").warnings).toEqual(["interval/class-absent"]);
    expect(estimate(of(0, 12), "average-precision").warnings).toEqual(["interval/class-absent"]);
    const marks = (errors: number) => Array.from({ length: 30 }, (_, i) => (i < errors ? 0 : 1));
    const confidence = Array.from({ length: 30 }, (_, i) => ((i * 11) % 30) / 30);
    for (const metric of ["aurc", "augrc", "auroc-failure"]) {
      expect(estimate(confident(confidence, marks(10)), metric).warnings).toEqual([]);
      expect(estimate(confident(confidence, marks(9)), metric).warnings).toEqual([
        "interval/few-of-a-class",
      ]);
    }
  });

  it("class-absent where no image is of the class", () => {
    const outcomes = answered([0, 0, 1], [0, 2, 1], { classes: 4 });
    const recall = estimate(outcomes, "recall{class=c3}");
    expect(recall).toMatchObject({ value: null, low: null, n: 0 });
    expect(recall.warnings).toEqual(["interval/class-absent"]);
    expect(estimate(outcomes, "precision{class=c2}").warnings).toContain("interval/class-absent");
    expect(estimate(outcomes, "precision{class=c2}").value).toBe(0);
    const never = estimate(answered([0, 1], [0, 0]), "precision{class=c1}");
    expect(never).toMatchObject({ value: null, warnings: ["interval/no-images"] });
  });

  it("no-images on no units, for every metric", () => {
    const none = outcomesOf([], false);
    for (const metric of ALL) {
      expect(estimate(none, metric), metric).toMatchObject({ value: null, low: null, high: null });
      expect(estimate(none, metric).warnings, metric).toContain("interval/no-images");
    }
  });

  it("too-few below 3 clusters, few below 10", () => {
    const of = (clusters: number) =>
      answered(
        Array.from({ length: 60 }, (_, i) => Number(i % 11 > 5)),
        Array.from({ length: 60 }, (_, i) => Number(i % 7 === 0 ? i % 11 <= 5 : i % 11 > 5)),
        { classes: 2, cluster: Array.from({ length: 60 }, (_, i) => i % clusters) },
      );
    for (const metric of ["accuracy", "f1", "recall{class=c0}"]) {
      expect(estimate(of(2), metric)).toMatchObject({ low: null, high: null, clusters: 2 });
      expect(estimate(of(2), metric).warnings).toContain("clusters/too-few");
      expect(estimate(of(9), metric).warnings).toContain("clusters/few");
      expect(estimate(of(10), metric).warnings).not.toContain("clusters/few");
    }
  });

  it("ECE has no interval, says that it is biased, and by how much", () => {
    // Four predictions at 0.5 in one bin: E₀ = √(2/π·4·0.25)/4.
    const found = estimate(confident([0.5, 0.5, 0.5, 0.5], [1, 0, 1, 1]), "ece");
    expect(found).toMatchObject({ low: null, high: null, family: "none" });
    expect(found.warnings).toEqual(["interval/biased"]);
    expect(found.value).toBeCloseTo(0.25, 12);
    expect(found.bias).toBeCloseTo(Math.sqrt(2 / Math.PI) / 4, 12);
  });
});

describe("AUC by influences", () => {
  const rows = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), fc.constantFrom(0, 1)),
    { minLength: 4, maxLength: 30 },
  );

  it("is DeLong's: value, variance and the variance of a difference", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const positive = Uint8Array.from(list, ([, , y]) => y);
        const [a, b] = [0, 1].map((at) => Float64Array.from(list, (row) => row[at as 0 | 1]));
        if (a === undefined || b === undefined) return;
        const reference = aucPlacements(positive, a);
        const found = aucInfluence(createRanking(a), positive, null);
        if (reference.auc === null) {
          expect(found.auc).toBeNaN();
          return;
        }
        expect(found.auc).toBeCloseTo(reference.auc, 12);
        const variance = delongVariance(positive, reference);
        if (variance === null) return;
        const { influence, positives, negatives } = found;
        const own = influenceToDelong(influence, positive, positives, negatives);
        expect(own.variance).toBeCloseTo(variance, 12);
        const paired = delongPaired(positive, reference, aucPlacements(positive, b));
        const difference = aucDifference(positive, a, b);
        expect(difference?.varianceOfDifference).toBeCloseTo(
          paired?.varianceOfDifference ?? Number.NaN,
          12,
        );
      }),
    );
  });

  it("has Welch's degrees of freedom, and none without two of each label or two clusters", () => {
    const positive = Uint8Array.of(1, 1, 1, 0, 0);
    const [a, b] = [Float64Array.of(5, 3, 1, 2, 4), Float64Array.of(1, 4, 5, 3, 2)];
    const [first, second] = [aucPlacements(positive, a), aucPlacements(positive, b)];
    const differences = first.placement.map((v, i) => v - second.placement[i]!);
    const part = (values: Float64Array) => {
      const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
      const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
      return squares / (values.length - 1) / values.length;
    };
    const [p, n] = [part(differences.slice(0, 3)), part(differences.slice(3))];
    const found = aucDifference(positive, a, b);
    expect(found?.varianceOfDifference).toBeCloseTo(p + n, 12);
    expect(found?.df).toBeCloseTo((p + n) ** 2 / (p ** 2 / 2 + n ** 2 / 1), 10);
    expect(aucDifference(Uint8Array.of(1, 0, 0, 0, 0), a, b)).toBeNull();
    const one = { cluster: new Int32Array(5), clusterCount: 3 };
    expect(aucDifference(positive, a, b, one)).toBeNull();
  });

  it("in clusters of one unit differs from independent units by its factor alone", () => {
    const positive = Uint8Array.of(1, 0, 1, 0, 1, 0);
    const [a, b] = [Float64Array.of(3, 1, 2, 2, 5, 4), Float64Array.of(1, 2, 3, 0, 2, 5)];
    const cluster = Int32Array.of(0, 1, 2, 3, 4, 5);
    const found = aucDifference(positive, a, b, { cluster, clusterCount: 6 });
    const alone = aucDifference(positive, a, b);
    expect(found?.difference).toBe(alone?.difference);
    expect(found?.df).toBe(5);
    // 6/5·ΣU² against 3/2·ΣU²: the labels have three units each.
    expect(found?.varianceOfDifference).toBeCloseTo(
      ((alone?.varianceOfDifference ?? Number.NaN) * 6) / 5 / 1.5,
      12,
    );
  });
});
