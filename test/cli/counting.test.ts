import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { schemaViolations } from "../support/json-schema.js";
import { runHere } from "../support/run-here.js";
import { schemaOf } from "../support/schema-of.js";

let folder: string;
let runs = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs `evaluate --task counting` on files given as text. */
async function run(labels: string, predictions: string, ...more: string[]) {
  const at = join(folder, String(runs++));
  await mkdir(at);
  const [labelName, predictionName] = [labels, predictions].map((text, i) => {
    const name = ["labels", "predictions"][i];
    return join(at, `${name}.${/^\s*[{[]/.test(text) ? "json" : "csv"}`);
  }) as [string, string];
  await writeFile(labelName, labels);
  await writeFile(predictionName, predictions);
  const said = await runHere([
    ...["evaluate", join(folder, "photos"), "--labels", labelName, "--task", "counting"],
    ...["--predictions", predictionName, "--out", join(at, "out"), "--json", "-"],
    ...more,
  ]);
  return { ...said, read: (path: string) => readFile(join(at, "out", path), "utf8") };
}

async function evaluate(labels: string, predictions: string, ...more: string[]) {
  const said = await run(labels, predictions, ...more);
  if (said.status !== 0) throw new Error(said.err);
  const result = JSON.parse(said.out) as EvaluationResult;
  expect(schemaViolations(schemaOf("result"), result)).toEqual([]);
  const { images, scored, listed } = result.inputs;
  expect(images).toBe(scored + listed.length);
  return { result, read: said.read };
}

const value = ({ estimates }: EvaluationResult, metric: string) =>
  estimates.find((one) => one.metric === metric && one.slice === null)?.value;

const table = (header: string, rows: readonly string[]): string =>
  `${[header, ...rows].join("\n")}\n`;

/** Truth and prediction of 60 images: off by 0, 1, 2 in turn, always too many. */
const IMAGES = Array.from({ length: 60 }, (_, i) => ({
  file: `${String(i).padStart(2, "0")}.png`,
  truth: i % 7,
  predicted: (i % 7) + (i % 3),
  site: `s${i % 5}`,
}));
const LABELS = table(
  "file,count,site",
  IMAGES.map(({ file, truth, site }) => `${file},${truth},${site}`),
);
const PREDICTIONS = table(
  "file,predicted_count",
  IMAGES.map(({ file, predicted }) => `${file},${predicted}`),
);

