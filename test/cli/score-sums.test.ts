import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const IMAGES = 40;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const rows = ["file,label"];
  for (let i = 0; i < IMAGES; i++) {
    await writeFile(join(folder, "photos", `${i}.png`), plainPng(2, 2, [i, 0, 0]));
    rows.push(`${i}.png,${"abc"[i % 3]}`);
  }
  await writeFile(join(folder, "labels.csv"), rows.join("\n"));
});
afterAll(() => rm(folder, { recursive: true }));

async function evaluated(name: string, row: (i: number) => string, ...more: readonly string[]) {
  const predictions = join(folder, `${name}.csv`);
  const rows = Array.from({ length: IMAGES }, (_, i) => `${i}.png,${row(i)}`);
  await writeFile(predictions, ["file,a,b,c", ...rows].join("\n"));
  const ran = await runHere([
    "evaluate",
    join(folder, "photos"),
    "--labels",
    join(folder, "labels.csv"),
    "--predictions",
    predictions,
    "--out",
    join(folder, name),
    ...more,
  ]);
  const text = (file: string): Promise<string> => readFile(join(folder, name, file), "utf8");
  const result = async () => JSON.parse(await text("result.json")) as EvaluationResult;
  return { ...ran, text, result };
}

const OF_CONFIDENCE = ["log-loss", "brier", "ece"];

it("scores that do not add up to 1 have no figure of confidence, and terminal and report say so", async () => {
  const { status, out, text, result } = await evaluated("sigmoids", (i) => `0.9,0.${i % 9}5,0.7`);
  expect(status).toBe(0);
  const { estimates, inputs } = await result();
  const metrics = estimates.map(({ metric }) => metric);
  for (const metric of OF_CONFIDENCE) expect(metrics).not.toContain(metric);
  expect(metrics).toContain("accuracy");
  expect(metrics).toContain("auroc-failure");
  expect(inputs.notes.map(({ code }) => code)).toContain("scores/no-probabilities");
  expect(out).toContain(
    "scores/no-probabilities: the scores of 40 of 40 images do not add up to 1",
  );
  expect(await text("report.html")).toContain("they are no probabilities");
});

it("a figure that was asked for of such scores is refused", async () => {
  const { status, err } = await evaluated("asked", () => "0.9,0.9,0.7", "--metric", "brier");
  expect(status).toBe(1);
  expect(err).toContain("metric/not-available");
  expect(err).toContain("40 units do not add up to 1");
});

it("scores of two decimals are divided by their sum, which is said once", async () => {
  const { result } = await evaluated("rounded", (i) =>
    i % 2 === 0 ? "0.33,0.33,0.33" : "0.5,0.3,0.2",
  );
  const { estimates, inputs } = await result();
  for (const metric of OF_CONFIDENCE) {
    expect(estimates.map((one) => one.metric)).toContain(metric);
  }
  const notes = inputs.notes.filter(({ code }) => code === "scores/divided");
  expect(notes.map(({ what }) => what)).toEqual([
    expect.stringMatching(/^the scores of 20 images/),
  ]);
});
