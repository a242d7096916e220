import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";

const MAIN = join(import.meta.dirname, "../../dist/node/cli/main.js");
const IMAGES = 400;
/** `HOMEGROUND_KILLS=50` for the long run. */
const KILLS = Number(process.env["HOMEGROUND_KILLS"] ?? 5);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const rows: string[] = ["file,label"];
  for (let i = 0; i < IMAGES; i++) {
    // No two alike: equal bytes would be scored once.
    const colour = [i % 256, (i * 7) % 256, Math.floor(i / 256)];
    await writeFile(join(folder, "photos", `${1000 + i}.png`), plainPng(64, 64, colour));
    rows.push(`${1000 + i}.png,${i % 3 === 0 ? "red" : "green"}`);
  }
  await writeFile(join(folder, "labels.csv"), `${rows.join("\n")}\n`);
  const model = meanColourClassifier();
  await writeFile(join(folder, "model.onnx"), model);
  await writeFile(join(folder, "model.json"), cardText(model));
});
afterAll(() => rm(folder, { recursive: true }));

const args = (out: string): string[] => [
  MAIN,
  "evaluate",
  join(folder, "photos"),
  "--labels",
  join(folder, "labels.csv"),
  "--model",
  join(folder, "model.onnx"),
  "--claim",
  "accuracy=0.7",
  "--out",
  join(folder, out),
  "--engine",
  "wasm",
  "--resume",
  "--quiet",
];

/** Runs to the end, or is killed after some milliseconds; whether it was killed. */
async function run(out: string, killAfterMs: number | null): Promise<boolean> {
  const child = spawn(process.execPath, args(out), { stdio: "ignore" });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.on("exit", (_code, signal) => resolve(signal));
  });
  if (killAfterMs !== null) {
    await Promise.race([sleep(killAfterMs), ended]);
    child.kill("SIGKILL");
  }
  return (await ended) === "SIGKILL";
}

/** What the log of the images' scores holds; the check of the card has a log of its own beside it. */
async function scores(out: string): Promise<Buffer> {
  const names = await readdir(join(folder, out, "scores")).catch(() => []);
  const log = names.find((name) => /^[0-9a-f]+\.log$/.test(name));
  return log === undefined ? Buffer.alloc(0) : readFile(join(folder, out, "scores", log));
}

const withoutPaths = (text: string): unknown => ({ ...JSON.parse(text), files: null });

describe("a run that is killed", () => {
  it("goes on where it was, computes nothing twice, and ends with the same result", {
    timeout: 8 * 60_000 + KILLS * 10_000,
  }, async () => {
    expect(await run("whole", null)).toBe(false);
    const random = createRandom(7);
    let kept: Buffer = Buffer.alloc(0);
    let killed = 0;
    while (killed < KILLS) {
      // Between the start of the program and some way into the scoring of the images.
      if (await run("killed", 300 + random.below(2500))) killed++;
      else {
        // It came to its end before: another run from the start.
        await rm(join(folder, "killed"), { recursive: true });
        kept = Buffer.alloc(0);
        continue;
      }
      const now = await scores("killed");
      // A record cut off by the kill is dropped by the next run; all before it stays as it was.
      const whole = kept.subarray(0, Math.max(0, kept.length - 400));
      expect(now.subarray(0, whole.length).equals(whole)).toBe(true);
      kept = now;
    }
    expect(await run("killed", null)).toBe(false);
    const results = await Promise.all(
      ["whole", "killed"].map((out) => readFile(join(folder, out, "result.json"), "utf8")),
    );
    expect(withoutPaths(results[1]!)).toEqual(withoutPaths(results[0]!));
    expect((await scores("killed")).length).toBe((await scores("whole")).length);
  });

  it("starts no engine when everything is known", async () => {
    const before = await scores("whole");
    const text = await new Promise<string>((resolve) => {
      execFile(process.execPath, args("whole"), (_error, out) => resolve(out));
    });
    expect(text).toContain("report.html");
    expect((await scores("whole")).equals(before)).toBe(true);
  });
});
