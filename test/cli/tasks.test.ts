import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { schemaViolations } from "../support/json-schema.js";
import { runHere } from "../support/run-here.js";

const SCHEMA = join(import.meta.dirname, "../../schemas/result.schema.json");

let folder: string;
let runs = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Evaluates tables given as text; every result must be of the published schema. */
async function evaluate(
  labels: string,
  predictions: string,
  ...more: string[]
): Promise<EvaluationResult> {
  const at = join(folder, String(runs++));
  await mkdir(at);
  await writeFile(join(at, "labels.csv"), labels);
  await writeFile(join(at, "p.csv"), predictions);
  const said = await runHere([
    "evaluate",
    join(folder, "photos"),
    "--labels",
    join(at, "labels.csv"),
    "--predictions",
    join(at, "p.csv"),
    "--json",
    "-",
    ...more,
    ...(more.includes("--out") ? [] : ["--out", join(at, "out")]),
  ]);
  if (said.status !== 0) throw new Error(said.err);
  const result = JSON.parse(said.out) as EvaluationResult;
  const schema = JSON.parse(await readFile(SCHEMA, "utf8")) as unknown;
  expect(schemaViolations(schema, result)).toEqual([]);
  const { images, scored, listed } = result.inputs;
  expect(images).toBe(scored + listed.length);
  return result;
}

const value = (result: EvaluationResult, metric: string) =>
  result.estimates.find((one) => one.metric === metric && one.slice === null)?.value;

const table = (header: string, rows: readonly string[]): string =>
  `${[header, ...rows].join("\n")}\n`;

describe("anomaly", () => {
  const labels = table("file,label", ["a.png,good", "b.png,scratch", "c.png,good", "d.png,dent"]);
  const scores = table("file,score", ["a.png,-3", "b.png,12.5", "c.png,4", "d.png,4"]);

  it("takes one raw score an image, any scale, and all labels but the good one as anomalous", async () => {
    const result = await evaluate(labels, scores, "--task", "anomaly");
    expect(value(result, "roc-auc")).toBeCloseTo((1 + 1 + 1 + 0.5) / 4, 12);
    expect(result.confusion).toBeNull();
  });

  it("takes the label that --positive names against all others", async () => {
    const result = await evaluate(labels, scores, "--task", "anomaly", "--positive", "dent");
    expect(value(result, "roc-auc")).toBeCloseTo((1 + 0 + 0.5) / 3, 12);
  });

  it("asks which label is the anomaly where that is not clear", async () => {
    const unclear = table("file,label", ["a.png,red", "b.png,blue"]);
    await expect(evaluate(unclear, scores, "--task", "anomaly")).rejects.toThrow(
      "labels/no-positive",
    );
  });
});

describe("multilabel", () => {
  const labels = table("file,label", ["a.png,deer|fox", "b.png,fox", "c.png,deer", "d.png,fox"]);
  const scores = table("file,p_deer,p_fox", [
    "a.png,0.9,0.2",
    "b.png,0.1,0.8",
    "c.png,0.6,0.7",
    "d.png,0.2,0.3",
  ]);

  it("scores sets of labels at a threshold, and says which", async () => {
    const result = await evaluate(labels, scores, "--task", "multilabel");
    // deer: 2 found, none wrong; fox: 1 found of 3, 1 wrong
    expect(value(result, "f1{average=micro}")).toBeCloseTo((2 * 3) / (2 * 3 + 1 + 2), 12);
    expect(result.inputs.notes.map(({ code }) => code)).toContain("threshold/default");
  });

  it("takes the threshold that is given", async () => {
    const result = await evaluate(labels, scores, "--task", "multilabel", "--threshold", "0.25");
    expect(value(result, "f1{average=micro}")).toBeCloseTo((2 * 4) / (2 * 4 + 1 + 1), 12);
    expect(result.inputs.notes.map(({ code }) => code)).not.toContain("threshold/default");
  });
});

describe("sequences as units", () => {
  const names = Array.from({ length: 12 }, (_, i) => `${10 + i}.png`);
  const labels = table(
    "file,label,sequence",
    names.map((name, i) => `${name},${i < 6 ? "deer" : "fox"},s${Math.floor(i / 3)}`),
  );
  // One image in three is answered wrong: every sequence has a majority that is right.
  const scores = table(
    "file,p_deer,p_fox",
    names.map((name, i) => {
      const right = i % 3 === 0 ? 0.4 : 0.9;
      return `${name},${i < 6 ? right : 1 - right},${i < 6 ? 1 - right : right}`;
    }),
  );

  it.each(["max", "mean", "vote"])("are right together by %s", async (rule) => {
    const result = await evaluate(labels, scores, "--unit", "sequence", "--aggregate", rule);
    expect(result).toMatchObject({ unit: "sequence", inputs: { images: 12, scored: 12 } });
    expect(result.estimates[0]).toMatchObject({ metric: "accuracy", value: 1, n: 4 });
  });

  it("are clusters where the image is the unit", async () => {
    const result = await evaluate(labels, scores);
    expect(result.estimates[0]).toMatchObject({ value: 8 / 12, n: 12, clusters: 4 });
  });
});

