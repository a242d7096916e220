import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Comparison } from "../../src/compare/comparison.js";
import { DEFAULT_REQUEST } from "../../src/evaluation/request.js";
import { drawLabelOrder } from "../../src/labelling/label-order.js";
import { createRace } from "../../src/statistics/racing.js";
import { createAppState } from "../../src/web/app/app-state.svelte.js";
import { createSession } from "../../src/web/session/session.js";
import type { SessionClient } from "../../src/web/session/session-client.js";
import type { SessionHost } from "../../src/web/session/session-host.js";

const SEED = 7;
const IMAGES = Array.from({ length: 80 }, (_, i) => `cam/${100 + i}.png`);
const labelOf = (i: number): string => (i % 2 === 0 ? "deer" : "fox");
const other = (i: number): string => labelOf(i + 1);
/** Whether each of three models is right about an image. */
const HITS = {
  "first.csv": (i: number) => i % 10 !== 0,
  "second.csv": (i: number) => i % 3 === 0,
  "third.csv": (i: number) => i % 4 !== 1,
} as const;
const NAMES = Object.keys(HITS) as (keyof typeof HITS)[];
const table = (name: keyof typeof HITS): string =>
  `file,predicted\n${IMAGES.map((image, i) => `${image},${HITS[name](i) ? labelOf(i) : other(i)}\n`).join("")}`;

const blobs = (given: Readonly<Record<string, string>>) =>
  new Map(Object.entries(given).map(([path, text]) => [path, new Blob([text])]));
const PICTURES = Object.fromEntries(IMAGES.map((path) => [path, path]));

/** The app on a session of this thread. */
function openApp() {
  const host = {
    signal: new AbortController().signal,
    version: "0",
    now: () => 0,
    time: () => "2026-01-01T00:00:00Z",
    programs: { codecs: {} },
    loadReportFile: async () => () => "",
    loadBlockPageFile: async () => () => "",
  };
  return createAppState(createSession(host as unknown as SessionHost) as unknown as SessionClient);
}
type App = ReturnType<typeof openApp>;

