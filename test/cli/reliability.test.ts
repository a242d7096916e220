import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { openFileScoreLog } from "../../src/node/storage/file-score-log.js";
import type { EvaluationResult } from "../../src/results/result.js";
import type { Shortlist } from "../../src/shortlist/shortlist.js";
import { cardText } from "../support/card-writer.js";
import { f32, meanColourClassifier, node, tensor } from "../support/onnx-writer.js";
import { encodePng } from "../support/png.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

const IMAGES = 240;

let folder: string;
const at = (path: string): string => join(folder, path);
const lines = (texts: readonly string[]): string => `${texts.join("\n")}\n`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(at("photos"));
  const { uniform } = createRandom(9);
  const files = Array.from({ length: IMAGES }, (_, i) => `${1000 + i}.png`);
  const sure = files.map(() => uniform());
  const labels: string[] = [];
  const answers: string[] = [];
  for (const [i, file] of files.entries()) {
    await writeFile(at(`photos/${file}`), plainPng(2, 2, [90, 90, 90]));
    const p = 0.5 + uniform() / 2;
    labels.push(`${file},${uniform() < 0.1 + 0.89 * sure[i]! ? "fox" : "deer"}`);
    answers.push(`${file},${p},${1 - p}`);
  }
  await writeFile(at("labels.csv"), lines(["file,label", ...labels]));
  await writeFile(at("answers.csv"), lines(["file,p_fox,p_deer", ...answers]));
  await writeFile(
    at("ensemble.csv"),
    lines(["file,ensemble,unsure", ...files.map((file, i) => `${file},${sure[i]},${-sure[i]!}`)]),
  );
  await writeFile(
    at("features.csv"),
    lines([
      "file,f0,f1,f2",
      ...files.map((file, i) => `${file},${uniform()},${uniform()},${i === 3 ? "" : uniform()}`),
    ]),
  );
  await writeFile(
    at("half.jsonl"),
    lines(files.slice(0, 200).map((file, i) => JSON.stringify({ file, noise: (i * 7919) % 200 }))),
  );
});
afterAll(() => rm(folder, { recursive: true }));

let runs = 0;
async function evaluate(...more: string[]) {
  const out = at(`out${runs++}`);
  const words = ["--labels", at("labels.csv"), "--predictions", at("answers.csv")];
  return { ...(await runHere(["evaluate", at("photos"), ...words, "--out", out, ...more])), out };
}

async function resultAt(out: string): Promise<EvaluationResult> {
  return JSON.parse(await readFile(join(out, "result.json"), "utf8")) as EvaluationResult;
}

