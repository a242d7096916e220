import { HomegroundError } from "../core/errors.js";
import { createLabelSet, type LabelSet } from "../core/label-set.js";
import { COUNT_LABEL } from "../formats/counts/count-roles.js";
import { noThreshold } from "../formats/counts/counted-objects.js";
import type { ModelCard } from "../models/card/card-types.js";
import { DETECTION_WIDTH } from "../models/detections.js";
import type { Note } from "../results/result.js";
import type { ImagePrediction, PredictionSource } from "../tasks/predictions.js";
import { taskOfName } from "../tasks/registry.js";
import {
  chooseOperatingPoint,
  operatingPointNote,
  statedByCard,
} from "./detection/operating-point.js";

/** How answers of a model become numbers of things. */
export interface CountedAnswers {
  of(source: PredictionSource): PredictionSource;
  readonly notes: readonly Note[];
}

/** Labels that a model's counts come in: those of its objects, or the one of a single number. */
export function countedLabels(card: ModelCard): LabelSet {
  const isOneNumber = taskOfName(card.task)?.prediction === "one-score";
  return createLabelSet(isOneNumber ? [COUNT_LABEL] : card.labels);
}

/**
 * Counts what a model finds: the objects of a detector from a score on, or the one number that it says.
 *
 * @param threshold of the request; null where none was given, and the card may state one
 * @throws HomegroundError `counts/no-threshold`, `counts/no-counts` for a model that says what is in an image
 *   and not how often
 */
export function countedAnswers(card: ModelCard, threshold: number | null): CountedAnswers {
  const prediction = taskOfName(card.task)?.prediction;
  const labels = countedLabels(card);
  const width = labels.names.length;
  if (prediction === "one-score" || prediction === "counts") {
    return { of: (source) => ({ ...source, labels }), notes: [] };
  }
  if (prediction !== "objects") {
    throw new HomegroundError("counts/no-counts", {
      what: `the model ${card.name} says what is in an image, not how often`,
      where: card.name,
      fix: "Take a detector, a model with one number, or a table of its counts",
    });
  }
  const point = chooseOperatingPoint(threshold, statedByCard(card));
  if (point === null) throw noThreshold(card.name);
  const counted = (prediction: ImagePrediction): ImagePrediction => {
    if (prediction.kind !== "scores") return prediction;
    const { scores } = prediction;
    const counts = new Float64Array(width);
    for (let at = 0; at < scores.length; at += DETECTION_WIDTH) {
      if (scores[at + 4]! >= point.value) counts[scores[at + 5]!]! += 1;
    }
    return { ...prediction, scores: counts };
  };
  return {
    of: (source) => ({
      labels,
      answer(image) {
        const asked = source.answer(image);
        return asked instanceof Promise ? asked.then(counted) : counted(asked);
      },
    }),
    notes: [operatingPointNote(point)],
  };
}
