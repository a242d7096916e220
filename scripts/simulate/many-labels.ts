/** Figures that are means over many labels, or rest on few of one: the worlds of METHODS-2 A2, A4, A5, A8. */

import type { Claim } from "../../src/claims/claim.js";
import { createRandom, type Random } from "../../src/core/random.js";
import {
  createDetectionEstimator,
  createDetectionKernel,
} from "../../src/metrics/detection/detection-estimators.js";
import type { Estimator } from "../../src/metrics/estimate-types.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import type {
  AnomalyOutcomes,
  MultilabelOutcomes,
} from "../../src/outcomes/classification-types.js";
import type { DetectionOutcomes } from "../../src/outcomes/detection-types.js";
import { normalCdf } from "../../src/statistics/quantiles.js";
import { detectorOutcomes } from "./detection.js";
import type { Experiment } from "./measure.js";
import { clusterColumn, macroF1, measured } from "./metrics.js";
import { limitAt } from "./shares.js";
import { betaSites, drawNormal, drawPoisson } from "./worlds.js";

const AP50 = parseReference("map-50");
const AUC = parseReference("roc-auc");

/** A detector of K labels; scores of right detections are N(shift, 1), of false alarms N(0, 1). */
interface DetectorWorld {
  readonly K: number;
  readonly images: number;
  /** Mean objects a label; rank k has this many divided by k in a long tail. */
  readonly objects: number;
  readonly tail: "equal" | "long tail";
  readonly found: number;
  readonly shift: number;
  /** False alarms an object. */
  readonly alarms: number;
  /** Images a site, or null. */
  readonly perSite: number | null;
  readonly icc: number;
}

/** Objects of a label, spread over the images at random. */
function objectsOf({ objects, tail }: DetectorWorld, label: number): number {
  return tail === "equal" ? objects : objects / (label + 1);
}

/** @param sites probabilities that an object is found, equally likely kinds of sites */
function drawDetections(
  world: DetectorWorld,
  sites: Float64Array,
  random: Random,
): DetectionOutcomes {
  const { K, images, shift, alarms, perSite } = world;
  const ofSite = Float64Array.from(
    { length: perSite === null ? 1 : images / perSite },
    () => sites[random.below(sites.length)]!,
  );
  const columns = { unit: [] as number[], score: [] as number[], matched: [] as number[] };
  const truthUnit: number[] = [];
  const found: number[] = [];
  const detectionStart = new Int32Array(K + 1);
  const truthStart = new Int32Array(K + 1);
  for (let label = 0; label < K; label++) {
    const own: { unit: number; score: number; right: number }[] = [];
    const mean = objectsOf(world, label);
    for (let count = drawPoisson(mean, random); count > 0; count--) {
      const unit = random.below(images);
      const q = ofSite[perSite === null ? 0 : Math.floor(unit / perSite)]!;
      const right = random.uniform() < q ? 1 : 0;
      truthUnit.push(unit);
      found.push(right);
      if (right === 1) own.push({ unit, score: shift + drawNormal(random), right });
    }
    for (let count = drawPoisson(mean * alarms, random); count > 0; count--) {
      own.push({ unit: random.below(images), score: drawNormal(random), right: 0 });
    }
    own.sort((a, b) => b.score - a.score);
    for (const { unit, score, right } of own) {
      columns.unit.push(unit);
      columns.score.push(score);
      columns.matched.push(right);
    }
    detectionStart[label + 1] = columns.unit.length;
    truthStart[label + 1] = truthUnit.length;
  }
  const classes = Array.from({ length: K }, (_, k) => `label ${k}`);
  return detectorOutcomes(images, perSite, classes, {
    detectionStart,
    truthStart,
    source: Int32Array.from(columns.unit.keys()),
    unit: Int32Array.from(columns.unit),
    score: Float64Array.from(columns.score),
    matched: Uint16Array.from(columns.matched),
    truthUnit: Int32Array.from(truthUnit),
    found: Uint16Array.from(found),
  });
}

