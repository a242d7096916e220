import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { parseModelCard } from "../../src/models/card/model-card.js";
import type { ImageScorer, ScoredImage } from "../../src/models/image-scorer.js";
import { createMemoryImageScorer } from "../../src/models/memory-image-scorer.js";
import { defaultWorkers } from "../../src/node/default-workers.js";
import { openModel } from "../../src/node/inference/open-model.js";
import { chooseRuntime } from "../../src/node/inference/runtimes.js";
import {
  openScorerPool,
  type PoolModel,
  type ScorerPoolOptions,
} from "../../src/node/inference/scorer-pool.js";
import { imageScorerContract } from "../contract/image-scorer.js";
import { type CardParts, cardText } from "../support/card-writer.js";
import {
  endlessClassifier,
  f32,
  graph,
  i64,
  meanColourClassifier,
  model,
  node,
  tensor,
  value,
} from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { throwsCode } from "../support/throws-code.js";

const FOLDER = mkdtempSync(join(tmpdir(), "homeground-pool-"));
const open: ImageScorer[] = [];
let files = 0;

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

function write(name: string, bytes: Uint8Array): string {
  const path = join(FOLDER, `${files++}-${name}`);
  writeFileSync(path, bytes);
  return path;
}

interface PoolParts extends Partial<Omit<ScorerPoolOptions, "model" | "card">> {
  readonly engine?: "native" | "wasm";
  readonly card?: CardParts;
}

async function poolModel(bytes: Uint8Array): Promise<PoolModel> {
  const opened = await openModel(write("model.onnx", bytes));
  return { model: opened, card: parseModelCard(cardText(bytes), "card.json") };
}

async function pool(bytes: Uint8Array, parts: PoolParts = {}): Promise<ImageScorer> {
  const { engine = "native", card, ...options } = parts;
  const opened = await openModel(write("model.onnx", bytes));
  const runtime = await chooseRuntime({ prefer: engine, cwd: FOLDER });
  const scorer = await openScorerPool({
    workers: 1,
    runtime,
    ...options,
    model: opened,
    card: parseModelCard(cardText(bytes, card), "card.json"),
  });
  open.push(scorer);
  return scorer;
}

async function scoreAll(
  scorer: ImageScorer,
  paths: readonly string[],
  onResult: (index: number) => void = () => undefined,
): Promise<ScoredImage[]> {
  const results: ScoredImage[] = [];
  for await (const result of scorer.score(paths.map((path, index) => ({ index, path })))) {
    results[result.index] = result;
    onResult(result.index);
  }
  return results;
}

function scoresOf(result: ScoredImage | undefined): number[] {
  if (result?.ok !== true) throw new Error(result?.what ?? "no result");
  return [...result.scores];
}

/** Softmax by hand, for two logits. */
const pair = (a: number, b: number): [number, number] => {
  const e = Math.exp(b - a);
  return [1 / (1 + e), e / (1 + e)];
};

/** Weights of a classifier that takes green for what another calls red. */
const SWAPPED = [
  [0, 1],
  [1, 0],
  [0, 0],
];

const RED = write("red.png", plainPng(6, 5, [255, 0, 0]));
const GREEN = write("green.png", plainPng(6, 5, [0, 255, 0]));
const MIXED = write("mixed.png", plainPng(9, 9, [51, 204, 102]));
const BLACK = write("black.png", plainPng(4, 4, [0, 0, 0]));

for (const engine of ["native", "wasm"] as const) {
  imageScorerContract(`pool, ${engine}`, async () => ({
    scorer: await pool(meanColourClassifier({ batch: "batch" }), { engine, workers: 2 }),
    good: [
      { path: RED, scores: pair(1, 0) },
      { path: GREEN, scores: pair(0, 1) },
      { path: MIXED, scores: pair(0.2, 0.8) },
    ],
    missing: join(FOLDER, "nowhere.png"),
  }));
}

imageScorerContract("memory", async () => ({
  scorer: createMemoryImageScorer((path) =>
    path === "good"
      ? {
          ok: true,
          scores: Float64Array.of(0.25, 0.75),
          notes: [],
          widthPx: 1,
          heightPx: 1,
          sha256: "0".repeat(64),
        }
      : { ok: false, code: "missing-file", error: "input/not-found", what: "not there" },
  ),
  good: [{ path: "good", scores: [0.25, 0.75] }],
  missing: "nowhere",
}));

