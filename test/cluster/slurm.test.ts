import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { violationsOf } from "../support/schema-of.js";
import { filesBelow, writeShardCase } from "../support/shard-case.js";
import { describeWithSlurm, type Slurm, startSlurm } from "../support/slurm.js";

const MAIN = join(import.meta.dirname, "../../dist/node/cli/main.js");
const WORDS = ["photos", "--labels", "labels.csv", "--model", "model.onnx"].concat(
  ...["--claim", "accuracy=0.8", "--engine", "wasm", "--no-sanity"],
);

let folder: string;
let slurm: Slurm;

/** The built program in the folder of the images, as a user of the cluster calls it. */
function homeground(...args: readonly string[]): Promise<{ status: number; out: string }> {
  return new Promise((resolve) => {
    const env = { ...slurm.env, SOURCE_DATE_EPOCH: "1790000000" };
    execFile(process.execPath, [MAIN, ...args], { cwd: folder, env }, (error, out, err) => {
      resolve({ status: error === null ? 0 : Number(error.code), out: out || err });
    });
  });
}

async function submit(): Promise<{ missing: number[]; jobs: { array: string; join: string } }> {
  const ran = await homeground(
    "shards",
    "slurm",
    "shards",
    "--out",
    "out",
    "--submit",
    "--json",
    "-",
    "--",
    "--time=20",
  );
  expect(ran.status, ran.out).toBe(0);
  const json = JSON.parse(ran.out);
  expect(violationsOf("shards-slurm", json)).toEqual([]);
  return json;
}

describeWithSlurm("shards on a cluster of Slurm", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hg-"));
    await writeShardCase(folder, 24);
    slurm = await startSlurm(join(folder, "s"));
  });
  afterAll(async () => {
    await slurm?.stop();
    await rm(folder, { recursive: true });
  });

  it("runs them in an array, and joins when all are done, to every byte", async () => {
    expect((await homeground("evaluate", ...WORDS, "--out", "out")).status).toBe(0);
    const whole = await filesBelow(join(folder, "out"));
    await rename(join(folder, "out"), join(folder, "whole"));
    const planned = await homeground(
      "shards",
      "plan",
      ...WORDS,
      "--shards",
      "3",
      "--out",
      "shards",
    );
    expect(planned.status, planned.out).toBe(0);

    // An image that is away lets one shard fail, and the join never starts.
    await rename(join(folder, "photos/000.png"), join(folder, "000.png"));
    const first = await submit();
    expect(first.missing).toEqual([1, 2, 3]);
    await expect.poll(() => slurm.jobs()).toEqual([]);
    await rename(join(folder, "000.png"), join(folder, "photos/000.png"));
    expect(await readdir(join(folder, "shards/results"))).toHaveLength(2);
    await expect(stat(join(folder, "out"))).rejects.toThrow();
    const logs = await readdir(join(folder, "shards/slurm"));
    const failed = logs.find((name) => name.endsWith(`_1.log`))!;
    expect(await readFile(join(folder, "shards/slurm", failed), "utf8")).toContain(
      "error shards/changed-source",
    );

    // Handed over again, what failed is run, and all is joined.
    const second = await submit();
    expect(second.missing).toEqual([1]);
    await expect.poll(() => slurm.jobs()).toEqual([]);
    expect(await filesBelow(join(folder, "out"))).toEqual(whole);
  });

  it("says what sbatch has against a job", async () => {
    const ran = await homeground("shards", "slurm", "shards", "--submit", "--", "--partition=none");
    expect(ran.status).toBe(1);
    expect(ran.out).toContain("error shards/not-submitted");
    expect(ran.out).toContain("partition");
  });
});
