import { readdirSync, realpathSync } from "node:fs";
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ImageScorer, ScoredImage } from "../../src/models/image-scorer.js";
import { identifyFile, lazyScorer } from "../../src/node/cli/evaluate-model.js";
import { joinShards } from "../../src/node/cli/shards-join.js";
import { runShard, type ShardRunPorts } from "../../src/node/cli/shards-run.js";
import { alone } from "../../src/node/files/place-lock.js";
import { notWritten, writePieces } from "../../src/node/files/write-file.js";
import { openFileScoreLog } from "../../src/node/storage/file-score-log.js";
import type { ScoreLog } from "../../src/scoring/score-log.js";
import { parsePlan, type ShardPlan } from "../../src/shards/shard-plan.js";
import { plainPng } from "../support/png-writer.js";
import { runHere, SILENT_IO } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";
import { asTyped, filesBelow, writeShardCase } from "../support/shard-case.js";
import { throwsCode } from "../support/throws-code.js";

const IMAGES = 24;

let folder: string;
const before = process.cwd();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await writeShardCase(folder, IMAGES);
  process.chdir(folder);
  whole = await undivided(WORDS);
  const [log = ""] = readdirSync("out/scores").filter((name) => /^[0-9a-f]+\.log$/.test(name));
  await rename("out", "whole");
  scores = await openFileScoreLog(join("whole/scores", log));
});
afterAll(async () => {
  await scores.close();
  process.chdir(before);
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  for (const name of ["shards", "out"]) await rm(name, { recursive: true, force: true });
});

const INPUTS = ["photos", "--labels", "labels.csv", "--engine", "wasm"];
const CHECKED = [...INPUTS, "--model", "model.onnx", "--claim", "accuracy=0.8", "--slice", "site"];
const WORDS = [...CHECKED, "--no-sanity"];

/** What the undivided command wrote, and the scores that it kept. */
let whole: Readonly<Record<string, string>>;
let scores: ScoreLog;

/** A scorer that says what the undivided run was told; how often it was asked is counted. */
let asked = 0;
const FAKE: ShardRunPorts = {
  write: writePieces,
  openScorer: () => scorerOf(async (path, index) => said(path, index)),
};

async function said(path: string, index: number): Promise<ScoredImage> {
  const { sha256 } = await identifyFile(path);
  const record = await scores.read(sha256);
  return { index, sha256, ...record } as ScoredImage;
}

function scorerOf(score: (path: string, index: number) => Promise<ScoredImage>): ImageScorer {
  return {
    engine: "",
    areProbabilities: true,
    async *score(images, options) {
      for await (const { path, index } of images) {
        options?.signal?.throwIfAborted();
        asked++;
        yield await score(path, index);
      }
    },
    close: async () => {},
  };
}

async function undivided(words: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const line = ["evaluate", ...words, "--out", "out"];
  const ran = await asTyped(line, () => runHere(line));
  expect(ran.status, ran.err).toBe(0);
  return filesBelow("out");
}

async function plan(count: number, ...more: readonly string[]): Promise<ShardPlan> {
  const words = ["shards", "plan", ...WORDS, "--shards", `${count}`, "--out", "shards", ...more];
  const ran = await runHere([...words, "--json", "-"]);
  expect(ran.status, ran.err).toBe(0);
  expect(violationsOf("shards", JSON.parse(ran.out))).toEqual([]);
  return parsePlan(await readFile("shards/plan.json", "utf8"), "plan.json");
}

const run = (shard: number, ports: ShardRunPorts = FAKE) =>
  runShard("shards", shard, {}, SILENT_IO, ports);
const join_ = () => joinShards("shards", { out: "out" }, SILENT_IO);

async function runAll(count: number): Promise<void> {
  for (let shard = 1; shard <= count; shard++) await run(shard);
}

