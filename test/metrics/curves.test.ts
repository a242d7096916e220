import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { weightedKappa } from "../../src/metrics/agreement.js";
import { confusionCells, confusionMatrix } from "../../src/metrics/confusion.js";
import {
  precisionRecallCurve,
  riskCoverageCurve,
  rocCurve,
  trapezoidPrecisionRecall,
} from "../../src/metrics/curves.js";
import {
  optimalRiskCoverage,
  optimalRiskCoverageLimit,
  trapezoidRiskCoverage,
} from "../../src/metrics/failure-detection.js";
import { createHarmonics, digamma } from "../../src/metrics/harmonics.js";
import { classPredictions } from "../../src/metrics/labels/columns-of.js";
import {
  coverageAtRisk,
  falsePositiveRateAt,
  partialAuc,
  riskAtCoverage,
  sensitivityAtSpecificity,
  specificityAtSensitivity,
  youdenPoint,
} from "../../src/metrics/operating-points.js";
import { handTillAuc, microAveragePrecision } from "../../src/metrics/pairwise-auc.js";
import {
  areaUnderGeneralizedRisk,
  areaUnderRiskCoverage,
  averagePrecision,
  rocAuc,
} from "../../src/metrics/ranked-metrics.js";
import { blocksOf, createRanking } from "../../src/metrics/ranking.js";
import { topKHit } from "../../src/metrics/top-k.js";
import { throwsCode } from "../support/throws-code.js";
import { answered, fromMatrices } from "./support/outcomes.js";
import { slowAuc } from "./support/slow.js";

const rows = fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.constantFrom(0, 1)), {
  minLength: 1,
  maxLength: 25,
});
const columns = (list: readonly (readonly [number, number])[]) => ({
  score: Float64Array.from(list, ([s]) => s),
  positive: Uint8Array.from(list, ([, y]) => y),
});

describe("threshold curves", () => {
  // By hand: scores 3, 2, 2, 1 with labels 1, 1, 0, 0.
  const score = Float64Array.of(3, 2, 2, 1);
  const positive = Uint8Array.of(1, 1, 0, 0);

  it("ROC, a point a distinct score, from nothing to all", () => {
    const roc = rocCurve(score, positive);
    expect([...(roc?.threshold ?? [])]).toEqual([Number.POSITIVE_INFINITY, 3, 2, 1]);
    expect([...(roc?.tpr ?? [])]).toEqual([0, 0.5, 1, 1]);
    expect([...(roc?.fpr ?? [])]).toEqual([0, 0, 0.5, 1]);
  });

  it("precision and recall", () => {
    const curve = precisionRecallCurve(score, positive);
    expect([...(curve?.precision ?? [])]).toEqual([1, 2 / 3, 0.5]);
    expect([...(curve?.recall ?? [])]).toEqual([0.5, 1, 1]);
    // Trapezoids from (0, 1): ½·1 + ½·(1 + ⅔)/2.
    expect(trapezoidPrecisionRecall(score, positive)).toBeCloseTo(0.5 + 5 / 12, 14);
  });

  it("risk and coverage, from all accepted on", () => {
    const curve = riskCoverageCurve(score, positive);
    expect([...curve.threshold]).toEqual([1, 2, 3]);
    expect([...curve.coverage]).toEqual([1, 0.75, 0.25]);
    expect([...curve.selectiveRisk]).toEqual([0.5, 2 / 3, 1]);
    expect([...curve.generalizedRisk]).toEqual([0.5, 0.5, 0.25]);
    // ¼·(½ + ⅔)/2 + ½·(⅔ + 1)/2 + ¼·1
    expect(trapezoidRiskCoverage(curve)).toBeCloseTo(7 / 48 + 5 / 12 + 0.25, 14);
  });

  it("do not exist without both labels, or without a positive", () => {
    const none = Uint8Array.of(0, 0, 0, 0);
    expect(rocCurve(score, none)).toBeNull();
    expect(
      rocCurve(
        score,
        none.map(() => 1),
      ),
    ).toBeNull();
    expect(precisionRecallCurve(score, none)).toBeNull();
    expect(trapezoidPrecisionRecall(score, none)).toBeNull();
    expect(riskCoverageCurve(new Float64Array(), new Uint8Array()).coverage).toHaveLength(0);
  });

  it("rise, and their areas are the metrics", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const data = columns(list);
        const roc = rocCurve(data.score, data.positive);
        const blocks = blocksOf(createRanking(data.score), data.positive, null);
        if (roc !== null) {
          let area = 0;
          for (let i = 1; i < roc.fpr.length; i++) {
            expect(roc.fpr[i]).toBeGreaterThanOrEqual(roc.fpr[i - 1]!);
            expect(roc.tpr[i]).toBeGreaterThanOrEqual(roc.tpr[i - 1]!);
            area += ((roc.fpr[i]! - roc.fpr[i - 1]!) * (roc.tpr[i]! + roc.tpr[i - 1]!)) / 2;
          }
          expect(area).toBeCloseTo(rocAuc(blocks), 12);
          expect(partialAuc(roc, 1)).toBeCloseTo(rocAuc(blocks), 12);
        }
        const curve = precisionRecallCurve(data.score, data.positive);
        if (curve !== null) {
          const steps = [...curve.recall].map((r, i) => r - (curve.recall[i - 1] ?? 0));
          const area = steps.reduce((sum, step, i) => sum + step * curve.precision[i]!, 0);
          expect(area).toBeCloseTo(averagePrecision(blocks), 12);
        }
      }),
    );
  });

  it("with weights are those of repeated units", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const data = columns(list);
        const weights = Float64Array.from(list, (_, i) => i % 3);
        const repeated = columns(list.flatMap((row, i) => new Array(i % 3).fill(row)));
        expect(rocCurve(data.score, data.positive, weights)).toEqual(
          rocCurve(repeated.score, repeated.positive),
        );
      }),
    );
  });
});

