import {
  classifierNote,
  type Stage,
  stagedPredictions,
} from "../../evaluation/detection/staged-predictions.js";
import type { ResultListed } from "../../results/result.js";
import type { DetectionJoin } from "../../tasks/detection/detection-join.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import type { CommandIo } from "./command.js";
import { type ReadyModel, readyModel, withClassifier } from "./evaluate-model.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { isEndpoint, localModel } from "./hosted-model.js";

/** The model of the options, with the classifier behind it; null for predictions from a file. */
export async function openModels(
  options: EvaluateOptions,
  io: CommandIo,
): Promise<ReadyModel | null> {
  if (options.model === undefined) return null;
  if (isEndpoint(options.model)) {
    const { readyEndpoint } = await import("./endpoint-model.js");
    return readyEndpoint(options.model, options, io);
  }
  const local = await localModel(options.model, options, io);
  const ready = await readyModel(local, options.card, options.engine, options.task);
  if (options.classifier === undefined) return ready;
  const second = await localModel(options.classifier, options, io);
  return withClassifier(ready, second, options.classifierCard);
}

export interface StagesAsked {
  readonly stage: Stage;
  readonly images: number;
  readonly level: number;
  readonly join: DetectionJoin | null;
}

/** Answers of the stage that is evaluated, and how the classifier does by itself. */
export async function answersOfStages(
  source: PredictionSource,
  { card, second }: ReadyModel,
  { stage, images, level, join: detection }: StagesAsked,
): Promise<{ readonly source: PredictionSource; readonly notes: readonly ResultListed[] }> {
  if (second === undefined || detection === null) return { source, notes: [] };
  const labels = { detector: card.labels, classifier: second.card.labels };
  return {
    source: stagedPredictions(source, labels, second.stage, stage),
    notes: [await classifierNote(source, images, labels, detection, level)],
  };
}
