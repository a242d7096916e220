/** Figures beyond one label an image from lists that were drawn by a design: coverage about the pool, and bias. */

import { createRandom, type Random } from "../../src/core/random.js";
import type { DrawnSample } from "../../src/dataset/draw-sample.js";
import {
  createOperatingEstimator,
  createOperatingKernel,
  createOutlinesEstimator,
  createPointsEstimator,
  createPointsKernel,
  outlinesMethod,
} from "../../src/metrics/detection/detection-estimators.js";
import { drawnEstimator } from "../../src/metrics/drawn-estimate.js";
import type { Estimator, MetricReference } from "../../src/metrics/estimate-types.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { createKernel } from "../../src/metrics/kernels.js";
import { unitMean } from "../../src/metrics/lookup.js";
import type { MetricKernel } from "../../src/metrics/metric-kernel.js";
import { parseReference } from "../../src/metrics/reference.js";
import type { Outcomes } from "../../src/outcomes/classification-types.js";
import { outcomesOfCounts } from "../../src/outcomes/counting.js";
import { drawnOf, type Pool, pilotOf, sampleOf } from "./designs.js";
import { outcomesOfRows } from "./detection.js";
import { createTally, type Experiment } from "./measure.js";
import { holdsTruth, isUnwarnedMiss } from "./shares.js";
import { drawBinomial, drawPoisson } from "./worlds.js";

type DesignName = Exclude<DrawnSample["design"], "random">;

const POOL_SIZE = 600;
const N = 150;

/** A metric of some images: its estimator, and what it is of weights. */
interface Figure {
  readonly plain: Estimator;
  readonly kernel: MetricKernel;
  readonly values: Float64Array | null;
}

/** What images of a task hold; the surer the model is of one, the less it errs there. */
interface TaskWorld<Image> {
  readonly figures: readonly string[];
  /** @param q how likely the model is to be right about a thing on the image */
  image(q: number, random: Random): Image;
  figure(images: readonly Image[], reference: MetricReference): Figure;
}

const ofOutcomes = (outcomes: Outcomes, reference: MetricReference): Figure => ({
  plain: createEstimator(outcomes, reference),
  kernel: createKernel(outcomes, reference),
  values: unitMean(outcomes, reference),
});

const none = { cluster: null, clusterCount: 0 };
const within = { ...none, unit: "image" } as const;

/** Objects that are found or not, and false alarms. */
const boxes: TaskWorld<{ readonly found: readonly boolean[]; readonly alarms: number }> = {
  figures: ["recall{average=micro}", "precision{average=micro}"],
  image: (q, random) => ({
    found: Array.from({ length: drawPoisson(1.5, random) }, () => random.uniform() < q),
    alarms: drawPoisson(1.5 * (1 - q), random),
  }),
  figure(images, reference) {
    const rows = images.flatMap(({ found, alarms }, unit) => [
      ...found.flatMap((isFound) => (isFound ? [{ unit, score: 1, matched: 1 }] : [])),
      ...Array.from({ length: alarms }, () => ({ unit, score: 1, matched: 0 })),
    ]);
    const things = images.flatMap(({ found }, unit) =>
      found.map((isFound) => [unit, Number(isFound)] as const),
    );
    const outcomes = {
      ...outcomesOfRows(
        images.length,
        null,
        rows,
        things.map(([unit]) => unit),
        things.map(([, found]) => found),
      ),
      threshold: 0.5,
    };
    return {
      plain: createOperatingEstimator(outcomes, reference),
      kernel: createOperatingKernel(outcomes, reference),
      values: null,
    };
  },
};