describe("evaluate --analyse reliability --scores", () => {
  it("holds tables of scores against the model's own confidence: result, page, table", async () => {
    const given = ["--scores", at("ensemble.csv"), "--scores", at("half.jsonl")];
    const { status, err, out } = await evaluate("--analyse", "reliability", ...given);
    expect(status, err).toBe(0);
    const result = await resultAt(out);
    expect(violationsOf("result", result)).toEqual([]);
    const found = result.analyses!.reliability!;
    expect(found).toMatchObject({ n: 200, without: 40, none: false });
    const by = new Map(found.scores.map((one) => [one.name, one]));
    expect(by.get("ensemble")).toMatchObject({ better: true });
    expect(by.get("unsure")).toMatchObject({ better: false, warnings: ["reliability/inverted"] });
    expect(by.get("noise")).toMatchObject({ better: false });
    const codes = result.inputs.notes.filter(({ code }) => code === "reliability/no-score");
    expect(codes).toHaveLength(40);
    const page = await readFile(join(out, "report.html"), "utf8");
    expect(page).toContain("Higher where answers are wrong: unsure.");
    const rows = parse(await readFile(join(out, "tables", "failure-scores.csv"))) as string[][];
    expect(rows.filter(([name]) => name === "ensemble").length).toBeGreaterThan(5);
  });

  it("takes features of a table, and says of images without which they are", async () => {
    const { status, err, out } = await evaluate(
      ...["--analyse", "reliability", "--features", at("features.csv")],
    );
    expect(status, err).toBe(0);
    const result = await resultAt(out);
    const found = result.analyses!.reliability!;
    expect(found).toMatchObject({ n: IMAGES - 1, without: 1 });
    expect(found.scores.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["knn", "mahalanobis"]),
    );
    expect(found.leftOut).toContainEqual({ name: "energy", code: "reliability/no-logits" });
  });

  it("holds features against those of a training list that has them", async () => {
    const rows = Array.from(
      { length: 40 },
      (_, i) => `t${i}.png,${i % 2 ? "fox" : "deer"},${i},${i % 7}`,
    );
    await writeFile(at("trained.csv"), ["file,label,f0,f1", ...rows, ""].join("\n"));
    const own = await readFile(at("features.csv"), "utf8");
    const two = own.split("\n").map((line) => line.split(",").slice(0, 3).join(","));
    await writeFile(at("two-features.csv"), two.join("\n"));
    const words = ["--analyse", "reliability", "--features", at("two-features.csv")];
    const { status, err, out } = await evaluate(...words, "--training", at("trained.csv"));
    expect(status, err).toBe(0);
    const result = await resultAt(out);
    expect(violationsOf("result", result)).toEqual([]);
    const found = result.analyses!.reliability!;
    expect(found.training).toEqual({ source: at("trained.csv"), images: 40 });
    const page = await readFile(join(out, "report.html"), "utf8");
    expect(page).toContain("Distances in features are to 40 training images");
    const without = await resultAt((await evaluate(...words)).out);
    expect(without.analyses!.reliability!.training).toBeUndefined();
    const value = (of: typeof result) =>
      of.analyses!.reliability!.scores.find(({ name }) => name === "knn")!.aurocFailure;
    expect(value(without)).not.toBe(value(result));
  });

  it("are refused where nothing asks for them", async () => {
    const { status, err } = await evaluate("--scores", at("ensemble.csv"));
    expect(status).not.toBe(0);
    expect(err).toContain("usage/bad-option");
    expect(err).toContain("--analyse reliability");
  });
});

describe("evaluate --task detection --analyse reliability", () => {
  it("tells of boxes and of images, with scores of images: result, page, tables", async () => {
    const { uniform } = createRandom(4);
    const names = Array.from({ length: 60 }, (_, i) => `${1000 + i}.png`);
    const images = names.map((file_name, id) => ({ id, file_name, width: 2, height: 2 }));
    const sure = names.map(() => 0.2 + 0.8 * uniform());
    const box = { category_id: 1, bbox: [0, 0, 1, 1] };
    const annotations = names.flatMap((_, id) =>
      uniform() < sure[id]! ? [{ ...box, id: id + 1, image_id: id, area: 1, iscrowd: 0 }] : [],
    );
    const categories = [{ id: 1, name: "fox" }];
    await writeFile(at("boxes.json"), JSON.stringify({ images, annotations, categories }));
    // On the last two nothing is said.
    const said = sure.slice(0, 58).map((score, id) => ({ ...box, image_id: id, score }));
    await writeFile(at("found.json"), JSON.stringify(said));
    await mkdir(at("pictures"));
    for (const name of names) await writeFile(at(`pictures/${name}`), plainPng(2, 2, [9, 9, 9]));
    const out = at("found");
    const { status, err } = await runHere([
      ...["evaluate", at("pictures"), "--labels", at("boxes.json"), "--predictions"],
      ...[at("found.json"), "--task", "detection", "--threshold", "0.5", "--out", out],
      ...["--analyse", "reliability", "--scores", at("ensemble.csv"), "--no-pictures"],
    ]);
    expect(status, err).toBe(0);
    const result = await resultAt(out);
    expect(violationsOf("result", result)).toEqual([]);
    const boxes = sure.slice(0, 58).filter((score) => score >= 0.5);
    const { images: whole, ...found } = result.analyses!.reliability!;
    expect(found).toMatchObject({ unit: "box", n: boxes.length });
    expect(found.scores.map(({ name }) => name)).toEqual(["confidence"]);
    const has = new Set(annotations.map(({ image_id }) => image_id));
    const unsaidErrors = [58, 59].filter((id) => has.has(id)).length;
    expect(whole).toMatchObject({ unit: "image", n: 58, unsaid: 2, unsaidErrors });
    const isWrong = sure.slice(0, 58).map((score, id) => has.has(id) !== score >= 0.5);
    expect(whole!.errors).toBe(isWrong.filter(Boolean).length);
    expect(whole!.scores.map(({ name }) => name)).toEqual(["confidence", "ensemble", "unsure"]);
    const page = await readFile(join(out, "report.html"), "utf8");
    expect(page).toContain("On 2 images nothing was found, or");
    const rows = parse(
      await readFile(join(out, "tables", "failure-scores-images.csv")),
    ) as string[][];
    expect(rows.filter(([name]) => name === "ensemble").length).toBeGreaterThan(5);
  });
});

