import { describe, expect, it } from "vitest";
import { guessCard, type UncardedModel } from "../../../../src/models/card/guess-card.js";
import { isDetectorDecode } from "../../../../src/models/families/decode-types.js";
import { inspectOnnx } from "../../../../src/models/onnx/onnx-inspect.js";
import { openModel } from "../../../../src/node/inference/open-model.js";
import { type Dimension, model, node, value } from "../../../support/onnx-writer.js";
import { sharedData } from "../../../support/shared-data.js";
import { throwsCode } from "../../../support/throws-code.js";

type Shapes = Readonly<Record<string, readonly Dimension[]>>;

interface Parts extends Partial<Omit<UncardedModel, "inspection">> {
  readonly input?: readonly Dimension[];
  readonly metadata?: readonly (readonly [string, string])[];
}

const LABELS = Array.from({ length: 80 }, (_, i) => `thing ${i}`);

function guess(outputs: Shapes, parts: Parts = {}) {
  const { input = [1, 3, 640, 640], metadata = [] } = parts;
  const names = Object.keys(outputs);
  const bytes = model({
    nodes: names.map((name) => node("Sigmoid", ["image"], [name])),
    inputs: [value("image", input)],
    outputs: names.map((name) => value(name, outputs[name]!)),
    metadata,
  });
  const uncarded: UncardedModel = {
    file: "m.onnx",
    sha256: "0".repeat(64),
    labels: LABELS,
    preprocessor: null,
    config: null,
    ...parts,
    inspection: inspectOnnx(bytes, "m.onnx"),
  };
  const card = guessCard(uncarded, "m.onnx");
  const { decode, guesses } = card;
  return { card, guesses, detector: isDetectorDecode(decode) ? decode : null };
}

