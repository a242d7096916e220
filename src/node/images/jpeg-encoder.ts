import {
  createWasmJpegEncoder,
  type JpegEncoder,
  type JpegEncoderLoader,
} from "../../images/jpeg-encoder.js";
import { loadProgram } from "./pixel-decoder.js";

/** The encoder of this machine; its program is compiled when the first picture comes. */
export function createNodeJpegEncoder(): JpegEncoder {
  return createWasmJpegEncoder({
    loadProgram: () => loadProgram("mozjpeg_enc.wasm"),
    async loader() {
      const { default: load } = await import("@jsquash/jpeg/codec/enc/mozjpeg_enc.js");
      return withoutGlobal(load as JpegEncoderLoader);
    },
  });
}

/**
 * In Node the loader defines a global `ImageData` as it starts, which the encoder never uses. Taken
 * away at once, so that a decoder that starts at the same time keeps its own.
 */
function withoutGlobal(load: JpegEncoderLoader): JpegEncoderLoader {
  return (options) => {
    const hadImageData = Object.hasOwn(globalThis, "ImageData");
    const codec = load(options);
    if (!hadImageData) Reflect.deleteProperty(globalThis, "ImageData");
    return codec;
  };
}
