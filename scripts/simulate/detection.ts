/** AP50 of a detector: coverage and wrong verdicts, on independent images and in clusters. */
import { createRandom, type Random } from "../../src/core/random.js";
import {
  createDetectionEstimator,
  createDetectionKernel,
} from "../../src/metrics/detection/detection-estimators.js";
import type { Estimator } from "../../src/metrics/estimate-types.js";
import { parseReference } from "../../src/metrics/reference.js";
import type { DetectionOutcomes } from "../../src/outcomes/detection-types.js";
import type { Experiment } from "./measure.js";
import { clusterColumn, measured } from "./metrics.js";
import { betaSites, drawNormal, drawPoisson } from "./worlds.js";

const AP50 = parseReference("map-50");

/** Objects of an image are 1 + Poisson(1), false alarms Poisson(2). */
const MORE_OBJECTS = 1;
const FALSE_ALARMS = 2;
/** Scores of right detections are normal around this, of false alarms around 0. */
const SHIFT = 1;
/** Images of the world that gives the truth. */
const TRUTH_IMAGES = 400_000;

interface World {
  readonly sites: Float64Array;
  readonly perCluster: number | null;
}

/** Outcomes of one class: objects of an image are found with the probability of its site. */
function drawOutcomes(n: number, { sites, perCluster }: World, random: Random): DetectionOutcomes {
  const unit: number[] = [];
  const score: number[] = [];
  const isRight: boolean[] = [];
  const truthUnit: number[] = [];
  const found: number[] = [];
  let q = sites[0]!;
  for (let i = 0; i < n; i++) {
    if (perCluster === null || i % perCluster === 0) q = sites[random.below(sites.length)]!;
    const objects = 1 + drawPoisson(MORE_OBJECTS, random);
    for (let k = 0; k < objects; k++) {
      const isFound = random.uniform() < q;
      truthUnit.push(i);
      found.push(isFound ? 1 : 0);
      if (!isFound) continue;
      unit.push(i);
      score.push(SHIFT + drawNormal(random));
      isRight.push(true);
    }
    for (let k = drawPoisson(FALSE_ALARMS, random); k > 0; k--) {
      unit.push(i);
      score.push(drawNormal(random));
      isRight.push(false);
    }
  }
  const order = Int32Array.from(score.keys()).sort((a, b) => score[b]! - score[a]!);
  return detectorOutcomes(n, perCluster, ["animal"], {
    detectionStart: Int32Array.of(0, order.length),
    source: order,
    unit: order.map((row) => unit[row]!),
    score: Float64Array.from(order, (row) => score[row]!),
    matched: Uint16Array.from(order, (row) => (isRight[row] ? 1 : 0)),
    truthStart: Int32Array.of(0, truthUnit.length),
    truthUnit: Int32Array.from(truthUnit),
    found: Uint16Array.from(found),
  });
}

/** What a detector said at one overlap: detections of a label together, best first, and objects. */
export interface DetectorColumns {
  readonly detectionStart: Int32Array;
  readonly source: Int32Array;
  readonly unit: Int32Array;
  readonly score: Float64Array;
  readonly matched: Uint16Array;
  readonly truthStart: Int32Array;
  readonly truthUnit: Int32Array;
  readonly found: Uint16Array;
}

/** What a detector said of one label. @param rows of detections, sorted here. @param found bits of the overlaps */
export function outcomesOfRows(
  n: number,
  perCluster: number | null,
  rows: { readonly unit: number; readonly score: number; readonly matched: number }[],
  truthUnit: readonly number[],
  found: readonly number[],
): DetectionOutcomes {
  rows.sort((a, b) => b.score - a.score);
  return detectorOutcomes(n, perCluster, ["animal"], {
    detectionStart: Int32Array.of(0, rows.length),
    source: Int32Array.from(rows.keys()),
    unit: Int32Array.from(rows, ({ unit }) => unit),
    score: Float64Array.from(rows, ({ score }) => score),
    matched: Uint16Array.from(rows, ({ matched }) => matched),
    truthStart: Int32Array.of(0, truthUnit.length),
    truthUnit: Int32Array.from(truthUnit),
    found: Uint16Array.from(found),
  });
}

export function detectorOutcomes(
  n: number,
  perCluster: number | null,
  classes: readonly string[],
  columns: DetectorColumns,
): DetectionOutcomes {
  const { detectionStart, source, unit, score, matched, truthStart, truthUnit, found } = columns;
  const count = unit.length;
  const truths = truthUnit.length;
  return {
    kind: "detection",
    unitCount: n,
    unit: "image",
    classes,
    modelClassCount: classes.length,
    ...clusterColumn(n, perCluster),
    rules: {
      matching: "coco",
      geometry: "boxes",
      thresholds: [0.5],
      maxDetections: 100,
      areas: [{ name: "all", low: 0, high: 1e10 }],
      byLabel: true,
    },
    threshold: null,
    detections: {
      count,
      classStart: detectionStart,
      source,
      rank: new Uint16Array(count),
      unit,
      score,
      matched: [matched],
      ignored: [new Uint16Array(count)],
    },
    truths: {
      count: truths,
      classStart: truthStart,
      unit: truthUnit,
      found,
      counted: new Uint8Array(truths).fill(1),
      source: Int32Array.from({ length: truths }, (_, i) => i),
    },
  };
}

function detection(units: number, perCluster: number | null, q: number, icc: number): Experiment {
  const n = perCluster === null ? units : units * perCluster;
  const prepare = () => {
    const world = {
      sites: perCluster === null ? Float64Array.of(q) : betaSites(q, icc),
      perCluster,
    };
    // Its own stream, apart from those of the samples.
    const whole = drawOutcomes(TRUTH_IMAGES, { ...world, perCluster: 1 }, createRandom(1, 2 ** 52));
    const truth = createDetectionKernel({ ...whole, cluster: null, clusterCount: 0 }, AP50)(null);
    const draw = (random: Random): Estimator =>
      createDetectionEstimator(drawOutcomes(n, world, random), AP50);
    return { draw, truth };
  };
  return perCluster === null
    ? measured("AP50, independent", { n, found: q }, 0.25, AP50, prepare)
    : measured("AP50, clusters", { G: units, found: q, icc }, 0.25, AP50, prepare);
}

/** Every setting of AP50. */
export function detectionExperiments(): Experiment[] {
  const settings: Experiment[] = [];
  for (const n of [30, 100, 300]) {
    for (const q of [0.6, 0.9]) settings.push(detection(n, null, q, 0));
  }
  for (const G of [5, 10, 20, 50]) {
    for (const icc of [0.05, 0.2]) settings.push(detection(G, 20, 0.8, icc));
  }
  return settings;
}
