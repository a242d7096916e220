/** Coverage of the terms of a gap, mix and within. */

import { armFromHits, armFromUnits, type GapArm } from "../../src/analyses/gap/gap-arm.js";
import { figureGap } from "../../src/analyses/gap/gap-figure.js";
import { meanMetric } from "../../src/analyses/gap/gap-metric.js";
import { splitGap } from "../../src/analyses/gap/split-gap.js";
import { createRandom, type Random } from "../../src/core/random.js";
import { categoricalColumn, createTable } from "../../src/core/table.js";
import { parseReference } from "../../src/metrics/reference.js";
import { outcomesOfPixels } from "../../src/outcomes/segmentation/mask-outcomes.js";
import { createTally, type Experiment } from "./measure.js";
import { clusterColumn } from "./metrics.js";
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

/** Labels of pixels by day and at night: shares of images, and of the pixels of a leaf that are found. */
const LIGHTS = {
  claimed: { shares: [0.75, 0.25], found: [0.9, 0.75] },
  local: { shares: [0.3, 0.7], found: [0.85, 0.6] },
} as const;
/** Of small leaves less is found. */
const LEAVES = [
  { pixels: 20, share: 0.8 },
  { pixels: 200, share: 1 },
] as const;

/** Terms of the mean over images and of the pooled figure: of a side and light both are linear in `found`. */
export function trueMaskTerms(isPooled: boolean): {
  readonly mix: number;
  readonly within: number;
} {
  const pixels = LEAVES.reduce((sum, leaf) => sum + leaf.pixels, 0);
  const ofFound = isPooled
    ? LEAVES.reduce((sum, leaf) => sum + leaf.pixels * leaf.share, 0) / pixels
    : LEAVES.reduce((sum, leaf) => sum + leaf.share, 0) / LEAVES.length;
  const { claimed, local } = LIGHTS;
  let [mix, within] = [0, 0];
  for (const light of [0, 1] as const) {
    const [a, b] = [claimed.shares[light], local.shares[light]];
    const [found, here] = [claimed.found[light], local.found[light]];
    mix += (ofFound * (a - b) * (found + here)) / 2;
    within += (ofFound * (found - here) * (a + b)) / 2;
  }
  return { mix, within };
}

/** @param icc between sites, of 20 images each; 0: single images */
function drawLit(n: number, of: keyof typeof LIGHTS, icc: number, random: Random) {
  const side = LIGHTS[of];
  const tables = side.found.map((found) => betaSites(found, icc));
  const lights: string[] = [];
  let site = 0;
  const images = Array.from({ length: n }, (_, i) => {
    if (i % 20 === 0) site = random.below(tables[0]!.length);
    const light = random.uniform() < side.shares[0] ? 0 : 1;
    lights.push(light === 0 ? "day" : "night");
    const { pixels, share } = LEAVES[random.below(LEAVES.length)]!;
    const found = icc === 0 ? side.found[light]! : tables[light]![site % tables[light]!.length]!;
    const shared = drawBinomial(pixels, found * share, random);
    const leaf = Float64Array.of(1000 - pixels, pixels);
    const both = Float64Array.of(1000 - 2 * pixels + shared, shared);
    return { pixels: 1000, truth: leaf, predicted: leaf, shared: both };
  });
  const perCluster = icc === 0 ? null : 20;
  const { cluster, clusterCount } = clusterColumn(n, perCluster);
  const names = { names: ["background", "leaf"], background: 0 };
  const table = createTable(n, new Map([["light", categoricalColumn(lights)]]));
  return { outcomes: outcomesOfPixels(images, names, cluster, clusterCount), table };
}

function maskTerms(metric: string, nA: number, units: number, icc: number): Experiment {
  const reference = parseReference(metric);
  const truth = trueMaskTerms(metric.includes("pooled"));
  const n = icc === 0 ? units : 20 * units;
  return {
    part: "gap of masks",
    setting: { figure: metric, claimed: nA, local: icc === 0 ? units : `${units} sites`, icc },
    effort: 0.1,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const random = createRandom(seed, stream + run);
        const a = drawLit(nA, "claimed", 0, random);
        const b = drawLit(n, "local", icc, random);
        const attributes = {
          ...{ table: b.table, asked: ["light"], seed: run },
          rows: Int32Array.from({ length: n }, (_, i) => i),
        };
        const found = figureGap(
          { outcomes: a.outcomes, attributes: a.table, originOf: new Map() },
          { outcomes: b.outcomes, units: null, attributes },
          reference,
          0.95,
        )?.split?.found;
        for (const name of ["mix", "within"] as const) {
          const { low = null, high = null } = found?.[name] ?? {};
          if (low === null || high === null) continue;
          tally.add(name, low <= truth[name] && truth[name] <= high);
        }
      }
      return tally.measures();
    },
  };
}

/** Terms of a gap of masks by light: a mean over images, and one that is none. */
export function maskGapExperiments(): Experiment[] {
  const metrics = ["dice{class=leaf}", "dice{class=leaf,average=pooled}"];
  return metrics.flatMap((metric) => [
    ...(
      [
        [60, 40],
        [200, 100],
        [600, 300],
      ] as const
    ).map(([nA, nB]) => maskTerms(metric, nA, nB, 0)),
    ...[10, 20, 40].map((G) => maskTerms(metric, 200, G, 0.1)),
  ]);
}
