import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { cardText } from "../support/card-writer.js";
import { schemaViolations } from "../support/json-schema.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const SCHEMA = join(import.meta.dirname, "../../schemas/result.schema.json");

let folder: string;
let runs = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
});
afterAll(() => rm(folder, { recursive: true }));

interface Said {
  readonly result: EvaluationResult;
  readonly out: string;
  readonly status: number;
  /** A file of the outputs. */
  file(name: string): Promise<string>;
}

/** Evaluates tables given as text; every result must be of the published schema. */
async function evaluate(labels: string, predictions: string, ...more: string[]): Promise<Said> {
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
    "--out",
    join(at, "out"),
    ...more,
  ]);
  if (said.status !== 0 && !more.includes("--gate")) throw new Error(said.err);
  const file = (name: string) => readFile(join(at, "out", name), "utf8");
  const result = JSON.parse(await file("result.json")) as EvaluationResult;
  const schema = JSON.parse(await readFile(SCHEMA, "utf8")) as unknown;
  expect(schemaViolations(schema, result)).toEqual([]);
  return { result, out: said.out, status: said.status, file };
}

const table = (header: string, rows: readonly string[]): string =>
  `${[header, ...rows].join("\n")}\n`;
const name = (i: number): string => `${String(i).padStart(4, "0")}.png`;

/** n images, of which the last `silent` have no row in the predictions and the first `wrong` are wrong. */
function shares(n: number, silent: number, wrong = 0) {
  const truth = (i: number): string => (i % 2 === 0 ? "fox" : "deer");
  const rows = Array.from({ length: n }, (_, i) => i);
  return {
    labels: table(
      "file,label",
      rows.map((i) => `${name(i)},${truth(i)}`),
    ),
    predictions: table(
      "file,predicted",
      rows.slice(0, n - silent).map((i) => `${name(i)},${truth(i + Number(i < wrong))}`),
    ),
  };
}

