/** Whether a model that finds objects knows when it is wrong: ranges by box and by image, and scores held against its own. */

import { compareObjects } from "../../src/analyses/reliability/compare-objects.js";
import { objectAnswers } from "../../src/analyses/reliability/object-answers.js";
import { createRandom, type Random } from "../../src/core/random.js";
import type { EstimateDetail } from "../../src/metrics/estimate-types.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import type { DetectionOutcomes } from "../../src/outcomes/detection-types.js";
import { detectorOutcomes } from "./detection.js";
import { createTally, type Experiment } from "./measure.js";
import { holdsTruth, isUnwarnedMiss } from "./shares.js";
import { drawNormal, drawPoisson } from "./worlds.js";

/** Boxes of an image are 1 + Poisson(2). */
const MORE_BOXES = 2;
/** Images of a camera. */
const PER_CAMERA = 10;
/** Images of the world that gives the truth. */
const TRUTH_IMAGES = 200_000;
/** Below every score: all boxes count. */
const THRESHOLD = -100;

interface Sizes {
  readonly images: number;
  readonly perCamera: number | null;
}

interface Drawn {
  readonly outcomes: DetectionOutcomes;
  /** Of each image by each of the other scores: the least over its boxes, as its own confidence is. */
  readonly others: readonly Float64Array[];
}

/**
 * Every box is right as often as something hidden is high, of which camera, image and box have a part each. A score is
 * that with noise, of which camera and image have a part too. An object is missed more often where the image's is low.
 *
 * @param noises of its own score and of others, which are of images
 */
function drawn({ images, perCamera }: Sizes, noises: readonly number[], random: Random): Drawn {
  const unit: number[] = [];
  const score: number[] = [];
  const isRight: boolean[] = [];
  const truthUnit: number[] = [];
  const found: number[] = [];
  const others = noises.slice(1).map(() => new Float64Array(images).fill(Number.POSITIVE_INFINITY));
  const shifts = (of: number) => noises.map(() => (of === 0 ? 0 : drawNormal(random)));
  let camera = { sure: 0, shift: shifts(0) };
  for (let i = 0; i < images; i++) {
    if (perCamera !== null && i % perCamera === 0) {
      camera = { sure: random.uniform(), shift: shifts(1) };
    }
    const own = { sure: random.uniform(), shift: shifts(1) };
    for (let k = 1 + drawPoisson(MORE_BOXES, random); k > 0; k--) {
      const parts = [own.sure, random.uniform(), ...(perCamera === null ? [] : [camera.sure])];
      const sure = parts.reduce((sum, part) => sum + part, 0) / parts.length;
      const right = random.uniform() < 0.3 + 0.69 * sure;
      const scores = noises.map(
        (noise, at) =>
          sure + noise * (drawNormal(random) + 0.5 * (own.shift[at]! + camera.shift[at]!)),
      );
      unit.push(i);
      score.push(scores[0]!);
      isRight.push(right);
      for (const [at, values] of others.entries()) {
        values[i] = Math.min(values[i]!, scores[at + 1]!);
      }
      if (!right) continue;
      truthUnit.push(i);
      found.push(1);
    }
    if (random.uniform() >= 0.4 * (1 - own.sure)) continue;
    truthUnit.push(i);
    found.push(0);
  }
  const order = Int32Array.from(score.keys()).sort((a, b) => score[b]! - score[a]!);
  const outcomes = detectorOutcomes(images, perCamera, ["animal"], {
    detectionStart: Int32Array.of(0, order.length),
    source: order,
    unit: order.map((row) => unit[row]!),
    score: Float64Array.from(order, (row) => score[row]!),
    matched: Uint16Array.from(order, (row) => (isRight[row] ? 1 : 0)),
    truthStart: Int32Array.of(0, truthUnit.length),
    truthUnit: Int32Array.from(truthUnit),
    found: Uint16Array.from(found),
  });
  return { outcomes: { ...outcomes, threshold: THRESHOLD }, others };
}

