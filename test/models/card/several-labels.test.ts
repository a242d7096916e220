import { describe, expect, it } from "vitest";
import { guessCard } from "../../../src/models/card/guess-card.js";
import { parseModelCard } from "../../../src/models/card/model-card.js";
import { isSeveralOpen, withSeveral } from "../../../src/models/card/several-labels.js";
import { inspectOnnx } from "../../../src/models/onnx/onnx-inspect.js";
import { model, node, value } from "../../support/onnx-writer.js";

function guessed(last: string, config: unknown = null) {
  const bytes = model({
    nodes: [node(last, ["image"], ["scores"])],
    inputs: [value("image", [1, 3, 4, 4])],
    outputs: [value("scores", [1, 2])],
  });
  const inspection = inspectOnnx(bytes, "m.onnx");
  const given = { inspection, file: "m.onnx", sha256: "0".repeat(64), labels: ["a", "b"] };
  return guessCard({ ...given, preprocessor: null, config }, "m.onnx");
}

const read = (card: Readonly<Record<string, unknown>>) =>
  parseModelCard(JSON.stringify(card), "m.json");

describe("withSeveral", () => {
  it("reads each score by itself, says why, and goes back to the card that it was", () => {
    const one = guessed("Identity");
    const several = read(withSeveral(one, true, "somebody said so"));
    expect(several).toMatchObject({
      task: "multilabel",
      family: "multilabel",
      scores: "logits",
      decode: { output: "scores", activation: "sigmoid" },
    });
    expect(several.guesses).toContainEqual({
      fields: ["task"],
      value: "multilabel",
      why: "somebody said so",
      basis: "assumed",
    });
    const back = read(withSeveral(several, false, "somebody said so"));
    const { guesses: _, raw: __, ...fields } = one;
    expect(back).toMatchObject(fields);
    expect(isSeveralOpen(several) && isSeveralOpen(back)).toBe(true);
  });

  it("leaves scores that went through a sigmoid as they are", () => {
    const several = guessed("Sigmoid");
    expect(several.task).toBe("multilabel");
    const one = read(withSeveral(several, false, "somebody said so"));
    expect(one).toMatchObject({
      task: "classification",
      scores: "probabilities",
      decode: { activation: "none" },
    });
  });
});

describe("isSeveralOpen", () => {
  it("is false where the model or its configuration says how many hold", () => {
    expect(isSeveralOpen(guessed("Softmax"))).toBe(false);
    const config = { problem_type: "multi_label_classification" };
    expect(isSeveralOpen(guessed("Identity", config))).toBe(false);
    expect(isSeveralOpen(guessed("Identity"))).toBe(true);
  });
});
