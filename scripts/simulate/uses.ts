/** What answers lead to where they are used: coverage of the ranges of each figure, in cameras, wards and batches. */

import { applicationOf } from "../../src/analyses/application/application.js";
import { deploymentsOf } from "../../src/analyses/application/deployments.js";
import { exp } from "../../src/core/elementary.js";
import { createRandom, type Random } from "../../src/core/random.js";
import { categoricalColumn, createTable } from "../../src/core/table.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../../src/evaluation/request.js";
import type {
  AnomalyOutcomes,
  ClassificationOutcomes,
} from "../../src/outcomes/classification-types.js";
import { occupancy, type SurveyedSites } from "../../src/statistics/occupancy.js";
import { normalCdf } from "../../src/statistics/quantiles.js";
import { createTally, type Experiment, type Measure } from "./measure.js";
import { betaSites, drawNormal, drawPoisson } from "./worlds.js";

const SPECIES = ["empty", "fox", "deer", "badger", "boar", "hare", "lynx"];
const DAY = 24 * 60;
const NIGHTS = 20;

interface FieldWorld {
  /** Events of a species at a camera where it lives, on average. */
  readonly events: number;
  /** Mean share of animals that are called empty, and how unequal cameras are in it (0: all alike). */
  readonly missed: number;
  readonly unequal: number;
  /** Share of images called by another name. */
  readonly mixed: number;
}

const FIELDS: Readonly<Record<string, FieldWorld>> = {
  "few mistakes, cameras alike": { events: 4, missed: 0.05, unequal: 0, mixed: 0.02 },
  "many missed, cameras unequal": { events: 4, missed: 0.25, unequal: 0.3, mixed: 0.05 },
  "names mixed up, cameras unequal": { events: 4, missed: 0.1, unequal: 0.3, mixed: 0.2 },
  "a few animals": { events: 1, missed: 0.15, unequal: 0.2, mixed: 0.05 },
};

/** Cameras with species that live at some of them, images an hour apart or more, and the answers to them. */
function drawField(world: FieldWorld, cameras: number, random: Random) {
  const rows: { camera: number; truth: number; predicted: number; minute: number }[] = [];
  const rates = betaSites(world.missed, world.unequal);
  for (let camera = 0; camera < cameras; camera++) {
    const missed = rates[random.below(rates.length)]!;
    const busy = exp(0.7 * drawNormal(random) - 0.245);
    let hour = 0;
    const add = (truth: number): void => {
      const u = random.uniform();
      const isOther = random.uniform() < world.mixed;
      const other = 1 + random.below(SPECIES.length - 1);
      const predicted =
        truth === 0 ? (isOther ? other : 0) : u < missed ? 0 : isOther ? other : truth;
      // Hours in turn over the nights, so that each image is an event of its own.
      rows.push({ camera, truth, predicted, minute: ((hour++ * 7) % (NIGHTS * 24)) * 60 });
    };
    for (let species = 1; species < SPECIES.length; species++) {
      const lives = random.uniform() < 0.7 - 0.08 * species;
      const n = lives ? drawPoisson((world.events * busy) / species, random) : 0;
      for (let i = 0; i < n; i++) add(species);
    }
    for (let i = 0; i < 5; i++) add(0);
  }
  return rows;
}

const START = "2026-05-01 00:00";

function timeText(minute: number): string {
  const day = 1 + Math.floor(minute / DAY);
  const of = minute % DAY;
  const two = (n: number): string => String(n).padStart(2, "0");
  return `2026-05-${two(day)} ${two(Math.floor(of / 60))}:${two(of % 60)}`;
}

function fieldRun(world: FieldWorld, cameras: number, random: Random) {
  return fieldOfRows(drawField(world, cameras, random), cameras, REQUEST);
}

type FieldRow = ReturnType<typeof drawField>[number];

