import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { InferenceRuntime } from "../../models/inference-runtime.js";
import { createOrtRuntime, type OrtModule } from "../../models/scoring/ort-runtime.js";
import { developmentFile, installation } from "../installation.js";

/**
 * The engine that is always there: ONNX Runtime compiled to WebAssembly, in files of this package.
 * One thread a process, whatever `threads` says: its own threads would have to be the same for
 * every model of the process, and images are scored in several processes anyway.
 */
export async function createWasmRuntime(): Promise<InferenceRuntime> {
  const ort = await importOrt(wasmRuntimeFile());
  if (ort.env.wasm !== undefined) ort.env.wasm.numThreads = 1;
  const version = ort.env.versions?.["web"] ?? "of unknown version";
  return createOrtRuntime(ort, `onnxruntime-web ${version} (wasm)`, "wasm");
}

/** ONNX Runtime's module; the WebAssembly file lies beside it. */
function wasmRuntimeFile(): string {
  const { root, isSource } = installation();
  return isSource ? developmentFile("onnxruntime-web") : join(root, "dist/ort/ort.mjs");
}

async function importOrt(file: string): Promise<OrtModule> {
  const loaded: { readonly default?: OrtModule } & OrtModule = await import(
    /* @vite-ignore */ pathToFileURL(file).href
  );
  return loaded;
}
