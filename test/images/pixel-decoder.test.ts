import { readFileSync } from "node:fs";
import { createRawPixelDecoder, encodeRawImage } from "../../src/images/raw-pixel-decoder.js";
import { codecFile, createNodePixelDecoder } from "../../src/node/images/pixel-decoder.js";
import { createWebPixelDecoder } from "../../src/web/images/pixel-decoder.js";
import { pixelDecoderContract } from "../contract/pixel-decoder.js";
import { encodePng } from "../support/png.js";

pixelDecoderContract("memory", createRawPixelDecoder, encodeRawImage);

pixelDecoderContract("Node", createNodePixelDecoder, encodePng);

pixelDecoderContract(
  "page",
  () =>
    createWebPixelDecoder((file) => {
      const program = readFileSync(codecFile(file)).toString("base64");
      return `data:application/wasm;base64,${program}`;
    }),
  encodePng,
);
