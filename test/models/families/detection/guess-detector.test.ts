import { describe, expect, it } from "vitest";
import { HomegroundError } from "../../../../src/core/errors.js";
import { wordsFor } from "../../../../src/core/sentence.js";
import { COCO_CLASSES } from "../../../../src/formats/coco/coco-classes.js";
import { guessCard, type UncardedModel } from "../../../../src/models/card/guess-card.js";
import { isDetectorDecode } from "../../../../src/models/families/decode-types.js";
import { inspectOnnx } from "../../../../src/models/onnx/onnx-inspect.js";
import { openModel } from "../../../../src/node/inference/open-model.js";
import {
  type Dimension,
  type ElementName,
  model,
  node,
  value,
} from "../../../support/onnx-writer.js";
import { sharedData } from "../../../support/shared-data.js";
import { throwsCode } from "../../../support/throws-code.js";

type Shapes = Readonly<Record<string, readonly Dimension[]>>;

interface Parts extends Partial<Omit<UncardedModel, "inspection">> {
  readonly input?: readonly Dimension[];
  readonly metadata?: readonly (readonly [string, string])[];
  /** Makers of the outputs, and others in the graph. */
  readonly operators?: readonly string[];
  readonly types?: Readonly<Record<string, ElementName>>;
}

const LABELS = Array.from({ length: 80 }, (_, i) => `thing ${i}`);

