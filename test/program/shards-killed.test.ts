import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { filesBelow } from "../support/shard-case.js";

const MAIN = join(import.meta.dirname, "../../dist/node/cli/main.js");
const IMAGES = 240;
const SHARDS = 3;
/** `HOMEGROUND_KILLS=50` for the long run. */
const KILLS = Number(process.env["HOMEGROUND_KILLS"] ?? 5);
const WORDS = ["photos", "--labels", "labels.csv", "--model", "model.onnx", "--claim"].concat(
  ...["accuracy=0.7", "--engine", "wasm", "--no-sanity"],
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const rows: string[] = ["file,label"];
  for (let i = 0; i < IMAGES; i++) {
    await writeFile(join(folder, "photos", `${1000 + i}.png`), plainPng(64, 64, [i, 255 - i, 9]));
    rows.push(`${1000 + i}.png,${i % 3 === 0 ? "red" : "green"}`);
  }
  await writeFile(join(folder, "labels.csv"), `${rows.join("\n")}\n`);
  const model = meanColourClassifier();
  await writeFile(join(folder, "model.onnx"), model);
  await writeFile(join(folder, "model.json"), cardText(model));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs to the end, or is killed after some milliseconds; its status, null where it was killed. */
async function homeground(
  args: readonly string[],
  killAfterMs: number | null = null,
): Promise<number | null> {
  const env = { ...process.env, SOURCE_DATE_EPOCH: "1790000000" };
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env, stdio: "ignore" });
  const ended = new Promise<number | null>((resolve) => {
    child.on("exit", (code) => resolve(code));
  });
  if (killAfterMs !== null) {
    await Promise.race([sleep(killAfterMs), ended]);
    child.kill("SIGKILL");
  }
  return ended;
}

describe("shards that are killed", () => {
  it("go on where they were, and come to every byte of the undivided command", {
    timeout: 8 * 60_000 + KILLS * 10_000,
  }, async () => {
    expect(await homeground(["evaluate", ...WORDS, "--out", "out"])).toBe(0);
    const whole = await filesBelow(join(folder, "out"));
    await rm(join(folder, "out"), { recursive: true });
    const plan = ["shards", "plan", ...WORDS, "--shards", `${SHARDS}`, "--out", "shards"];
    expect(await homeground(plan)).toBe(0);
    const random = createRandom(11);
    let killed = 0;
    for (let i = 0; killed < KILLS && i < 20 * KILLS; i++) {
      const shard = `${1 + (i % SHARDS)}`;
      const status = await homeground(["shards", "run", "shards", shard], 300 + random.below(2000));
      if (status === null) killed++;
      // All done: what is there is made again.
      const done = (await readdir(join(folder, "shards/results")).catch(() => [])).length;
      if (done === SHARDS && killed < KILLS)
        await rm(join(folder, "shards/results"), { recursive: true });
    }
    expect(killed).toBe(KILLS);
    for (let shard = 1; shard <= SHARDS; shard++) {
      expect(await homeground(["shards", "run", "shards", `${shard}`])).toBe(0);
    }
    // The join is killed too, before it comes to its end.
    for (let i = 0; i < 3; i++) {
      await homeground(["shards", "join", "shards", "--out", "out"], 300 + random.below(2000));
    }
    expect(await homeground(["shards", "join", "shards", "--out", "out"])).toBe(0);
    expect(await filesBelow(join(folder, "out"))).toEqual(whole);
  });
});
