/** Overlap of masks, over images and pooled, of one label and over labels: coverage and wrong verdicts. */

import type { Random } from "../../src/core/random.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import type { MaskOutcomes } from "../../src/outcomes/segmentation/mask-outcomes.js";
import type { Experiment } from "./measure.js";
import { clusterColumn, measured } from "./metrics.js";
import { betaSites, drawBinomial } from "./worlds.js";

const CLASSES = ["background", "often", "seldom"];
/** A predicted object has as many pixels as the true one; of small objects less of them are shared. */
const SIZES = [
  { pixels: 20, share: 0.8 },
  { pixels: 200, share: 1 },
] as const;
/** The label `seldom` is on this share of images; of the others it is predicted on this share. */
const PRESENT = 0.5;
const FALSE = 0.1;
const FALSE_PIXELS = 20;

const FIGURES = [
  "dice{class=often}",
  "dice",
  "iou",
  "dice{average=pooled}",
  "iou{average=pooled}",
] as const;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean of s / (2T − s) for s of a binomial law, summed up from the end that a double holds. */
function meanIou(T: number, p: number): number {
  const isMostly = p >= 0.5;
  const q = isMostly ? 1 - p : p;
  let [probability, sum] = [(1 - q) ** T, 0];
  for (let k = 0; k <= T; k++) {
    const s = isMostly ? T - k : k;
    sum += (probability * s) / (2 * T - s);
    probability *= ((T - k) / (k + 1)) * (q / (1 - q));
  }
  return sum;
}

/** Figures of the population. @param sites shares of pixels that are shared, all equally likely */
export function trueOverlaps(sites: Float64Array): ReadonlyMap<string, number> {
  const q = mean([...sites]);
  const things = mean(SIZES.map(({ pixels }) => pixels));
  const shared = q * mean(SIZES.map(({ pixels, share }) => pixels * share));
  const dice = q * mean(SIZES.map(({ share }) => share));
  const iou = mean(
    SIZES.map(({ pixels, share }) => mean([...sites].map((site) => meanIou(pixels, site * share)))),
  );
  const alarms = (1 - PRESENT) * FALSE;
  const found = PRESENT / (PRESENT + alarms);
  const seldom = {
    shared: PRESENT * shared,
    both: 2 * PRESENT * things + alarms * FALSE_PIXELS,
  };
  return new Map([
    ["dice{class=often}", dice],
    ["dice", mean([dice, found * dice])],
    ["iou", mean([iou, found * iou])],
    ["dice{average=pooled}", mean([shared / things, (2 * seldom.shared) / seldom.both])],
    [
      "iou{average=pooled}",
      mean([shared / (2 * things - shared), seldom.shared / (seldom.both - seldom.shared)]),
    ],
  ]);
}

function drawMasks(
  n: number,
  perCluster: number | null,
  sites: Float64Array,
  random: Random,
): MaskOutcomes {
  const width = CLASSES.length;
  const [truth, predicted, shared] = Array.from({ length: 3 }, () => new Float64Array(n * width));
  let q = sites[0]!;
  for (let i = 0; i < n; i++) {
    if (perCluster === null || i % perCluster === 0) q = sites[random.below(sites.length)]!;
    for (const k of [1, 2]) {
      const at = i * width + k;
      if (k === 2 && random.uniform() >= PRESENT) {
        if (random.uniform() < FALSE) predicted![at] = FALSE_PIXELS;
        continue;
      }
      const { pixels, share } = SIZES[random.below(SIZES.length)]!;
      truth![at] = pixels;
      predicted![at] = pixels;
      shared![at] = drawBinomial(pixels, q * share, random);
    }
  }
  const none = new Float64Array();
  return {
    kind: "semantic-segmentation",
    unitCount: n,
    unit: "image",
    classes: CLASSES,
    background: 0,
    pixels: new Float64Array(n).fill(1000),
    ...{ truth: truth!, predicted: predicted!, shared: shared! },
    ...{ hd95: none, assd: none, nsd: none, tolerances: [], hasSpacing: false, worst: [] },
    ...clusterColumn(n, perCluster),
  };
}

function overlap(id: string, units: number, perCluster: number | null): Experiment {
  const n = perCluster === null ? units : units * perCluster;
  const reference = parseReference(id);
  const sites = perCluster === null ? Float64Array.of(0.85) : betaSites(0.85, 0.1);
  const setting = perCluster === null ? { n, figure: id } : { G: units, figure: id };
  const part = perCluster === null ? "masks, independent" : "masks, clusters";
  return measured(part, setting, 0.25, reference, () => ({
    truth: trueOverlaps(sites).get(id)!,
    draw: (random) => createEstimator(drawMasks(n, perCluster, sites, random), reference),
  }));
}

