import { HomegroundError } from "../../core/errors.js";
import type { InferenceRuntime, LoadedModel } from "../../models/inference-runtime.js";
import { createOrtRuntime, type OrtModule } from "../../models/scoring/ort-runtime.js";
import { type EngineFiles, engineName, loadOrt } from "./wasm-runtime.js";

/** What is used of a `GPUDevice`: the library of types that workers are compiled with has none. */
export interface GraphicsDevice {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
}

interface GraphicsOrt extends OrtModule {
  readonly env: OrtModule["env"] & {
    readonly webgpu?: { readonly device?: GraphicsDevice | Promise<GraphicsDevice> };
  };
}

/**
 * ONNX Runtime on the graphics processor of a page (WebGPU), for a worker. Operators that it has no
 * program for run in WebAssembly, inside the same engine.
 *
 * A model that is running when the processor is lost (taken by another program, reset by its driver,
 * out of memory) would never answer: it fails then, as do all later runs.
 */
export async function createGraphicsRuntime(files: EngineFiles): Promise<InferenceRuntime> {
  const ort = (await loadOrt(files)) as GraphicsOrt;
  const runtime = createOrtRuntime(ort, engineName(ort, "webgpu"), "webgpu");
  return {
    engine: runtime.engine,
    async load(bytes, options) {
      const model = await runtime.load(bytes, options);
      const device = await ort.env.webgpu?.device;
      return device === undefined ? model : whileThere(model, device, options.name);
    },
  };
}

/** The model as long as its device is there. */
export function whileThere(model: LoadedModel, device: GraphicsDevice, name: string): LoadedModel {
  let lost: HomegroundError | null = null;
  const waiting = new Set<(error: HomegroundError) => void>();
  void device.lost.then(({ reason, message }) => {
    lost = new HomegroundError("model/run-failed", {
      what: `the graphics processor was lost (${message === "" ? reason : message})`,
      where: name,
      fix: "Score without it: by WebAssembly",
    });
    for (const fail of waiting) fail(lost);
  });
  return {
    ...model,
    run: (feeds) =>
      new Promise((resolve, reject) => {
        if (lost !== null) {
          reject(lost);
          return;
        }
        waiting.add(reject);
        model
          .run(feeds)
          .then(resolve, reject)
          .finally(() => waiting.delete(reject));
      }),
  };
}
