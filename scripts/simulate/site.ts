/** Whether a score carries the site: how often that is found where it does not, and where it does. */

import { createRandom, type Random } from "../../src/core/random.js";
import { holm } from "../../src/statistics/multiplicity.js";
import { pooledMinusWithin, siteSignal } from "../../src/statistics/site-signal.js";
import { createTally, type Experiment } from "./measure.js";
import { drawNormal } from "./worlds.js";

const PATIENTS = 80;
const IMAGES = 4;
/** Distance of positives from negatives, in standard deviations of an image. */
const SIGNAL = 1;

interface SiteWorld {
  /** How common the label is at the two sites. */
  readonly prevalence: readonly [number, number];
  /** What the second site adds to every score. */
  readonly effect: number;
}

const WORLDS: Readonly<Record<string, SiteWorld>> = {
  "no site effect, 50 and 10 %": { prevalence: [0.1, 0.5], effect: 0 },
  "no site effect, 30 and 30 %": { prevalence: [0.3, 0.3], effect: 0 },
  "site effect 1, 50 and 10 %": { prevalence: [0.1, 0.5], effect: 1 },
  "site effect 1, 30 and 30 %": { prevalence: [0.3, 0.3], effect: 1 },
};

function drawn({ prevalence, effect }: SiteWorld, random: Random) {
  const n = PATIENTS * IMAGES;
  const of = {
    score: new Float64Array(n),
    site: new Int32Array(n),
    cluster: new Int32Array(n),
  };
  const isPositive = new Uint8Array(n);
  for (let patient = 0, i = 0; patient < PATIENTS; patient++) {
    const site = patient % 2;
    const own = drawNormal(random);
    for (let image = 0; image < IMAGES; image++, i++) {
      isPositive[i] = random.uniform() < prevalence[site]! ? 1 : 0;
      of.site[i] = site;
      of.cluster[i] = patient;
      of.score[i] = drawNormal(random) + own + SIGNAL * isPositive[i]! + effect * site;
    }
  }
  return { of, isPositive };
}

function measured(name: string): Experiment {
  return {
    part: "site in the score",
    setting: { world: name },
    effort: 0.25,
    measure(repetitions, seed, stream) {
      const world = WORLDS[name]!;
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const { of, isPositive } = drawn(world, createRandom(seed, stream + run));
        const p = [0, 1].flatMap((label) => {
          const units = Array.from(isPositive.keys()).filter((i) => isPositive[i] === label);
          const own = {
            score: Float64Array.from(units, (i) => of.score[i]!),
            site: Int32Array.from(units, (i) => of.site[i]!),
            cluster: Int32Array.from(units, (i) => of.cluster[i]!),
          };
          const found = siteSignal(own, 2, seed + run, label);
          return typeof found === "string" ? [] : [found.p];
        });
        const carries = holm(p).some((one) => one <= 0.05);
        const low = pooledMinusWithin(of, isPositive, 2, 0.95)?.low ?? null;
        const isFound = world.effect === 0 ? "found in vain" : "found";
        tally.add(isFound, carries);
        tally.add(`${isFound}, and that it flatters`, carries && low !== null && low > 0);
      }
      return tally.measures();
    },
  };
}

export function siteExperiments(): Experiment[] {
  return Object.keys(WORLDS).map(measured);
}
