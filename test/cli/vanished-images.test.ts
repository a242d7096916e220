import { unlinkSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const NAMES = ["0.png", "1.png", "2.png", "3.png"];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  for (const name of NAMES) await writePicture(name);
  await writeFile(
    join(folder, "labels.csv"),
    `file,label\n${NAMES.map((name) => `${name},red\n`).join("")}`,
  );
  const model = meanColourClassifier();
  await writeFile(join(folder, "model.onnx"), model);
  await writeFile(join(folder, "model.json"), cardText(model));
});
afterAll(() => rm(folder, { recursive: true }));

const writePicture = (name: string): Promise<void> =>
  writeFile(join(folder, "photos", name), plainPng(8, 8, [200 + Number(name.at(0)), 20, 20]));

/** @param vanishing is deleted at the moment at which the run says how many images it has found */
async function evaluate(vanishing: string | null): Promise<EvaluationResult> {
  const err = (text: string): void => {
    if (vanishing !== null && text.startsWith("images=")) {
      unlinkSync(join(folder, "photos", vanishing));
    }
  };
  const { status } = await runHere(
    [
      "evaluate",
      join(folder, "photos"),
      "--labels",
      join(folder, "labels.csv"),
      "--model",
      join(folder, "model.onnx"),
      "--out",
      join(folder, "out"),
      "--engine",
      "wasm",
    ],
    { err },
  );
  expect(status).toBe(0);
  return JSON.parse(await readFile(join(folder, "out/result.json"), "utf8"));
}

describe("an image that vanishes after files were listed", () => {
  it("is listed as missing, the others are scored, and the next run finds it again", async () => {
    const { inputs } = await evaluate("2.png");
    expect(inputs).toMatchObject({ images: 4, scored: 3 });
    expect(inputs.listed).toMatchObject([
      { file: "2.png", code: "missing-file", error: "input/not-found" },
    ]);
    await writePicture("2.png");
    expect((await evaluate(null)).inputs).toMatchObject({ images: 4, scored: 4, listed: [] });
  });
});
