import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { cardText } from "../support/card-writer.js";
import {
  DOT_SIDE,
  dotDensities,
  dotHeatMaps,
  dotMasks,
  dotPoseRows,
  dotsPng,
} from "../support/dot-models.js";
import { maskPng } from "../support/mask-writer.js";
import { WHOLE_FACTS } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";

const IMAGES = 24;
/** What the page of the docs says of a station that works. */
const WORKS = "yes";
const PAGE = readFileSync(join(import.meta.dirname, "../../docs/what-works.md"), "utf8");

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
const name = (i: number) => `${String(i).padStart(2, "0")}.png`;
const each = <T>(one: (i: number) => T): T[] => Array.from({ length: IMAGES }, (_, i) => one(i));

/** A red and a green dot; what is annotated is off by `step` on every third picture. */
const spot = (i: number) => ({ x: 3 + (i % 5), y: 4 + (i % 3), off: i % 3 === 0 ? 1 : 0 });

interface Given {
  readonly task: string;
  readonly labels: string;
  /** Two files of predictions. */
  readonly predictions: readonly [string, string];
  /** Format that the labels are converted to, and the predictions. */
  readonly to: readonly [labels: string, predictions: string];
  /** Null where no family of models is of the task. */
  readonly model: string | null;
  readonly claim: string;
}

const CASES: Given[] = [];

async function json(file: string, value: unknown): Promise<string> {
  await writeFile(at(file), JSON.stringify(value));
  return at(file);
}

async function model(file: string, bytes: Buffer, card: object): Promise<string> {
  await writeFile(at(`${file}.onnx`), bytes);
  const input = { height: DOT_SIDE, width: DOT_SIDE };
  const text = cardText(bytes, { input, fields: { file: `${file}.onnx`, scores: "raw", ...card } });
  await writeFile(at(`${file}.json`), text);
  return at(`${file}.onnx`);
}

/** Objects of 6 × 6 pixels, in COCO's form: with a box, two points, an outline. */
function objects(off: (i: number) => number) {
  return each((i) => {
    const { x, y } = spot(i);
    const [left, top] = [x + off(i), y];
    const outline = [left, top, left + 6, top, left + 6, top + 6, left, top + 6];
    return {
      ...{ id: i + 1, image_id: i + 1, category_id: 1, iscrowd: 0, score: 0.5 + (i % 8) / 20 },
      ...{ bbox: [left, top, 6, 6], area: 36, num_keypoints: 2, segmentation: [outline] },
      keypoints: [left, top, 2, left, top + 4, 2],
    };
  });
}

