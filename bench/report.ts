/**
 * A report of a million images: `npm run bench -- report`. 2,000 classes in the shares of Zipf's law,
 * 200 cameras as parts, answers drawn by a fixed seed, each with its confidence: four of five right,
 * more or less so by camera. The figures are made by the functions that the command line calls, and
 * the page is opened in Chromium as a reader does, from the disk. Making it is timed in processor
 * milliseconds, opening it in those of the wall.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { CHROMIUM } from "../scripts/chromium.js";
import { withPictures } from "../src/analyses/mistakes/mistake-pictures.js";
import { NEVER_CANCELLED } from "../src/core/cancellation.js";
import { createLabelSet } from "../src/core/label-set.js";
import { createRandom } from "../src/core/random.js";
import { createTable } from "../src/core/table.js";
import { placeTruth, prepareImages } from "../src/dataset/prepare.js";
import { DEFAULT_REQUEST } from "../src/evaluation/request.js";
import { evaluate } from "../src/evaluation/run/evaluate.js";
import { reportFacts } from "../src/evaluation/run/report-facts.js";
import { type ImageTruth, TRUTH_STATE } from "../src/formats/import-types.js";
import { encodePng } from "../src/images/encode-png.js";
import type { LabelTarget } from "../src/models/label-map.js";
import { createNodeJpegEncoder } from "../src/node/images/jpeg-encoder.js";
import { createNodePixelDecoder } from "../src/node/images/pixel-decoder.js";
import type { ReportInput } from "../src/results/report-input.js";
import type { PredictionSource } from "../src/tasks/predictions.js";

const BUILT = join(import.meta.dirname, "../dist/node/index.js");
const PICTURE_PX = 160;

export interface ReportBench {
  readonly images: number;
  readonly classes: number;
  readonly slices: number;
  /** From answers to figures. */
  readonly evaluateCpuMs: number;
  /** From figures to the bytes of the page: facts, pictures, page. */
  readonly writeCpuMs: number;
  /** Largest resident memory of that process, the million images included. */
  readonly peakMiB: number;
  readonly sizeBytes: number;
  /** From the address to the event load, and to the first text; medians of five. */
  readonly loadMs: number | null;
  readonly firstPaintMs: number | null;
}

