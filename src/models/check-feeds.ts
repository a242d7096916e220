import { HomegroundError } from "../core/errors.js";
import type { Tensor, TensorInfo, TensorType } from "./inference-runtime.js";

/**
 * Holds what a model is fed against what it declares: every input and no other, of its type and
 * sizes, with as many values as its shape says. For adapters of the InferenceRuntime port.
 *
 * @param name names the model in errors
 * @throws HomegroundError `model/bad-input`
 */
export function checkFeeds(
  feeds: ReadonlyMap<string, Tensor>,
  inputs: readonly TensorInfo[],
  name: string,
): void {
  for (const input of inputs) {
    const problem = problemOf(feeds.get(input.name), input);
    if (problem !== null) throw badInput(`the input ${input.name} ${problem}`, name);
  }
  for (const given of feeds.keys()) {
    if (!inputs.some((input) => input.name === given)) {
      throw badInput(`the model has no input ${given}`, name);
    }
  }
}

function badInput(what: string, name: string): HomegroundError {
  return new HomegroundError("model/bad-input", {
    what,
    where: name,
    fix: "Correct name, size, layout and dtype of the input in the card",
  });
}

function problemOf(tensor: Tensor | undefined, input: TensorInfo): string | null {
  if (tensor === undefined) return "is not given";
  if (tensor.type !== input.type) return `takes ${input.type}, not ${tensor.type}`;
  const isOfType = tensor.data instanceof ARRAYS[tensor.type];
  if (!isOfType) return `is ${tensor.type}, and its values are in another kind of array`;
  const { shape } = tensor;
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== tensor.data.length) {
    return `has ${tensor.data.length} values for the shape ${shape.join(" × ")}`;
  }
  // A model without a declared shape takes any.
  if (input.shape.length === 0 && shape.length > 0) return null;
  const fits =
    shape.length === input.shape.length &&
    shape.every((size, i) => input.shape[i] === -1 || input.shape[i] === size);
  if (fits) return null;
  const wanted = input.shape.map((size) => (size === -1 ? "any" : size)).join(" × ");
  return `takes ${wanted}, not ${shape.join(" × ")}`;
}

const ARRAYS: Readonly<Record<TensorType, { new (length: number): Tensor["data"] }>> = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  uint8: Uint8Array,
  int8: Int8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
};
