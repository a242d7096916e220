import { describe, expect, it } from "vitest";
import { assumedFields } from "../../../src/models/card/card-guesses.js";
import { guessCard, parseNames, type UncardedModel } from "../../../src/models/card/guess-card.js";
import { parseModelCard } from "../../../src/models/card/model-card.js";
import { inspectOnnx } from "../../../src/models/onnx/onnx-inspect.js";
import { type Dimension, type ElementName, model, node, value } from "../../support/onnx-writer.js";
import { throwsCode } from "../../support/throws-code.js";

interface Parts extends Partial<Omit<UncardedModel, "inspection">> {
  readonly shape?: readonly Dimension[] | null;
  readonly type?: ElementName;
  readonly metadata?: readonly (readonly [string, string])[];
  readonly last?: string;
  readonly answersType?: ElementName;
  readonly answers?: readonly Dimension[] | null;
}

function guess(parts: Parts = {}) {
  const { shape = [1, 3, 4, 4], type = "float32", last = "Identity", metadata = [] } = parts;
  const answers = parts.answers === undefined ? [1, 2] : parts.answers;
  const bytes = model({
    nodes: [node(last, ["image"], ["scores"])],
    inputs: [value("image", shape, type)],
    outputs: [value("scores", answers, parts.answersType)],
    metadata,
  });
  const card = guessCard(
    {
      file: "m.onnx",
      sha256: "0".repeat(64),
      labels: ["a", "b"],
      preprocessor: null,
      config: null,
      ...parts,
      inspection: inspectOnnx(bytes, "m.onnx"),
    },
    "m.onnx",
  );
  return { card, guesses: card.guesses };
}

const rule = (parts: Parts) => guess(parts).card.input.rule;
const fields = (parts: Parts) => assumedFields(guess(parts).guesses);

/** As `convnext-tiny-224` has it. */
const CONVNEXT = {
  crop_pct: 0.875,
  do_normalize: true,
  do_rescale: true,
  do_resize: true,
  image_mean: [0.485, 0.456, 0.406],
  image_std: [0.229, 0.224, 0.225],
  resample: 3,
  rescale_factor: 0.00392156862745098,
  size: { shortest_edge: 224 },
};

