import { describe, expect, it } from "vitest";
import { type CompareRequest, compareModels } from "../../src/compare/compare-models.js";
import type { ComparedOutcomes } from "../../src/compare/comparison.js";
import { comparisonPage } from "../../src/compare/comparison-page.js";
import { comparisonText } from "../../src/compare/comparison-text.js";
import type { RaceRules } from "../../src/compare/race-models.js";
import { raceOrder } from "../../src/compare/race-order.js";
import { createRandom, type Random } from "../../src/core/random.js";
import type { DrawnList } from "../../src/formats/drawn-list-types.js";
import { parseReference } from "../../src/metrics/reference.js";
import { renderBlockPage } from "../../src/node/reports/block-page.js";
import type { EvaluatedDetections } from "../../src/outcomes/detection/evaluated-detections.js";
import { matchDetections } from "../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../src/outcomes/detection/match-rules.js";
import { createRace } from "../../src/statistics/racing.js";
import { inputOf } from "../support/detection-inputs.js";
import { violationsOf } from "../support/schema-of.js";
import { throwsCode } from "../support/throws-code.js";
import { comparedModel } from "./compared-model.js";

const ALONE: CompareRequest = {
  reference: parseReference("accuracy"),
  level: 0.95,
  seed: 1,
  redraws: 0,
  places: null,
};

function raced(models: readonly ComparedOutcomes[], rules: Partial<RaceRules> = {}, more = {}) {
  const order = Int32Array.from(models[0]!.units.keys());
  const race = { order, basis: "list" as const, skipped: 0, budget: null, ...rules };
  const found = compareModels(models, { ...ALONE, ...more, race });
  return { found, race: found.race! };
}

const shares = (random: Random, n: number, of: readonly number[]) =>
  of.map((share, m) =>
    comparedModel(
      `m${m}`,
      Array.from({ length: n }, () => Number(random.uniform() < share)),
    ),
  );