describe("evaluate --model --analyse reliability", () => {
  const shades = Array.from(
    { length: 60 },
    (_, i) => [(i * 37) % 256, (i * 101) % 256, i] as const,
  );
  const bytes = meanColourClassifier({ batch: "batch" });
  beforeAll(async () => {
    await mkdir(at("shades"));
    for (const [i, rgb] of shades.entries()) {
      await writeFile(at(`shades/${i}.png`), plainPng(4, 4, [...rgb]));
    }
    const labels = shades.map(([red, green], i) => {
      const truth = red + (i % 5 === 0 ? 90 : 0) > green ? "red" : "green";
      return `${i}.png,${truth}`;
    });
    await writeFile(at("shades.csv"), lines(["file,label", ...labels]));
    await writeFile(at("model.onnx"), bytes);
    await writeFile(at("model.json"), cardText(bytes));
  });

  const run = (out: string, ...more: readonly string[]) =>
    runHere([
      ...["evaluate", at("shades"), "--labels", at("shades.csv"), "--out", out, "--no-pictures"],
      ...["--model", at("model.onnx"), "--engine", "wasm", "--threads", "1", "--quiet", ...more],
    ]);

  it("keeps features with the scores, of one run, and changes no figure by it", async () => {
    const [plain, asked] = [at("plain"), at("asked")];
    expect(await run(plain)).toMatchObject({ status: 0 });
    expect(await readdir(plain)).not.toContain("features");
    expect(await run(asked, "--analyse", "reliability")).toMatchObject({ status: 0 });
    const { analyses, estimates, verdicts } = await resultAt(asked);
    const without = await resultAt(plain);
    expect({ estimates, verdicts }).toEqual({
      estimates: without.estimates,
      verdicts: without.verdicts,
    });
    const names = analyses!.reliability!.scores.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["energy", "knn", "mahalanobis"]));
    const [name] = await readdir(join(asked, "features"));
    const kept = await readFile(join(asked, "features", name!));
    // Features are the mean colours, which the last layer takes.
    const log = await openFileScoreLog(join(asked, "features", name!));
    const image = await readFile(at("shades/7.png"));
    const record = await log.read(createHash("sha256").update(image).digest("hex"));
    await log.close();
    if (record?.ok !== true) throw new Error("no features are kept");
    for (const [d, value] of record.scores.entries()) {
      expect(value).toBeCloseTo(shades[7]![d]! / 255, 5);
    }
    // A run that finds them takes them.
    expect(await run(asked, "--analyse", "reliability")).toMatchObject({ status: 0 });
    expect(await readFile(join(asked, "features", name!))).toEqual(kept);
    expect((await resultAt(asked)).analyses).toEqual(analyses);
  });

  it("leaves features that a shortlist takes", async () => {
    const out = at("asked");
    await writeFile(
      at("features-of-shades.csv"),
      lines(["file,f0", ...shades.map((_, i) => `${i}.png,${(i * 7) % 60}`)]),
    );
    const folders = await Promise.all(
      ["scores", "features"].map((name) => readdir(join(out, name))),
    );
    const sizes = () =>
      Promise.all(
        folders.flatMap((names, f) =>
          names.map(async (name) => (await stat(join(out, ["scores", "features"][f]!, name))).size),
        ),
      );
    const known = await sizes();
    const { status, err } = await runHere([
      ...["shortlist", at("shades"), "--labels", at("shades.csv"), "--out", out],
      ...["--model", at("model.onnx"), "--engine", "wasm", "--threads", "1"],
      ...["--features", at("features-of-shades.csv")],
    ]);
    expect(status, err).toBe(0);
    expect(await sizes()).toEqual(known);
    const list = JSON.parse(await readFile(join(out, "shortlist.json"), "utf8")) as Shortlist;
    expect(list.scores.find(({ name }) => name === "model")).toMatchObject({ features: 3 });
  });

  it("looks at mirror images where that is asked for, and only then", async () => {
    // Answers by which half is brighter: of a picture and its mirror image together it cannot tell.
    const columns = Array.from({ length: 48 }, (_, i) => (i % 4 < 2 ? [1, 0] : [0, 1]));
    const halves = meanColourClassifier({
      extra: {
        nodes: [
          node("Flatten", ["image"], ["flat"], { axis: 1 }),
          node("MatMul", ["flat", "w"], ["scores"]),
        ],
        initializers: [tensor("w", { dims: [48, 2], raw: f32(...columns.flat()) })],
      },
    });
    await mkdir(at("halves"));
    const labels = shades.map(([red, green], i) => {
      const truth = red > green !== (i % 5 === 0);
      return `${i}.png,${truth ? "red" : "green"}`;
    });
    for (const [i, [left, right]] of shades.entries()) {
      const rgb = Array.from({ length: 16 }, (_, at) => (at % 4 < 2 ? left : right) / 20);
      const data = Uint8Array.from(rgb.flatMap((level) => [level, level, level]));
      const size = { widthPx: 4, heightPx: 4, channels: 3, bitDepth: 8 } as const;
      await writeFile(at(`halves/${i}.png`), encodePng({ ...size, data }));
    }
    await writeFile(at("halves.csv"), lines(["file,label", ...labels]));
    await writeFile(at("halves.onnx"), halves);
    await writeFile(at("halves.json"), cardText(halves));
    const halved = (...more: readonly string[]) =>
      runHere([
        ...["evaluate", at("halves"), "--labels", at("halves.csv"), "--no-pictures", "--quiet"],
        ...["--model", at("halves.onnx"), "--engine", "wasm", "--threads", "1", ...more],
      ]);
    const ran = await halved("--out", at("both"), "--analyse", "reliability", "--flips");
    expect(ran.status, ran.err).toBe(0);
    const by = async (out: string) => {
      const { analyses } = await resultAt(at(out));
      return new Map(analyses!.reliability!.scores.map((one) => [one.name, one]));
    };
    const both = await by("both");
    expect(both.has("flips")).toBe(true);
    // What is left of the picture is right of its mirror image.
    const sha256 = createHash("sha256")
      .update(await readFile(at("halves/3.png")))
      .digest("hex");
    const names = (await readdir(at("both/scores"))).filter((name) => name.endsWith(".log"));
    const said = await Promise.all(
      names.toSorted().map(async (name) => {
        const log = await openFileScoreLog(at(`both/scores/${name}`));
        const record = await log.read(sha256);
        await log.close();
        return record?.ok === true ? [...record.scores] : [];
      }),
    );
    expect(said).toHaveLength(2);
    expect(said[0]![0]).toBeCloseTo(said[1]![1]!, 6);
    expect(Math.abs(said[0]![0]! - said[1]![0]!)).toBeGreaterThan(0.1);
    expect(await halved("--out", at("one"), "--analyse", "reliability")).toMatchObject({
      status: 0,
    });
    const one = await by("one");
    expect(one.has("flips")).toBe(false);
    expect(one.get("max-softmax")).toEqual(both.get("max-softmax"));
    expect(await readdir(at("one/scores"))).not.toContainEqual(expect.stringContaining("mirrored"));
    const inVain = await halved("--out", at("none"), "--flips");
    expect(inVain.err).toContain("usage/bad-option");
  });
});
