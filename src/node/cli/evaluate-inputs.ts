import { resolve, sep } from "node:path";
import {
  type ReadTruth,
  readDetections,
  readPredictions,
  readTruth,
} from "../../evaluation/read-inputs.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { type TaskOfFiles, taskOfPlaces } from "../../evaluation/task-of-files.js";
import type { ListedFile } from "../../formats/file-access.js";
import type { ImagePredictions } from "../../formats/import-types.js";
import type { ChosenReadings } from "../../formats/objects/object-options.js";
import type { ObjectPredictions } from "../../formats/objects/object-types.js";
import { chosenReadings } from "../../formats/registry.js";
import { taskOf } from "../../tasks/registry.js";
import type { CommandIo } from "./command.js";
import { type EvaluateOptions, readColumns } from "./evaluate-request.js";
import { openPlace } from "./open-places.js";
import type { ShowUnpacking } from "./unpacking.js";

export { type OpenedImages, openImages, openPlace } from "./open-places.js";

/**
 * What labels and predictions are about where nobody says it: both say where things are. Null for anything else.
 *
 * @param io is told, as nobody asked for it
 */
export async function seenTask(
  imagesPath: string,
  options: EvaluateOptions,
  files: readonly ListedFile[],
  io: CommandIo,
): Promise<TaskOfFiles | null> {
  const { labels, predictions, task } = options;
  if (task !== undefined || predictions === undefined) return null;
  const places = [
    { ...(await openPlace(labels, "the file or folder of labels")), source: labels },
    { ...(await openPlace(predictions, "the file of predictions")), source: predictions },
  ] as const;
  const isApart = liesApart(imagesPath, predictions);
  const found = await taskOfPlaces(...places, files, readingOf(options), isApart);
  if (found === null) return null;
  if (options.quiet !== true) {
    io.err(
      `task=${found.task.id}: labels and predictions both say where things are; --task says another`,
    );
  }
  return found;
}

/** Whether no images lie where predictions are named. */
export function liesApart(imagesPath: string, predictions: string): boolean {
  return !`${resolve(imagesPath)}${sep}`.startsWith(`${resolve(predictions)}${sep}`);
}

/**
 * Ground truth in whatever format it is, as the options say.
 *
 * @param seen what it was read for before, if for that
 */
export async function readLabels(
  options: EvaluateOptions,
  task: EvaluateRequest["task"],
  files: readonly ListedFile[],
  classNames: readonly string[] | undefined,
  seen: TaskOfFiles | null,
  show?: ShowUnpacking,
): Promise<ReadTruth> {
  if (seen !== null && seen.read !== null && seen.task.id === task) return seen.read;
  const { labels } = options;
  const what = `the file or folder of ${taskOf(task).truth === "objects" ? "annotations" : "labels"}`;
  const place = { ...(await openPlace(labels, what, show)), source: labels };
  return readTruth(place, files, { task, classNames, ...readingOf(options) });
}

function readingOf({ columns, delimiter, encoding, ...options }: EvaluateOptions) {
  return { delimiter, encoding, ...chosenReadings(options), columns: readColumns(columns) };
}

/** Predictions in whatever format they are. */
export async function readAnswers(
  path: string,
  { truth, objects }: ReadTruth,
  task: EvaluateRequest["task"],
  knownLabels: readonly string[],
  files: readonly ListedFile[],
  chosen: ChosenReadings,
  threshold: number | null,
): Promise<Answers> {
  const what = `the file of ${objects === null ? "predictions" : "detections"}`;
  const place = { ...(await openPlace(path, what)), source: path };
  return objects === null
    ? {
        detections: null,
        predictions: await readPredictions(place, truth, task, knownLabels, chosen, threshold),
      }
    : {
        detections: await readDetections(place, objects, files, { ...chosen, task }),
        predictions: null,
      };
}

/** Predictions of one kind or the other, or none. */
export interface Answers {
  readonly detections: ObjectPredictions | null;
  readonly predictions: ImagePredictions | null;
}

export const NO_ANSWERS: Answers = { detections: null, predictions: null };
