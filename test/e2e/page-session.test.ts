import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { APP_WORKERS } from "../../scripts/build/app-parts.js";
import { withBinaries } from "../support/app-site.js";
import { cardText } from "../support/card-writer.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";
import { pageProgram } from "../support/shared-builds.js";
import { openStaticSite, type StaticSite } from "../support/static-site.js";
import { writeTaskCases } from "../support/task-records.js";

const MODEL = meanColourClassifier();
/** Red and green images, three of which the labels call otherwise. */
const IMAGES = Array.from({ length: 60 }, (_, i) => ({
  name: `photos/${i < 30 ? "a" : "b"}/${String(i).padStart(2, "0")}.png`,
  bytes: plainPng(6 + i, 5, i % 2 === 0 ? [190 + i, 30, 0] : [10, 190 + i, 0]),
  label: i === 3 || i === 4 || i === 9 ? "Red" : i % 2 === 0 ? "Red" : "green",
}));
const LABELS = `file,label,site\n${IMAGES.map(({ name, label }) => `${name},${label},${name.split("/")[1]}`).join("\n")}\n`;

const KEYS = [
  "task",
  "unit",
  "seed",
  "question",
  "estimates",
  "confusion",
  "verdicts",
  "gap",
  "scope",
];

describeWithChromium("a session in Chromium", () => {
  let browser: Browser;
  let site: StaticSite;
  let page: Page;
  const folder = mkdtempSync(join(tmpdir(), "homeground-session-"));
  const problems: string[] = [];

  beforeAll(async () => {
    const html = `<!doctype html><title>s</title><link rel="icon" href="data:,"><script type="module" src="bridge.js"></script>`;
    const programs = [
      await pageProgram(APP_WORKERS.session, "session", "text"),
      await pageProgram(APP_WORKERS.scorer, "scorer", "text"),
      await pageProgram("test/support/session-bridge.ts", "bridge", "page"),
    ];
    const index = new Map([["index.html", html]]);
    site = await openStaticSite(withBinaries(index, ...programs), "/paper/2026/");
    browser = await launchChromium();
    page = await browser.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    await page.goto(site.url);
    await page.waitForFunction("globalThis.session !== undefined");
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await browser?.close();
    await site?.close();
  });

  it("gives the numbers of the command line, bit for bit", async () => {
    const dropped: [string, Uint8Array][] = [
      ["model.onnx", MODEL],
      ["model.json", Buffer.from(cardText(MODEL))],
      ["labels.csv", Buffer.from(LABELS)],
      ...IMAGES.map(({ name, bytes }): [string, Uint8Array] => [name, bytes]),
    ];
    for (const [name, bytes] of dropped) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
    const out = join(folder, "out");
    const map = join(folder, "map.json");
    writeFileSync(map, '{"Red": "red"}');
    const here = await runHere([
      "evaluate",
      folder,
      "--labels",
      join(folder, "labels.csv"),
      "--model",
      join(folder, "model.onnx"),
      "--label-map",
      map,
      "--engine",
      "wasm",
      "--claim",
      "accuracy=0.95@95/100",
      "--tolerance",
      "0.05",
      "--slice",
      "site",
      "--out",
      out,
    ]);
    if (here.status !== 0) throw new Error(here.err);

    const told = await page.evaluate(
      async (files) => {
        const taken = await session.add(files);
        const model = await session.useModel("model.onnx");
        const labels = await session.readLabels({ path: "labels.csv" }, null);
        const open = await session.decide("auto");
        const names = await session.decide([["Red", { kind: "model-labels", labels: ["red"] }]]);
        const images = await session.ask({
          claims: ["accuracy=0.95@95/100"],
          tolerance: 0.05,
          slices: ["site"],
        });
        return { taken, model, labels, open, names, images, ran: await session.run() };
      },
      dropped.map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")] as const),
    );
    expect(told.taken).toMatchObject({
      images: 60,
      files: expect.arrayContaining([
        expect.objectContaining({ path: "model.onnx", role: "model" }),
        expect.objectContaining({ path: "model.json", role: "card" }),
        expect.objectContaining({ path: "labels.csv", role: "labels" }),
      ]),
    });
    expect(told.labels).toMatchObject({ rows: 60, rowsWithFile: 60, imageFiles: 60 });
    expect(told.open).toMatchObject({ open: 1 });
    expect(told.names).toMatchObject({ open: 0 });
    expect(told.images).toMatchObject({ images: 60, toScore: 60, listed: [] });
    const file = (name: string) => told.ran.files.find((one) => one.name === name)!.text;
    const written = readFileSync(join(out, "predictions.csv"), "utf8");
    expect(file("predictions.csv")).toBe(written);
    const there = JSON.parse(file("result.json"));
    const onDisk = JSON.parse(readFileSync(join(out, "result.json"), "utf8"));
    for (const key of KEYS) {
      expect(there, key).toHaveProperty(key);
      expect(there[key], key).toEqual(onDisk[key]);
    }
    expect(there.inputs.scored).toBe(60);
    expect(file("report.html")).toContain("<!doctype html>");
    // Every step of what is computed after the scores is told, to the last.
    expect(told.ran.stages.at(-1)).toMatch(/^computing (\d+)\/\1$/);
    expect(told.ran.stages).toContain("scoring 60/60");
    expect(problems).toEqual([]);

    // The same answers from a file.
    const again = join(folder, "again");
    const fromFile = await runHere([
      "evaluate",
      folder,
      "--labels",
      join(folder, "labels.csv"),
      "--label-map",
      map,
      "--predictions",
      join(out, "predictions.csv"),
      "--claim",
      "accuracy=0.95@95/100",
      "--tolerance",
      "0.05",
      "--slice",
      "site",
      "--out",
      again,
    ]);
    if (fromFile.status !== 0) throw new Error(fromFile.err);
    const files = await page.evaluate(async (csv) => {
      await session.add([["answers/predictions.csv", btoa(csv)]]);
      await session.readLabels({ path: "labels.csv" }, "answers/predictions.csv");
      await session.decide([["Red", { kind: "model-labels", labels: ["red"] }]]);
      await session.ask({ claims: ["accuracy=0.95@95/100"], tolerance: 0.05, slices: ["site"] });
      return (await session.run()).files;
    }, written);
    const here2 = JSON.parse(files.find(({ name }) => name === "result.json")!.text);
    const onDisk2 = JSON.parse(readFileSync(join(again, "result.json"), "utf8"));
    for (const key of KEYS) expect(here2[key], key).toEqual(onDisk2[key]);

    // More columns, from another table and from the names of folders, as the command line joins them.
    const extra = `file,light\n${IMAGES.map(({ name }, i) => `${name},${i % 3 === 0 ? "dim" : "bright"}`).join("\n")}\n`;
    writeFileSync(join(folder, "light.csv"), extra);
    const parts = join(folder, "parts");
    const joined = await runHere([
      "evaluate",
      folder,
      "--labels",
      join(folder, "labels.csv"),
      "--label-map",
      map,
      "--predictions",
      join(out, "predictions.csv"),
      "--attributes",
      join(folder, "light.csv"),
      "--folder-pattern",
      "photos/{part}",
      "--slice",
      "light",
      "--slice",
      "part",
      "--out",
      parts,
    ]);
    if (joined.status !== 0) throw new Error(joined.err);
    const withParts = await page.evaluate(async (csv) => {
      await session.add([["light.csv", btoa(csv)]]);
      await session.readLabels(
        { path: "labels.csv", tables: ["light.csv"], folderPattern: "photos/{part}" },
        "answers/predictions.csv",
      );
      await session.decide([["Red", { kind: "model-labels", labels: ["red"] }]]);
      const columns = await session.columns();
      await session.ask({ slices: ["light", "part"] });
      return { columns, files: (await session.run()).files };
    }, extra);
    // What came from elsewhere is no column of the label file that could be read otherwise.
    expect(withParts.columns).toEqual(["file", "label", "site"]);
    const partsHere = JSON.parse(withParts.files.find(({ name }) => name === "result.json")!.text);
    const partsThere = JSON.parse(readFileSync(join(parts, "result.json"), "utf8"));
    const sliced = partsHere.estimates.filter(({ slice }: { slice: unknown }) => slice !== null);
    expect(sliced.length).toBeGreaterThanOrEqual(4);
    for (const key of KEYS) expect(partsHere[key], key).toEqual(partsThere[key]);
  });

  it("says that a card is read wrong, as the command line does, and knows it when it is run again", async () => {
    const wrong = join(folder, "wrong");
    const dropped: [string, Uint8Array][] = [
      ["model.onnx", MODEL],
      ["model.json", Buffer.from(cardText(MODEL, { input: { channelOrder: "BGR" } }))],
      ["labels.csv", Buffer.from(LABELS.replaceAll(",Red,", ",red,"))],
      ...IMAGES.map(({ name, bytes }): [string, Uint8Array] => [name, bytes]),
    ];
    for (const [name, bytes] of dropped) {
      mkdirSync(dirname(join(wrong, name)), { recursive: true });
      writeFileSync(join(wrong, name), bytes);
    }
    const ran = await runHere([
      "evaluate",
      wrong,
      "--labels",
      join(wrong, "labels.csv"),
      "--engine",
      "wasm",
      "--model",
      join(wrong, "model.onnx"),
      "--out",
      join(wrong, "out"),
    ]);
    if (ran.status !== 0) throw new Error(ran.err);
    await page.reload();
    await page.waitForFunction("globalThis.session !== undefined");
    const [first, second] = await page.evaluate(
      async (files) => {
        await session.add(files);
        await session.useModel("model.onnx");
        await session.readLabels({ path: "labels.csv" }, null);
        await session.decide("auto");
        await session.ask({});
        return [await session.run(), await session.run()] as const;
      },
      dropped.map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")] as const),
    );
    const notesOf = (text: string): { code: string; what: string }[] =>
      JSON.parse(text).inputs.notes.filter(({ code }: { code: string }) => /^model\//.test(code));
    const here = notesOf(first.files.find(({ name }) => name === "result.json")!.text);
    expect(here).toEqual(notesOf(readFileSync(join(wrong, "out", "result.json"), "utf8")));
    expect(here).toContainEqual(
      expect.objectContaining({
        code: "model/preprocess-suspect",
        what: expect.stringContaining("RGB"),
      }),
    );
    expect(first.stages.some((stage) => stage.startsWith("checking"))).toBe(true);
    expect(second.stages.some((stage) => stage.startsWith("checking"))).toBe(false);
    expect(notesOf(second.files.find(({ name }) => name === "result.json")!.text)).toEqual(here);
    expect(problems).toEqual([]);
  });

  it.each([
    ["detection", "instances.json", "results.json"],
    ["masks", "masks", "predicted"],
  ] as const)(
    "compares features of the images of %s as the command line does",
    async (task, labels, answers) => {
      const at = join(folder, task);
      mkdirSync(at);
      const one = await writeRecordCase(at, 120);
      const { [task]: words } = await writeTaskCases(at, one);
      const table = (name: string, from: string, placeOf: (i: number) => number) => {
        const rows = one.names.map((file, i) => `${from}${file},${placeOf(i)},7`);
        writeFileSync(join(at, name), `${["file,f0,f1", ...rows].join("\n")}\n`);
        return join(at, name);
      };
      const halfFar = (i: number) => (i < 60 ? i + 0.5 : 1000 + i);
      const [there, here] = [table("there.csv", "", (i) => i), table("disk.csv", "", halfFar)];
      table("here.csv", "photos/", halfFar);
      const record = join(at, "record");
      const out = join(at, "out");
      // Features of the test images are the record's in one case, and of a table beside it in the other.
      const isApart = task === "masks";
      const bound = ["--with-features", "--features", there];
      for (const command of [
        ["record", "create", ...words, ...(isApart ? [] : bound), "--out", record],
        [
          ...["evaluate", ...words, "--features", here, "--out", out],
          ...["--claim", join(record, "record.json")],
          ...(isApart ? ["--reference-features", there] : []),
        ],
      ]) {
        const ran = await runHere(command);
        if (ran.status !== 0) throw new Error(ran.err);
      }
      // A folder that is called after what a model says.
      if (task === "masks") renameSync(join(at, "masks-found"), join(at, answers));
      // The pictures here are none of the record's, whatever they are called.
      rmSync(join(record, "images"), { recursive: true });
      const dropped = [labels, answers, "photos", "record", "here.csv", "there.csv"].flatMap(
        (path) => filesBelow(at, path),
      );
      await page.reload();
      await page.waitForFunction("globalThis.session !== undefined");
      const told = await page.evaluate(
        async ([files, path, predictions, id, table]) => {
          await session.add(files);
          await session.useRecord("record/record.json");
          await session.readLabels({ path, task: id }, predictions);
          await session.useTestFeatures(table);
          const before = await session.scope();
          await session.useFeatures("here.csv");
          const scope = await session.scope();
          await session.decide("auto");
          await session.ask({});
          const { files: saved } = await session.run();
          return { before, scope, files: saved, command: await session.command() };
        },
        [
          dropped.map((path) => [path, readFileSync(join(at, path)).toString("base64")] as const),
          labels,
          answers,
          task === "masks" ? "semantic-segmentation" : task,
          isApart ? "there.csv" : null,
        ] as const,
      );
      expect(told.before).toBeNull();
      const tables = ["--features", "here.csv"];
      if (isApart) tables.push("--reference-features", "there.csv");
      expect(told.command.slice(told.command.indexOf("--features"))).toEqual(tables);
      expect(told.files.find(({ name }) => name === "report.html")?.text).toContain(
        tables.join(" "),
      );
      expect(told.scope?.finding).toContain("60 of 120 images (50%) lie further");
      expect(
        told.scope?.pictures.slice(0, 2).map(({ file, picture }) => [file, picture?.widthPx]),
      ).toEqual([
        ["photos/119.png", 9],
        ["photos/059.png", 9],
      ]);
      const embeddingOf = (text: string) => {
        const { source: _, least, ...embedding } = JSON.parse(text).scope.embedding;
        const files = least.map(({ file }: { file: string }) => file.replace("photos/", ""));
        return { ...embedding, files };
      };
      expect(embeddingOf(told.files.find(({ name }) => name === "result.json")!.text)).toEqual(
        embeddingOf(readFileSync(join(out, "result.json"), "utf8")),
      );
    },
  );
});

/** Paths of a file, or of everything in a folder, from `folder` on. */
function filesBelow(folder: string, path: string): string[] {
  if (!statSync(join(folder, path)).isDirectory()) return [path];
  return readdirSync(join(folder, path)).flatMap((name) => filesBelow(folder, `${path}/${name}`));
}
