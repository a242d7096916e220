/** Macro F1 and AUC: coverage and wrong verdicts, on independent images and in clusters. */

import type { Claim } from "../../src/claims/claim.js";
import { createRandom, type Random } from "../../src/core/random.js";
import type { Estimator, MetricReference } from "../../src/metrics/estimate-types.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import type {
  AnomalyOutcomes,
  ClassificationOutcomes,
} from "../../src/outcomes/classification-types.js";
import { normalCdf } from "../../src/statistics/quantiles.js";
import { createTally, type Experiment } from "./measure.js";
import { holdsTruth, isUnwarnedMiss, limitAt, tallyVerdicts, verdictOf } from "./shares.js";
import { betaSites, drawIndex, drawNormal, meanOf } from "./worlds.js";

/**
 * A figure's coverage, its verdicts at a limit of exactly the truth, and its power.
 *
 * @param claim a claim whose limit is r
 */
export function measured(
  part: string,
  setting: Readonly<Record<string, string | number>>,
  effort: number,
  reference: MetricReference,
  prepare: () => { readonly truth: number; readonly draw: (random: Random) => Estimator },
  claim: (r: number) => Claim = limitAt,
): Experiment {
  return {
    part,
    setting,
    effort,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      const { truth, draw } = prepare();
      for (let run = 0; run < repetitions; run++) {
        const local = draw(createRandom(seed, stream + run));
        const detail = local.at(0.95);
        const held = holdsTruth(detail, truth);
        if (detail.low !== null) tally.add("coverage", held);
        if (detail.low !== null) tally.add("unwarned miss", isUnwarnedMiss(detail, held));
        tallyVerdicts(tally, truth, (r) => verdictOf(local, { ...claim(r), reference }));
      }
      return tally.measures();
    },
  };
}

/** Class prevalences: all alike, or each half of the one before it. */
export function prevalences(K: number, law: "equal" | "halving"): Float64Array {
  const raw = Float64Array.from({ length: K }, (_, k) => (law === "equal" ? 1 : 0.5 ** k));
  const sum = meanOf(raw) * K;
  return raw.map((x) => x / sum);
}

/** Macro F1 of classes with prevalence π, right with probability q, else any other class. */
export function trueMacroF1(prevalence: Float64Array, q: number): number {
  const K = prevalence.length;
  const scores = prevalence.map((share) => {
    const predicted = share * q + ((1 - share) * (1 - q)) / (K - 1);
    return (2 * share * q) / (share + predicted);
  });
  return meanOf(scores);
}

const MACRO_F1 = parseReference("f1{average=macro}");
const AUC = parseReference("roc-auc");

interface Sizes {
  /** Images in all, or clusters. */
  readonly units: number;
  readonly perCluster: number | null;
}

export function macroF1(
  K: number,
  law: "equal" | "halving",
  { units, perCluster }: Sizes,
  icc: number,
  effort = perCluster === null ? 0.5 : 0.25,
): Experiment {
  const n = perCluster === null ? units : units * perCluster;
  const prepare = () => {
    const sites = betaSites(0.8, icc);
    const prevalence = prevalences(K, law);
    const cumulative = cumulated(prevalence);
    const classes = Array.from({ length: K }, (_, k) => `class ${k}`);
    const draw = (random: Random): Estimator => {
      const truth = new Int32Array(n);
      const predicted = new Int32Array(n);
      let q = sites[0]!;
      for (let i = 0; i < n; i++) {
        if (perCluster === null || i % perCluster === 0) q = sites[random.below(sites.length)]!;
        truth[i] = drawIndex(cumulative, random);
        const right = random.uniform() < q;
        predicted[i] = right ? truth[i]! : (truth[i]! + 1 + random.below(K - 1)) % K;
      }
      const outcomes: ClassificationOutcomes = {
        kind: "classification",
        unitCount: n,
        unit: "image",
        classes,
        modelClassCount: K,
        truth,
        predicted,
        scores: null,
        ...clusterColumn(n, perCluster),
      };
      return createEstimator(outcomes, MACRO_F1);
    };
    return { draw, truth: trueMacroF1(prevalence, meanOf(sites)) };
  };
  const setting = { K, classes: law };
  return perCluster === null
    ? measured("macro F1, independent", { n, ...setting }, effort, MACRO_F1, prepare)
    : measured("macro F1, clusters", { G: units, ...setting, icc }, effort, MACRO_F1, prepare);
}

/**
 * Scores of positives are normal around d, of negatives around 0; each site shifts all of its scores
 * by a normal number with standard deviation `shift`.
 */
function auc(
  target: number,
  share: number,
  { units, perCluster }: Sizes,
  shift: number,
): Experiment {
  const spread = Math.sqrt(2 * (1 + shift ** 2));
  const d = spread * quantileOfNormal(target);
  const n = perCluster === null ? units : units * perCluster;
  const draw = (random: Random): Estimator => {
    const truth = new Uint8Array(n);
    const score = new Float64Array(n);
    let site = 0;
    for (let i = 0; i < n; i++) {
      if (perCluster !== null && i % perCluster === 0) site = shift * drawNormal(random);
      truth[i] =
        perCluster === null ? Number(i < Math.round(share * n)) : Number(random.uniform() < share);
      score[i] = drawNormal(random) + site + (truth[i] === 1 ? d : 0);
    }
    const outcomes: AnomalyOutcomes = {
      kind: "anomaly",
      unitCount: n,
      unit: "image",
      classes: ["normal", "anomalous"],
      truth,
      score,
      threshold: null,
      ...clusterColumn(n, perCluster),
    };
    return createEstimator(outcomes, AUC);
  };
  const setting = { AUC: target, positives: share };
  const prepare = () => ({ draw, truth: target });
  return perCluster === null
    ? measured("AUC, independent", { n, ...setting }, 0.5, AUC, prepare)
    : measured("AUC, clusters", { G: units, ...setting, shift }, 0.25, AUC, prepare);
}

function quantileOfNormal(target: number): number {
  let [low, high] = [0, 10];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export function clusterColumn(
  n: number,
  perCluster: number | null,
): { cluster: Int32Array | null; clusterCount: number } {
  if (perCluster === null) return { cluster: null, clusterCount: 0 };
  const cluster = Int32Array.from({ length: n }, (_, i) => Math.floor(i / perCluster));
  return { cluster, clusterCount: n / perCluster };
}

export function cumulated(values: Float64Array): Float64Array {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

/** Every setting of macro F1 and AUC. */
export function metricExperiments(): Experiment[] {
  const found: Experiment[] = [];
  for (const n of [50, 200, 800]) {
    for (const [K, law] of [
      [3, "equal"],
      [6, "halving"],
    ] as const) {
      found.push(macroF1(K, law, { units: n, perCluster: null }, 0));
    }
    for (const [target, share] of [
      [0.75, 0.2],
      [0.95, 0.2],
      [0.95, 0.5],
    ] as const) {
      found.push(auc(target, share, { units: n, perCluster: null }, 0));
    }
  }
  for (const G of [5, 10, 20, 50]) {
    for (const icc of [0.05, 0.2]) {
      found.push(macroF1(4, "halving", { units: G, perCluster: 20 }, icc));
    }
    for (const shift of [0.3, 1]) {
      found.push(auc(0.9, 0.3, { units: G, perCluster: 20 }, shift));
    }
  }
  return found;
}
