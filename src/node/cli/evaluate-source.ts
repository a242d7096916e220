import { HomegroundError } from "../../core/errors.js";
import { createLabelSet, type LabelSet } from "../../core/label-set.js";
import { countedLabels } from "../../evaluation/counted-answers.js";
import { labelsOfStage, type Stage } from "../../evaluation/detection/staged-predictions.js";
import { predictionLabels } from "../../evaluation/prediction-rows.js";
import type { ImagePredictions } from "../../formats/import-types.js";
import type { ObjectPredictions } from "../../formats/objects/object-types.js";
import type { EvaluationResult, ResultListed } from "../../results/result.js";
import type { Task } from "../../tasks/task.js";
import type { ReadyModel } from "./evaluate-model.js";
import type { EvaluateOptions } from "./evaluate-request.js";

/** @throws HomegroundError `usage/bad-option` unless the options name one source of answers */
export function checkSource(options: EvaluateOptions): void {
  const { model, predictions, card, classifier, classifierCard, stage } = options;
  const problem = (what: string, fix: string): HomegroundError =>
    new HomegroundError("usage/bad-option", { what, where: "homeground evaluate", fix });
  if (model === undefined && predictions === undefined) {
    throw problem("there is neither a model nor predictions", "Give --model or --predictions");
  }
  if (model !== undefined && predictions !== undefined) {
    throw problem("there are a model and predictions", "Give one of --model and --predictions");
  }
  if (classifier === undefined && (classifierCard !== undefined || stage !== undefined)) {
    throw problem("there is one stage alone", "Give --classifier as well");
  }
  if (classifier !== undefined && model === undefined) {
    throw problem("there is a classifier without a detector", "Give --model as well");
  }
  if (card !== undefined && model === undefined) {
    throw problem("there is a card without a model", "Give --model as well");
  }
}

/** The labels that answers come in. */
export function labelsOf(
  ready: ReadyModel | null,
  predictions: ImagePredictions | ObjectPredictions | null,
  stage: Stage,
  task: Pick<Task, "prediction">,
): LabelSet {
  if (task.prediction === "counts" && ready !== null) {
    if (ready.second !== undefined) throw notInStages();
    return countedLabels(ready.card);
  }
  if (ready?.second !== undefined) {
    const labels = { detector: ready.card.labels, classifier: ready.second.card.labels };
    return createLabelSet(labelsOfStage(labels, stage));
  }
  if (ready !== null || predictions === null) return createLabelSet(ready?.card.labels ?? []);
  return predictionLabels(predictions);
}

function notInStages(): HomegroundError {
  return new HomegroundError("usage/not-yet", {
    what: "what two stages find is not counted yet",
    where: "--classifier",
    fix: "Leave it out, or count in a table of what they found",
  });
}

/** A hosted model's exact place belongs to the result. */
export function sourceNotes(ready: ReadyModel | null): readonly ResultListed[] {
  if (ready?.source == null) return [];
  const { source, endpoint, model } = ready;
  const what =
    endpoint === undefined
      ? `${source}, SHA-256 ${model.sha256}`
      : `${source}, asked by ${endpoint.adapter.name}; what it said of itself has the SHA-256 ${model.sha256}`;
  return [{ file: "", code: "model/source", what }];
}

/** What could not be scored after all, in one line: `Listed  3 of 90 images: 2 unreadable, …`. */
export function listedLine({ images, listed }: EvaluationResult["inputs"]): string {
  const counts = new Map<string, number>();
  for (const { code } of listed) counts.set(code, (counts.get(code) ?? 0) + 1);
  const kinds = [...counts].map(([code, count]) => `${count} ${code}`).join(", ");
  return `Listed  ${listed.length} of ${images} images: ${kinds}; import.csv says why`;
}
