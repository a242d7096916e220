import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { schemaViolations } from "../support/json-schema.js";
import { maskPng } from "../support/mask-writer.js";
import { runHere } from "../support/run-here.js";

const SCHEMA = join(import.meta.dirname, "../../schemas/result.schema.json");

let folder: string;
let runs = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(folder, { recursive: true }));

type Rows = readonly (readonly number[])[];

/** Ten pixels: so many of a label, the rest background. */
const row = (count: number, label = 1): Rows => [
  Array.from({ length: 10 }, (_, x) => (x < count ? label : 0)),
];

async function evaluate(
  masks: Readonly<Record<string, readonly [truth: Rows | null, predicted: Rows | null]>>,
  ...more: string[]
) {
  const at = join(folder, String(runs++));
  for (const part of ["images", "truth", "predicted"]) {
    await mkdir(join(at, part), { recursive: true });
  }
  await writeFile(join(at, "truth", "classes.txt"), "background\nfox\nowl\n");
  for (const [name, [truth, predicted]] of Object.entries(masks)) {
    await writeFile(join(at, "images", name), maskPng(truth ?? row(0)));
    if (truth !== null) await writeFile(join(at, "truth", name), maskPng(truth));
    if (predicted !== null) await writeFile(join(at, "predicted", name), maskPng(predicted));
  }
  const out = join(at, "out");
  const said = await runHere([
    "evaluate",
    ...[join(at, "images"), "--labels", join(at, "truth"), "--predictions", join(at, "predicted")],
    ...["--task", "semantic-segmentation", "--out", out, ...more],
  ]);
  if (said.status !== 0) throw new Error(said.err);
  const result = JSON.parse(await readFile(join(out, "result.json"), "utf8")) as EvaluationResult;
  const schema = JSON.parse(await readFile(SCHEMA, "utf8")) as unknown;
  expect(schemaViolations(schema, result)).toEqual([]);
  return { result, out, text: said.out };
}