describe("operating points", () => {
  const score = Float64Array.of(5, 4, 3, 2, 1);
  const roc = rocCurve(score, Uint8Array.of(1, 0, 1, 0, 0))!;

  it("take the largest of the thresholds that are equally good", () => {
    expect(sensitivityAtSpecificity(roc, 0.6)).toMatchObject({ threshold: 3, sensitivity: 1 });
    expect(sensitivityAtSpecificity(roc, 1)).toMatchObject({ threshold: 5, sensitivity: 0.5 });
    expect(specificityAtSensitivity(roc, 0.5)).toMatchObject({ threshold: 5, specificity: 1 });
    expect(specificityAtSensitivity(roc, 1).threshold).toBe(3);
    expect(falsePositiveRateAt(roc, 1)).toBeCloseTo(1 / 3, 14);
    expect(youdenPoint(roc)).toMatchObject({ threshold: 3, j: expect.closeTo(2 / 3, 14) });
    const chance = rocCurve(Float64Array.of(1, 1), Uint8Array.of(0, 1))!;
    expect(youdenPoint(chance)).toMatchObject({ threshold: Number.POSITIVE_INFINITY, j: 0 });
  });

  it("meet a target that rounding just misses", () => {
    const target = 0.1 + 0.2; // 0.30000000000000004
    const tpr = Float64Array.of(0, 0.3, 1);
    const curve = { threshold: Float64Array.of(9, 2, 1), fpr: Float64Array.of(0, 0.4, 1), tpr };
    expect(specificityAtSensitivity(curve, target).threshold).toBe(2);
  });

  it("of acceptance: the least coverage at a target, the most at a risk", () => {
    const wrong = Uint8Array.of(0, 1, 0, 0, 1);
    const curve = riskCoverageCurve(score, wrong);
    expect(riskAtCoverage(curve, 0.5)).toEqual({ threshold: 3, coverage: 0.6, risk: 1 / 3 });
    expect(riskAtCoverage(curve, 1)?.coverage).toBe(1);
    expect(coverageAtRisk(curve, 0.3)).toEqual({ threshold: 2, coverage: 0.8, risk: 0.25 });
    expect(coverageAtRisk(curve, 0.1)).toEqual({ threshold: 5, coverage: 0.2, risk: 0 });
    expect(coverageAtRisk(riskCoverageCurve(score, wrong.fill(1)), 0.5)).toBeNull();
  });
});

