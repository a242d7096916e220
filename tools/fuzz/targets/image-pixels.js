import { createPixelDecoder } from "../../../src/images/decode.ts";
import { imageSeeds } from "./image-seeds.js";

// Formats that are decoded by our own code, and all that is checked before a codec is asked. The
// codecs are programs of their own: here they refuse, which is an answer too.
const refuse = async () => {
  throw new Error("refused");
};
const decoder = createPixelDecoder({
  name: "none",
  decodeJpeg: refuse,
  decodePng: refuse,
  decodeWebp: refuse,
});

export async function run(bytes) {
  await decoder.decode(bytes, { maxPixels: 1_000_000 });
}

export const seeds = imageSeeds();
