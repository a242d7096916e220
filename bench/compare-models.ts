/**
 * Five models on one folder, each image decoded once: `npm run bench -- compare-models`. The limit is
 * decoding once and five times inference, with the same decoder and engine, one thread, nothing else
 * done; the ratio is ours, start, five evaluations and their reports included, to that. Processor time.
 * Images and a model of MobileNetV2's plan come from the generators beside the repository.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { modelCard, processorMs } from "./end-to-end.js";

const ROOT = join(import.meta.dirname, "..");
const GENERATORS = join(ROOT, "../shared/bench");
const MAIN = join(ROOT, "dist/node/cli/main.js");
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
  const generate = (script: string, ...args: string[]): string =>
    execFileSync(process.execPath, [join(GENERATORS, script), ...args], { encoding: "utf8" });
  try {
    generate("gen-images.mjs", "--out", join(folder, "images"), "--n", String(images));
    generate("gen-model.mjs", "--out", folder);
    writeFileSync(join(folder, "model.json"), modelCard(readFileSync(join(folder, "model.onnx"))));
    const model = join(folder, "model.onnx");
    const where = ["--model", model, "--images", join(folder, "images")];
    const limit = JSON.parse(
      generate("limit.mjs", ...where, "--from", ROOT, "--engine", engine),
    ) as Readonly<Record<"decode" | "inference", { readonly median_ms: number }>>;
    const [decodeMs, inferenceMs] = [limit.decode.median_ms, limit.inference.median_ms];
    const words = [process.execPath, MAIN, "compare", join(folder, "images")];
    const labels = ["--labels", join(folder, "images/labels.csv"), "--out", join(folder, "out")];
    const models = MODELS.flatMap((name) => ["--model", model, "--name", name]);
    const more = ["--engine", engine, "--quiet", "--no-sanity", "--no-pictures"];
    const oursMs = processorMs([...words, ...labels, ...models, ...more]) / images;
    const limitMs = decodeMs + MODELS.length * inferenceMs;
    return [{ engine, images, decodeMs, inferenceMs, limitMs, oursMs, ratio: oursMs / limitMs }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