/** Overlaps of objects that are found, and how many are not, or are not there. */
const outlines: TaskWorld<{ readonly iou: readonly number[]; readonly alarms: number }> = {
  figures: ["pq{class=cell}", "pq{average=image}"],
  image: (q, random) => ({
    iou: Array.from({ length: drawPoisson(2, random) }, () =>
      random.uniform() < q ? 0.5 + 0.5 * random.uniform() : 0,
    ),
    alarms: drawPoisson(1 - q, random),
  }),
  figure(images, reference) {
    const column = (of: (image: (typeof images)[number]) => number) =>
      Float64Array.from(images, of);
    const denominator = column(({ iou, alarms }) =>
      iou.reduce((sum, one) => sum + (one > 0 ? 1 : 0.5), alarms * 0.5),
    );
    const quotients = [
      { numerator: column(({ iou }) => iou.reduce((sum, one) => sum + one, 0)), denominator },
    ];
    const found = column(({ iou }) => iou.filter((one) => one > 0).length);
    const sums = {
      ...{ ...within, unitCount: images.length, classes: ["cell"], quotients, found },
      ...{ objects: column(({ iou }) => iou.length), present: denominator },
      isRegion: new Uint8Array(1),
    };
    return {
      plain: createOutlinesEstimator(sums, reference),
      kernel: outlinesMethod(reference).kernel(sums, reference),
      values: null,
    };
  },
};

const JOINTS = 4;
const LENGTH = 100;

/** How far the points of one object lie off; an image has one or none. */
const points: TaskWorld<readonly number[]> = {
  figures: ["pck", "keypoint-error"],
  image: (q, random) =>
    random.uniform() < 0.2
      ? []
      : Array.from({ length: JOINTS }, () =>
          random.uniform() < q ? 20 * random.uniform() : 20 * (1 - Math.log(random.uniform())),
        ),
  figure(images, reference) {
    const objects = images.flatMap((off, unit) => (off.length === 0 ? [] : [{ off, unit }]));
    const count = objects.length;
    const rows = Int32Array.from(objects.keys());
    const paired = {
      ...{ ...within, unitCount: images.length, classes: ["animal"], count },
      joints: Array.from({ length: JOINTS }, (_, k) => `joint ${k}`),
      unitOf: Int32Array.from(objects, ({ unit }) => unit),
      ...{ label: new Int32Array(count), source: rows, partner: rows },
      truth: Float64Array.from({ length: 3 * JOINTS * count }, (_, k) => (k % 3 === 2 ? 2 : 0)),
      distance: Float64Array.from(objects.flatMap(({ off }) => off)),
      predicted: new Float64Array(2 * JOINTS * count),
      box: Float64Array.from({ length: 4 * count }, (_, k) => (k % 4 < 2 ? 0 : LENGTH)),
    };
    return {
      plain: createPointsEstimator(paired, reference),
      kernel: createPointsKernel(paired, reference),
      values: null,
    };
  },
};

const LABELS = ["background", "often", "seldom"];

/** Pixels of two labels, the second on half of the images, and how many of them are right. */
const masks: TaskWorld<{ readonly truth: number[]; readonly shared: number[] }> = {
  figures: ["dice", "dice{average=pooled}", "hd95{class=often}"],
  image(q, random) {
    const truth = [0, 20 + random.below(200), random.uniform() < 0.5 ? 20 + random.below(60) : 0];
    truth[0] = 1000 - truth[1]! - truth[2]!;
    return { truth, shared: truth.map((pixels) => drawBinomial(pixels, q, random)) };
  },
  figure(images, reference) {
    const flat = (of: (image: (typeof images)[number]) => readonly number[]) =>
      Float64Array.from(images.flatMap(of));
    const truth = flat((image) => image.truth);
    const shared = flat((image) => image.shared);
    const off = truth.map((pixels, at) => (pixels === 0 ? Number.NaN : pixels - shared[at]!));
    return ofOutcomes(
      {
        ...{ ...within, kind: "semantic-segmentation", unitCount: images.length },
        ...{ classes: LABELS, background: 0, pixels: new Float64Array(images.length).fill(1000) },
        ...{ truth, predicted: truth, shared, hd95: off, assd: off, nsd: off },
        ...{ tolerances: [], hasSpacing: false, worst: [] },
      },
      reference,
    );
  },
};

/** How many things there are, and how many were counted. */
const counts: TaskWorld<readonly [truth: number, predicted: number]> = {
  figures: ["count-mae", "count-total-error", "count-within{tolerance=1}"],
  image(q, random) {
    const truth = drawPoisson(random.uniform() < 0.75 ? 2 : 12, random);
    return [truth, drawBinomial(truth, q, random) + drawPoisson(2 * (1 - q), random)];
  },
  figure: (images, reference) =>
    ofOutcomes(
      outcomesOfCounts({
        truth: Float64Array.from(images, ([truth]) => truth),
        predicted: Float64Array.from(images, ([, predicted]) => predicted),
      }),
      reference,
    ),
};

