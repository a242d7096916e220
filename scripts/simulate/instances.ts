/** PQ and AJI, over all images and image by image, of one label and over labels: coverage and wrong verdicts. */
import { createRandom, type Random } from "../../src/core/random.js";
import {
  createOutlinesEstimator,
  outlinesMethod,
} from "../../src/metrics/detection/detection-estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import type { InstanceFigure, InstanceSums } from "../../src/outcomes/detection/instance-sums.js";
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

/** Images have a third label, of regions: on these there is one of it, and no false alarm. */
const REGION = "ground";
const REGION_PRESENT = 0.7;

const FURTHER = [
  "sq",
  "rq",
  "pq{of=things}",
  "pq{of=stuff}",
  "aji-plus",
  "object-dice",
  "sq{average=image}",
] as const;

/** Sums of one object or false alarm: its quotients, those of {@link InstanceFigure}. */
function partsOfObject(
  figure: InstanceFigure,
  iou: number,
): readonly (readonly [number, number])[] {
  const isFound = iou > 0;
  switch (figure) {
    case "panoptic":
      return [[iou, isFound ? 1 : 0.5]];
    case "segmentation":
      return [[iou, isFound ? 1 : 0]];
    case "recognition":
      return [[isFound ? 1 : 0, isFound ? 1 : 0.5]];
    case "overlap": {
      // Of two outlines of one area the Dice is 2·IoU/(1 + IoU): of objects, and of predictions.
      const shared = (AREA * 2 * iou) / (1 + iou);
      return [
        [shared, AREA],
        [shared, isFound ? AREA : 0],
      ];
    }
    default:
      return [[iou * UNION, isFound ? UNION : AREA]];
  }
}

/** Objects whose outlines are as good as their site is at finding them: IoU from ½ to ½ + q/2. */
function drawFurther(
  n: number,
  perCluster: number | null,
  sites: Float64Array,
  figure: InstanceFigure,
  random: Random,
): InstanceSums {
  const classes = [...CLASSES, REGION];
  const width = classes.length;
  const matrix = () => new Float64Array(n * width);
  const quotients = Array.from({ length: figure === "overlap" ? 2 : 1 }, () => ({
    numerator: matrix(),
    denominator: matrix(),
  }));
  const [objects, found, present] = [matrix(), matrix(), matrix()];
  let q = sites[0]!;
  for (let i = 0; i < n; i++) {
    if (perCluster === null || i % perCluster === 0) q = sites[random.below(sites.length)]!;
    for (let k = 0; k < width; k++) {
      const at = i * width + k;
      const isRegion = k >= CLASSES.length;
      const isThere = random.uniform() < (isRegion ? REGION_PRESENT : PRESENT[k]!);
      const count = !isThere ? 0 : isRegion ? 1 : 1 + drawPoisson(MORE_OBJECTS, random);
      const alarms = isRegion ? 0 : drawPoisson(FALSE_ALARMS, random);
      objects[at] = count;
      const add = (parts: readonly (readonly [number, number])[]): void => {
        for (const [j, [above, below]] of parts.entries()) {
          quotients[j]!.numerator[at]! += above;
          quotients[j]!.denominator[at]! += below;
        }
      };
      for (let object = 0; object < count; object++) {
        const iou = random.uniform() < q ? LEAST_IOU + (q / 2) * random.uniform() : 0;
        if (iou > 0) found[at]!++;
        present[at]! += iou > 0 ? 1 : 0.5;
        add(partsOfObject(figure, iou));
      }
      present[at]! += alarms / 2;
      // A prediction without an object is as an object without a prediction, but in the overlap of objects.
      const [first, second] = partsOfObject(figure, 0);
      for (let alarm = 0; alarm < alarms; alarm++) {
        add(
          second === undefined
            ? [first!]
            : [
                [0, 0],
                [0, AREA],
              ],
        );
      }
    }
  }
  return {
    ...{ unitCount: n, unit: "image", classes, quotients, objects, found, present },
    isRegion: Uint8Array.of(0, 0, 1),
    ...clusterColumn(n, perCluster),
  };
}

/** In closed form, where there is one: figures over all images, of sites that are equally likely. */
export function trueFactors(sites: Float64Array): ReadonlyMap<string, number> {
  const mean = (of: (q: number) => number): number =>
    sites.reduce((sum, q) => sum + of(q), 0) / sites.length;
  const q = mean((site) => site);
  // Objects of a site are found in proportion to q, with a mean IoU of ½ + q/4.
  const overlap = mean((site) => site * (LEAST_IOU + site / 4));
  const recognition = (there: number, alarms: number): number =>
    (there * q) / (there * q + (there * (1 - q) + alarms) / 2);
  const things = PRESENT.map((present) => present * (1 + MORE_OBJECTS));
  const ofThings = things.map((there) => recognition(there, FALSE_ALARMS));
  const ofStuff = recognition(REGION_PRESENT, 0);
  const average = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const segmentation = overlap / q;
  return new Map([
    ["sq", segmentation],
    ["rq", average([...ofThings, ofStuff])],
    ["pq{of=things}", average(ofThings) * segmentation],
    ["pq{of=stuff}", ofStuff * segmentation],
  ]);
}

function further(id: string, units: number, perCluster: number | null, q = 0.8): Experiment {
  const n = perCluster === null ? units : units * perCluster;
  const reference = parseReference(id);
  const { sums } = outlinesMethod(reference);
  const sites = perCluster === null ? Float64Array.of(q) : betaSites(q, 0.1);
  const setting = perCluster === null ? { n, figure: id } : { G: units, figure: id };
  const where = perCluster === null ? "independent" : "clusters";
  const of = q === RARELY_MISSED ? "rarely missed objects" : "factors of outlined objects";
  return measured(`${of}, ${where}`, setting, 0.25, reference, () => {
    const whole = () =>
      drawFurther(TRUTH_IMAGES, perCluster === null ? null : 1, sites, sums, createRandom(1, 7));
    return {
      truth:
        trueFactors(sites).get(id) ?? outlinesMethod(reference).kernel(whole(), reference)(null),
      draw: (random) =>
        createOutlinesEstimator(drawFurther(n, perCluster, sites, sums, random), reference),
    };
  });
}

/** Factors of panoptic quality, its means over things and stuff, and the other overlaps of objects. */
export function furtherInstanceExperiments(): Experiment[] {
  return [
    ...[30, 100, 400].flatMap((n) => FURTHER.map((id) => further(id, n, null))),
    ...[10, 20, 50].flatMap((G) => FURTHER.map((id) => further(id, G, 20))),
  ];
}

/** Share of objects that are found where hardly any is missed. */
const RARELY_MISSED = 0.98;

/** What few sets of so many images hold: figures of detectors that miss one object in fifty. */
export function rarelyMissedExperiments(): Experiment[] {
  const figures = ["pq{class=often}", "pq{of=stuff}", "rq", "sq", "aji-plus", "object-dice"];
  return [
    ...[30, 100, 400].flatMap((n) => figures.map((id) => further(id, n, null, RARELY_MISSED))),
    ...[10, 20, 50].flatMap((G) => figures.map((id) => further(id, G, 20, RARELY_MISSED))),
  ];
}
