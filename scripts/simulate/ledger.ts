/** Ledgers of many places: what is foreseen of the next one, and places where nothing changes. */

import { createRandom, type Random } from "../../src/core/random.js";
import { type Forecast, ledgerSites } from "../../src/ledger/forecast.js";
import type { SharedResult } from "../../src/ledger/shared-result.js";
import { createTally, type Experiment } from "./measure.js";
import { drawBinomial, drawNormal, failingSites, logitNormalSites } from "./worlds.js";

/** Mean share at a place, and what may be claimed of the next one. */
const SHARE = 0.85;
const THRESHOLD = 0.8;
/** Images of a place: enough that most of what differs is the places. */
const IMAGES = 200;
/** Standard deviation between places' logits. */
const SPREAD = 0.7;

type Law = "logit-normal" | "t3" | "failing places";

interface Told {
  readonly hits: number;
  readonly n: number;
  readonly place: string;
  readonly month: string | null;
}

/** The forecast of a ledger that holds these results in this order, made as the command makes it. */
function forecastOf(results: readonly Told[], threshold: number | null): Forecast {
  const sites = ledgerSites("accuracy");
  for (const [i, told] of results.entries()) {
    sites.take({
      seq: i + 1,
      prev: "",
      id: "",
      entry: { provenance: "told", result: resultOf(told) },
    });
  }
  return sites.forecast({ threshold }, "a simulated ledger");
}

function resultOf({ hits, n, place, month }: Told): SharedResult {
  const figure = { metric: "accuracy", value: hits / n, low: null, high: null, level: 0.95 };
  return {
    schema: "homeground.shared-result/2",
    software: { name: "homeground", version: "0" },
    record: null,
    model: null,
    task: "classification",
    unit: "image",
    evidence: null,
    month,
    place,
    counts: { images: n, scored: n, listed: {}, classes: 2 },
    figures: [{ ...figure, method: "wilson", n, clusters: null, k: hits, nEff: n }],
    classes: null,
    verdicts: [],
    scope: null,
  };
}

/** The true share of a place that is drawn. */
function drawPlace(law: Law): (random: Random) => number {
  if (law === "t3") {
    const middle = Math.log(SHARE / (1 - SHARE));
    return (random) => {
      const squares = [0, 0, 0].reduce((sum) => sum + drawNormal(random) ** 2, 0);
      return 1 / (1 + Math.exp(-(middle + (SPREAD * drawNormal(random)) / Math.sqrt(squares / 3))));
    };
  }
  const kinds =
    law === "logit-normal" ? logitNormalSites(SHARE, SPREAD) : failingSites(SHARE, 0.15);
  return (random) => kinds[random.below(kinds.length)]!;
}

/** How often a place sees the threshold or more: of so many that its own error is a fifth of a point. */
const DRAWN_FOR_TRUTH = 40_000;

/** The next place, of as many images, and how likely it sees the threshold. */
function nextPlace(law: Law, places: number): Experiment {
  return {
    part: "next place",
    setting: { world: law, places },
    effort: 2,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      const place = drawPlace(law);
      const draw = (random: Random, i: number): Told => ({
        hits: drawBinomial(IMAGES, place(random), random),
        n: IMAGES,
        place: `place ${i}`,
        month: null,
      });
      const many = createRandom(seed, stream);
      let reached = 0;
      for (let i = 0; i < DRAWN_FOR_TRUTH; i++) {
        if (draw(many, i).hits >= THRESHOLD * IMAGES) reached++;
      }
      const truth = reached / DRAWN_FOR_TRUTH;
      for (let run = 0; run < repetitions; run++) {
        const random = createRandom(seed, stream + 1 + run);
        const told = Array.from({ length: places }, (_, i) => draw(random, i));
        const { next, atLeast, average } = forecastOf(told, THRESHOLD);
        const seen = draw(random, places).hits / IMAGES;
        if (next === null || atLeast === null || average === null) continue;
        tally.add("next place inside", seen >= next.low && seen <= next.high);
        tally.add("T(δ) inside", truth >= atLeast.low && truth <= atLeast.high);
        tally.add("inside the average's range", seen >= average.low && seen <= average.high);
      }
      return tally.measures();
    },
  };
}

/** Share at a place that is looked at again, in its first month. */
const BEFORE = 0.9;

/** Places with a result a month, whose share stays what it was, or falls after the first. */
function drift(places: number, months: number, after: number): Experiment {
  return {
    part: "drift",
    setting: { places, months, share: BEFORE, later: after },
    effort: 2,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const random = createRandom(seed, stream + run);
        const told = Array.from({ length: places }, (_, place) =>
          Array.from({ length: months }, (_, month): Told => {
            const n = 40 + random.below(120);
            const share = month === 0 ? BEFORE : after;
            const when = `20${20 + Math.floor(month / 12)}-${String(1 + (month % 12)).padStart(2, "0")}`;
            const hits = drawBinomial(n, share, random);
            return { hits, n, place: `place ${place}`, month: when };
          }),
        ).flat();
        const found = forecastOf(told, null).drift;
        const isFalse = found.some(({ change }) => change !== null);
        if (after === BEFORE) tally.add("false alarm", isFalse);
        else tally.add("fall found", found[0]?.change === "fallen");
      }
      return tally.measures();
    },
  };
}

export function ledgerExperiments(): Experiment[] {
  return [
    ...[5, 10, 30].map((places) => nextPlace("logit-normal", places)),
    nextPlace("t3", 10),
    nextPlace("failing places", 10),
    ...[1, 10].map((places) => drift(places, 12, BEFORE)),
    drift(1, 12, 0.8),
  ];
}