const FIGURES = ["auroc-failure", "aurc"] as const;
const NOISE = 0.3;

function figureOf(
  outcomes: DetectionOutcomes,
  of: "boxes" | "images",
  figure: (typeof FIGURES)[number],
): EstimateDetail {
  const { outcomes: answers, own } = objectAnswers(outcomes, "simulation")[of];
  const scored = { ...answers, scores: null, answerConfidence: own.values };
  return createEstimator(scored, parseReference(figure)).at(0.95);
}

function ranges(
  sizes: Sizes,
  of: "boxes" | "images",
  figure: (typeof FIGURES)[number],
): Experiment {
  const { images, perCamera } = sizes;
  return {
    part: "scores of boxes",
    setting: {
      of,
      figure,
      world:
        perCamera === null ? `${images} images` : `${images / perCamera} cameras of ${perCamera}`,
    },
    effort: 1,
    measure(repetitions, seed, stream) {
      // Its own stream, apart from those of the samples.
      const whole = drawn({ images: TRUTH_IMAGES, perCamera }, [NOISE], createRandom(1, 2 ** 52));
      const truth = figureOf(whole.outcomes, of, figure).value!;
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const { outcomes } = drawn(sizes, [NOISE], createRandom(seed, stream + run));
        const detail = figureOf(outcomes, of, figure);
        if (detail.low === null) continue;
        const held = holdsTruth(detail, truth);
        tally.add("coverage", held);
        tally.add("unwarned miss", isUnwarnedMiss(detail, held));
      }
      return tally.measures();
    },
  };
}

const COMPARED: Readonly<Record<string, { readonly sizes: Sizes; readonly noises: number[] }>> = {
  "four alike, 200 images": {
    sizes: { images: 200, perCamera: null },
    noises: [0.6, 0.6, 0.6, 0.6],
  },
  "four alike, 20 cameras of 10": {
    sizes: { images: 200, perCamera: PER_CAMERA },
    noises: [0.6, 0.6, 0.6, 0.6],
  },
  "one of four better, 600 images": {
    sizes: { images: 600, perCamera: null },
    noises: [0.9, 0.1, 0.9, 0.9],
  },
};

function compared(name: string): Experiment {
  const { sizes, noises } = COMPARED[name]!;
  const isEqual = noises.every((noise) => noise === noises[0]);
  return {
    part: "scores of boxes",
    setting: { of: "images", figure: "compared", world: name },
    effort: 0.4,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      const files = Array.from({ length: sizes.images }, (_, i) => `${i}.png`);
      const image = Int32Array.from(files.keys());
      for (let run = 0; run < repetitions; run++) {
        const { outcomes, others } = drawn(sizes, noises, createRandom(seed, stream + run));
        const { result } = compareObjects(
          outcomes,
          { level: 0.95, interval: null, seed: 1 },
          {
            given: {
              scores: others.map((values, i) => ({ name: `${i}`, source: "drawn", values })),
              notes: [],
            },
            image,
            files,
            isOfAnswers: false,
          },
        );
        const better = result.images!.scores.slice(1).map((one) => one.better === true);
        if (isEqual) tally.add("none said to be better", !better.includes(true));
        else tally.add("the better one found", better[0]!);
      }
      return tally.measures();
    },
  };
}

export function boxReliabilityExperiments(): Experiment[] {
  const sizes: readonly Sizes[] = [
    { images: 100, perCamera: null },
    { images: 400, perCamera: null },
    { images: 20 * PER_CAMERA, perCamera: PER_CAMERA },
    { images: 50 * PER_CAMERA, perCamera: PER_CAMERA },
  ];
  return [
    ...(["boxes", "images"] as const).flatMap((of) =>
      FIGURES.flatMap((figure) => sizes.map((one) => ranges(one, of, figure))),
    ),
    ...Object.keys(COMPARED).map(compared),
  ];
}
