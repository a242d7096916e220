import { cardText } from "./card-writer.js";
import { maskPng } from "./mask-writer.js";
import { f32, model, node, tensor, value } from "./onnx-writer.js";

const SIDE = 10;
export const [PHOTO_WIDTH, PHOTO_HEIGHT] = [40, 20];

/** A leaf is where the picture is red: one map, the size of its input. */
const MODEL = model({
  nodes: [node("Conv", ["image", "w", "b"], ["scores"])],
  initializers: [
    tensor("w", { dims: [1, 3, 1, 1], raw: f32(1, 0, 0) }),
    tensor("b", { dims: [1], raw: f32(-0.5) }),
  ],
  inputs: [value("image", [1, 3, SIDE, SIDE])],
  outputs: [value("scores", [1, 1, SIDE, SIDE])],
});

/** The model that says where a leaf is, with its card. */
export const LEAF_MODEL: readonly (readonly [path: string, content: string | Uint8Array])[] = [
  ["model.onnx", MODEL],
  [
    "model.json",
    cardText(MODEL, {
      labels: ["background", "leaf"],
      fields: {
        task: "semantic-segmentation",
        family: "unet-binary",
        output: { name: "scores", shape: ["batch", 1, SIDE, SIDE] },
      },
      input: { height: SIDE, width: SIDE },
      resize: { filter: "nearest" },
      decode: { activation: "none", mapResize: { rule: "nearest", what: "labels" } },
    }),
  ],
];

/** The left half is red, so that the model says leaf of 20 columns. */
export const leafPhoto = (i: number): Uint8Array =>
  maskPng(
    Array.from({ length: PHOTO_HEIGHT }, () =>
      Array.from({ length: PHOTO_WIDTH }, (_, x) =>
        x < 20 ? [220 - i, 30, 20] : [20, 90, 40],
      ).flat(),
    ),
    { colourType: 2 },
  );