describe("semantic segmentation on the command line", () => {
  it("gives figures of masks, the report and a verdict", async () => {
    const masks = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`i${i}.png`, [row(5), row(4 + (i % 2))]] as const),
    );
    const { result, out, text } = await evaluate(masks, "--claim", "dice=0.5", "--metric", "iou");
    const figure = (metric: string) => result.estimates.find((one) => one.metric === metric)?.value;
    // Half of the images have 2·4/9, the others 1.
    expect(figure("dice")).toBeCloseTo((8 / 9 + 1) / 2, 12);
    expect(figure("iou")).toBeCloseTo((4 / 5 + 1) / 2, 12);
    expect(figure("dice{average=pooled}")).toBeCloseTo((2 * 54) / (60 + 54), 12);
    expect(figure("pixel-accuracy")).toBeCloseTo(0.95, 12);
    expect(result.verdicts[0]?.verdict).toBe("holds");
    expect(text).toContain("HOLDS");
    const report = await readFile(join(out, "report.html"), "utf8");
    expect(report).toContain("Dice");
    const predictions = JSON.parse(await readFile(join(out, "predictions.json"), "utf8"));
    expect(predictions).toHaveLength(24);
    expect(predictions[1]).toMatchObject({
      category_name: "fox",
      segmentation: { size: [1, 10], counts: expect.any(String) },
    });
  });

  it("gives a verdict only where images without a prediction could not turn it", async () => {
    const masks = Object.fromEntries(
      Array.from(
        { length: 40 },
        (_, i) => [`i${i}.png`, [row(5), i === 0 ? null : row(5)]] as const,
      ),
    );
    const { result } = await evaluate(masks, "--claim", "dice=0.8");
    // A silent one is 0 for fox at worst, and for owl, which no other image has, nothing but that.
    expect(result.verdicts[0]?.unanswered).toMatchObject({
      n: 1,
      best: { value: 1 },
      worst: { value: (39 / 40 + 0) / 2 },
    });
    const { result: pooled } = await evaluate(masks, "--claim", "dice{average=pooled}=0.8");
    expect(pooled.verdicts[0]).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/unanswered",
      unanswered: { worst: null, best: null },
    });
  });

  it("lists what it cannot score: images are those scored and those listed", async () => {
    const { result } = await evaluate({
      "a.png": [row(5), row(5)],
      "b.png": [row(5), [...row(5), ...row(5)]],
      "c.png": [row(5), null],
      "d.png": [null, row(5)],
      "e.png": [row(5, 9), row(5)],
      "f.png": [row(5), row(5, 8)],
    });
    const { images, scored, listed } = result.inputs;
    expect(images).toBe(scored + listed.length);
    expect(listed.map(({ file, code }) => [file, code])).toEqual([
      ["b.png", "mask-size"],
      ["c.png", "no-prediction"],
      ["d.png", "unlabelled"],
      ["e.png", "unlabelled"],
      ["f.png", "no-prediction"],
    ]);
    const codes = result.inputs.imports?.flatMap(({ problems }) =>
      problems.map(({ code }) => code),
    );
    expect(codes).toEqual(["masks/unknown-value", "masks/unknown-value"]);
  });

  it("looks at parts of the data, and at a label of a map that is not asked about", async () => {
    const { result } = await evaluate(
      { "a.png": [[[1, 1, 2, 0]], [[1, 0, 2, 0]]], "b.png": [[[1, 1, 0, 0]], [[1, 1, 2, 2]]] },
      "--metric",
      "dice{class=owl}",
    );
    const owl = result.estimates.find(({ metric }) => metric === "dice{class=owl}");
    expect(owl?.value).toBeCloseTo((1 + 0) / 2, 12);
  });

  it("has the labels of predicted masks by their names, in whatever order a table has them", async () => {
    const at = join(folder, String(runs++));
    for (const part of ["images", "truth", "predicted"]) {
      await mkdir(join(at, part), { recursive: true });
      await writeFile(join(at, part, "a.png"), maskPng([[0, 1, 2, 2]]));
      if (part !== "images") await writeFile(join(at, part, "classes.txt"), "owl\nfox\nbear\n");
    }
    const result = await evaluated(at, join(at, "truth"), join(at, "predicted"), "out");
    expect(figureOf(result, "pixel-accuracy")).toBe(1);
  });

  it("draws outlines of ground truth, and reads its own predictions back as masks", async () => {
    const at = join(folder, String(runs++));
    await mkdir(join(at, "images"), { recursive: true });
    await mkdir(join(at, "predicted"), { recursive: true });
    const names = Array.from({ length: 6 }, (_, i) => `i${i}.png`);
    for (const [i, name] of names.entries()) {
      await writeFile(join(at, "images", name), maskPng(row(0)));
      await writeFile(join(at, "predicted", name), maskPng(row(4 + (i % 2))));
    }
    await writeFile(join(at, "predicted", "classes.txt"), "background\nfox\n");
    const truth = {
      images: names.map((file_name, i) => ({ id: i + 1, file_name, width: 10, height: 1 })),
      categories: [{ id: 1, name: "fox" }],
      annotations: names.map((_, i) => ({
        ...{ id: i + 1, image_id: i + 1, category_id: 1, iscrowd: 0 },
        ...{ bbox: [0, 0, 5, 1], area: 5, segmentation: [[0, 0, 5, 0, 5, 1, 0, 1]] },
      })),
    };
    await writeFile(join(at, "truth.json"), JSON.stringify(truth));
    const first = await evaluated(at, join(at, "truth.json"), join(at, "predicted"), "out");
    expect(figureOf(first, "dice{class=fox}") ?? figureOf(first, "dice")).toBeCloseTo(
      (8 / 9 + 1) / 2,
      12,
    );
    const own = join(at, "out", "predictions.json");
    const again = await evaluated(at, join(at, "truth.json"), own, "again");
    expect(again.estimates.map(({ value, low, high }) => [value, low, high])).toEqual(
      first.estimates.map(({ value, low, high }) => [value, low, high]),
    );
    expect(again.inputs.scored).toBe(6);
  });
});

const figureOf = (result: EvaluationResult, metric: string) =>
  result.estimates.find((one) => one.metric === metric)?.value;

async function evaluated(at: string, labels: string, predictions: string, out: string) {
  const said = await runHere([
    "evaluate",
    ...[join(at, "images"), "--labels", labels, "--predictions", predictions],
    ...["--task", "semantic-segmentation", "--out", join(at, out)],
  ]);
  if (said.status !== 0) throw new Error(said.err);
  return JSON.parse(await readFile(join(at, out, "result.json"), "utf8")) as EvaluationResult;
}