describe("guessCard", () => {
  it("takes from the model what it states, and says all that it does not", () => {
    const { card, guesses } = guess();
    expect(card).toMatchObject({
      name: "m",
      task: "classification",
      scores: "logits",
      decode: { output: "scores", activation: "softmax" },
      labels: ["a", "b"],
      input: { name: "image", rule: { layout: "NCHW", heightPx: 4, widthPx: 4, dtype: "float32" } },
    });
    expect(assumedFields(guesses)).toEqual([
      "labels",
      "input.scaleRange",
      "input.mean",
      "input.std",
      "input.resize",
      "input.channelOrder",
      "task",
      "scores",
      "decode.activation",
    ]);
    for (const { why } of guesses) expect(why).toMatch(/\w/);
  });

  it.each<[string, Parts, object]>([
    ["channels last", { shape: [1, 8, 9, 3] }, { layout: "NHWC", heightPx: 8, widthPx: 9 }],
    ["grey", { shape: [1, 1, 8, 8] }, { channelOrder: "grey", mean: [0] }],
    ["a free size", { shape: [1, 3, "h", "w"] }, { heightPx: 224, widthPx: 224 }],
    ["no shape", { shape: null }, { layout: "NCHW", heightPx: 224 }],
    ["bytes", { type: "uint8" }, { dtype: "uint8", scaleRange: [0, 255], mean: [0], std: [1] }],
    ["half precision", { type: "float16" }, { dtype: "float16" }],
  ])("reads the shape of an input with %s", (_name, parts, expected) => {
    expect(rule(parts)).toMatchObject(expected);
  });

  it("says how many labels are wanted where there are none", () => {
    const none = (answers: readonly Dimension[] | null) => () => guess({ labels: null, answers });
    expect(none([1, 1001])).toThrow(/which labels its 1001 scores stand for/);
    expect(none([1, 1001])).toThrow(/a labels\.txt with 1001 lines, a label each, in output order/);
    expect(none([1, "n"])).toThrow(/which labels its answers stand for.* with one label a line/);
    expect(none(null)).toThrow(throwsCode("model/no-card"));
  });

  it("says of a model that labels pixels what it is, with labels or without", () => {
    const shape = [1, 3, 64, 64] as const;
    for (const labels of [null, ["a", "b", "c"]]) {
      const of = (answers: readonly Dimension[]) => () => guess({ labels, shape, answers });
      expect(of([1, 21, 64, 64])).toThrow(
        /answers with a map over the picture, .*scores, float32 1 × 21 × 64 × 64 — .*heatmap-keypoints for points/,
      );
      const code = labels === null ? "model/no-card" : "model/wrong-outputs";
      expect(of(["n", 5, "h", "w"])).toThrow(throwsCode(code));
      expect(of([1, 1, 64, 64])).toThrow(/names its family: .*anomaly-score/);
      expect(of([1, 512, 2, 2])).not.toThrow(/map over the picture/);
    }
    const last = () => guess({ labels: null, shape: [1, 64, 64, 3], answers: [1, 64, 64, 5] });
    expect(last).toThrow(/map over the picture/);
  });

  it.each<[string, Parts, object]>([
    [
      "a map for each of several labels, of scores",
      { labels: ["sky", "sea", "land"], answers: [1, 3, 64, 64] },
      { family: "deeplab", scores: "logits", decode: { scored: "each", activation: "none" } },
    ],
    [
      "the same of a free size, with channels last",
      { labels: ["sky", "sea", "land"], answers: ["n", "h", "w", 3], shape: [1, "h", "w", 3] },
      { family: "deeplab", decode: { scored: "each" } },
    ],
    [
      "the same, of probabilities",
      { labels: ["sky", "sea", "land"], answers: [1, 3, 16, 16], last: "Softmax" },
      { family: "deeplab", scores: "probabilities" },
    ],
    [
      "a map of labels",
      { labels: ["sky", "sea", "land"], answers: [1, 64, 64], answersType: "int64" },
      { family: "deeplab", decode: { scored: "none" } },
    ],
    [
      "one map of logits for two labels",
      { labels: ["ground", "cell"], answers: [1, 1, 64, 64] },
      { family: "unet-binary", decode: { activation: "sigmoid", threshold: 0.5, positive: 1 } },
    ],
    [
      "one map of probabilities for two labels",
      { labels: ["ground", "cell"], answers: [1, 1, 64, 64], last: "Sigmoid" },
      {
        family: "unet-binary",
        scores: "probabilities",
        decode: { activation: "none", threshold: 0.5 },
      },
    ],
    [
      "a map for each point of one object",
      { labels: ["fly"], answers: [1, 3, 16, 16] },
      { family: "heatmap-keypoints", decode: { points: ["point 1", "point 2", "point 3"] } },
    ],
    [
      "a map for the one point that has a name",
      { labels: ["fly"], points: ["head"], answers: [1, 1, 16, 16] },
      { family: "heatmap-keypoints", decode: { points: ["head"] } },
    ],
    [
      "two numbers for each point",
      { labels: ["fly"], answers: [1, 3, 2] },
      {
        family: "pose-regression",
        decode: { points: ["point 1", "point 2", "point 3"], order: "xy" },
      },
    ],
    [
      "MoveNet's three for each point",
      { labels: ["person"], answers: [1, 1, 17, 3] },
      { family: "pose-regression", decode: { order: "yxs", unit: "fraction" } },
    ],
    [
      "numbers in a row, of points that have names",
      { labels: ["fly"], points: ["head", "tail"], answers: [1, 4] },
      { family: "pose-regression", decode: { points: ["head", "tail"], order: "xy" } },
    ],
  ])("reads %s", (_name, parts, expected) => {
    const { card, guesses } = guess({ shape: [1, 3, 64, 64], ...parts });
    expect(card).toMatchObject(expected);
    expect(assumedFields(guesses)).toContain("family");
  });

  it("takes scores of whole images for what they are, whatever else there is", () => {
    expect(guess({ labels: ["a"], answers: [1, 1] }).card.family).toBe("classifier");
    expect(guess({ points: ["head"] }).card.family).toBe("classifier");
    expect(() => guess({ labels: ["a"], points: ["head", "tail"], answers: [1, 5] })).toThrow(
      throwsCode("model/wrong-outputs"),
    );
  });

  it("says what size it chose, when the model takes any", () => {
    expect(fields({ shape: [1, 3, "h", "w"] })).toEqual(
      expect.arrayContaining(["input.height", "input.width"]),
    );
    expect(fields({ shape: [1, 3, 4, 4] })).not.toContain("input.height");
    expect(fields({ shape: null })).toContain("input.layout");
  });

  it("counts as guessed what nothing states, field by field", () => {
    const whole = {
      labels: null,
      config: { id2label: { "0": "x", "1": "y" }, architectures: ["ViTForImageClassification"] },
      preprocessor: CONVNEXT,
    };
    expect(fields(whole)).toEqual([]);
    const { image_mean: _, ...noMean } = CONVNEXT;
    expect(fields({ ...whole, preprocessor: noMean })).toEqual(["input.mean"]);
    const { rescale_factor: __, resample: ___, ...older } = CONVNEXT;
    expect(fields({ ...whole, preprocessor: older })).toEqual(["input.resize", "input.scaleRange"]);
    // Lines of a file have an order, but nothing says that it is that of the outputs.
    expect(fields({ ...whole, labels: ["x", "y"] })).toEqual(["labels"]);
    expect(fields({ ...whole, config: { id2label: { "0": "x", "1": "y" } } })).toEqual([
      "task",
      "scores",
      "decode.activation",
    ]);
    expect(fields({ last: "Softmax" })).not.toContain("task");
    expect(fields({ last: "Sigmoid" })).toContain("task");
    expect(fields({ last: "Sigmoid" })).not.toContain("decode.activation");
    const metadata = [["Image.NominalPixelRange", "Normalized_0_1"]] as const;
    expect(fields({ metadata })).not.toContain("input.mean");
    expect(fields({ metadata })).toContain("input.channelOrder");
  });

  it("stays guessed where it is written down, until somebody takes that away", () => {
    const { card } = guess();
    const again = parseModelCard(JSON.stringify(card.raw), "card.json");
    expect(assumedFields(again.guesses)).toEqual(assumedFields(card.guesses));
    const { guessed: _, ...own } = card.raw;
    expect(parseModelCard(JSON.stringify(own), "card.json").guesses).toEqual([]);
    const bad = JSON.stringify({ ...card.raw, guessed: [{ fields: "input.mean" }] });
    expect(() => parseModelCard(bad, "card.json")).toThrow(throwsCode("model/card-bad"));
  });

  it("sees from the last operator what the scores are", () => {
    const soft = guess({ last: "Softmax" }).card;
    expect(soft.scores).toBe("probabilities");
    expect(soft.decode).toMatchObject({ activation: "none" });
    const sigmoid = guess({ last: "Sigmoid" }).card;
    expect(sigmoid).toMatchObject({ task: "multilabel", scores: "probabilities" });
    const declared = guess({ config: { problem_type: "multi_label_classification" } }).card;
    expect(declared).toMatchObject({ task: "multilabel", decode: { activation: "sigmoid" } });
  });

  it("takes labels from a file, then config.json, then the metadata", () => {
    const config = { id2label: { "0": "x", "1": "y" } };
    const metadata = [["names", "{0: 'p', 1: 'q'}"]] as const;
    expect(guess({ config, metadata }).card.labels).toEqual(["a", "b"]);
    expect(guess({ labels: null, config, metadata }).card.labels).toEqual(["x", "y"]);
    expect(guess({ labels: null, metadata }).card.labels).toEqual(["p", "q"]);
    const labelsOf = (own: object) => guess({ labels: null, config: own }).card.labels;
    expect(labelsOf({ id2label: ["x", "y"] })).toEqual(["x", "y"]);
    expect(labelsOf({ label2id: { y: 1, x: 0 } })).toEqual(["x", "y"]);
    // Names that Transformers gives where nobody gave any.
    const numbers = { id2label: { "0": "LABEL_0", "1": "LABEL_1" } };
    expect(fields({ labels: null, config: numbers })).toContain("labels");
    expect(fields({ labels: null, config })).not.toContain("labels");
    const gap = { id2label: { "0": "x", "2": "y" } };
    expect(() => labelsOf(gap)).toThrow(/id2label in config\.json does not name them/);
    expect(() => labelsOf({ label2id: { x: 0, y: 0 } })).toThrow(throwsCode("model/no-card"));
    for (const other of [gap, null, { id2label: [] }]) {
      expect(() => guess({ labels: null, config: other })).toThrow(throwsCode("model/no-card"));
    }
  });

  it("refuses a model whose answers are not one a label", () => {
    expect(() => guess({ answers: [1, 3] })).toThrow(throwsCode("model/wrong-outputs"));
    expect(() => guess({ labels: [] })).toThrow(throwsCode("model/wrong-outputs"));
    expect(guess({ answers: [1, "classes"] }).card.labels).toHaveLength(2);
    expect(guess({ answers: null }).card.labels).toHaveLength(2);
    expect(guess({ answers: ["batch", 2, 1, 1] }).card.labels).toHaveLength(2);
  });

  it.each<[string, readonly Dimension[]]>([
    ["five channels", [1, 5, 8, 8]],
    ["a row of numbers", [1, 192]],
  ])("refuses %s", (_name, shape) => {
    expect(() => guess({ shape })).toThrow(throwsCode("model/inputs"));
  });

  it("keeps to ONNX's image metadata, in any case", () => {
    const metadata = [
      ["image.bitmappixelformat", "BGR8"],
      ["Image.NominalPixelRange", "Normalized_1_1"],
    ] as const;
    expect(rule({ metadata })).toMatchObject({
      channelOrder: "BGR",
      scaleRange: [-1, 1],
      mean: [0],
      std: [1],
    });
    expect(rule({ metadata: [["Image.NominalPixelRange", "NominalRange_0_255"]] })).toMatchObject({
      channelOrder: "RGB",
      scaleRange: [0, 255],
    });
  });

  it("knows a classifier that Ultralytics exported", () => {
    const metadata = [
      ["author", "Ultralytics"],
      ["task", "classify"],
      ["imgsz", "[64, 64]"],
    ] as const;
    expect(rule({ metadata, shape: [1, 3, "height", "width"] })).toMatchObject({
      heightPx: 64,
      widthPx: 64,
      scaleRange: [0, 1],
      mean: [0],
      resize: { rule: "pillow", filter: "bilinear", fit: { kind: "crop", shorterSidePx: 64 } },
    });
  });
});

