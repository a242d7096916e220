import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareModels } from "../../src/compare/compare-models.js";
import { createRandom } from "../../src/core/random.js";
import { label as oneLabel } from "../../src/labelling/editors/whole-images.js";
import {
  createLabelRace,
  type LabelRaceTold,
  type RacedAnswer,
} from "../../src/labelling/label-race.js";
import { openLabelling } from "../../src/labelling/labelling.js";
import { parseReference } from "../../src/metrics/reference.js";
import { createRace } from "../../src/statistics/racing.js";
import { comparedModel } from "../compare/compared-model.js";

const WHO = { by: "Ada", at: "2026-11-30T08:00:00Z" };
const rule = oneLabel.race!;
const CLASSES = ["deer", "fox", "hare"];

/** Images with a truth and what each of some models says: right with its share, else another label. */
function world(shares: readonly number[], count: number, seed: number) {
  const random = createRandom(seed, 0);
  const images = Array.from({ length: count }, (_, i) => `${String(i).padStart(4, "0")}.jpg`);
  const truth = new Map(images.map((image) => [image, random.below(3)]));
  const racers = shares.map((share, m) => {
    const said = new Map(
      images.map((image) => {
        const own = truth.get(image)!;
        return [image, random.uniform() < share ? own : (own + 1 + random.below(2)) % 3];
      }),
    );
    return {
      name: `m${m}`,
      said,
      labels: CLASSES,
      answerOf: (image: string): RacedAnswer | null | undefined => ({
        labels: [CLASSES[said.get(image)!]!],
        boxes: [],
      }),
    };
  });
  return { images, truth, racers };
}
type World = ReturnType<typeof world>;

const open = ({ images }: Pick<World, "images">, sequences?: ReadonlyMap<string, string>) =>
  openLabelling({
    images,
    seed: 5,
    ...(sequences === undefined
      ? {}
      : { sequences: { source: { column: "sequence", table: null }, of: sequences } }),
  });

function label(labelling: ReturnType<typeof open>, { truth }: World, image?: string): void {
  const own = image ?? labelling.place(WHO.by).image!;
  labelling.take(
    { kind: "label", image: own, label: { kind: "labels", labels: [CLASSES[truth.get(own)!]!] } },
    WHO,
  );
}

/** What `homeground compare --race` says of the same labels in the same order. */
function commandRace(
  { images, truth, racers }: World,
  order: readonly string[],
  budget: number,
  sequences?: ReadonlyMap<string, string>,
) {
  const place = new Map(images.map((image, i) => [image, i]));
  const names = sequences === undefined ? [] : [...new Set(sequences.values())];
  const models = racers.map(({ name, said }) => {
    const one = comparedModel(
      name,
      images.map((image) => Number(said.get(image) === truth.get(image))),
    );
    if (sequences === undefined) return one;
    const cluster = Int32Array.from(images, (image) => names.indexOf(sequences.get(image)!));
    return {
      ...one,
      outcomes: { ...one.outcomes, cluster, clusterCount: names.length } as typeof one.outcomes,
    };
  });
  return compareModels(models, {
    reference: parseReference("accuracy"),
    level: 0.95,
    seed: 1,
    redraws: 0,
    places: null,
    race: {
      order: Int32Array.from(order, (image) => place.get(image)!),
      basis: "list",
      skipped: 0,
      budget,
    },
  }).race!;
}

const inShort = ({ winner, labels, budget, runs, saved, racers }: LabelRaceTold) => ({
  winner,
  labels,
  budget,
  runs,
  saved,
  dropped: racers
    .flatMap(({ name, droppedAt }) => (droppedAt === null ? [] : [{ model: name, at: droppedAt }]))
    .sort((a, b) => a.at - b.at),
  remaining: racers.flatMap(({ name, droppedAt }) => (droppedAt === null ? [name] : [])),
});

