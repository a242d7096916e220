/**
 * Metrics on a million units: `npm run bench -- metrics [ROWS…]`, or `npx tsx bench/metrics.ts`.
 *
 * Data come from the generator beside the repository where that is there, whose figures are known
 * and compared; else from one here that draws data of the same shape. Files are kept in a folder of
 * the system's temporary ones. Times are processor seconds of this process, median of three runs.
 */
import { execFileSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { createLabelSet } from "../src/core/label-set.js";
import { createRandom } from "../src/core/random.js";
import { aucDifference } from "../src/metrics/auc-difference.js";
import { predictionReplicates } from "../src/metrics/bootstrap-estimates.js";
import { createEstimator } from "../src/metrics/estimators.js";
import { parseReference } from "../src/metrics/reference.js";
import { createSample } from "../src/metrics/sample.js";
import { createAnomalyOutcomes } from "../src/outcomes/anomaly.js";
import { createClassificationBuilder } from "../src/outcomes/classification.js";
import type { ClassificationOutcomes } from "../src/outcomes/classification-types.js";
import { percentileInterval } from "../src/statistics/bootstrap.js";

export interface BenchResult {
  readonly row: string;
  readonly cpuSeconds: number;
  readonly spread: readonly [least: number, most: number];
  readonly figures: Readonly<Record<string, number | readonly number[]>>;
}

const GENERATOR = join(import.meta.dirname, "../../shared/bench/gen-labels.mjs");
const FOLDER = join(tmpdir(), "homeground-bench");
const CLASSES = 50;

/** Accuracy, κ, … and each class's ratios with 2,000 replicates over the cameras. */
export function clusterReplicates(rows: number): BenchResult {
  const { truth, predicted, camera } = answerColumns(rows);
  const names = Array.from({ length: CLASSES }, (_, k) => `class_${k}`);
  const references = [
    "accuracy",
    "balanced-accuracy",
    "cohen-kappa",
    "mcc",
    "f1",
    ...names.flatMap((name) => ["f1", "precision", "recall"].map((id) => `${id}{class=${name}}`)),
  ].map((text) => parseReference(text));
  return timed(`cluster replicates, ${rows} × ${CLASSES}`, () => {
    const outcomes = answered(names, truth, predicted, camera, 2000);
    const options = { replicates: 2000, seed: 1 };
    const found = predictionReplicates(createSample(outcomes, null), references, options);
    const limits = found.map((values) => percentileInterval(values ?? new Float64Array(), 0.95));
    const of = (at: number) => {
      const interval = limits[at]?.interval;
      return interval ? [interval.low, interval.high] : [];
    };
    return { accuracy: of(0), macroF1: of(4) };
  });
}

/** 1,000 replicates of accuracy and macro-F1 over images, drawn as a table. */
export function tableReplicates(rows: number): BenchResult {
  const { truth, predicted } = pairColumns(rows);
  const names = Array.from({ length: CLASSES }, (_, k) => `class_${k}`);
  const references = ["accuracy", "f1"].map((text) => parseReference(text));
  return timed(`table replicates, ${rows} × ${CLASSES}`, () => {
    const outcomes = answered(names, truth, predicted, null, 0);
    const options = { replicates: 1000, seed: 1 };
    const found = predictionReplicates(createSample(outcomes, null), references, options);
    const limits = found.map((values) => percentileInterval(values ?? new Float64Array(), 0.95));
    const of = (at: number) => {
      const interval = limits[at]?.interval;
      return interval ? [interval.low, interval.high] : [];
    };
    return { accuracy: of(0), macroF1: of(1) };
  });
}

/** AUC and AP of two scores with their intervals, the AUCs' difference, and AUC in clusters. */
export function rankedIntervals(rows: number): BenchResult {
  const { truth, first, second, camera } = scoreColumns(rows);
  return timed(`ranked, ${rows}`, () => {
    const a = createAnomalyOutcomes({ truth, score: first.slice() });
    const b = createAnomalyOutcomes({ truth, score: second.slice() });
    const clustered = { ...a, cluster: camera, clusterCount: 2000 };
    const value = (outcomes: typeof a, metric: string) =>
      createEstimator(outcomes, parseReference(metric)).at(0.95);
    const [aucA, apA] = [value(a, "roc-auc"), value(a, "average-precision")];
    const [aucB, apB] = [value(b, "roc-auc"), value(b, "average-precision")];
    const inClusters = value(clustered, "roc-auc");
    const difference = aucDifference(truth, a.score, b.score);
    return {
      auc: aucA.value ?? Number.NaN,
      aucB: aucB.value ?? Number.NaN,
      averagePrecision: apA.value ?? Number.NaN,
      averagePrecisionB: apB.value ?? Number.NaN,
      clustered: [inClusters.low ?? Number.NaN, inClusters.high ?? Number.NaN],
      delongSeOfDifference: Math.sqrt(difference?.varianceOfDifference ?? Number.NaN),
      clusteredSe: Math.sqrt(inClusters.design?.v ?? Number.NaN),
    };
  });
}

/** Top-1, top-5, log loss and ECE of a file of logits that is read in blocks. */
export function streamedLogits(rows: number, classes = 1000): BenchResult {
  const folder = generated("logits", rows, classes);
  if (folder === null)
    return { row: "logits: no generator", cpuSeconds: 0, spread: [0, 0], figures: {} };
  const truth = Int32Array.from(readColumn(folder, "labels.u16", (b) => new Uint16Array(b)));
  const names = Array.from({ length: classes }, (_, k) => `class_${k}`);
  const block = 4096;
  return timed(`logits, ${rows} × ${classes}`, () => {
    const before = process.memoryUsage.rss();
    const builder = createClassificationBuilder({
      labels: createLabelSet(names),
      truthNames: names,
      expectedUnits: rows,
    });
    const bytes = new Uint8Array(block * classes * 4);
    const values = new Float32Array(bytes.buffer);
    const file = openSync(join(folder, "logits.f32"), "r");
    for (let row = 0; row < rows; row += block) {
      const count = Math.min(block, rows - row);
      readSync(file, bytes, 0, count * classes * 4, null);
      builder.addLogits(truth.subarray(row, row + count), values.subarray(0, count * classes));
    }
    closeSync(file);
    const outcomes = builder.finish();
    const value = (metric: string) =>
      createEstimator(outcomes, parseReference(metric)).at(0.95).value ?? Number.NaN;
    return {
      top1: value("accuracy"),
      top5: value("top-k-accuracy{k=5}"),
      logLoss: value("log-loss"),
      ece: value("ece"),
      mebibytesAbove: Math.round((process.memoryUsage.rss() - before) / 2 ** 20),
    };
  });
}

function timed(row: string, run: () => BenchResult["figures"]): BenchResult {
  const seconds: number[] = [];
  let figures: BenchResult["figures"] = {};
  for (let i = 0; i < 3; i++) {
    const before = process.cpuUsage();
    figures = run();
    const { user, system } = process.cpuUsage(before);
    seconds.push((user + system) / 1e6);
  }
  const [least = 0, median = 0, most = 0] = seconds.sort((a, b) => a - b);
  return { row, cpuSeconds: median, spread: [least, most], figures };
}

function answered(
  names: readonly string[],
  truth: Int32Array,
  predicted: Int32Array,
  cluster: Int32Array | null,
  clusterCount: number,
): ClassificationOutcomes {
  return {
    kind: "classification",
    unitCount: truth.length,
    unit: "image",
    classes: names,
    modelClassCount: names.length,
    truth,
    predicted,
    cluster,
    clusterCount,
    scores: null,
  };
}

function answerColumns(rows: number) {
  const folder = generated("csv", rows);
  if (folder === null) return drawnAnswers(rows);
  const truth = new Int32Array(rows);
  const predicted = new Int32Array(rows);
  const camera = new Int32Array(rows);
  const lines = readFileSync(join(folder, "predictions.csv"), "latin1").split("\n");
  for (let i = 0; i < rows; i++) {
    const cells = lines[i + 1]?.split(",") ?? [];
    const number = (cell: string | undefined) => Number(cell?.replace(/^.*[-_]/, ""));
    camera[i] = number(cells[2]);
    truth[i] = number(cells[3]);
    predicted[i] = number(cells[4]);
  }
  return { truth, predicted, camera };
}

function pairColumns(rows: number) {
  const folder = generated("pairs", rows);
  if (folder === null) return drawnAnswers(rows);
  const column = (name: string) =>
    Int32Array.from(readColumn(folder, name, (bytes) => new Uint16Array(bytes)));
  return { truth: column("labels.u16"), predicted: column("preds.u16") };
}

function scoreColumns(rows: number) {
  const folder = generated("scores", rows);
  if (folder === null) return drawnScores(rows);
  const score = (name: string) => readColumn(folder, name, (bytes) => new Float64Array(bytes));
  return {
    truth: readColumn(folder, "labels.u8", (bytes) => new Uint8Array(bytes)),
    first: score("score_a.f64"),
    second: score("score_b.f64"),
    camera: Int32Array.from(readColumn(folder, "camera.u16", (bytes) => new Uint16Array(bytes))),
  };
}

function readColumn<T>(folder: string, name: string, view: (bytes: ArrayBuffer) => T): T {
  const bytes = readFileSync(join(folder, name));
  return view(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** The folder of generated data; null where the generator is not beside the repository. */
function generated(what: string, rows: number, classes = CLASSES): string | null {
  if (!existsSync(GENERATOR)) return null;
  const folder = join(FOLDER, `${what}-${rows}-${classes}`);
  if (existsSync(join(folder, "meta.json"))) return folder;
  mkdirSync(folder, { recursive: true });
  const size = ["--rows", String(rows), "--classes", String(classes)];
  execFileSync(process.execPath, [GENERATOR, "--out", folder, "--what", what, ...size]);
  return folder;
}

/** Classes by Zipf's law, four answers of five right, more or less so by camera. */
function drawnAnswers(rows: number) {
  const random = createRandom(2);
  const truth = new Int32Array(rows);
  const predicted = new Int32Array(rows);
  const camera = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    camera[i] = random.below(2000);
    truth[i] = Math.floor(CLASSES * random.uniform() ** 2);
    const right = random.uniform() < 0.6 + ((camera[i]! * 7919) % 2000) / 5000;
    predicted[i] = right ? truth[i]! : (truth[i]! + 1 + random.below(CLASSES - 1)) % CLASSES;
  }
  return { truth, predicted, camera };
}

function drawnScores(rows: number) {
  const random = createRandom(3);
  const truth = new Uint8Array(rows);
  const first = new Float64Array(rows);
  const second = new Float64Array(rows);
  const camera = new Int32Array(rows);
  const noise = () => random.uniform() + random.uniform() + random.uniform() - 1.5;
  for (let i = 0; i < rows; i++) {
    camera[i] = random.below(2000);
    truth[i] = random.uniform() < 0.1 ? 1 : 0;
    const own = noise();
    first[i] = Math.round(1000 * (0.9 * truth[i]! + own)) / 1000;
    second[i] = Math.round(1000 * (0.8 * truth[i]! + 0.7 * own + 0.7 * noise())) / 1000;
  }
  return { truth, first, second, camera };
}

/** All rows at the sizes of the targets. */
export function benchMetrics(): readonly BenchResult[] {
  return [
    clusterReplicates(1_000_000),
    tableReplicates(100_000),
    rankedIntervals(1_000_000),
    streamedLogits(100_000),
  ];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const only = process.argv[2];
  const sizes = process.argv.slice(3).map(Number);
  const rows = {
    clusters: clusterReplicates,
    pairs: tableReplicates,
    ranked: rankedIntervals,
    logits: streamedLogits,
  };
  for (const [name, run] of Object.entries(rows)) {
    if (only !== undefined && only !== name) continue;
    const standard = name === "clusters" || name === "ranked" ? 1_000_000 : 100_000;
    for (const size of sizes.length > 0 ? sizes : [standard])
      console.log(JSON.stringify(run(size)));
  }
}