function guess(outputs: Shapes, parts: Parts = {}) {
  const { input = [1, 3, 640, 640], metadata = [], operators = ["Sigmoid"], types = {} } = parts;
  const names = Object.keys(outputs);
  const bytes = model({
    nodes: [
      ...operators.map((operator) => node(operator, ["image"], [`of ${operator}`])),
      ...names.map((name) => node(operators.at(-1)!, ["image"], [name])),
    ],
    inputs: [value("image", input)],
    outputs: names.map((name) => value(name, outputs[name]!, types[name])),
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
  const whole = (from: number, count: number, more: object = {}) => ({
    heads: [{ classes: { from, count }, ...more }],
  });

  it.each<[string, Shapes, Parts, object]>([
    ["yolox", { out: [1, 8400, 85] }, {}, whole(5, 80, { objectness: { from: 4 } })],
    [
      "yolox",
      { out: [1, 3549, 85] },
      { input: [1, 3, 416, 416] },
      { boxes: { kind: "center-exp" }, score: "objectness*class" },
    ],
    [
      "yolox",
      { out: [1, 8400, 85] },
      { operators: ["Exp", "Sub"] },
      { boxes: { kind: "plain", corners: "cxcywh", unit: "pixel" } },
    ],
    ["yolov6", { out: [1, 8400, 85] }, { operators: ["Sub"] }, { boxes: { kind: "plain" } }],
    ["yolov5", { out: [1, 25200, 85] }, {}, { boxes: { kind: "plain", corners: "cxcywh" } }],
    // MegaDetector: four strides at 1,280, three labels.
    [
      "yolov5",
      { out: [1, 102000, 8] },
      { input: [1, 3, 1280, 1280], labels: ["animal", "person", "vehicle"] },
      whole(5, 3, { objectness: { from: 4 } }),
    ],
    [
      "yolov5",
      { a: [1, 255, 80, 80], b: [1, 255, 40, 40], c: [1, 255, 20, 20] },
      { operators: ["Conv"] },
      {
        boxes: { kind: "anchor-sigmoid" },
        heads: [
          {
            order: "values-first",
            grids: [
              {
                stride: 8,
                anchors: [
                  [10, 13],
                  [16, 30],
                  [33, 23],
                ],
              },
            ],
          },
          { grids: [{ stride: 16 }] },
          { grids: [{ stride: 32 }] },
        ],
      },
    ],
    [
      "yolov5",
      { c: [1, 3, 20, 20, 85], b: [1, 3, 40, 40, 85], a: [1, 3, 80, 80, 85] },
      {},
      {
        boxes: { kind: "anchor-sigmoid", isActivated: true },
        heads: [{ box: { output: "a" }, order: "places-first" }, {}, {}],
      },
    ],
    [
      "yolov7",
      { out: ["n", 7] },
      { operators: ["NonMaxSuppression"] },
      { kind: "list", box: { from: 1 }, label: { from: 5 }, score: { from: 6 } },
    ],
    [
      "yolov7",
      { num_dets: [1, 1], det_boxes: [1, 100, 4], det_scores: [1, 100], det_classes: [1, 100] },
      {},
      { kind: "list", count: "num_dets", corners: "xyxy", labelNumbers: { first: 0 } },
    ],
    ["yolov8", { out: [1, 84, 8400] }, {}, whole(4, 80, { order: "values-first" })],
    ["yolov8", { out: [1, 84, "n"] }, {}, whole(4, 80, { order: "values-first" })],
    ["yolov8", { out: [1, 8400, 84] }, {}, whole(4, 80, { order: "places-first" })],
    // Outlines are left aside.
    ["yolov8", { out: [1, 116, 8400], maps: [1, 32, 160, 160] }, {}, whole(4, 80)],
    [
      "yolov8",
      { a: [1, 144, 80, 80], b: [1, 144, 40, 40], c: [1, 144, 20, 20] },
      { operators: ["Conv"] },
      {
        activation: "sigmoid",
        boxes: { kind: "distribution-ltrb", regMax: 15, cellOffset: "stride/2" },
        heads: [{ box: { from: 0, count: 64 }, classes: { from: 64 } }, {}, {}],
      },
    ],
    [
      "yolov8",
      { c8: [1, 80, 80, 80], b8: [1, 64, 80, 80], c16: [1, 80, 40, 40], b16: [1, 64, 40, 40] },
      {},
      {
        boxes: { kind: "distribution-ltrb" },
        heads: [{ box: { output: "b8" }, classes: { output: "c8" } }, { box: { output: "b16" } }],
      },
    ],
    ["yolov8-nms", { out: [1, 300, 6] }, {}, { kind: "list", corners: "xyxy" }],
    ["yolov8-nms", { out: [1, 300, 6] }, { labels: ["a", "b"] }, { kind: "list" }],
    [
      "yolov10",
      { out: [1, 300, 6] },
      { operators: ["TopK"] },
      { kind: "list", labelNumbers: { first: 0 } },
    ],
    [
      "yolov8-nms",
      { out: [1, 300, 6] },
      { operators: ["TopK", "NonMaxSuppression"] },
      { kind: "list" },
    ],
    ["yolov8", { out: [1, 8400, 6] }, { labels: ["a", "b"] }, { score: "class" }],
    ["yolox", { out: [1, 8400, 6] }, { labels: ["a"] }, { score: "objectness*class" }],
    [
      "rt-detr",
      { out: [1, 300, 84] },
      {},
      { boxes: { kind: "plain", corners: "cxcywh", unit: "fraction" } },
    ],
    [
      "ssd",
      {
        "detection_boxes:0": [1, 100, 4],
        "detection_classes:0": [1, 100],
        "detection_scores:0": [1, 100],
        "num_detections:0": [1],
      },
      {},
      { corners: "yxyx", unit: { unit: "fraction" }, count: "num_detections:0" },
    ],
    [
      "ssd",
      {
        TFLite_Detection_PostProcess: [1, 10, 4],
        "TFLite_Detection_PostProcess:1": [1, 10],
        "TFLite_Detection_PostProcess:2": [1, 10],
        "TFLite_Detection_PostProcess:3": [1],
      },
      {},
      {
        corners: "yxyx",
        labelNumbers: { first: 0 },
        score: { output: "TFLite_Detection_PostProcess:2" },
      },
    ],
    // Of COCO's numbers from 1 to 90 ten are nobody's.
    [
      "ssd",
      { detection_boxes: [1, 9, 4], detection_classes: [1, 9], detection_scores: [1, 9] },
      { labels: COCO_CLASSES },
      { kind: "list", labelNumbers: { each: expect.objectContaining({ 11: 13, 79: 90 }) } },
    ],
    [
      "ssd",
      {
        TFLite_Detection_PostProcess: [1, 10, 4],
        "TFLite_Detection_PostProcess:1": [1, 10],
        "TFLite_Detection_PostProcess:2": [1, 10],
      },
      { labels: COCO_CLASSES.toReversed() },
      { labelNumbers: { each: expect.objectContaining({ 0: 89, 79: 0 }) } },
    ],
    [
      "ssd-priors",
      { loc: [1, 8732, 4], conf: [1, 8732, 81], priors: [1, 8732, 4] },
      { operators: ["Concat"] },
      {
        activation: "softmax",
        classes: { count: 81, background: 0 },
        boxes: { priors: { output: "priors" }, variances: [0.1, 0.1, 0.2, 0.2] },
      },
    ],
    [
      "ssd-priors",
      { loc: [1, 8732, 4], conf: [1, 8732, 81], mbox_priorbox: [1, 2, 34928] },
      {},
      { activation: "none", boxes: { priors: { corners: "xyxy" }, variances: null } },
    ],
    [
      "efficientdet",
      { regression: [1, 49104, 4], classification: [1, 49104, 80], anchors: [1, 49104, 4] },
      {},
      { boxes: { kind: "prior-offsets", isHeightFirst: true, priors: { corners: "yxyx" } } },
    ],
    [
      "efficientdet",
      { detections: [1, 100, 7] },
      {},
      { corners: "yxyx", box: { from: 1 }, labelNumbers: { first: 1 } },
    ],
    // UltraFace.
    [
      "boxes-scores",
      { scores: [1, 4420, 2], boxes: [1, 4420, 4] },
      { input: [1, 3, 240, 320], labels: ["face"], operators: ["Exp", "Softmax"] },
      {
        classes: { count: 2, background: 0, isBackgroundALabel: false },
        boxes: { corners: "xyxy", unit: "fraction" },
      },
    ],
    [
      "boxes-scores",
      { scores: [1, 4420, 2], boxes: [1, 4420, 4] },
      { input: [1, 3, 240, 320], labels: ["BACKGROUND", "face"], operators: ["Exp"] },
      { classes: { count: 2, background: 0, isBackgroundALabel: true } },
    ],
    [
      "nanodet",
      { out: [1, 3598, 112] },
      { input: [1, 3, 416, 416] },
      {
        boxes: { kind: "distribution-ltrb", regMax: 7, cellOffset: 0 },
        heads: [{ classes: { from: 0, count: 80 }, box: { from: 80, count: 32 } }],
      },
    ],
    [
      "fcos",
      {
        c8: [1, 80, 80, 80],
        b8: [1, 4, 80, 80],
        o8: [1, 1, 80, 80],
        c16: [1, 80, 40, 40],
        b16: [1, 4, 40, 40],
        o16: [1, 1, 40, 40],
      },
      {},
      {
        score: "objectness*class",
        boxes: { kind: "distance-ltrb", unit: "pixel" },
        heads: [{ objectness: { output: "o8" } }, { grids: [{ stride: 16, rows: 40 }] }],
      },
    ],
    [
      "torchvision-detection",
      { boxes: ["n", 4], labels: ["n"], scores: ["n"] },
      {},
      { corners: "xyxy", unit: { unit: "pixel" }, labelNumbers: { first: 1 }, background: 0 },
    ],
    [
      "torchvision-detection",
      { "1447": ["n", 4], "1449": ["n"], "1448": ["n"] },
      { types: { "1449": "int64" } },
      { box: { output: "1447" }, label: { output: "1449" }, score: { output: "1448" } },
    ],
    [
      "torchvision-detection",
      { boxes: ["n", 4], labels: ["n"], scores: ["n"] },
      { labels: ["__background__", "cat"] },
      { labelNumbers: { first: 0 }, background: 0 },
    ],
    [
      "detr",
      { logits: [1, 100, 81], pred_boxes: [1, 100, 4] },
      {},
      { activation: "softmax", classes: { count: 81, background: 80 } },
    ],
    [
      "detr",
      { logits: [1, 300, 80], pred_boxes: [1, 300, 4] },
      {},
      { activation: "sigmoid", classes: { count: 80, background: null } },
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

  it("says that boxes of a YOLOX may be decoded otherwise, which no shape shows", () => {
    const { guesses } = guess({ out: [1, 8400, 85] });
    expect(guesses.find(({ fields }) => fields.includes("family"))?.why).toMatch(/needs a card/);
    expect(guesses.flatMap(({ fields }) => fields)).toContain("decode.boxes");
  });

  it("takes pixels as the family's own code makes them: of NanoDet blue first, of YOLOX bytes", () => {
    const input = (outputs: Shapes, parts: Parts = {}) => guess(outputs, parts).card.input.rule;
    const nano: Shapes = { out: [1, 3598, 112] };
    const frame = { input: [1, 3, 416, 416] };
    expect(input(nano, frame)).toMatchObject({
      channelOrder: "BGR",
      scaleRange: [0, 255],
      mean: [103.53, 116.28, 123.675],
      std: [57.375, 57.12, 58.395],
      resize: { fit: { kind: "stretch" } },
    });
    expect(input({ out: [1, 8400, 85] })).toMatchObject({
      channelOrder: "BGR",
      scaleRange: [0, 255],
      mean: [0],
      std: [1],
    });
    // Three means are of no grey picture.
    expect(input(nano, { input: [1, 1, 416, 416] })).toMatchObject({ channelOrder: "grey" });
  });

  it("suppresses what the model has not, and no list that it has chosen itself", () => {
    const method = (outputs: Shapes, parts: Parts = {}) => {
      const { detector } = guess(outputs, parts);
      return [detector?.rule.nms.method, detector?.rule.clip];
    };
    expect(method({ out: [1, 84, 8400] })).toEqual(["greedy", "after-nms"]);
    expect(method({ detections: [1, 100, 7] })).toEqual(["none", "after-nms"]);
    expect(method({ out: [1, 300, 84] })).toEqual(["none", "after-nms"]);
  });

  it("says of a detector that it does not know what was seen, and what it is like", () => {
    const ultraFace = { scores: [1, 4420, 2], boxes: [1, 4420, 4] };
    const parts: Parts = { input: [1, 3, 240, 320], operators: ["Exp"] };
    expect(() => guess(ultraFace, parts)).toThrow(throwsCode("model/wrong-outputs"));
    expect(() => guess(ultraFace, parts)).toThrow(
      /looks like a detector: scores 1 × 4420 × 2, boxes 1 × 4420 × 4; there are 80 labels, and its outputs are like those of boxes-scores \(1 or 2 labels\) — /,
    );
    const unlabelled = { ...parts, labels: null };
    expect(() => guess(ultraFace, unlabelled)).toThrow(throwsCode("model/no-card"));
    expect(() => guess(ultraFace, unlabelled)).toThrow(
      /there are no labels, .*boxes-scores \(1 or 2 labels\)/,
    );
    // Without the priors nothing can be guessed, but a card may say them.
    expect(() => guess(ultraFace, { ...parts, labels: ["face"], operators: ["Conv"] })).toThrow(
      /there is 1 label, .* like those of ssd-priors \(1 or 2 labels\), boxes-scores \(1 or 2 labels\)/,
    );
    expect(() => guess({ a: ["n", 4], b: ["n", 3] }, {})).toThrow(/no family has such outputs/);
    // Not a detector at all.
    expect(() => guess({ out: [1, 12] })).toThrow(/no output has one score for each/);
  });

  it("tells terminal and app each its own way on", () => {
    const error = (() => {
      try {
        return guess({ scores: [1, 4420, 2], boxes: [1, 4420, 4] }, { operators: ["Exp"] });
      } catch (cause) {
        return cause;
      }
    })();
    if (!(error instanceof HomegroundError)) throw error;
    expect(wordsFor("command", error.sentences.fix)).toMatch(/^Put a labels\.txt/);
    expect(wordsFor("app", error.sentences.fix)).toMatch(/^Drop a labels\.txt/);
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

  describe("with a preprocessor_config.json", () => {
    const of = (preprocessor: object, outputs: Shapes = { out: [1, 84, 8400] }) => {
      const { card, guesses } = guess(outputs, { preprocessor });
      const why = (field: string) => guesses.find((one) => one.fields.includes(field))?.why;
      return { rule: card.input.rule, why };
    };

    it("takes what that says, whatever the family's own code does", () => {
      const { rule, why } = of({
        image_processor_type: "YolosImageProcessor",
        do_rescale: false,
        do_normalize: true,
        image_mean: [123, 117, 104],
        image_std: [58, 57, 57],
        resample: 3,
        size: { height: 640, width: 640 },
      });
      expect(rule).toMatchObject({
        channelOrder: "RGB",
        scaleRange: [0, 255],
        mean: [123, 117, 104],
        std: [58, 57, 57],
        resize: { rule: "pillow", filter: "bicubic", fit: { kind: "stretch" } },
      });
      for (const field of ["input.mean", "input.resize", "input.channelOrder"]) {
        expect(why(field)).toContain("preprocessor_config.json");
      }
    });

    it("keeps to the family's own code where that is silent", () => {
      const { rule, why } = of({ do_normalize: false, rescale_factor: 1 / 127.5 });
      expect(rule).toMatchObject({
        scaleRange: [0, 2],
        mean: [0],
        resize: { rule: "interpolate", filter: "bilinear", fit: { kind: "letterbox-center" } },
      });
      expect(why("input.resize")).toContain("own code");
      const filter = of({ resample: 3 }).rule;
      expect(filter).toMatchObject({
        scaleRange: [0, 1],
        resize: { rule: "pillow", filter: "bicubic", fit: { kind: "letterbox-center" } },
      });
      // YOLOX's own code takes BGR; a processor of Transformers gives RGB.
      const yolox = { out: [1, 8400, 85] } as const;
      expect(of({ resample: 2 }, yolox).rule.channelOrder).toBe("BGR");
      const named = { image_processor_type: "YolosImageProcessor" };
      expect(of(named, yolox).rule.channelOrder).toBe("RGB");
    });
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
const first = sharedData("data/models/nanodet_m_416.onnx");
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
      boxes: { kind: "center-exp" },
      heads: [{ classes: { output: "output", from: 5, count: 80 } }],
    });
  });

  it("is fitted as the first NanoDet's configurations fit it", async () => {
    const { inspection, sha256 } = await openModel(first ?? "");
    const uncarded = { inspection, sha256, file: "nanodet_m_416.onnx", labels: LABELS };
    const card = guessCard({ ...uncarded, preprocessor: null, config: null }, "m.onnx");
    expect(card.family).toBe("nanodet");
    expect(card.input.rule.resize.fit).toMatchObject({ kind: "letterbox-center", padValue: 0 });
  });
});
