/**
 * Five models on one folder, each image decoded once: `npm run bench -- compare-models`. The limit is
 * decoding once and five times inference, with the same decoder and engine, one thread, nothing else
 * done; the ratio is ours, start, five evaluations and their reports included, to that. `aloneMs` is the
 * same of whole programs: five evaluations, one model each, less the four decodings that a comparison
 * does not make. Processor time. Images and a model of MobileNetV2's plan come from the generators
 * beside the repository.
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
  /** Five evaluations less four decodings, and ours to that. */
  readonly aloneMs: number;
  readonly ofAlone: number;
}

/** Nothing where the generators are not there. */
export function benchCompareModels(images = 2000, engine = "native"): readonly ModelsTime[] {
  if (!existsSync(GENERATORS)) return [];
  const folder = mkdtempSync(join(tmpdir(), "homeground-bench-"));
  try {
    const given = modelFolder(folder, images);
    const { decodeMs, inferenceMs } = modelLimit(given, engine);
    const more = ["--engine", engine, "--quiet", "--no-sanity", "--no-pictures"];
    const run = (command: string, models: readonly string[]): number => {
      const out = ["--out", join(folder, command)];
      const words = [process.execPath, MAIN, command, given.images, "--labels", given.labels];
      return processorMs([...words, ...models, ...out, ...more]) / images;
    };
    const model = ["--model", given.model];
    const oursMs = run(
      "compare",
      MODELS.flatMap((name) => [...model, "--name", name]),
    );
    const aloneMs = MODELS.length * run("evaluate", model) - (MODELS.length - 1) * decodeMs;
    const limitMs = decodeMs + MODELS.length * inferenceMs;
    const ratios = { ratio: oursMs / limitMs, aloneMs, ofAlone: oursMs / aloneMs };
    return [{ engine, images, decodeMs, inferenceMs, limitMs, oursMs, ...ratios }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
