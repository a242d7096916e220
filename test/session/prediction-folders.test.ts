import { describe, expect, it } from "vitest";
import { ownTables } from "../../src/web/app/own-tables.js";
import { takenSentence } from "../../src/web/app/taken.js";
import { createSession } from "../../src/web/session/session.js";
import type { SessionHost } from "../../src/web/session/session-host.js";
import type { FilesTold } from "../../src/web/session/session-types.js";
import { plainPng } from "../support/png-writer.js";
import { throwsCode } from "../support/throws-code.js";

const NUMBERS = [0, 1, 2, 3];
const TRUTH = JSON.stringify({
  images: NUMBERS.map((i) => ({ id: i, file_name: `${i}.png`, width: 8, height: 6 })),
  categories: [{ id: 1, name: "fox" }],
  annotations: NUMBERS.map((i) => ({ id: i, image_id: i, category_id: 1, bbox: [1, 1, 4, 3] })),
});
const IMAGES = Object.fromEntries(
  NUMBERS.map((i) => [`photos/${i}.png`, plainPng(8, 6, [i, 0, 0])]),
);

type Files = Readonly<Record<string, string | Uint8Array>>;

const texts = (folder: string, line: string, ending = "") =>
  Object.fromEntries(NUMBERS.map((i) => [`${folder}${i}${ending}.txt`, `${line}\n`]));

async function dropped(files: Files) {
  const session = createSession({ signal: new AbortController().signal } as unknown as SessionHost);
  const told = await session.addFiles(
    new Map(
      Object.entries(files).map(([path, content]) => [
        path,
        new Blob([new Uint8Array(Buffer.from(content))]),
      ]),
    ),
  );
  return { session, told };
}

const pathsOf = (told: FilesTold, role: "labels" | "predictions") =>
  ownTables(told, role).map(({ path }) => path);

const CLASSES = { "found/classes.txt": "fox\n" };

describe("a folder of texts with what a model found", () => {
  it.each([
    ["the score at the end", "0 0.375 0.4166 0.5 0.5 0.9"],
    ["the score behind the class", "0 0.9 0.375 0.4166 0.5 0.5"],
    ["classes as words, as mAP takes them", "fox 0.9 1 1 5 4"],
  ])("holds predictions, with %s, and is evaluated as boxes", async (_, line) => {
    const files = { ...IMAGES, "labels.json": TRUTH, ...texts("found/", line) };
    const { session, told } = await dropped(
      line.startsWith("0") ? { ...files, ...CLASSES } : files,
    );
    expect([pathsOf(told, "labels"), pathsOf(told, "predictions")]).toEqual([
      ["labels.json"],
      ["found"],
    ]);
    expect(takenSentence(null, told)).toContain("4 files as answers of a model");
    const read = await session.readLabels({ path: "labels.json" }, "found");
    expect(read.task).toMatchObject({ id: "detection", truth: "objects" });
  });

  it("is no folder of labels where its numbers have decimal commas", async () => {
    const found = texts("found/", "0 0,375 0,4166 0,5 0,5 0,9");
    const { session, told } = await dropped({
      ...IMAGES,
      ...{ "labels.json": TRUTH, ...CLASSES, ...found },
    });
    expect([pathsOf(told, "labels"), pathsOf(told, "predictions")]).toEqual([
      ["labels.json"],
      ["found"],
    ]);
    const reading = session.readLabels({ path: "labels.json", task: "detection" }, "found");
    await expect(reading).rejects.toThrow(throwsCode("predictions/number-format"));
  });

  it("may be of several sites, or no folder at all", async () => {
    const line = "0 0.375 0.4166 0.5 0.5 0.9";
    const sites = await dropped({ ...texts("run/a/", line), ...texts("run/b/labels/", line) });
    expect(pathsOf(sites.told, "predictions")).toEqual(["run"]);
    const loose = await dropped({
      ...IMAGES,
      ...{ "labels.json": TRUTH, "classes.txt": "fox\n", ...texts("", line) },
    });
    expect(pathsOf(loose.told, "predictions")).toEqual(["."]);
    const read = await loose.session.readLabels({ path: "labels.json" }, ".");
    expect(read.task.id).toBe("detection");
  });

  it("lies beside a folder of labels in the same form", async () => {
    const { session, told } = await dropped({
      ...IMAGES,
      ...texts("labels/", "0 0.375 0.4166 0.5 0.5"),
      "labels/classes.txt": "fox\n",
      ...texts("found/", "0 0.375 0.4166 0.5 0.5 0.9"),
    });
    expect([pathsOf(told, "labels"), pathsOf(told, "predictions")]).toEqual([
      ["labels"],
      ["found"],
    ]);
    const read = await session.readLabels({ path: "labels" }, "found");
    expect(read).toMatchObject({ task: { id: "detection" }, rowsWithFile: 4 });
  });
});

describe("what is evaluated where nobody says it", () => {
  const labels = `file,label\n${NUMBERS.map((i) => `${i}.png,fox`).join("\n")}\n`;
  const results = JSON.stringify(
    NUMBERS.map((i) => ({ image_id: i, category_id: 1, bbox: [1, 1, 4, 3], score: 0.9 })),
  );
  const megaDetector = JSON.stringify({
    detection_categories: { 1: "fox" },
    images: NUMBERS.map((i) => ({
      file: `${i}.png`,
      detections: [{ category: "1", conf: 0.9, bbox: [0.1, 0.1, 0.5, 0.5] }],
    })),
  });

  it.each([
    ["labels.json", TRUTH, "found.json", results, "detection"],
    ["labels.json", TRUTH, "found.json", megaDetector, "detection"],
    ["labels.csv", labels, "found.json", megaDetector, "classification"],
    ["labels.json", TRUTH, "found.csv", "file,predicted\n0.png,fox\n", "classification"],
    ["labels.csv", labels, "found.csv", "file,predicted\n0.png,fox\n", "classification"],
  ])("is what both files say: %s, %#", async (path, truth, predictions, found, task) => {
    const { session } = await dropped({ ...IMAGES, [path]: truth, [predictions]: found });
    expect((await session.readLabels({ path }, predictions)).task.id).toBe(task);
  });
});
