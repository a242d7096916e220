/** Images and a model of MobileNetV2's plan from the generators beside the repository, and what they cost by themselves. */
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { modelCard } from "./end-to-end.js";

const ROOT = join(import.meta.dirname, "..");
export const GENERATORS = join(ROOT, "../shared/bench");
export const MAIN = join(ROOT, "dist/node/cli/main.js");

export interface ModelLimit {
  /** Processor milliseconds of an image: decoding, and inference, one thread, nothing else done. */
  readonly decodeMs: number;
  readonly inferenceMs: number;
}

/** What is scored, with a card beside the model. */
export interface ModelFolder {
  readonly images: string;
  readonly labels: string;
  readonly model: string;
}

/** Side of an input with which the model costs what detectors of today do: some 25 ms a look. */
export const LARGE = 576;

/** Makes `images`, `model.onnx` and its card in a folder. @param side of the model's input in pixels */
export function modelFolder(folder: string, images: number, side = 224): ModelFolder {
  const model = join(folder, "model.onnx");
  generate("gen-images.mjs", "--out", join(folder, "images"), "--n", String(images));
  generate("gen-model.mjs", "--out", folder, "--size", String(side));
  writeFileSync(join(folder, "model.json"), modelCard(readFileSync(model), side));
  return { images: join(folder, "images"), labels: join(folder, "images/labels.csv"), model };
}

/** Times decoder and engine on images and the model of a folder. */
export function modelLimit(given: ModelFolder, engine: string): ModelLimit {
  const [program = "", ...args] = bareLoop(given, engine);
  const limit = JSON.parse(execFileSync(program, args, { encoding: "utf8" })) as Readonly<
    Record<"decode" | "inference", { readonly median_ms: number }>
  >;
  return { decodeMs: limit.decode.median_ms, inferenceMs: limit.inference.median_ms };
}

/** The program that decodes and infers, on one thread, and does nothing else. */
export function bareLoop({ images, model }: ModelFolder, engine: string): readonly string[] {
  const program = [process.execPath, join(GENERATORS, "limit.mjs")];
  return [...program, "--model", model, "--images", images, "--from", ROOT, "--engine", engine];
}

function generate(script: string, ...args: string[]): string {
  return execFileSync(process.execPath, [join(GENERATORS, script), ...args], { encoding: "utf8" });
}

/** The first images of a folder in one of their own, with their labels. */
export function firstImages(all: ModelFolder, count: number, folder: string): ModelFolder {
  mkdirSync(folder);
  const [header = "", ...rows] = readFileSync(all.labels, "utf8").trimEnd().split("\n");
  const some = rows.slice(0, count);
  for (const row of some) {
    const name = row.slice(0, row.indexOf(","));
    linkSync(join(all.images, name), join(folder, name));
  }
  const labels = join(folder, "labels.csv");
  writeFileSync(labels, `${[header, ...some].join("\n")}\n`);
  return { ...all, images: folder, labels };
}
