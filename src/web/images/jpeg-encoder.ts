import {
  createWasmJpegEncoder,
  type JpegEncoder,
  type JpegEncoderLoader,
} from "../../images/jpeg-encoder.js";
import type { CodecFile } from "../../images/wasm-codecs.js";
import type { ProgramPlace } from "../fetch-bytes.js";
import { fetchProgram } from "./pixel-decoder.js";

/** The encoder of the page; its program is fetched when the first picture comes. */
export function createWebJpegEncoder(placeOf: (file: CodecFile) => ProgramPlace): JpegEncoder {
  return createWasmJpegEncoder({
    loadProgram: () => fetchProgram(placeOf("mozjpeg_enc.wasm")),
    async loader() {
      const { default: load } = await import("@jsquash/jpeg/codec/enc/mozjpeg_enc.js");
      return load as JpegEncoderLoader;
    },
  });
}