/** Makes the report in a process of its own and opens it. */
export async function benchReport(
  images = 1_000_000,
  classes = 2000,
  slices = 200,
): Promise<ReportBench> {
  const folder = mkdtempSync(join(tmpdir(), "homeground-bench-"));
  try {
    const file = join(folder, "report.html");
    const self = fileURLToPath(import.meta.url);
    const counts = [images, classes, slices].map(String);
    const args = ["--import", "tsx", self, "--one", file, ...counts];
    const made = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Made;
    const sizeBytes = statSync(file).size;
    const opened = existsSync(CHROMIUM) ? await openTimes(file) : null;
    return {
      images,
      classes,
      slices,
      ...made,
      sizeBytes,
      loadMs: opened?.loadMs ?? null,
      firstPaintMs: opened?.firstPaintMs ?? null,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Made = Pick<ReportBench, "evaluateCpuMs" | "writeCpuMs" | "peakMiB">;

/** Evaluates drawn answers and writes their report into `file`. */
async function makeReport(
  file: string,
  imageCount: number,
  classCount: number,
  cameraCount: number,
): Promise<Made> {
  const { renderReport } = (await import(pathToFileURL(BUILT).href)) as {
    readonly renderReport: (input: ReportInput) => string;
  };
  const drawn = drawAnswers(imageCount, classCount, cameraCount);
  const { truth } = drawn;
  const started = cpuMs();
  const request = {
    ...DEFAULT_REQUEST,
    slices: ["camera"],
    claims: [`accuracy=0.82@8200/10000`],
  };
  const placed = placeTruth(truth, [], request);
  const labels = createLabelSet(truth.labelNames);
  const targets = new Map(
    truth.labelNames.map((name): [string, LabelTarget] => [
      name,
      { kind: "model-labels", labels: [name] },
    ]),
  );
  const prepared = prepareImages(placed, labels, targets, request, false);
  const source: PredictionSource = {
    labels,
    answer(image) {
      const row = prepared.images.row[image]!;
      const [position, confidence] = [drawn.predicted[row]!, drawn.confidence[row]!];
      return { kind: "label", position, confidence };
    },
  };
  const evaluation = await evaluate(placed, prepared, source, request, {
    version: "0.0.0",
    engine: null,
    model: null,
    signal: NEVER_CANCELLED,
    notes: [],
  });
  const evaluated = cpuMs();
  const { mistakes: chosen, ...facts } = reportFacts(evaluation, prepared.images);
  if (chosen === undefined) throw new Error("a report without its mistakes");
  const mistakes = await withPictures(chosen, {
    read: async (image) => noisePicture(image),
    decoder: createNodePixelDecoder(),
    encoder: createNodeJpegEncoder(),
    signal: NEVER_CANCELLED,
  });
  const extras = { place: "photos", command: ["evaluate", "photos"], ...facts, mistakes };
  writeFileSync(file, renderReport({ result: evaluation.result, extras }));
  const written = cpuMs();
  return {
    evaluateCpuMs: Math.round(evaluated - started),
    writeCpuMs: Math.round(written - evaluated),
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Ground truth as a table of labels gives it, and an answer with its confidence for each row. */
function drawAnswers(imageCount: number, classCount: number, cameraCount: number) {
  const random = createRandom(5);
  const camera = new Int32Array(imageCount);
  const labelIndex = new Int32Array(imageCount);
  const predicted = new Int32Array(imageCount);
  const confidence = new Float64Array(imageCount);
  for (let i = 0; i < imageCount; i++) {
    camera[i] = random.below(cameraCount);
    const label = i < classCount ? i : Math.floor(classCount ** random.uniform()) - 1;
    const isRight =
      random.uniform() < 0.7 + ((camera[i]! * 7919) % cameraCount) / (5 * cameraCount);
    labelIndex[i] = label;
    predicted[i] = isRight ? label : (label + 1 + random.below(30)) % classCount;
    confidence[i] = isRight ? 1 - 0.5 * random.uniform() ** 2 : 0.3 + 0.7 * random.uniform();
  }
  const truth: ImageTruth = {
    format: { id: "csv", reason: "drawn" },
    source: "labels.csv",
    rowCount: imageCount,
    otherFiles: [],
    problems: [],
    file: Array.from(camera, (c, i) => `camera_${c}/IMG_${String(i).padStart(7, "0")}.JPG`),
    labelNames: Array.from({ length: classCount }, (_, k) => `Genus${k % 700} species${k}`),
    labelStart: Int32Array.from({ length: imageCount + 1 }, (_, i) => i),
    labelIndex,
    state: new Uint8Array(imageCount).fill(TRUTH_STATE.labelled),
    line: Int32Array.from({ length: imageCount }, (_, i) => i + 2),
    attributes: createTable(
      imageCount,
      new Map([
        [
          "camera",
          {
            kind: "categorical",
            levels: Array.from({ length: cameraCount }, (_, c) => `camera ${c}`),
            codes: camera,
          },
        ],
      ]),
    ),
    roles: new Map([
      ["image", "file"],
      ["label", "label"],
    ]),
  };
  return { truth, predicted, confidence };
}

/** The picture that a file shrinks least for: nothing in it repeats. */
function noisePicture(seed: number): Uint8Array {
  const random = createRandom(seed);
  const rgb = Uint8Array.from({ length: 3 * PICTURE_PX ** 2 }, () => random.below(256));
  return encodePng(PICTURE_PX, PICTURE_PX, rgb);
}

/** Opens a page five times, each in a browser that has seen nothing. */
async function openTimes(file: string): Promise<{ loadMs: number; firstPaintMs: number }> {
  const times: { load: number; paint: number }[] = [];
  for (let i = 0; i < 5; i++) {
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--disable-gpu", "--no-first-run", "--disable-background-networking"],
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(pathToFileURL(file).href, { waitUntil: "load" });
    await page.waitForFunction("performance.getEntriesByName('first-contentful-paint').length > 0");
    times.push(
      await page.evaluate(() => {
        const [navigation] = performance.getEntriesByType("navigation");
        const [paint] = performance.getEntriesByName("first-contentful-paint");
        const { loadEventEnd } = navigation as PerformanceNavigationTiming;
        return { load: loadEventEnd, paint: paint?.startTime ?? Number.NaN };
      }),
    );
    await browser.close();
  }
  const median = (values: readonly number[]): number =>
    Math.round([...values].sort((a, b) => a - b)[2] ?? Number.NaN);
  return {
    loadMs: median(times.map(({ load }) => load)),
    firstPaintMs: median(times.map(({ paint }) => paint)),
  };
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(basename(process.argv[1]))) {
  const [first, file = "", ...counts] = process.argv.slice(2);
  if (first === "--one") {
    const [images = 0, classes = 0, slices = 0] = counts.map(Number);
    console.log(JSON.stringify(await makeReport(file, images, classes, slices)));
  } else console.table([await benchReport(...process.argv.slice(2).map(Number))]);
}
