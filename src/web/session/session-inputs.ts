import { createLabelSet, type LabelSet } from "../../core/label-set.js";
import { withDeclaredAttributes } from "../../dataset/attributes/declared-attributes.js";
import { parseFolderPattern } from "../../dataset/attributes/folder-pattern.js";
import { placeTruth } from "../../dataset/prepare.js";
import { countedLabels } from "../../evaluation/counted-answers.js";
import { statedByCard } from "../../evaluation/detection/operating-point.js";
import { areDetections, predictionLabels } from "../../evaluation/prediction-rows.js";
import { readDetections, readPredictions, readTruth } from "../../evaluation/read-inputs.js";
import { DEFAULT_REQUEST } from "../../evaluation/request.js";
import { taskOfFiles } from "../../evaluation/task-of-files.js";
import type { FileAccess } from "../../formats/file-access.js";
import type { ImagePredictions, ImageTruth } from "../../formats/import-types.js";
import type { ObjectPredictions } from "../../formats/objects/object-types.js";
import { predictionScores } from "../../formats/prediction-reading/choices.js";
import { readImageTruth } from "../../formats/read.js";
import type { ReadingChoice } from "../../formats/reading-choice.js";
import { formatOf, predictionChoices } from "../../formats/registry.js";
import type { ModelCard } from "../../models/card/card-types.js";
import { listsBeside } from "../../session/drawn-lists.js";
import { NOTHING_ACCEPTED, withAcceptedNames } from "../../session/file-suggestions.js";
import { masksAmong } from "../../session/mask-tables.js";
import { TASKS, taskOf, taskOfName } from "../../tasks/registry.js";
import type { Task } from "../../tasks/task.js";
import type { DroppedFiles, SessionModel, SessionTruth } from "./session-state.js";
import { due, placeOf, placing } from "./session-steps.js";
import type { ReadLabels } from "./session-types.js";

/**
 * Ground truth with everything that is stated about its images, on the files, and answers from a file
 * where no model is to run.
 *
 * @throws HomegroundError as the readers of each format, `attributes/…`
 */
export async function readInputs(
  { access, listed }: DroppedFiles,
  model: SessionModel | null,
  {
    path,
    accepted = NOTHING_ACCEPTED,
    tables: asked,
    folderPattern,
    conflictingLabels,
    made,
    ...reading
  }: ReadLabels,
  predictions: string | null,
): Promise<SessionTruth> {
  const place = placeOf(access, path);
  // Labels that were made here say themselves how their images were drawn.
  const paths = made === undefined ? listed.map((file) => file.path) : [];
  const lists = asked === undefined ? await listsBeside(access, paths, path, [predictions]) : [];
  // Of several nothing says by which one the images were drawn.
  const [tables, openLists] = lists.length > 1 ? [[], lists] : [asked ?? lists, []];
  const taskAsked = reading.task ?? model?.card.task;
  const ofPredictions = predictions === null ? null : placeOf(access, predictions);
  const told =
    taskAsked === undefined ? await taskOfFiles(place, ofPredictions, listed, reading) : null;
  const task =
    told?.task ?? taskOfName(taskAsked ?? DEFAULT_REQUEST.task) ?? taskOf(DEFAULT_REQUEST.task);
  const { objects: found, ...given } =
    told?.read ??
    (await readTruth(place, listed, {
      ...reading,
      task: task.id,
      classNames: model?.card.labels,
    }));
  const objects = found === null ? null : withAcceptedNames(found, listed, accepted);
  const labelled = await withoutMasks(objects ?? withAcceptedNames(given.truth, listed, accepted), {
    access,
    listed,
  });
  const { truth, notes } = withDeclaredAttributes(labelled, listed, {
    tables: await readTables(access, tables),
    pattern: folderPattern === undefined ? null : parseFolderPattern(folderPattern),
  });
  const labelColumns = new Set(labelled.attributes.columns.keys());
  const read = { objects, truth, notes, tables, openLists, folderPattern, labelColumns };
  const rules = placing(task, conflictingLabels);
  const placed = placeTruth(read.truth, listed, rules);
  const stated = model === null ? null : (statedByCard(model.card)?.value ?? null);
  const answers =
    ofPredictions === null
      ? null
      : read.objects === null
        ? await readPredictions(ofPredictions, read.truth, task.id, placed.labels, reading, stated)
        : await readDetections(ofPredictions, read.objects, listed, { ...reading, task: task.id });
  const modelLabels =
    task.own !== null
      ? createLabelSet(task.own.names)
      : answers === null
        ? labelsOfCard(due(model, "model").card, task)
        : predictionLabels(answers);
  const format = formatOf(truth.format.id);
  return {
    ...read,
    path,
    made,
    reading,
    task,
    tasks: TASKS,
    placed,
    predictions: answers,
    modelLabels,
    choices: format?.choices ?? [],
    predictionChoices: answers === null ? [] : choicesOf(answers),
    hasColumns: format?.hasColumns === true,
    conflictingLabels: rules.conflictingLabels,
  };
}

/** Masks of any folder or table are none of the images to score. */
async function withoutMasks<T extends ImageTruth>(
  truth: T,
  { access, listed }: Pick<DroppedFiles, "access" | "listed">,
): Promise<T> {
  const { tables, folders } = await masksAmong(
    access,
    listed.map(({ path }) => path),
  );
  const files = [...tables, ...folders].flatMap((one) => one.files);
  return { ...truth, otherFiles: [...new Set([...truth.otherFiles, ...files])] };
}

function labelsOfCard(card: ModelCard, { prediction }: Task): LabelSet {
  return prediction === "counts" ? countedLabels(card) : createLabelSet(card.labels);
}

/** What can be said about the reading of predictions; of whole images there are no boxes. */
function choicesOf(answers: ImagePredictions | ObjectPredictions): readonly ReadingChoice[] {
  if (!areDetections(answers)) return [predictionScores];
  const format = formatOf(answers.format.id);
  return predictionChoices(format === undefined ? [] : [format]);
}

/** Tables with columns about the images. */
export async function readTables(
  access: FileAccess,
  paths: readonly string[],
): Promise<ImageTruth[]> {
  const tables: ImageTruth[] = [];
  for (const path of paths) {
    // No column is a label here: what is called so is an attribute like others.
    const read = await readImageTruth(access, path, { columns: { labels: [] } });
    tables.push({ ...read, source: path });
  }
  return tables;
}
