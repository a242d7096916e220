/**
 * The command, from its start to `result.json` and report: `npm run bench -- commands`. Processor
 * seconds of the whole process tree, with and without intervals, of a file of predictions for each task.
 *
 * Files come from the generators beside the repository; without them there is nothing to time. The
 * images are empty: nothing but their names is wanted of them.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { processorMs } from "./end-to-end.js";

const ROOT = join(import.meta.dirname, "..");
const GENERATORS = join(ROOT, "../shared/bench");
const MAIN = join(ROOT, "dist/node/cli/main.js");
const ROWS = ["--rows", "100000"];

interface Workload {
  readonly task: string;
  readonly generate: readonly string[];
  readonly labels: string;
  readonly predictions: string;
  readonly more: readonly string[];
}

const WORKLOADS: readonly Workload[] = [
  {
    task: "classification",
    generate: ["gen-labels.mjs", "--what", "csv", ...ROWS],
    labels: "predictions.csv",
    predictions: "predictions.csv",
    more: [],
  },
  {
    task: "anomaly",
    generate: ["gen-labels.mjs", "--what", "scores", ...ROWS],
    labels: "scores.csv",
    predictions: "scores.csv",
    more: ["--positive", "anomalous"],
  },
  ...["multilabel", "detection"].map((task) => ({
    task,
    generate: ["gen-coco.mjs"],
    labels: "instances.json",
    predictions: "detections.json",
    more: [],
  })),
];

export interface CommandTime {
  readonly task: string;
  readonly interval: "none" | "default";
  /** Processor seconds, user and system. */
  readonly seconds: number;
}

/** A row for each task and way to ask for intervals; nothing where the generators are not there. */
export function benchCommands(): readonly CommandTime[] {
  if (!existsSync(GENERATORS)) return [];
  return WORKLOADS.flatMap((workload) => {
    const folder = mkdtempSync(join(tmpdir(), "homeground-bench-"));
    try {
      const [script = "", ...args] = workload.generate;
      execFileSync(process.execPath, [join(GENERATORS, script), "--out", folder, ...args]);
      writeImages(folder, workload.labels);
      return (["none", "default"] as const).map((interval) => ({
        task: workload.task,
        interval,
        seconds: processorMs(words(folder, workload, interval)) / 1000,
      }));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

function words(folder: string, workload: Workload, interval: CommandTime["interval"]): string[] {
  return [
    process.execPath,
    MAIN,
    "evaluate",
    join(folder, "images"),
    "--task",
    workload.task,
    "--labels",
    join(folder, workload.labels),
    "--predictions",
    join(folder, workload.predictions),
    ...(interval === "none" ? ["--interval", "none"] : []),
    "--out",
    join(folder, `out-${interval}`),
    "--quiet",
    "--no-pictures",
    ...workload.more,
  ];
}

function writeImages(folder: string, labels: string): void {
  const text = readFileSync(join(folder, labels), "utf8");
  const names = labels.endsWith(".json")
    ? (JSON.parse(text) as { images: { file_name: string }[] }).images.map((one) => one.file_name)
    : text
        .split("\n")
        .slice(1, -1)
        .map((line) => line.slice(0, line.indexOf(",")));
  for (const name of names) {
    const path = join(folder, "images", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "");
  }
}
