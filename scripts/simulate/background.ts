/** Answers to pictures without their objects: how often knowledge of the background is found in vain, and where it is. */

import { backgroundFigures } from "../../src/analyses/background/background.js";
import { createRandom, type Random } from "../../src/core/random.js";
import type { ClassificationOutcomes } from "../../src/outcomes/classification-types.js";
import { createTally, type Experiment } from "./measure.js";

/** How common the labels are, and answers that know nothing. */
const LABELS = [0.7, 0.2, 0.1];
const ANSWERS = [0.5, 0.3, 0.2];

interface BackgroundWorld {
  readonly images: number;
  /** Images of a camera, which all show one label more often and get one answer more often; 1: independent images. */
  readonly perCamera: number;
  /** Share of a camera's images that have its own label, and of its answers that are its own. */
  readonly own: number;
  /** Share of the answers that are told by the background: they are right. */
  readonly planted: number;
}

const WORLDS: Readonly<Record<string, BackgroundWorld>> = {
  "nothing known, 200 images": { images: 200, perCamera: 1, own: 0, planted: 0 },
  "nothing known, 60 images": { images: 60, perCamera: 1, own: 0, planted: 0 },
  "nothing known, 20 cameras": { images: 200, perCamera: 10, own: 0.5, planted: 0 },
  "nothing known, 50 cameras": { images: 500, perCamera: 10, own: 0.5, planted: 0 },
  "30 % told by it, 200 images": { images: 200, perCamera: 1, own: 0, planted: 0.3 },
  "30 % told by it, 50 cameras": { images: 500, perCamera: 10, own: 0.5, planted: 0.3 },
};

function drawOf(shares: readonly number[], random: Random): number {
  let left = random.uniform();
  for (const [label, share] of shares.entries()) {
    left -= share;
    if (left < 0) return label;
  }
  return shares.length - 1;
}

function drawn({ images, perCamera, own, planted }: BackgroundWorld, random: Random) {
  const truth = new Int32Array(images);
  const answer = new Int32Array(images);
  const cluster = new Int32Array(images);
  let camera = { label: 0, answer: 0 };
  for (let i = 0; i < images; i++) {
    if (i % perCamera === 0) {
      camera = { label: drawOf(LABELS, random), answer: drawOf(ANSWERS, random) };
    }
    cluster[i] = Math.floor(i / perCamera);
    truth[i] = random.uniform() < own ? camera.label : drawOf(LABELS, random);
    const blind = random.uniform() < own ? camera.answer : drawOf(ANSWERS, random);
    answer[i] = random.uniform() < planted ? truth[i]! : blind;
  }
  const of = (predicted: Int32Array): ClassificationOutcomes => ({
    kind: "classification",
    unitCount: images,
    unit: "image",
    classes: LABELS.map((_, k) => String(k)),
    modelClassCount: LABELS.length,
    truth,
    predicted,
    cluster: perCamera === 1 ? null : cluster,
    clusterCount: perCamera === 1 ? 0 : images / perCamera,
    scores: null,
  });
  return { whole: of(truth), background: of(answer), objects: of(truth) };
}

function measured(name: string): Experiment {
  return {
    part: "answers without objects",
    setting: { world: name },
    effort: 1,
    measure(repetitions, seed, stream) {
      const world = WORLDS[name]!;
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const seen = drawn(world, createRandom(seed, stream + run));
        const { answersWithout } = backgroundFigures(seen, 0.95);
        tally.add(world.planted === 0 ? "found in vain" : "found", answersWithout === true);
      }
      return tally.measures();
    },
  };
}

export function backgroundExperiments(): Experiment[] {
  return Object.keys(WORLDS).map(measured);
}
