import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

const ROOT = join(import.meta.dirname, "../..");
/** What of the package a run needs. */
const PACKAGE = ["dist", "assets", "schemas", "package.json"];
const COPY = { recursive: true } as const;

/** A report that lies in docs/examples, and the command that makes it. */
export interface ExampleReport {
  /** Its folder. */
  readonly name: string;
  /** Words after `homeground`; paths are below the folder it runs in. */
  readonly args: readonly string[];
  /** Folder of the report, as the command writes it. */
  readonly out: string;
  /** The page first. */
  readonly files: readonly string[];
  /** Reference data beside the repository that the command wants; null for none. */
  readonly data: string | null;
  /** Writes what the command wants beside the data, into the folder that it runs in. */
  readonly prepare?: (folder: string) => void;
}

/** The card of a detector as somebody writes it who takes the order of its colours for the usual one. */
function swappedCard(folder: string): void {
  const card = JSON.parse(
    readFileSync(join(folder, "models/yolox_nano_416.json"), "utf8"),
  ) as Readonly<Record<string, object>>;
  const input = { ...card["input"], channelOrder: "RGB" };
  writeFileSync(join(folder, "swapped.json"), JSON.stringify({ ...card, input }));
}

/** How many nuclei are in each picture: as annotated, and as pieces of the masks that the model drew. */
function nucleiCounts(folder: string): void {
  const columns = (file: string, from: string, ...more: string[]) => {
    const [head = "", ...rows] = readFileSync(join(folder, "nuclei", file), "utf8")
      .trim()
      .split("\n");
    const names = head.trim().split(",");
    const places = ["file", from, ...more].map((name) => names.indexOf(name));
    const cells = rows.map((row) => places.map((at) => row.trim().split(",")[at]).join(","));
    return [["file", "nucleus", ...more].join(","), ...cells].join("\n");
  };
  writeFileSync(join(folder, "counts.csv"), columns("labels.csv", "instances", "group"));
  const found = columns("reference/nuclei_unet_fluo.per_image.csv", "instances_pred");
  writeFileSync(join(folder, "found.csv"), found);
}

const FILES = ["report.html", "report.md", "result.json"];

/** Masks of nuclei, and those that a model drew. */
const NUCLEI = [
  ...["nuclei/images", "--labels", "nuclei/masks"],
  ...["--predictions", "nuclei/reference/pred_masks"],
  ...["--attributes", "nuclei/labels.csv", "--slice", "group", "--no-pictures"],
];

