import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const IMAGES = 24;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const rows = ["file,label"];
  for (let i = 0; i < IMAGES; i++) {
    const colour = i % 2 === 0 ? ([200, i, 20] as const) : ([20, 200, i] as const);
    await writeFile(join(folder, "photos", `${i}.png`), plainPng(8, 8, colour));
    rows.push(`${i}.png,${i % 2 === 0 ? "red" : "green"}`);
  }
  await writeFile(join(folder, "labels.csv"), rows.join("\n"));
  const model = meanColourClassifier();
  await writeFile(join(folder, "model.onnx"), model);
  await writeFile(join(folder, "model.json"), cardText(model));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(out: string, ...more: readonly string[]) {
  const { status } = await runHere([
    "evaluate",
    join(folder, "photos"),
    "--labels",
    join(folder, "labels.csv"),
    "--model",
    join(folder, "model.onnx"),
    "--engine",
    "wasm",
    "--threads",
    "1",
    "--out",
    join(folder, out),
    ...more,
  ]);
  expect(status).toBe(0);
  const text = (name: string): Promise<string> => readFile(join(folder, out, name), "utf8");
  const { notes } = JSON.parse(await text("result.json")).inputs as {
    readonly notes: readonly { readonly code: string }[];
  };
  const codes = notes.map(({ code }) => code).filter((code) => code === "model/check-skipped");
  return { codes, report: await text("report.html") };
}

it("a check of the card that --no-sanity leaves out is said in result and report", async () => {
  const title = "Nobody checked how the model reads images";
  const unchecked = await written("unchecked", "--no-sanity");
  expect(unchecked.codes).toEqual(["model/check-skipped"]);
  expect(unchecked.report).toContain(title);
  const checked = await written("checked");
  expect(checked.codes).toEqual([]);
  expect(checked.report).not.toContain(title);
});
