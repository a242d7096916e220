import {
  classifierNote,
  type Stage,
  stagedPredictions,
} from "../../evaluation/detection/staged-predictions.js";
import type { ResultListed } from "../../results/result.js";
import type { DetectionJoin } from "../../tasks/detection/detection-join.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import type { ReadyModel } from "./evaluate-model.js";

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
