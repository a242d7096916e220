import { createRequire } from "node:module";
import process from "node:process";
import { HomegroundError, messageOf } from "../../core/errors.js";
import type { InferenceRuntime } from "../../models/inference-runtime.js";
import { createOrtRuntime, type OrtModule } from "../../models/scoring/ort-runtime.js";

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
  return createOrtRuntime(ort, `onnxruntime-node ${version} (cpu)`, "cpu");
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
