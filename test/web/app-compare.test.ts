import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { compareModels, REDRAWS } from "../../src/compare/compare-models.js";
import type { Comparison } from "../../src/compare/comparison.js";
import { errorWords } from "../../src/core/errors.js";
import { parseReference } from "../../src/metrics/reference.js";
import { createAppState } from "../../src/web/app/app-state.svelte.js";
import { createSession } from "../../src/web/session/session.js";
import type { SessionClient } from "../../src/web/session/session-client.js";
import type { SessionHost } from "../../src/web/session/session-host.js";
import { comparedModel } from "../compare/compared-model.js";

const COUNT = 60;
const NUMBERS = Array.from({ length: COUNT }, (_, i) => i);
/** In the order of their numbers, as an evaluation takes them. */
const image = (i: number): string => `${String(i).padStart(2, "0")}.png`;
const label = (i: number): string => (i % 2 === 0 ? "a" : "b");
const A = NUMBERS.map((i) => Number(i % 5 !== 0));
const B = NUMBERS.map((i) => Number(i % 3 === 0));

const LABELS = `file,label,site\n${NUMBERS.map((i) => `${image(i)},${label(i)},${i < 30 ? "north" : "south"}\n`).join("")}`;
const answers = (hits: readonly number[]): string =>
  `file,predicted\n${hits.map((hit, i) => `${image(i)},${hit === 1 ? label(i) : label(i + 1)}\n`).join("")}`;

const files = (given: Readonly<Record<string, string>>) =>
  new Map(Object.entries(given).map(([path, text]) => [path, new Blob([text])]));

/** The app on a session of this thread. */
function openApp() {
  const host = {
    signal: new AbortController().signal,
    version: "0",
    now: () => 0,
    time: () => "2026-01-01T00:00:00Z",
    programs: { codecs: {} },
    loadReportFile: async () => () => "",
    loadBlockPageFile: async () => (page: { heading: string }) => `<h1>${page.heading}</h1>`,
  };
  return createAppState(createSession(host as unknown as SessionHost) as unknown as SessionClient);
}

