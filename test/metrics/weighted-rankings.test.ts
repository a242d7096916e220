import { describe, expect, it } from "vitest";
import type { EstimateDetail } from "../../src/metrics/estimate-types.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { createKernel } from "../../src/metrics/kernels.js";
import { handTillAuc, microAveragePrecision } from "../../src/metrics/pairwise-auc.js";
import { parseReference } from "../../src/metrics/reference.js";
import { createAnomalyOutcomes } from "../../src/outcomes/anomaly.js";
import type { Outcomes } from "../../src/outcomes/classification-types.js";
import { clusterDesign } from "../../src/statistics/cluster-design.js";
import { studentLevelQuantile } from "../../src/statistics/quantiles.js";
import oracle from "../oracle/weighted_rankings.json" with { type: "json" };
import { confident, multilabel } from "./support/outcomes.js";
import { jackknifed, withoutBias } from "./support/without-bias.js";

const { score, label, cluster, classes } = oracle;
const n = score.length;
const weights = Float64Array.from(oracle.weight);
const clusters = { cluster: Int32Array.from(cluster), clusterCount: Math.max(...cluster) + 1 };

/** Kish's effective number of the units of a mark. */
function kish(mark: (i: number) => boolean): number {
  const used = [...weights].filter((_, i) => mark(i));
  return used.reduce((a, b) => a + b, 0) ** 2 / used.reduce((a, b) => a + b * b, 0);
}

function estimate(outcomes: Outcomes, metric: string): EstimateDetail {
  return createEstimator(outcomes, parseReference(metric), { weights }).at(0.95);
}

/** The effective number of units, and Wilson's limits on it: no more than 200 units are left out one by one. */
function holds(
  found: EstimateDetail,
  wanted: { value: number; variance: number },
  cap: number,
  bias: number | null = null,
) {
  const { value, variance } = wanted;
  const { nu, ...limits } = withoutBias(value, variance, {
    bias: bias ?? 0,
    noise: bias === null ? 1 : 1.1,
    cap,
    q: studentLevelQuantile(0.95, n - 1),
  });
  expect(found.value).toBeCloseTo(value, 11);
  expect(found.nu).toBeCloseTo(nu, 8);
  expect(found.low).toBeCloseTo(limits.low, 10);
  expect(found.high).toBeCloseTo(limits.high, 10);
  expect(found).toMatchObject({ n, method: "wilson-jackknife", clusters: null, design: null });
}

/** 1.3(θ̂ − J) of average precision, each unit or cluster left out (METHODS-2 A5). */
function precisionBias(outcomes: Outcomes): number {
  const { cluster: groups } = outcomes;
  const reference = parseReference("average-precision");
  const left = Array.from({ length: groups === null ? n : 12 }, (_, out) => {
    const rest = weights.map((w, i) => ((groups?.[i] ?? i) === out ? 0 : w));
    return createKernel(outcomes, reference)(rest);
  });
  const value = createKernel(outcomes, reference)(weights);
  return 1.3 * (value - jackknifed(value, left));
}

/** What clusters leave of a cap, by the weights of the right and of all units in each (METHODS §2.2). */
function capInClusters(cap: number, isRight: (i: number) => boolean): number {
  const sum = (g: number, counts: (i: number) => boolean) =>
    weights.reduce((total, w, i) => total + (cluster[i] === g && counts(i) ? w : 0), 0);
  const scale = n / weights.reduce((a, b) => a + b, 0);
  const ids = Float64Array.from({ length: clusters.clusterCount }, (_, g) => g);
  const size = ids.map((g) => scale * sum(g, () => true));
  const hits = ids.map((g) => scale * sum(g, isRight));
  const { mw, floor } = clusterDesign(size, hits);
  return cap / (1 + (mw - 1) * floor);
}

