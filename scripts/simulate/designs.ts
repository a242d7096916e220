/** Lists drawn by a design: coverage and verdicts about the pool, bias, and labels saved against random order. */

import { join } from "node:path";
import { createRandom, type Random } from "../../src/core/random.js";
import {
  confidenceStrata,
  type DrawnSample,
  drawActive,
  drawNeyman,
  drawProportional,
  drawSample,
} from "../../src/dataset/draw-sample.js";
import { drawnEstimator } from "../../src/metrics/drawn-estimate.js";
import type { Estimator } from "../../src/metrics/estimate-types.js";
import type { Drawn } from "../../src/statistics/drawn.js";
import { readJson } from "../read-json.js";
import { createTally, type Experiment } from "./measure.js";
import {
  holdsTruth,
  independentShare,
  isUnwarnedMiss,
  limitAt,
  tallyVerdicts,
  verdictOf,
} from "./shares.js";

/** Images of which is known how sure the model is, and whether it is right. */
export interface Pool {
  readonly confidence: Float64Array;
  readonly right: Uint8Array;
}

const POOL_SIZE = 1000;

/** The share of errors at rank u of confidence is error·power·u^(power − 1); power 1: it says nothing. */
export function madePool(accuracy: number, power: number, random: Random): Pool {
  const confidence = new Float64Array(POOL_SIZE);
  const right = new Uint8Array(POOL_SIZE);
  for (let i = 0; i < POOL_SIZE; i++) {
    const u = random.uniform();
    const error = Math.min(1, (1 - accuracy) * power * u ** (power - 1));
    confidence[i] = power === 1 ? 0.5 + 0.5 * u : 1 - error;
    right[i] = Number(random.uniform() >= error);
  }
  return { confidence, right };
}

export function bloodCells(): Pool {
  const file = join(import.meta.dirname, "blood-cells.json");
  const { confidence, right } = readJson(file) as { confidence: number[]; right: string };
  return {
    confidence: Float64Array.from(confidence),
    right: Uint8Array.from(right, Number),
  };
}

const WORLDS: Readonly<Record<string, (random: Random) => Pool>> = {
  "confidence good, accuracy .9": (random) => madePool(0.9, 2, random),
  "confidence sharp, accuracy .97": (random) => madePool(0.97, 6, random),
  "confidence useless, accuracy .9": (random) => madePool(0.9, 1, random),
  "blood cells, 262 images": bloodCells,
};

type DesignName = Exclude<DrawnSample["design"], "random">;

/** The estimator of accuracy, as `evaluate` makes it, and its value without anything else. */
function drawnAccuracy(
  { confidence, right }: Pool,
  design: DesignName,
  n: number,
  seed: number,
): Estimator {
  const sample = sampleOf(confidence, right, design, n, seed);
  const values = Float64Array.from(sample.drawn, (image) => right[image]!);
  const hits = values.reduce((sum, one) => sum + one, 0);
  const plain = independentShare(hits, values.length);
  return drawnEstimator(
    { plain, kernel: () => Number.NaN, values },
    { drawn: drawnOf(sample, pilotOf(n)), unit: Int32Array.from(sample.drawn.keys()) },
  );
}

/** Images of a pilot for a list of n. */
export function pilotOf(n: number): number {
  return Math.round(0.3 * n);
}

/** Draws a list of n by a design. */
export function sampleOf(
  confidence: Float64Array,
  right: Uint8Array,
  design: DesignName,
  n: number,
  seed: number,
): DrawnSample {
  const rowCount = confidence.length;
  if (design === "active") return drawActive(confidence, n, seed, false);
  if (design === "active-replacement") return drawActive(confidence, n, seed, true);
  const strata = confidenceStrata(confidence);
  if (design === "proportional") return drawProportional(strata, n, seed);
  const images = { rowCount, columns: new Map() };
  const { drawn: image } = drawSample(images, pilotOf(n), null, seed + 2 ** 31);
  return drawNeyman(strata, { image, hit: Int8Array.from(image, (i) => right[i]!) }, n, seed);
}

/** How a list was drawn. @param pilot how many at the top are of a pilot */
export function drawnOf(
  { design, images: pool, drawn, strata, chance, draws }: DrawnSample,
  pilot: number,
): Drawn {
  if (strata !== null) {
    const sizes = Float64Array.from(strata.levels, ({ images }) => images);
    const isOfPilot = Uint8Array.from(drawn, (_, i) => Number(i < pilot));
    const known = design === "neyman" ? isOfPilot : null;
    return { kind: "stratified", stratum: strata.stratum, sizes, pilot: known };
  }
  if (design === "active") return { kind: "lure", probability: chance!, pool };
  const times = Int32Array.from(draws!, ({ length }) => length);
  return { kind: "hansen-hurwitz", probability: chance!, times, pool };
}

function designed(world: string, design: DesignName, n: number): Experiment {
  return {
    part: "drawn lists",
    setting: { of: world, design, n },
    effort: 0.4,
    measure(repetitions, seed, stream) {
      const pool = WORLDS[world]!(createRandom(seed, 2 ** 40));
      const truth = pool.right.reduce((sum, one) => sum + one, 0) / pool.right.length;
      const tally = createTally();
      const random = createRandom(seed, stream);
      let bias = 0;
      let squares = 0;
      // Of a random sample without replacement.
      const N = pool.right.length;
      const ofRandom = ((truth * (1 - truth)) / n) * ((N - n) / (N - 1));
      for (let run = 0; run < repetitions; run++) {
        const local = drawnAccuracy(pool, design, n, random.below(2 ** 31));
        const detail = local.at(0.95);
        const held = holdsTruth(detail, truth);
        tally.add("coverage", held);
        tally.add("unwarned miss", isUnwarnedMiss(detail, held));
        tallyVerdicts(tally, truth, (limit) => verdictOf(local, limitAt(limit)));
        bias += (detail.value! - truth) / repetitions;
        squares += (detail.value! - truth) ** 2 / repetitions;
      }
      return [
        ...tally.measures(),
        { name: "bias", share: bias, runs: null },
        // Nearly: labels and variance are in inverse proportion where the pool is large.
        { name: "labels saved", share: 1 - squares / ofRandom, runs: null },
      ];
    },
  };
}

const DESIGNS = ["proportional", "neyman", "active", "active-replacement"] as const;

export function designExperiments(): Experiment[] {
  return Object.keys(WORLDS).flatMap((world) =>
    DESIGNS.flatMap((design) => [100, 200].map((n) => designed(world, design, n))),
  );
}