describe("the pool", () => {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((scorer) => scorer.close()));
  });

  it("gives the same bits whatever the number of processes, and says the picture's size", async () => {
    const paths = Array.from({ length: 30 }, (_, i) =>
      write("any.png", plainPng(5, 7, [i * 8, 255 - i * 3, (i * 37) % 256])),
    );
    const [one, three] = await Promise.all(
      [1, 3].map(async (workers) =>
        scoreAll(await pool(meanColourClassifier(), { workers }), paths),
      ),
    );
    expect(three).toEqual(one);
    expect(one?.[0]).toMatchObject({ widthPx: 5, heightPx: 7 });
  });

  it("scores a picture by further models too, as each would alone", async () => {
    const others = [meanColourClassifier({ weights: SWAPPED }), ratio(), endlessClassifier()];
    const [beside, alone] = await Promise.all([
      Promise.all(others.map(poolModel)),
      pool(meanColourClassifier({ weights: SWAPPED })),
    ]);
    const expected = await scoreAll(alone, [RED, BLACK]);
    const scorer = await pool(meanColourClassifier(), { beside, imageTimeoutMs: 4000 });
    const own = await scoreAll(scorer, [RED, BLACK]);
    const asked = [
      { index: 0, path: RED, beside: [0, 1] },
      { index: 1, path: BLACK, beside: [0, 1] },
      { index: 2, path: RED },
      // The third never answers: it is given up, and what the others said stays.
      { index: 3, path: BLACK, beside: [0, 2] },
      { index: 4, path: RED, beside: [2, 1] },
      { index: 5, path: join(FOLDER, "nowhere.png"), beside: [0] },
      // The first of the others in the place of the pool's own.
      { index: 6, path: BLACK, model: 1, beside: [1] },
    ];
    const found: ScoredImage[] = [];
    for await (const result of scorer.score(asked)) found[result.index] = result;
    for (const [i, like] of [0, 1, 0, 1, 0].entries()) {
      expect(scoresOf(found[i])).toEqual(scoresOf(own[like]));
    }
    const said = found.map((one) => (one.ok ? (one.beside ?? []).map(({ model }) => model) : null));
    // Black is not a number to the second.
    expect(said).toEqual([[0, 1], [0], [], [0], [1], null, []]);
    expect(scoresOf(found[6])).toEqual(scoresOf(expected[1]));
    const first = found.map((one) =>
      one.ok ? one.beside?.find(({ model }) => model === 0) : null,
    );
    for (const [i, like] of [0, 1].entries()) {
      expect([...first[i]!.scores]).toEqual(scoresOf(expected[like]));
    }
    expect(first[0]).toMatchObject({ widthPx: 6, heightPx: 5, notes: [] });
  });

  it("makes an image into the input by a rule of its own, and the next by the card's", async () => {
    const bytes = meanColourClassifier();
    const { rule } = parseModelCard(cardText(bytes), "card.json").input;
    const scorer = await pool(bytes);
    const asked = [
      { index: 0, path: RED },
      { index: 1, path: RED, rule: { ...rule, channelOrder: "BGR" } as const },
      { index: 2, path: RED, rule: { ...rule, scaleRange: [0, 3] } as const },
      { index: 3, path: RED },
    ];
    const found = new Map<number, number[]>();
    for await (const result of scorer.score(asked)) found.set(result.index, scoresOf(result));
    const expected = [pair(1, 0), pair(0, 0), pair(3, 0), pair(1, 0)];
    for (const [i, scores] of expected.entries()) {
      expect(found.get(i)?.[0]).toBeCloseTo(scores[0], 6);
    }
  });

  it("starts one process for a few images, and no more than memory has room for", async () => {
    const scorer = await pool(meanColourClassifier(), { workers: 4, expectedImages: 3 });
    expect(workersOf(process.pid)).toHaveLength(1);
    await scorer.close();
    expect(defaultWorkers(2 ** 45)).toBe(1);
    expect(defaultWorkers(1000)).toBeLessThanOrEqual(8);
  });

  it.each<[string, Uint8Array, CardParts]>([
    ["a fixed batch of 4", meanColourClassifier({ batch: 4 }), {}],
    ["a free size", freeSize(), {}],
    ["no declared shapes", noShapes(), {}],
    ["channels last", channelsLast(), { input: { layout: "NHWC" } }],
    ["half precision", throughCast("float16"), { input: { dtype: "float16" } }],
    ["bytes", throughCast("uint8"), { input: { dtype: "uint8", scaleRange: [0, 255] } }],
  ])("feeds a model with %s", async (name, bytes, card) => {
    const results = await scoreAll(await pool(bytes, { card }), [RED, MIXED]);
    const scale = name === "bytes" ? 255 : 1;
    const digits = name === "half precision" ? 3 : 6;
    expect(scoresOf(results[0])[0]).toBeCloseTo(pair(scale, 0)[0], digits);
    expect(scoresOf(results[1])[0]).toBeCloseTo(pair(0.2 * scale, 0.8 * scale)[0], digits);
  });

  it("takes grey images into a grey model", async () => {
    const bytes = meanColourClassifier({ channels: 1, weights: [[1, 0]] });
    const scorer = await pool(bytes, { card: { input: { channelOrder: "grey" } } });
    const grey = write("grey.png", plainPng(4, 4, [51]));
    expect(scoresOf((await scoreAll(scorer, [grey]))[0])[0]).toBeCloseTo(pair(0.2, 0)[0], 6);
  });

  it.each(["native", "wasm"] as const)(
    "takes weights from beside the model, %s",
    async (engine) => {
      mkdirSync(join(FOLDER, `weights-${engine}`));
      writeFileSync(join(FOLDER, `weights-${engine}`, "w.bin"), f32(9, 1, 0, 0, 1, 0, 0));
      const scorer = await pool(
        withWeights({ external: { location: `weights-${engine}/w.bin`, offset: 4, length: 24 } }),
        { engine },
      );
      expect(scoresOf((await scoreAll(scorer, [RED]))[0])[0]).toBeCloseTo(pair(1, 0)[0], 6);
    },
  );

  it("lists what is no image and what must not be read, and scores the rest", async () => {
    const text = write("text.png", Buffer.from("not a picture"));
    const pipe = join(FOLDER, "pipe.png");
    execFileSync("mkfifo", [pipe]);
    const results = await scoreAll(await pool(meanColourClassifier()), [
      text,
      pipe,
      FOLDER,
      "/dev/zero",
      RED,
    ]);
    expect(results.map((result) => (result.ok ? "ok" : result.code))).toEqual([
      "unreadable",
      "unreadable",
      "unreadable",
      "unreadable",
      "ok",
    ]);
    // The hash is that of what was read, also of what is no picture.
    const hash = (path: string): string =>
      createHash("sha256").update(readFileSync(path)).digest("hex");
    const none = undefined;
    expect(results.map(({ sha256 }) => sha256)).toEqual([hash(text), none, none, none, hash(RED)]);
  });

  it("lists an image whose answer is not a number, and scores the rest", async () => {
    const results = await scoreAll(await pool(ratio()), [RED, BLACK]);
    expect(results[0]?.ok).toBe(true);
    expect(results[1]).toMatchObject({
      ok: false,
      code: "model-failed",
      error: "model/nan-scores",
    });
  });

  it("fails when no answer is a number", async () => {
    const scorer = await pool(ratio());
    const error = throwsCode("model/nan-scores");
    await expect(scoreAll(scorer, [BLACK, BLACK, BLACK])).rejects.toThrow(error);
    expect(await scoreAll(scorer, [RED])).toHaveLength(1);
  });

  it("does not blame the model for images that are all unreadable", async () => {
    const text = write("text.png", Buffer.from("not a picture"));
    const results = await scoreAll(await pool(meanColourClassifier()), [text, text]);
    expect(results.map(({ ok }) => ok)).toEqual([false, false]);
  });

  it.each(["native", "wasm"] as const)("ends a model that never answers, %s", async (engine) => {
    const scorer = await pool(endlessClassifier(), { engine, workers: 2, imageTimeoutMs: 700 });
    // Waiting for each of them would take half an hour.
    const many = Array.from({ length: 5000 }, () => RED);
    await expect(scoreAll(scorer, many)).rejects.toThrow(throwsCode("model/timeout"));
    await scorer.close();
    expect(workersOf(process.pid)).toEqual([]);
  });

  it("gives up a model that takes too long to load", async () => {
    // Starting the process alone takes longer.
    const opening = pool(meanColourClassifier(), { loadTimeoutMs: 5 });
    await expect(opening).rejects.toThrow(throwsCode("model/timeout"));
    expect(workersOf(process.pid)).toEqual([]);
  });

  it("lists the image that took its process with it, and scores the rest", async () => {
    const scorer = await pool(slowOnRed(), { workers: 1, imageTimeoutMs: 60_000 });
    await scoreAll(scorer, [GREEN]);
    const results = await scoreAll(scorer, [GREEN, RED, GREEN, MIXED], (index) => {
      // The first is answered, so the second is with the worker.
      if (index === 0) process.kill(workersOf(process.pid)[0]!, "SIGKILL");
    });
    expect(results.map((result) => (result.ok ? "ok" : result.error))).toEqual([
      "ok",
      "model/run-failed",
      "ok",
      "ok",
    ]);
    const lost = results[1];
    expect(lost?.ok === false && lost.what).toContain("SIGKILL");
  });

  it("gives up an image that takes too long, and scores the rest", async () => {
    const scorer = await pool(slowOnRed(), { workers: 1, imageTimeoutMs: 8000 });
    const results = await scoreAll(scorer, [GREEN, RED, GREEN, MIXED]);
    expect(results.map((result) => (result.ok ? "ok" : result.code))).toEqual([
      "ok",
      "timeout",
      "ok",
      "ok",
    ]);
  });

  it("stops at once when told to, even in a model that never answers", async () => {
    const stop = new AbortController();
    const scorer = await pool(endlessClassifier(), { signal: stop.signal });
    const run = scoreAll(scorer, [RED]);
    setTimeout(() => stop.abort(), 200);
    await expect(run).rejects.toThrow(throwsCode("run/interrupted"));
    await scorer.close();
    // A process that was killed while it started goes a moment later.
    await expect.poll(() => workersOf(process.pid)).toEqual([]);
  });

  it("refuses answers that are not one a label", async () => {
    const labels = { labels: ["a", "b", "c"] };
    await expect(pool(meanColourClassifier(), { card: labels })).rejects.toThrow(
      throwsCode("model/wrong-outputs"),
    );
    // Declared as the card has it, and answered otherwise.
    const scorer = await pool(shapeLies());
    await expect(scoreAll(scorer, [RED, GREEN])).rejects.toThrow(throwsCode("model/wrong-outputs"));
  });

  it("refuses a card of another model, and of a family that cannot be read yet", async () => {
    const bytes = meanColourClassifier();
    const other = { fields: { sha256: "0".repeat(64) } };
    await expect(pool(bytes, { card: other })).rejects.toThrow(throwsCode("model/card-mismatch"));
    const family = { fields: { family: "mask2former", task: "instance-segmentation" } };
    await expect(pool(bytes, { card: family })).rejects.toThrow(throwsCode("model/family-not-yet"));
  });

  it("refuses a file that was exchanged after it was inspected", async () => {
    const bytes = meanColourClassifier();
    const opened = await openModel(write("model.onnx", bytes));
    writeFileSync(opened.path, meanColourClassifier({ softmax: true }));
    const opening = openScorerPool({
      model: opened,
      card: parseModelCard(cardText(bytes), "card.json"),
      runtime: await chooseRuntime({ prefer: "wasm", cwd: FOLDER }),
      workers: 1,
    });
    await expect(opening).rejects.toThrow(throwsCode("model/changed"));
  });

  it("leaves no process behind when its own is killed, not even one that loops", async () => {
    const modelFile = write("endless.onnx", endlessClassifier());
    const cardFile = write("card.json", Buffer.from(cardText(endlessClassifier())));
    const script = join(import.meta.dirname, "../support/score-one.ts");
    const tsx = pathToFileURL(join(import.meta.dirname, "../../node_modules/tsx/dist/loader.mjs"));
    const parent = spawn(
      process.execPath,
      ["--import", tsx.href, script, modelFile, cardFile, RED],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    await new Promise((resolve) => parent.stdout.once("data", resolve));
    await sleep(500); // the image is in work now
    const workers = workersOf(parent.pid!);
    expect(workers).toHaveLength(1);
    parent.kill("SIGKILL");
    await expect.poll(() => workers.filter(isAlive)).toEqual([]);
  });
});