beforeEach(() => {
  vi.stubGlobal("addEventListener", () => {});
  vi.stubGlobal("location", { hash: "", pathname: "/", search: "" });
  vi.stubGlobal("document", { hidden: false });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const asked = { seed: SEED, question: { claims: ["accuracy=0.9"], tolerance: 0.05 } };

async function withAnswers(tables: Readonly<Record<string, string>>): Promise<App> {
  const app = openApp();
  await app.add(blobs({ ...PICTURES, ...tables }));
  expect([app.error, app.model]).toEqual([null, null]);
  return app;
}

async function label(app: App, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const { image } = app.labelling.told!;
    const label = { kind: "labels", labels: [labelOf(IMAGES.indexOf(image!))] } as const;
    expect(await app.labelling.take({ kind: "label", image: image!, label })).toBe(true);
  }
}

describe("files of answers in place of a model", () => {
  it("are raced while somebody labels, as the statistics race them, and compared on the labels", async () => {
    const app = await withAnswers(Object.fromEntries(NAMES.map((name) => [name, table(name)])));
    expect([app.predictionsPath, app.labelsPath, app.canSay]).toEqual(["first.csv", null, true]);
    await app.say();
    expect(app.error).toBeNull();
    expect(app.says).toMatchObject({
      isDone: true,
      of: { name: "first", lookMeasure: "accuracy" },
    });
    expect(app.says.said.map(({ image }) => image)).toEqual(
      drawLabelOrder(IMAGES, DEFAULT_REQUEST.seed),
    );
    const rivals = ["second.csv", "third.csv"];
    await app.beginLabels(asked, "Ada", undefined, { rivals, budget: 70 });
    expect([app.error, app.step]).toEqual([null, "label"]);
    const order = drawLabelOrder(IMAGES, SEED).map((image) => IMAGES.indexOf(image));
    const race = createRace(3, { level: 0.95 });
    for (let n = 1; n <= 60; n++) {
      await label(app, 1);
      const i = order[n - 1]!;
      const { droppedAt, remaining } = race.add(NAMES.map((name) => Number(HITS[name](i))));
      const told = app.labelling.told!.race!;
      expect(told.racers.map((one) => one.droppedAt)).toEqual(droppedAt);
      expect(told.winner).toBe(remaining.length === 1 ? "first" : null);
      if (remaining.length === 1) break;
    }
    // The bound of the test: one that is right about a third is dropped by then, whoever else remains.
    expect(race.state.droppedAt[1]).not.toBeNull();
    expect(app.labelling.told!.look!.look!.hits).toBe(app.labelling.told!.race!.racers[0]!.score);
    await app.compareRacers();
    expect([app.error, app.step]).toEqual([null, "compare"]);
    expect(app.predictionsPath).toBe("first.csv");
    expect(app.compared.models.map(({ name }) => name)).toEqual(["first", "second", "third"]);
    await app.compared.look();
    const file = app.compared.told?.files.find(({ name }) => name === "comparison.json");
    const comparison = JSON.parse(await file!.blob.text()) as Comparison;
    const labels = order.slice(0, comparison.images);
    expect(comparison.models.map(({ value }) => value)).toEqual(
      NAMES.map((name) => labels.filter((i) => HITS[name](i)).length / labels.length),
    );
    expect(comparison.race!.basis).toBe("here");
    const dropped = NAMES.map((name) => name.replace(".csv", "")).flatMap((model, m) => {
      const at = race.state.droppedAt[m]!;
      return at === null ? [] : [{ model, at }];
    });
    expect(comparison.race!.dropped.toSorted((a, b) => a.at - b.at)).toEqual(
      dropped.toSorted((a, b) => a.at - b.at),
    );
  });

  it("go on in a project that is opened again, and are read anew where another file is chosen", async () => {
    const tables = { "first.csv": table("first.csv"), "second.csv": table("second.csv") };
    const app = await withAnswers(tables);
    await app.say();
    await app.beginLabels(asked, "Ada", undefined, { rivals: ["second.csv"], budget: 70 });
    await label(app, 25);
    const { race } = app.labelling.told!;
    const saved = structuredClone(app.save());
    const again = openApp();
    again.restore(saved);
    expect(await again.attach([blobs({ ...PICTURES, ...tables })])).toBe(true);
    // Labels lie with the project; without them the race is at its start, with the same models.
    expect(again.labelling.told!.race!.racers.map(({ name }) => name)).toEqual(
      race!.racers.map(({ name }) => name),
    );
    await label(again, 25);
    expect(again.labelling.told!.race).toEqual(race);
    again.choosePredictions("second.csv");
    await again.say();
    expect([again.error, again.says.of]).toMatchObject([null, { name: "second" }]);
  });

  it("say of which images they say nothing, and are refused where they name none", async () => {
    const half = table("first.csv").split("\n").slice(0, 41).join("\n");
    const app = await withAnswers({ "half.csv": half });
    await app.say();
    expect(app.says.said.filter(({ problem }) => problem !== null)).toHaveLength(40);
    expect(app.says.said.find(({ problem }) => problem !== null)!.problem!.code).toBe(
      "no-prediction",
    );
    const elsewhere = await withAnswers({ "there.csv": "file,predicted\nx/1.png,deer\n" });
    await elsewhere.say();
    expect(elsewhere.error?.code).toBe("compare/nothing-shared");
    expect(elsewhere.says.said).toEqual([]);
  });

  it("have a rival that says the same of every image refused", async () => {
    const twin = table("first.csv");
    const app = await withAnswers({ "first.csv": twin, "twin.csv": twin });
    await app.say();
    await app.beginLabels(asked, "Ada", undefined, { rivals: ["twin.csv"], budget: 70 });
    expect(app.error?.code).toBe("compare/same-model");
  });
});
