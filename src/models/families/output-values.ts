import { HomegroundError } from "../../core/errors.js";
import type { Tensor, TensorInfo } from "../inference-runtime.js";

/** Where a prediction comes from, for errors. */
export interface AnswerPlace {
  /** File of the model. */
  readonly model: string;
  /** Name of the output. */
  readonly output: string;
}

/**
 * The prediction for the first image of a batch, as float64 numbers: exactly those of the tensor.
 *
 * @param batch images in the batch, at least 1; the tensor's values are theirs, in equal parts
 * @throws HomegroundError `model/wrong-outputs`
 */
export function firstOfBatch(tensor: Tensor, batch: number, place: AnswerPlace): Float64Array {
  const count = tensor.data.length / batch;
  if (!Number.isInteger(count) || count === 0) {
    throw new HomegroundError("model/wrong-outputs", {
      what: `the output has ${tensor.data.length} values (shape ${tensor.shape.join(" × ")}) for ${batch} images`,
      where: where(place),
      fix: "Export the model with outputs that have one answer an image",
    });
  }
  const values = new Float64Array(count);
  const { data } = tensor;
  if (tensor.type === "float16" && data instanceof Uint16Array) {
    for (let i = 0; i < count; i++) values[i] = halfToNumber(data[i]!);
  } else {
    for (let i = 0; i < count; i++) values[i] = Number(data[i]);
  }
  return values;
}

/**
 * @param allowMasked whether −Infinity is a value like any other, as long as not all are
 * @throws HomegroundError `model/nan-scores` when a value is not a finite number
 */
export function checkFinite(values: Float64Array, allowMasked: boolean, place: AnswerPlace): void {
  let masked = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value)) continue;
    if (!(allowMasked && value === Number.NEGATIVE_INFINITY)) throw notFinite(value, i, place);
    masked++;
  }
  if (masked === values.length) throw notFinite(Number.NEGATIVE_INFINITY, 0, place);
}

function notFinite(value: number, index: number, place: AnswerPlace): HomegroundError {
  return new HomegroundError("model/nan-scores", {
    what: `the model answered ${value} at position ${index}`,
    where: where(place),
    fix: "Check the preprocessing in the card; if it is right, the model fails on this image",
  });
}

/** The error of an output that a card names and the model does not have. */
export function noSuchOutput(place: AnswerPlace, outputs: readonly TensorInfo[]): HomegroundError {
  const names = outputs.slice(0, 8).map(({ name, shape }) => `${name} (${shape.join(" × ")})`);
  return new HomegroundError("model/wrong-outputs", {
    what: `the model has no output ${place.output}; it has ${names.join(", ") || "none to read"}`,
    where: place.model,
    fix: "Name one of them as decode.output in the card",
  });
}

/** `model.onnx, output scores`. */
export function where(place: AnswerPlace): string {
  return `${place.model}, output ${place.output}`;
}

/** Value of an IEEE 754 half-precision bit pattern: sign, 5 bits of exponent, 10 of fraction. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
