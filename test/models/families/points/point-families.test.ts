import { describe, expect, it } from "vitest";
import { PERSON_POINTS } from "../../../../src/core/person-points.js";
import { type FrameGeometry, fitToFrame } from "../../../../src/images/fit.js";
import { guessCard } from "../../../../src/models/card/guess-card.js";
import { parseModelCard } from "../../../../src/models/card/model-card.js";
import { createPredictionReader } from "../../../../src/models/families/prediction-reader.js";
import type { Tensor } from "../../../../src/models/inference-runtime.js";
import { inspectOnnx } from "../../../../src/models/onnx/onnx-inspect.js";
import { PERSON_SIGMAS } from "../../../../src/tasks/detection/keypoint-join.js";
import { model, node, value } from "../../../support/onnx-writer.js";
import { throwsCode } from "../../../support/throws-code.js";

const KNOWN = {
  file: "m.onnx",
  input: { name: "image", layout: "NCHW", size: { height: 64, width: 96 }, dtype: "float32" },
  outputs: ["found"],
} as const;

interface Asked {
  readonly family: string;
  readonly decode: object;
  readonly labels?: readonly string[];
}

function cardOf({ family, decode, labels = ["fly"] }: Asked) {
  const input = {
    ...{ channelOrder: "RGB", scaleRange: [0, 1], mean: [0], std: [1] },
    resize: { rule: "interpolate", filter: "bilinear", fit: "stretch" },
  };
  const card = { card: "homeground.model-card/1", family, labels, input, decode };
  return parseModelCard(JSON.stringify(card), "card.json", KNOWN);
}

/** A picture of 48 × 64 in the middle of a frame of 96 × 64: 24 columns of margin left and right. */
const BOXED: FrameGeometry = {
  ...{ imageWidthPx: 48, imageHeightPx: 64, frameWidthPx: 96, frameHeightPx: 64 },
  ...{ resizedWidthPx: 48, resizedHeightPx: 64, leftPx: 24, topPx: 0, scale: 1 },
};
const STRETCHED = fitToFrame({ kind: "stretch" }, 192, 128, 96, 64);

function read(
  asked: Asked,
  shape: readonly number[],
  values: readonly number[],
  geometry = STRETCHED,
) {
  const outputs = [{ name: "found", type: "float32", shape: [-1] } as const];
  const reader = createPredictionReader(cardOf(asked), outputs, 1, "m.onnx");
  if (reader.kind !== "points") throw new Error("no points");
  const tensor: Tensor = { type: "float32", shape, data: Float32Array.from(values) };
  const { scores, points } = reader.read(new Map([["found", tensor]]), geometry);
  return { scores: [...scores], points: [...points] };
}

/** A map of 8 × 12 cells with these values, 0 elsewhere. */
function mapOf(...cells: readonly (readonly [x: number, y: number, value: number])[]): number[] {
  const map = new Array<number>(96).fill(0);
  for (const [x, y, value] of cells) map[y * 12 + x] = value;
  return map;
}

