import { execFile } from "node:child_process";
import { cp, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { filesBelow } from "../support/shard-case.js";

const ROOT = join(import.meta.dirname, "../..");
const MAIN = join(ROOT, "dist/node/cli/main.js");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(folder, { recursive: true }));

function homeground(...args: readonly string[]): Promise<string> {
  const env = { ...process.env, SOURCE_DATE_EPOCH: "1790000000" };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [MAIN, ...args], { cwd: folder, env }, (error, out, err) => {
      if (error === null) resolve(out);
      else reject(new Error(err));
    });
  });
}

it("the demo's pictures by the demo's model come to every byte of the undivided command", async () => {
  await homeground("demo", "--out", "demo", "--no-pictures");
  for (const name of ["site-a-classifier.onnx", "site-a-classifier.json"]) {
    await cp(join(ROOT, "assets/demo", name), join(folder, name));
  }
  const inputs = ["demo/pictures/away", "--labels", "demo/pictures/away/labels.csv"];
  const words = [...inputs, "--model", "site-a-classifier.onnx", "--claim", "accuracy=0.9"];
  await homeground("evaluate", ...words, "--out", "out");
  const whole = await filesBelow(join(folder, "out"));
  await rename(join(folder, "out"), join(folder, "whole"));
  await homeground("shards", "plan", ...words, "--shards", "2", "--out", "shards");
  for (const shard of ["2", "1"]) await homeground("shards", "run", "shards", shard);
  await homeground("shards", "join", "shards", "--out", "out");
  expect(await filesBelow(join(folder, "out"))).toEqual(whole);
});
