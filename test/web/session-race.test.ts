import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../src/core/errors.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import type { ImageSaid } from "../../src/labelling/model-says.js";
import type { ModelCard } from "../../src/models/card/card-types.js";
import { raceText } from "../../src/web/app/labelling/race-text.js";
import { createLabellingState } from "../../src/web/app/labelling-state.svelte.js";
import type { SessionClient } from "../../src/web/session/session-client.js";
import { openSessionLabels, type SessionLabels } from "../../src/web/session/session-labels.js";
import {
  checkRacers,
  idOfModel,
  openRivals,
  type RaceAsked,
  type Rival,
} from "../../src/web/session/session-race.js";
import type { DroppedFiles, SessionModel } from "../../src/web/session/session-state.js";
import { throwsCode } from "../support/throws-code.js";

const IMAGES = Array.from({ length: 60 }, (_, i) => `cam/${100 + i}.jpg`);
/** The first model is right in nine of ten. */
const SAID: readonly ImageSaid[] = IMAGES.map((image, i) => ({
  image,
  labels: [i % 10 === 0 ? "fox" : "deer"],
  sureness: 0.8,
  boxes: [],
  sizePx: [640, 480],
  problem: null,
}));
const said = { images: IMAGES, of: new Map(SAID.map((one) => [one.image, one])) };
const model = {
  card: { name: "first", task: "classification", labels: ["deer", "fox", "hare"] },
  model: { sha256: "a".repeat(64) },
} as unknown as SessionModel;
const asked = { seed: 3, question: { claims: ["accuracy=0.9"], tolerance: 0.05 } };
const who = { by: "Ada", at: "2026-11-29T12:00:00Z" };

/** A table of what a model says of each image. */
const table = (says: (i: number) => string, images: readonly string[] = IMAGES): string =>
  `file,predicted\n${images.map((image, i) => `${image},${says(i)}`).join("\n")}\n`;

const TABLES = {
  "always.csv": table(() => "deer"),
  "never.csv": table(() => "hare"),
  "again.csv": table(() => "deer"),
  "half.csv": table(() => "deer", IMAGES.slice(0, 30)),
  "elsewhere.csv": table(() => "deer", ["other/1.jpg", "other/2.jpg"]),
  "birds.csv": table(() => "bird"),
  "scores.csv": `file,deer,fox\n${IMAGES.map((image, i) => `${image},${i % 2},${1 - (i % 2)}`).join("\n")}\n`,
  "sub/always.csv": table((i) => (i === 0 ? "fox" : "deer")),
};
const files = {
  access: createMemoryFileAccess(
    new Map(Object.entries(TABLES).map(([path, text]) => [path, new TextEncoder().encode(text)])),
  ),
  listed: IMAGES.map((path) => ({ path, sizeBytes: 1 })),
} as unknown as DroppedFiles;
const first = { card: model.card, id: idOfModel(model), model };
const places = { files, images: IMAGES, first };

const opened = (...paths: readonly string[]) => openRivals({ rivals: paths }, places, new Map());

function open(rivals: readonly Rival[], kept?: string, budget = 60): SessionLabels {
  return openSessionLabels(said, model, null, {
    ...asked,
    ...(kept === undefined ? {} : { kept }),
    raced: { rivals, budget },
  });
}

function label(labels: SessionLabels) {
  const { image } = labels.told("Ada");
  return labels.take(
    { kind: "label", image: image!, label: { kind: "labels", labels: ["deer"] } },
    who,
  );
}