describe("homeground shards", () => {
  it("gives every byte of the undivided command, by the model and its check", async () => {
    const all = await undivided(CHECKED);
    await rm("out", { recursive: true });
    const words = ["shards", "plan", ...CHECKED, "--shards", "3", "--out", "shards"];
    const planned = await runHere(words);
    expect(planned.status, planned.err).toBe(0);
    expect(planned.out).toContain(`Images  ${IMAGES + 1} in 3 shards of 8 to 9`);
    for (const shard of ["2", "3", "1"]) {
      const ran = await runHere(["shards", "run", "shards", shard, "--json", "-"]);
      expect(ran.status, ran.err).toBe(0);
      expect(violationsOf("shard-run", JSON.parse(ran.out))).toEqual([]);
    }
    const joined = await runHere(["shards", "join", "shards", "--out", "out", "--json", "-"]);
    expect(joined.status, joined.err).toBe(0);
    expect(JSON.parse(joined.out)).toEqual(JSON.parse(await readFile("out/result.json", "utf8")));
    expect(await filesBelow("out")).toEqual(all);
  });

  it("is one shard where nobody said how many, and images are too few to be timed", async () => {
    const { out, err } = await runHere(["shards", "plan", ...WORDS, "--out", "shards"]);
    expect(out, err).toContain(`Images  ${IMAGES + 1} in 1 shard of ${IMAGES + 1}`);
    expect(out).toContain("Cost    not known: fewer than 200 images");
  });

  it("gives them however images are split, in any order, each shard run twice", async () => {
    const orders = fc
      .integer({ min: 1, max: 9 })
      .chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count }));
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        for (const name of ["shards", "out"]) await rm(name, { recursive: true, force: true });
        await plan(order.length);
        for (const k of order) await run(k + 1);
        const [first] = await Promise.all([filesBelow("shards/results"), run(order[0]! + 1)]);
        expect(await filesBelow("shards/results")).toEqual(first);
        await join_();
        expect(await filesBelow("out")).toEqual(whole);
      }),
      { numRuns: 12 },
    );
  });

  it("lists images as an undivided run does that took too long on some", async () => {
    const late: ShardRunPorts = {
      ...FAKE,
      openScorer: () =>
        scorerOf(async (path, index) =>
          path.endsWith("5.png")
            ? { index, ok: false, code: "timeout", error: "model/timeout", what: "too long" }
            : said(path, index),
        ),
    };
    for (const count of [1, 4]) {
      await rm("shards", { recursive: true, force: true });
      await plan(count);
      for (let shard = 1; shard <= count; shard++) await run(shard, late);
      const { json } = await join_();
      await rename("out", `late-${count}`);
      const { listed } = (json as { inputs: { listed: { code: string }[] } }).inputs;
      expect(listed.filter(({ code }) => code === "timeout")).toHaveLength(2);
    }
    expect(await filesBelow("late-4")).toEqual(await filesBelow("late-1"));
  });

  it("scores nothing again, and says how far all is", async () => {
    await plan(4);
    await run(2);
    asked = 0;
    expect((await run(2)).json).toMatchObject({ known: true });
    expect(asked).toBe(0);
    const { status, out } = await runHere(["shards", "status", "shards", "--json", "-"]);
    expect(status).toBe(0);
    const json = JSON.parse(out) as { scored: number; shards: { images: number }[] };
    expect(violationsOf("shards-status", json)).toEqual([]);
    expect(json).toMatchObject({ images: IMAGES + 1, missing: [1, 3, 4] });
    expect(json.scored).toBe(json.shards[1]!.images);
    const text = (await runHere(["shards", "status", "shards"])).out;
    expect(text).toContain("Missing  1,3-4");
    const joined = await runHere(["shards", "join", "shards", "--out", "out"]);
    expect(joined.status).toBe(1);
    expect(joined.err).toContain("error shards/missing: 3 of 4 shards are not there: 1,3-4");
    expect(joined.err).toContain("homeground shards run shards 1");
    await expect(stat("out")).rejects.toThrow();
  });

  it("goes on where a run was stopped, also one on another machine", async () => {
    await plan(1);
    const stop = new AbortController();
    let scored = 0;
    const stopping: ShardRunPorts = {
      ...FAKE,
      openScorer: () =>
        scorerOf(async (path, index) => {
          if (++scored === 10) stop.abort();
          return said(path, index);
        }),
    };
    const io = { ...SILENT_IO, signal: stop.signal };
    const stopped = runShard("shards", 1, {}, io, stopping);
    await expect(stopped).rejects.toThrow(throwsCode("run/interrupted"));
    const { out } = await runHere(["shards", "status", "shards"]);
    expect(out).toMatch(/Begun {4}shard 1: (9|10) of 25 images/);
    // The same folder, seen from a machine of another name.
    for (const name of await readdir("shards/work")) {
      await rename(
        join("shards/work", name),
        join("shards/work", name.replace(/\.[^.]+\.1\.log$/, ".elsewhere.1.log")),
      );
    }
    asked = 0;
    await run(1);
    expect(asked).toBeLessThanOrEqual(IMAGES - 9);
    expect(asked).toBeGreaterThan(0);
    expect(await readdir("shards/work")).toEqual([]);
    await join_();
    expect(await filesBelow("out")).toEqual(whole);
  });
});

