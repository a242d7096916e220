import type { InferenceRuntime } from "../../models/inference-runtime.js";
import { createOrtRuntime, type OrtModule } from "../../models/scoring/ort-runtime.js";
import { fetchBytes, type ProgramPlace } from "../fetch-bytes.js";

/** Where a page has the files of one build of ONNX Runtime: absolute addresses, or relative to the program. */
export interface EngineFiles {
  /** What computes; `wasm` where it is absent. */
  readonly provider?: "webgpu";
  /** `ort.wasm.min.mjs`, `ort.webgpu.min.mjs`. */
  readonly module: ProgramPlace;
  /** `ort-wasm-simd-threaded.mjs`, or of another build; beside the module where it is not named. */
  readonly loader?: ProgramPlace;
  /** `ort-wasm-simd-threaded.wasm`, or of another build. */
  readonly program: ProgramPlace;
}

/**
 * ONNX Runtime compiled to WebAssembly, for a worker of a page. One thread: a page has several
 * workers instead, which needs no isolation headers and gives the numbers of the command line.
 */
export async function createWebWasmRuntime(files: EngineFiles): Promise<InferenceRuntime> {
  const ort = await loadOrt(files);
  return createOrtRuntime(ort, engineName(ort, "wasm"), "wasm");
}

/**
 * Loads a build. The module is loaded from its own file: inside a bundle it would load the bundle again
 * for its threads.
 */
export async function loadOrt(files: EngineFiles): Promise<OrtModule> {
  const ort: OrtModule = await import(/* @vite-ignore */ addressOf(files.module));
  if (ort.env.wasm !== undefined) {
    ort.env.wasm.numThreads = 1;
    if (files.loader !== undefined) ort.env.wasm.wasmPaths = { mjs: addressOf(files.loader) };
    ort.env.wasm.wasmBinary = await fetchBytes(files.program);
  }
  return ort;
}

export function engineName(ort: OrtModule, provider: "wasm" | "webgpu"): string {
  return `onnxruntime-web ${ort.env.versions?.["web"] ?? "of unknown version"} (${provider})`;
}

/** Of this worker: one on a disk imports what it has in its own memory, and nothing of its page's. */
function addressOf(place: ProgramPlace): string {
  return place instanceof Blob ? URL.createObjectURL(place) : place;
}
