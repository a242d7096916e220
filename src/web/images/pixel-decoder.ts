import { createPixelDecoder } from "../../images/decode.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import { type CodecFile, createWasmCodecs } from "../../images/wasm-codecs.js";
import type { WasmProgram } from "../../images/wasm-program.js";
import { fetchBytes, type ProgramPlace } from "../fetch-bytes.js";

/**
 * The decoder of the page: the same WebAssembly codecs as in Node, never the canvas, which turns
 * pictures and converts colours by itself. A codec is fetched when the first file of its format
 * comes. Works in a worker as well.
 * @param placeOf where the page has each program, as `dist/codecs/` holds them
 */
export function createWebPixelDecoder(placeOf: (file: CodecFile) => ProgramPlace): PixelDecoder {
  return createPixelDecoder(
    createWasmCodecs({
      loadProgram: (file) => fetchProgram(placeOf(file)),
      jpegLoader: async () => (await import("@jsquash/jpeg/codec/dec/mozjpeg_dec.js")).default,
      webpLoader: async () => (await import("@jsquash/webp/codec/dec/webp_dec.js")).default,
    }),
  );
}

/** A codec, compiled. */
export async function fetchProgram(place: ProgramPlace): Promise<WasmProgram> {
  const module = await WebAssembly.compile(await fetchBytes(place));
  return { instantiate: (imports) => new WebAssembly.Instance(module, imports) };
}
