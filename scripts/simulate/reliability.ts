/** Whether a score beats the model's own confidence: how often that is said where none does, and where one does. */

import { heldAgainst } from "../../src/analyses/reliability/compare-scores.js";
import { FOLDS, foldOfUnits } from "../../src/analyses/reliability/confidence-scores.js";
import { featureScores } from "../../src/analyses/reliability/feature-scores.js";
import { createRandom, type Random } from "../../src/core/random.js";
import { collectFeatures } from "../../src/dataset/image-features.js";
import {
  type ClassificationOutcomes,
  outcomesOfPairs,
} from "../../src/outcomes/classification-types.js";
import { createTally, type Experiment } from "./measure.js";
import { drawNormal } from "./worlds.js";

const LEVEL = 0.95;
const CLUSTER_SIZE = 10;
const NUMBERS = 16;

interface Drawn {
  readonly outcomes: ClassificationOutcomes;
  readonly own: Float64Array;
  readonly others: readonly Float64Array[];
}

type World = (random: Random, seed: number) => Drawn;

/** What a hidden sureness says of a unit; the model is right as often as that is high. */
function outcomesOf(
  sure: readonly number[],
  random: Random,
  cluster: Int32Array | null,
): ClassificationOutcomes {
  return outcomesOfPairs({
    classes: ["a", "b"],
    modelClassCount: 2,
    truth: Int32Array.from(sure, (s) => (random.uniform() < 0.3 + 0.69 * s ? 0 : 1)),
    predicted: new Int32Array(sure.length),
    cluster,
    clusterCount: cluster === null ? 0 : Math.max(...cluster) + 1,
  });
}

/** Scores that are the hidden sureness with noise of their own, so many standard deviations of it. */
function noisy(noises: readonly number[], units: number, isClustered: boolean): World {
  return (random) => {
    const cluster = isClustered
      ? Int32Array.from({ length: units }, (_, i) => Math.floor(i / CLUSTER_SIZE))
      : null;
    const ofCluster = Array.from({ length: units / CLUSTER_SIZE }, () => random.uniform());
    const sure = Array.from({ length: units }, (_, i) =>
      isClustered ? (ofCluster[cluster![i]!]! + random.uniform()) / 2 : random.uniform(),
    );
    const outcomes = outcomesOf(sure, random, cluster);
    const [own, ...others] = noises.map((noise) => {
      // What a score gets wrong it gets wrong of a whole cluster too.
      const shift = ofCluster.map(() => (isClustered ? drawNormal(random) : 0));
      return Float64Array.from(
        sure,
        (s, i) => s + noise * (drawNormal(random) + (shift[cluster?.[i] ?? 0] ?? 0)),
      );
    });
    return { outcomes, own: own!, others };
  };
}

/** Distances of features: of images that lie off the others the model is often wrong, or not. */
function features(isTold: boolean): World {
  return (random, seed) => {
    const units = 300;
    const off = Array.from({ length: units }, () => random.uniform() < 0.3);
    const sure = off.map((is) => (isTold ? (is ? 0 : 0.95) : random.uniform()));
    const outcomes = outcomesOf(sure, random, null);
    const collected = collectFeatures("drawn", units);
    for (const [i, is] of off.entries()) {
      const row = Array.from({ length: NUMBERS }, (_, d) =>
        is ? 3 * drawNormal(random) : drawNormal(random) + (d === 0 ? 8 : 0),
      );
      collected.add(i, row);
    }
    const image = Int32Array.from(off.keys());
    const folds = foldOfUnits(outcomes, seed);
    const found = featureScores(outcomes, collected.finish()!, image, folds, FOLDS, seed);
    // Of features that tell nothing, confidence tells nothing either, or it would be ahead in any case.
    const own = Float64Array.from(sure, () => random.uniform());
    return { outcomes, own, others: found.map(({ values }) => values) };
  };
}

const WORLDS: Readonly<Record<string, { readonly world: World; readonly isEqual: boolean }>> = {
  "four alike, 200 images": { world: noisy([0.6, 0.6, 0.6, 0.6], 200, false), isEqual: true },
  "four alike, 1,000 images": { world: noisy([0.6, 0.6, 0.6, 0.6], 1000, false), isEqual: true },
  "four alike, 20 groups of 10": { world: noisy([0.6, 0.6, 0.6, 0.6], 200, true), isEqual: true },
  "one of four better, 300 images": {
    world: noisy([0.9, 0.15, 0.9, 0.9], 300, false),
    isEqual: false,
  },
  "features that tell nothing": { world: features(false), isEqual: true },
  "mistakes far from the others": { world: features(true), isEqual: false },
};

function measured(name: string): Experiment {
  return {
    part: "scores of confidence",
    setting: { world: name },
    effort: 0.25,
    measure(repetitions, seed, stream) {
      const { world, isEqual } = WORLDS[name]!;
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const { outcomes, own, others } = world(createRandom(seed, stream + run), seed + run);
        const level = 1 - (1 - LEVEL) / others.length;
        const better = others.map(
          (values, i) =>
            heldAgainst(outcomes, { name: "own", values: own }, { name: `${i}`, values }, level)
              .better === true,
        );
        if (isEqual) tally.add("none said to be better", !better.includes(true));
        else tally.add("the better one found", better[0]!);
      }
      return tally.measures();
    },
  };
}

export function reliabilityExperiments(): Experiment[] {
  return Object.keys(WORLDS).map(measured);
}
