import { HomegroundError } from "../../core/errors.js";
import { createCategoricalBuilder } from "../../core/table.js";
import { createFieldCounter } from "../fields.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import { type ImagePredictions, type ImageTruth, TRUTH_STATE } from "../import-types.js";
import { isRecord, listOf, numberOf } from "../json/json-values.js";
import { createRecordColumns } from "../json/record-columns.js";
import { checkLabels } from "../label-checks.js";
import { createTruthBuilder } from "../truth-builder.js";
import { STUDIO_FIELDS } from "./fields.js";
import {
  annotationsOf,
  countTaskFields,
  imageOfTask,
  readStudioTasks,
  type StudioTask,
  setTaskData,
} from "./tasks.js";

/** Results that mark a region, and the key of their labels. */
const REGION_LABELS = [
  "rectanglelabels",
  "polygonlabels",
  "brushlabels",
  "keypointlabels",
  "ellipselabels",
  "labels",
  "hypertextlabels",
] as const;

/**
 * Reads image-level ground truth from a Label Studio export: the choices of each task, or the
 * classes of its regions where the file has no choices.
 *
 * Cancelled annotations do not count. Where several people labelled a task, an annotation marked as
 * ground truth decides; otherwise their labels are joined, and a difference is listed. A task whose
 * annotations hold nothing is *empty*; one without an annotation, or with nothing but what is not read
 * here, is unlabelled.
 *
 * Source: labelstud.io, "Export annotations" and "Task format".
 *
 * @throws HomegroundError as `readJsonRecords`, `input/bad-shape`
 */
export async function readLabelStudioTruth(access: FileAccess, path: string): Promise<ImageTruth> {
  const problems = createProblemList();
  const tasks: Task[] = [];
  const notRead = createFieldCounter(STUDIO_FIELDS);
  await readTasks(access, path, problems, (task) => {
    countTaskFields(task, notRead);
    tasks.push(task);
  });
  const hasChoices = tasks.some((task) => task.annotations.some((a) => a.choices.length > 0));
  const builder = createTruthBuilder(false);
  const columns = createRecordColumns();
  let collapsed = false;
  for (const [row, task] of tasks.entries()) {
    const certain = task.annotations.filter(({ isGroundTruth }) => isGroundTruth);
    const counted = certain.length > 0 ? certain : task.annotations;
    const sets = counted.map(({ choices, regions }) => (hasChoices ? choices : regions));
    if (!hasChoices && sets.some((set) => set.length > 0)) collapsed = true;
    const labels = [...new Set(sets.flat())];
    const differ = sets.some((set) => new Set(set).size !== labels.length);
    if (differ) {
      const what = `${counted.length} people labelled ${task.file} differently: ${sets.map((set) => quoted(set.join(", "))).join(", ")}`;
      problems.add("labels/disagree", what, task.where);
    }
    columns.set(row, "annotators", counted.length);
    setTaskData(task, (name, value) => columns.set(row, name, value));
    const isEmpty = counted.length > 0 && counted.every(({ isBlank }) => isBlank);
    const none = isEmpty ? TRUTH_STATE.empty : TRUTH_STATE.unlabelled;
    const state = labels.length > 0 ? TRUTH_STATE.labelled : none;
    builder.add(task.file, labels, state, task.number + 1, row);
  }
  if (collapsed) {
    const what = "regions were read as the presence of their class in the image";
    problems.add("labels/boxes-collapsed", what, path);
  }
  const built = builder.finish();
  checkLabels(built.labelNames, path, problems);
  return {
    format: { id: "label-studio", reason: REASON },
    source: path,
    ...built,
    attributes: builder.attributes(columns.finish(built.rowCount)),
    otherFiles: [],
    roles: new Map([
      ["image", "data"],
      ["label", hasChoices ? "choices of annotations" : "regions of annotations"],
    ]),
    problems: problems.finish(),
    notRead: notRead.finish(),
  };
}

const REASON = "a list of tasks with data and annotations, as Label Studio exports it";

