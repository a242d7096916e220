/** How often the range of what is wrong among the surest answers holds the truth. */

import { createRandom, type Random } from "../../src/core/random.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import { outcomesOfPairs } from "../../src/outcomes/classification-types.js";
import { createTally, type Experiment } from "./measure.js";

const LEVEL = 0.95;
const GROUP_SIZE = 10;
const COVERAGES = [0.5, 0.8];

interface World {
  readonly units: number;
  /** An answer of sureness s, from 0 to 1, is wrong with the chance most·(1 − s)^power. */
  readonly most: number;
  readonly power: number;
  /** Whether images come in groups that are hard or easy as a whole. */
  readonly areGroups: boolean;
}

const WORLDS: Readonly<Record<string, World>> = {
  "100 images, sureness tells": { units: 100, most: 0.6, power: 1, areGroups: false },
  "300 images, sureness tells": { units: 300, most: 0.6, power: 1, areGroups: false },
  "300 images, sureness tells little": { units: 300, most: 0.2, power: 0, areGroups: false },
  "1,000 images, few mistakes": { units: 1000, most: 0.2, power: 1, areGroups: false },
  "30 groups of 10": { units: 300, most: 0.6, power: 1, areGroups: true },
};

/** ∫ most·(1 − s)^power over the surest share, divided by it. */
export function trueRisk({ most, power }: Pick<World, "most" | "power">, coverage: number): number {
  let share = 1;
  for (let k = 0; k < power; k++) share *= coverage;
  return (most * share) / (power + 1);
}

function draw({ units, most, power, areGroups }: World, random: Random) {
  const sure = Float64Array.from({ length: units }, () => random.uniform());
  const cluster = Int32Array.from({ length: units }, (_, i) => Math.floor(i / GROUP_SIZE));
  // Half as often and half as often again: the mean is as it was.
  const hard = Array.from({ length: Math.ceil(units / GROUP_SIZE) }, () =>
    areGroups ? (random.uniform() < 0.5 ? 0.5 : 1.5) : 1,
  );
  const truth = Int32Array.from(sure, (s, i) => {
    const chance = (power === 0 ? most : most * (1 - s)) * hard[cluster[i]!]!;
    return random.uniform() < chance ? 0 : 1;
  });
  return {
    ...outcomesOfPairs({
      classes: ["a", "b"],
      modelClassCount: 2,
      truth,
      predicted: new Int32Array(units).fill(1),
      cluster: areGroups ? cluster : null,
      clusterCount: areGroups ? hard.length : 0,
    }),
    answerConfidence: sure,
  };
}

function measured(name: string, coverage: number): Experiment {
  const reference = parseReference(`selective-risk{coverage=${coverage}}`);
  return {
    part: "risk among the surest",
    setting: { world: name, kept: coverage },
    effort: 1,
    measure(repetitions, seed, stream) {
      const world = WORLDS[name]!;
      const truth = trueRisk(world, coverage);
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const outcomes = draw(world, createRandom(seed, stream + run));
        const { low, high } = createEstimator(outcomes, reference).at(LEVEL);
        tally.add("coverage", low !== null && high !== null && low <= truth && truth <= high);
      }
      return tally.measures();
    },
  };
}

export function selectiveRiskExperiments(): Experiment[] {
  return Object.keys(WORLDS).flatMap((name) => COVERAGES.map((kept) => measured(name, kept)));
}
