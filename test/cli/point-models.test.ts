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
});