describe("shards of other commands", () => {
  /** Files below the output; of a comparison all but how quick models are, which is measured. */
  async function outputs(): Promise<Readonly<Record<string, unknown>>> {
    const { "comparison.html": _, ...found } = await filesBelow("out");
    if (found["comparison.json"] === undefined) return found;
    const { cost, ...comparison } = JSON.parse(await readFile("out/comparison.json", "utf8"));
    return { ...found, "comparison.json": comparison };
  }

  it.each([
    [
      "compare",
      ["--model", "model.onnx", "--model", "other/other.onnx", "--by", "site", "--no-pictures"],
    ],
    ["record", ["--model", "model.onnx", "--model-file", "include"]],
  ] as const)("are those of %s", async (command, more) => {
    const words = [...INPUTS, "--no-sanity", ...more];
    const names = command === "record" ? ["record", "create"] : [command];
    const undivided = await runHere([...names, ...words, "--out", "out"]);
    expect(undivided.status, undivided.err).toBe(0);
    const all = await outputs();
    await rm("out", { recursive: true });
    const planned = await runHere(
      ["shards", "plan", ...words, "--for", command, "--shards", "3"].concat("--out", "shards"),
    );
    expect(planned.status, planned.err).toBe(0);
    for (const shard of ["3", "1", "2"]) {
      const ran = await runHere(["shards", "run", "shards", shard]);
      expect(ran.status, ran.err).toBe(0);
    }
    const joined = await runHere(["shards", "join", "shards", "--out", "out"]);
    expect(joined.status, joined.err).toBe(0);
    expect(await outputs()).toEqual(all);
  });

  it("are those of stress: looks at altered pictures too, and the one that is too small for them", async () => {
    await mkdir("large", { recursive: true });
    const rows = ["file,label", "broken.png,red", "small.png,red"];
    await writeFile("large/broken.png", "no picture");
    await writeFile("large/small.png", plainPng(6, 5, [200, 9, 0]));
    for (let i = 0; i < 9; i++) {
      const shade = 60 + 8 * (i % 8); // the last is the first again
      const colour = i % 2 === 0 ? [190, shade, 0] : [shade, 190, 0];
      await writeFile(`large/${i}.png`, plainPng(40, 36, colour));
      rows.push(`${i}.png,${i % 3 === 0 ? "red" : "green"}`);
    }
    await writeFile("large.csv", `${rows.join("\n")}\n`);
    const words = ["large", "--labels", "large.csv", "--engine", "wasm", "--no-sanity"].concat(
      ...["--model", "model.onnx", "--model", "other/other.onnx"],
      ...["--kinds", "darkness,occlusion", "--severities", "1,5", "--search", "2"],
    );
    const undivided = await runHere(["stress", ...words, "--out", "out"]);
    expect(undivided.status, undivided.err).toBe(0);
    const all = await outputs();
    expect(await readFile("out/stress.json", "utf8")).toContain("stress/small-image");
    await rm("out", { recursive: true });
    const planned = await runHere(
      ["shards", "plan", ...words, "--for", "stress", "--shards", "3"].concat("--out", "shards"),
    );
    expect(planned.status, planned.err).toBe(0);
    const { looks } = parsePlan(await readFile("shards/plan.json", "utf8"), "plan.json");
    expect(looks).toBe(2 * (1 + 2 * 2 + 2));
    const stop = new AbortController();
    const stopped = runShard(
      "shards",
      2,
      {},
      { ...SILENT_IO, signal: stop.signal },
      {
        write: writePieces,
        openScorer(ready, options) {
          if (options.looks !== undefined) stop.abort(); // models have looked at pictures as they are
          return lazyScorer(ready, options);
        },
      },
    );
    await expect(stopped).rejects.toThrow(throwsCode("run/interrupted"));
    for (const shard of ["2", "1", "3"]) {
      const ran = await runHere(["shards", "run", "shards", shard]);
      expect(ran.status, ran.err).toBe(0);
    }
    const joined = await runHere(["shards", "join", "shards", "--out", "out"]);
    expect(joined.status, joined.err).toBe(0);
    expect(await outputs()).toEqual(all);
  });
});