describe("images without an answer", () => {
  it("leave 280 of 280 open where 120 of 400 were not answered (METHODS-2 A3)", async () => {
    const { labels, predictions } = shares(400, 120);
    const claim = ["--claim", "accuracy=0.95@950/1000", "--tolerance", "0.05"];
    const { result, out, file, status } = await evaluate(labels, predictions, ...claim, "--gate");
    const [verdict] = result.verdicts;
    expect(verdict).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/unanswered",
      moreLabels: null,
      moreClusters: null,
    });
    const { worst, best, ...rest } = verdict!.unanswered!;
    expect(rest).toEqual({
      n: 120,
      countedAs: "unknown",
      holdsIfAllWrong: false,
      failsIfAllRight: false,
    });
    expect(worst).toMatchObject({ value: 0.7, n: 400 });
    expect(worst!.low).toBeCloseTo(0.653362754, 9);
    expect(worst!.high).toBeCloseTo(0.742832328, 9);
    expect(best).toMatchObject({ value: 1, high: 1, n: 400 });
    expect(best!.low).toBeCloseTo(0.990487706, 9);

    // The figure stays that of the answered, and says that others are missing.
    expect(result.estimates[0]).toMatchObject({ metric: "accuracy", value: 1, n: 280 });
    expect(result.estimates[0]!.warnings).toContain("run/unanswered");
    expect(result.inputs).toMatchObject({ images: 400, scored: 280, unanswered: 120 });
    expect(status).toBe(4);

    const bounds = "120 images have no answer; they could turn it.";
    const figures = ["70.0% [65.3, 74.3]", "100.0% [99.0, 100.0]"];
    for (const text of [out, await file("report.html"), await file("report.md")]) {
      const flat = text.replace(/\\/g, "").replace(/\s+/g, " ");
      expect(flat).toContain(bounds);
      for (const figure of figures) expect(flat).toContain(figure);
    }
    expect(out).not.toContain("may even be better");
    expect(out).toContain("warning run/unanswered: 120 images have no answer");
    const latex = (await file("report.tex")).replace(/\s+/g, " ");
    expect(latex).toContain(bounds);
    expect(latex).toContain("74.3");
  });

  it("leave a verdict that survives them, and say that it does", async () => {
    const { labels, predictions } = shares(1000, 10);
    const claim = ["--claim", "accuracy=0.95@950/1000", "--tolerance", "0.05"];
    const { result, out } = await evaluate(labels, predictions, ...claim);
    expect(result.verdicts[0]).toMatchObject({
      verdict: "holds",
      reason: null,
      unanswered: { n: 10, holdsIfAllWrong: true, failsIfAllRight: false },
    });
    expect(out.replace(/\s+/g, " ")).toContain(
      "10 images have no answer. It holds even if all of them are wrong: 99.0%",
    );
  });

  it("leave fails open where they could all be right", async () => {
    const claim = ["--claim", "accuracy=0.9@900/1000", "--tolerance", "0.05"];
    const few = shares(400, 20, 120);
    const many = shares(400, 200, 60);
    const fails = await evaluate(few.labels, few.predictions, ...claim);
    expect(fails.result.verdicts[0]).toMatchObject({
      verdict: "fails",
      unanswered: { failsIfAllRight: true, best: { value: 0.7 } },
    });
    expect(fails.out.replace(/\s+/g, " ")).toContain(
      "It fails even if all of them are right: 70.0%",
    );
    const open = await evaluate(many.labels, many.predictions, ...claim);
    expect(open.result.verdicts[0]).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/unanswered",
      unanswered: { n: 200, failsIfAllRight: false, best: { value: 0.85 } },
    });
  });

  it("change nothing where every image has one", async () => {
    const { labels, predictions } = shares(400, 0);
    const { result } = await evaluate(labels, predictions, "--claim", "accuracy=0.95@950/1000");
    expect(result.verdicts[0]!.verdict).toBe("holds");
    expect(result.verdicts[0]).not.toHaveProperty("unanswered");
    expect(result.inputs).not.toHaveProperty("unanswered");
    expect(result.estimates[0]!.warnings).not.toContain("run/unanswered");
  });

  it("are no images without a label, of a label set aside, or not drawn into a sample", async () => {
    const { labels, predictions } = shares(400, 0);
    const more = `${labels}nobody.png,\n`;
    const { result } = await evaluate(more, predictions, "--sample", "200");
    expect(result.inputs.listed).toHaveLength(201);
    expect(result.inputs).not.toHaveProperty("unanswered");
  });

  it("are files too that the labels name and that are not there, and pictures that cannot be read", async () => {
    const at = join(folder, "model");
    await mkdir(join(at, "photos"), { recursive: true });
    const rows = Array.from({ length: 100 }, (_, i) => i);
    for (const i of rows.slice(0, 60)) {
      const colour = i % 2 === 0 ? ([200, i, 20] as const) : ([20, 200, i] as const);
      const bytes = plainPng(8, 8, colour);
      await writeFile(join(at, "photos", name(i)), i < 58 ? bytes : bytes.subarray(0, 20));
    }
    const lines = rows.map((i) => `${name(i)},${i % 2 === 0 ? "red" : "green"}`);
    await writeFile(join(at, "labels.csv"), table("file,label", lines));
    const model = meanColourClassifier();
    await writeFile(join(at, "model.onnx"), model);
    await writeFile(join(at, "model.json"), cardText(model));
    const args = [
      "evaluate",
      join(at, "photos"),
      "--labels",
      join(at, "labels.csv"),
      "--no-sanity",
      "--model",
      join(at, "model.onnx"),
      "--engine",
      "wasm",
      "--threads",
      "1",
      "--require",
      "accuracy>=0.8",
      "--gate",
      "--out",
      join(at, "out"),
    ];
    expect((await runHere(args)).status).toBe(4);
    const text = await readFile(join(at, "out", "result.json"), "utf8");
    const { inputs, verdicts } = JSON.parse(text) as EvaluationResult;
    expect(inputs).toMatchObject({ images: 100, scored: 58, unanswered: 42 });
    const codes = new Set(inputs.listed.map(({ code }) => code));
    expect([...codes].sort()).toEqual(["missing-file", "unreadable"]);
    expect(verdicts[0]).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/unanswered",
      unanswered: { n: 42, worst: { value: 0.58, n: 100 }, best: { value: 1, n: 100 } },
    });
    // Looked at as it goes, missing files come first in the order.
    const looked = await runHere([...args, "--anytime"]);
    expect(looked.status).toBe(4);
  });

  it("count as errors where silence is one", async () => {
    const { labels, predictions } = shares(400, 120);
    const claim = ["--claim", "accuracy=0.95@950/1000", "--tolerance", "0.05"];
    const { result, out } = await evaluate(labels, predictions, ...claim, "--unanswered", "wrong");
    expect(result.estimates[0]).toMatchObject({ metric: "accuracy", value: 0.7, n: 400 });
    expect(result.estimates[0]!.low).toBeCloseTo(0.653362754, 9);
    expect(result.estimates[0]!.warnings).toContain("run/unanswered-wrong");
    expect(result.verdicts[0]).toMatchObject({
      verdict: "fails",
      reason: null,
      unanswered: { n: 120, countedAs: "wrong", holdsIfAllWrong: false, failsIfAllRight: null },
    });
    expect(out.replace(/\s+/g, " ")).toContain(
      "120 images have no answer and count as wrong, as was asked.",
    );
  });

  it("are the figure of a range by resampling too, where silence is an error", async () => {
    const { labels, predictions } = shares(400, 120);
    const asked = ["--unanswered", "wrong", "--interval", "percentile", "--replicates", "200"];
    const { result } = await evaluate(labels, predictions, ...asked);
    const found = result.estimates.find(({ method }) => method === "percentile");
    expect(found).toMatchObject({ metric: "accuracy", value: 0.7, n: 400 });
  });

  it("are asked of an evaluation, not of a record", async () => {
    const { labels, predictions } = shares(40, 4);
    const at = join(folder, "record");
    await mkdir(at);
    await writeFile(join(at, "labels.csv"), labels);
    await writeFile(join(at, "p.csv"), predictions);
    const args = [
      "record",
      "create",
      join(folder, "photos"),
      "--labels",
      join(at, "labels.csv"),
      "--predictions",
      join(at, "p.csv"),
      "--out",
      join(at, "out"),
      "--images",
      "withhold",
    ];
    const refused = await runHere([...args, "--unanswered", "wrong"]);
    expect(refused.status).toBe(2);
    expect(refused.err).toContain("usage/bad-option");
    // What the model answered is stated, and recomputed from the record alone.
    expect((await runHere(args)).err).not.toContain("internal/bug");
    const verified = await runHere(["record", "verify", join(at, "out")]);
    expect(verified.status).toBe(0);
    const record = await readFile(join(at, "out", "record.json"), "utf8");
    expect(record).not.toContain("run/unanswered");
  });

  it("belong to their clusters", async () => {
    const rows = Array.from({ length: 400 }, (_, i) => i);
    const labels = table(
      "file,label,site",
      rows.map((i) => `${name(i)},${i % 2 === 0 ? "fox" : "deer"},s${Math.floor(i / 20)}`),
    );
    const { predictions } = shares(400, 60);
    const { result } = await evaluate(
      ...([labels, predictions, "--cluster", "site", "--require", "accuracy>=0.6"] as const),
    );
    const { unanswered } = result.verdicts[0]!;
    // Three whole sites are silent: of 20, 17 are answered.
    expect(result.estimates[0]).toMatchObject({ clusters: 17, value: 1 });
    expect(unanswered).toMatchObject({ n: 60, worst: { value: 0.85, n: 400 }, best: { value: 1 } });
    const every = shares(400, 0, 60);
    const asked = await evaluate(
      labels.replace(/\b(\d{4})\.png/g, (_all, digits: string) => name(399 - Number(digits))),
      every.predictions.replace(/\b(\d{4})\.png/g, (_all, digits: string) =>
        name(399 - Number(digits)),
      ),
      "--cluster",
      "site",
      "--require",
      "accuracy>=0.6",
    );
    const whole = asked.result.estimates[0]!;
    expect(whole.value).toBe(0.85);
    expect(unanswered!.worst!.low).toBeCloseTo(whole.low!, 12);
    expect(unanswered!.worst!.high).toBeCloseTo(whole.high!, 12);
  });

  it("are open in a verdict at any look too", async () => {
    const { labels, predictions } = shares(2000, 600);
    const claim = ["--require", "accuracy>=0.8", "--anytime"];
    const { result } = await evaluate(labels, predictions, ...claim);
    expect(result.verdicts[0]).toMatchObject({
      mode: "anytime",
      verdict: "cannot-tell",
      reason: "verdict/unanswered",
      unanswered: { n: 600, holdsIfAllWrong: false, worst: { value: 0.7 } },
    });
    const few = shares(2000, 20);
    const held = await evaluate(few.labels, few.predictions, ...claim);
    expect(held.result.verdicts[0]).toMatchObject({
      mode: "anytime",
      verdict: "holds",
      unanswered: { n: 20, holdsIfAllWrong: true },
    });
  });

  it("leave open a figure that has no worst", async () => {
    const rows = Array.from({ length: 300 }, (_, i) => i);
    const labels = table(
      "file,label",
      rows.map((i) => `${name(i)},${i % 2 === 0 ? "fox" : "deer"}`),
    );
    const predictions = table(
      "file,p_deer,p_fox",
      rows.slice(1).map((i) => `${name(i)},${i % 2 === 0 ? "0.1,0.9" : "0.8,0.2"}`),
    );
    const { result, out } = await evaluate(labels, predictions, "--require", "log-loss<=1");
    expect(result.verdicts[0]).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/unanswered",
      unanswered: { n: 1, holdsIfAllWrong: null, failsIfAllRight: null, worst: null, best: null },
    });
    expect(out.replace(/\s+/g, " ")).toContain("1 image has no answer; they could turn it.");
  });

  it("turn several labels and anomalies too", async () => {
    const rows = Array.from({ length: 300 }, (_, i) => i);
    const labels = table(
      "file,label",
      rows.map((i) => `${name(i)},${["deer", "deer|fox", "fox"][i % 3]}`),
    );
    const scores = ["0.9,0.1", "0.8,0.7", "0.2,0.9"];
    const predictions = table(
      "file,p_deer,p_fox",
      rows.slice(0, 200).map((i) => `${name(i)},${scores[i % 3]}`),
    );
    const asked = ["--task", "multilabel", "--require", "recall{class=fox}>=0.9"];
    const several = await evaluate(labels, predictions, ...asked);
    expect(several.result.verdicts[0]).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/unanswered",
      unanswered: { n: 100, worst: { n: 200 }, best: { value: 1 } },
    });

    const parts = table(
      "file,label",
      rows.map((i) => `${name(i)},${i % 2 === 0 ? "good" : "scratch"}`),
    );
    const found = table(
      "file,score",
      rows.slice(0, 240).map((i) => `${name(i)},${i % 2 === 0 ? i / 1000 : 5 + i / 1000}`),
    );
    const anomaly = await evaluate(
      ...([parts, found, "--task", "anomaly", "--require", "roc-auc>=0.9"] as const),
    );
    expect(anomaly.result.verdicts[0]).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/unanswered",
      unanswered: { n: 60, best: { value: 1 } },
    });
    // 120 of each, and 30 of each that lose to all: (120 · 120) / (150 · 150).
    expect(anomaly.result.verdicts[0]!.unanswered!.worst!.value).toBeCloseTo(0.64, 12);
  });

  it("make a whole sequence unknown, whatever its other images say", async () => {
    const rows = Array.from({ length: 400 }, (_, i) => i);
    const labels = table(
      "file,label,sequence",
      rows.map((i) => `${name(i)},fox,q${Math.floor(i / 2)}`),
    );
    // One image of each of 20 sequences is silent; all others are right.
    const predictions = table(
      "file,predicted",
      rows
        .filter((i) => i >= 40 || i % 2 === 1)
        .map((i) => `${name(i)},${i === 399 ? "deer" : "fox"}`),
    );
    const asked = ["--unit", "sequence", "--aggregate", "vote", "--require", "accuracy>=0.5"];
    const { result } = await evaluate(labels, predictions, ...asked);
    expect(result.estimates[0]).toMatchObject({ n: 200, unit: "sequence" });
    expect(result.verdicts[0]!.unanswered).toMatchObject({
      n: 20,
      holdsIfAllWrong: true,
      worst: { n: 200 },
      best: { n: 200 },
    });
    const { worst, best } = result.verdicts[0]!.unanswered!;
    expect(best!.value - worst!.value).toBeCloseTo(0.1, 12);
  });
});
