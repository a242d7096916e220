/** Races of models over labels in random order: how often the best is dropped, and what a race does without. */

import { join } from "node:path";
import { createRandom, type Random } from "../../src/core/random.js";
import { createRace } from "../../src/statistics/racing.js";
import { readJson } from "../read-json.js";
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
      const one = () => hits(accuracy, together, random);
      return measured(repetitions, BUDGET, accuracy.length, 0, () => one);
    },
  };
}

/** @param begin a race: what gives the hits of its label t */
function measured(
  repetitions: number,
  budget: number,
  models: number,
  best: number,
  begin: () => (t: number) => readonly number[],
) {
  const tally = createTally();
  let saved = 0;
  let labels = 0;
  for (let run = 0; run < repetitions; run++) {
    const race = createRace(models, { level: 0.95 });
    const hitsOf = begin();
    let used = 0;
    let left = models;
    for (let t = 0; t < budget && left > 1; t++) {
      used += left;
      left = race.add(hitsOf(t)).remaining.length;
    }
    const { remaining } = race.state;
    tally.add("best dropped", !remaining.includes(best));
    tally.add("decided", remaining.length === 1);
    saved += 1 - used / (budget * models);
    labels += 1 - race.state.count / budget;
  }
  return [
    ...tally.measures(),
    { name: "predictions saved", share: saved / repetitions, runs: null },
    { name: "labels saved", share: labels / repetitions, runs: null },
  ];
}

/** Three models of blood cells on the images of three hospitals, in another random order each time. */
const BLOOD_CELLS = "three models of blood cells, 262 images";

function racedCells(): Experiment {
  return {
    part: "races",
    setting: { of: BLOOD_CELLS },
    effort: 0.3,
    measure(repetitions, seed, stream) {
      const file = join(import.meta.dirname, "blood-cells.json");
      const { models } = readJson(file) as { models: Readonly<Record<string, string>> };
      const right = Object.values(models).map((text) => Uint8Array.from(text, Number));
      const count = right.map((own) => own.reduce((sum, one) => sum + one, 0));
      const best = count.indexOf(Math.max(...count));
      const n = right[0]!.length;
      const random = createRandom(seed, stream);
      return measured(repetitions, n, right.length, best, () => {
        const order = Int32Array.from({ length: n }, (_, i) => i);
        for (let i = n - 1; i > 0; i--) {
          const j = random.below(i + 1);
          [order[i], order[j]] = [order[j]!, order[i]!];
        }
        return (t) => right.map((own) => own[order[t]!]!);
      });
    },
  };
}

export function raceExperiments(): Experiment[] {
  return [...Object.keys(WORLDS).map(raced), racedCells()];
}