describe("a race while labelling", () => {
  it.each([
    { shares: [0.9, 0.75, 0.5], budget: 600, isDecided: true },
    { shares: [0.6, 0.95], budget: 200, isDecided: true },
    { shares: [0.8, 0.8, 0.3], budget: 250, isDecided: false },
  ])("is that of the command line on the same labels: $shares", ({ shares, budget, isDecided }) => {
    const of = world(shares, 600, 3);
    const labelling = open(of);
    const { order } = labelling.head;
    const race = createLabelRace({ rule, order, racers: of.racers, level: 0.95, budget });
    let told = race.at(labelling.place(WHO.by).state);
    expect(told).toMatchObject({ labels: 0, untilLook: 20, winner: null, saved: 0 });
    for (let n = 1; n <= budget && told.winner === null; n++) {
      label(labelling, of);
      told = race.at(labelling.place(WHO.by).state);
      expect(told.labels).toBe(n);
      expect(told.untilLook).toBe(Math.max(0, 20 - n));
    }
    const { skipped, basis, by, warnings, ...own } = commandRace(of, order, budget);
    expect([skipped, basis, by]).toEqual([0, "list", "metric"]);
    expect(inShort(told)).toEqual(own);
    expect(told.isSpent).toBe(!isDecided);
    expect(told.winner !== null).toBe(isDecided);
    expect(warnings).toEqual(isDecided ? [] : ["plan/race-open"]);
    // What each is right about is counted over the labels that it was in for.
    for (const [m, { labels, score }] of told.racers.entries()) {
      const { said } = of.racers[m]!;
      const held = order.slice(0, labels).filter((one) => said.get(one) === of.truth.get(one));
      expect(score).toBe(held.length);
    }
    // Labels behind the end change nothing.
    for (let n = 0; n < 5; n++) label(labelling, of);
    expect(race.at(labelling.place(WHO.by).state)).toEqual(told);
  });

  it("takes a sequence once it is whole, as the command line takes a group", () => {
    const of = world([0.9, 0.3], 300, 4);
    const sequences = new Map(of.images.map((image, i) => [image, `s${Math.floor(i / 5)}`]));
    const labelling = open(of, sequences);
    const { order } = labelling.head;
    const sequenceOf = (image: string) => sequences.get(image) ?? null;
    const race = createLabelRace({
      ...{ rule, order, sequenceOf, racers: of.racers, level: 0.95, budget: 222 },
    });
    let told = race.at(labelling.place(WHO.by).state);
    for (let n = 1; n <= 222; n++) {
      label(labelling, of);
      told = race.at(labelling.place(WHO.by).state);
      if (told.winner === null) expect(told.labels % 5).toBe(0);
    }
    const own = commandRace(of, order, 222, sequences);
    expect(inShort(told).dropped).toEqual(own.dropped);
    expect(told.winner).toBe("m0");
    // A group that the budget cuts ends it.
    const cut = createLabelRace({
      ...{ rule, order, sequenceOf, racers: of.racers, level: 0.95, budget: 99 },
    }).at(labelling.place(WHO.by).state);
    expect(cut).toMatchObject({ winner: null, labels: 95, isSpent: true, untilLook: 1 });
  });

  it("drops nobody whom the whole order would not drop, whatever was passed over", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 60, maxLength: 60 }),
        (seed, passed) => {
          const of = world([0.95, 0.55, 0.3], 60, seed);
          const labelling = open(of);
          const { order } = labelling.head;
          const race = createLabelRace({ rule, order, racers: of.racers, level: 0.95, budget: 60 });
          for (const [i, image] of order.entries()) {
            if (passed[i]! < 0.15) labelling.take({ kind: "skip", image }, WHO);
            else label(labelling, of, image);
          }
          const { state } = labelling.place(WHO.by);
          const before = race.at(state);
          expect(before.open).toBe(state.skipped.length);
          for (const image of state.skipped) label(labelling, of, image);
          const whole = race.at(labelling.place(WHO.by).state);
          const all = createRace(3, { level: 0.95 });
          for (const image of order) {
            all.add(of.racers.map(({ said }) => Number(said.get(image) === of.truth.get(image))));
          }
          for (const [m, { droppedAt }] of before.racers.entries()) {
            if (droppedAt !== null) expect(all.state.droppedAt[m]).not.toBeNull();
          }
          expect(inShort(whole)).toEqual(
            inShort(
              createLabelRace({
                ...{ rule, order, racers: of.racers, level: 0.95, budget: 60 },
              }).at(labelling.place(WHO.by).state),
            ),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it("waits for a model that remains, not for one that is dropped", () => {
    const of = world([0.95, 0.9, 0.2], 200, 9);
    const labelling = open(of);
    const { order } = labelling.head;
    const read = new Set(order.slice(0, 15));
    let slow = 1;
    const racers = of.racers.map((one, m) => ({
      ...one,
      answerOf: (image: string) =>
        m === slow && !read.has(image) ? undefined : one.answerOf(image),
    }));
    const race = createLabelRace({ rule, order, racers, level: 0.95, budget: 200 });
    for (let n = 0; n < 80; n++) label(labelling, of);
    const state = () => labelling.place(WHO.by).state;
    expect(race.at(state())).toMatchObject({ labels: 15, waitsFor: "m1", isSpent: false });
    for (const image of order.slice(0, 60)) read.add(image);
    const later = race.at(state());
    expect(later).toMatchObject({ labels: 60, waitsFor: "m1" });
    expect(later.racers[2]!.droppedAt).not.toBeNull();
    // Of the one that is dropped no more is needed.
    slow = 2;
    expect(race.at(state())).toMatchObject({ labels: 80, waitsFor: null });
  });

  it("takes back what a label gave, and leaves out what nobody can tell", () => {
    const of = world([0.95, 0.2], 100, 2);
    const labelling = open(of);
    const { order } = labelling.head;
    const race = createLabelRace({ rule, order, racers: of.racers, level: 0.95, budget: 100 });
    const state = () => labelling.place(WHO.by).state;
    labelling.take({ kind: "label", image: order[0]!, label: { kind: "cannot-tell" } }, WHO);
    for (let n = 0; n < 20; n++) label(labelling, of);
    const decided = race.at(state());
    expect(decided).toMatchObject({ winner: "m0", labels: 20 });
    labelling.take({ kind: "undo" }, WHO);
    expect(race.at(state())).toMatchObject({ winner: null, labels: 19, untilLook: 1 });
    labelling.take({ kind: "redo" }, WHO);
    expect(race.at(state())).toEqual(decided);
    // Another label for an early image is another race.
    labelling.take({ kind: "label", image: order[1]!, label: { kind: "cannot-tell" } }, WHO);
    expect(race.at(state()).labels).toBe(19);
  });

  it("gives an image that a model says nothing of against that model alone where it leads", () => {
    const of = world([1, 0.5], 60, 11);
    const labelling = open(of);
    const { order } = labelling.head;
    for (let n = 0; n < 60; n++) label(labelling, of);
    const silent = of.racers.map((one, m) => ({
      ...one,
      answerOf: (image: string) =>
        m === 0 && order.indexOf(image) % 2 === 0 ? null : one.answerOf(image),
    }));
    const state = labelling.place(WHO.by).state;
    const known = createLabelRace({ rule, order, racers: of.racers, level: 0.95, budget: 60 }).at(
      state,
    );
    const unknown = createLabelRace({ rule, order, racers: silent, level: 0.95, budget: 60 }).at(
      state,
    );
    expect(known.winner).toBe("m0");
    expect(unknown).toMatchObject({ winner: null, open: 30, isSpent: true });
  });
});
