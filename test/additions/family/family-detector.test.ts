import { expect, it } from "vitest";
import { guessCard } from "../../../src/models/card/guess-card.js";
import { denseRecipe } from "../../../src/models/families/detection/card-dense.js";
import { detector } from "../../../src/models/families/detection/detector-family.js";
import { FAMILIES } from "../../../src/models/families/registry.js";
import { inspectOnnx } from "../../../src/models/onnx/onnx-inspect.js";
import { f32, readFrame } from "../../support/detector-predictions.js";
import { model, node, value } from "../../support/onnx-writer.js";
import { registered } from "../registered.js";

/** A family that is not in `src`: boxes by distances in strides, told by its name of an output. */
const lattice = detector("lattice", {
  words: { models: "a lattice", outputs: "lattice: 1 × (4 + classes) × H × W" },
  recipe: denseRecipe({ boxes: ["distance-ltrb"], order: "values-first" }),
  isByRatio: false,
  usual: { nmsIou: 0.5, clip: "before-nms", input: null },
  recognise: ({ outputs, labels }) =>
    outputs[0]?.name === "lattice"
      ? {
          decode: { strides: [16], boxUnit: "stride", activation: "none", classes: labels.length },
          outputs: ["lattice"],
          scores: "probabilities",
          why: "the name of its output",
        }
      : null,
});

it("a family of detectors is one object and one line: it is recognised, and its boxes are read", async () => {
  const bytes = model({
    nodes: [node("Sigmoid", ["image"], ["lattice"])],
    inputs: [value("image", [1, 3, 32, 64])],
    outputs: [value("lattice", [1, 7, 2, 4])],
  });
  const labels = ["a", "b", "c"];
  await registered(FAMILIES, lattice, async () => {
    const inspection = inspectOnnx(bytes, "m.onnx");
    const neighbours = { labels, preprocessor: null, config: null };
    const uncarded = { inspection, file: "m.onnx", sha256: "0".repeat(64), ...neighbours };
    expect(guessCard(uncarded, "m.onnx").family).toBe("lattice");
    // Cell 5 is the second of the second row: its centre is (24, 24).
    const distances = [0.25, 0.5, 0.75, 0.5].flatMap((side) => new Array<number>(8).fill(side));
    const scores = Array.from({ length: 24 }, (_, i) => (i === 5 ? 0.9 : 0));
    const outputs = { lattice: f32([1, 7, 2, 4], [...distances, ...scores]) };
    const decode = { output: "lattice", strides: [16], boxUnit: "stride", activation: "none" };
    const found = readFrame("lattice" as "yolox", outputs, {
      outputs: ["lattice"],
      decode,
    });
    expect(found.map((row) => row.slice(0, 4))).toEqual([[20, 16, 36, 32]]);
  });
});
