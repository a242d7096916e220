import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ResultPredictionPowered } from "../../src/analyses/prediction-powered/result.js";
import { createRandom } from "../../src/core/random.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { predictionPoweredInterval } from "../../src/statistics/prediction-powered.js";
import { wilsonCounts, Z_95 } from "../../src/statistics/wilson.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

const POOL = 400;
const LABELS = 100;

/** What is true of each image, what the model says, and how sure it is: mostly of what is right. */
const images = new Map<string, { truth: string; predicted: string; sureness: number }>();
let folder: string;
const at = (path: string): string => join(folder, path);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(at("photos"));
  const png = plainPng(2, 2, [90, 90, 90]);
  const random = createRandom(12, 1);
  for (let i = 0; i < POOL; i++) {
    const file = `${1000 + i}.png`;
    await writeFile(at(`photos/${file}`), png);
    const truth = random.uniform() < 0.4 ? "deer" : "fox";
    const isRight = random.uniform() < 0.7;
    const sureness = isRight ? 0.8 + 0.2 * random.uniform() : 0.5 + 0.4 * random.uniform();
    const predicted = isRight ? truth : truth === "deer" ? "fox" : "deer";
    images.set(file, { truth, predicted, sureness });
  }
  const row = (file: string, score: string): string =>
    `${file},${images.get(file)!.predicted}${score}`;
  const all = [...images.keys()];
  const sure = all.map((file) => row(file, `,${images.get(file)!.sureness}`));
  await writeFile(at("p.csv"), ["file,predicted,score", ...sure, ""].join("\n"));
  await writeFile(
    at("unsure.csv"),
    ["file,predicted", ...all.map((file) => row(file, "")), ""].join("\n"),
  );
  await runHere([
    "sample",
    at("photos"),
    "--n",
    String(LABELS),
    "--seed",
    "5",
    "--out",
    at("empty.csv"),
  ]);
  await label("list.csv", () => true);
  const own = new Set((await rowsOf("empty.csv")).map(({ file }) => file));
  const labelled = sure.filter((line) => own.has(line.split(",")[0]!));
  await writeFile(at("own.csv"), ["file,predicted,score", ...labelled, ""].join("\n"));
});
afterAll(() => rm(folder, { recursive: true }));

async function rowsOf(list: string): Promise<Record<string, string>[]> {
  return parse(await readFile(at(list), "utf8"), { columns: true });
}

/** The drawn list, labelled where `isLabelled` says so, with some columns changed. */
async function label(
  list: string,
  isLabelled: (draw: number) => boolean,
  more: Record<string, string> = {},
) {
  const rows = (await rowsOf("empty.csv")).map((row, i) => ({
    ...row,
    ...more,
    ...(isLabelled(i + 1) ? { label: images.get(row["file"]!)!.truth } : {}),
  }));
  const names = Object.keys(rows[0]!);
  const lines = rows.map((row: Record<string, string>) => names.map((name) => row[name]).join(","));
  await writeFile(at(list), `${[names.join(","), ...lines].join("\n")}\n`);
}

async function evaluate(list: string, predictions: string, ...more: string[]) {
  const out = at(`out-${list}-${predictions}${more.join("").replaceAll(/\W/g, "")}`);
  const ran = await runHere([
    ...["evaluate", at("photos"), "--labels", at(list), "--predictions", at(predictions)],
    ...["--out", out, "--json", "-", ...more],
  ]);
  const result: EvaluationResult | null =
    ran.out.startsWith("{\n") || ran.out.startsWith("{") ? JSON.parse(ran.out) : null;
  return { ...ran, out, result };
}

const ASKED = ["--analyse", "prediction-powered"] as const;