async function write(): Promise<void> {
  await mkdir(at("photos"));
  await json("facts.json", {
    ...WHOLE_FACTS,
    facts: { ...WHOLE_FACTS.facts, madeAt: "2026-11-25", url: "https://example.org/r" },
  });
  for (let i = 0; i < IMAGES; i++) {
    const { x, y } = spot(i);
    await writeFile(at("photos", name(i)), dotsPng([x, y, 0], [x, y + 4, 1]));
  }
  const images = each((i) => ({
    ...{ id: i + 1, file_name: name(i), width: DOT_SIDE, height: DOT_SIDE },
  }));
  const categories = [{ id: 1, name: "fly", keypoints: ["nose", "tail"] }];
  const truth = await json("instances.json", {
    images,
    categories,
    annotations: objects((i) => spot(i).off),
  });
  const found = [
    await json(
      "found-0.json",
      objects(() => 0),
    ),
    await json(
      "found-1.json",
      objects((i) => (i % 4) / 2),
    ),
  ] as const;
  const points = { points: ["nose", "tail"] };
  const row = {
    ...{
      order: "values-first",
      boxes: "cxcywh",
      boxUnit: "pixel",
      activation: "none",
      candidates: "best-class",
    },
    ...{ columns: { box: [0, 4], classes: [4, 5] }, scoreThreshold: 0.1, clip: "none" },
    ...{ nms: { method: "none" }, maxDetections: 10, output: "rows" },
  };
  const fly = { labels: ["fly"] };
  const shape = (output: string, ...sides: number[]) => ({
    output: { name: output, shape: ["batch", ...sides] },
  });
  CASES.push(
    {
      ...{ task: "detection", labels: truth, predictions: found, claim: "map=0.9" },
      to: ["yolo", "csv-boxes"],
      model: await model("detector", dotPoseRows(), {
        ...{ task: "detection", family: "custom-detector", scores: "probabilities", ...fly },
        ...{ decode: row, ...shape("rows", 11, 1) },
      }),
    },
    {
      ...{ task: "keypoints", labels: truth, predictions: found, claim: "oks-map=0.9" },
      to: ["cvat", "deeplabcut"],
      model: await model("pose", dotHeatMaps(), {
        ...{ task: "keypoints", family: "heatmap-keypoints", ...fly },
        ...{ decode: { output: "maps", ...points }, ...shape("maps", 2, DOT_SIDE, DOT_SIDE) },
      }),
    },
    {
      ...{ task: "instance-segmentation", labels: truth, predictions: found },
      ...{ claim: "map=0.9", to: ["labelme", "label-studio"] },
      model: await model("outlines", dotMasks(), {
        ...{ task: "instance-segmentation", family: "yolo-seg", ...fly },
        decode: {
          ...{ ...row, columns: { box: [0, 4], classes: [4, 5] } },
          ...{ prototypes: "maps", maskColumns: [5, 6] },
        },
        output: {
          names: ["rows", "maps"],
          shapes: [
            ["batch", 6, 1],
            ["batch", 1, DOT_SIDE, DOT_SIDE],
          ],
        },
      }),
    },
  );
  const table = async (file: string, rows: (i: number) => string) => {
    await writeFile(at(file), ["file,fly,bee", ...each((i) => `${name(i)},${rows(i)}`)].join("\n"));
    return at(file);
  };
  CASES.push({
    ...{ task: "counting", claim: "count-mae=0.5~0.5", to: ["csv", "csv"] },
    labels: await table("counts.csv", (i) => `${1 + (i % 3)},${i % 2}`),
    predictions: [
      await table("counted-0.csv", (i) => `${1 + (i % 3) + (i % 4) / 4},${i % 2}`),
      await table("counted-1.csv", (i) => `${2 + (i % 2)},0.5`),
    ],
    model: await model("counter", dotDensities(), {
      ...{ task: "counting", family: "count", labels: ["fly", "bee"] },
      ...{ decode: { output: "maps", reduce: "sum" }, ...shape("maps", 2, DOT_SIDE, DOT_SIDE) },
    }),
  });
  const masks = async (place: string, off: (i: number) => number) => {
    await mkdir(at(place));
    for (let i = 0; i < IMAGES; i++) {
      const { x, y } = spot(i);
      const inside = (column: number, line: number) =>
        column >= x + off(i) && column < x + off(i) + 6 && line >= y && line < y + 6;
      const rows = Array.from({ length: DOT_SIDE }, (_, line) =>
        Array.from({ length: DOT_SIDE }, (_, column) => (inside(column, line) ? 1 : 0)),
      );
      await writeFile(at(place, name(i)), maskPng(rows));
    }
    await writeFile(at(place, "classes.txt"), "background\nfly\n");
    return at(place);
  };
  CASES.push({
    ...{ task: "semantic-segmentation", claim: "dice=0.9", to: ["coco", "coco-panoptic"] },
    labels: await masks("masks", (i) => spot(i).off),
    predictions: [await masks("drawn-0", () => 0), await masks("drawn-1", (i) => i % 3)],
    model: await model("masks-model", dotHeatMaps(), {
      ...{ task: "semantic-segmentation", family: "deeplab", labels: ["background", "fly"] },
      ...{
        decode: { output: "maps", activation: "none" },
        ...shape("maps", 2, DOT_SIDE, DOT_SIDE),
      },
    }),
  });
}

/** What a command line came to: `yes`, or the code that it is refused with. 3 is a verdict that is none. */
async function outcome(args: readonly string[]): Promise<string> {
  const { status, err } = await runHere(args);
  if (status === 0 || status === 3) return WORKS;
  const code = /(?:^|\s)(?:error )?([a-z]+(?:-[a-z]+)*\/[a-z-]+): /m.exec(err)?.[1];
  return code ?? `status ${status}: ${err}`;
}

const ENGINE = ["--engine", "wasm", "--threads", "1"];

