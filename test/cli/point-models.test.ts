import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { cardText } from "../support/card-writer.js";
import {
  DOT_SIDE,
  dotCoordinates,
  dotHeatMaps,
  dotPoseRows,
  dotsPng,
} from "../support/dot-models.js";
import { f32, i64, model, node, tensor, value } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const IMAGES = 12;

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);

/** The nose is where the red dot is; the tail is annotated 2 px below the green one on every third picture. */
const placeOf = (i: number) => ({
  nose: [3 + (i % 4), 4] as const,
  tail: [3 + (i % 4), 10] as const,
  off: i % 3 === 0 ? 2 : 0,
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(at("photos"));
  for (let i = 0; i < IMAGES; i++) {
    const { nose, tail } = placeOf(i);
    await writeFile(at("photos", `${i}.png`), dotsPng([...nose, 0], [...tail, 1]));
  }
  await writeFile(at("pose.json"), JSON.stringify(truth(["nose", "tail"])));
});
afterAll(() => rm(folder, { recursive: true }));

function truth(keypoints: readonly string[]) {
  return {
    images: Array.from({ length: IMAGES }, (_, i) => ({
      ...{ id: i + 1, file_name: `${i}.png`, width: DOT_SIDE, height: DOT_SIDE },
    })),
    categories: [{ id: 1, name: "fly", keypoints }],
    annotations: Array.from({ length: IMAGES }, (_, i) => {
      const { nose, tail, off } = placeOf(i);
      const points = keypoints.flatMap((name) =>
        name === "nose" ? [...nose, 2] : name === "tail" ? [tail[0], tail[1] + off, 2] : [1, 1, 2],
      );
      return {
        ...{ id: i + 1, image_id: i + 1, category_id: 1, iscrowd: 0 },
        ...{ bbox: [0, 0, DOT_SIDE, DOT_SIDE], area: DOT_SIDE ** 2 },
        ...{ num_keypoints: keypoints.length, keypoints: points },
      };
    }),
  };
}

interface Given {
  readonly name: string;
  readonly bytes: Buffer;
  readonly family: string;
  readonly output: { readonly name: string; readonly shape: readonly (number | "batch")[] };
  readonly decode: object;
}

const MODELS: readonly Given[] = [
  {
    name: "maps",
    bytes: dotHeatMaps(),
    family: "heatmap-keypoints",
    output: { name: "maps", shape: ["batch", 2, DOT_SIDE, DOT_SIDE] },
    decode: {},
  },
  {
    name: "coordinates",
    bytes: dotCoordinates(),
    family: "pose-regression",
    output: { name: "points", shape: ["batch", 2, 2] },
    decode: { order: "xy", pointUnit: "pixel" },
  },
  {
    name: "rows",
    bytes: dotPoseRows(),
    family: "yolo-pose",
    output: { name: "rows", shape: ["batch", 11, 1] },
    decode: {
      ...{ boxes: "cxcywh", boxUnit: "pixel", activation: "none", candidates: "best-class" },
      ...{ columns: { box: [0, 4], classes: [4, 5] }, pointColumns: [5, 11] },
      ...{ scoreThreshold: 0.1, clip: "none", nms: { method: "none" }, maxDetections: 10 },
    },
  },
];

async function writeModel({ name, bytes, family, output, decode }: Given, points: string[]) {
  await writeFile(at(`${name}.onnx`), bytes);
  const card = cardText(bytes, {
    labels: ["fly"],
    input: { height: DOT_SIDE, width: DOT_SIDE },
    fields: {
      ...{ task: "keypoints", family, scores: "raw", file: `${name}.onnx`, output },
      decode: { output: output.name, points, ...decode },
    },
  });
  await writeFile(at(`${name}.json`), card);
}

async function evaluate(model: string, labels: string, ...more: string[]) {
  const out = at(`out-${model}-${labels}`);
  const said = await runHere([
    ...["evaluate", at("photos"), "--labels", at(labels), "--model", at(`${model}.onnx`)],
    ...["--engine", "wasm", "--threads", "1", "--out", out, "--json", "-", "--quiet", ...more],
  ]);
  expect(said, said.err).toMatchObject({ status: 0 });
  return { result: JSON.parse(said.out) as EvaluationResult, out };
}

