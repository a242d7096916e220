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
import { meanColourClassifier } from "../support/onnx-writer.js";
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
    expect(page).toContain("Unsure is higher where answers are wrong.");
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

  it("are refused where nothing asks for them", async () => {
    const { status, err } = await evaluate("--scores", at("ensemble.csv"));
    expect(status).not.toBe(0);
    expect(err).toContain("usage/bad-option");
    expect(err).toContain("--analyse reliability");
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
});