describe("a race of models", () => {
  it("is the race of the statistics on the hits, in the order of the labels", () => {
    const models = shares(createRandom(2, 0), 600, [0.9, 0.75, 0.5]);
    const order = Int32Array.from({ length: 600 }, (_, i) => (i * 7) % 600);
    const { found, race } = raced(models, { order });
    const own = createRace(3, { level: 0.95 });
    let at = 0;
    const hit = ({ outcomes }: ComparedOutcomes, unit: number): number => {
      const { truth, predicted } = outcomes as unknown as Record<"truth" | "predicted", Int32Array>;
      return Number(truth[unit] === predicted[unit]);
    };
    while (own.state.remaining.length > 1) {
      own.add(models.map((one) => hit(one, order[at]!)));
      at++;
    }
    expect(race).toMatchObject({ winner: "m0", labels: at, budget: 600, remaining: ["m0"] });
    expect(race.dropped.map(({ model }) => model)).toEqual(["m2", "m1"]);
    expect(race.dropped.map(({ at: when }) => when)).toEqual([
      own.state.droppedAt[2],
      own.state.droppedAt[1],
    ]);
    // Of the first dropped none behind, of the others none once it is over.
    expect(race.runs).toBe(1800);
    expect(race.saved).toBe(1800 - race.dropped[0]!.at - 2 * at);
    expect(race.warnings).toEqual([]);
    expect(violationsOf("comparison", found)).toEqual([]);
    const text = comparisonText(found);
    expect(text).toContain(`Race: m0 remains after ${at} of 600 labels.`);
    expect(text).toContain(`m2 dropped after ${race.dropped[0]!.at}`);
    const view = comparisonPage(found, {
      version: "1.2.3",
      claimed: new Map(),
      alone: null,
      pictures: null,
    });
    const html = renderBlockPage(view, "homeground compare");
    expect(html).toContain("The race");
    expect(html).toContain("in at most 5% of races the best model is dropped");
  });

  it("stays open within its budget, and says so", () => {
    const models = shares(createRandom(3, 0), 400, [0.85, 0.85]);
    const { race, found } = raced(models, { budget: 100 });
    expect(race).toMatchObject({ winner: null, labels: 100, budget: 100, runs: 200, saved: 0 });
    expect(race.warnings).toEqual(["plan/race-open"]);
    expect(comparisonText(found)).toContain("Not decided with 100 labels: m0 and m1 remain");
    // Nothing was decided: no number of labels "would have been needed".
    expect(comparisonText(found)).not.toContain("would have been");
    // Labels behind the budget change nothing.
    const fewer = models.map((one) => ({ ...one, units: one.units.slice(0, 100) }));
    expect(raced(fewer).race).toEqual({ ...race });
  });

  it("says that images were passed over", () => {
    const models = shares(createRandom(3, 0), 60, [0.85, 0.85]);
    const { race, found } = raced(models, { skipped: 3 });
    expect(race.skipped).toBe(3);
    expect(comparisonText(found)).toContain("3 images above the last label have none");
  });

  it("takes a group once its last label is in, as one score", () => {
    const n = 300;
    const cluster = Int32Array.from({ length: n }, (_, i) => Math.floor(i / 5));
    const inGroups = (one: ComparedOutcomes) => ({
      ...one,
      outcomes: { ...one.outcomes, cluster, clusterCount: 60 } as typeof one.outcomes,
    });
    const [good, bad] = [
      comparedModel("good", Array<number>(n).fill(1)),
      comparedModel("bad", Array<number>(n).fill(0)),
    ];
    const { race } = raced([good, bad].map(inGroups));
    // Twenty groups of five: the first look.
    expect(race).toMatchObject({
      winner: "good",
      labels: 100,
      dropped: [{ model: "bad", at: 100 }],
    });
    // Every group is open until the end of a pass through all of them.
    const across = Int32Array.from({ length: n }, (_, i) => (i % 60) * 5 + Math.floor(i / 60));
    expect(raced([good, bad].map(inGroups), { order: across }).race.labels).toBe(260);
    // Of a group that the budget cuts nothing is counted.
    const cut = raced([good, bad].map(inGroups), { budget: 99 }).race;
    expect(cut).toMatchObject({ winner: null, labels: 99 });
  });

  it("is won by the lower loss where lower is better, and refused where scores have no end", () => {
    const sums = { areProbabilities: true, off: 0, worst: 0 } as never;
    const scored = (name: string, brier: number) => {
      const n = 200;
      const same = new Float64Array(n);
      return comparedModel(name, Array<number>(n).fill(1), {
        scores: {
          sums,
          confidence: same,
          truthProbability: same,
          above: new Int32Array(n),
          tied: new Int32Array(n),
          logLoss: same,
          brier: Float64Array.from({ length: n }, (_, i) => brier + (i % 5) / 20),
          columns: new Map(),
        },
      });
    };
    const models = [scored("low", 0.1), scored("high", 1.4)];
    const brier = raced(models, {}, { reference: parseReference("brier") }).race;
    expect(brier).toMatchObject({ winner: "low", dropped: [{ model: "high" }] });
    for (const metric of ["log-loss", "f1{average=macro}"]) {
      const reference = parseReference(metric);
      expect(() => raced(models, {}, { reference })).toThrow(throwsCode("compare/race-metric"));
    }
  });

  it("of detectors is raced by the F1 of each image, and says so", () => {
    // Each image has two objects; a finds both and nothing else, b one of them on every second image.
    const n = 60;
    const object = (image: number, x: number) => ({ image, label: 0, box: [x, 0, 9, 9] as const });
    const images = Array.from({ length: n }, (_, i) => i);
    const truths = images.flatMap((i) => [object(i, 0), object(i, 50)]);
    const detector = (name: string, found: (i: number) => readonly number[]): ComparedOutcomes => {
      const detections = images.flatMap((i) =>
        found(i).map((x) => ({ ...object(i, x), score: 0.9 })),
      );
      const input = inputOf({ imageCount: n, labelCount: 1, truths, detections });
      const facts = { classes: ["car"], modelClassCount: 1, threshold: 0.5 };
      const outcomes: EvaluatedDetections = {
        ...matchDetections(input, COCO_RULES, facts),
        input,
        unitOfImage: Int32Array.from(images),
      };
      return { ...comparedModel(name, []), outcomes, units: Int32Array.from(images) };
    };
    const models = [detector("a", () => [0, 50]), detector("b", (i) => (i % 2 === 0 ? [0] : []))];
    const { found, race } = raced(models, {}, { reference: parseReference("map") });
    const own = createRace(2, { level: 0.95 });
    let at = 0;
    // F1 of one of two is 2/3.
    while (own.state.remaining.length > 1) own.add([1, at++ % 2 === 0 ? 2 / 3 : 0]);
    expect(race).toMatchObject({ by: "image-f1", winner: "a", dropped: [{ model: "b", at }] });
    expect(comparisonText(found)).toContain("Raced by the F1 of each image by itself");
    expect(violationsOf("comparison", found)).toEqual([]);
    const open = models.map((one) => ({
      ...one,
      outcomes: { ...one.outcomes, threshold: null } as typeof one.outcomes,
    }));
    expect(() => raced(open, {}, { reference: parseReference("map") })).toThrow(
      throwsCode("compare/race-metric"),
    );
  });

  it("drops the planted best in at most 5 of 100 worlds, and one of equal models too", () => {
    const random = createRandom(17, 0);
    const worlds = 200;
    let lost = 0;
    let won = 0;
    let fallen = 0;
    for (let w = 0; w < worlds; w++) {
      // Models err together on hard images.
      const hard = Array.from({ length: 400 }, () => random.uniform() < 0.3);
      const of = (own: readonly number[]) =>
        own.map((share, m) =>
          comparedModel(
            `m${m}`,
            hard.map((isHard) => Number(random.uniform() < (isHard ? share - 0.3 : share))),
          ),
        );
      const planted = raced(of([0.9, 0.8, 0.75])).race;
      if (!planted.remaining.includes("m0")) lost++;
      if (planted.winner === "m0") won++;
      const equal = raced(of([0.85, 0.85, 0.85])).race;
      if (!equal.remaining.includes("m0")) fallen++;
    }
    // 5 % and three Monte Carlo errors of 200 worlds.
    expect(lost / worlds).toBeLessThanOrEqual(0.05 + 0.046);
    expect(fallen / worlds).toBeLessThanOrEqual(0.05 + 0.046);
    expect(won / worlds).toBeGreaterThan(0.2);
  });
});