describe("what is wrong with shards", () => {
  it.each([0, 5, 1e9])("is a number that is not there: %s", async (number) => {
    await plan(4);
    const { status, err } = await runHere(["shards", "run", "shards", `${number}`]);
    expect(status).toBe(1);
    expect(err).toContain("error shards/no-shard");
    expect(err).toContain("Give a number from 1 to 4");
  });

  it.each([
    [["--shards", "3"], "usage/bad-option", "--out"],
    [["--shards", "0", "--out", "shards"], "usage/bad-option", "Expected"],
    [["--shards", "99", "--out", "shards"], "usage/bad-option", "25 images cannot be split"],
    [["--shards", "2", "--out", "shards", "--claimm", "x"], "usage/bad-option", "--claimm"],
    [["--shards", "2", "--out", "shards", "--labels", "x"], "usage/twice", "--labels"],
    [
      ["--shards", "2", "--out", "shards", "--require", "nothing>=0.3"],
      "metric/unknown",
      "nothing",
    ],
    [["--shards", "2", "--out", "photos"], "output/not-written", "photos"],
    [
      ["--shards", "2", "--out", "shards", "--analyse", "background"],
      "usage/bad-option",
      "--analyse background",
    ],
    [
      ["--shards", "2", "--out", "shards", "--analyse", "reliability", "--flips"],
      "usage/bad-option",
      "--flips",
    ],
  ])("is told when it is planned: %j", async (more, code, words) => {
    const { status, err } = await runHere(["shards", "plan", ...WORDS, ...more]);
    expect(status).toBe(code.startsWith("usage/") ? 2 : 1);
    expect(err).toContain(`error ${code}`);
    expect(err).toContain(words);
    await expect(stat("shards")).rejects.toThrow();
    await expect(stat("shards.part")).rejects.toThrow();
  });

  it("is a file of predictions, which nobody need split", async () => {
    await writeFile("answers.csv", "file,predicted\n000.png,red\n");
    const { status, err } = await runHere(
      ["shards", "plan", ...INPUTS, "--predictions", "answers.csv"].concat(
        ...["--shards", "2", "--out", "shards"],
      ),
    );
    expect(status).toBe(2);
    expect(err).toContain("no model is to be run");
  });

  it("is a shard that was cut or changed: it is refused, named and run again", async () => {
    await plan(3);
    await runAll(3);
    const [name = ""] = (await readdir("shards/results")).filter((one) => one.startsWith("2-"));
    const path = join("shards/results", name);
    const bytes = await readFile(path);
    for (const end of [0, 1, 40, Math.floor(bytes.length / 2), bytes.length - 1]) {
      await truncate(path, end);
      const joined = await runHere(["shards", "join", "shards", "--out", "out"]);
      expect(joined.status).toBe(1);
      expect(joined.err).toContain("error shards/missing: 1 of 3 shards is not there: 2");
      expect((await runHere(["shards", "status", "shards"])).out).toContain("Damaged  shard 2");
      await run(2);
      expect((await readFile(path)).equals(bytes)).toBe(true);
    }
    await join_();
    expect(await filesBelow("out")).toEqual(whole);
  });

  it("is a shard of another plan in the place of one", async () => {
    await plan(3);
    await runAll(3);
    const names = await readdir("shards/results");
    const [first, second] = [1, 2].map((k) => names.find((one) => one.startsWith(`${k}-`))!);
    await cp(join("shards/results", first!), join("shards/results", second!));
    await expect(join_()).rejects.toThrow(throwsCode("shards/missing"));
  });

  it("is another version of the program", async () => {
    await plan(2);
    const io = { ...SILENT_IO, version: "1.2.4" };
    const ran = runShard("shards", 1, {}, io, FAKE);
    await expect(ran).rejects.toThrow(throwsCode("shards/version"));
    const joined = joinShards("shards", { out: "out" }, io);
    await expect(joined).rejects.toThrow(throwsCode("shards/version"));
  });

  it.each([
    ["an image", "photos/003.png", "photos/004.png"],
    ["the model", "model.onnx", "other/other.onnx"],
    ["its card", "model.json", "other/other.json"],
  ])("is %s that was changed since", async (_what, path, by) => {
    await plan(2);
    await run(2);
    const content = await readFile(path);
    try {
      await cp(by, path);
      const ran = await runShard("shards", 1, {}, SILENT_IO, FAKE).catch((error) => error);
      expect(ran).toHaveProperty(
        "code",
        expect.stringMatching(/^(shards\/changed-source|model\/)/),
      );
      expect(await readdir("shards/results")).toHaveLength(1);
    } finally {
      await writeFile(path, content);
    }
    await run(1);
    await join_();
    expect(await filesBelow("out")).toEqual(whole);
  });

  it.each(["labels.csv", "photos/003.png"])("is found by the join too: %s", async (path) => {
    await plan(2);
    await runAll(2);
    const content = await readFile(path);
    try {
      const other = path === "labels.csv" ? `${content}\n` : await readFile("photos/004.png");
      await writeFile(path, other);
      await expect(join_()).rejects.toThrow(throwsCode("shards/changed-source"));
      await expect(stat("out/result.json")).rejects.toThrow();
    } finally {
      await writeFile(path, content);
    }
    await join_();
    expect(await filesBelow("out")).toEqual(whole);
  });

  it("is an image that is gone", async () => {
    await plan(2);
    await runAll(2);
    await rename("photos/003.png", "003.png");
    try {
      await expect(join_()).rejects.toThrow(throwsCode("shards/changed-source"));
      await rm("shards/results", { recursive: true });
      await expect(run(1)).rejects.toThrow(throwsCode("shards/changed-source"));
    } finally {
      await rename("003.png", "photos/003.png");
    }
  });

  it("is a list, or a plan, that was changed", async () => {
    await plan(2);
    const list = await readFile("shards/images/1.ndjson", "utf8");
    await writeFile("shards/images/1.ndjson", list.split("\n").slice(1).join("\n"));
    await expect(run(1)).rejects.toThrow(throwsCode("shards/bad-plan"));
    await writeFile("shards/plan.json", "{}");
    await expect(run(1)).rejects.toThrow(throwsCode("shards/bad-plan"));
  });

  it("is a disk that is full: what is there stays, and nothing is half there", async () => {
    await plan(2);
    await run(2);
    const full: ShardRunPorts = {
      ...FAKE,
      write: (path, pieces) =>
        writePieces(
          path,
          (async function* () {
            let count = 0;
            for await (const piece of pieces) {
              if (++count === 4) throw notWritten(path, new Error("no space left on device"));
              yield piece;
            }
          })(),
        ),
    };
    await expect(run(1, full)).rejects.toThrow(throwsCode("output/not-written"));
    expect(await readdir("shards/results")).toHaveLength(1);
    asked = 0;
    await run(1);
    expect(asked).toBe(0); // scores were kept
    await join_();
    expect(await filesBelow("out")).toEqual(whole);
  });

  it("is the same shard twice at once on one machine", async () => {
    await plan(2);
    let go = (): void => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const waiting: ShardRunPorts = {
      ...FAKE,
      openScorer: () =>
        scorerOf(async (path, index) => {
          await gate;
          return said(path, index);
        }),
    };
    const first = run(1, waiting);
    await expect.poll(() => readdir("shards/work").catch(() => [])).not.toEqual([]);
    await expect(run(1)).rejects.toThrow(throwsCode("output/in-use"));
    go();
    await first;
    expect((await run(1)).json).toMatchObject({ known: true });
  });

  it("is two joins into one folder at once", async () => {
    await plan(2);
    await runAll(2);
    // Held as another join holds it.
    const lock = join("out", ".homeground.lock");
    await alone(lock, "out", () => expect(join_()).rejects.toHaveProperty("code", "output/in-use"));
    await join_();
    expect(await filesBelow("out")).toEqual(whole);
  });
});