/** Three labels, the last one rare, each said where it is and now and then where it is not. */
const labels: TaskWorld<{ readonly truth: number[]; readonly predicted: number[] }> = {
  figures: ["f1{average=micro}", "recall{class=a}"],
  image(q, random) {
    const truth = [0.6, 0.4, 0.1].map((share) => Number(random.uniform() < share));
    return {
      truth,
      predicted: truth.map((one) => (random.uniform() < q ? one : 1 - one)),
    };
  },
  figure: (images, reference) =>
    ofOutcomes(
      {
        ...{ ...within, kind: "multilabel", unitCount: images.length, classes: ["a", "b", "c"] },
        truth: Uint8Array.from(images.flatMap(({ truth }) => truth)),
        predicted: Uint8Array.from(images.flatMap(({ predicted }) => predicted)),
        scores: null,
      },
      reference,
    ),
};

const WORLDS = { boxes, outlines, points, masks, counts, labels } as const;

/** Images of a pool, with how sure the model is of each. A pilot knows of an image whether all of it is right. */
function madePool<Image>(world: TaskWorld<Image>, random: Random) {
  const images: Image[] = [];
  const right = new Uint8Array(POOL_SIZE);
  const confidence = Float64Array.from({ length: POOL_SIZE }, (_, i) => {
    const sure = 0.55 + 0.45 * random.uniform();
    images.push(world.image(sure, random));
    // Of one label: the kind of pilot that strata are shared out by.
    right[i] = Number(random.uniform() < sure);
    return sure;
  });
  const pool: Pool = { confidence, right };
  return { images, pool };
}

function designed<Image>(
  task: string,
  world: TaskWorld<Image>,
  id: string,
  design: DesignName,
): Experiment {
  const reference = parseReference(id);
  return {
    part: "drawn lists of other tasks",
    setting: { task, figure: id, design, n: N },
    // Quick, and a bias is small: four times as many lists as repetitions.
    effort: 4,
    measure(repetitions, seed, stream) {
      const { images, pool } = madePool(world, createRandom(seed, 2 ** 41));
      const truth = world.figure(images, reference).kernel(new Float64Array(POOL_SIZE).fill(1));
      const tally = createTally();
      const random = createRandom(seed, stream);
      let [bias, squares] = [0, 0];
      for (let run = 0; run < repetitions; run++) {
        const sample = sampleOf(pool.confidence, pool.right, design, N, random.below(2 ** 31));
        const figure = world.figure(
          Array.from(sample.drawn, (image) => images[image]!),
          reference,
        );
        const unit = Int32Array.from(sample.drawn.keys());
        const local = drawnEstimator(figure, { drawn: drawnOf(sample, pilotOf(N)), unit });
        const detail = local.at(0.95);
        const held = holdsTruth(detail, truth);
        tally.add("coverage", held);
        tally.add("unwarned miss", isUnwarnedMiss(detail, held));
        bias += (detail.value! - truth) / repetitions;
        squares += (detail.value! - truth) ** 2 / repetitions;
      }
      return [
        ...tally.measures(),
        // Figures have units of their own: how far off the mean is, in standard errors of one list.
        {
          name: "bias of a standard error",
          share: bias / Math.sqrt(squares - bias * bias),
          runs: null,
        },
      ];
    },
  };
}

const DESIGNS = ["proportional", "neyman", "active", "active-replacement"] as const;

export function taskDesignExperiments(): Experiment[] {
  const of = <Image>(task: string, world: TaskWorld<Image>): Experiment[] =>
    world.figures.flatMap((id) => DESIGNS.map((design) => designed(task, world, id, design)));
  const { boxes, outlines, points, masks, counts, labels } = WORLDS;
  return [
    ...of("boxes", boxes),
    ...of("outlines", outlines),
    ...of("points", points),
    ...of("masks", masks),
    ...of("counts", counts),
    ...of("several labels", labels),
  ];
}