function fieldOfRows(rows: readonly FieldRow[], cameras: number, request: EvaluateRequest) {
  const n = rows.length;
  const outcomes: ClassificationOutcomes = {
    ...NO_CLUSTERS,
    unitCount: n,
    classes: SPECIES,
    modelClassCount: SPECIES.length,
    truth: Int32Array.from(rows, ({ truth }) => truth),
    predicted: Int32Array.from(rows, ({ predicted }) => predicted),
    scores: null,
  };
  const table = createTable(
    n,
    new Map([
      ["camera", categoricalColumn(rows.map(({ camera }) => `C${camera}`))],
      ["datetime", categoricalColumn(rows.map(({ minute }) => timeText(minute)))],
    ]),
  );
  const names = Array.from({ length: cameras }, (_, camera) => `C${camera}`);
  const deployed = deploymentsOf(
    createTable(
      cameras,
      new Map([
        ["camera", categoricalColumn(names)],
        ["start", categoricalColumn(names.map(() => START))],
        ["end", categoricalColumn(names.map(() => "2026-05-21 00:00"))],
      ]),
    ),
    "deployments.csv",
  );
  const attributes = { table, rows: Int32Array.from({ length: n }, (_, i) => i) };
  return applicationOf({ outcomes, attributes, question: HERE }, request, deployed).result;
}

const NO_CLUSTERS = {
  kind: "classification",
  unit: "image",
  cluster: null,
  clusterCount: 0,
} as const;
const HERE = {
  question: "here",
  clusters: null,
  here: null,
  notUsed: [],
  warnings: [],
} as const;
const REQUEST: EvaluateRequest = { ...DEFAULT_REQUEST, analyses: ["application"] };

/** Held against the mean of all runs: what sets of as many cameras come to. */
function field(world: string, cameras: number): Experiment {
  return {
    part: "uses in the field",
    setting: { of: world, cameras },
    effort: 0.1,
    measure(repetitions, seed, stream) {
      const random = createRandom(seed, stream);
      const found = new Map<string, { value: number; low: number | null; high: number | null }[]>();
      for (let run = 0; run < repetitions; run++) {
        for (const one of fieldRun(FIELDS[world]!, cameras, random).figures) {
          if (one.difference === null) continue;
          const name =
            one.label === null || one.label === "fox"
              ? `${one.figure}${one.label === null ? "" : " of one"}`
              : null;
          if (name === null) continue;
          const known = found.get(name) ?? [];
          known.push({ value: one.difference, low: one.low, high: one.high });
          found.set(name, known);
        }
      }
      return [...found].map(([name, runs]): Measure => {
        const target = runs.reduce((sum, { value }) => sum + value, 0) / runs.length;
        const ranged = runs.filter(({ low, high }) => low !== null && high !== null);
        const inside = ranged.filter(({ low, high }) => low! <= target && target <= high!).length;
        return { name, share: inside / ranged.length, runs: ranged.length };
      });
    },
  };
}

const TURN = 2 * Math.PI;
/** A species of dusk and dawn: share, hour and concentration of its peaks; cameras are off by so many radians. */
const PEAKS = [
  { share: 0.6, at: TURN / 4, kappa: 3 },
  { share: 0.4, at: (TURN * 5) / 6, kappa: 3 },
] as const;
const OFF_HOURS = 0.3;
/** False alarms are of midday; animals are found with this probability by day, less at night. */
const [ALARM_AT, ALARM_KAPPA] = [Math.PI, 4];
const FOUND_BY_DAY = 0.9;

const concentrated = (t: number, at: number, kappa: number): number =>
  exp(kappa * (Math.cos(t - at) - 1));
const found = (t: number, blind: number): number =>
  FOUND_BY_DAY * (1 - (blind * (1 + Math.cos(t))) / 2);

/** Overlap of both curves where the model is blind at night and has so many false alarms for each animal. */
export function trueActivity(blind: number, alarms: number): number {
  const steps = Array.from({ length: 720 }, (_, j) => (TURN * j) / 720);
  const normed = (values: readonly number[]): number[] => {
    const sum = values.reduce((total, one) => total + one, 0);
    return values.map((one) => one / sum);
  };
  const shifts = Array.from({ length: 25 }, (_, k) => -3 + k / 4);
  const peaks = PEAKS.map(({ share, at, kappa }) =>
    normed(
      steps.map((t) =>
        shifts.reduce(
          (sum, z) => sum + exp(-(z * z) / 2) * concentrated(t, at + OFF_HOURS * z, kappa),
          0,
        ),
      ),
    ).map((one) => share * one),
  );
  const truth = normed(steps.map((_, j) => peaks.reduce((sum, peak) => sum + peak[j]!, 0)));
  const noon = normed(steps.map((t) => concentrated(t, ALARM_AT, ALARM_KAPPA)));
  const model = normed(truth.map((own, j) => own * found(steps[j]!, blind) + alarms * noon[j]!));
  return truth.reduce((sum, own, j) => sum + Math.min(own, model[j]!), 0);
}

