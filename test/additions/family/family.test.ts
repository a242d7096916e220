import { expect, it } from "vitest";
import { parseModelCard } from "../../../src/models/card/model-card.js";
import { isDetectorDecode } from "../../../src/models/families/decode-types.js";
import {
  createPredictionReader,
  createScoreReader,
} from "../../../src/models/families/prediction-reader.js";
import { FAMILIES } from "../../../src/models/families/registry.js";
import { detectorCard } from "../../support/detector-card.js";
import { registered } from "../registered.js";
import { distances } from "./distances.js";

/** A card of the family: that of a detector with another recipe. */
const CARD = (() => {
  const { decode: _, ...rest } = JSON.parse(detectorCard("ssd"));
  return JSON.stringify({
    ...rest,
    task: "classification",
    family: "distances",
    scores: "raw",
    output: { name: "far", shape: ["batch", rest.labels.length] },
    decode: { output: "far", scale: 2 },
  });
})();

/** The one line that adds it. */
const withDistances = <T>(during: () => Promise<T>) => registered(FAMILIES, distances, during);

it("a family of outputs is one file and one line: cards name it, and its tensors are read", async () => {
  expect(() => parseModelCard(CARD, "card.json")).toThrow(/family/);
  await withDistances(async () => {
    const card = parseModelCard(CARD, "card.json");
    expect(card.decode).toMatchObject({ family: "distances", supported: true, scale: 2 });
    expect(isDetectorDecode(card.decode)).toBe(false);
    const n = card.labels.length;
    const declared = [{ name: "far", type: "float32" as const, shape: [1, n] }];
    const reader = createPredictionReader(card, declared, 1, "m.onnx");
    expect(createScoreReader(card, declared, 1, "m.onnx").areProbabilities).toBe(true);
    if (reader.kind !== "scores") throw new Error("no scores");
    const data = Float32Array.from({ length: n }, (_, k) => k);
    const { scores } = reader.read(
      new Map([["far", { type: "float32" as const, shape: [1, n], data }]]),
    );
    expect([...scores]).toEqual(Array.from(data, (far) => 2 ** (-2 * far)));
  });
});
