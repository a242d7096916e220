/** Images and a model of MobileNetV2's plan from the generators beside the repository, and what they cost by themselves. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { modelCard } from "./end-to-end.js";

const ROOT = join(import.meta.dirname, "..");
export const GENERATORS = join(ROOT, "../shared/bench");
export const MAIN = join(ROOT, "dist/node/cli/main.js");

export interface ModelLimit {
  /** Path of the model, whose card lies beside it. */
  readonly model: string;
  /** Processor milliseconds of an image: decoding, and inference, one thread, nothing else done. */
  readonly decodeMs: number;
  readonly inferenceMs: number;
}

/** Makes `images`, `model.onnx` and its card in a folder, and times them with the same decoder and engine. */
export function modelLimit(folder: string, images: number, engine: string): ModelLimit {
  const generate = (script: string, ...args: string[]): string =>
    execFileSync(process.execPath, [join(GENERATORS, script), ...args], { encoding: "utf8" });
  generate("gen-images.mjs", "--out", join(folder, "images"), "--n", String(images));
  generate("gen-model.mjs", "--out", folder);
  writeFileSync(join(folder, "model.json"), modelCard(readFileSync(join(folder, "model.onnx"))));
  const model = join(folder, "model.onnx");
  const where = ["--model", model, "--images", join(folder, "images")];
  const limit = JSON.parse(
    generate("limit.mjs", ...where, "--from", ROOT, "--engine", engine),
  ) as Readonly<Record<"decode" | "inference", { readonly median_ms: number }>>;
  return { model, decodeMs: limit.decode.median_ms, inferenceMs: limit.inference.median_ms };
}
