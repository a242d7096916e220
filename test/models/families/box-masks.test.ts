import { describe, expect, it } from "vitest";
import { unpackRuns } from "../../../src/core/masks/packed-runs.js";
import { bitmapOfRuns } from "../../../src/core/masks/runs.js";
import { type FrameGeometry, fitToFrame } from "../../../src/images/fit.js";
import { guessCard } from "../../../src/models/card/guess-card.js";
import { parseModelCard } from "../../../src/models/card/model-card.js";
import { createPredictionReader } from "../../../src/models/families/prediction-reader.js";
import type { Tensor } from "../../../src/models/inference-runtime.js";
import { inspectOnnx } from "../../../src/models/onnx/onnx-inspect.js";
import { model, node, value } from "../../support/onnx-writer.js";
import { throwsCode } from "../../support/throws-code.js";

const OUTPUTS = ["boxes", "labels", "scores", "masks"];
const SIDE = 8;
const KNOWN = {
  file: "m.onnx",
  input: { name: "image", layout: "NCHW", size: { height: SIDE, width: SIDE }, dtype: "float32" },
  outputs: OUTPUTS,
} as const;
const SAME = fitToFrame({ kind: "stretch" }, SIDE, SIDE, SIDE, SIDE);

function readerOf(decode: object = {}) {
  const card = {
    ...{ card: "homeground.model-card/1", family: "mask-rcnn", labels: ["fly", "bee"] },
    input: {
      ...{ channelOrder: "RGB", scaleRange: [0, 1], mean: [0], std: [1] },
      resize: { rule: "interpolate", filter: "bilinear", fit: "stretch" },
    },
    decode: {
      outputs: { boxes: "boxes", scores: "scores", labels: "labels" },
      ...{ boxes: "xyxy", boxUnit: "pixel", labelOffset: 1, background: 0, masks: "masks" },
      ...{ scoreThreshold: 0.1, nms: { method: "none" }, clip: "after-nms", maxDetections: 10 },
      ...decode,
    },
  };
  const parsed = parseModelCard(JSON.stringify(card), "card.json", KNOWN);
  const outputs = OUTPUTS.map((name) => ({ name, type: "float32", shape: [-1] }) as const);
  const reader = createPredictionReader(parsed, outputs, 1, "m.onnx");
  if (reader.kind !== "outlines") throw new Error("no outlines");
  return reader;
}

interface Given {
  readonly boxes: readonly (readonly number[])[];
  readonly scores: readonly number[];
  readonly labels: readonly number[];
  readonly masks: readonly number[];
  readonly shape: readonly number[];
}

function tensors({ boxes, scores, labels, masks, shape }: Given) {
  const of = (sides: readonly number[], values: readonly number[]): Tensor => ({
    ...{ type: "float32", shape: sides, data: Float32Array.from(values) },
  });
  const n = boxes.length;
  return new Map<string, Tensor>([
    ["boxes", of([n, 4], boxes.flat())],
    ["scores", of([n], scores)],
    ["labels", { type: "int64", shape: [n], data: BigInt64Array.from(labels.map(BigInt)) }],
    ["masks", of(shape, masks)],
  ]);
}

/** Pixels of each mask, as rows of a picture. */
function pictures(outlines: Float64Array, { imageWidthPx, imageHeightPx }: FrameGeometry) {
  return unpackRuns(outlines).map((runs) => {
    const bits = bitmapOfRuns(runs, imageWidthPx, imageHeightPx);
    return Array.from({ length: imageHeightPx }, (_, y) =>
      Array.from({ length: imageWidthPx }, (_, x) => bits[y * imageWidthPx + x]).join(""),
    );
  });
}

/** A mask over the input: a value on columns 2 to 4 of rows 3 and 4. */
const block = (value: number) =>
  Array.from({ length: SIDE * SIDE }, (_, at) => {
    const [x, y] = [at % SIDE, Math.floor(at / SIDE)];
    return x >= 2 && x < 5 && y >= 3 && y < 5 ? value : 0;
  });
const BLOCK = ["0".repeat(8), "0".repeat(8), "0".repeat(8), "00111000", "00111000", "0".repeat(8)];