export const EXAMPLE_REPORTS: readonly ExampleReport[] = [
  {
    name: "demo",
    args: ["demo"],
    out: "homeground-demo",
    data: null,
    files: ["report.html"],
  },
  {
    name: "photographs",
    args: ["demo", "photographs"],
    out: "homeground-demo",
    data: null,
    files: ["report.html"],
  },
  {
    name: "blood-cells",
    args: [
      "evaluate",
      "wbc",
      "--labels",
      "wbc/labels.csv",
      "--model",
      "models/wbc_site1.onnx",
      "--where",
      "site=site2-cellavision",
      "--where",
      "split=test",
      "--claim",
      "accuracy=0.944@84/89",
      "--engine",
      "wasm",
      "--no-pictures",
      ...["--analyse", "application", "--positive", "eosinophil", "--prevalence", "0.03"],
    ],
    out: "homeground-out",
    files: FILES,
    data: "wbc",
  },
  {
    name: "nuclei",
    args: ["evaluate", ...NUCLEI, "--task", "semantic-segmentation", "--mask-values", "objects"],
    out: "homeground-out",
    files: FILES,
    data: "nuclei",
  },
  {
    name: "nuclei-instances",
    args: ["evaluate", ...NUCLEI, "--task", "instance-segmentation", "--mask-values", "pieces"],
    out: "homeground-out",
    files: FILES,
    data: "nuclei",
  },
  {
    name: "nuclei-counted",
    args: [
      ...["evaluate", "nuclei", "--labels", "counts.csv", "--predictions", "found.csv"],
      ...["--task", "counting", "--slice", "group", "--no-pictures"],
    ],
    out: "homeground-out",
    files: FILES,
    data: "nuclei",
    prepare: nucleiCounts,
  },
  {
    name: "blood-cells-compared",
    args: [
      ...["compare", "wbc", "--labels", "wbc/labels.csv", "--where", "split=test"],
      ...["wbc_site1", "wbc_site1_aug", "wbc_site1_mnv2"].flatMap((model) => [
        ...["--predictions", `wbc/reference/${model}.predictions.csv`],
        ...["--name", model],
      ]),
      ...["--by", "site", "--no-pictures"],
    ],
    out: "homeground-compare",
    files: ["comparison.html", "comparison.json"],
    data: "wbc",
  },
  {
    name: "coco-val100",
    args: [
      "evaluate",
      "coco-val100/images",
      "--labels",
      "coco-val100/instances.json",
      "--predictions",
      "coco-val100/reference/yolox_nano_416.results.json",
      "--task",
      "detection",
      "--no-pictures",
    ],
    out: "homeground-out",
    files: FILES,
    data: "coco-val100",
  },
  {
    name: "photographs-compared",
    args: [
      ...["compare", "coco-val100/images", "--labels", "coco-val100/instances.json"],
      ...["--task", "detection", "--no-pictures", "--no-sanity", "--equal-alarms"],
      ...["--model", "models/yolox_nano_416.onnx", "--card", "swapped.json", "--engine", "wasm"],
      ...["yolox_nano_416", "nanodet_m_416"].flatMap((model) => [
        ...["--predictions", `coco-val100/reference/${model}.results.json`],
      ]),
      ...["yolox, colours swapped", "yolox", "nanodet"].flatMap((name) => ["--name", name]),
    ],
    out: "homeground-compare",
    files: ["comparison.html", "comparison.json"],
    data: "coco-val100",
    prepare: swappedCard,
  },
];

/** Where the reference data would be. */
const DATA = join(ROOT, "../shared/data");

/** Whether what the example is made from is there. */
export function canBeMade({ data }: ExampleReport): boolean {
  return data === null || existsSync(join(DATA, data));
}

/**
 * Runs the built program in a folder of its own and copies the files of the example into `to`. It is
 * a copy of the package without its neighbours, so that WebAssembly runs the models: its figures are
 * the same on every machine, which the native engine's are to the sixth digit alone.
 */
export function makeExample(example: ExampleReport, to: string): void {
  const folder = mkdtempSync(join(tmpdir(), "homeground-example-"));
  try {
    for (const part of PACKAGE) cpSync(join(ROOT, part), join(folder, "package", part), COPY);
    if (example.data !== null) {
      for (const name of [example.data, "models"])
        symlinkSync(join(DATA, name), join(folder, name));
    }
    example.prepare?.(folder);
    const main = join(folder, "package/dist/node/cli/main.js");
    const env = { ...process.env, HOMEGROUND_DATA_DIR: join(folder, "data") };
    execFileSync(process.execPath, [main, ...example.args], { cwd: folder, env, stdio: "ignore" });
    mkdirSync(to, { recursive: true });
    for (const file of example.files) {
      copyFileSync(join(folder, example.out, file), join(to, file));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const DAY = new RegExp(
  "\\b\\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|" +
    "December) \\d{4}\\b",
  "g",
);

/**
 * A report without what differs between two runs of the same program: times, the version, and numbers
 * in full precision, whose last digits are those of the inference engine; their texts stay. Pictures are
 * left as their length, so that a difference can be read.
 */
export function comparable(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replace(DAY, "DAY")
    .replace(/Homeground \d+\.\d+\.\d+/g, "Homeground VERSION")
    .replace(/base64,[A-Za-z0-9+/=]+/g, (picture) => `PICTURE of ${picture.length}`)
    .replace(/ value="-?[\d.]+(e-?\d+)?"/g, ' value="NUMBER"');
}
