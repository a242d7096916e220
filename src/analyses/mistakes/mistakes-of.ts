import type { Evaluation } from "../../evaluation/evaluation.js";
import { countedErrors } from "../../tasks/detection/detection-facts.js";
import { anomalyMistakes } from "./anomaly-mistakes.js";
import type { ChosenMistakes, MistakeGroups } from "./chosen-mistakes.js";
import { detectionMistakes } from "./detection-mistakes.js";
import { labelMistakes } from "./label-mistakes.js";
import { predictionMistakes } from "./prediction-mistakes.js";

/**
 * The costliest mistakes; null of tasks that this does not know.
 *
 * @param files name of each image of the set
 */
export function mistakesOf(
  evaluation: Pick<Evaluation, "image" | "question" | "outcomes" | "answered">,
  files: readonly string[],
): ChosenMistakes | null {
  const { outcomes, answered } = evaluation;
  const groups = groupsOf(evaluation);
  switch (outcomes.kind) {
    case "detection": {
      const named = Array.from(answered, (i) => files[i]!);
      return detectionMistakes(outcomes, countedErrors(outcomes), named, answered, groups);
    }
    case "classification":
      return predictionMistakes(outcomes, evaluation.image, files, groups);
    case "multilabel":
      return labelMistakes(outcomes, evaluation.image, files, groups);
    case "anomaly":
      return anomalyMistakes(outcomes, evaluation.image, files, groups);
    default:
      return null;
  }
}

/** The clusters of the question, which should not fill a page with one of them. */
export function groupsOf({
  question: { clusters },
}: Pick<Evaluation, "question">): MistakeGroups | null {
  return clusters === null ? null : { of: clusters.cluster, name: clusters.name };
}
