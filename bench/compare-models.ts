/**
 * Five models on one folder, each image decoded once: `npm run bench -- compare-models`. The limit is
 * decoding once and five times inference, with the same decoder and engine, one thread, nothing else
 * done; the ratio is ours, start, five evaluations and their reports included, to that. Processor time.
 * Images and a model of MobileNetV2's plan come from the generators beside the repository.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { processorMs } from "./end-to-end.js";
import { GENERATORS, MAIN, modelFolder, modelLimit } from "./model-limit.js";

const MODELS = ["a", "b", "c", "d", "e"];

export interface ModelsTime {
  readonly engine: string;
  readonly images: number;
  /** Processor milliseconds an image: of decoding, and of one model. */
  readonly decodeMs: number;
  readonly inferenceMs: number;
  readonly limitMs: number;
  readonly oursMs: number;
  readonly ratio: number;
}

/** Nothing where the generators are not there. */
export function benchCompareModels(images = 2000, engine = "native"): readonly ModelsTime[] {
  if (!existsSync(GENERATORS)) return [];
  const folder = mkdtempSync(join(tmpdir(), "homeground-bench-"));
  try {
    const given = modelFolder(folder, images);
    const { decodeMs, inferenceMs } = modelLimit(given, engine);
    const words = [process.execPath, MAIN, "compare", given.images];
    const labels = ["--labels", given.labels, "--out", join(folder, "out")];
    const models = MODELS.flatMap((name) => ["--model", given.model, "--name", name]);
    const more = ["--engine", engine, "--quiet", "--no-sanity", "--no-pictures"];
    const oursMs = processorMs([...words, ...labels, ...models, ...more]) / images;
    const limitMs = decodeMs + MODELS.length * inferenceMs;
    return [{ engine, images, decodeMs, inferenceMs, limitMs, oursMs, ratio: oursMs / limitMs }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