describe("answers without scores", () => {
  it("do not need a map for a label that was never answered", async () => {
    const labels = table("file,label", ["a.png,deer", "b.png,fox", "c.png,fox"]);
    const answers = table("file,predicted", ["a.png,deer", "b.png,deer", "c.png,deer"]);
    const result = await evaluate(labels, answers);
    expect(value(result, "accuracy")).toBeCloseTo(1 / 3, 12);
    expect(result.confusion?.labels).toEqual(["deer", "fox"]);
  });
});

describe("intervals on request", () => {
  const names = Array.from({ length: 80 }, (_, i) => `${100 + i}.png`);
  const labels = table(
    "file,label",
    names.map((name) => `${name},deer`),
  );
  const answers = table(
    "file,predicted",
    names.map((name, i) => `${name},${i < 60 ? "deer" : "fox"}`),
  );

  it("by resampling stand beside the default ones", async () => {
    const result = await evaluate(labels, answers, "--interval", "percentile");
    const methods = result.estimates
      .filter(({ metric }) => metric === "accuracy")
      .map(({ method }) => method);
    expect(methods).toEqual(["wilson", "percentile"]);
  });

  it("are left out with none", async () => {
    const result = await evaluate(labels, answers, "--interval", "none");
    expect(result.estimates[0]).toMatchObject({ value: 0.75, low: null, high: null });
    for (const { low, high, method } of result.estimates) {
      expect({ low, high, method }).toEqual({ low: null, high: null, method: "none" });
    }
  });

  it("are not spoken of where they were left out, of parts neither", async () => {
    const out = join(folder, "no-ranges");
    const bySite = table(
      "file,label,site",
      names.map((name, i) => `${name},deer,${i % 2 === 0 ? "north" : "south"}`),
    );
    const text = async (...more: string[]) => {
      await evaluate(bySite, answers, "--slice", "site", "--out", out, ...more);
      return readFile(join(out, "report.md"), "utf8");
    };
    expect(await text()).toContain("The ranges hold all together");
    const without = await text("--interval", "none");
    expect(without).toContain("Ranges were left out, as asked");
    expect(without).not.toMatch(/hold (all )?together/);
  });

  it("decide at any look with --anytime, where the metric allows it", async () => {
    const claim = ["--claim", "accuracy=0.98", "--anytime"];
    const result = await evaluate(labels, answers, ...claim);
    expect(result.verdicts).toMatchObject([{ mode: "anytime", verdict: "fails" }]);
    const { anytime } = result.verdicts[0]!;
    expect(result.inputs.notes).toContainEqual({
      file: "",
      code: "verdict/look-order",
      what: "the images were taken in an order drawn at random from the seed 1",
    });
    expect(anytime).toMatchObject({ value: 0.75, of: "units" });
    expect(anytime!.low).toBeLessThan(0.75);
    expect(anytime!.high).toBeGreaterThan(0.75);
    // In the order of the file the first wrong answer is the 61st: no capital against the claim
    // grows before. A drawn order has them everywhere.
    expect(anytime!.decidedAt).toBeLessThan(60);
    const byFile = await evaluate(labels, answers, ...claim, "--order", "file");
    expect(byFile.verdicts[0]!.anytime!.decidedAt).toBeGreaterThan(60);
    expect(byFile.verdicts[0]!.anytime!.decidedAt).toBeLessThanOrEqual(80);
    const [fixed] = (await evaluate(labels, answers, "--claim", "accuracy=0.98")).verdicts;
    expect(fixed).not.toHaveProperty("anytime");
    const macro = await evaluate(labels, answers, "--claim", "f1{average=macro}=0.9", "--anytime");
    expect(macro.verdicts).toMatchObject([
      { verdict: "cannot-tell", reason: "verdict/anytime-unavailable", anytime: null },
    ]);
  });
});

describe("a claim that was judged before", () => {
  const names = Array.from({ length: 60 }, (_, i) => `${100 + i}.png`);
  const answers = table(
    "file,predicted",
    names.map((name, i) => `${name},${i % 5 === 0 ? "fox" : "deer"}`),
  );
  const labels = (n: number) =>
    table(
      "file,label",
      names.slice(0, n).map((name) => `${name},deer`),
    );

  it("is warned of when labels were added, and not when the same run is made again", async () => {
    const out = ["--out", join(folder, "looks"), "--claim", "accuracy=0.9@180/200"];
    const look = async (n: number) => {
      const [verdict] = (await evaluate(labels(n), answers, ...out)).verdicts;
      return [verdict?.warnings, verdict?.level];
    };
    expect(await look(40)).toEqual([[], 0.95]);
    expect(await look(40)).toEqual([[], 0.95]);
    expect(await look(60)).toEqual([["interval/looked-before"], 0.99]);
    // The same further look again must not become a first one.
    expect(await look(60)).toEqual([["interval/looked-before"], 0.99]);
  });
});

