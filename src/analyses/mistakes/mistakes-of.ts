import type { Evaluation } from "../../evaluation/evaluation.js";
import type { EvaluatedOutcomes } from "../../outcomes/detection/evaluated-detections.js";
import { countedErrors } from "../../tasks/detection/detection-facts.js";
import type { TaskId } from "../../tasks/task.js";
import { anomalyMistakes } from "./anomaly-mistakes.js";
import type { ChosenMistakes, MistakeGroups } from "./chosen-mistakes.js";
import { detectionMistakes } from "./detection-mistakes.js";
import { labelMistakes } from "./label-mistakes.js";
import { predictionMistakes } from "./prediction-mistakes.js";

type Evaluated<O> = Pick<Evaluation, "image" | "answered"> & { readonly outcomes: O };

/** @param files name of each image of the set */
type Chooser<O = EvaluatedOutcomes> = (
  evaluation: Evaluated<O>,
  files: readonly string[],
  groups: MistakeGroups | null,
) => ChosenMistakes;

/** What is costly, by task: a task that is not here shows no mistakes. */
export const MISTAKES: { readonly [K in TaskId]?: Chooser<EvaluatedOutcomes & { kind: K }> } = {
  classification: ({ outcomes, image }, files, groups) =>
    predictionMistakes(outcomes, image, files, groups),
  multilabel: ({ outcomes, image }, files, groups) => labelMistakes(outcomes, image, files, groups),
  anomaly: ({ outcomes, image }, files, groups) => anomalyMistakes(outcomes, image, files, groups),
  detection({ outcomes, answered }, files, groups) {
    const named = Array.from(answered, (i) => files[i]!);
    return detectionMistakes(outcomes, countedErrors(outcomes), named, answered, groups);
  },
};

/** The costliest mistakes; null of tasks that show none. */
export function mistakesOf(
  evaluation: Pick<Evaluation, "image" | "question" | "outcomes" | "answered">,
  files: readonly string[],
): ChosenMistakes | null {
  const choose = MISTAKES[evaluation.outcomes.kind] as Chooser | undefined;
  return choose?.(evaluation, files, groupsOf(evaluation)) ?? null;
}

/** The clusters of the question, which should not fill a page with one of them. */
export function groupsOf({
  question: { clusters },
}: Pick<Evaluation, "question">): MistakeGroups | null {
  return clusters === null ? null : { of: clusters.cluster, name: clusters.name };
}
