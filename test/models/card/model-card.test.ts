import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../../src/core/errors.js";
import { parseModelCard } from "../../../src/models/card/model-card.js";
import { type CardParts, cardText } from "../../support/card-writer.js";
import { describeWithShared } from "../../support/shared-data.js";
import { throwsCode } from "../../support/throws-code.js";

const MODEL = new Uint8Array([1, 2, 3]);
const parse = (parts: CardParts = {}) => parseModelCard(cardText(MODEL, parts), "card.json");

const CLAIM = {
  metric: "accuracy",
  parameters: { k: 5, average: "macro" },
  value: 0.9,
  correct: 9,
  n: 10,
  unit: "image",
  low: 0.6,
  high: 0.98,
  level: 0.95,
  method: "wilson",
  on: { labels: null, where: [{ site: "a" }], images: 10, text: "site a" },
  source: "measured",
};

const LETTERBOX = {
  padValue: 114,
  padStage: "before-normalisation",
  sizeRounding: "floor",
  padRounding: "floor",
  minimumSide: 1,
  upscale: true,
};

describe("parseModelCard", () => {
  it("reads what a program needs, with what the schema leaves open filled in", () => {
    const card = parse({ fields: { claim: [CLAIM], training: { sites: ["a"] }, bytes: 12 } });
    expect(card).toMatchObject({
      name: "test",
      task: "classification",
      family: "classifier",
      scores: "logits",
      bytes: 12,
      opset: null,
      labels: ["red", "green"],
      outputs: [{ name: "scores", shape: ["batch", 2] }],
      decode: {
        family: "classifier",
        supported: true,
        output: "scores",
        activation: "softmax",
        backgroundIndex: null,
      },
      training: { sites: ["a"] },
      licence: null,
    });
    expect(card.input).toEqual({
      name: "image",
      rule: {
        layout: "NCHW",
        heightPx: 4,
        widthPx: 4,
        dtype: "float32",
        channelOrder: "RGB",
        scaleRange: [0, 1],
        mean: [0],
        std: [1],
        grey: "repeat",
        alphaChannel: "drop",
        iccProfile: "ignore",
        resize: { rule: "interpolate", filter: "bilinear", fit: { kind: "stretch" } },
      },
    });
    expect(card.claims).toEqual([CLAIM]);
  });

  it("keeps fields that it does not know", () => {
    expect(parse({ fields: { myNote: { by: "me" } } }).raw["myNote"]).toEqual({ by: "me" });
  });

  it("reads the ways of fitting an image into the frame", () => {
    const readFit = (resize: object) => parse({ resize: { ...resize } }).input.rule.resize.fit;
    expect(readFit({ fit: "crop", shorterSide: 8 })).toEqual({ kind: "crop", shorterSidePx: 8 });
    expect(readFit({ fit: "letterbox-center", ...LETTERBOX })).toMatchObject({
      kind: "letterbox-center",
      padValue: 114,
      minimumSidePx: 1,
    });
    const { padRounding: _, ...topLeft } = LETTERBOX;
    expect(readFit({ fit: "letterbox-topleft", ...topLeft })).toMatchObject({
      padRounding: "floor",
    });
    expect(() => readFit({ fit: "letterbox-center", ...topLeft })).toThrow(
      /padRounding is missing/,
    );
  });

  it("reads multilabel and anomaly cards", () => {
    const multilabel = parse({
      fields: { task: "multilabel", family: "multilabel" },
      decode: { activation: "sigmoid", thresholds: [0.5, 0.25] },
    });
    expect(multilabel.decode).toMatchObject({ family: "multilabel", thresholds: [0.5, 0.25] });
    const anomaly = parse({
      fields: { task: "anomaly", family: "anomaly-score", scores: "raw" },
      decode: { activation: "none", reduce: "max", direction: "lower-is-worse", threshold: -3 },
    });
    expect(anomaly.decode).toEqual({
      family: "anomaly-score",
      supported: true,
      output: "scores",
      activation: "none",
      reduce: "max",
      index: null,
      direction: "lower-is-worse",
      threshold: -3,
    });
  });

  it("reads a card of a family whose answers cannot be read yet", () => {
    const fields = { family: "mask2former", task: "instance-segmentation" };
    const card = parse({ fields, decode: { queries: 100 } });
    expect(card.decode).toEqual({ family: "mask2former", supported: false });
    expect(card.raw["decode"]).toMatchObject({ queries: 100 });
  });

  it.each<[string, CardParts, RegExp]>([
    [
      "another schema",
      { fields: { card: "x/2" } },
      /card is "x\/2", not homeground\.model-card\/1/,
    ],
    ["an unknown family", { fields: { family: "magic" } }, /family is "magic", not one of/],
    ["a task that is not the family's", { fields: { task: "anomaly" } }, /task is anomaly, and/],
    ["a hash in capitals", { fields: { sha256: "A".repeat(64) } }, /sha256 is not 64/],
    ["no labels", { labels: [] }, /labels is empty/],
    ["a label that is no text", { fields: { labels: ["a", 2] } }, /labels item 2 is 2, not text/],
    [
      "a size that is not the size",
      { input: { size: [4, 5] } },
      /input\.size is not \[height, width\]/,
    ],
    ["two means for three channels", { input: { mean: [1, 2] } }, /input\.mean has 2 values for 3/],
    ["a deviation of 0", { input: { std: [0] } }, /input\.std item 1 is 0, not above 0/],
    ["half a height", { input: { height: 2.5 } }, /input\.height is 2\.5, not a whole number/],
    ["bytes that are normalised", { input: { dtype: "uint8" } }, /input\.dtype uint8 goes with/],
    [
      "antialias without pillow",
      { resize: { antialias: true } },
      /resize\.antialias is true, which/,
    ],
    [
      "a filter without pillow",
      { resize: { filter: "lanczos" } },
      /resize\.filter is lanczos, which/,
    ],
    ["a crop of no size", { resize: { fit: "crop" } }, /input\.resize\.shorterSide is missing/],
    ["a background beyond the labels", { decode: { backgroundIndex: 2 } }, /backgroundIndex is 2/],
    [
      "an output that is not there",
      { decode: { output: "probs" } },
      /decode\.output is probs, and/,
    ],
    [
      "softmax on probabilities",
      { fields: { scores: "probabilities" } },
      /decode\.activation is softmax, and the scores are said to be probabilities/,
    ],
    ["other ties", { decode: { ties: "random" } }, /decode\.ties is "random"/],
    [
      "more right answers than images",
      { fields: { claim: [{ ...CLAIM, correct: 11 }] } },
      /claim\[0\]\.correct is 11 of n = 10/,
    ],
    [
      "a claim with a field of its own",
      { fields: { claim: [{ ...CLAIM, pValue: 0.01 }] } },
      /claim\[0\]\.pValue is not a field of a claim/,
    ],
    ["an output without a shape", { fields: { output: { name: "scores" } } }, /output\.shape is/],
    [
      "names without shapes",
      { fields: { output: { names: ["scores", "b"], shapes: [[1]] } } },
      /output\.shapes is not a list of 2 shapes/,
    ],
  ])("refuses %s", (_name, parts, words) => {
    expect(() => parse(parts)).toThrow(throwsCode("model/card-bad"));
    expect(() => parse(parts)).toThrow(words);
  });

  it("names the field that a misspelt one is meant to be", () => {
    const text = cardText(MODEL).replace('"channelOrder"', '"chanelOrder"');
    expect(() => parseModelCard(text, "card.json")).toThrow(
      /input\.channelOrder is missing: there is "chanelOrder" in its place/,
    );
    expect(() => parse({ decode: { backgroundindex: 1 } })).toThrow(
      /decode\.backgroundindex is no field, backgroundIndex is/,
    );
    expect(() => parse({ fields: { family: "clasifier" } })).toThrow(/\(classifier\?\)/);
    expect(() => parse({ fields: { claim: [{ ...CLAIM, vaule: 1 }] } })).toThrow(/vaule is not/);
  });

  it("needs only what cannot be known", () => {
    const {
      name: _name,
      task: _task,
      scores: _scores,
      file: _file,
      sha256: _sha256,
      output: _output,
      claim: _claim,
      input,
      decode: _decode,
      ...rest
    } = JSON.parse(cardText(MODEL));
    const { name, layout, height, width, dtype, resize, ...own } = input;
    const { antialias: _antialias, ...rule } = resize;
    const bare = JSON.stringify({
      ...rest,
      input: { ...own, resize: rule },
      decode: { activation: "softmax" },
    });
    const known = {
      file: "cells.onnx",
      input: { name, layout, size: { height, width }, dtype },
      outputs: ["scores"],
    };
    const card = parseModelCard(bare, "cells.json", known);
    expect(card).toMatchObject({
      name: "cells",
      task: "classification",
      scores: "logits",
      file: "cells.onnx",
      sha256: null,
      claims: [],
    });
    const whole = parse();
    expect(card.input).toEqual(whole.input);
    expect(card.decode).toEqual(whole.decode);
    // Alone, without the model, nothing says these.
    const alone = () => parseModelCard(bare, "cells.json");
    for (const words of [/input\.height is missing/, /input\.name/, /decode\.output is missing/]) {
      expect(alone).toThrow(words);
    }
    const two = { ...known, outputs: ["scores", "features"] };
    expect(() => parseModelCard(bare, "cells.json", two)).toThrow(/decode\.output is missing/);
    const free = { ...known, input: { ...known.input, size: null } };
    expect(() => parseModelCard(bare, "cells.json", free)).toThrow(
      /input\.width is missing, and the model leaves it open/,
    );
  });

  it("asks for the scores where no activation shows what they are", () => {
    expect(() => parse({ fields: { scores: undefined }, decode: { activation: "none" } })).toThrow(
      /scores is missing, and no activation/,
    );
  });

  it("names everything that is wrong at once, and where it is", () => {
    const text = '{"card": "homeground.model-card/1", "labels": [], "input": {"std": [0]}}';
    const read = () => parseModelCard(text, "site.json");
    for (const words of [
      /family is missing/,
      /input\.std item 1/,
      /labels is empty/,
      /site\.json/,
    ]) {
      expect(read).toThrow(words);
    }
  });

  it.each(["", "{", "[]", "null", "3", '"card"', '{"card": 1e999}'])("refuses %j", (text) => {
    expect(() => parseModelCard(text, "card.json")).toThrow(throwsCode("model/card-bad"));
  });

  it("is not fooled by fields that every object has", () => {
    const text = cardText(MODEL).replace('"family":', '"__proto__":{"family":"classifier"},"x":');
    expect(() => parseModelCard(text, "card.json")).toThrow(/family is missing/);
  });

  it("throws nothing but its own errors, whatever stands in a field", () => {
    const whole = JSON.parse(cardText(MODEL, { fields: { claim: [CLAIM] } })) as object;
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(whole)), fc.jsonValue(), (key, value) => {
        try {
          parseModelCard(JSON.stringify({ ...whole, [key]: value }), "card.json");
        } catch (error) {
          expect(isHomegroundError(error)).toBe(true);
        }
      }),
    );
  });
});

describeWithShared("cards of real models", "data/models", (folder) => {
  const names = readdirSync(folder).filter((name) => /\.json$/.test(name) && !/schema/.test(name));

  it("are all there", () => expect(names).toHaveLength(13));

  it.each(names)("%s parses", (name) => {
    const text = readFileSync(join(folder, name), "utf8");
    const card = parseModelCard(text, name);
    expect(`${card.name}.onnx`).toBe(card.file);
    expect(card.raw).toEqual(JSON.parse(text));
    expect(card.decode.supported).toBe(
      ["classifier", "nanodet", "yolox", "unet-binary", "deeplab"].includes(card.family),
    );
  });
});
