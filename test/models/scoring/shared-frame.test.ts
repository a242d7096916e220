import { expect, it } from "vitest";
import type { DecodedImage } from "../../../src/images/pixel-decoder.js";
import { parseModelCard } from "../../../src/models/card/model-card.js";
import {
  type ImagePipeline,
  scorePicture,
  tensorFrame,
} from "../../../src/models/scoring/image-pipeline.js";
import { cardText } from "../../support/card-writer.js";
import { meanColourClassifier } from "../../support/onnx-writer.js";

it("a picture that several models read alike is brought into their frame once", async () => {
  const { rule } = parseModelCard(cardText(meanColourClassifier()), "card.json").input;
  const input = { name: "image", shape: [1, 3, 4, 4], batch: 1 };
  const frame = tensorFrame(rule, input);
  const seen: number[] = [];
  const pipeline = {
    ...{ rule, input, frame, second: null },
    reader: { kind: "scores", read: () => ({ scores: new Float64Array(1), notes: [] }) },
    model: {
      async run(feeds: ReadonlyMap<string, { readonly data: Float32Array }>) {
        const { data } = feeds.get("image")!;
        seen.push(data[0]!);
        data[0] = 77; // where the next one finds it, unless the tensor is made again
        return new Map();
      },
    },
  } as unknown as ImagePipeline;
  const picture = (value: number): DecodedImage => ({
    pixels: {
      ...{ widthPx: 4, heightPx: 4, channels: 4, bitDepth: 8 },
      data: new Uint8Array(64).fill(value),
    },
    format: "png",
    orientation: 1,
    notes: [],
  });
  const first = picture(255);
  await scorePicture(first, pipeline);
  await scorePicture(first, { ...pipeline });
  await scorePicture(picture(0), pipeline);
  await scorePicture(first, pipeline);
  expect(seen).toEqual([1, 77, 0, 1]);
});
