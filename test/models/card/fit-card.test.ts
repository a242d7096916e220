import { describe, expect, it } from "vitest";
import { describeValue, fitCardInput } from "../../../src/models/card/fit-card.js";
import { parseModelCard } from "../../../src/models/card/model-card.js";
import { inspectOnnx } from "../../../src/models/onnx/onnx-inspect.js";
import { type CardParts, cardText } from "../../support/card-writer.js";
import {
  type Dimension,
  type ElementName,
  meanColourClassifier,
  value,
} from "../../support/onnx-writer.js";
import { throwsCode } from "../../support/throws-code.js";

function fitShape(shape: readonly Dimension[] | null, card: CardParts = {}, type?: ElementName) {
  return fitInputs([value("image", shape, type)], card);
}

function fitInputs(inputs: readonly Buffer[], card: CardParts = {}) {
  const bytes = meanColourClassifier({ extra: { inputs } });
  return fitCardInput(
    parseModelCard(cardText(bytes, card), "card.json"),
    inspectOnnx(bytes, "m.onnx"),
    "m.onnx",
  );
}

describe("fitCardInput", () => {
  it.each<[string, readonly Dimension[] | null, CardParts, readonly number[]]>([
    ["a fixed shape", [1, 3, 4, 4], {}, [1, 3, 4, 4]],
    ["free sizes, named or not", ["batch", 3, "", -1], {}, [1, 3, 4, 4]],
    ["no shape at all", null, {}, [1, 3, 4, 4]],
    ["a fixed batch", [8, 3, 4, 4], {}, [8, 3, 4, 4]],
    ["channels last", [1, 4, 4, 3], { input: { layout: "NHWC" } }, [1, 4, 4, 3]],
    ["grey", [1, 1, 4, 4], { input: { channelOrder: "grey" } }, [1, 1, 4, 4]],
  ])("takes %s", (_name, shape, card, expected) => {
    expect(fitShape(shape, card)).toEqual({ name: "image", shape: expected, batch: expected[0] });
  });

  it.each<[string, readonly Dimension[], CardParts]>([
    ["another height", [1, 3, 5, 4], {}],
    ["another number of channels", [1, 5, 4, 4], {}],
    ["another layout", [1, 4, 4, 3], {}],
    ["another name", [1, 3, 4, 4], { input: { name: "pixels" } }],
    ["another type", [1, 3, 4, 4], { input: { dtype: "float16" } }],
    ["no picture", [1, 48], {}],
    ["a batch that is not worth it", [1000, 3, 4, 4], {}],
  ])("refuses %s, and says what the model takes", (_name, shape, card) => {
    expect(() => fitShape(shape, card)).toThrow(throwsCode("model/inputs"));
    expect(() => fitShape(shape, card)).toThrow(new RegExp(shape.join(" × ")));
  });

  it("refuses text, no input, and more than one, listing a few", () => {
    expect(() => fitShape([1], {}, "string")).toThrow(throwsCode("model/inputs"));
    expect(() => fitInputs([])).toThrow(throwsCode("model/inputs"));
    const many = Array.from({ length: 10_000 }, (_, i) => value(`x${i}`, [1]));
    expect(() => fitInputs(many)).toThrow(/10000 inputs: x0, .* and 9995 more/);
  });
});

describe("describeValue", () => {
  it("names sizes that are free", () => {
    const shape = ["batch", 3, "", 0];
    expect(describeValue({ name: "x", type: "float32", shape })).toBe(
      "x, float32 batch × 3 × any × any",
    );
    expect(describeValue({ name: "x", type: "float32", shape: [] })).toBe("x, float32 (one value)");
    expect(describeValue({ name: "x", type: "float32", shape: null })).toContain("unknown shape");
  });
});
