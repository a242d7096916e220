import type { EvaluateRequest } from "../../evaluation/request.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import { taskOf } from "../../tasks/registry.js";
import { outcomeText } from "../record/outcome-lines.js";
import type { BoundFile } from "../record/record-types.js";
import type { CreatePorts, RecordSource, RecordWishes } from "./create-types.js";
import { maskSizeOf } from "./evidence-masks.js";
import {
  type HeldPredictions,
  holdPredictions,
  inOrder,
  outcomeOf,
  ranksOf,
} from "./held-predictions.js";
import type { SizeOfMask } from "./mask-rows.js";
import type { PublishedOrder } from "./published-lines.js";
import type { WrittenManifest } from "./record-evidence.js";
import { predictionsName, readPredictions } from "./record-predictions.js";

/** The files of predictions, and the predictions themselves in the order of the manifest. */
export interface PublishedPredictions {
  readonly predictions: BoundFile | null;
  readonly outcomes: BoundFile | null;
  /** Ends with an error where the files are not those of the manifest. */
  readonly source: PredictionSource & { finish(): Promise<void> };
}

/** Answers that are held while a record that is not open is made. */
export async function heldFor(
  source: RecordSource,
  names: readonly string[],
  task: string,
  sizeOf: SizeOfMask,
): Promise<HeldPredictions> {
  const path = predictionsName(task);
  const rows = readPredictions(source.predictions(), path, names, source.labels, task, sizeOf);
  return holdPredictions(rows, names.length);
}

/** Predictions with names, as the evaluation wrote them. */
export async function openPredictions(
  source: RecordSource,
  { published }: WrittenManifest,
  task: string,
  { output }: CreatePorts,
): Promise<PublishedPredictions> {
  const predictions = await output.bound(predictionsName(task));
  const { path } = predictions;
  const pieces = output.access.stream(path);
  const rows = readPredictions(pieces, path, published.name, source.labels, task, (image) =>
    published.masks === null ? null : maskSizeOf(published.masks, image),
  );
  return { predictions, outcomes: null, source: rows };
}

/** Outcomes without names, as much of them as the author wishes to tell. */
export async function hiddenPredictions(
  held: HeldPredictions,
  { truth }: WrittenManifest,
  order: PublishedOrder,
  request: EvaluateRequest,
  wishes: RecordWishes,
  { output, signal }: CreatePorts,
): Promise<PublishedPredictions> {
  const placed = inOrder(held, order.image);
  const source = { ...placed, finish: async () => {} };
  const { outcomes: form } = wishes;
  const isTold =
    form === "scores" ||
    (form === "answers" && !["objects", "mask"].includes(taskOf(request.task).prediction));
  if (!isTold) return { predictions: null, outcomes: null, source };
  const rankOf = taskOf(request.task).prediction === "one-score" ? ranksOf(held.scores) : () => -1;
  const lines = function* (): Generator<string> {
    for (const [at, labels] of truth.entries()) {
      if (at % 512 === 0) signal.throwIfAborted();
      const answer = held.answer(order.image[at]!);
      const line = outcomeOf(answer, labels, held.labels, request, form, rankOf);
      yield `${outcomeText(line)}\n`;
    }
  };
  const outcomes = await output.write("outcomes.ndjson", lines());
  return { predictions: null, outcomes, source };
}