describe("heat maps", () => {
  const maps = (decode: object): Asked => ({
    family: "heatmap-keypoints",
    decode: { points: ["nose"], ...decode },
  });

  it("say by their greatest value where a point is, a cell of theirs being 8 pixels of the frame", () => {
    // The picture is stretched from 192 × 128: one pixel of the frame is two of it.
    expect(read(maps({ shift: "none" }), [1, 1, 8, 12], mapOf([5, 3, 0.75])).points).toEqual([
      80, 48, 0.75,
    ]);
    expect(
      read(maps({ shift: "none", cell: "centre" }), [1, 1, 8, 12], mapOf([5, 3, 0.75])).points,
    ).toEqual([88, 56, 0.75]);
  });

  it("are moved a quarter of a cell towards the greater neighbour, but not at the border", () => {
    const near = mapOf([5, 3, 1], [4, 3, 0.5], [6, 3, 0.25], [5, 4, 0.125]);
    expect(read(maps({}), [1, 1, 8, 12], near).points).toEqual([80 - 4, 48 + 4, 1]);
    const border = mapOf([1, 3, 1], [2, 3, 0.5]);
    expect(read(maps({}), [1, 1, 8, 12], border).points).toEqual([16, 48, 1]);
  });

  it("leave out a point whose value is too small, and find nothing where all are", () => {
    const two = {
      family: "heatmap-keypoints",
      decode: { points: ["nose", "tail"], shift: "none", leastValue: 0.5 },
    };
    const found = read(two, [1, 2, 8, 12], [...mapOf([5, 3, 0.75]), ...mapOf([2, 2, 0.25])]);
    expect(found.points).toEqual([80, 48, 0.75, Number.NaN, Number.NaN, Number.NaN]);
    // The box is the smallest around the points that are given, its score the mean of theirs.
    expect(found.scores).toEqual([80, 48, 0, 0, 0.75, 0]);
    expect(read(two, [1, 2, 8, 12], new Array(192).fill(0.25)).scores).toEqual([]);
  });

  it("may have channels last, and are refused in another shape or where they are no numbers", () => {
    const two = { family: "heatmap-keypoints", decode: { points: ["a", "b"], shift: "none" } };
    const last = mapOf([5, 3, 1]).flatMap((value, i) => [value, i === 0 ? 2 : 0]);
    expect(read(two, [1, 8, 12, 2], last).points).toEqual([80, 48, 1, 0, 0, 2]);
    expect(() => read(two, [1, 3, 8, 12], new Array(288).fill(0))).toThrow(
      throwsCode("model/wrong-outputs"),
    );
    expect(() => read(maps({}), [1, 1, 8, 12], mapOf([0, 0, Number.NaN]))).toThrow(
      throwsCode("model/nan-scores"),
    );
  });
});

describe("coordinates", () => {
  const numbers = (decode: object): Asked => ({
    family: "pose-regression",
    decode: { points: ["nose", "tail"], order: "xy", pointUnit: "pixel", ...decode },
  });

  it("go back to the picture from pixels or fractions of the input, margins included", () => {
    // Columns 24 to 72 of the frame are the picture.
    expect(read(numbers({}), [1, 2, 2], [24, 0, 48, 32], BOXED).points).toEqual([
      0,
      0,
      Number.NaN,
      24,
      32,
      Number.NaN,
    ]);
    const yxs = numbers({ order: "yxs", pointUnit: "fraction" });
    expect(read(yxs, [1, 1, 2, 3], [0.5, 0.5, 0.75, 0, 0.25, 0.25], BOXED)).toEqual({
      points: [24, 32, 0.75, 0, 0, 0.25],
      scores: [0, 0, 24, 32, 0.5, 0],
    });
    const whole = numbers({ pointUnit: "image-fraction" });
    expect(read(whole, [1, 4], [0.5, 0.25, 1, 1], BOXED).points).toEqual([
      24,
      16,
      Number.NaN,
      48,
      64,
      Number.NaN,
    ]);
  });

  it("are refused where they are others than the card names", () => {
    expect(() => read(numbers({}), [1, 2, 3], [1, 2, 3, 4, 5, 6])).toThrow(
      throwsCode("model/wrong-outputs"),
    );
    expect(() => cardOf(numbers({ points: ["nose", "nose"] }))).toThrow(/has a name twice/);
    expect(() => cardOf({ ...numbers({}), labels: ["fly", "bee"] })).toThrow(/there are 2 labels/);
  });
});