describe("counts of tables", () => {
  it("give errors, a verdict where less is better, parts, reports and outcomes", async () => {
    const { result, read } = await evaluate(
      LABELS,
      PREDICTIONS,
      ...["--claim", "count-mae=1.2~0.8", "--slice", "site", "--cluster", "none"],
    );
    expect(result).toMatchObject({ task: "counting", confusion: null, unit: "image" });
    expect(value(result, "count-mae")).toBeCloseTo(1, 12);
    expect(value(result, "count-bias")).toBeCloseTo(1, 12);
    expect(value(result, "count-rmse")).toBeCloseTo(Math.sqrt(5 / 3), 12);
    const sum = IMAGES.reduce((total, { truth }) => total + truth, 0);
    expect(value(result, "count-total-error")).toBeCloseTo(60 / sum, 12);
    const [verdict] = result.verdicts;
    expect(verdict).toMatchObject({ metric: "count-mae", verdict: "holds", tolerance: 0.8 });
    // 0.2 fewer than claimed is better, so it is above 0.
    expect(verdict?.difference).toBeCloseTo(0.2, 12);
    expect(result.estimates.filter(({ slice }) => slice?.attribute === "site")).toHaveLength(5);
    const page = await read("report.html");
    for (const said of ["counted 4", "mean absolute difference of the predicted and the true"]) {
      expect(page.includes(said), said).toBe(true);
    }
    expect(await read("report.md")).toContain("ypical miss");
    expect(await read("predictions.csv")).toContain("file,predicted,count\n00.png,0,0\n");
    expect((await read("outcomes.parquet")).length).toBeGreaterThan(100);
  });

  it("fail where a model misses more than is claimed", async () => {
    const { result } = await evaluate(
      LABELS,
      PREDICTIONS,
      ...["--claim", "count-mae=0.2~0.1", "--cluster", "none"],
    );
    expect(result.verdicts[0]).toMatchObject({ verdict: "fails" });
  });

  it("have sites as the units that are drawn", async () => {
    const { result } = await evaluate(LABELS, PREDICTIONS, "--cluster", "site");
    expect(result.estimates[0]).toMatchObject({ method: "t-cluster", clusters: 5 });
    expect(result.estimates.find(({ metric }) => metric === "count-ccc")).toMatchObject({
      method: "z-jackknife-cluster",
    });
  });

  it("are of each label in columns, and of rows of labels, alike", async () => {
    const wide = table("file,deer,fox", ["a.png,2,0", "b.png,0,0", "c.png,5,1"]);
    const long = table("file,species,count", [
      ...["a.png,deer,2", "b.png,,0", "c.png,fox,1", "c.png,deer,5"],
    ]);
    const said = table("file,count_deer,count_fox", ["a.png,2,1", "b.png,0,0", "c.png,3,1"]);
    for (const labels of [wide, long]) {
      const { result } = await evaluate(labels, said, "--cluster", "none");
      expect(value(result, "count-mae")).toBeCloseTo((1 + 0 + 2) / 3, 12);
      expect(value(result, "count-mae{class=deer}")).toBeCloseTo(2 / 3, 12);
      expect(value(result, "count-mae{class=fox}")).toBeCloseTo(1 / 3, 12);
      expect(value(result, "count-mae{average=macro}")).toBeCloseTo(1 / 2, 12);
    }
  });

  it("of labels are held against a number of all, either way", async () => {
    const labels = table("file,deer,fox", ["a.png,2,0", "b.png,0,0", "c.png,5,1"]);
    const total = table("file,count", ["a.png,3", "b.png,0", "c.png,6"]);
    const [first, second] = [await evaluate(labels, total), await evaluate(total, labels)];
    expect(value(first.result, "count-bias")).toBeCloseTo(1 / 3, 12);
    expect(value(second.result, "count-bias")).toBeCloseTo(-1 / 3, 12);
  });

  it("of a sequence are the most in any image, or their mean", async () => {
    const labels = table("file,count,sequence", ["a.png,1,x", "b.png,4,x", "c.png,2,y"]);
    const said = table("file,count", ["a.png,3", "b.png,2", "c.png,2"]);
    const of = async (rule: string) => {
      const words = ["--unit", "sequence", "--aggregate", rule, "--cluster", "none"];
      return value((await evaluate(labels, said, ...words)).result, "count-mae");
    };
    expect(await of("max")).toBeCloseTo((1 + 0) / 2, 12);
    expect(await of("mean")).toBeCloseTo(0, 12);
    const vote = ["--unit", "sequence", "--aggregate", "vote"];
    expect((await run(labels, said, ...vote)).err).toContain("cannot vote on a number");
  });

  it.each([
    ["-1", "counts/negative"],
    ["2.5", "counts/fraction"],
    ["three", "counts/not-a-number"],
    ["10+", "counts/not-a-number"],
    ['"1,234"', "counts/separator"],
    ["1 234", "counts/separator"],
    ["", "unlabelled"],
    ["NA", "unlabelled"],
  ])("that are none are listed with a code: %s", async (cell, code) => {
    const labels = table("file,count", ["a.png,2", `b.png,${cell}`, "c.png,5", "d.png,0"]);
    const said = table("file,count", ["a.png,2", "b.png,1", "c.png,4", "d.png,0"]);
    const { result } = await evaluate(labels, said);
    expect(result.inputs).toMatchObject({ images: 4, scored: 3 });
    expect(result.inputs.listed).toMatchObject([{ file: "b.png", code }]);
  });

  it("that contradict each other, miss a label or have none are listed", async () => {
    const said = table("file,count", ["a.png,2", "b.png,1", "c.png,4"]);
    const twice = table("file,count", ["a.png,2", "b.png,1", "b.png,3", "c.png,4"]);
    expect((await evaluate(twice, said)).result.inputs.listed).toMatchObject([
      { file: "b.png", code: "counts/two-counts" },
    ]);
    const some = table("file,deer,fox", ["a.png,2,0", "b.png,1,", "c.png,2,2"]);
    expect((await evaluate(some, said)).result.inputs.listed).toMatchObject([
      { file: "b.png", code: "counts/missing" },
    ]);
    const nameless = table("file,label,count", ["a.png,deer,2", "b.png,,3", "c.png,deer,4"]);
    expect((await evaluate(nameless, said)).result.inputs.listed).toMatchObject([
      { file: "b.png", code: "counts/no-label" },
    ]);
  });

  it("without a prediction are listed, and predictions without an image are none", async () => {
    const labels = table("file,count", ["a.png,2", "b.png,1", "c.png,4"]);
    const said = table("file,count", ["a.png,2", "b.png,many", "x.png,4", "c.png,-0.5"]);
    const { result } = await evaluate(labels, said);
    expect(result.inputs).toMatchObject({ images: 3, scored: 2 });
    expect(result.inputs.listed).toMatchObject([{ file: "b.png", code: "no-prediction" }]);
    expect(value(result, "count-mae")).toBeCloseTo((0 + 4.5) / 2, 12);
  });

  it("are refused where they are too many to hold, or two of one image are predicted", async () => {
    const labels = table("file,count", ["a.png,2", "b.png,999999999"]);
    const said = table("file,count", ["a.png,2", "b.png,4"]);
    expect((await run(labels, said)).err).toContain("error counts/too-many");
    const twice = table("file,count", ["a.png,2", "a.png,3"]);
    expect((await run(said, twice)).err).toContain("error predictions/duplicate");
    const words = table("file,label", ["a.png,deer", "b.png,fox"]);
    expect((await run(words, said)).err).toContain("error table/missing-column");
  });

  it("are looked at as often as one likes by the share that is close enough, whatever one image would say", async () => {
    const claim = ["--claim", "count-within{tolerance=1}=0.5~0.1", "--anytime"];
    const { result } = await evaluate(LABELS, PREDICTIONS, ...claim, "--cluster", "none");
    // Off by 0, 1 and 2 in turn.
    expect(value(result, "count-within{tolerance=1}")).toBeCloseTo(2 / 3, 12);
    expect(result.verdicts).toMatchObject([{ mode: "anytime", verdict: "holds" }]);
    expect(result.verdicts[0]?.anytime?.value).toBeCloseTo(2 / 3, 12);

    const some = PREDICTIONS.replace(/^00\.png.*\n/m, "");
    const open = await evaluate(LABELS, some, ...claim, "--cluster", "none");
    expect(open.result.inputs).toMatchObject({ images: 60, scored: 59 });
    const [verdict] = open.result.verdicts;
    expect(verdict?.unanswered).toMatchObject({ n: 1, worst: { n: 60 }, best: { n: 60 } });
    expect(verdict?.unanswered?.worst?.value).toBeCloseTo(39 / 60, 12);
    expect(verdict?.unanswered?.best?.value).toBeCloseTo(40 / 60, 12);
    // An error without an end has no worst.
    const error = await evaluate(LABELS, some, "--claim", "count-mae=0.8~0.8", "--cluster", "none");
    expect(error.result.verdicts[0]?.unanswered).toMatchObject({ worst: null, best: null });
  });

  it("have no better side where 0 is best: a bias is not claimed", async () => {
    const { err } = await run(LABELS, PREDICTIONS, "--claim", "count-bias=0.5~1");
    expect(err).toContain("error claim/signed");
    const { err: untold } = await run(LABELS, PREDICTIONS, "--claim", "count-mae=0.5");
    expect(untold).toContain("error claim/no-tolerance");
  });
});
