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

const CAMERAS = ["A", "B", "C", "D", "E", "F"];
const LABELS = ["empty", "fox", "deer"];

let folder: string;
const at = (path: string): string => join(folder, path);
const two = (n: number): string => String(n).padStart(2, "0");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(at("photos"));
  const random = createRandom(3, 1);
  const labels = ["file,label,camera,datetime"];
  const answers = ["file,p_empty,p_fox,p_deer"];
  for (let i = 0; i < 180; i++) {
    const file = `${1000 + i}.png`;
    await writeFile(at(`photos/${file}`), plainPng(2, 2, [90, 90, 90]));
    const truth = random.below(3);
    const said = random.uniform() < 0.85 ? truth : random.below(3);
    const time = `2026-05-${two(1 + random.below(10))} ${two(random.below(24))}:00:00`;
    labels.push(`${file},${LABELS[truth]},${CAMERAS[i % 6]},${time}`);
    answers.push(`${file},${[0, 1, 2].map((k) => (k === said ? 0.8 : 0.1)).join(",")}`);
  }
  const rows = CAMERAS.map((camera) => `${camera},2026-05-01,2026-05-10`);
  await writeFile(at("labels.csv"), `${labels.join("\n")}\n`);
  await writeFile(at("answers.csv"), `${answers.join("\n")}\n`);
  await writeFile(at("cameras.csv"), `camera,start,end\n${rows.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

let runs = 0;
async function evaluate(...more: string[]) {
  const out = at(`out${runs++}`);
  const words = ["--labels", at("labels.csv"), "--predictions", at("answers.csv")];
  const ran = await runHere(["evaluate", at("photos"), ...words, "--out", out, ...more]);
  return { ...ran, out };
}

async function resultAt(out: string): Promise<EvaluationResult> {
  return JSON.parse(await readFile(join(out, "result.json"), "utf8")) as EvaluationResult;
}

const ALL = [
  "--positive",
  "fox",
  "--prevalence",
  "0.05",
  "--cost-miss",
  "20",
  "--cost-false-alarm",
  "1",
];

describe("evaluate --analyse application", () => {
  it("tells what answers lead to: result.json, the page, Markdown, tables, the terminal", async () => {
    const ran = await evaluate(
      "--analyse",
      "application",
      "--deployments",
      at("cameras.csv"),
      ...ALL,
    );
    expect(ran.status, ran.err).toBe(0);
    const result = await resultAt(ran.out);
    expect(violationsOf("result", result)).toEqual([]);
    const found = result.analyses!.application!;
    expect(found).toMatchObject({
      label: "fox",
      prevalence: 0.05,
      costs: { miss: 20, falseAlarm: 1 },
      gapMinutes: 30,
      sampling: { attribute: "camera", groups: 6 },
      deployments: { cameras: 6, withImages: 6, nights: 54, outside: 0, unlisted: 0 },
    });
    const figures = new Set(found.figures.map(({ figure }) => figure));
    for (const figure of [
      "kept-animals",
      "trap-rate",
      "chao1",
      "occupancy",
      "ppv",
      "net-benefit",
      "cost",
    ]) {
      expect(figures).toContain(figure);
    }
    for (const { low, high, truth, difference } of found.figures) {
      if (low !== null && high !== null) expect(low).toBeLessThanOrEqual(high);
      if (difference !== null) expect(truth).not.toBeNull();
    }
    const page = await readFile(join(ran.out, "report.html"), "utf8");
    expect(page).toContain("What its answers lead to");
    expect(page).toContain("Of 1,000 images");
    const markdown = await readFile(join(ran.out, "report.md"), "utf8");
    expect(markdown).toContain("Independent events");
    expect(markdown).toContain("Net benefit by threshold");
    const table = parse(await readFile(join(ran.out, "tables/application.csv"), "utf8"), {
      columns: true,
    }) as Record<string, string>[];
    expect(table).toHaveLength(found.figures.length + found.left.length);
    expect(table.filter(({ figure }) => figure === "trap-rate")).toHaveLength(3);
    const benefit = await readFile(join(ran.out, "tables/net-benefit.csv"), "utf8");
    expect(benefit.trim().split("\n")).toHaveLength(1 + 99);
  });

  it("says on the terminal what would be lost, and why the rest cannot be had in the page", async () => {
    const { status, out, err } = await evaluate("--analyse", "application");
    expect(status, err).toBe(0);
    const run = await resultAt(at(`out${runs - 1}`));
    expect(run.analyses!.application!.left).toContainEqual({
      figure: "trap-rate",
      code: "application/no-deployments",
    });
    expect(out).toContain(at(`out${runs - 1}`));
    const page = await readFile(at(`out${runs - 1}/report.html`), "utf8");
    expect(page).toContain("would be gone");
    expect(page).toContain("Give --deployments FILE");
  });

  it("lists images and cameras that do not fit the table", async () => {
    const rows = ["A,2026-05-01,2026-05-04", "B,2026-05-01,2026-05-10", "Z,2026-05-01,2026-05-10"];
    await writeFile(at("other.csv"), `camera,start,end\n${rows.join("\n")}\n`);
    const { out } = await evaluate(
      "--analyse",
      "application",
      "--deployments",
      at("other.csv"),
      "--quiet",
    );
    const { inputs } = await resultAt(at(`out${runs - 1}`));
    const codes = inputs.notes
      .map(({ code }) => code)
      .filter((code) => code.startsWith("deployments/"));
    expect(codes.sort()).toEqual([
      "deployments/no-images",
      ...Array.from({ length: 4 }, () => "deployments/no-row"),
      "deployments/outside-period",
    ]);
    expect(out).not.toBe("");
  });

  it.each([
    [["--prevalence", "0.1"], "--prevalence"],
    [["--gap", "60"], "--gap"],
    [["--deployments", "cameras.csv"], "--deployments"],
    [["--cost-miss", "2", "--cost-false-alarm", "1"], "--cost-miss"],
    [["--analyse", "application", "--cost-miss", "2"], "--cost-miss"],
    [["--analyse", "application", "--cost-false-alarm", "2"], "--cost-false-alarm"],
    [["--analyse", "application", "--prevalence", "1.5"], "--prevalence"],
    [["--analyse", "application", "--gap", "0"], "--gap"],
  ])("refuses what nothing asks for, and half of two costs: %o", async (words, where) => {
    const { status, err } = await evaluate(...words);
    expect(status).toBe(2);
    expect(err).toContain("error usage/bad-option");
    expect(err).toContain(where);
  });

  it("refuses a table that cannot be, before anything is scored", async () => {
    await writeFile(at("wrong.csv"), "camera,start,end\nA,2026-05-04,2026-05-01\n");
    const { status, err } = await evaluate(
      ...["--analyse", "application", "--deployments", at("wrong.csv")],
    );
    expect(status).toBe(1);
    expect(err).toMatch(/^error deployments\/end-before-start: /);
    expect(err).toContain("row 1 (A)");
  });
});