describe("failure detection", () => {
  it("AUGRC is tied to AUROC and accuracy, with ties too", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const { score, positive: wrong } = columns(list);
        const errors = blocksOf(createRanking(score), wrong, null);
        const accuracy = list.filter(([, y]) => y === 0).length / list.length;
        if (accuracy === 0 || accuracy === 1) return;
        const auc = slowAuc(
          [...score],
          [...wrong].map((y) => 1 - y),
        );
        // Traub et al. 2024: AUGRC = (1 − AUROC_f)·acc·(1 − acc) + ½(1 − acc)².
        const want = (1 - auc) * accuracy * (1 - accuracy) + (1 - accuracy) ** 2 / 2;
        expect(areaUnderGeneralizedRisk(errors)).toBeCloseTo(want, 12);
      }),
    );
  });

  it("the optimum is the AURC of errors behind all others, and no ranking beats it", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const { score, positive: wrong } = columns(list);
        const misses = wrong.reduce((sum, y) => sum + y, 0);
        const optimum = optimalRiskCoverage(list.length - misses, misses);
        const sorted = Uint8Array.from(wrong).sort();
        const best = Float64Array.from(sorted, (_, i) => -i);
        const of = (s: Float64Array, w: Uint8Array) =>
          areaUnderRiskCoverage(blocksOf(createRanking(s), w, null));
        expect(optimum).toBeCloseTo(of(best, sorted), 12);
        expect(of(score, wrong)).toBeGreaterThanOrEqual(optimum - 1e-12);
      }),
    );
    expect(optimalRiskCoverage(9_000, 1_000)).toBeCloseTo(optimalRiskCoverageLimit(0.1), 4);
    expect(optimalRiskCoverageLimit(1)).toBe(1);
    expect(optimalRiskCoverageLimit(0)).toBe(0);
  });
});

describe("harmonic numbers", () => {
  it("are the same from the table and by digamma", () => {
    const table = createHarmonics(Float64Array.of(1000));
    const continued = createHarmonics(Float64Array.of(1000.5));
    for (const [low, high] of [
      [0, 1],
      [0, 1000],
      [3, 4],
      [10, 999],
      [5, 5],
    ] as const) {
      expect(continued.between(low, high)).toBeCloseTo(table.between(low, high), 12);
    }
  });

  it("digamma at known points", () => {
    const gamma = 0.5772156649015329;
    expect(digamma(1)).toBeCloseTo(-gamma, 13);
    expect(digamma(1.5)).toBeCloseTo(2 - gamma - 2 * Math.LN2, 13);
    expect(digamma(1e6)).toBeCloseTo(Math.log(1e6) - 5e-7, 12);
  });
});

describe("rankings", () => {
  it("are the same by hashing few scores and by sorting many", () => {
    const n = 300;
    const score = Float64Array.from({ length: n }, (_, i) => (i * 7919) % n); // all distinct
    const twice = Float64Array.of(...score, ...score, ...score, ...score, ...score);
    const many = createRanking(score);
    const few = createRanking(twice);
    expect([...few.score]).toEqual([...many.score]);
    expect([...few.block.slice(n, 2 * n)]).toEqual([...many.block]);
    expect([...many.score]).toEqual([...score].sort((a, b) => b - a));
    for (let i = 0; i < n; i++) expect(many.score[many.block[i]!]).toBe(score[i]);
  });

  it("take 0 and −0 for equal, infinities for the ends, and refuse NaN", () => {
    const ranking = createRanking(
      Float64Array.of(0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1e-320),
    );
    expect([...ranking.block]).toEqual([1, 1, 0, 3, 2]);
    expect(() => createRanking(Float64Array.of(1, Number.NaN))).toThrow(
      throwsCode("argument/not-a-number"),
    );
    const many = Float64Array.from({ length: 2000 }, (_, i) => i);
    many[1999] = Number.NaN;
    expect(() => createRanking(many)).toThrow(throwsCode("argument/not-a-number"));
  });
});

