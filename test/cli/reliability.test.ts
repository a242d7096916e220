import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import type { EvaluationResult } from "../../src/results/result.js";
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

describe("evaluate --analyse reliability --scores", () => {
  it("holds tables of scores against the model's own confidence: result, page, table", async () => {
    const given = ["--scores", at("ensemble.csv"), "--scores", at("half.jsonl")];
    const { status, err, out } = await evaluate("--analyse", "reliability", ...given);
    expect(status, err).toBe(0);
    const text = await readFile(join(out, "result.json"), "utf8");
    const result = JSON.parse(text) as EvaluationResult;
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

  it("are refused where nothing asks for them", async () => {
    const { status, err } = await evaluate("--scores", at("ensemble.csv"));
    expect(status).not.toBe(0);
    expect(err).toContain("usage/bad-option");
    expect(err).toContain("--analyse reliability");
  });
});