describe("another site", () => {
  // METHODS §1.4 no. 4: 20 cameras of 40 images; METHODS-2 A7: against .85 P .338 with S 0, .0241 with S .7.
  const right = [36, 38, 30, 39, 40, 35, 28, 37, 36, 40, 33, 39, 38, 36, 31, 37, 40, 34, 38, 36];
  const images = right.flatMap((hits, camera) =>
    Array.from({ length: 40 }, (_, i) => ({ name: `${camera}-${i}.png`, camera, hit: i < hits })),
  );
  const labels = table(
    "file,label,camera",
    images.map(({ name, camera }) => `${name},deer,c${camera}`),
  );
  const answers = table(
    "file,predicted",
    images.map(({ name, hit }) => `${name},${hit ? "deer" : "fox"}`),
  );
  const asked = ["--cluster", "camera", "--claim", "accuracy=0.9"];

  it("holds unless more than a share of sites are of an unseen kind", async () => {
    const { verdicts } = await evaluate(labels, answers, ...asked);
    const [verdict] = verdicts;
    expect(verdict).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/unseen-clusters",
      moreClusters: 43,
      unseenKind: { verdict: "holds", score: 0 },
    });
    expect(verdict?.unseenKind?.share).toBeCloseTo((0.85427465 - 0.85) / 0.85427465, 8);
    expect(verdict).not.toHaveProperty("worstSite");
  });

  it("holds where no site scores below what was stated, and the result says so", async () => {
    const stated = await evaluate(labels, answers, ...asked, "--worst-site", "70 %");
    expect(stated.verdicts).toMatchObject([{ verdict: "holds", worstSite: 0.7 }]);
    const all = await evaluate(labels, answers, ...asked, "--worst-site", "0.85");
    expect(all.verdicts).toMatchObject([{ reason: "verdict/worst-site", worstSite: 0.85 }]);
  });

  it("has to be asked about before a worst site has a meaning", async () => {
    const run = (...more: string[]) => evaluate(labels, answers, ...more);
    await expect(run("--worst-site", "0.5")).rejects.toThrow("usage/bad-option");
    await expect(run(...asked, "--worst-site", "50")).rejects.toThrow("from 0 to 1");
    await expect(run(...asked, "--worst-site", "-0.1")).rejects.toThrow("from 0 to 1");
    await expect(run(...asked, "--worst-site", "low")).rejects.toThrow("from 0 to 1");
    await expect(run(...asked, "--anytime", "--worst-site", "0.5")).rejects.toThrow(
      "usage/bad-option",
    );
  });
});

describe("another run's result as a claim", () => {
  it("splits the gap by class into terms that add up", async () => {
    const labels = (deer: number, fox: number): string =>
      table("file,label", [
        ...Array.from({ length: deer }, (_, i) => `d${i}.png,deer`),
        ...Array.from({ length: fox }, (_, i) => `f${i}.png,fox`),
      ]);
    const answers = (deer: number, deerRight: number, fox: number, foxRight: number): string =>
      table("file,predicted", [
        ...Array.from({ length: deer }, (_, i) => `d${i}.png,${i < deerRight ? "deer" : "fox"}`),
        ...Array.from({ length: fox }, (_, i) => `f${i}.png,${i < foxRight ? "fox" : "deer"}`),
      ]);
    await evaluate(labels(60, 20), answers(60, 57, 20, 16));
    const claim = join(folder, String(runs - 1), "out/result.json");
    const result = await evaluate(labels(20, 60), answers(20, 18, 60, 30), "--claim", claim);
    expect(result.verdicts).toMatchObject([{ metric: "accuracy", verdict: "fails" }]);
    const whole = result.gap?.terms.filter((term) => term.class === undefined) ?? [];
    const sum = whole.reduce((total, term) => total + term.value, 0);
    expect(sum).toBeCloseTo(73 / 80 - 48 / 80, 12);
    expect(result.gap?.value).toBeCloseTo(sum, 12);
    // Shares 3/4, 1/4 against 1/4, 3/4; rates 0.95, 0.8 against 0.9, 0.5.
    const mix = 0.5 * ((0.95 + 0.9) / 2) - 0.5 * ((0.8 + 0.5) / 2);
    expect(whole.find(({ term }) => term === "class-mix")?.value).toBeCloseTo(mix, 12);
  });
});