describe("a race in a session", () => {
  it("drops at its first look who is certainly worse, tells it with each label, and goes on after a reload", async () => {
    const rivals = await opened("always.csv", "never.csv");
    let labels = open(rivals);
    expect(labels.told("Ada").race).toMatchObject({ labels: 0, untilLook: 20, winner: null });
    let kept = labels.text();
    for (let n = 1; n <= 30; n++) {
      const { line, told } = label(labels);
      kept += line;
      expect(told.race).toMatchObject({ labels: n, budget: 60 });
      const [, always, never] = told.race!.racers;
      expect(always).toMatchObject({ name: "always", score: n, droppedAt: null });
      // K⁺(½) of twenty ones is the mean of (1 + b)²⁰, far above (3 − 1)/0.05.
      expect(never).toMatchObject({ score: 0, labels: Math.min(n, 20) });
      expect(never!.droppedAt).toBe(n < 20 ? null : 20);
      if (n % 7 === 0) {
        labels = open(await opened("always.csv", "never.csv"), kept);
        expect(labels.told("Ada").race).toEqual(told.race);
      }
    }
    const { racers, runs, saved } = labels.raceOf("Ada")!;
    expect(runs).toBe(180);
    expect(saved).toBe(60 - 20);
    expect(racers.map(({ name }) => name)).toEqual(["first", "always", "never"]);
  });

  it("says in words who is in, who was dropped, and what it waits for", async () => {
    const labels = open(await opened("always.csv", "never.csv", "scores.csv"), undefined, 40);
    expect(raceText(labels.raceOf("Ada")!).heading).toBe("4 models, 20 more until the first look");
    for (let n = 1; n <= 20; n++) label(labels);
    const text = raceText(labels.raceOf("Ada")!);
    expect(text.heading).toMatch(/^[23] of 4 models in the race after 20 of 40 labels$/);
    expect(text.racers.find(({ name }) => name === "never")).toMatchObject({
      state: "dropped after 20 labels",
      score: "right about 0 of 20",
      isIn: false,
    });
    expect(text.notes).toContain("scores has no label hare, and is never right about it.");
    const [never] = labels.raceOf("Ada")!.racers.filter(({ name }) => name === "never");
    expect(text.news([never!])).toBe("never is dropped after 20 labels.");
    for (let n = 21; n <= 40; n++) label(labels);
    const race = labels.raceOf("Ada")!;
    expect(race.winner !== null || race.isSpent).toBe(true);
    expect(raceText(race).outcome).not.toBeNull();
  });

  it("has no race over a list that is drawn by a design", async () => {
    const [first] = IMAGES;
    const draw = {
      ...{ design: "proportional", pool: 60, poolNames: "x", probability: [0.5], stratum: ["a"] },
      ...{ stratumPool: [60], chance: null, known: [0] },
    } as never;
    const labels = openSessionLabels(said, model, null, {
      ...asked,
      raced: { rivals: await opened("always.csv"), budget: 60 },
      drawn: { order: [first!], draw },
    });
    expect(labels.told("Ada").race).toBeNull();
  });

  it.each<[string[], ErrorCode]>([
    [["again.csv", "always.csv"], "compare/same-model"],
    [["elsewhere.csv"], "compare/nothing-shared"],
    [["birds.csv"], "compare/other-labels"],
    [[], "compare/one-model"],
    [["missing.csv"], "input/not-found"],
  ] as const)("refuses %j with %s", async (paths, code) => {
    await expect(opened(...paths)).rejects.toThrow(throwsCode(code));
  });

  it("says of a table that it answers as another one, and not that its bytes are the same", async () => {
    const found = opened("again.csv", "always.csv");
    await expect(found).rejects.toThrow(/it answers every image as .+ does/);
    await expect(found).rejects.not.toThrow(/byte/);
  });

  it.each(["anomaly"])("refuses %s, whose images have no score between two ends", async (task) => {
    const other = { ...model, card: { ...model.card, task } as ModelCard };
    const found = openRivals(
      { rivals: ["always.csv"] },
      { ...places, first: { ...first, card: other.card } },
      new Map(),
    );
    await expect(found).rejects.toThrow(throwsCode("compare/race-metric"));
  });

  it.each(["keypoints", "semantic-segmentation"])("refuses a file of %s", async (task) => {
    const card = { ...model.card, task } as ModelCard;
    const of = { ...places, first: { ...first, card } };
    const found = openRivals({ rivals: ["always.csv"] }, of, new Map());
    await expect(found).rejects.toThrow(throwsCode("compare/race-metric"));
    await expect(found).rejects.toThrow(/from a file are compared/);
  });

  it("has its models fixed from the first look on, and not before", async () => {
    const labels = open(await opened("always.csv", "never.csv"));
    const asks = (...rivals: readonly string[]) => ({ rivals, budget: 40 });
    const others = [asks("always.csv"), asks("always.csv", "half.csv"), asks(), null];
    for (let n = 1; n <= 19; n++) label(labels);
    for (const one of others) expect(() => checkRacers(labels.raceOf("Ada"), one)).not.toThrow();
    for (let n = 20; n <= 23; n++) {
      label(labels);
      const now = labels.raceOf("Ada");
      for (const one of others) {
        expect(() => checkRacers(now, one)).toThrow(throwsCode("compare/race-begun"));
      }
      // More images may be labelled for it at any time.
      expect(() => checkRacers(now, asks("always.csv", "never.csv"))).not.toThrow();
    }
    expect(() => checkRacers(null, asks("half.csv"))).not.toThrow();
  });

  it("gives two of one name names of their own, and says which images have no prediction", async () => {
    const rivals = await opened("always.csv", "sub/always.csv", "half.csv");
    expect(rivals.map(({ name }) => name)).toEqual(["always", "always 2", "half"]);
    const labels = open(rivals);
    for (let n = 1; n <= 60; n++) label(labels);
    const { racers, open: unknown } = labels.raceOf("Ada")!;
    expect(unknown).toBe(30);
    // Of images without a prediction nothing speaks for a model, or against it.
    expect(racers.find(({ name }) => name === "half")!.droppedAt).toBeNull();
  });
});

describe("the state of labelling with a race", () => {
  function begun(isThere: () => boolean) {
    let labels: SessionLabels | null = null;
    const session = {
      async openLabels({ by, race, ...options }: Parameters<SessionClient["openLabels"]>[0]) {
        const rivals =
          race == null ? null : await opened(...(isThere() ? race.rivals : ["gone.csv"]));
        const raced = rivals === null ? null : { rivals, budget: race!.budget };
        labels = openSessionLabels(said, model, null, { ...options, raced });
        const { as, unread } = labels;
        const told = labels.told(by);
        return { text: labels.text(), as, unread, told, labellers: labels.labellers() };
      },
      label: async (...step: Parameters<SessionLabels["take"]>) => labels!.take(...step),
    } as unknown as SessionClient;
    return createLabellingState(session);
  }

  it("keeps who is raced, and the labels where their files are gone", async () => {
    let isThere = true;
    const race: RaceAsked = { rivals: ["always.csv"], budget: 40 };
    const state = begun(() => isThere);
    await state.begin(asked, "Ada", undefined, race);
    expect(state.told!.race).toMatchObject({ budget: 40 });
    expect(state.save()).toMatchObject({ race });
    const saved = state.save();
    const again = begun(() => isThere);
    again.restore(saved);
    await again.goOn();
    expect(again.told!.race).toMatchObject({ budget: 40 });
    isThere = false;
    const without = begun(() => isThere);
    without.restore(saved);
    await without.goOn();
    expect(without.told!.race).toBeNull();
    expect(without.raceProblem!.code).toBe("input/not-found");
    isThere = true;
    await without.raceWith(race);
    expect(without.told!.race).toMatchObject({ budget: 40 });
    expect(without.raceProblem).toBeNull();
  });
});