describe("other figures of scores and matrices", () => {
  it("top-k hits by each rule of ties", () => {
    const row = [0.2, 0.4, 0.2, 0.2];
    const hit = (truth: number, k: number, ties: Parameters<typeof topKHit>[3]) =>
      topKHit(row, truth, k, ties);
    expect([1, 2, 3, 4].map((k) => hit(0, k, "expected"))).toEqual([0, 1 / 3, 2 / 3, 1]);
    expect([1, 2, 3, 4].map((k) => hit(0, k, "pessimistic"))).toEqual([0, 0, 0, 1]);
    expect([1, 2, 3, 4].map((k) => hit(0, k, "optimistic"))).toEqual([0, 1, 1, 1]);
    expect([2, 3, 4].map((k) => hit(0, k, "higher-index"))).toEqual([0, 0, 1]);
    expect(hit(3, 2, "higher-index")).toBe(1);
  });

  it("weighted kappas by hand, and null where nothing can disagree", () => {
    const cells = (matrix: number[][]) => {
      const answers = classPredictions(fromMatrices([matrix], false))!;
      if (answers.kind !== "single") throw new Error("one label a unit");
      return confusionCells(answers, null);
    };
    // Two units at distance 2 of four: observed 2·2; expected by margins (3,0,1), (2,0,2).
    const far = cells([
      [2, 0, 1],
      [0, 0, 0],
      [0, 0, 1],
    ]);
    expect(weightedKappa(far, "linear")).toBeCloseTo(1 - 2 / ((3 * 2 * 2 + 1 * 2 * 2) / 4), 12);
    expect(weightedKappa(far, "quadratic")).toBeCloseTo(1 - 4 / ((3 * 2 * 4 + 1 * 2 * 4) / 4), 12);
    expect(
      weightedKappa(
        cells([
          [3, 0],
          [0, 0],
        ]),
        "linear",
      ),
    ).toBeNaN();
  });

  it("confusion cells are the same from a full matrix and from a map", () => {
    const { truth, predicted } = answered([2, 0, 1, 2], [1, 0, 1, 1]);
    const base = { kind: "single", unitCount: 4, truth, predicted } as const;
    const few = confusionCells({ ...base, classes: ["a", "b", "c"] }, null);
    const classes = Array.from({ length: 3000 }, (_, k) => `c${k}`);
    const many = confusionCells({ ...base, classes }, null);
    expect({ ...many, classCount: 3 }).toEqual(few);
    expect([...confusionMatrix(few)]).toEqual([1, 0, 0, 0, 1, 0, 0, 2, 0]);
  });

  it("Hand and Till's M of two classes is the mean of their AUCs; pooled precision by hand", () => {
    const column = [Float64Array.of(0.9, 0.6, 0.2), Float64Array.of(0.1, 0.4, 0.8)];
    expect(handTillAuc(column, Int32Array.of(0, 1, 1))).toBe(1);
    expect(handTillAuc(column, Int32Array.of(0, 0, 0))).toBeNaN();
    // Falling: 0.9 hit, 0.8 hit, 0.6 miss, 0.4 hit.
    expect(microAveragePrecision(column, Int32Array.of(0, 1, 1), null)).toBeCloseTo(
      (1 + 1 + 3 / 4) / 3,
      14,
    );
  });
});
