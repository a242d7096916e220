import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesBelow, writeShardCase } from "../support/shard-case.js";

const exec = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
const HOMEGROUND = [process.execPath, join(ROOT, "dist/node/cli/main.js")];
const WORDS = ["photos", "--labels", "labels.csv", "--model", "model.onnx"].concat(
  ...["--claim", "accuracy=0.8", "--engine", "wasm", "--no-sanity"],
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hg-"));
  await writeShardCase(folder, 24);
});
afterAll(() => rm(folder, { recursive: true }));

// A laptop without Snakemake skips this; CI must not, or it would be green by absence.
describe.skipIf(!existsSync("/usr/bin/snakemake") && !process.env["CI"])("shards.smk", () => {
  it("plans, runs and joins, to every byte of the undivided command", async () => {
    const env = { ...process.env, SOURCE_DATE_EPOCH: "1790000000", HOME: folder };
    const [node = "", main = ""] = HOMEGROUND;
    await exec(node, [main, "evaluate", ...WORDS, "--out", "homeground-out"], { cwd: folder, env });
    const whole = await filesBelow(join(folder, "homeground-out"));
    await rename(join(folder, "homeground-out"), join(folder, "whole"));
    const workflow = join(ROOT, "examples/workflows/shards.smk");
    const config = [`words=${WORDS.join(" ")}`, `homeground=${HOMEGROUND.join(" ")}`, "shards=3"];
    const words = ["--snakefile", workflow, "--cores", "2", "--config", ...config];
    await exec("snakemake", words, { cwd: folder, env });
    expect(await filesBelow(join(folder, "homeground-out"))).toEqual(whole);
  });
});
