import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import type { Stress } from "../../src/stress/stress.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const IMAGES = 12;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const rows = ["file,red,green"];
  for (let i = 0; i < IMAGES; i++) {
    // As many reds as the channel says, and two greens fewer.
    await writeFile(join(folder, "photos", `${i}.png`), plainPng(20, 16, [i, 10 + i, 0]));
    rows.push(`${i}.png,${i},${8 + i}`);
  }
  await writeFile(join(folder, "labels.csv"), rows.join("\n"));
  const model = meanColourClassifier();
  await writeFile(join(folder, "model.onnx"), model);
  const decode = { activation: undefined, ties: undefined, reduce: "none", scale: 255 };
  const fields = { task: "counting", family: "count", scores: "raw" };
  await writeFile(join(folder, "model.json"), cardText(model, { fields, decode }));
});
afterAll(() => rm(folder, { recursive: true }));

it("a model that counts is run on the pictures", async () => {
  const { status, out, err } = await runHere([
    ...["evaluate", join(folder, "photos"), "--labels", join(folder, "labels.csv")],
    ...["--model", join(folder, "model.onnx"), "--engine", "wasm", "--threads", "1"],
    ...["--out", join(folder, "out"), "--json", "-", "--quiet"],
  ]);
  expect({ status, err }).toMatchObject({ status: 0 });
  const { task, estimates, inputs } = JSON.parse(out) as EvaluationResult;
  expect(task).toBe("counting");
  expect(inputs).toMatchObject({ images: IMAGES, scored: IMAGES });
  const value = (metric: string) => estimates.find((one) => one.metric === metric)?.value;
  expect(value("count-mae{class=red}")).toBeCloseTo(0, 4);
  expect(value("count-bias{class=green}")).toBeCloseTo(2, 4);
  expect(value("count-mae")).toBeCloseTo(2, 4);
});

it("is not tried by pictures that things may have left", async () => {
  const stress = (...more: string[]) =>
    runHere([
      ...["stress", join(folder, "photos"), "--labels", join(folder, "labels.csv")],
      ...["--model", join(folder, "model.onnx"), "--engine", "wasm", "--threads", "1"],
      ...["--severities", "3", "--out", join(folder, "stress"), "--json", "-", ...more],
    ]);
  const all = await stress("--no-pictures");
  expect(all, all.err).toMatchObject({ status: 0 });
  expect(all.err).toContain(
    "Left out: rotation, shift; a count does not say how many of the things are still in the picture",
  );
  const kinds = (JSON.parse(all.out) as Stress).kinds.map(({ kind }) => kind);
  expect(kinds).toContain("scale");
  expect(kinds).toContain("occlusion");
  expect(kinds).not.toContain("rotation");
  expect(kinds).not.toContain("shift");
  const named = await stress("--kinds", "shift,fog");
  expect(named.status).toBe(2);
  expect(named.err).toContain("error usage/bad-option: shift moves what is in the picture");
  expect(named.err).toContain("Take the others: --kinds fog");
  // Shards are planned for the same looks, and refused before anything runs.
  const plan = (...more: string[]) =>
    runHere([
      ...["shards", "plan", join(folder, "photos"), "--labels", join(folder, "labels.csv")],
      ...["--model", join(folder, "model.onnx"), "--engine", "wasm", "--for", "stress"],
      ...["--severities", "3", "--shards", "2", "--out", join(folder, "shards"), ...more],
    ]);
  const refused = await plan("--kinds", "shift,fog");
  expect(refused.err).toContain("error usage/bad-option: shift moves what is in the picture");
  expect(await plan()).toMatchObject({ status: 0 });
  const { looks } = JSON.parse(await readFile(join(folder, "shards", "plan.json"), "utf8"));
  expect(looks).toBe(kinds.length);
});