describe("weighted rankings, against scikit-learn and NumPy", () => {
  const detector = createAnomalyOutcomes({
    truth: Uint8Array.from(label),
    score: Float64Array.from(score),
  });
  const answers = confident(score, label);

  it("average precision, and its jackknife", () => {
    const found = estimate(detector, "average-precision");
    holds(
      found,
      oracle.average_precision,
      kish((i) => label[i] === 1),
      precisionBias(detector),
    );
  });

  it("AURC and AUGRC, and their jackknives", () => {
    const all = kish(() => true);
    holds(estimate(answers, "aurc"), oracle.aurc, all);
    holds(estimate(answers, "augrc"), oracle.augrc, all);
  });

  it("AUC, of a score and of failures", () => {
    expect(estimate(detector, "roc-auc").value).toBeCloseTo(oracle.roc_auc, 12);
    expect(estimate(answers, "auroc-failure").value).toBeCloseTo(oracle.auroc_failure, 12);
  });

  it("over clusters, each left out in turn", () => {
    const found = estimate({ ...detector, ...clusters }, "average-precision");
    expect(found.design?.v).toBeCloseTo(oracle.average_precision.cluster_variance, 12);
    for (const metric of ["aurc", "augrc"] as const) {
      const { value, cluster_variance: variance } = oracle[metric];
      const risk = estimate({ ...answers, ...clusters }, metric);
      const cap = capInClusters(
        kish(() => true),
        (i) => label[i] === 1,
      );
      expect(risk.value).toBeCloseTo(value, 11);
      expect(risk.nu).toBeCloseTo(Math.min((value * (1 - value)) / variance, cap), 8);
      expect(risk).toMatchObject({ n, method: "wilson-jackknife-cluster", clusters: 12 });
    }
  });
});

describe("weighted means over classes, against scikit-learn", () => {
  const isRight = (i: number) => i % 5 < 3;
  const truth = classes.truth.map((t) => [0, 1, 2].map((k) => Number(t === k)));
  const predicted = truth.map((row, i) => row.map((t) => (isRight(i) ? t : 1 - t)));
  const outcomes = multilabel(truth, predicted, { scores: classes.scores });
  const counts = [0, 1, 2].map((k) => ({
    positives: kish((i) => classes.truth[i] === k),
    negatives: kish((i) => classes.truth[i] !== k),
  }));
  const aucCaps = counts.map(({ positives, negatives }) => 4 / (1 / positives + 1 / negatives));
  const precisionCaps = counts.map(({ positives }) => positives);
  const harmonic = (caps: readonly number[]) => 9 / caps.reduce((sum, cap) => sum + 1 / cap, 0);

  it("AUC, and its jackknife", () => {
    const found = estimate(outcomes, "roc-auc");
    holds(found, classes.roc_auc, harmonic(aucCaps));
    expect(found.defined).toBe(3);
  });

  it("average precision, and its jackknife", () => {
    const found = estimate(outcomes, "average-precision");
    holds(found, classes.average_precision, harmonic(precisionCaps), precisionBias(outcomes));
  });

  it("over clusters, each left out in turn", () => {
    const inClusters = { ...outcomes, ...clusters };
    for (const [metric, { value, cluster_variance: variance }, caps] of [
      ["roc-auc", classes.roc_auc, aucCaps],
      ["average-precision", classes.average_precision, precisionCaps],
    ] as const) {
      const found = estimate(inClusters, metric);
      const cap = capInClusters(harmonic(caps), isRight);
      expect(found.value).toBeCloseTo(value, 12);
      const isPrecision = metric === "average-precision";
      const bias = isPrecision ? precisionBias(inClusters) : 0;
      const correction = { bias, noise: isPrecision ? 1.1 : 1, cap, q: 2 };
      expect(found.nu).toBeCloseTo(withoutBias(value, variance, correction).nu, 8);
      expect(found.clusters).toBe(12);
    }
  });

  it("Hand and Till's M of three classes, and average precision of all pairs", () => {
    const column = (rows: readonly (readonly number[])[]) =>
      [0, 1, 2].map((k) => Float64Array.from(rows, (row) => row[k] ?? Number.NaN));
    const ids = Int32Array.from(classes.truth);
    expect(handTillAuc(column(classes.probabilities), ids)).toBeCloseTo(classes.hand_till, 12);
    const pooled = (w: Float64Array | null) =>
      microAveragePrecision(column(classes.scores), ids, w);
    expect(pooled(weights)).toBeCloseTo(classes.micro_average_precision, 12);
    expect(pooled(null)).toBeCloseTo(classes.micro_average_precision_unweighted, 12);
  });
});