describe("timm's config.json", () => {
  /** As `resnet50.a1_in1k` has it, with two classes. */
  const config = {
    architecture: "resnet50",
    num_classes: 2,
    num_features: 2048,
    label_names: ["fox", "hare"],
    pretrained_cfg: {
      input_size: [3, 224, 224],
      test_input_size: [3, 288, 288],
      interpolation: "bicubic",
      crop_pct: 0.95,
      crop_mode: "center",
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
      num_classes: 2,
    },
  };
  const of = (own: object, parts: Parts = {}) =>
    guess({
      shape: [1, 3, "height", "width"],
      labels: null,
      config: { ...config, pretrained_cfg: { ...config.pretrained_cfg, ...own } },
      ...parts,
    });

  it("says labels, size, normalisation and how much is cut out", () => {
    const { card, guesses } = of({});
    expect(card.labels).toEqual(["fox", "hare"]);
    expect(card.input.rule).toMatchObject({
      heightPx: 224,
      widthPx: 224,
      scaleRange: [0, 1],
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
      resize: {
        rule: "pillow",
        filter: "bicubic",
        fit: { kind: "crop", shorterSidePx: 235 }, // 224 / 0.95 = 235.8, rounded down
      },
    });
    expect(assumedFields(guesses)).toEqual(["task", "scores", "decode.activation"]);
    const resize = guesses.find((guessed) => guessed.fields.includes("input.resize"));
    expect(resize?.why).toContain("timm");
  });

  it("is squashed where it says so, and left aside where it cuts in a way that no card states", () => {
    const fitOf = (own: object) => of(own).card.input.rule.resize.fit;
    expect(fitOf({ crop_mode: "squash", crop_pct: 1 })).toEqual({ kind: "stretch" });
    expect(fitOf({ crop_mode: "squash", crop_pct: 0.875 })).toEqual(SQUARE);
    const { card, guesses } = of({ crop_mode: "border", mean: [0.5, 0.5, 0.5] });
    expect(assumedFields(guesses)).toEqual(expect.arrayContaining(["input.resize", "input"]));
    expect(card.input.rule.mean).toEqual([0.5, 0.5, 0.5]);
  });

  it("is read in its older form, and with labels by number", () => {
    const { pretrained_cfg, label_names: labels } = config;
    const { card } = guess({
      shape: [1, 3, "height", "width"],
      labels: null,
      config: { architecture: "resnet50", ...pretrained_cfg, labels },
    });
    expect(card.labels).toEqual(["fox", "hare"]);
    expect(card.input.rule).toMatchObject({ heightPx: 224, resize: { fit: shorter(235) } });
    const numbered = { ...config, label_names: { "1": "hare", "0": "fox" } };
    expect(guess({ labels: null, config: numbered }).card.labels).toEqual(["fox", "hare"]);
  });

  it("gives way to a preprocessor_config.json", () => {
    const { card } = of({}, { preprocessor: CONVNEXT });
    expect(card.input.rule.resize.fit).toEqual({ kind: "crop", shorterSidePx: 256 });
  });
});

