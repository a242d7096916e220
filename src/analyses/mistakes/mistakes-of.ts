import type { Evaluation } from "../../evaluation/evaluation.js";
import type { EvaluatedOutcomes } from "../../outcomes/detection/evaluated-detections.js";
import { anomaly } from "../../tasks/anomaly.js";
import { classification } from "../../tasks/classification.js";
import { counting } from "../../tasks/counting.js";
import { detection } from "../../tasks/detection/detection.js";
import { toldErrors } from "../../tasks/detection/detection-facts.js";
import { instanceSegmentation } from "../../tasks/detection/instance-segmentation.js";
import { keypoints } from "../../tasks/detection/keypoints.js";
import { multilabel } from "../../tasks/multilabel.js";
import { semanticSegmentation } from "../../tasks/segmentation/semantic-segmentation.js";
import type { Task, TaskId } from "../../tasks/task.js";
import { placeAttribute } from "../places/place-attribute.js";
import { anomalyMistakes } from "./anomaly-mistakes.js";
import type { ChosenMistakes, MistakeGroups } from "./chosen-mistakes.js";
import { countMistakes } from "./count-mistakes.js";
import { detectionMistakes } from "./detection-mistakes.js";
import { labelMistakes } from "./label-mistakes.js";
import { maskMistakes } from "./mask-mistakes.js";
import { predictionMistakes } from "./prediction-mistakes.js";

type Evaluated<O> = Pick<
  Evaluation,
  "image" | "answered" | "question" | "request" | "attributes"
> & {
  readonly outcomes: O;
};

/** @param files name of each image of the set */
type Chooser<O> = (
  evaluation: Evaluated<O>,
  files: readonly string[],
  groups: MistakeGroups | null,
) => ChosenMistakes;

/** What is costly in a task. */
export interface CostlyMistakes {
  readonly task: TaskId;
  readonly choose: Chooser<EvaluatedOutcomes>;
}

/** @param choose is called with outcomes of this task alone */
export function costlyMistakes<O extends EvaluatedOutcomes>(
  { id }: Task<O>,
  choose: Chooser<O>,
): CostlyMistakes {
  return { task: id, choose: choose as Chooser<EvaluatedOutcomes> };
}

/** A task without a line here shows no mistakes. */
export const MISTAKES: CostlyMistakes[] = [
  costlyMistakes(classification, (evaluation, files, groups) => {
    const { outcomes, image } = evaluation;
    const place = placeAttribute(evaluation)?.group.of ?? null;
    return predictionMistakes(outcomes, image, files, groups, place);
  }),
  costlyMistakes(multilabel, ({ outcomes, image }, files, groups) =>
    labelMistakes(outcomes, image, files, groups),
  ),
  costlyMistakes(anomaly, ({ outcomes, image }, files, groups) =>
    anomalyMistakes(outcomes, image, files, groups),
  ),
  costlyMistakes(counting, ({ outcomes, image }, files, groups) =>
    countMistakes(outcomes, image, files, groups),
  ),
  costlyMistakes(semanticSegmentation, ({ outcomes }, files, groups) =>
    maskMistakes(outcomes, files, groups),
  ),
  ...[detection, keypoints, instanceSegmentation].map((task) =>
    costlyMistakes(task, ({ outcomes, answered, request }, files, groups) => {
      const named = Array.from(answered, (i) => files[i]!);
      const { errors } = toldErrors(outcomes, request.level);
      return detectionMistakes(outcomes, errors, named, answered, groups);
    }),
  ),
];

/** The costliest mistakes; null of tasks that show none. */
export function mistakesOf(
  evaluation: Evaluated<EvaluatedOutcomes>,
  files: readonly string[],
): ChosenMistakes | null {
  const costly = MISTAKES.find(({ task }) => task === evaluation.outcomes.kind);
  return costly?.choose(evaluation, files, groupsOf(evaluation)) ?? null;
}

/** The clusters of the question, which should not fill a page with one of them. */
function groupsOf({ question: { clusters } }: Pick<Evaluation, "question">): MistakeGroups | null {
  return clusters === null ? null : { of: clusters.cluster, name: clusters.name };
}
