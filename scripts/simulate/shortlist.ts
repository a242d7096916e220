/** Ranks of candidates by features of few images: how often one is told ahead that is not, and that ranks hold the planted ones. */

import { createRandom, type Random } from "../../src/core/random.js";
import { HALVES, type ShortlistCandidate, shortlist } from "../../src/shortlist/shortlist.js";
import { createTally, type Experiment } from "./measure.js";
import { drawNormal } from "./worlds.js";

const CLASSES = 4;
const WIDTH = 8;
/** Measures that features alone give. */
const MEASURES = ["parc", "logme", "hscore", "knn"] as const;

/** How far the classes lie apart in the features of each candidate, in standard deviations. */
const WORLDS: Readonly<Record<string, readonly number[]>> = {
  "four alike, weak": [0.4, 0.4, 0.4, 0.4],
  "four alike, strong": [1.5, 1.5, 1.5, 1.5],
  "1.5, 1, 0.6, 0.2": [1.5, 1, 0.6, 0.2],
};

/** Share of the noise that all candidates have in common: they see the same hard images. */
const COMMON = 0.5;

function candidatesOf(
  strengths: readonly number[],
  classes: Int32Array,
  random: Random,
): ShortlistCandidate[] {
  const n = classes.length;
  const common = Float64Array.from({ length: n * WIDTH }, () => drawNormal(random));
  return strengths.map((strength, k) => {
    const values = common.map((shared, at) => {
      const [i, d] = [Math.floor(at / WIDTH), at % WIDTH];
      const mean = d % CLASSES === classes[i] ? strength : 0;
      const own = drawNormal(random);
      return mean + Math.sqrt(COMMON) * shared + Math.sqrt(1 - COMMON) * own;
    });
    const features = { values, width: WIDTH, count: n };
    return { name: `candidate ${k + 1}`, sha256: null, features, sourceScores: null };
  });
}

function ranked(world: string, n: number): Experiment {
  return {
    part: "shortlist",
    setting: { of: world, n },
    effort: 0.05,
    measure(repetitions, seed, stream) {
      const strengths = WORLDS[world]!;
      const random = createRandom(seed, stream);
      const classes = Int32Array.from({ length: n }, (_, i) => i % CLASSES);
      const classNames = Array.from({ length: CLASSES }, (_, k) => `class ${k + 1}`);
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const { scores } = shortlist(candidatesOf(strengths, classes, random), {
          ...{ classes, classNames, cluster: null, level: 0.95 },
          ...{ seed: seed + run, halves: HALVES },
        });
        for (const measure of MEASURES) {
          const isHeld = scores.every(({ name, ranks }) => {
            const { low, high } = ranks[measure]!;
            const strength = strengths[Number(name.split(" ")[1]) - 1]!;
            // Ranks that it may have among those that are as good.
            const first = 1 + strengths.filter((other) => other > strength).length;
            const last = strengths.filter((other) => other >= strength).length;
            return low! <= first && last <= high!;
          });
          tally.add(`${measure}: all ranks held`, isHeld);
        }
        const [best] = scores;
        tally.add("first told from all", best!.rankHigh === 1);
      }
      return tally.measures();
    },
  };
}

export function shortlistExperiments(): Experiment[] {
  return Object.keys(WORLDS).flatMap((world) => [60, 120].map((n) => ranked(world, n)));
}