/** Objects of the one label whose average precision is the truth. */
const TRUTH_OBJECTS = 400_000;

/** A published figure of a test set so large that its own bias is nothing. */
function largeClaim(r: number): Claim {
  return { ...limitAt(r), evidence: { kind: "point" }, images: 1e12 };
}

function meanPrecision(
  part: string,
  change: Partial<DetectorWorld>,
  known: boolean,
  effort: number,
): Experiment {
  const world: DetectorWorld = {
    K: 20,
    images: 300,
    objects: 30,
    tail: "equal",
    found: 0.75,
    shift: 1.5,
    alarms: 1.5,
    perSite: null,
    icc: 0,
    ...change,
  };
  const { K, images, objects, tail, found, perSite, icc } = world;
  const setting = {
    K,
    n: images,
    objects: tail === "equal" ? objects : `${objects}/rank`,
    found,
    ...(perSite === null ? {} : { G: images / perSite, icc }),
    "size of the claim's set": known ? "known" : "not known",
  };
  const prepare = () => {
    const sites = betaSites(found, icc);
    const whole = { ...world, K: 1, images: 100_000, objects: TRUTH_OBJECTS, perSite: null };
    // Mixed over sites, so that the truth is that of all of them.
    const large = drawDetections(
      { ...whole, perSite: icc === 0 ? null : 1, tail: "equal" },
      sites,
      createRandom(1, 2 ** 52),
    );
    const truth = createDetectionKernel({ ...large, cluster: null, clusterCount: 0 }, AP50)(null);
    const draw = (random: Random): Estimator =>
      createDetectionEstimator(drawDetections(world, sites, random), AP50);
    return { draw, truth };
  };
  return measured(part, setting, effort, AP50, prepare, known ? largeClaim : limitAt);
}

/** Scores of positives by a law of their own, of negatives N(0, 1). */
interface PositiveLaw {
  readonly name: string;
  readonly draw: (random: Random) => number;
  /** P(positive > negative). */
  readonly truth: number;
}

function normalPositives(mean: number, sd: number): PositiveLaw {
  return {
    name: `N(${mean}, ${sd}²)`,
    draw: (random) => mean + sd * drawNormal(random),
    truth: normalCdf(mean / Math.sqrt(1 + sd ** 2)),
  };
}

/** A share of the positives stands out, the rest look like negatives. */
function mixedPositives(share: number): PositiveLaw {
  return {
    name: `${100 * share} % at N(4, 1)`,
    draw: (random) => drawNormal(random) + (random.uniform() < share ? 4 : 0),
    truth: share * normalCdf(4 / Math.SQRT2) + (1 - share) / 2,
  };
}

function fewPositives(law: PositiveLaw, positives: number, negatives: number): Experiment {
  const n = positives + negatives;
  const draw = (random: Random): Estimator => {
    const truth = Uint8Array.from({ length: n }, (_, i) => Number(i < positives));
    const score = Float64Array.from(truth, (t) =>
      t === 1 ? law.draw(random) : drawNormal(random),
    );
    const outcomes: AnomalyOutcomes = {
      kind: "anomaly",
      unitCount: n,
      unit: "image",
      classes: ["normal", "anomalous"],
      truth,
      score,
      threshold: null,
      ...clusterColumn(n, null),
    };
    return createEstimator(outcomes, AUC);
  };
  const setting = { positives, negatives, scores: law.name };
  return measured("AUC, unequal spreads", setting, 0.5, AUC, () => ({ draw, truth: law.truth }));
}

/** Mean over K labels that stand on an image independently, each with the same share. */
function meanOverLabels(
  metric: "roc-auc" | "average-precision",
  K: number,
  share: number,
  n: number,
  effort: number,
): Experiment {
  const reference = parseReference(metric);
  const shift = 1.5;
  const prepare = () => {
    const draw = (random: Random): Estimator =>
      createEstimator(drawLabels(K, share, n, shift, random), reference);
    const truth =
      metric === "roc-auc"
        ? normalCdf(shift / Math.SQRT2)
        : createEstimator(
            drawLabels(1, share, 400_000, shift, createRandom(1, 2 ** 52)),
            reference,
          ).at(0.95).value!;
    return { draw, truth };
  };
  const part = metric === "roc-auc" ? "mean AUC over labels" : "mean average precision over labels";
  return measured(part, { K, "share of a label": share, n }, effort, reference, prepare);
}

