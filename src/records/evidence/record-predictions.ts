import { HomegroundError } from "../../core/errors.js";
import type { LabelSet } from "../../core/label-set.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { FileBytes } from "../../formats/file-bytes.js";
import { taskOfName } from "../../tasks/registry.js";
import type { BoundFile, TransparencyRecord } from "../record/record-types.js";
import { detectionRows } from "./detection-rows.js";
import type { Evidence } from "./evidence.js";
import { maskSizeOf } from "./evidence-masks.js";
import { maskRows, type SizeOfMask } from "./mask-rows.js";
import { outcomeRows } from "./outcome-rows.js";
import { predictionRows, type SequentialPredictions } from "./prediction-rows.js";

/** Names of the files of predictions, by task. */
export function predictionsName(task: string): string {
  const prediction = taskOfName(task)?.prediction;
  return prediction === "objects" || prediction === "mask" ? "predictions.json" : "predictions.csv";
}

/**
 * The predictions of a file of predictions.
 *
 * @param sizeOf of masks: how large one is of which nothing is predicted
 */
export function readPredictions(
  pieces: AsyncIterable<Uint8Array>,
  file: string,
  names: readonly string[],
  labels: LabelSet,
  task: string,
  sizeOf: SizeOfMask,
): SequentialPredictions {
  const prediction = taskOfName(task)?.prediction;
  if (prediction === "objects") return detectionRows(pieces, file, names, labels);
  if (prediction === "mask") return maskRows(pieces, file, names, labels, sizeOf);
  // Of counts nothing is answered beside them: what is predicted is their sum.
  const ofLabels = prediction === "counts" ? [...labels.keys] : labels.keys;
  const columns = prediction === "one-score" ? ["score"] : ofLabels;
  return predictionRows(pieces, file, names, labels, columns);
}

/** The predictions that a record publishes, of predictions or of outcomes; null where it has neither. */
export function publishedPredictions(
  { task, files }: Pick<TransparencyRecord, "task" | "files">,
  access: FileBytes,
  evidence: Evidence,
  labels: LabelSet,
  request: EvaluateRequest,
): SequentialPredictions | null {
  const open = ({ path }: BoundFile) => access.stream(path);
  const { predictions, outcomes } = files;
  if (predictions !== null) {
    const { masks, name } = evidence;
    const sizeOf = (image: number) => masks && maskSizeOf(masks, image);
    return readPredictions(open(predictions), predictions.path, name, labels, task, sizeOf);
  }
  if (outcomes === null) return null;
  return outcomeRows(open(outcomes), outcomes.path, evidence, labels, request);
}

/** @returns never: what makes a record impossible */
export function cannotRecord(what: string, fix: string): HomegroundError {
  return new HomegroundError("record/predictions", { what, where: "record create", fix });
}