describe("masks for each box", () => {
  const two: Given = {
    boxes: [
      [2, 3, 5, 5],
      [2, 3, 5, 5],
      [0, 0, 1, 1],
    ],
    scores: [0.5, 0.9, 0.05],
    labels: [2, 1, 1],
    masks: [...block(0.75), ...block(0.4), ...block(1)],
    shape: [3, 1, SIDE, SIDE],
  };

  it("over the input are those of their boxes, surest first; below the threshold they have no pixel", () => {
    const { scores, outlines } = readerOf().read(tensors(two), SAME);
    // The second is surer, and no pixel of it is above a half; the third is below the least score.
    expect([...scores].map((number) => Number(number.toFixed(5)))).toEqual([2, 3, 3, 2, 0.5, 1]);
    expect(pictures(outlines, SAME)[0]!.slice(0, 6)).toEqual(BLOCK);
    const both = readerOf({ maskThreshold: 0.3 }).read(tensors(two), SAME);
    expect([both.scores[4], both.scores[10]].map((score) => score!.toFixed(2))).toEqual([
      "0.90",
      "0.50",
    ]);
    expect(pictures(both.outlines, SAME)).toHaveLength(2);
  });

  it("are brought to a picture of another size with their boxes", () => {
    // Each pixel of the frame is two of the picture, so the bilinear edge at a half lies on the edge.
    const double = fitToFrame({ kind: "stretch" }, 16, 16, SIDE, SIDE);
    const one = { ...two, masks: [...block(1), ...block(0), ...block(0)] };
    const { scores, outlines } = readerOf().read(tensors(one), double);
    expect([...scores].slice(0, 4)).toEqual([4, 6, 6, 4]);
    const [picture] = pictures(outlines, double);
    const rows = picture!.flatMap((row, y) => (row.includes("1") ? [y] : []));
    expect(rows).toEqual([6, 7, 8, 9]);
    expect(picture![7]).toBe("0000111111000000");
  });

  it("over their boxes are looked up in them", () => {
    const inBox = {
      ...two,
      boxes: [
        [2, 2, 6, 6],
        [0, 0, 2, 2],
        [0, 0, 1, 1],
      ],
      // Left half; nothing; nothing.
      masks: [1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      shape: [3, 1, 2, 2],
    };
    const { scores, outlines } = readerOf({ maskOver: "box" }).read(tensors(inBox), SAME);
    expect(scores).toHaveLength(6);
    // Columns by hand: 0.75 (a quarter lies beyond the mask), 0.75, 0.25, 0 of the left half; the rows as much at the border.
    expect(pictures(outlines, SAME)[0]!.slice(1, 7)).toEqual([
      "00000000",
      "00110000",
      "00110000",
      "00110000",
      "00110000",
      "00000000",
    ]);
  });

  it("may be none at all", () => {
    const none = { boxes: [], scores: [], labels: [], masks: [], shape: [0, 1, SIDE, SIDE] };
    const { scores } = readerOf().read(tensors(none), SAME);
    expect(scores).toHaveLength(0);
  });

  it("are refused where a box has none, and where they are no numbers", () => {
    const short = { ...two, masks: block(1), shape: [1, 1, SIDE, SIDE] };
    expect(() => readerOf().read(tensors(short), SAME)).toThrow(throwsCode("model/wrong-outputs"));
    const several = { ...two, shape: [3, 2, SIDE, SIDE / 2] };
    expect(() => readerOf().read(tensors(several), SAME)).toThrow(
      throwsCode("model/wrong-outputs"),
    );
    const broken = { ...two, masks: two.masks.map(() => Number.NaN) };
    expect(() => readerOf().read(tensors(broken), SAME)).toThrow(throwsCode("model/nan-scores"));
  });

  it("are told without a card where they are asked for", () => {
    const guessed = (task: string | null) => {
      const outputs = [
        value("boxes", ["n", 4]),
        value("labels", ["n"], "int64"),
        value("scores", ["n"]),
        value("masks", ["n", 1, SIDE, SIDE]),
      ];
      const bytes = model({
        nodes: OUTPUTS.map((name) => node("Identity", ["image"], [name])),
        inputs: [value("image", [1, 3, SIDE, SIDE])],
        outputs,
      });
      const inspection = inspectOnnx(bytes, "m.onnx");
      const given = { preprocessor: null, config: null, labels: ["fly", "bee"], inspection, task };
      return guessCard({ file: "m.onnx", sha256: "0".repeat(64), ...given }, "m.onnx");
    };
    expect(guessed("instance-segmentation")).toMatchObject({
      family: "mask-rcnn",
      decode: { masks: "masks", over: "input" },
    });
    expect(guessed(null).family).toBe("torchvision-detection");
  });
});
