import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Comparison } from "../../src/compare/comparison.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere, SILENT_IO } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

const IMAGES = 30;
/** Weights of three models: right, the other way round, and one that says green to everything. */
const WEIGHTS = {
  right: [
    [1, 0],
    [0, 1],
    [0, 0],
  ],
  swapped: [
    [0, 1],
    [1, 0],
    [0, 0],
  ],
  green: [
    [0, 3],
    [0, 3],
    [0, 3],
  ],
} as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const isRed = (i: number) => i % 3 === 0;
  const rows: string[] = [];
  for (let i = 0; i < IMAGES; i++) {
    const colour = isRed(i) ? [255, i, 0] : [i, 255, 0];
    await writeFile(join(folder, "photos", `${i}.png`), plainPng(6, 5, colour));
    rows.push(`${i}.png,${isRed(i) ? "red" : "green"}`);
  }
  await writeFile(join(folder, "labels.csv"), `file,label\n${rows.join("\n")}\n`);
  for (const [name, weights] of Object.entries(WEIGHTS)) {
    const bytes = meanColourClassifier({ weights });
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, `${name}.onnx`), bytes);
    await writeFile(join(folder, name, `${name}.json`), cardText(bytes));
  }
});
afterAll(() => rm(folder, { recursive: true }));

const model = (name: string) => join(folder, name, `${name}.onnx`);
const given = () => [join(folder, "photos"), "--labels", join(folder, "labels.csv")];
const out = (name: string) => ["--out", join(folder, "out", name)];

async function compare(
  where: string,
  names: readonly string[],
  io: Parameters<typeof runHere>[1] = {},
) {
  const models = names.flatMap((name) => ["--model", model(name)]);
  let time = 0;
  // A clock that goes, for the speed of models is told by it.
  const now = () => (time += 2);
  return runHere(["compare", ...given(), ...models, ...out(where), "--json", "-"], { now, ...io });
}

describe("homeground compare of models", () => {
  it("gives each the figures that it has alone, with pictures decoded for all at once", async () => {
    const names = ["right", "swapped", "green"];
    const bars: string[] = [];
    const terminal = { ...SILENT_IO.terminal, live: true };
    const ran = await compare("three", names, { terminal, live: (text) => bars.push(text) });
    expect(ran, ran.err).toMatchObject({ status: 0 });
    expect(bars.join("\n")).toContain("right and 2 more");
    const comparison = JSON.parse(ran.out) as Comparison;
    expect(violationsOf("comparison", comparison)).toEqual([]);
    expect(comparison.models.map(({ value }) => value)).toEqual([1, 0, 20 / 30]);
    const read = async (path: string) =>
      JSON.parse(await readFile(join(path, "result.json"), "utf8")) as EvaluationResult;
    for (const name of names) {
      const alone = await runHere(["evaluate", ...given(), "--model", model(name), ...out(name)]);
      expect(alone.status).toBe(0);
      const [beside, own] = await Promise.all([
        read(join(folder, "out/three/models", name)),
        read(join(folder, "out", name)),
      ]);
      expect(beside.estimates).toEqual(own.estimates);
      const file = "predictions.csv";
      const [answers, ownAnswers] = await Promise.all([
        readFile(join(folder, "out/three/models", name, file), "utf8"),
        readFile(join(folder, "out", name, file), "utf8"),
      ]);
      expect(answers).toBe(ownAnswers);
    }
  });

  it("says what each costs, the same again where all is known already", async () => {
    for (const _time of [1, 2]) {
      const ran = await compare("cost", ["right", "green"]);
      const { cost } = JSON.parse(ran.out) as Comparison;
      expect(cost).toMatchObject({
        engine: expect.stringMatching(/^onnxruntime/),
        images: 10,
        models: [
          { name: "right", efficient: true },
          { name: "green", sizeBytes: meanColourClassifier({ weights: WEIGHTS.green }).length },
        ],
      });
      for (const { imageMs } of cost!.models) expect(imageMs).toBeGreaterThan(0);
    }
    const page = await readFile(join(folder, "out/cost/comparison.html"), "utf8");
    expect(page).toContain("What each costs");
  });

  it("says what is wrong with the last model before the first one runs", async () => {
    await mkdir(join(folder, "bare"), { recursive: true });
    await writeFile(join(folder, "bare/bare.onnx"), "no model");
    const ran = await compare("none", ["right", "bare"]);
    expect(ran.status).toBe(1);
    expect(ran.err).toContain("bare.onnx");
    expect(ran.err).not.toContain("Found");
  });
});