/** How blind at night, which is as many false alarms too, for a true overlap. */
export function blindFor(overlap: number): number {
  let [low, high] = overlap >= 1 ? [0, 0] : [0, 6];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (trueActivity(Math.min(0.8, middle), middle) > overlap) low = middle;
    else high = middle;
  }
  return low;
}

function drawAround(at: number, kappa: number, random: Random): number {
  for (;;) {
    const t = TURN * random.uniform();
    if (random.uniform() < concentrated(t, at, kappa)) return t;
  }
}

/** Against the true overlap of the curves of a species that each camera sees at hours of its own. */
function hours(overlap: number, cameras: number, events: number): Experiment {
  return {
    part: "hours of activity",
    setting: { overlap, cameras, events },
    effort: 0.25,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      const alarms = blindFor(overlap);
      for (let run = 0; run < repetitions; run++) {
        const random = createRandom(seed, stream + run);
        const rows: FieldRow[] = [];
        for (let camera = 0; camera < cameras; camera++) {
          const off = OFF_HOURS * drawNormal(random);
          const busy = events * exp(0.7 * drawNormal(random) - 0.245);
          const add = (truth: number, predicted: number, t: number): void => {
            const minute = Math.floor(((t - TURN * Math.floor(t / TURN)) / TURN) * DAY);
            rows.push({ camera, truth, predicted, minute });
          };
          for (let k = drawPoisson(busy, random); k > 0; k--) {
            const { at, kappa } = PEAKS[random.uniform() < PEAKS[0].share ? 0 : 1];
            const t = drawAround(at + off, kappa, random);
            add(1, random.uniform() < found(t, Math.min(0.8, alarms)) ? 1 : 0, t);
          }
          for (let k = drawPoisson(alarms * busy, random); k > 0; k--) {
            add(0, 1, drawAround(ALARM_AT, ALARM_KAPPA, random));
          }
        }
        // Each image is an event of its own.
        const { figures } = fieldOfRows(rows, cameras, { ...REQUEST, gapMinutes: 0 });
        const one = figures.find(({ figure }) => figure === "activity-overlap");
        tally.add("has a range", one?.low != null);
        if (one?.low == null) continue;
        tally.add("coverage", one.low <= overlap - 1 && overlap - 1 <= one.high!);
      }
      return tally.measures();
    },
  };
}

/** Overlap of the hours of a species by the labels and by the answers. */
export function hourExperiments(): Experiment[] {
  return [0.5, 0.75, 0.9, 0.97, 1].flatMap((overlap) =>
    (
      [
        [10, 5],
        [20, 1.5],
        [20, 8],
        [60, 1],
        [60, 4],
      ] as const
    ).map(([cameras, events]) => hours(overlap, cameras, events)),
  );
}

/** ψ and p of simulated sites: how far their means are from what was drawn. */
function occupancyBias(sites: number, visits: number): Experiment {
  const [psi, p] = [0.6, 0.3];
  return {
    part: "occupancy",
    setting: { sites, visits, psi, p },
    effort: 0.25,
    measure(repetitions, seed, stream) {
      const random = createRandom(seed, stream);
      let [ofPsi, ofP, runs] = [0, 0, 0];
      for (let run = 0; run < repetitions; run++) {
        const groups = Array.from({ length: sites }, (): SurveyedSites => {
          const lives = random.uniform() < psi;
          let detections = 0;
          for (let i = 0; i < visits; i++) if (random.uniform() < p && lives) detections++;
          return { visits, detections, sites: 1 };
        });
        const found = occupancy(groups);
        if (found?.psi == null || found.p === null) continue;
        ofPsi += found.psi;
        ofP += found.p;
        runs++;
      }
      return [
        { name: "bias of psi", share: ofPsi / runs - psi, runs: null },
        { name: "bias of p", share: ofP / runs - p, runs: null },
      ];
    },
  };
}

/** Images of groups that score higher or lower together, of which some have what is looked for. */
interface WardWorld {
  readonly groups: number | null;
  /** Images, of each group or of all. */
  readonly images: number;
  readonly share: number;
  /** Of the scores of a group together; that of an image is 1. */
  readonly spread: number;
}