/** Worker processes that a process has started. */
function workersOf(parent: number): number[] {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,stat=,args="], { encoding: "utf8" });
  return lines
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, stat]) => Number(ppid) === parent && !stat?.startsWith("Z"))
    .filter((words) => words.some((word) => word.includes("scorer-worker")))
    .map(([pid]) => Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function freeSize(): Buffer {
  return withWeights({ raw: f32(1, 0, 0, 1, 0, 0) }, ["N", 3, "H", "W"]);
}

function noShapes(): Buffer {
  return withWeights({ raw: f32(1, 0, 0, 1, 0, 0) }, null);
}

const W = tensor("w", { dims: [3, 2], raw: f32(1, 0, 0, 1, 0, 0) });

function withWeights(
  weights: { raw: Uint8Array } | { external: Record<string, string | number> },
  shape: readonly (number | string)[] | null = [1, 3, 4, 4],
): Buffer {
  return model({
    nodes: [
      node("GlobalAveragePool", ["image"], ["p"]),
      node("Flatten", ["p"], ["flat"], { axis: 1 }),
      node("MatMul", ["flat", "w"], ["scores"]),
    ],
    initializers: [tensor("w", { dims: [3, 2], ...weights })],
    inputs: [value("image", shape)],
    outputs: [value("scores", shape === null ? null : [shape[0]!, 2])],
  });
}

function channelsLast(): Buffer {
  return model({
    nodes: [
      node("Transpose", ["image"], ["planes"], { perm: [0, 3, 1, 2] }),
      node("GlobalAveragePool", ["planes"], ["p"]),
      node("Flatten", ["p"], ["flat"], { axis: 1 }),
      node("MatMul", ["flat", "w"], ["scores"]),
    ],
    initializers: [W],
    inputs: [value("image", [1, 4, 4, 3])],
    outputs: [value("scores", [1, 2])],
  });
}

function throughCast(type: "float16" | "uint8"): Buffer {
  return model({
    nodes: [
      node("Cast", ["image"], ["float"], { to: 1 }),
      node("GlobalAveragePool", ["float"], ["p"]),
      node("Flatten", ["p"], ["flat"], { axis: 1 }),
      node("MatMul", ["flat", "w"], ["scores"]),
    ],
    initializers: [W],
    inputs: [value("image", [1, 3, 4, 4], type)],
    outputs: [value("scores", [1, 2])],
  });
}

/** Mean colour over itself: 1, or NaN where a channel is black throughout. */
function ratio(): Buffer {
  return model({
    nodes: [
      node("GlobalAveragePool", ["image"], ["p"]),
      node("Flatten", ["p"], ["flat"], { axis: 1 }),
      node("ReduceSum", ["flat", "axis"], ["sum"]),
      node("Div", ["flat", "sum"], ["shares"]),
      node("MatMul", ["shares", "w"], ["scores"]),
    ],
    initializers: [W, tensor("axis", { type: "int64", dims: [1], raw: i64(1) })],
    inputs: [value("image", [1, 3, 4, 4])],
    outputs: [value("scores", [1, 2])],
  });
}

/** Counts to 2^62 before it answers, but only for images whose first channel is full. */
function slowOnRed(): Buffer {
  const body = graph({
    nodes: [node("Identity", ["go"], ["goes"]), node("Identity", ["before"], ["after"])],
    inputs: [value("turn", [], "int64"), value("go", [], "bool"), value("before", [1, 2])],
    outputs: [value("goes", [], "bool"), value("after", [1, 2])],
  });
  return model({
    nodes: [
      node("GlobalAveragePool", ["image"], ["p"]),
      node("Flatten", ["p"], ["flat"], { axis: 1 }),
      node("MatMul", ["flat", "w"], ["logits"]),
      node("ReduceMax", ["image"], ["brightest"], { axes: [2, 3], keepdims: 0 }),
      node("Gather", ["brightest", "red"], ["redness"], { axis: 1 }),
      node("Floor", ["redness"], ["full"]),
      node("Cast", ["full"], ["whole"], { to: 7 }),
      node("Mul", ["whole", "many"], ["product"]),
      node("Squeeze", ["product"], ["turns"]),
      node("Loop", ["turns", "yes", "logits"], ["scores"], { body: { graph: body } }),
    ],
    initializers: [
      W,
      tensor("red", { type: "int64", dims: [], raw: i64(0) }),
      tensor("many", { type: "int64", dims: [], raw: i64(2n ** 62n) }),
      tensor("yes", { type: "bool", dims: [], raw: Uint8Array.of(1) }),
    ],
    inputs: [value("image", [1, 3, 4, 4])],
    outputs: [value("scores", [1, 2])],
  });
}

/** Declares [1, 2] and answers with the image. */
function shapeLies(): Buffer {
  return model({
    nodes: [node("Relu", ["image"], ["scores"])],
    inputs: [value("image", [1, 3, 4, 4])],
    outputs: [value("scores", [1, 2])],
  });
}