const SQUARE = { kind: "stretch-crop", resizedHeightPx: 256, resizedWidthPx: 256 };
const shorter = (shorterSidePx: number) => ({ kind: "crop", shorterSidePx });

describe("a preprocessor_config.json", () => {
  const of = (preprocessor: unknown, shape: Parts["shape"] = [1, 3, 224, 224]) =>
    rule({ preprocessor, shape });

  it("of ConvNeXT resizes to the crop's share and cuts, or stretches from 384 on", () => {
    expect(of(CONVNEXT)).toMatchObject({
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
      resize: { rule: "pillow", filter: "bicubic", fit: { kind: "crop", shorterSidePx: 256 } },
    });
    expect(of(CONVNEXT).scaleRange[1]).toBeCloseTo(1, 12);
    const large = { ...CONVNEXT, size: { shortest_edge: 384 } };
    expect(of(large, [1, 3, 384, 384]).resize.fit).toEqual({ kind: "stretch" });
  });

  it("of ViT stretches to the size", () => {
    const vit = { size: { height: 224, width: 224 }, resample: 2, image_mean: [0.5, 0.5, 0.5] };
    expect(of(vit)).toMatchObject({
      mean: [0.5, 0.5, 0.5],
      resize: { filter: "bilinear", fit: { kind: "stretch" } },
    });
    expect(of({ ...vit, size: 224 }).resize.fit).toEqual({ kind: "stretch" });
  });

  it("of CLIP and MobileNet resizes the shorter side and cuts", () => {
    const config = {
      do_center_crop: true,
      crop_size: { height: 224, width: 224 },
      size: { shortest_edge: 256 },
    };
    expect(of(config).resize.fit).toEqual({ kind: "crop", shorterSidePx: 256 });
    expect(of(config, ["n", 3, "h", "w"])).toMatchObject({ heightPx: 224, widthPx: 224 });
  });

  it("turns steps off, channels round, and shifts as it says", () => {
    expect(of({ do_normalize: false, do_rescale: false })).toMatchObject({
      scaleRange: [0, 255],
      mean: [0],
      std: [1],
    });
    expect(of({ do_flip_channel_order: true }).channelOrder).toBe("BGR");
    const shifted = of({ rescale_factor: 1 / 127.5, rescale_offset: true, do_normalize: false });
    expect(shifted.scaleRange).toEqual([-1, 1]);
    const twice = of({ include_top: true, image_mean: [0, 0, 0], image_std: [0.5, 0.5, 0.5] });
    expect(twice.std).toEqual([0.25, 0.25, 0.25]);
  });

  const CUT = { do_center_crop: true, crop_size: { height: 224, width: 224 }, resample: 3 };
  const CLIP = { ...CUT, image_processor_type: "CLIPImageProcessor" };
  const DEIT = { ...CUT, feature_extractor_type: "DeiTFeatureExtractor" };
  const DETR = { resample: 2, image_processor_type: "DetrImageProcessor" };
  const padded = {
    kind: "letterbox-topleft",
    padValue: 0,
    padStage: "after-normalisation",
    sizeRounding: "floor",
  };

  it.each<[string, object, object, boolean]>([
    ["a square that is cut", { ...CUT, size: { height: 256, width: 256 } }, SQUARE, true],
    ["DeiT's number", { ...DEIT, size: 256, crop_size: 224 }, SQUARE, true],
    ["CLIP's number", { ...CLIP, size: 224, crop_size: 224 }, shorter(224), true],
    ["a number without a name", { size: 224 }, { kind: "stretch" }, false],
    ["no square", { ...CLIP, size: 256, default_to_square: false }, shorter(256), true],
    ["ConvNeXT's number", { size: 224, crop_pct: 0.875, resample: 3 }, shorter(256), true],
    [
      "LeViT",
      { ...CUT, size: 224, image_processor_type: "LevitImageProcessor" },
      shorter(256),
      true,
    ],
    ["a side alone", { ...DETR, size: { shortest_edge: 224 } }, shorter(224), false],
    ["what is longest", { ...DETR, size: { longest_edge: 224 } }, padded, true],
    ["most of each side", { ...DETR, size: { max_height: 224, max_width: 224 } }, padded, true],
    ["two edges", { ...DETR, size: { shortest_edge: 224, longest_edge: 224 } }, padded, false],
    ["DETR's numbers", { ...DETR, size: 224, max_size: 224 }, padded, false],
    ["no resize", { do_resize: false }, { kind: "stretch" }, false],
    [
      "Perceiver",
      { ...CUT, size: 224, image_processor_type: "PerceiverImageProcessor" },
      {},
      false,
    ],
  ])("says how pictures are fitted: %s", (_name, preprocessor, fit, isStated) => {
    expect(of(preprocessor).resize.fit).toMatchObject(fit);
    const whole = { preprocessor, shape: [1, 3, 224, 224] } as const;
    expect(fields(whole).includes("input.resize")).toBe(!isStated);
  });

  it("is told where the model takes another size", () => {
    const preprocessor = { size: { height: 384, width: 384 }, resample: 2 };
    expect(of(preprocessor)).toMatchObject({ heightPx: 224, widthPx: 224 });
    expect(fields({ preprocessor, shape: [1, 3, 224, 224] })).toContain("input.height");
    expect(fields({ preprocessor, shape: [1, 3, 384, 384] })).not.toContain("input.height");
    const free = { ...DETR, size: { shortest_edge: 480, longest_edge: 800 } };
    expect(of(free, [1, 3, "h", "w"])).toMatchObject({ heightPx: 480, widthPx: 800 });
  });

  it("is refused where no card can say the same", () => {
    expect(() => of({ resample: 5 })).toThrow(throwsCode("model/no-card"));
    expect(() => of({ resample: "cubic" })).toThrow(throwsCode("model/no-card"));
    const two = { preprocessor: { image_mean: [0.1, 0.2] } };
    expect(() => rule(two)).toThrow(/2 values as image_mean, and the model takes 3 channels/);
  });

  it("takes one number for every channel, equal ones for grey, and bytes as they are", () => {
    expect(of({ image_mean: 0.5, image_std: 0.25 })).toMatchObject({ mean: [0.5], std: [0.25] });
    const half = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
    expect(of(half, [1, 1, 224, 224])).toMatchObject({ channelOrder: "grey", mean: [0.5] });
    const vit = { ...half, size: { height: 8, width: 8 }, resample: "lanczos" };
    expect(rule({ preprocessor: vit, type: "uint8", shape: [1, 3, 8, 8] })).toMatchObject({
      scaleRange: [0, 255],
      mean: [0],
      std: [1],
      resize: { filter: "lanczos" },
    });
    const mobile = { image_processor_type: "MobileViTImageProcessor", do_flip_channel_order: true };
    expect(of(mobile)).toMatchObject({ channelOrder: "BGR", mean: [0], std: [1] });
  });

  it("is told of what it has beside that and no card can say, but for what is off", () => {
    const preprocessor = {
      ...CONVNEXT,
      image_processor_type: "ConvNextImageProcessor",
      do_convert_rgb: true,
      do_grayscale: false,
      do_thumbnail: true,
      pad_size: { height: 300, width: 300 },
    };
    const said = (given: object) =>
      guess({ preprocessor: given, shape: [1, 3, 224, 224] }).guesses.find(
        (one) => one.fields[0] === "input",
      );
    expect(said(preprocessor)).toMatchObject({
      value: 'do_thumbnail true, pad_size {"height":300,"width":300}',
      basis: "assumed",
      why: expect.stringContaining("no card can say that"),
    });
    expect(said(CONVNEXT)).toBeUndefined();
    expect(said({ size: { shorter: 224 } })?.value).toBe('size {"shorter":224}');
  });

  it("may be a part of a processor's, or hold timm's own", () => {
    expect(of({ image_processor: CONVNEXT, tokenizer: {} })).toEqual(of(CONVNEXT));
    const pretrained_cfg = { input_size: [3, 224, 224], mean: [0.1, 0.2, 0.3], crop_pct: 1 };
    const wrapped = { image_processor_type: "TimmWrapperImageProcessor", pretrained_cfg };
    expect(of(wrapped)).toMatchObject({ mean: [0.1, 0.2, 0.3], resize: { fit: shorter(224) } });
  });

  it.each([null, [], "x", 7, { size: "large", resample: "bicubic", image_mean: [null] }])(
    "that is %j does no harm",
    (preprocessor) => {
      expect(of(preprocessor).heightPx).toBe(224);
    },
  );
});

describe("parseNames", () => {
  it("reads a dictionary as Python prints it", () => {
    expect(parseNames("{0: 'cat', 1: \"it's\", 2: 'a, b: {c}', 3: 'q\\'s'}")).toEqual([
      "cat",
      "it's",
      "a, b: {c}",
      "q's",
    ]);
  });

  it.each([
    undefined,
    "",
    "[]",
    "{}",
    "{0: 'a', 2: 'b'}",
    "{0: a}",
    "{0: 'a' 1: 'b'}",
    "{'0': 'a'}",
  ])("takes %j for none", (text) => {
    expect(parseNames(text)).toBeNull();
  });

  it("does not take long over a long text without an end", () => {
    expect(parseNames(`{0: '${"\\".repeat(200_001)}`)).toBeNull();
    expect(parseNames(`{${"0".repeat(200_000)}`)).toBeNull();
    expect(parseNames(`{${" ".repeat(200_000)}}`)).toBeNull();
  });
});
