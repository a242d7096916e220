import { CODEC_FILES, type CodecFile } from "../../images/wasm-codecs.js";
import type { WorkerPrograms } from "./worker-messages.js";

/** Files of ONNX Runtime that a page has in its folder `ort/`, as its package names them. */
export const ENGINE_FILES = [
  "ort.wasm.min.mjs",
  "ort-wasm-simd-threaded.mjs",
  "ort-wasm-simd-threaded.wasm",
] as const;

/** The same of the build for graphics processors, which a page may have and loads when it is chosen. */
export const GRAPHICS_FILES = [
  "ort.webgpu.min.mjs",
  "ort-wasm-simd-threaded.asyncify.mjs",
  "ort-wasm-simd-threaded.asyncify.wasm",
] as const;

/** The programs of a page that has them in the folders `ort/` and `codecs/`. @param base absolute */
export function programsAt(base: string): WorkerPrograms {
  const at = (path: string): string => new URL(path, base).href;
  const codecs = CODEC_FILES.map((file) => [file, at(`codecs/${file}`)] as const);
  return {
    engine: { module: at(`ort/${ENGINE_FILES[0]}`), program: at(`ort/${ENGINE_FILES[2]}`) },
    codecs: Object.fromEntries(codecs) as Record<CodecFile, string>,
  };
}