/** The stations, in the order in which somebody comes by them. */
function stations({ task, labels, predictions, model: path, claim, to }: Given) {
  const own = (...parts: string[]) => at("out", task, ...parts);
  const photos = at("photos");
  const [metric = ""] = claim.split("=");
  const truth = [photos, "--labels", labels, "--task", task, "--quiet"];
  const first = [...truth, "--predictions", predictions[0]];
  const second = [...truth, "--predictions", predictions[1]];
  const [record, run] = [own("record"), own("run")];
  const ofFiles: [station: string, ...words: string[]][] = [
    ["`inspect`", "inspect", ...truth.slice(0, -1)],
    [
      ...(["`evaluate --predictions`, with a claim and parts", "evaluate", ...first] as const),
      ...["--claim", claim, "--slice", "brightness", "--out", run],
    ],
    [
      "`record create`",
      "record",
      "create",
      ...first,
      "--publish",
      "--facts",
      at("facts.json"),
      "--out",
      record,
    ],
    ["`record verify`", "record", "verify", record, "--quiet"],
    ["`record show`", "record", "show", record],
    ["`record export`", "record", "export", record, "--to", "all", "--out", own("exports")],
    ["`publish`", "publish", record, "--out", own("site"), "--no-app", "--no-check", "--quiet"],
    ["`inspect --record`", "inspect", ...truth.slice(0, -1), "--record", record],
    [
      ...(["`evaluate --claim` a record", "evaluate", ...second] as const),
      ...["--claim", join(record, "record.json"), "--out", own("again")],
      ...(claim.includes("~") ? ["--tolerance", "0.5"] : []),
    ],
    [
      "`compare` predictions",
      "compare",
      ...second,
      "--predictions",
      predictions[0],
      "--out",
      own("compared"),
    ],
    ["`compare` results", "compare", run, own("again"), "--out", own("results-compared")],
    ["`share`", "share", run, "--place", "Pond", "--out", own("shared.json")],
    ["`ledger add`", "ledger", "add", own("ledger.ndjson"), own("shared.json")],
    ["`ledger list`", "ledger", "list", own("ledger.ndjson")],
    ["`ledger forecast`", "ledger", "forecast", own("ledger.ndjson")],
    [
      ...(["`benchmark init`", "benchmark", "init", own("bench"), "--name", "Ponds"] as const),
      ...["--metric", metric, "--task", task],
    ],
    ["`benchmark add`", "benchmark", "add", own("bench"), run, "--place", "Pond", "--model", "A"],
    ["`plan --pilot` a result", "plan", "--pilot", run, "--width", "0.05"],
    ["`sample`", "sample", photos, "--n", "5", "--out", own("list.csv")],
    [
      ...(["`convert` labels", "convert", labels, "--to", to[0]] as const),
      ...["--images", photos, "--out", own("labels")],
    ],
    [
      ...(["`convert` predictions", "convert", predictions[0], "--to", to[1]] as const),
      ...["--images", photos, "--out", own("predictions")],
      ...(labels.endsWith(".json") ? ["--coco", labels, "--as", "predictions"] : []),
    ],
  ];
  const model = [...truth, "--model", path ?? "", ...ENGINE];
  const ofModels: typeof ofFiles = [
    ["`evaluate --model`", "evaluate", ...model, "--out", own("of-model")],
    ["`record create --model`", "record", "create", ...model, "--out", own("model-record")],
    [
      ...(["`record verify --model`", "record", "verify", own("model-record")] as const),
      ...["--model", path ?? "", "--images", photos, "--quiet"],
    ],
    [
      ...([
        "`shards plan`",
        "shards",
        "plan",
        ...truth.slice(0, -1),
        "--model",
        path ?? "",
      ] as const),
      ...["--engine", "wasm", "--shards", "2", "--out", own("shards")],
    ],
    ["`shards run`", "shards", "run", own("shards"), "1", "--quiet"],
    ["`shards run`", "shards", "run", own("shards"), "2", "--quiet"],
    ["`shards join`", "shards", "join", own("shards"), "--out", own("joined"), "--quiet"],
    [
      ...(["`stress`", "stress", ...model, "--kinds", "brightness", "--severities", "2"] as const),
      ...["--out", own("stress")],
    ],
    [
      ...(["`stress`, moved pictures", "stress", ...model, "--kinds", "scale"] as const),
      ...["--severities", "2", "--no-pictures", "--out", own("moved")],
    ],
  ];
  return { ofFiles, ofModels: path === null ? [] : ofModels };
}

/** The column of a task in the table of the page, without stations of models where there are none. */
function said(task: string): Record<string, string> {
  const [, , ...rows] = PAGE.split("\n").filter((line) => line.startsWith("| "));
  const [, ...heads] = cells(PAGE.split("\n").find((line) => line.startsWith("| station"))!);
  const column = heads.indexOf(task) + 1;
  return Object.fromEntries(
    rows.map(cells).flatMap((row) => (row[column] === "no family" ? [] : [[row[0], row[column]]])),
  );
}

const cells = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  vi.stubEnv("HOMEGROUND_DATA_DIR", join(folder, "data"));
  await write();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

it.each(["detection", "keypoints", "instance-segmentation", "counting", "semantic-segmentation"])(
  "the page says what works for %s",
  async (task) => {
    const { ofFiles, ofModels } = stations(CASES.find((one) => one.task === task)!);
    const found: [string, string][] = [];
    for (const [station, ...words] of [...ofFiles, ...ofModels]) {
      found.push([station, await outcome(words)]);
    }
    expect(said(task)).toEqual(Object.fromEntries(found));
  },
);
