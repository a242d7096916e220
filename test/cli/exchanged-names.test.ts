import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const ANIMALS = ["deer", "fox", "boar", "bird"] as const;
const IMAGES = 100;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const rows = ["file,label"];
  for (let i = 0; i < IMAGES; i++) {
    await writeFile(join(folder, "photos", `${i}.png`), plainPng(2, 2, [i, 0, 0]));
    rows.push(`${i}.png,${ANIMALS[i % 4]}`);
  }
  await writeFile(join(folder, "labels.csv"), rows.join("\n"));
});
afterAll(() => rm(folder, { recursive: true }));

/** @param answer index of the animal that is answered to one; each tenth picture is a fox */
async function evaluated(name: string, answer: (animal: number) => number) {
  const rows = ["file,predicted"];
  for (let i = 0; i < IMAGES; i++) {
    rows.push(`${i}.png,${ANIMALS[i % 10 === 9 ? 1 : answer(i % 4)]}`);
  }
  const predictions = join(folder, `${name}.csv`);
  await writeFile(predictions, rows.join("\n"));
  const { status, out } = await runHere([
    "evaluate",
    join(folder, "photos"),
    "--labels",
    join(folder, "labels.csv"),
    "--predictions",
    predictions,
    "--out",
    join(folder, name),
  ]);
  expect(status).toBe(0);
  const text = (file: string): Promise<string> => readFile(join(folder, name, file), "utf8");
  const { inputs } = JSON.parse(await text("result.json")) as EvaluationResult;
  const notes = inputs.notes.filter(({ code }) => code === "labels/exchanged");
  return { out, text, notes: notes.map(({ what }) => what) };
}

it("two names that look exchanged are named with what accuracy would be, everywhere", async () => {
  const { out, text, notes } = await evaluated("pair", (k) => [1, 0, 2, 3][k]!);
  const [what = ""] = notes;
  expect(what).toBe(
    "“deer” and “fox” look exchanged: with their names changed accuracy would be 90.0% instead of 50.0%",
  );
  expect(out).toContain("labels/exchanged");
  expect(out.replaceAll('"', "")).toContain("look exchanged: with their names changed");
  for (const file of ["report.html", "report.md"]) {
    expect(await text(file)).toContain("look exchanged: with their names changed accuracy");
  }
});

it("names that are all moved by one place are told as that", async () => {
  const { notes } = await evaluated("moved", (k) => (k + 1) % 4);
  expect(notes).toEqual([expect.stringMatching(/^(names look exchanged|the names look moved)/)]);
  expect(notes[0]).toContain("“deer” is answered as “fox”");
});

it("a good model, a poor one and one that always says the same are not suspected", async () => {
  expect((await evaluated("good", (k) => k)).notes).toEqual([]);
  expect((await evaluated("same", () => 1)).notes).toEqual([]);
  let at = 0;
  expect((await evaluated("poor", () => (at++ * 7) % 4)).notes).toEqual([]);
});
