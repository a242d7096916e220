import { HomegroundError } from "../../core/errors.js";
import { checkOnnx, DEFAULT_ONNX_LIMITS, type OnnxLimits } from "../../models/onnx/onnx-check.js";
import { inspectOnnx, type OnnxInspection } from "../../models/onnx/onnx-inspect.js";
import { bytesOf } from "../files/blob-access.js";
import { sha256Hex } from "./sha256.js";
import type { ModelBlob } from "./worker-messages.js";

/** A model of the page that was inspected and may be given to an engine. */
export interface PageModel {
  readonly name: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly inspection: OnnxInspection;
  readonly source: ModelBlob;
}

/**
 * Reads, hashes and inspects a model that was picked or fetched. No engine sees a byte of it before.
 *
 * @param external files that were picked with it, by their name, for models that keep weights apart
 * @throws HomegroundError `input/unreadable`, `model/too-large`, `model/external-data`, and those of
 *   `inspectOnnx` and `checkOnnx`
 */
export async function openPageModel(
  model: Blob,
  name: string,
  external: ReadonlyMap<string, Blob> = new Map(),
  limits: OnnxLimits = DEFAULT_ONNX_LIMITS,
): Promise<PageModel> {
  if (model.size > limits.maxBytes) {
    throw new HomegroundError("model/too-large", {
      what: `the file has ${model.size} bytes, more than ${limits.maxBytes}`,
      where: name,
      fix: "Keep the weights of a large model in files beside it, as ONNX does above 2 GB",
    });
  }
  const bytes = await bytesOf(model, name);
  const inspection = inspectOnnx(bytes, name);
  checkOnnx(inspection, limits, name);
  const wanted = new Map<string, Blob>();
  for (const { name: tensor, location, offset, length } of inspection.external) {
    const file = external.get(location);
    if (file === undefined || offset + length > file.size) {
      throw new HomegroundError("model/external-data", {
        what: `the weights ${JSON.stringify(tensor)} are in ${JSON.stringify(location)}, which ${file === undefined ? "was not chosen" : "is shorter than they are"}`,
        where: name,
        fix: "Choose the model together with its files of weights",
      });
    }
    wanted.set(location, file);
  }
  return {
    name,
    sha256: await sha256Hex(bytes),
    sizeBytes: model.size,
    inspection,
    source: { model, external: wanted },
  };
}
