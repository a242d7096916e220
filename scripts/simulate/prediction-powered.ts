/** Accuracy of a pool by few labels and confidence: coverage, bias, and labels saved against labels alone. */

import { createRandom, type Random } from "../../src/core/random.js";
import { predictionPoweredInterval } from "../../src/statistics/prediction-powered.js";
import { bloodCells, madePool, type Pool } from "./designs.js";
import { createTally, type Experiment } from "./measure.js";

const WORLDS: Readonly<Record<string, (random: Random) => Pool>> = {
  "confidence good, accuracy .9": (random) => madePool(0.9, 2, random),
  "confidence sharp, accuracy .9": (random) => madePool(0.9, 8, random),
  "confidence sharp, accuracy .97": (random) => madePool(0.97, 6, random),
  "confidence good, accuracy .7": (random) => madePool(0.7, 3, random),
  "confidence useless, accuracy .9": (random) => madePool(0.9, 1, random),
  "blood cells, 262 images": bloodCells,
};

/** Labels in random order from a pool, and how sure the model is of all others. */
function powered(world: string, n: number): Experiment {
  return {
    part: "few labels, many predictions",
    setting: { of: world, n },
    effort: 1,
    measure(repetitions, seed, stream) {
      const { confidence, right } = WORLDS[world]!(createRandom(seed, 2 ** 40 + 1));
      const N = right.length;
      const truth = right.reduce((sum, one) => sum + one, 0) / N;
      const random = createRandom(seed, stream);
      const order = Int32Array.from({ length: N }, (_, i) => i);
      const tally = createTally();
      let [bias, squares, ofLabels, weight] = [0, 0, 0, 0];
      for (let run = 0; run < repetitions; run++) {
        for (let i = 0; i < n; i++) {
          const j = i + random.below(N - i);
          [order[i], order[j]] = [order[j]!, order[i]!];
        }
        const drawn = order.subarray(0, n);
        const values = Float64Array.from(drawn, (image) => right[image]!);
        const sure = Float64Array.from(drawn, (image) => confidence[image]!);
        const others = Float64Array.from(order.subarray(n), (image) => confidence[image]!);
        const { value, low, high, lambda } = predictionPoweredInterval(values, sure, others, 0.95);
        const hits = values.reduce((sum, one) => sum + one, 0);
        const isInside = low <= truth && truth <= high;
        tally.add("coverage", isInside);
        tally.add("unwarned miss", !isInside && Math.min(hits, n - hits) >= 5);
        bias += (value - truth) / repetitions;
        squares += (value - truth) ** 2;
        ofLabels += (hits / n - truth) ** 2;
        weight += lambda / repetitions;
      }
      return [
        ...tally.measures(),
        { name: "bias", share: bias, runs: null },
        { name: "labels saved", share: 1 - squares / ofLabels, runs: null },
        { name: "weight", share: weight, runs: null },
      ];
    },
  };
}

export function predictionPoweredExperiments(): Experiment[] {
  return Object.entries(WORLDS).flatMap(([world, pool]) =>
    // Not where nearly the whole pool would be labelled.
    [50, 100, 200, ...(pool === bloodCells ? [] : [400])].map((n) => powered(world, n)),
  );
}
