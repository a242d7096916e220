import { describe, expect, it } from "vitest";
import { createEstimator } from "../../src/metrics/estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import { createAnomalyOutcomes } from "../../src/outcomes/anomaly.js";
import type { Outcomes } from "../../src/outcomes/classification-types.js";
import { clusterDesign } from "../../src/statistics/cluster-design.js";
import { levelQuantile } from "../../src/statistics/quantiles.js";
import { confident, multilabel } from "./support/outcomes.js";
import { mean, slowAuc, slowAugrc, slowAurc, slowAveragePrecision } from "./support/slow.js";
import { jackknifed, withoutBias } from "./support/without-bias.js";

const n = 24;
const units = [...Array(n).keys()];
const SCORE = units.map((i) => ((i * 11) % n) / n); // all distinct
const right = units.map((i) => Number(((i * 7) % 10) / 10 + SCORE[i]! > 0.7));
const wrong = right.map((one) => 1 - one);

type Metric = (units: readonly number[]) => number;

/** (n − 1)/n·Σ(θ_(−i) − θ̄)², and over clusters G/(G − 1)·ΣU_g², U_g the sum of θ̄ − θ_(−i). */
function leftOut(metric: Metric) {
  const left = units.map((out) => metric(units.filter((i) => i !== out)));
  const gaps = left.map((value) => mean(left) - value);
  const independent = ((n - 1) / n) * gaps.reduce((sum, gap) => sum + gap * gap, 0);
  // Units that pull the same way are put together, so that clusters count.
  const order = [...units].sort((a, b) => gaps[a]! - gaps[b]!);
  const cluster = units.map((i) => Math.floor(order.indexOf(i) / 3));
  const G = n / 3;
  const sums = Array.from({ length: G }, (_, g) =>
    gaps.reduce((sum, gap, i) => sum + (cluster[i] === g ? gap : 0), 0),
  );
  const clustered = (G / (G - 1)) * sums.reduce((sum, u) => sum + u * u, 0);
  return { left, independent, clustered, cluster, clusterCount: G };
}

/** What clusters leave of a cap, by right and wrong answers (METHODS §2.2). */
function capInClusters(cap: number, cluster: readonly number[]): number {
  const ids = Float64Array.from(new Set(cluster));
  const { mw, floor } = clusterDesign(
    ids.map((g) => cluster.filter((c) => c === g).length),
    ids.map((g) => right.filter((one, i) => one === 1 && cluster[i] === g).length),
  );
  return cap / (1 + (mw - 1) * floor);
}

function agree(outcomes: Outcomes, text: string, metric: Metric, cap: number): void {
  const reference = parseReference(text);
  const value = metric(units);
  const { left, independent, clustered, cluster, clusterCount } = leftOut(metric);
  const plain = createEstimator(outcomes, reference).at(0.9);
  const isPrecision = text === "average-precision";
  const correction = {
    bias: isPrecision ? 1.3 * (value - jackknifed(value, left)) : 0,
    noise: isPrecision ? 1.1 : 1,
    cap,
    q: levelQuantile(0.9),
  };
  const { nu, ...limits } = withoutBias(value, independent, correction);
  expect(plain.value).toBeCloseTo(value, 12);
  expect(plain.nu).toBeCloseTo(nu, 8);
  expect(plain.low).toBeCloseTo(limits.low, 10);
  expect(plain.high).toBeCloseTo(limits.high, 10);
  const inClusters = { ...outcomes, cluster: Int32Array.from(cluster), clusterCount };
  const found = createEstimator(inClusters, reference).at(0.9);
  const leftOutCluster = Array.from({ length: clusterCount }, (_, g) =>
    metric(units.filter((i) => cluster[i] !== g)),
  );
  const bias = isPrecision ? 1.3 * (value - jackknifed(value, leftOutCluster)) : 0;
  const uncapped = { ...correction, bias, cap: Number.POSITIVE_INFINITY };
  const nuInClusters = withoutBias(value, clustered, uncapped).nu;
  expect(nuInClusters).toBeLessThan(capInClusters(cap, cluster));
  expect(found.nu).toBeCloseTo(nuInClusters, 8);
}

