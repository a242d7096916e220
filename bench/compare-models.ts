/**
 * Five models on one folder, each image decoded once: `npm run bench -- compare-models`. The limit is
 * decoding once and inference of all models, with the same decoder and engine, one thread, nothing else
 * done; the ratio is ours, start, five evaluations and their reports included, to that. `aloneMs` is the
 * same of whole programs: five evaluations, one model each, less the four decodings that a comparison
 * does not make. Processor time, limit and ours in turns, the least of the runs.
 *
 * Rows: models of MobileNetV2's plan, small and large, on drawn images, from the generators beside the
 * repository; two real detectors, under five names, on the photographs there.
 */
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { processorMs } from "./end-to-end.js";
import { GENERATORS, MAIN, modelFolder, modelLimit } from "./model-limit.js";

const DATA = join(GENERATORS, "../data");
const PHOTOGRAPHS = join(DATA, "coco-val100");
const DETECTORS = ["yolox_nano_416", "nanodet_m_416"].map((name) =>
  join(DATA, "models", `${name}.onnx`),
);
const NAMES = ["a", "b", "c", "d", "e"];

export interface ModelsTime {
  readonly row: string;
  readonly engine: string;
  readonly images: number;
  /** Processor milliseconds an image: of decoding, and of one model in the mean. */
  readonly decodeMs: number;
  readonly inferenceMs: number;
  readonly limitMs: number;
  readonly oursMs: number;
  readonly ratio: number;
  /** Five evaluations less four decodings, and ours to that. */
  readonly aloneMs: number;
  readonly ofAlone: number;
}

interface Workload {
  readonly row: string;
  readonly images: string;
  readonly imageCount: number;
  readonly labels: string;
  /** Files of models, taken in turns until there are five. */
  readonly models: readonly string[];
  readonly more: readonly string[];
}

type Rows = Readonly<Record<string, (folder: string, images: number) => Workload>>;

const ROWS: Rows = {
  "plan, 224": (folder, images) => planned(folder, images, 224),
  "plan, 576": (folder, images) => planned(folder, images, 576),
  detectors: photographed,
};
/** So many that the start of the program is a small part, and no row takes an hour. */
const IMAGES: Readonly<Record<keyof typeof ROWS, number>> = {
  "plan, 224": 2000,
  "plan, 576": 600,
  detectors: 600,
};

/** A row each that is asked for; nothing where the generators are not there. */
export function benchCompareModels(
  rows: readonly string[] = Object.keys(ROWS),
  { images = null as number | null, runs = 3, engine = "native" } = {},
): readonly ModelsTime[] {
  if (!existsSync(GENERATORS)) return [];
  return rows.flatMap((row) => {
    const folder = mkdtempSync(join(tmpdir(), "homeground-bench-"));
    try {
      const workload = ROWS[row]?.(folder, images ?? IMAGES[row] ?? 0);
      return workload === undefined ? [] : [measure(folder, workload, engine, runs)];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

function planned(folder: string, imageCount: number, size: number): Workload {
  const { images, labels, model } = modelFolder(folder, imageCount, size);
  const row = `plan of MobileNetV2, ${size} × ${size}`;
  return { row, images, imageCount, labels, models: [model], more: [] };
}

/** Photographs with their objects, as often as needed; a byte behind the picture makes each a file of its own. */
function photographed(folder: string, imageCount: number): Workload {
  type Record = { id: number; image_id: number; file_name: string };
  const text = readFileSync(join(PHOTOGRAPHS, "instances.json"), "utf8");
  const given = JSON.parse(text) as { [of in "images" | "annotations" | "categories"]: Record[] };
  const images = join(folder, "images");
  mkdirSync(images);
  const all = { ...given, images: [] as Record[], annotations: [] as Record[] };
  for (let i = 0; i < imageCount; i++) {
    const image = given.images[i % given.images.length]!;
    const file = `${i}.jpg`;
    copyFileSync(join(PHOTOGRAPHS, "images", image.file_name), join(images, file));
    appendFileSync(join(images, file), String(i));
    all.images.push({ ...image, id: i + 1, file_name: file });
    for (const one of given.annotations) {
      if (one.image_id !== image.id) continue;
      all.annotations.push({ ...one, id: all.annotations.length + 1, image_id: i + 1 });
    }
  }
  const labels = join(folder, "instances.json");
  writeFileSync(labels, JSON.stringify(all));
  const more = ["--task", "detection"];
  const row = "YOLOX-Nano and NanoDet-m, 416 × 416";
  return { row, images, imageCount, labels, models: DETECTORS, more };
}

function measure(
  folder: string,
  { row, images, imageCount, labels, models, more }: Workload,
  engine: string,
  runs: number,
): ModelsTime {
  const five = NAMES.map((name, i) => ["--model", models[i % models.length]!, "--name", name]);
  const run = (command: string, asked: readonly string[]): number => {
    const out = join(folder, command);
    rmSync(out, { recursive: true, force: true }); // nothing is kept from before
    const words = [process.execPath, MAIN, command, images, "--labels", labels, "--out", out];
    const rest = [...more, "--engine", engine, "--quiet", "--no-sanity", "--no-pictures"];
    return processorMs([...words, ...asked, ...rest]) / imageCount;
  };
  const least = { decode: Infinity, ours: Infinity };
  const inference = models.map(() => Infinity);
  for (let turn = 0; turn < runs; turn++) {
    for (const [m, model] of models.entries()) {
      const { decodeMs, inferenceMs } = modelLimit({ images, labels, model }, engine);
      least.decode = Math.min(least.decode, decodeMs);
      inference[m] = Math.min(inference[m]!, inferenceMs);
    }
    least.ours = Math.min(least.ours, run("compare", five.flat()));
  }
  const alone = models.map((model) => run("evaluate", ["--model", model]));
  const sum = (of: readonly number[]): number =>
    NAMES.reduce((total, _, i) => total + of[i % of.length]!, 0);
  const [decodeMs, oursMs] = [least.decode, least.ours];
  const limitMs = decodeMs + sum(inference);
  const aloneMs = sum(alone) - (NAMES.length - 1) * decodeMs;
  const inferenceMs = sum(inference) / NAMES.length;
  const ratios = { ratio: oursMs / limitMs, aloneMs, ofAlone: oursMs / aloneMs };
  return { row, engine, images: imageCount, decodeMs, inferenceMs, limitMs, oursMs, ...ratios };
}