/** Every figure of masks. */
export function maskExperiments(): Experiment[] {
  return [
    ...[30, 100, 400].flatMap((n) => FIGURES.map((id) => overlap(id, n, null))),
    ...[10, 20, 50].flatMap((G) => FIGURES.map((id) => overlap(id, G, 20))),
  ];
}

/** Figures of boundaries and of all pixels. */
const FURTHER = [
  "hd95",
  "assd",
  "hd95{class=often}",
  "nsd{tolerance=2}",
  "pixel-accuracy",
  "pixel-accuracy{average=pooled}",
] as const;
/** Pixels of an image: small and large ones. */
const PICTURES = [400, 1600] as const;
/** A boundary is off by this at least, and an exponential of as much again, longer where a site is worse. */
const OFF = 1;
/** Share of images on which a label is found nowhere near: none of its boundary is close. */
const FAILED = 0.1;

/** In closed form, of sites that are equally likely. */
export function trueBoundaries(sites: Float64Array): ReadonlyMap<string, number> {
  const q = mean([...sites]);
  const distance = OFF + OFF * (2 - q);
  // Where `seldom` is predicted alone there is no distance; of shares close it counts as 0.
  const close = (1 - FAILED) * q;
  const alarms = (1 - PRESENT) * FALSE;
  return new Map([
    ["hd95", 2 * distance],
    ["assd", distance],
    ["hd95{class=often}", 2 * distance],
    ["nsd{tolerance=2}", mean([close, (close * PRESENT) / (PRESENT + alarms)])],
    ["pixel-accuracy", q],
    ["pixel-accuracy{average=pooled}", q],
  ]);
}

/** Images with distances of boundaries, and as many pixels right as their site has it. */
function drawBoundaries(
  n: number,
  perCluster: number | null,
  sites: Float64Array,
  random: Random,
): MaskOutcomes {
  const width = CLASSES.length;
  const [hd95, assd, nsd] = Array.from({ length: 3 }, () =>
    new Float64Array(n * width).fill(Number.NaN),
  );
  const pixels = new Float64Array(n);
  const shared = new Float64Array(n * width);
  let q = sites[0]!;
  for (let i = 0; i < n; i++) {
    if (perCluster === null || i % perCluster === 0) q = sites[random.below(sites.length)]!;
    pixels[i] = PICTURES[random.below(PICTURES.length)]!;
    shared[i * width] = drawBinomial(pixels[i]!, q, random);
    for (const k of [1, 2]) {
      const at = i * width + k;
      if (k === 2 && random.uniform() >= PRESENT) {
        if (random.uniform() >= FALSE) continue;
        hd95![at] = Number.POSITIVE_INFINITY;
        assd![at] = Number.POSITIVE_INFINITY;
        nsd![at] = 0;
        continue;
      }
      const distance = OFF - OFF * (2 - q) * Math.log(random.uniform());
      hd95![at] = 2 * distance;
      assd![at] = distance;
      // Uniform from 2q − 1 to 1 has the mean q.
      nsd![at] = random.uniform() < FAILED ? 0 : 1 - 2 * (1 - q) * random.uniform();
    }
  }
  const none = new Float64Array(n * width);
  return {
    kind: "semantic-segmentation",
    unitCount: n,
    unit: "image",
    classes: CLASSES,
    background: 0,
    ...{ pixels, shared, truth: none, predicted: none },
    ...{ hd95: hd95!, assd: assd!, nsd: nsd!, tolerances: [2], hasSpacing: false, worst: [] },
    ...clusterColumn(n, perCluster),
  };
}

function boundary(id: string, units: number, perCluster: number | null): Experiment {
  const n = perCluster === null ? units : units * perCluster;
  const reference = parseReference(id);
  const sites = perCluster === null ? Float64Array.of(0.85) : betaSites(0.85, 0.1);
  const setting = perCluster === null ? { n, figure: id } : { G: units, figure: id };
  const where = perCluster === null ? "independent" : "clusters";
  return measured(`boundaries and pixels, ${where}`, setting, 0.25, reference, () => ({
    truth: trueBoundaries(sites).get(id)!,
    draw: (random) => createEstimator(drawBoundaries(n, perCluster, sites, random), reference),
  }));
}

/** Distances and shares of boundaries, and all pixels alike. */
export function boundaryExperiments(): Experiment[] {
  return [
    ...[30, 100, 400].flatMap((n) => FURTHER.map((id) => boundary(id, n, null))),
    ...[10, 20, 50].flatMap((G) => FURTHER.map((id) => boundary(id, G, 20))),
  ];
}