describe("rankings with each unit left out, by their definitions", () => {
  const pick = (values: readonly number[], kept: readonly number[]) => kept.map((i) => values[i]!);

  it("AURC and AUGRC", () => {
    const outcomes = confident(SCORE, right);
    agree(outcomes, "aurc", (kept) => slowAurc(pick(SCORE, kept), pick(wrong, kept)), n);
    agree(outcomes, "augrc", (kept) => slowAugrc(pick(SCORE, kept), pick(wrong, kept)), n);
  });

  it("means of AUC and of average precision over classes", () => {
    // Much alike, so that their mean varies about as much as each.
    const labels = [0, 1, 2].map((k) =>
      units.map((i) => Number((i * 5) % 11 < 6 !== (i === 20 + k))),
    );
    const scores = [0, 1, 2].map((k) =>
      units.map((i) => labels[k]![i]! / 4 + ((i * 17 + k * (i % 3)) % n) / n),
    );
    const rows = (columns: readonly (readonly number[])[]) =>
      units.map((i) => columns.map((values) => values[i]!));
    const truth = rows(labels);
    const answers = truth.map((row, i) => row.map((t) => (right[i] === 1 ? t : 1 - t)));
    const outcomes = multilabel(truth, answers, { scores: rows(scores) });
    const over = (metric: (score: readonly number[], label: readonly number[]) => number) => {
      return (kept: readonly number[]) =>
        mean([0, 1, 2].map((k) => metric(pick(scores[k]!, kept), pick(labels[k]!, kept))));
    };
    const counts = labels.map((label) => label.reduce((a, b) => a + b, 0));
    const harmonic = (caps: readonly number[]) => 9 / caps.reduce((sum, cap) => sum + 1 / cap, 0);
    const aucCaps = counts.map((p) => 4 / (1 / p + 1 / (n - p)));
    agree(outcomes, "roc-auc", over(slowAuc), harmonic(aucCaps));
    const [auc, { independent }] = [over(slowAuc), leftOut(over(slowAuc))];
    expect((auc(units) * (1 - auc(units))) / independent).toBeLessThan(harmonic(aucCaps));
    agree(outcomes, "average-precision", over(slowAveragePrecision), harmonic(counts));
  });

  it("average precision of one class, over clusters", () => {
    const label = units.map((i) => Number(i % 3 === 0));
    const metric: Metric = (kept) => slowAveragePrecision(pick(SCORE, kept), pick(label, kept));
    const { clustered, cluster, clusterCount } = leftOut(metric);
    const detector = createAnomalyOutcomes({
      truth: Uint8Array.from(label),
      score: Float64Array.from(SCORE),
      cluster: Int32Array.from(cluster),
      clusterCount,
    });
    const found = createEstimator(detector, parseReference("average-precision")).at(0.9);
    expect(found.design?.v).toBeCloseTo(clustered, 12);
  });
});

describe("means of rankings over classes", () => {
  it("warn of a class with fewer than ten units, or all but ten", () => {
    const warnings = (counts: readonly number[]) => {
      const rows = Array.from({ length: 30 }, (_, i) => counts.map((count) => Number(i < count)));
      const scores = rows.map((row, i) => row.map((t, k) => t + ((i * 7 + k) % 9) / 3));
      return createEstimator(multilabel(rows, rows, { scores }), parseReference("roc-auc")).at(0.95)
        .warnings;
    };
    expect(warnings([10, 20])).not.toContain("interval/few-of-a-class");
    expect(warnings([10, 9])).toContain("interval/few-of-a-class");
    expect(warnings([21, 20])).toContain("interval/few-of-a-class");
  });
});
