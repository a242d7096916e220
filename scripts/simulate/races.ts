/** Races of models over labels in random order: how often the best is dropped, and what a race does without. */

import { createRandom, type Random } from "../../src/core/random.js";
import { createRace } from "../../src/statistics/racing.js";
import { createTally, type Experiment } from "./measure.js";

/** Labels that a race may use. */
const BUDGET = 1500;
/** Share of images on which all models err more, and by how much. */
const HARD = { share: 0.3, by: 0.25 };

/** Accuracies of the models, the best first; `together`: they err on the same images. */
const WORLDS: Readonly<
  Record<string, { readonly accuracy: readonly number[]; readonly together: boolean }>
> = {
  "90, 85, 80, 75, 70 %": { accuracy: [0.9, 0.85, 0.8, 0.75, 0.7], together: false },
  "the same, erring together": { accuracy: [0.9, 0.85, 0.8, 0.75, 0.7], together: true },
  "five of 85 %": { accuracy: [0.85, 0.85, 0.85, 0.85, 0.85], together: true },
  "90 against 88 %": { accuracy: [0.9, 0.88], together: true },
};

function hits(accuracy: readonly number[], together: boolean, random: Random): number[] {
  const isHard = random.uniform() < HARD.share;
  const moved = together ? (isHard ? -HARD.by : (HARD.by * HARD.share) / (1 - HARD.share)) : 0;
  return accuracy.map((share) => Number(random.uniform() < Math.min(1, share + moved)));
}

function raced(world: string): Experiment {
  return {
    part: "races",
    setting: { of: world },
    effort: 0.3,
    measure(repetitions, seed, stream) {
      const { accuracy, together } = WORLDS[world]!;
      const random = createRandom(seed, stream);
      const tally = createTally();
      let saved = 0;
      let labels = 0;
      for (let run = 0; run < repetitions; run++) {
        const race = createRace(accuracy.length, { level: 0.95 });
        let used = 0;
        let left = accuracy.length;
        for (let t = 0; t < BUDGET && left > 1; t++) {
          used += left;
          left = race.add(hits(accuracy, together, random)).remaining.length;
        }
        const { remaining } = race.state;
        tally.add("best dropped", !remaining.includes(0));
        tally.add("decided", remaining.length === 1);
        saved += 1 - used / (BUDGET * accuracy.length);
        labels += 1 - race.state.count / BUDGET;
      }
      return [
        ...tally.measures(),
        { name: "predictions saved", share: saved / repetitions, runs: null },
        { name: "labels saved", share: labels / repetitions, runs: null },
      ];
    },
  };
}

export function raceExperiments(): Experiment[] {
  return Object.keys(WORLDS).map(raced);
}
