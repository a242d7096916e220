import { HomegroundError } from "../../core/errors.js";
import { checkTensorBytes, DEFAULT_ONNX_LIMITS } from "../onnx/onnx-check.js";
import type { OnnxInspection, OnnxValue } from "../onnx/onnx-inspect.js";
import type { ModelCard } from "./card-types.js";

/** How a model is fed, once card and file are known to fit. */
export interface ModelInput {
  readonly name: string;
  /** Shape of the tensor of one run. */
  readonly shape: readonly number[];
  /** Images in it: 1, or the fixed number that the model wants. */
  readonly batch: number;
}

/** A model with a fixed batch runs one image, repeated: more than this is not worth it. */
const MAX_BATCH = 64;

/**
 * Holds the card's input against what the model file declares.
 *
 * @param where names the model file in errors
 * @throws HomegroundError `model/inputs`, `model/memory`
 */
export function fitCardInput(
  card: ModelCard,
  inspection: Pick<OnnxInspection, "inputs">,
  where: string,
): ModelInput {
  const { name, rule } = card.input;
  const input = imageInput(inspection, where);
  const mismatch = (what: string): HomegroundError =>
    new HomegroundError("model/inputs", {
      what: `${what}; the model takes ${describeValue(input)}`,
      where,
      fix: "Correct the card's input, or name the model that the card is for",
    });
  if (input.name !== name) throw mismatch(`the card's input is called ${name}`);
  if (input.type !== rule.dtype) throw mismatch(`the card says ${rule.dtype}`);
  const channels = rule.channelOrder === "grey" ? 1 : 3;
  const image =
    rule.layout === "NCHW"
      ? [channels, rule.heightPx, rule.widthPx]
      : [rule.heightPx, rule.widthPx, channels];
  const fitted = (shape: readonly number[], batch: number): ModelInput => {
    const tensor = { name, type: input.type, shape };
    checkTensorBytes([tensor], "inputs", DEFAULT_ONNX_LIMITS.maxTensorBytes, where);
    return { name, shape, batch };
  };
  if (input.shape === null) return fitted([1, ...image], 1);
  const [declaredBatch, ...declared] = input.shape;
  if (declaredBatch === undefined || !declared.every((size, i) => isFreeOr(size, image[i]!))) {
    throw mismatch(`the card makes ${rule.layout} images of ${image.join(" × ")}`);
  }
  const batch = typeof declaredBatch === "string" || declaredBatch < 1 ? 1 : declaredBatch;
  if (batch > MAX_BATCH) throw mismatch(`${batch} images at once are too many`);
  return fitted([batch, ...image], batch);
}

/**
 * The one input that can take an image.
 *
 * @throws HomegroundError `model/inputs` when the model has none, or wants more than an image
 */
export function imageInput(inspection: Pick<OnnxInspection, "inputs">, where: string): OnnxValue {
  const inputs = inspection.inputs;
  const [input] = inputs;
  if (input === undefined) throw badInputs("the model takes no input", where);
  if (inputs.length > 1) {
    const shown = inputs.slice(0, 5).map(describeValue).join("; ");
    const more = inputs.length > 5 ? `; and ${inputs.length - 5} more` : "";
    throw badInputs(`the model takes ${inputs.length} inputs: ${shown}${more}`, where);
  }
  const { type, shape } = input;
  const isNumeric = type === "float32" || type === "float16" || type === "uint8";
  if (!isNumeric || (shape !== null && shape.length !== 4)) {
    throw badInputs(`the model takes ${describeValue(input)}, which is not an image`, where);
  }
  return input;
}

function badInputs(what: string, where: string): HomegroundError {
  return new HomegroundError("model/inputs", {
    what,
    where,
    fix: "Export the model so that it takes one image: batch, channels, height and width",
  });
}

/** `image, float32 batch × 3 × 224 × 224`, for sentences. */
export function describeValue({ name, type, shape }: OnnxValue): string {
  return `${name}, ${type} ${describeShape(shape)}`;
}

/** `1 × 4420 × 4`, for sentences. */
export function describeShape(shape: OnnxValue["shape"]): string {
  if (shape === null) return "of unknown shape";
  const sizes = shape.map((size) => (isFree(size) ? freeName(size) : size));
  return sizes.join(" × ") || "(one value)";
}

/** Exporters write a free size as a name, nothing, 0 or −1. */
function isFree(size: number | string): boolean {
  return typeof size === "string" || size < 1;
}

function freeName(size: number | string): string {
  return typeof size === "string" && size !== "" ? size : "any";
}

function isFreeOr(declared: number | string, size: number): boolean {
  return isFree(declared) || declared === size;
}