function drawLabels(
  K: number,
  share: number,
  n: number,
  shift: number,
  random: Random,
): MultilabelOutcomes {
  const truth = new Uint8Array(n * K);
  const predicted = new Uint8Array(n * K);
  const scores = new Float64Array(n * K);
  for (let i = 0; i < n * K; i++) {
    truth[i] = Number(random.uniform() < share);
    scores[i] = normalCdf(drawNormal(random) + shift * truth[i]!);
    predicted[i] = Number(scores[i]! >= 0.5);
  }
  const classes = Array.from({ length: K }, (_, k) => `label ${k}`);
  return {
    kind: "multilabel",
    unitCount: n,
    unit: "image",
    classes,
    truth,
    predicted,
    scores,
    ...clusterColumn(n, null),
  };
}

/** Every setting of these worlds. */
export function manyLabelExperiments(): Experiment[] {
  const found: Experiment[] = [];
  for (const known of [true, false]) {
    const add = (change: Partial<DetectorWorld>, effort: number): void => {
      const part = change.perSite == null ? "mean AP, independent" : "mean AP, clusters";
      found.push(meanPrecision(part, change, known, effort));
    };
    add({ K: 1, objects: 30 }, 0.12);
    add({ K: 3, objects: 45 }, 0.12);
    add({ K: 10, objects: 12 }, 0.12);
    add({ K: 20, images: 100, objects: 5 }, 0.12);
    add({ K: 20 }, 0.12);
    add({ K: 20, images: 1000, objects: 100 }, 0.05);
    add({ K: 80, objects: 15 }, 0.06);
    add({ K: 80, images: 1000, objects: 50 }, 0.03);
    add({ K: 80, images: 1000, objects: 600, tail: "long tail" }, 0.03);
    add({ K: 20, found: 0.35, alarms: 3 }, 0.1);
    add({ K: 20, found: 0.97, shift: 3, alarms: 0.3 }, 0.12);
    add({ K: 10, images: 400, objects: 40, perSite: 20, icc: 0.08 }, 0.1);
    add({ K: 20, images: 1000, objects: 50, perSite: 20, icc: 0.08 }, 0.05);
  }
  for (const [positives, negatives] of [
    [5, 95],
    [10, 90],
    [15, 300],
    [20, 1000],
    [40, 360],
    [20, 20],
  ] as const) {
    for (const law of [normalPositives(2.5, 3), normalPositives(2, 2), mixedPositives(0.7)]) {
      found.push(fewPositives(law, positives, negatives));
    }
  }
  for (const metric of ["roc-auc", "average-precision"] as const) {
    for (const [K, share, n, effort] of [
      [20, 0.3, 300, 0.15],
      [20, 0.05, 1000, 0.08],
      [20, 0.05, 300, 0.15],
      [10, 0.02, 1000, 0.12],
      [80, 0.05, 300, 0.06],
    ] as const) {
      found.push(meanOverLabels(metric, K, share, n, effort));
    }
  }
  for (const [K, n, effort] of [
    [50, 200, 0.25],
    [50, 500, 0.2],
    [100, 1500, 0.1],
    [200, 2200, 0.08],
    [200, 4000, 0.06],
  ] as const) {
    found.push(macroF1(K, "equal", { units: n, perCluster: null }, 0, effort));
  }
  for (const [K, G, effort] of [
    [20, 20, 0.15],
    [50, 50, 0.08],
  ] as const) {
    found.push(macroF1(K, "equal", { units: G, perCluster: 20 }, 0.1, effort));
  }
  return found;
}
