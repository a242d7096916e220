import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { runHere } from "../support/run-here.js";

const IMAGES = 20;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const images = Array.from({ length: IMAGES }, (_, i) => ({
    id: i + 1,
    file_name: `${i}.jpg`,
    width: 100,
    height: 100,
  }));
  const box = [10, 10, 20, 20];
  const annotations = images.map(({ id }) => ({
    id,
    image_id: id,
    category_id: 1,
    bbox: box,
    area: 400,
    iscrowd: 0,
  }));
  const categories = [{ id: 1, name: "deer" }];
  await writeFile(join(folder, "truth.json"), JSON.stringify({ images, annotations, categories }));
  // Every second object is found.
  const found = images
    .filter(({ id }) => id % 2 === 0)
    .map(({ id }) => ({ image_id: id, category_id: 1, bbox: box, score: 0.5 + id / 100 }));
  await writeFile(join(folder, "found.json"), JSON.stringify(found));
});
afterAll(() => rm(folder, { recursive: true }));

async function evaluate(goal: string) {
  const out = join(folder, "out");
  const ran = await runHere([
    "evaluate",
    join(folder, "photos"),
    "--labels",
    join(folder, "truth.json"),
    "--predictions",
    join(folder, "found.json"),
    "--task",
    "detection",
    "--threshold-for",
    goal,
    "--out",
    out,
  ]);
  expect(ran).toMatchObject({ status: 0 });
  const result = JSON.parse(await readFile(join(out, "result.json"), "utf8")) as EvaluationResult;
  return { ...ran, result, page: await readFile(join(out, "report.html"), "utf8") };
}

it("says first that no threshold reaches the goal, and how near one comes", async () => {
  const { out, result, page } = await evaluate("recall>=0.99");
  const note = result.inputs.notes.find(({ code }) => code === "threshold/goal-unreached");
  expect(note?.what).toMatch(
    /^no threshold finds 99% of the objects: at most [\d.]+% are found on/,
  );
  expect(out).toMatch(/^No threshold finds 99% of the objects: at most [\d.]+% are found/);
  expect(out).toContain("warning threshold/goal-unreached: ");
  expect(page).toContain("No threshold reaches the goal");
});

it("says nothing of the kind where one does", async () => {
  const { out, result } = await evaluate("recall>=0.2");
  expect(result.inputs.notes.map(({ code }) => code)).not.toContain("threshold/goal-unreached");
  expect(out).not.toMatch(/no threshold/i);
});
