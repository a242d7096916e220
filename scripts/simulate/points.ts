/** Points of objects: coverage of PCK, of the mean distance and of OKS AP, and wrong verdicts. */
import { createRandom, type Random } from "../../src/core/random.js";
import {
  createDetectionEstimator,
  createDetectionKernel,
  createPointsEstimator,
} from "../../src/metrics/detection/detection-estimators.js";
import type { Estimator } from "../../src/metrics/estimate-types.js";
import { parseReference } from "../../src/metrics/reference.js";
import { KEYPOINT_RULES } from "../../src/outcomes/detection/match-rules.js";
import type { PairedPoints } from "../../src/outcomes/detection/paired-points.js";
import type { DetectionOutcomes } from "../../src/outcomes/detection-types.js";
import { outcomesOfRows } from "./detection.js";
import { createTally, type Experiment } from "./measure.js";
import { clusterColumn, measured } from "./metrics.js";
import { holdsTruth, isUnwarnedMiss } from "./shares.js";
import { betaSites, drawNormal, drawPoisson } from "./worlds.js";

const PCK = parseReference("pck");
const PCK_BY_IMAGE = parseReference("pck{average=image}");
const ERROR = parseReference("keypoint-error");
const OKS_AP = parseReference("oks-map");

const JOINTS = 8;
/** Objects of an image are 1 + Poisson(1); a point is annotated with this probability. */
const MORE_OBJECTS = 1;
const ANNOTATED = 0.7;
/** An object is 100 px long: up to 20 px is close. */
const LENGTH = 100;
const CLOSE = 20;
/** With this probability a point is as its object is: close with the others, or off with them. */
const TOGETHER = 0.5;

/** Points of n images: close with the probability of their site, the points of an object alike. */
function drawPoints(
  n: number,
  perCluster: number | null,
  sites: Float64Array,
  random: Random,
): PairedPoints {
  const unitOf: number[] = [];
  const distance: number[] = [];
  const truth: number[] = [];
  let q = sites[0]!;
  for (let i = 0; i < n; i++) {
    if (perCluster === null || i % perCluster === 0) q = sites[random.below(sites.length)]!;
    for (let k = 1 + drawPoisson(MORE_OBJECTS, random); k > 0; k--) {
      unitOf.push(i);
      const isObjectClose = random.uniform() < q;
      for (let joint = 0; joint < JOINTS; joint++) {
        const isAnnotated = random.uniform() < ANNOTATED;
        const isClose = random.uniform() < TOGETHER ? isObjectClose : random.uniform() < q;
        const far = isClose ? CLOSE * random.uniform() : CLOSE * (1 - Math.log(random.uniform()));
        truth.push(0, 0, isAnnotated ? 2 : 0);
        distance.push(isAnnotated ? far : Number.NaN);
      }
    }
  }
  const count = unitOf.length;
  const rows = Int32Array.from(unitOf.keys());
  return {
    unitCount: n,
    unit: "image",
    ...clusterColumn(n, perCluster),
    classes: ["animal"],
    joints: Array.from({ length: JOINTS }, (_, k) => `joint ${k}`),
    count,
    unitOf: Int32Array.from(unitOf),
    label: new Int32Array(count),
    source: rows,
    partner: rows,
    truth: Float64Array.from(truth),
    distance: Float64Array.from(distance),
    predicted: new Float64Array(2 * JOINTS * count),
    box: Float64Array.from({ length: 4 * count }, (_, k) => (k % 4 < 2 ? 0 : LENGTH)),
  };
}

function settingOf(units: number, perCluster: number | null, q: number, icc: number) {
  return perCluster === null ? { n: units, close: q } : { G: units, close: q, icc };
}

