import { createHash } from "node:crypto";

type Json = Readonly<Record<string, unknown>>;

export interface CardParts {
  readonly labels?: readonly string[];
  /** Fields that replace those of the whole card. */
  readonly fields?: Json;
  readonly input?: Json;
  readonly resize?: Json;
  readonly decode?: Json;
}

/**
 * The card of a model of test/support/onnx-writer.ts, as JSON: images of 4 × 4 as numbers from 0
 * to 1, logits, softmax.
 */
export function cardText(model: Uint8Array, parts: CardParts = {}): string {
  const { labels = ["red", "green"], fields = {}, input = {}, resize = {}, decode = {} } = parts;
  return JSON.stringify({
    card: "homeground.model-card/1",
    name: "test",
    task: "classification",
    family: "classifier",
    scores: "logits",
    file: "model.onnx",
    sha256: createHash("sha256").update(model).digest("hex"),
    input: {
      name: "image",
      layout: "NCHW",
      height: 4,
      width: 4,
      dtype: "float32",
      channelOrder: "RGB",
      scaleRange: [0, 1],
      mean: [0],
      std: [1],
      resize: {
        rule: "interpolate",
        filter: "bilinear",
        antialias: false,
        fit: "stretch",
        ...resize,
      },
      ...input,
    },
    output: { name: "scores", shape: ["batch", labels.length] },
    decode: { output: "scores", activation: "softmax", ties: "lowest-index", ...decode },
    labels,
    claim: [],
    ...fields,
  });
}
