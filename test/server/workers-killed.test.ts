import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { describeWithPostgres, type Postgres, startPostgres } from "../support/postgres.js";
import { filesBelow } from "../support/shard-case.js";

const MAIN = join(import.meta.dirname, "../../dist/node/cli/main.js");
const IMAGES = 360;
const SHARDS = 12;
const WORKERS = 3;
/** `HOMEGROUND_KILLS=200` for the long run. */
const KILLS = Number(process.env["HOMEGROUND_KILLS"] ?? 6);
const WORDS = ["photos", "--labels", "labels.csv", "--model", "model.onnx", "--claim"].concat(
  ...["accuracy=0.7", "--engine", "wasm", "--no-sanity"],
);

let folder: string;
let postgres: Postgres;

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<{
    readonly status: number | null;
    readonly out: string;
    readonly err: string;
  }>;
}

function start(...args: readonly string[]): Run {
  const env = { ...process.env, SOURCE_DATE_EPOCH: "1790000000" };
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env });
  let [out, err] = ["", ""];
  child.stdout.on("data", (piece) => {
    out += piece;
  });
  child.stderr.on("data", (piece) => {
    err += piece;
  });
  const ended = new Promise<Awaited<Run["ended"]>>((resolve) => {
    child.on("close", (status) => resolve({ status, out, err }));
  });
  return { child, ended };
}

async function succeeds(...args: readonly string[]): Promise<string> {
  const { status, out, err } = await start(...args).ended;
  expect(status, err).toBe(0);
  return out;
}

const results = async (): Promise<readonly string[]> =>
  (await readdir(join(folder, "shards/results")).catch(() => [])).filter((name) =>
    name.endsWith(".shard"),
  );

describeWithPostgres("workers that are killed, and cut off from their database", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hg-killed-"));
    await mkdir(join(folder, "photos"));
    const rows: string[] = ["file,label"];
    for (let i = 0; i < IMAGES; i++) {
      const colour = [i % 250, 255 - (i % 250), 9 + Math.floor(i / 250)];
      await writeFile(join(folder, "photos", `${1000 + i}.png`), plainPng(64, 64, colour));
      rows.push(`${1000 + i}.png,${i % 3 === 0 ? "red" : "green"}`);
    }
    await writeFile(join(folder, "labels.csv"), `${rows.join("\n")}\n`);
    const model = meanColourClassifier();
    await writeFile(join(folder, "model.onnx"), model);
    await writeFile(join(folder, "model.json"), cardText(model));
    postgres = await startPostgres();
  });
  afterAll(async () => {
    await postgres?.stop();
    await rm(folder, { recursive: true });
  });

  it("come to every byte of the undivided command", {
    timeout: 8 * 60_000 + KILLS * 20_000,
  }, async () => {
    await succeeds("evaluate", ...WORDS, "--out", "out");
    const whole = await filesBelow(join(folder, "out"));
    await rm(join(folder, "out"), { recursive: true });
    const database = await postgres.create();
    const queue = ["--database", database];
    await succeeds(
      ...["shards", "plan", ...WORDS, "--shards", `${SHARDS}`, "--out", "shards", ...queue],
    );
    const random = createRandom(13);
    const worker = (): Run => start("worker", "shards", ...queue, "--lease", "4", "--threads", "1");
    const workers = Array.from({ length: WORKERS }, worker);
    const seen = { kills: 0, cuts: 0, rounds: 0, aside: 0 };
    /** Shards whose workers were killed five times before they had told of a further image. */
    const setAside = async (): Promise<readonly { readonly state: string }[]> => {
      const status = await succeeds("shards", "status", "shards", ...queue, "--json", "-");
      return JSON.parse(status).jobs.filter(
        ({ state }: { readonly state: string }) => state === "set-aside",
      );
    };
    while (seen.kills < KILLS) {
      await sleep(200 + random.below(3500));
      const which = random.below(WORKERS);
      const { child } = workers[which]!;
      expect(child.exitCode).toBeNull(); // none of them ends by itself
      if (random.below(4) === 0) {
        await postgres.cut();
        seen.cuts++;
      }
      child.kill("SIGKILL");
      workers[which] = worker();
      seen.kills++;
      // Nothing is left to do: what is there is made again, and what was set aside.
      const done = (await results()).length;
      if (done + (await setAside()).length === SHARDS && seen.kills < KILLS) {
        seen.aside += SHARDS - done;
        await rm(join(folder, "shards/results"), { recursive: true, force: true });
        await succeeds("shards", "retry", "shards", ...queue);
        seen.rounds++;
      }
    }
    for (const { child, ended } of workers) {
      child.kill("SIGTERM");
      await ended;
    }
    const aside = await setAside();
    for (const one of aside) {
      expect(one).toMatchObject({ reason: "its worker was not heard of any more" });
    }
    if (aside.length > 0) await succeeds("shards", "retry", "shards", ...queue);
    await succeeds("worker", "shards", ...queue, "--drain", "--lease", "4", "--threads", "1");
    expect(await results()).toHaveLength(SHARDS);
    await succeeds("shards", "join", "shards", "--out", "out");
    expect(await filesBelow(join(folder, "out"))).toEqual(whole);
    if (process.env["HOMEGROUND_KILLS"] !== undefined) {
      process.stdout.write(`${JSON.stringify({ ...seen, aside: seen.aside + aside.length })}\n`);
    }
  });
});