beforeEach(() => {
  vi.stubGlobal("addEventListener", () => {});
  vi.stubGlobal("location", { hash: "", pathname: "/", search: "" });
  vi.stubGlobal("document", { hidden: false });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** The app with the first model's results. */
async function withFirst() {
  const app = openApp();
  await app.add(files({ "labels.csv": LABELS, "first-predictions.csv": answers(A) }));
  await app.read();
  await app.ask({ claims: ["accuracy=0.9"], requirements: ["accuracy>=0.6"] });
  expect([app.error, app.step]).toEqual([null, "results"]);
  return app;
}

const namesOf = (app: ReturnType<typeof openApp>) => app.compared.models.map(({ name }) => name);

async function savedComparison(app: ReturnType<typeof openApp>): Promise<Comparison> {
  const file = app.compared.told?.files.find(({ name }) => name === "comparison.json");
  return JSON.parse((await file?.blob.text()) ?? "null");
}

describe("another model in a finished project", () => {
  it("is asked the same, and compared as compareModels compares", async () => {
    const app = await withFirst();
    expect(namesOf(app)).toEqual(["first-predictions"]);
    expect(app.compared.models[0]!.files.map(({ name }) => name)).toContain("report.html");
    app.go("compare");
    await app.addOther(files({ "second-predictions.csv": answers(B) }));
    expect([app.error, app.step]).toEqual([null, "question"]);
    // Labels stay; what was published of the first model is not said of the second.
    expect([app.labelsPath, app.predictionsPath]).toEqual(["labels.csv", "second-predictions.csv"]);
    expect(app.question).toMatchObject({ claims: [], requirements: ["accuracy>=0.6"] });
    const asked = { ...app.question, claims: ["accuracy=0.7"] };
    expect(app.isLateFor(asked)).toBe(false);
    expect(app.isLateFor({ ...asked, requirements: ["accuracy>=0.5"] })).toBe(true);
    await app.ask(asked);
    expect([app.error, app.step, app.outOfDate]).toEqual([null, "results", null]);
    expect(namesOf(app)).toEqual(["first-predictions", "second-predictions"]);
    await app.compared.look();
    const { told, refusal, stage } = app.compared;
    expect([refusal, stage]).toEqual([null, null]);
    expect(told?.page.heading).toContain("first-predictions is ahead");
    expect(told?.attributes).toEqual(["site"]);
    const expected = compareModels(
      [comparedModel("first-predictions", A), comparedModel("second-predictions", B)],
      {
        reference: parseReference("accuracy"),
        level: 0.95,
        seed: 1,
        redraws: REDRAWS,
        places: null,
      },
    );
    expect(await savedComparison(app)).toEqual(JSON.parse(JSON.stringify(expected)));
    const page = told?.files.find(({ name }) => name === "comparison.html");
    expect(await page?.blob.text()).toBe(`<h1>${told?.page.heading}</h1>`);
    // What is on the screen names no command; what was published of each is beside it.
    expect(JSON.stringify(told?.page)).not.toMatch(/homeground [a-z]|--[a-z]/);
    expect(told?.page.sections.map(({ id }) => id)).toContain("published");
  });

  it("is compared at places too, can be taken out, and come back", async () => {
    const app = await withFirst();
    await app.addOther(files({ "second-predictions.csv": answers(B) }));
    await app.ask(app.question);
    await app.compared.look({ by: "site" });
    expect(app.compared.told?.by).toBe("site");
    const { places } = await savedComparison(app);
    expect(places?.map(({ level }) => level)).toEqual(["north", "south"]);
    await app.compared.leaveOut(app.compared.models[0]!.id);
    expect([namesOf(app), app.compared.told]).toEqual([["second-predictions"], null]);
    await app.compared.look();
    expect(app.compared.refusal?.code).toBe("compare/one-model");
    await app.addOther(files({ "third-predictions.csv": answers(A) }));
    await app.ask(app.question);
    expect(namesOf(app)).toEqual(["second-predictions", "third-predictions"]);
  });

  it("is set to equally many alarms where it has scores, as compareModels does, and says why not elsewhere", async () => {
    const app = await withFirst();
    await app.addOther(files({ "second-predictions.csv": answers(B) }));
    await app.ask(app.question);
    await app.compared.look({ alarms: null });
    expect(app.compared.refusal).toBeNull();
    expect(app.compared.told).toMatchObject({ alarms: null, canTime: false, isTimed: false });
    expect(app.compared.told!.alarmsRefused!.fix).not.toMatch(/--/);

    const scored = openApp();
    /** Sure of the right label where it is right. */
    const scores = (hits: readonly number[]): string =>
      `file,a,b\n${hits.map((hit, i) => `${image(i)},${(i % 2 === 0) === (hit === 1) ? 0.9 : 0.2},${(i % 2 === 0) === (hit === 1) ? 0.1 : 0.8}\n`).join("")}`;
    await scored.add(files({ "labels.csv": LABELS, "first-predictions.csv": scores(A) }));
    await scored.read();
    await scored.ask({ positive: "b" });
    await scored.addOther(files({ "second-predictions.csv": scores(B) }));
    await scored.ask(scored.question);
    await scored.compared.look({ alarms: 0.4 });
    expect(scored.compared.told).toMatchObject({ alarms: 0.4, alarmsRefused: null });
    const { equalAlarms } = await savedComparison(scored);
    expect(equalAlarms).toMatchObject({ counted: "units", label: "b", rate: 0.4, basis: "asked" });
    // Other wishes leave this one; without it each has its own threshold again.
    await scored.compared.look({ by: "site" });
    expect((await savedComparison(scored)).equalAlarms).toMatchObject({ rate: 0.4 });
    await scored.compared.look({ alarms: undefined });
    expect((await savedComparison(scored)).equalAlarms).toBeNull();
  });

  it("that finds objects is set to equally many boxes, and told how many are right", async () => {
    const app = openApp();
    const some = NUMBERS.slice(0, 20);
    const box = [10, 10, 20, 20];
    const categories = [{ id: 1, name: "deer" }];
    const images = some.map((i) => ({ id: i, file_name: image(i), width: 100, height: 80 }));
    const annotations = some.map((i) => ({
      ...{ id: i + 1, image_id: i, category_id: 1, bbox: box, area: 400, iscrowd: 0 },
    }));
    const truth = JSON.stringify({ images, annotations, categories });
    /** A box where the object is, and in every third image one beside it. */
    const boxes = (beside: number): string =>
      JSON.stringify(
        some.flatMap((i) => [
          { image_id: i, category_id: 1, bbox: box, score: 0.6 + i / 1000 },
          ...(i % 3 === 0
            ? [{ image_id: i, category_id: 1, bbox: [60, 50, 20, 20], score: beside }]
            : []),
        ]),
      );
    await app.add(files({ "instances.json": truth, "first-predictions.json": boxes(0.1) }));
    await app.read();
    await app.ask({});
    expect([app.error, app.step]).toEqual([null, "results"]);
    await app.addOther(files({ "second-predictions.json": boxes(0.9) }));
    await app.ask(app.question);
    await app.compared.look({ alarms: 0.5 });
    expect(app.compared.refusal).toBeNull();
    expect(app.compared.told).toMatchObject({ alarms: 0.5, alarmsRefused: null });
    const { equalAlarms } = await savedComparison(app);
    expect(equalAlarms).toMatchObject({ counted: "boxes", label: null, rate: 0.5, basis: "asked" });
    // Ten boxes each: of the second the seven that are beside, and three that are right.
    expect(equalAlarms!.points.map(({ equal }) => equal)).toEqual([
      { threshold: 0.61, rate: 0.5, value: 10 / 20, precision: 1 },
      { threshold: 0.617, rate: 0.5, value: 3 / 20, precision: 3 / 10 },
    ]);
  });

  it("is told apart from one of its name, and from itself", async () => {
    const app = await withFirst();
    await app.addOther(files({ "first-predictions.csv": answers(B) }));
    await app.ask(app.question);
    expect(namesOf(app)).toEqual(["first-predictions", "first-predictions 2"]);
    await app.ask(app.question);
    expect(namesOf(app)).toEqual(["first-predictions", "first-predictions 2"]);
  });

  it("without an answer for every image is refused in words, and nothing is lost", async () => {
    const app = await withFirst();
    const part = answers(B).split("\n").slice(0, 41).join("\n");
    await app.addOther(files({ "part-predictions.csv": `${part}\n` }));
    await app.ask(app.question);
    expect(namesOf(app)).toEqual(["first-predictions", "part-predictions"]);
    await app.compared.look();
    expect([app.compared.told, app.compared.isStopped]).toEqual([null, false]);
    expect(app.compared.refusal).toMatchObject({ code: "compare/other-images" });
    expect(app.compared.refusal?.what).toBe(
      "20 images not in every result: 20 images of first-predictions and not of part-predictions (40.png, 41.png, 42.png …)",
    );
    expect(errorWords("app", app.compared.refusal!).fix).toBe(
      "Evaluate the models again on the same images; those with predictions need one for each",
    );
  });

  it("of another question leaves the first behind, and that is told", async () => {
    const app = await withFirst();
    await app.addOther(files({ "second-predictions.csv": answers(B) }));
    await app.ask({ ...app.question, where: [{ column: "site", value: "north" }] });
    expect([app.error, namesOf(app)]).toEqual([null, ["second-predictions"]]);
    expect(app.compared.left).toEqual({ names: ["first-predictions"], because: "question" });
  });

  it("of other labels does so too", async () => {
    const app = await withFirst();
    app.go("compare");
    await app.addOther(
      files({
        "labels.csv": LABELS.replace("00.png,a", "00.png,b"),
        "second-predictions.csv": answers(B),
      }),
    );
    await app.ask(app.question);
    expect(app.compared.left).toEqual({ names: ["first-predictions"], because: "labels" });
  });

  it("has to be a model, or answers", async () => {
    const app = await withFirst();
    app.go("compare");
    await app.addOther(files({ "readme.md": "Nothing of use" }));
    expect(app.error?.code).toBe("compare/one-model");
    expect([app.step, namesOf(app), app.predictionsPath]).toEqual([
      "compare",
      ["first-predictions"],
      "first-predictions.csv",
    ]);
  });

  it("stops when somebody says so, and goes with the project", async () => {
    const app = await withFirst();
    await app.addOther(files({ "second-predictions.csv": answers(B) }));
    await app.ask(app.question);
    const looking = app.compared.look();
    expect(app.compared.stage).toBe("figures");
    app.compared.stop();
    await looking;
    expect(app.compared).toMatchObject({ told: null, stage: null, isStopped: true, refusal: null });
    await app.clear();
    expect([namesOf(app), app.compared.told]).toEqual([[], null]);
  });
});
