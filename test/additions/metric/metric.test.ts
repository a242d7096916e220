import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { METRICS } from "../../../src/metrics/registry.js";
import type { TransparencyRecord } from "../../../src/records/record/record-types.js";
import type { EvaluationResult } from "../../../src/results/result.js";
import { createWords, type RecordCase, writeRecordCase } from "../../support/record-case.js";
import { runHere } from "../../support/run-here.js";
import { violationsOf } from "../../support/schema-of.js";
import { registeredById } from "../registered.js";
import { toy } from "./toy.js";

/** The one line that adds it. */
const withToy = <T>(during: () => Promise<T>) => registeredById(METRICS, toy, during);

let folder: string;
let files: RecordCase;
/** What the model gave to the true label of each image. */
let truths: readonly number[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  files = await writeRecordCase(folder, 54);
  const rows = (await readFile(files.predictions, "utf8")).trimEnd().split("\n").slice(1);
  truths = rows.map((row, i) => Number(row.split(",")[i % 2 === 0 ? 2 : 3]));
});
afterAll(() => rm(folder, { recursive: true }));

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

let runs = 0;
async function evaluate(...more: readonly string[]) {
  const out = join(folder, `out${runs++}`);
  const ran = await runHere([
    "evaluate",
    files.images,
    "--labels",
    files.labels,
    "--cluster",
    "none",
    "--predictions",
    files.predictions,
    "--out",
    out,
    ...more,
  ]);
  const read = (name: string) => readFile(join(out, name), "utf8");
  return { ...ran, read };
}

describe("a metric that is one folder and one line", () => {
  it("is unknown without the line", async () => {
    const { status, err } = await evaluate("--metric", "toy");
    expect(status).toBe(1);
    expect(err).toContain("metric/unknown");
  });

  it("stands in the result and in every report, with interval, claim, slice and bootstrap", async () => {
    const more = ["--claim", "toy=0.9", "--slice", "site", "--interval", "bca"];
    const { status, out, err, read } = await withToy(() => evaluate("--metric", "toy", ...more));
    expect(status, err).toBe(0);
    expect(out).toMatch(/toy figure/i);
    const result = JSON.parse(await read("result.json")) as EvaluationResult;
    expect(violationsOf("result", result)).toEqual([]);

    const own = result.estimates.filter(({ metric }) => metric === "toy");
    const [whole] = own;
    expect(whole).toMatchObject({ role: "headline", method: "mean-failure", n: 54, slice: null });
    expect(whole!.value).toBeCloseTo(meanOf(truths), 9);
    expect(whole!.low).toBeLessThan(whole!.value!);
    expect(whole!.high).toBeGreaterThan(whole!.value!);

    const drawn = own.find(({ method }) => method === "bca")!;
    expect(drawn.value).toBe(whole!.value);
    expect(drawn.low).toBeLessThan(drawn.high!);

    const site = own.find(({ slice }) => slice?.value === "s1")!;
    const atSite = truths.filter((_, i) => i % 3 === 1);
    expect(site.value).toBeCloseTo(meanOf(atSite), 9);

    const [verdict] = result.verdicts;
    expect(verdict).toMatchObject({ metric: "toy", verdict: "fails", claim: { value: 0.9 } });

    for (const report of ["report.html", "report.md", "report.tex"]) {
      expect(await read(report), report).toContain("oy figure");
    }
    expect(await read("report.html")).toContain(
      "the mean probability of the true label over images",
    );
    expect(await read("tables/estimates.csv")).toMatch(/^toy,headline,/m);
    expect(await read("tables/slices.csv")).toMatch(/,toy,/);
    expect(await read("tables/verdicts.csv")).toMatch(/^toy,claim,0\.9,/m);
  });

  it("is read under its other name, and resampled as a mean", async () => {
    const { status, err, read } = await withToy(() =>
      evaluate("--claim", "Truth Probability: 20 %", "--interval", "bootstrap-t"),
    );
    expect(status, err).toBe(0);
    const result = JSON.parse(await read("result.json")) as EvaluationResult;
    expect(result.verdicts[0]).toMatchObject({ metric: "toy", verdict: "holds" });
    expect(result.estimates.some(({ method }) => method === "bootstrap-t")).toBe(true);
  });

  it("is a figure of a record, which verifies", async () => {
    const out = join(folder, "record");
    await withToy(async () => {
      const made = await runHere(createWords(files, out, "--metric", "toy"));
      expect(made.status, made.err).toBe(0);
      const text = await readFile(join(out, "record.json"), "utf8");
      const { claims } = JSON.parse(text) as TransparencyRecord;
      const claim = claims.find(({ metric }) => metric === "toy");
      expect(claim?.value).toBeCloseTo(meanOf(truths), 9);
      const verified = await runHere(["record", "verify", out, "--images", files.images]);
      expect(verified.status, verified.out + verified.err).toBe(0);
    });
  });
});
