import { createRequire } from "node:module";
import process from "node:process";
import { HomegroundError, messageOf } from "../../core/errors.js";
import type { InferenceRuntime } from "../../models/inference-runtime.js";
import { createOrtRuntime, type OrtModule } from "../../models/scoring/ort-runtime.js";

/**
 * Models that take turns are as quick as one by itself where all use the same memory between their layers: with an
 * arena for each, what one left in the processor's caches is of no use to the next. On Linux the allocator keeps what
 * is free (`KEPT_MEMORY` of scorer processes); elsewhere each run would ask the system for it.
 */
const MEMORY = process.platform === "linux" ? { enableCpuMemArena: false } : {};

/**
 * The fast engine, `onnxruntime-node`, where the user has it. Loads a library into this process:
 * a model in it that never ends can only be stopped by ending the process. Its own reports to its
 * maker are switched off.
 *
 * @param file the package's module, as `findNative` found it
 * @throws HomegroundError `runtime/not-available` when it does not load on this machine
 */
export function createNativeRuntime(file: string): InferenceRuntime {
  const ort = requireOrt(file);
  const version = ort.env.versions?.["node"] ?? "of unknown version";
  return createOrtRuntime(ort, `onnxruntime-node ${version} (cpu)`, "cpu", MEMORY);
}

function requireOrt(file: string): OrtModule {
  // From 1.30 on the library keeps a device id in the user's cache and reports to its maker, unless
  // this is set before it is loaded.
  process.env["ORT_DISABLE_TELEMETRY"] = "1";
  try {
    const loaded: OrtModule = createRequire(file)(file);
    return loaded;
  } catch (cause) {
    throw new HomegroundError("runtime/not-available", {
      what: `onnxruntime-node does not load: ${messageOf(cause)}`,
      where: file,
      fix: "Install it again for this platform and Node, or go on with the built-in engine",
      cause,
    });
  }
}
