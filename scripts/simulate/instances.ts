/** PQ and AJI, over all images and image by image, of one label and over labels: coverage and wrong verdicts. */
import { createRandom, type Random } from "../../src/core/random.js";
import {
  createOutlinesEstimator,
  outlinesMethod,
} from "../../src/metrics/detection/detection-estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import type { InstanceSums } from "../../src/outcomes/detection/instance-sums.js";
import type { Experiment } from "./measure.js";
import { clusterColumn, measured } from "./metrics.js";
import { betaSites, drawPoisson } from "./worlds.js";

/** The second label is on half of the images. */
const CLASSES = ["often", "seldom"];
const PRESENT = [1, 0.5] as const;
/** Objects of an image that has the label are 1 + Poisson(2), false alarms Poisson(0.4). */
const MORE_OBJECTS = 2;
const FALSE_ALARMS = 0.4;
/** Pixels of an object or a false alarm, and of a found object and its prediction together. */
const AREA = 50;
const UNION = 100;
/** IoU of objects that are found: uniform. */
const LEAST_IOU = 0.5;

const FIGURES = ["pq{class=often}", "pq", "aji", "pq{average=image}"] as const;

/** Sums of n images: objects are found with the probability of their site. */
function drawSums(
  n: number,
  perCluster: number | null,
  sites: Float64Array,
  isJaccard: boolean,
  random: Random,
): InstanceSums {
  const width = CLASSES.length;
  const matrix = () => new Float64Array(n * width);
  const [numerator, denominator, objects, found] = [matrix(), matrix(), matrix(), matrix()];
  let q = sites[0]!;
  for (let i = 0; i < n; i++) {
    if (perCluster === null || i % perCluster === 0) q = sites[random.below(sites.length)]!;
    for (let k = 0; k < width; k++) {
      const at = i * width + k;
      const isThere = random.uniform() < PRESENT[k]!;
      const count = isThere ? 1 + drawPoisson(MORE_OBJECTS, random) : 0;
      const alarms = drawPoisson(FALSE_ALARMS, random);
      objects[at] = count;
      for (let object = 0; object < count; object++) {
        const iou = random.uniform() < q ? LEAST_IOU + (1 - LEAST_IOU) * random.uniform() : 0;
        if (iou > 0) found[at]!++;
        numerator[at]! += iou * (isJaccard ? UNION : 1);
        denominator[at]! += iou > 0 ? (isJaccard ? UNION : 1) : isJaccard ? AREA : 0.5;
      }
      denominator[at]! += alarms * (isJaccard ? AREA : 0.5);
    }
  }
  const quotients = [{ numerator, denominator }];
  return {
    ...{ unitCount: n, unit: "image", classes: CLASSES, quotients, objects, found },
    ...{ present: denominator, isRegion: new Uint8Array(width) },
    ...clusterColumn(n, perCluster),
  };
}

/** Figures of the population, of all images together. @param q mean share of objects found */
export function trueQualities(q: number): ReadonlyMap<string, number> {
  const meanIou = (1 + LEAST_IOU) / 2;
  const quality = (present: number, whole: number, half: number): number => {
    const there = present * (1 + MORE_OBJECTS);
    return (
      (there * q * meanIou * whole) / (there * q * whole + half * (there * (1 - q) + FALSE_ALARMS))
    );
  };
  const mean = (whole: number, half: number): number =>
    PRESENT.reduce((sum, present) => sum + quality(present, whole, half), 0) / PRESENT.length;
  return new Map([
    ["pq{class=often}", quality(1, 1, 0.5)],
    ["pq", mean(1, 0.5)],
    ["aji", mean(UNION, AREA)],
  ]);
}

/** Images of the world that gives the truth of means over images. */
const TRUTH_IMAGES = 200_000;

function outlined(id: string, units: number, perCluster: number | null): Experiment {
  const n = perCluster === null ? units : units * perCluster;
  const reference = parseReference(id);
  const sites = perCluster === null ? Float64Array.of(0.8) : betaSites(0.8, 0.1);
  const isJaccard = id.startsWith("aji");
  const setting = perCluster === null ? { n, figure: id } : { G: units, figure: id };
  const part = perCluster === null ? "outlined objects, independent" : "outlined objects, clusters";
  const q = sites.reduce((sum, one) => sum + one, 0) / sites.length;
  return measured(part, setting, 0.25, reference, () => {
    const whole = () =>
      drawSums(TRUTH_IMAGES, perCluster === null ? null : 1, sites, isJaccard, createRandom(1, 7));
    return {
      truth: trueQualities(q).get(id) ?? outlinesMethod(reference).kernel(whole(), reference)(null),
      draw: (random) =>
        createOutlinesEstimator(drawSums(n, perCluster, sites, isJaccard, random), reference),
    };
  });
}

/** Every figure of outlined objects. */
export function instanceExperiments(): Experiment[] {
  return [
    ...[30, 100, 400].flatMap((n) => FIGURES.map((id) => outlined(id, n, null))),
    ...[10, 20, 50].flatMap((G) => FIGURES.map((id) => outlined(id, G, 20))),
  ];
}
