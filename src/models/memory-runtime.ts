import { HomegroundError } from "../core/errors.js";
import { checkFeeds } from "./check-feeds.js";
import type { InferenceRuntime, LoadedModel, Tensor, TensorInfo } from "./inference-runtime.js";
import { inspectOnnx } from "./onnx/onnx-inspect.js";

/** A model that this engine knows: the bytes it goes by, and what it computes. */
export interface MemoryModel {
  readonly bytes: Uint8Array;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Gets copies, so that keeping or changing them harms nobody. What it throws fails the run. */
  readonly run: (feeds: ReadonlyMap<string, Tensor>) => ReadonlyMap<string, Tensor>;
}

/**
 * An engine without ONNX Runtime: it runs functions that are registered for the bytes of a model.
 * For tests of everything above the engine.
 */
export function createMemoryRuntime(models: readonly MemoryModel[]): InferenceRuntime {
  return {
    engine: "memory 1 (functions)",
    async load(bytes, { name }) {
      const model = models.find((known) => areEqual(known.bytes, bytes));
      if (model !== undefined) return loadedModel(model, name);
      inspectOnnx(bytes, name);
      throw new HomegroundError("model/load-failed", {
        what: "no function is registered for this model",
        where: name,
        fix: "Register one with createMemoryRuntime",
      });
    },
  };
}

function loadedModel({ inputs, outputs, run }: MemoryModel, name: string): LoadedModel {
  let isReleased = false;
  return {
    inputs,
    outputs,
    async run(feeds) {
      if (isReleased) {
        throw new HomegroundError("argument/spent", {
          what: "the model was released",
          where: name,
          fix: "Load it again",
        });
      }
      checkFeeds(feeds, inputs, name);
      try {
        return copyOf(run(copyOf(feeds)));
      } catch (cause) {
        throw new HomegroundError("model/run-failed", {
          what: `the engine failed while it ran the model: ${String(cause)}`,
          where: name,
          fix: "Correct the function that was registered",
          cause,
        });
      }
    },
    async release() {
      isReleased = true;
    },
  };
}

function copyOf(tensors: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Tensor> {
  return new Map(
    [...tensors].map(([name, { type, shape, data }]) => [
      name,
      { type, shape: [...shape], data: data.slice() },
    ]),
  );
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