/**
 * Reads the `predictions` of a Label Studio export: of each task the last one that has a choice.
 *
 * @throws HomegroundError as {@link readLabelStudioTruth}; `predictions/empty` without any
 */
export async function readLabelStudioPredictions(
  access: FileAccess,
  path: string,
): Promise<ImagePredictions> {
  const problems = createProblemList();
  const file: string[] = [];
  const line: number[] = [];
  const score: number[] = [];
  const answers = createCategoricalBuilder();
  await readTasks(access, path, problems, (task) => {
    const found = task.predictions.findLast(({ choices }) => choices.length > 0);
    if (found === undefined) {
      problems.add("predictions/not-processed", `${task.file} has no predicted choice`, task.where);
      return;
    }
    file.push(task.file);
    line.push(task.number + 1);
    answers.add(found.choices[0] ?? null);
    score.push(found.score);
  });
  if (file.length === 0) {
    throw new HomegroundError("predictions/empty", {
      what: "no task has a prediction with a choice",
      where: path,
      fix: "Export the tasks with their predictions",
    });
  }
  const rowCount = file.length;
  return {
    format: {
      id: "label-studio",
      reason: "a list of tasks with predictions, as Label Studio has it",
    },
    source: path,
    rowCount,
    file,
    predicted: answers.finish(),
    scoreLabels: [],
    scores: new Float64Array(),
    line: Int32Array.from(line),
    attributes: { rowCount, columns: new Map() },
    roles: new Map([
      ["image", "data"],
      ["predicted", "choices of predictions"],
    ]),
    problems: problems.finish(),
    predictedScore: Float64Array.from(score),
  };
}

interface Labelled {
  readonly choices: readonly string[];
  readonly regions: readonly string[];
  /** Whether there is no result at all. */
  readonly isBlank: boolean;
}

interface Task extends StudioTask {
  readonly annotations: readonly (Labelled & { readonly isGroundTruth: boolean })[];
  readonly predictions: readonly (Labelled & { readonly score: number })[];
}

/** Goes through the tasks with what counts for whole images. @throws as `readStudioTasks` */
async function readTasks(
  access: FileAccess,
  path: string,
  problems: ProblemList,
  onTask: (task: Task) => void,
): Promise<void> {
  const imageOf = ({ data }: Readonly<Record<string, unknown>>) => imageOfTask(data);
  await readStudioTasks(access, path, problems, imageOf, (task) => {
    const { record, file, where } = task;
    const annotations: Task["annotations"][number][] = [];
    for (const annotation of annotationsOf(record)) {
      if (!isRecord(annotation)) continue;
      if (annotation["was_cancelled"] === true) {
        problems.add("labels/cancelled", `a cancelled annotation of ${file} is left out`, where);
        continue;
      }
      const isGroundTruth = annotation["ground_truth"] === true;
      annotations.push({ ...labelsOf(annotation["result"]), isGroundTruth });
    }
    const predictions = listOf(record["predictions"])
      .filter(isRecord)
      .map((prediction) => ({
        ...labelsOf(prediction["result"]),
        score: numberOf(prediction["score"]) ?? Number.NaN,
      }));
    onTask({ ...task, annotations, predictions });
  });
}

function labelsOf(result: unknown): Labelled {
  const choices: string[] = [];
  const regions: string[] = [];
  for (const item of listOf(result)) {
    const value = isRecord(item) ? item["value"] : undefined;
    if (!isRecord(value)) continue;
    // One by one: a list that somebody made as long as they liked is no list of arguments.
    for (const choice of texts(value["choices"])) choices.push(choice);
    for (const key of REGION_LABELS) for (const label of texts(value[key])) regions.push(label);
  }
  const isBlank = Array.isArray(result) && result.length === 0;
  return { choices: [...new Set(choices)], regions: [...new Set(regions)], isBlank };
}

function texts(value: unknown): string[] {
  return listOf(value).filter((item) => typeof item === "string");
}