describe("guessCard of a detector", () => {
  it.each<[string, Shapes, Parts, object]>([
    ["yolox", { out: [1, 8400, 85] }, {}, { kind: "dense", objectness: 4, order: "places-first" }],
    [
      "yolox",
      { out: [1, 3549, 85] },
      { input: [1, 3, 416, 416] },
      { boxes: { kind: "center-exp" } },
    ],
    ["yolov5", { out: [1, 25200, 85] }, {}, { boxes: { kind: "plain", corners: "cxcywh" } }],
    // MegaDetector: four strides at 1,280, three labels.
    [
      "yolov5",
      { out: [1, 102000, 8] },
      { input: [1, 3, 1280, 1280], labels: ["animal", "person", "vehicle"] },
      { objectness: 4, classes: { count: 3 } },
    ],
    ["yolov8", { out: [1, 84, 8400] }, {}, { order: "values-first", objectness: null }],
    ["yolov8", { out: [1, 84, "n"] }, {}, { order: "values-first" }],
    ["yolov8", { out: [1, 8400, 84] }, {}, { order: "places-first" }],
    ["yolov8-nms", { out: [1, 300, 6] }, {}, { kind: "list", corners: "xyxy", labelOffset: 0 }],
    ["yolov8-nms", { out: [1, 300, 6] }, { labels: ["a", "b"] }, { kind: "list" }],
    ["yolov8", { out: [1, 8400, 6] }, { labels: ["a", "b"] }, { kind: "dense", objectness: null }],
    ["yolox", { out: [1, 8400, 6] }, { labels: ["a"] }, { kind: "dense", objectness: 4 }],
    [
      "ssd",
      {
        "detection_boxes:0": [1, 100, 4],
        "detection_classes:0": [1, 100],
        "detection_scores:0": [1, 100],
        "num_detections:0": [1],
      },
      {},
      { corners: "yxyx", unit: "fraction", labelOffset: 1, count: "num_detections:0" },
    ],
    [
      "torchvision-detection",
      { boxes: ["n", 4], labels: ["n"], scores: ["n"] },
      {},
      { corners: "xyxy", unit: "pixel", labelOffset: 1, background: 0 },
    ],
    [
      "torchvision-detection",
      { boxes: ["n", 4], labels: ["n"], scores: ["n"] },
      { labels: ["__background__", "cat"] },
      { labelOffset: 0, background: 0 },
    ],
    [
      "detr",
      { logits: [1, 100, 81], pred_boxes: [1, 100, 4] },
      {},
      { activation: "softmax", noObject: 80 },
    ],
    [
      "detr",
      { logits: [1, 300, 80], pred_boxes: [1, 300, 4] },
      {},
      { activation: "sigmoid", noObject: null },
    ],
  ])("takes it for %s by its outputs %j", (family, outputs, parts, layout) => {
    const { card, detector, guesses } = guess(outputs, parts);
    expect([card.task, card.family]).toEqual(["detection", family]);
    expect(detector?.layout).toMatchObject(layout);
    expect(guesses.find(({ fields }) => fields.includes("family"))?.why).toMatch(/\w/);
    expect(guesses.flatMap(({ fields }) => fields)).toContain("labels");
    // Nothing that a study may want is dropped.
    expect(detector?.rule.scoreThreshold).toBeLessThanOrEqual(0.001);
  });

  it("makes the input as YOLO's own code does", () => {
    const rule = (outputs: Shapes) => guess(outputs).card.input.rule;
    expect(rule({ out: [1, 8400, 85] })).toMatchObject({
      channelOrder: "BGR",
      scaleRange: [0, 255],
      resize: { rule: "interpolate", fit: { kind: "letterbox-topleft", sizeRounding: "floor" } },
    });
    expect(rule({ out: [1, 84, 8400] })).toMatchObject({
      channelOrder: "RGB",
      scaleRange: [0, 1],
      resize: { fit: { kind: "letterbox-center", sizeRounding: "round", padValue: 114 } },
    });
  });

  it("says that boxes of a YOLOX may be decoded inside, which no shape shows", () => {
    const { guesses } = guess({ out: [1, 8400, 85] });
    expect(guesses.find(({ fields }) => fields.includes("family"))?.why).toMatch(/needs a card/);
  });

  it("reads labels and size from Ultralytics' metadata", () => {
    const metadata = [
      ...([
        ["author", "Ultralytics"],
        ["task", "detect"],
        ["imgsz", "[320, 640]"],
      ] as const),
      ["names", "{0: 'bee', 1: 'wasp', 2: 'fly'}"] as const,
    ];
    const parts = { labels: null, input: ["b", 3, "h", "w"], metadata } as const;
    const { card, guesses } = guess({ out: ["b", 7, "n"] }, parts);
    expect(card.labels).toEqual(["bee", "wasp", "fly"]);
    expect(card.input.rule).toMatchObject({ heightPx: 320, widthPx: 640 });
    expect(guesses.find(({ fields }) => fields.includes("input.height"))?.why).toMatch(/imgsz/);
  });

  it("leaves what is none to the classifiers, and what is neither to the user", () => {
    expect(guess({ scores: [1, 80] }).card.family).toBe("multilabel");
    expect(() => guess({ out: [1, 777, 85] })).toThrow(throwsCode("model/wrong-outputs"));
    expect(() => guess({ out: [1, 84, 8400] }, { labels: null })).toThrow(
      throwsCode("model/no-card"),
    );
  });
});

const real = sharedData("data/models/yolox_nano_416.onnx");
describe.skipIf(real === null)("a real detector without its card (needs ../shared)", () => {
  it("is guessed as its card has it, but for thresholds", async () => {
    const { inspection, sha256 } = await openModel(real ?? "");
    const uncarded = { inspection, sha256, file: "yolox_nano_416.onnx", labels: LABELS };
    const card = guessCard({ ...uncarded, preprocessor: null, config: null }, "m.onnx");
    expect(card.family).toBe("yolox");
    expect(card.input).toMatchObject({
      name: "images",
      rule: { channelOrder: "BGR", heightPx: 416, scaleRange: [0, 255] },
    });
    expect(isDetectorDecode(card.decode) && card.decode.layout).toMatchObject({
      classes: { output: "output", from: 5, count: 80 },
    });
  });
});
