/**
 * Folder of JPEGs → predictions: `npm run bench -- end-to-end`. The limit is what decoding and
 * inference alone cost with the same decoder and engine, one thread, nothing else done; the ratio is
 * the limit's processor time an image to ours, the program's start and report included. The check of
 * the card on some labels, which runs the model once more for a fixed number of images, is left out.
 * Images and a model of MobileNetV2's plan come from the generators beside the repository, and the
 * detector from the reference data there; its annotations are one box an image, which only have to
 * be read.
 */
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

const ROOT = join(import.meta.dirname, "..");
const GENERATORS = join(ROOT, "../shared/bench");
const DETECTOR = join(ROOT, "../shared/data/models/yolox_nano_416.onnx");
const MAIN = join(ROOT, "dist/node/cli/main.js");
/** With few images, the start of the program would be a large part of what is timed. */
const IMAGES = 2000;
const CLASSES = 1000;

export interface EndToEnd {
  readonly model: string;
  readonly engine: string;
  /** Processor milliseconds an image. */
  readonly limitMs: number;
  readonly oursMs: number;
  readonly ratio: number;
  /** Processor ÷ wall of our run: 2 where two cores are busy all the time. */
  readonly busyCores: number;
  readonly imagesPerSecond: number;
}

/** A model, and what its answers are held against. */
interface Workload {
  readonly model: string;
  readonly path: string;
  readonly labels: string;
  readonly more: readonly string[];
}

/** Both models and engines; nothing where the generators are not there. */
export function endToEnd(runs = 1): readonly EndToEnd[] {
  if (!existsSync(GENERATORS)) return [];
  const folder = mkdtempSync(join(tmpdir(), "homeground-bench-"));
  try {
    generate("gen-images.mjs", "--out", join(folder, "images"), "--n", String(IMAGES));
    generate("gen-model.mjs", "--out", folder);
    writeFileSync(join(folder, "model.json"), modelCard(readFileSync(join(folder, "model.onnx"))));
    const [path, labels] = [join(folder, "model.onnx"), join(folder, "images/labels.csv")];
    const workloads: Workload[] = [{ model: "classifier", path, labels, more: [] }];
    if (existsSync(DETECTOR)) workloads.push(detector(folder));
    return workloads.flatMap((workload) =>
      (["native", "wasm"] as const).map((engine) => measure(folder, workload, engine, runs)),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function detector(folder: string): Workload {
  const names = readdirSync(join(folder, "images")).filter((name) => name.endsWith(".jpg"));
  const images = names.map((file_name, i) => ({ id: i + 1, file_name, width: 640, height: 480 }));
  const annotations = images.map(({ id }) => ({
    id,
    image_id: id,
    category_id: 1,
    bbox: [100, 100, 200, 200],
    area: 40_000,
    iscrowd: 0,
  }));
  const labels = join(folder, "instances.json");
  const categories = [{ id: 1, name: "person" }];
  writeFileSync(labels, JSON.stringify({ images, annotations, categories }));
  return { model: "yolox_nano_416", path: DETECTOR, labels, more: ["--task", "detection"] };
}

function measure(folder: string, workload: Workload, engine: string, runs: number): EndToEnd {
  const where = ["--model", workload.path, "--images", join(folder, "images")];
  const limit = JSON.parse(generate("limit.mjs", ...where, "--from", ROOT, "--engine", engine)) as {
    readonly limit_ms_an_image: number;
  };
  const times = Array.from({ length: runs }, () => evaluateOnce(folder, workload, engine));
  times.sort((a, b) => a.cpuMs - b.cpuMs);
  const { cpuMs, wallMs } = times[Math.floor(runs / 2)]!;
  const limitMs = limit.limit_ms_an_image;
  const oursMs = cpuMs / IMAGES;
  return {
    model: workload.model,
    engine,
    limitMs,
    oursMs,
    ratio: limitMs / oursMs,
    busyCores: cpuMs / wallMs,
    imagesPerSecond: (1000 * IMAGES) / wallMs,
  };
}

function generate(script: string, ...args: string[]): string {
  return execFileSync(process.execPath, [join(GENERATORS, script), ...args], { encoding: "utf8" });
}

/** One run with nothing kept from before; processor time of the whole process tree. */
function evaluateOnce(folder: string, workload: Workload, engine: string) {
  const out = join(folder, "out");
  rmSync(out, { recursive: true, force: true });
  const program = [
    process.execPath,
    MAIN,
    "evaluate",
    join(folder, "images"),
    "--labels",
    workload.labels,
    "--model",
    workload.path,
    ...workload.more,
    "--out",
    out,
    "--engine",
    engine,
    "--quiet",
    "--no-sanity",
  ];
  const started = performance.now();
  const cpuMs = processorMs(program);
  const wallMs = performance.now() - started;
  return { cpuMs, wallMs };
}

/** Processor milliseconds of a program with all its children. */
export function processorMs(program: readonly string[]): number {
  // The shell's own account holds what its finished children and theirs have used.
  const text = execFileSync("bash", ["-c", '"$@" >/dev/null && times', "bash", ...program], {
    encoding: "utf8",
  });
  const children = text.trim().split("\n")[1] ?? "";
  let cpuMs = 0;
  for (const [, minutes, seconds] of children.matchAll(/(\d+)m([\d.]+)s/g)) {
    cpuMs += 1000 * (60 * Number(minutes) + Number(seconds));
  }
  return cpuMs;
}

/** Runs a program beside others, and waits for its end. @throws Error where it fails */
export function ended([program = "", ...args]: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "ignore" });
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`status ${code}`))));
  });
}

/** The card of the generated model. @param side of its input in pixels */
export function modelCard(model: Uint8Array, side = 224): string {
  return JSON.stringify({
    card: "homeground.model-card/1",
    name: "mobilenet-plan",
    task: "classification",
    family: "classifier",
    scores: "probabilities",
    file: "model.onnx",
    sha256: createHash("sha256").update(model).digest("hex"),
    input: {
      name: "image",
      layout: "NCHW",
      height: side,
      width: side,
      dtype: "float32",
      channelOrder: "RGB",
      scaleRange: [0, 1],
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
      resize: { rule: "interpolate", filter: "bilinear", antialias: false, fit: "stretch" },
    },
    output: { name: "scores", shape: ["batch", CLASSES] },
    decode: { output: "scores", activation: "none", ties: "lowest-index" },
    labels: Array.from({ length: CLASSES }, (_, k) => `class_${k}`),
    claim: [],
  });
}
