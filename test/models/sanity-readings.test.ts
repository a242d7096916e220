import { describe, expect, it } from "vitest";
import { parseModelCard } from "../../src/models/card/model-card.js";
import { sanityReadings } from "../../src/models/sanity-readings.js";
import { type CardParts, cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";

const readingsOf = (parts: CardParts) =>
  sanityReadings(parseModelCard(cardText(meanColourClassifier(), parts), "test"));
const ids = (parts: CardParts) => readingsOf(parts).map(({ id }) => id);
const MANY = Array.from({ length: 12 }, (_, i) => `l${i + 10}`);

describe("sanityReadings", () => {
  it("needs the model to be run at most seven times for an image", () => {
    const input = { mean: [0.3], std: [0.4] };
    const runs = readingsOf({ input, labels: MANY.toReversed() }).filter(({ rule }) => rule);
    expect(runs.map(({ id }) => id)).toEqual([
      "colour-order",
      "values",
      "values",
      "values",
      "values",
      "values",
      "resize-rule",
    ]);
  });

  it("swaps the colours and leaves the rest", () => {
    const [rgb] = readingsOf({});
    expect(rgb?.rule).toMatchObject({ channelOrder: "BGR", scaleRange: [0, 1] });
    const [bgr] = readingsOf({ input: { channelOrder: "BGR" } });
    expect(bgr?.rule?.channelOrder).toBe("RGB");
  });

  it("leaves out values that are the card's in other words", () => {
    const changes = (input: Record<string, unknown>) =>
      readingsOf({ input }).flatMap(({ id, change }) => (id === "values" ? [change] : []));
    // 0 to 1, from pixels of 0 to 255.
    expect(changes({ scaleRange: [0, 255], mean: [0], std: [255] })).not.toContainEqual(
      expect.stringMatching(/\[0, 1\], mean 0, std 1$/),
    );
    // −1 to 1.
    expect(changes({ mean: [0.5], std: [0.5] })).not.toContainEqual(
      expect.stringContaining("[-1, 1]"),
    );
    expect(changes({ mean: [0.5], std: [0.5] })).toContainEqual(
      "input.scaleRange [0, 255], mean 0.5, std 0.5",
    );
  });

  it("turns ImageNet's mean and deviation round for a model that takes BGR", () => {
    const found = readingsOf({ input: { channelOrder: "BGR" } }).find(({ change }) =>
      change.includes("0.485"),
    );
    expect(found?.rule?.mean).toEqual([0.406, 0.456, 0.485]);
    expect(found?.rule?.std).toEqual([0.225, 0.224, 0.229]);
  });

  it("has no other values for bytes", () => {
    const found = ids({ input: { dtype: "uint8", scaleRange: [0, 255], mean: [0], std: [1] } });
    expect(found).not.toContain("values");
  });

  it("has no colours for a grey model", () => {
    const found = ids({ input: { channelOrder: "grey" } });
    expect(found).not.toContain("colour-order");
  });

  it.each([
    ["interpolate", false, "pillow"],
    ["pillow", true, "interpolate"],
  ])("has another resize rule than %s", (rule, antialias, other) => {
    const found = readingsOf({ resize: { rule, antialias } }).find(
      ({ id }) => id === "resize-rule",
    );
    expect(found?.rule?.resize.rule).toBe(other);
  });

  it("has no other resize rule for a filter that only pillow has", () => {
    const resize = { rule: "pillow", filter: "lanczos", antialias: true };
    expect(ids({ resize })).not.toContain("resize-rule");
  });

  it("puts labels into alphabetical order, each output keeping its place", () => {
    const found = readingsOf({ labels: ["red", "green"] }).find(
      ({ id }) => id === "labels-alphabetical",
    );
    // Output 0 stands for green, which the card has at 1.
    expect(found?.labelOf).toEqual(Int32Array.of(1, 0));
    expect(ids({ labels: ["a", "b"] })).not.toContain("labels-alphabetical");
    expect(ids({ labels: ["a", "b"] })).toContain("labels-swapped");
  });

  it("moves a long list of labels by one place either way, and a short one not", () => {
    const shifts = readingsOf({ labels: MANY }).filter(({ id }) => id === "labels-shifted");
    expect(shifts.map(({ labelOf }) => labelOf?.[0])).toEqual([-1, 1]);
    expect(shifts.map(({ labelOf }) => labelOf?.[11])).toEqual([10, -1]);
    expect(ids({ labels: MANY.slice(0, 9) })).not.toContain("labels-shifted");
  });
});