function closePoints(
  units: number,
  perCluster: number | null,
  q: number,
  icc: number,
): Experiment[] {
  const n = perCluster === null ? units : units * perCluster;
  const where = perCluster === null ? "independent" : "clusters";
  const setting = settingOf(units, perCluster, q, icc);
  const points = (random: Random) =>
    drawPoints(n, perCluster, perCluster === null ? Float64Array.of(q) : betaSites(q, icc), random);
  // Close points are uniform up to 20 px, the others 20 px and an exponential of mean 20 px.
  const off = (q * CLOSE) / 2 + (1 - q) * 2 * CLOSE;
  return [
    measured(`PCK, ${where}`, setting, 0.25, PCK, () => ({
      truth: q,
      draw: (random) => createPointsEstimator(points(random), PCK),
    })),
    {
      part: `mean distance of points, ${where}`,
      setting,
      effort: 0.25,
      measure(repetitions, seed, stream) {
        const tally = createTally();
        for (let run = 0; run < repetitions; run++) {
          const detail = createPointsEstimator(points(createRandom(seed, stream + run)), ERROR).at(
            0.95,
          );
          if (detail.low === null) continue;
          const held = holdsTruth(detail, off);
          tally.add("coverage", held);
          tally.add("unwarned miss", isUnwarnedMiss(detail, held));
        }
        return tally.measures();
      },
    },
  ];
}

/** Images of the world that gives the truth of OKS AP. */
const TRUTH_IMAGES = 200_000;

/** A detector of one label at COCO's ten similarities: those of right ones are uniform to the power of ½. */
function drawPoses(n: number, q: number, random: Random): DetectionOutcomes {
  const { thresholds } = KEYPOINT_RULES;
  const bits = (similarity: number): number =>
    thresholds.reduce((sum, t, k) => (similarity >= t ? sum | (1 << k) : sum), 0);
  const rows: { readonly unit: number; readonly score: number; readonly matched: number }[] = [];
  const truthUnit: number[] = [];
  const found: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let k = 1 + drawPoisson(MORE_OBJECTS, random); k > 0; k--) {
      const isFound = random.uniform() < q;
      const matched = isFound ? bits(Math.sqrt(random.uniform())) : 0;
      truthUnit.push(i);
      found.push(matched);
      if (isFound) rows.push({ unit: i, score: 1 + drawNormal(random), matched });
    }
    for (let k = drawPoisson(1, random); k > 0; k--) {
      rows.push({ unit: i, score: drawNormal(random), matched: 0 });
    }
  }
  const drawn = outcomesOfRows(n, null, rows, truthUnit, found);
  const areas = KEYPOINT_RULES.areas.slice(0, 1);
  return { ...drawn, kind: "keypoints", rules: { ...KEYPOINT_RULES, areas } };
}

function similarPoses(n: number, q: number): Experiment {
  return measured("OKS AP, independent", { n, found: q }, 0.05, OKS_AP, () => {
    const whole = drawPoses(TRUTH_IMAGES, q, createRandom(1, 2 ** 52));
    return {
      truth: createDetectionKernel(whole, OKS_AP)(null),
      draw: (random: Random): Estimator =>
        createDetectionEstimator(drawPoses(n, q, random), OKS_AP),
    };
  });
}

/** Every setting of points. */
export function pointExperiments(): Experiment[] {
  const settings: Experiment[] = [];
  for (const n of [30, 100, 300]) {
    for (const q of [0.7, 0.95]) settings.push(...closePoints(n, null, q, 0));
    settings.push(similarPoses(n, 0.9));
  }
  for (const G of [10, 20, 50]) settings.push(...closePoints(G, 20, 0.85, 0.1));
  return settings;
}

/** PCK as the mean over images: each of its points is close with the same probability. */
function closeByImage(units: number, perCluster: number | null, q: number, icc: number) {
  const n = perCluster === null ? units : units * perCluster;
  const sites = () => (perCluster === null ? Float64Array.of(q) : betaSites(q, icc));
  const setting = settingOf(units, perCluster, q, icc);
  return measured("PCK by image", setting, 0.25, PCK_BY_IMAGE, () => ({
    truth: q,
    draw: (random) =>
      createPointsEstimator(drawPoints(n, perCluster, sites(), random), PCK_BY_IMAGE),
  }));
}

/** {@link closeByImage}, whose place is behind the others. */
export function closeByImageExperiments(): Experiment[] {
  return [
    ...[30, 100, 300].flatMap((n) => [0.7, 0.95].map((q) => closeByImage(n, null, q, 0))),
    ...[10, 20, 50].map((G) => closeByImage(G, 20, 0.85, 0.1)),
  ];
}

