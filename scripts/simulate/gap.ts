/** Coverage of the terms of a gap, mix and within. */

import { armFromHits, armFromUnits, type GapArm } from "../../src/analyses/gap/gap-arm.js";
import { meanMetric } from "../../src/analyses/gap/gap-metric.js";
import { splitGap } from "../../src/analyses/gap/split-gap.js";
import { createRandom, type Random } from "../../src/core/random.js";
import { createTally, type Experiment } from "./measure.js";
import { betaSites, drawBinomial, drawIndex, meanOf } from "./worlds.js";

const SHARE = meanMetric("higher-is-better", [0, 1], true);

/** What a side is like: shares of classes, and rates of right answers. */
interface Side {
  readonly shares: Float64Array;
  readonly rates: Float64Array;
}

/** K classes that get rarer on one side and commoner on the other, and worse on the local one. */
function sides(K: number): { claimed: Side; local: Side } {
  const rising = Float64Array.from({ length: K }, (_, k) => k + 1);
  const total = meanOf(rising) * K;
  return {
    claimed: {
      shares: rising.map((x) => x / total),
      rates: Float64Array.from({ length: K }, (_, k) => 0.95 - (0.25 * k) / K),
    },
    local: {
      shares: rising.map((x) => (K + 1 - x) / total),
      rates: Float64Array.from({ length: K }, (_, k) => 0.85 - (0.4 * k) / K),
    },
  };
}

function trueTerms({ claimed, local }: { claimed: Side; local: Side }) {
  let mix = 0;
  let within = 0;
  for (const [k, a] of claimed.shares.entries()) {
    const b = local.shares[k]!;
    mix += ((a - b) * (claimed.rates[k]! + local.rates[k]!)) / 2;
    within += ((claimed.rates[k]! - local.rates[k]!) * (a + b)) / 2;
  }
  return { mix, within };
}

function cumulative(shares: Float64Array): Float64Array {
  let sum = 0;
  return shares.map((share) => {
    sum += share;
    return sum;
  });
}

function independentArm(side: Side, n: number, random: Random): GapArm {
  const upTo = cumulative(side.shares);
  const size = new Float64Array(side.shares.length);
  for (let i = 0; i < n; i++) {
    const k = drawIndex(upTo, random);
    size[k] = size[k]! + 1;
  }
  return armFromHits(
    size,
    size.map((m, k) => drawBinomial(m, side.rates[k]!, random)),
  );
}

/** Sites of 30 images; a site's rate in every class is drawn from a beta law around the class's. */
function clusteredArm(side: Side, icc: number, G: number, random: Random): GapArm {
  const tables = Array.from(side.rates, (rate) => betaSites(rate, icc));
  const perCluster = 30;
  const n = G * perCluster;
  const upTo = cumulative(side.shares);
  const cell = new Int32Array(n);
  const score = new Float64Array(n);
  const cluster = new Int32Array(n);
  for (let g = 0; g < G; g++) {
    const kind = random.below(tables[0]!.length);
    for (let j = 0; j < perCluster; j++) {
      const i = g * perCluster + j;
      cell[i] = drawIndex(upTo, random);
      cluster[i] = g;
      const rates = tables[cell[i]!]!;
      score[i] = Number(random.uniform() < rates[kind % rates.length]!);
    }
  }
  return armFromUnits({ cell, answer: null, score, cluster, clusterCount: G }, upTo.length);
}

function terms(
  setting: Readonly<Record<string, string | number>>,
  effort: number,
  K: number,
  draw: (random: Random, world: { claimed: Side; local: Side }) => { a: GapArm; b: GapArm },
): Experiment {
  const world = sides(K);
  const truth = trueTerms(world);
  return {
    part: "gap",
    setting: { K, ...setting },
    effort,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const { a, b } = draw(createRandom(seed, stream + run), world);
        const found = splitGap(SHARE, a, b, { level: 0.95, least: 1, intervals: true });
        // The terms speak of the classes that both sides have; here all do, but by chance.
        if (found === null || found.inside.includes(0)) continue;
        for (const name of ["mix", "within"] as const) {
          const { low, high } = found[name];
          if (low === null || high === null) continue;
          tally.add(name, low <= truth[name] && truth[name] <= high);
        }
      }
      return tally.measures();
    },
  };
}

/** Every setting of the gap's terms. */
export function gapExperiments(): Experiment[] {
  const found: Experiment[] = [];
  for (const K of [4, 8]) {
    for (const [nA, nB] of [
      [89, 50],
      [200, 100],
      [2000, 400],
    ] as const) {
      found.push(
        terms({ claimed: nA, local: nB, icc: 0 }, 0.5, K, (random, { claimed, local }) => ({
          a: independentArm(claimed, nA, random),
          b: independentArm(local, nB, random),
        })),
      );
    }
  }
  for (const G of [5, 10, 20, 40]) {
    for (const icc of [0, 0.1, 0.3]) {
      found.push(
        terms(
          { claimed: 500, local: `${G} sites`, icc },
          0.25,
          4,
          (random, { claimed, local }) => ({
            a: independentArm(claimed, 500, random),
            b: clusteredArm(local, icc, G, random),
          }),
        ),
      );
    }
  }
  return found;
}