describe("evaluate --analyse prediction-powered", () => {
  it("puts a figure of the pool beside the one of the labels, which stays as it is", async () => {
    const { result, out } = await evaluate(
      "list.csv",
      "p.csv",
      ...ASKED,
      "--claim",
      "accuracy=0.9",
    );
    expect(violationsOf("result", result)).toEqual([]);
    const own: ResultPredictionPowered | undefined = result!.analyses?.["prediction-powered"];
    const files = new Set((await rowsOf("list.csv")).map(({ file }) => file!));
    const drawn = [...files].sort().map((file) => images.get(file)!);
    const rest = [...images].filter(([file]) => !files.has(file)).map(([, one]) => one);
    const right = Float64Array.from(drawn, (one) => Number(one.truth === one.predicted));
    const sure = (of: typeof rest) => Float64Array.from(of, ({ sureness }) => sureness);
    const found = predictionPoweredInterval(right, sure(drawn), sure(rest), 0.95);
    const { low, high } = found;
    const alone = wilsonCounts(
      right.reduce((sum, one) => sum + one, 0),
      LABELS,
      Z_95,
    );
    expect(own).toMatchObject({ metric: "accuracy", n: LABELS, pool: POOL, others: POOL - LABELS });
    expect(own!.value).toBeCloseTo(found.value, 12);
    expect(own!.low).toBeCloseTo(low, 12);
    expect(own!.high).toBeCloseTo(high, 12);
    expect(own!.weight).toBeCloseTo(found.lambda, 12);
    expect(own!.alone.low).toBeCloseTo(alone.low, 12);
    expect(high - low).toBeLessThan(alone.high - alone.low);
    expect(own!.worth).toBeGreaterThan(1.2 * LABELS);

    const plain = await evaluate("list.csv", "p.csv", "--claim", "accuracy=0.9");
    expect(plain.result!.analyses?.["prediction-powered"]).toBeUndefined();
    expect(result!.estimates).toEqual(plain.result!.estimates);
    expect(result!.verdicts).toEqual(plain.result!.verdicts);

    const page = await readFile(join(out, "report.html"), "utf8");
    expect(page).toContain("From few labels and many predictions");
    expect(page).toContain("drawn at random from all of them");
    expect(page).toContain("No verdict rests on it");
    expect(page.indexOf("From few labels")).toBeGreaterThan(page.indexOf("<h1"));
  });

  it("is a line of what a terminal or a log says", async () => {
    const ran = await runHere([
      ...["evaluate", at("photos"), "--labels", at("list.csv"), "--predictions", at("p.csv")],
      ...["--out", at("said"), ...ASKED],
    ]);
    const result = JSON.parse(await readFile(at("said/result.json"), "utf8")) as EvaluationResult;
    const { value, low, high } = result.analyses!["prediction-powered"]!;
    const [figure, from, to] = [value, low, high].map((one) => (100 * one).toFixed(1));
    expect(ran.out.split("\n")).toContain(
      `${figure}% of ${POOL} images right [${from}, ${to}], by ${LABELS} labels and how sure the model is of all others.`,
    );
  });

  it("counts images that were passed over, and says so", async () => {
    await label("passed.csv", (draw) => draw % 7 !== 0);
    const { result, out } = await evaluate("passed.csv", "p.csv", ...ASKED);
    const own = result!.analyses!["prediction-powered"]!;
    expect(own).toMatchObject({ n: LABELS - 14, others: POOL - LABELS + 14, skipped: 14 });
    const page = await readFile(join(out, "report.html"), "utf8");
    expect(page).toContain("14 images were passed over in labelling");
  });

  it("takes the top of a list", async () => {
    await label("top.csv", (draw) => draw <= 60);
    const { result } = await evaluate("top.csv", "p.csv", ...ASKED);
    const own = result!.analyses!["prediction-powered"]!;
    expect(own).toMatchObject({ n: 60, others: POOL - 60, skipped: 0, without: 0 });
  });

  it.each([
    ["labels of nobody's draw", "own-labels.csv", "p.csv", [], "plan/not-random"],
    ["a list of another pool", "moved.csv", "p.csv", [], "plan/pool-changed"],
    ["too few labels", "few.csv", "p.csv", [], "analysis/needs"],
    ["predictions of labelled images alone", "list.csv", "own.csv", [], "analysis/needs"],
    ["predictions that do not say how sure", "list.csv", "unsure.csv", [], "analysis/needs"],
    ["a part of the pool", "list.csv", "p.csv", ["--where", "side=left"], "analysis/needs"],
    ["another place", "list.csv", "p.csv", ["--cluster", "side"], "analysis/needs"],
  ])("refuses %s", async (_what, list, predictions, more, code) => {
    await label("moved.csv", () => true, { pool_names: "crc32-00000000" });
    await label("few.csv", (draw) => draw <= 49);
    const rows = [...images].slice(0, 90).map(([file, { truth }]) => `${file},${truth}`);
    await writeFile(at("own-labels.csv"), ["file,label", ...rows, ""].join("\n"));
    const sides = [...images.keys()].map((file, i) => `${file},${i % 2 === 0 ? "left" : "right"}`);
    await writeFile(at("sides.csv"), ["file,side", ...sides, ""].join("\n"));
    const ran = await evaluate(
      list,
      predictions,
      ...ASKED,
      "--attributes",
      at("sides.csv"),
      ...more,
    );
    expect(ran.status).toBe(1);
    expect(`${ran.err}${ran.out}`).toContain(code);
  });
});