const WARDS: Readonly<Record<string, WardWorld>> = {
  "100 images, a third ill": { groups: null, images: 100, share: 0.3, spread: 0 },
  "400 images, one in ten ill": { groups: null, images: 400, share: 0.1, spread: 0 },
  "10 groups of 20": { groups: 10, images: 20, share: 0.3, spread: 0.5 },
  "30 groups of 20": { groups: 30, images: 20, share: 0.3, spread: 0.5 },
};

/** Distance of the ill from the others, and where a call begins. */
const [APART, FROM] = [2, 1.2];
const PREVALENCE = 0.05;
const [MISS, ALARM] = [20, 1];

function wardRun(world: WardWorld, random: Random) {
  const { groups, images, share, spread } = world;
  const n = (groups ?? 1) * images;
  const truth = Uint8Array.from({ length: n }, () => (random.uniform() < share ? 1 : 0));
  const shifts = Float64Array.from({ length: groups ?? 1 }, () => spread * drawNormal(random));
  const cluster = Int32Array.from({ length: n }, (_, i) => Math.floor(i / images));
  const score = Float64Array.from(
    truth,
    (ill, i) => APART * ill + shifts[cluster[i]!]! + drawNormal(random),
  );
  const isGrouped = groups !== null;
  const outcomes: AnomalyOutcomes = {
    kind: "anomaly",
    unit: "image",
    unitCount: n,
    classes: ["normal", "ill"],
    truth,
    score,
    threshold: FROM,
    cluster: isGrouped ? cluster : null,
    clusterCount: groups ?? 0,
  };
  const attributes = { table: createTable(n, new Map()), rows: cluster };
  const request = {
    ...REQUEST,
    task: outcomes.kind,
    prevalence: PREVALENCE,
    costMiss: MISS,
    costFalseAlarm: ALARM,
  };
  return applicationOf({ outcomes, attributes, question: HERE }, request, null).result;
}

/** What the figures are of all images that there could be; null: the mean of all runs. */
function wardTruth({ spread }: WardWorld): Readonly<Record<string, number>> {
  const sd = Math.sqrt(1 + spread * spread);
  const [se, sp] = [normalCdf((APART - FROM) / sd), normalCdf(FROM / sd)];
  const [p, q] = [PREVALENCE, 1 - PREVALENCE];
  return {
    sensitivity: se,
    specificity: sp,
    "likelihood-ratio-positive": se / (1 - sp),
    "likelihood-ratio-negative": (1 - se) / sp,
    ppv: (se * p) / (se * p + (1 - sp) * q),
    npv: (sp * q) / (sp * q + (1 - se) * p),
    "sensitivity-at-95-specificity": normalCdf(APART / sd - Z_95_ONE_SIDED),
    "net-benefit": se * p - ((1 - sp) * q * ALARM) / MISS,
    "escapes-per-thousand": 1000 * (1 - se) * p,
    "false-rejects-per-thousand": 1000 * (1 - sp) * q,
    cost: MISS * (1 - se) * p + ALARM * (1 - sp) * q,
  };
}

const Z_95_ONE_SIDED = 1.6448536269514722;

function ward(of: string): Experiment {
  return {
    part: "uses as a test and on a line",
    setting: { of },
    effort: 0.25,
    measure(repetitions, seed, stream) {
      const random = createRandom(seed, stream);
      const truth = wardTruth(WARDS[of]!);
      const tally = createTally();
      const apart: { value: number; low: number; high: number }[] = [];
      for (let run = 0; run < repetitions; run++) {
        for (const { figure, model, low, high } of wardRun(WARDS[of]!, random).figures) {
          const target = truth[figure];
          if (low === null && high === null) continue;
          if (target !== undefined) {
            const inside = (low ?? -Infinity) <= target && target <= (high ?? Infinity);
            tally.add(figure, inside);
          } else if (figure === "cost-at-cheapest") {
            apart.push({ value: model!, low: low!, high: high! });
          }
        }
      }
      const target = apart.reduce((sum, { value }) => sum + value, 0) / apart.length;
      for (const { low, high } of apart) {
        tally.add("cost-at-cheapest", low <= target && target <= high);
      }
      return tally.measures();
    },
  };
}

export function useExperiments(): Experiment[] {
  return [
    ...Object.keys(FIELDS).flatMap((world) => [8, 20, 60].map((n) => field(world, n))),
    ...Object.keys(WARDS).map(ward),
    occupancyBias(30, 10),
    occupancyBias(60, 5),
  ];
}
