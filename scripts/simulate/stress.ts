/** Models whose pictures are altered: how often ranges hold what was planted, and pairs that are alike are told apart. */

import { createRandom, type Random } from "../../src/core/random.js";
import { parseReference } from "../../src/metrics/reference.js";
import type { ClassificationOutcomes } from "../../src/outcomes/classification-types.js";
import { createStressBuilder } from "../../src/stress/build-stress.js";
import { conditionsOf, type StressPlan } from "../../src/stress/conditions.js";
import { createTally, type Experiment } from "./measure.js";

const PLAN: StressPlan = {
  kinds: ["defocus", "jpeg", "fog", "darkness"],
  severities: [1, 3, 5],
  tries: 0,
  seed: 1,
  shorterSidePx: 224,
};

/** What a severity of each kind takes of the share that is right. */
const COST: Readonly<Record<string, number>> = {
  defocus: 0,
  jpeg: 0.01,
  fog: 0.03,
  darkness: 0.06,
};
const CLEAN = 0.85;
/** Images are that much harder or easier than others, under every alteration; groups too. */
const HARDNESS = 0.12;

const WORLDS = {
  "100 images": { groups: 100, size: 1, second: 1 },
  "400 images": { groups: 400, size: 1, second: 1 },
  "20 groups of 15": { groups: 20, size: 15, second: 1 },
  "400 images, the second twice as fragile": { groups: 400, size: 1, second: 2 },
} as const;

/** One answer to each image, right with a chance. */
function outcomesOf(
  right: readonly number[],
  groups: number,
  size: number,
): ClassificationOutcomes {
  const n = right.length;
  return {
    kind: "classification",
    unit: "image",
    unitCount: n,
    classes: ["a", "b"],
    modelClassCount: 2,
    truth: new Int32Array(n),
    predicted: Int32Array.from(right, (hit) => 1 - hit),
    cluster: size === 1 ? null : Int32Array.from(right, (_, i) => Math.floor(i / size)),
    clusterCount: size === 1 ? 0 : groups,
    scores: null,
  };
}

function stressed(world: keyof typeof WORLDS): Experiment {
  return {
    part: "altered pictures",
    setting: { of: world },
    effort: 0.1,
    measure(repetitions, seed, stream) {
      const { groups, size, second } = WORLDS[world];
      const random = createRandom(seed, stream);
      const tally = createTally();
      const fragility = [1, second];
      for (let run = 0; run < repetitions; run++) {
        const found = once(random, groups, size, fragility);
        for (const [m, times] of fragility.entries()) {
          const held = found.costs.map(({ kind, models }) => {
            const { low, high } = models[m]!;
            const truth = -3 * times * COST[kind]!;
            return low !== null && high !== null && low <= truth && truth <= high;
          });
          if (m === 0) tally.add("all costs held", held.every(Boolean));
        }
        const { altered } = found.pairs[0]!;
        tally.add(second === 1 ? "alike told apart" : "fragile found", altered.told !== null);
      }
      return tally.measures();
    },
  };
}

function once(random: Random, groups: number, size: number, fragility: readonly number[]) {
  const hardness = Array.from({ length: groups }, () => {
    const ofGroup = HARDNESS * (2 * random.uniform() - 1);
    return Array.from({ length: size }, () =>
      size === 1 ? ofGroup : (ofGroup + HARDNESS * (2 * random.uniform() - 1)) / 2,
    );
  }).flat();
  const answers = (chance: number) => {
    const right = hardness.map((hard) => Number(random.uniform() < chance - hard));
    const units = Int32Array.from(right.keys());
    return { outcomes: outcomesOf(right, groups, size), units };
  };
  const evaluated = { value: null, low: null, high: null };
  const builder = createStressBuilder(
    fragility.map((_, m) => ({ name: `m${m}`, sha256: null, evaluated, ...answers(CLEAN) })),
    {
      reference: parseReference("accuracy"),
      level: 0.95,
      plan: PLAN,
      notScored: [],
      unanswered: [],
    },
  );
  for (const [m, times] of fragility.entries()) {
    for (const condition of conditionsOf(PLAN)) {
      const chance = CLEAN - times * COST[condition.kind]! * condition.severity;
      builder.add(m, condition, answers(chance));
    }
  }
  return builder.finish();
}

export function stressExperiments(): Experiment[] {
  return (Object.keys(WORLDS) as (keyof typeof WORLDS)[]).map(stressed);
}