describe("shards that moved", () => {
  it("work when all moved together, and from any folder", async () => {
    await plan(2);
    await run(1);
    await mkdir("moved");
    const names = ["photos", "labels.csv", "model.onnx", "model.json", "shards"];
    for (const name of names) await rename(name, join("moved", name));
    try {
      const here = await readdir(".");
      await runShard("moved/shards", 2, {}, SILENT_IO, FAKE);
      await joinShards("moved/shards", { out: "moved/out" }, SILENT_IO);
      expect(await filesBelow("moved/out")).toEqual(whole);
      expect(await readdir(".")).toEqual(here);
      expect(process.cwd()).toBe(realpathSync(folder));
    } finally {
      for (const name of names) await rename(join("moved", name), name);
      await rm("moved", { recursive: true });
    }
  });

  it("say that the images did, and take where they are now", async () => {
    await plan(2);
    await run(1);
    await rename("photos", "pictures");
    try {
      const { status, err } = await runHere(["shards", "run", "shards", "2"]);
      expect(status).toBe(1);
      expect(err).toContain("error shards/moved: the images are not where the plan says");
      expect(err).toContain("Name them with --images");
      await runShard("shards", 2, { images: "pictures" }, SILENT_IO, FAKE);
      await expect(join_()).rejects.toThrow(throwsCode("shards/moved"));
      await joinShards("shards", { out: "out", images: "pictures" }, SILENT_IO);
      const { files, ...rest } = JSON.parse(await readFile("out/result.json", "utf8"));
      const own = JSON.parse(await readFile("whole/result.json", "utf8"));
      expect({ ...rest, files }).toEqual(own);
    } finally {
      await rename("pictures", "photos");
    }
  });

  it("say that the folder of the command did, and take where it is now", async () => {
    await plan(2);
    await mkdir("away/far", { recursive: true });
    await rename("shards", "away/far/shards");
    try {
      const lost = runShard("away/far/shards", 1, {}, SILENT_IO, FAKE);
      await expect(lost).rejects.toThrow(throwsCode("shards/moved"));
      await runShard("away/far/shards", 1, { from: "." }, SILENT_IO, FAKE);
      await runShard("away/far/shards", 2, { from: "." }, SILENT_IO, FAKE);
      await joinShards("away/far/shards", { out: "out", from: "." }, SILENT_IO);
      expect(await filesBelow("out")).toEqual(whole);
    } finally {
      await rm("away", { recursive: true });
    }
  });
});