describe("a model that finds points", () => {
  it.each(MODELS)("is run on the pictures: $name", async (given) => {
    await writeModel(given, ["nose", "tail"]);
    const { result, out } = await evaluate(given.name, "pose.json");
    expect(result.task).toBe("keypoints");
    expect(result.inputs).toMatchObject({ images: IMAGES, scored: IMAGES });
    const value = (metric: string) => result.estimates.find((one) => one.metric === metric)?.value;
    // Every nose is met; a third of the tails is 2 px off.
    expect(value("keypoint-error{joint=nose}")).toBeCloseTo(0, 4);
    expect(value("keypoint-error{joint=tail}")).toBeCloseTo(2 / 3, 4);
    const written = JSON.parse(await readFile(join(out, "predictions.json"), "utf8"));
    expect(written).toHaveLength(IMAGES);
    const { nose, tail } = placeOf(0);
    const [x1, y1, , x2, y2] = written[0].keypoints as number[];
    for (const [found, wanted] of [
      [x1, nose[0]],
      [y1, nose[1]],
      [x2, tail[0]],
      [y2, tail[1]],
    ] as const) {
      expect(found).toBeCloseTo(wanted, 4);
    }
  });

  it("has predictions as large as the box around their points, whatever box it gives", async () => {
    // Surer is one whose points lie within 10 × 10 px, in a box of 40 × 40: neither right nor wrong among medium ones.
    const places = [
      [40, 40, 40, 40, 0.9, 35, 35, 45, 45],
      [30, 30, 44, 44, 0.8, 10, 10, 50, 50],
    ];
    const side = 64;
    const bytes = model({
      nodes: [
        node("ReduceMean", ["image"], ["mean"], { keepdims: 1 }),
        node("Reshape", ["mean", "shape"], ["one"]),
        node("Mul", ["one", "zero"], ["nothing"]),
        node("Add", ["places", "nothing"], ["rows"]),
      ],
      initializers: [
        tensor("shape", { type: "int64", dims: [3], raw: i64(1, 1, 1) }),
        tensor("zero", { dims: [1], raw: f32(0) }),
        tensor("places", {
          dims: [1, 9, 2],
          raw: f32(...places[0]!.flatMap((first, k) => [first, places[1]![k]!])),
        }),
      ],
      inputs: [value("image", [1, 3, side, side])],
      outputs: [value("rows", [1, 9, 2])],
    });
    await writeFile(at("sizes.onnx"), bytes);
    const decode = {
      ...{ output: "rows", points: ["nose", "tail"], pointColumns: [5, 9] },
      ...{ boxes: "cxcywh", boxUnit: "pixel", activation: "none", candidates: "best-class" },
      ...{ columns: { box: [0, 4], classes: [4, 5] }, scoreThreshold: 0.1, clip: "none" },
      ...{ nms: { method: "none" }, maxDetections: 10 },
    };
    const output = { name: "rows", shape: ["batch", 9, 2] };
    const fields = { task: "keypoints", family: "yolo-pose", scores: "raw", file: "sizes.onnx" };
    const card = { labels: ["fly"], input: { height: side, width: side } };
    await writeFile(
      at("sizes.json"),
      cardText(bytes, { ...card, fields: { ...fields, output, decode } }),
    );
    await mkdir(at("large"));
    const annotations = Array.from({ length: IMAGES }, (_, i) => ({
      ...{ id: i + 1, image_id: i + 1, category_id: 1, iscrowd: 0, num_keypoints: 2 },
      ...{ bbox: [8, 8, 44, 44], area: 1936, keypoints: [10, 10, 2, 50, 50, 2] },
    }));
    for (const { id } of annotations) {
      await writeFile(at("large", `${id}.png`), plainPng(side, side, [id, 0, 0]));
    }
    const images = annotations.map(({ id }) => {
      return { id, file_name: `${id}.png`, width: side, height: side };
    });
    const categories = [{ id: 1, name: "fly", keypoints: ["nose", "tail"] }];
    await writeFile(at("large.json"), JSON.stringify({ images, annotations, categories }));
    const medium = async (where: string, ...given: string[]) => {
      const said = await runHere([
        ...["evaluate", at("large"), "--labels", at("large.json"), "--task", "keypoints", ...given],
        ...["--engine", "wasm", "--threads", "1", "--out", at(where), "--json", "-", "--quiet"],
      ]);
      expect(said, said.err).toMatchObject({ status: 0 });
      const { estimates } = JSON.parse(said.out) as EvaluationResult;
      return estimates.find(({ metric }) => metric === "oks-map-medium")?.value;
    };
    expect(await medium("sizes-run", "--model", at("sizes.onnx"))).toBeCloseTo(1, 12);
    const written = at("sizes-run", "predictions.json");
    expect(await medium("sizes-file", "--predictions", written)).toBeCloseTo(1, 12);
  });
});