describe("the order of a race", () => {
  const rows = Int32Array.from([0, 1, 2, 3]);
  const units = { image: rows, row: rows, rowOfImage: rows, cluster: null };
  const request = { lookOrder: "drawn" as const, seed: 1 };
  const list: DrawnList = {
    source: "list.csv",
    entryOf: rows,
    design: "random",
    pool: 9,
    poolNames: null,
    draws: [[4], [2], [1], [3]],
    stratum: null,
    stratumPool: null,
    chance: null,
    isLabelled: Uint8Array.of(1, 1, 0, 1),
    isKnown: new Uint8Array(4),
  };

  it("is that of a list that was drawn at random, with the images that were passed over", () => {
    const found = raceOrder({ ...units, drawn: list }, rows, request);
    expect(found).toEqual({ order: Int32Array.from([2, 1, 3, 0]), basis: "list", skipped: 1 });
    const shared = Int32Array.from([0, 3]);
    const some = raceOrder({ ...units, drawn: list }, shared, request);
    expect(some.order).toEqual(Int32Array.from([1, 0]));
  });

  it("is else drawn from the seed, or that of the file where it was said to be random", () => {
    const many = Int32Array.from({ length: 50 }, (_, i) => i);
    const own = { image: many, row: many.toReversed(), rowOfImage: many, cluster: null };
    const drawn = raceOrder({ ...own, drawn: undefined }, many, request);
    expect(drawn.basis).toBe("seed");
    expect([...drawn.order].sort((a, b) => a - b)).toEqual([...many]);
    expect(drawn.order).not.toEqual(many);
    expect(raceOrder({ ...own, drawn: undefined }, many, request)).toEqual(drawn);
    const other = raceOrder({ ...own, drawn: undefined }, many, { ...request, seed: 2 });
    expect(other.order).not.toEqual(drawn.order);
    const file = raceOrder({ ...own, drawn: undefined }, many, { ...request, lookOrder: "file" });
    expect(file).toMatchObject({ basis: "file", order: many.toReversed() });
  });
});