const FURTHER_ERRORS = ["keypoint-rmse", "nme", "direction-error{joints=tail~head}"] as const;

/** The direction from a tail to a head: off by 10°, or where it is not close by up to 180°. */
const SMALL_ANGLE = 10;

/** In closed form: points that are close with probability q. */
export function trueErrors(q: number): ReadonlyMap<string, number> {
  // Close points are uniform up to 20 px, the others 20 px and an exponential of mean 20 px.
  const off = (q * CLOSE) / 2 + (1 - q) * 2 * CLOSE;
  const squares = (q * CLOSE ** 2) / 3 + (1 - q) * 5 * CLOSE ** 2;
  return new Map([
    ["keypoint-rmse", Math.sqrt(squares)],
    ["nme", off / LENGTH],
    ["direction-error{joints=tail~head}", (q * SMALL_ANGLE) / 2 + ((1 - q) * 180) / 2],
  ]);
}

/** Objects of two points, the direction between them close with the probability of their site. */
function drawDirections(
  n: number,
  perCluster: number | null,
  sites: Float64Array,
  random: Random,
): PairedPoints {
  const unitOf: number[] = [];
  const angles: number[] = [];
  let q = sites[0]!;
  for (let i = 0; i < n; i++) {
    if (perCluster === null || i % perCluster === 0) q = sites[random.below(sites.length)]!;
    for (let k = 1 + drawPoisson(MORE_OBJECTS, random); k > 0; k--) {
      unitOf.push(i);
      const side = random.uniform() < 0.5 ? -1 : 1;
      angles.push(side * random.uniform() * (random.uniform() < q ? SMALL_ANGLE : 180));
    }
  }
  const rows = Int32Array.from(unitOf.keys());
  const turned = angles.flatMap((angle) => {
    const radians = (angle * Math.PI) / 180;
    return [0, 0, LENGTH * Math.cos(radians), LENGTH * Math.sin(radians)];
  });
  return {
    unitCount: n,
    unit: "image",
    ...clusterColumn(n, perCluster),
    classes: ["animal"],
    joints: ["tail", "head"],
    count: rows.length,
    unitOf: Int32Array.from(unitOf),
    label: new Int32Array(rows.length),
    source: rows,
    partner: rows,
    truth: Float64Array.from(
      rows.length === 0 ? [] : [...rows].flatMap(() => [0, 0, 2, LENGTH, 0, 2]),
    ),
    distance: new Float64Array(2 * rows.length),
    predicted: Float64Array.from(turned),
    box: Float64Array.from([...rows].flatMap(() => [0, 0, LENGTH, LENGTH])),
  };
}

function furtherErrors(id: string, units: number, perCluster: number | null): Experiment {
  const n = perCluster === null ? units : units * perCluster;
  const reference = parseReference(id);
  const sites = perCluster === null ? Float64Array.of(0.85) : betaSites(0.85, 0.1);
  const setting = perCluster === null ? { n, figure: id } : { G: units, figure: id };
  const where = perCluster === null ? "independent" : "clusters";
  const draw = id.startsWith("direction") ? drawDirections : drawPoints;
  return {
    part: `further errors of points, ${where}`,
    setting,
    effort: 0.25,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      const truth = trueErrors(0.85).get(id)!;
      for (let run = 0; run < repetitions; run++) {
        const points = draw(n, perCluster, sites, createRandom(seed, stream + run));
        const detail = createPointsEstimator(points, reference).at(0.95);
        if (detail.low === null) continue;
        const held = holdsTruth(detail, truth);
        tally.add("coverage", held);
        tally.add("unwarned miss", isUnwarnedMiss(detail, held));
      }
      return tally.measures();
    },
  };
}

/** Errors of points beside their mean distance. */
export function furtherPointExperiments(): Experiment[] {
  return [
    ...[30, 100, 300].flatMap((n) => FURTHER_ERRORS.map((id) => furtherErrors(id, n, null))),
    ...[10, 20, 50].flatMap((G) => FURTHER_ERRORS.map((id) => furtherErrors(id, G, 20))),
  ];
}