describe("rows of boxes with points", () => {
  const rows = (more: object): Asked => ({
    family: "yolo-pose",
    labels: ["fly", "bee"],
    decode: {
      ...{ points: ["nose"], pointColumns: [6, 9], pointActivation: "sigmoid" },
      ...{ columns: { box: [0, 4], classes: [4, 6] }, boxes: "cxcywh", boxUnit: "pixel" },
      ...{ activation: "none", candidates: "best-class", scoreThreshold: 0.1, clip: "none" },
      ...{ nms: { method: "greedy", iou: 0.5, comparison: "greater" } },
      ...{ maxDetections: 10, ...more },
    },
  });
  const nms = { classAware: true, boxArea: "continuous" };
  const asked = rows({ nms: { method: "greedy", iou: 0.5, comparison: "greater", ...nms } });
  const PLACES = [
    [40, 32, 20, 10, 0.1, 0.5, 30, 30, 0],
    [40, 32, 20, 10, 0.1, 0.9, 42, 34, 0],
    [70, 32, 20, 10, 0.05, 0.05, 1, 1, 0],
    [10, 10, 8, 8, 0.25, 0, 8, 12, 0],
  ];

  it("keep the points of the box that is kept", () => {
    const valuesFirst = PLACES[0]!.flatMap((_, v) => PLACES.map((place) => place[v]!));
    const found = read(asked, [1, 9, 4], valuesFirst);
    expect(found.points).toEqual([84, 68, 0.5, 16, 24, 0.5]);
    expect(found.scores.map((value) => Number(value.toFixed(5)))).toEqual([
      ...[60, 54, 40, 20, 0.9, 1],
      ...[12, 12, 16, 16, 0.25, 0],
    ]);
  });

  it("may be a list of chosen rows, with two numbers of a point", () => {
    const list = rows({
      ...{ columns: { box: [0, 4], score: 4, label: 5 }, boxes: "xyxy", nms: { method: "none" } },
      ...{ points: ["nose"], pointColumns: [6, 8], candidates: undefined },
    });
    const found = read(
      list,
      [1, 2, 8],
      [...[0, 0, 10, 10, 0.5, 1, 5, 5], ...[0, 0, 0, 0, 0, 0, 0, 0]],
    );
    expect(found).toEqual({ scores: [0, 0, 20, 20, 0.5, 1], points: [10, 10, Number.NaN] });
  });

  it("are refused where their columns are no points", () => {
    expect(() => cardOf({ ...asked, decode: { ...asked.decode, pointColumns: [6, 10] } })).toThrow(
      /pointColumns is not \[from, to\)/,
    );
    expect(() => read(asked, [1, 8, 4], new Array(32).fill(0.5))).toThrow(
      throwsCode("model/wrong-outputs"),
    );
  });

  it("are recognised by the metadata of the model", () => {
    const guessed = (shape: readonly number[], more: readonly (readonly [string, string])[]) => {
      const bytes = model({
        nodes: [node("Concat", ["image"], ["rows"], { axis: 1 })],
        inputs: [value("image", [1, 3, 64, 64])],
        outputs: [value("rows", shape)],
        metadata: [["task", "pose"], ["names", "{0: 'person'}"], ...more],
      });
      const inspection = inspectOnnx(bytes, "m.onnx");
      const given = { preprocessor: null, config: null, labels: null, inspection };
      return guessCard({ file: "m.onnx", sha256: "0".repeat(64), ...given }, "m.onnx");
    };
    const person = guessed([1, 56, 84], [["kpt_shape", "[17, 3]"]]);
    expect(person).toMatchObject({ family: "yolo-pose", task: "keypoints", labels: ["person"] });
    expect(person.decode).toMatchObject({ points: PERSON_POINTS, from: 5, each: 3 });
    const named = [
      ["kpt_shape", "[2, 2]"],
      ["kpt_names", "{0: ['nose', 'tail']}"],
    ] as const;
    expect(guessed([1, 9, 84], named).decode).toMatchObject({ points: ["nose", "tail"], each: 2 });
    expect(guessed([1, 9, 84], [named[0]]).decode).toMatchObject({
      points: ["point 1", "point 2"],
    });
  });
});

it("COCO's points of a person are those that have its σ", () => {
  expect([...PERSON_SIGMAS.keys()]).toEqual(PERSON_POINTS);
});
