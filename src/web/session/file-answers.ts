import { HomegroundError } from "../../core/errors.js";
import { compareText } from "../../dataset/image-set.js";
import { filePredictions, namesOnlyAnswered } from "../../evaluation/file-predictions.js";
import { rowsOfImages } from "../../evaluation/prediction-rows.js";
import { readPredictions } from "../../evaluation/read-inputs.js";
import { DEFAULT_REQUEST } from "../../evaluation/request.js";
import { baseName } from "../../formats/file-access.js";
import type { ChosenReadings } from "../../formats/objects/object-options.js";
import type { ImageSaid } from "../../labelling/model-says.js";
import type { SpokenAnswer } from "../../tasks/predictions.js";
import { taskOf, taskOfName } from "../../tasks/registry.js";
import type { Task } from "../../tasks/task.js";
import type { AnswersAsked, DroppedFiles, FirstModel } from "./session-state.js";
import { placeOf } from "./session-steps.js";

/** What a file says of images. */
export interface FileAnswers {
  readonly labels: readonly string[];
  /** Whether the file tells no more of its labels than which of them were answered. */
  readonly namesOnlyAnswered: boolean;
  /** Null where it says nothing, with why. */
  readonly of: ReadonlyMap<string, SpokenAnswer | { readonly code: string; readonly what: string }>;
}

/** A model that is known by the file of its answers alone. */
export function answersName(source: string): string {
  return baseName(source).replace(/(?<=.)\.[^.]*$/, "") || "predictions";
}

/**
 * What a file of answers says of images that nobody labelled yet.
 *
 * @param knownLabels of the model that it is held against; empty for none
 * @throws HomegroundError `compare/nothing-shared` where it names none of them, and as predictions are read
 */
export async function readAnswers(
  { path, reading }: { readonly path: string; readonly reading: ChosenReadings },
  { files, images }: { readonly files: DroppedFiles; readonly images: readonly string[] },
  task: Task,
  knownLabels: readonly string[],
): Promise<FileAnswers> {
  const place = placeOf(files.access, path);
  const read = await readPredictions(place, {}, task.id, knownLabels, reading, null);
  const rows = rowsOfImages(read, { file: images });
  if (rows.every((row) => row < 0)) {
    throw new HomegroundError("compare/nothing-shared", {
      what: "none of its rows names one of the images that are labelled",
      where: path,
      fix: "Give predictions for these images, under their names",
    });
  }
  const { source } = filePredictions(read, { file: images }, rows, task);
  const { names } = source.labels;
  const of = new Map<string, SpokenAnswer | { readonly code: string; readonly what: string }>();
  for (const [i, image] of images.entries()) {
    const answer = await source.answer(i);
    if (answer.kind === "none") of.set(image, { code: answer.code, what: answer.what });
    else if (answer.kind === "scores") of.set(image, task.spoken(answer.scores, names, null));
    else {
      const label = names[answer.position];
      of.set(image, { labels: label === undefined ? [] : [label], sureness: answer.confidence });
    }
  }
  return { labels: names, namesOnlyAnswered: namesOnlyAnswered(read), of };
}

/** A file of answers in the place of the model whose images are labelled, with what it says of them. */
export async function openAnswers(
  asked: AnswersAsked,
  places: { readonly files: DroppedFiles; readonly images: readonly string[] },
): Promise<{ readonly first: FirstModel; readonly said: ReadonlyMap<string, ImageSaid> }> {
  const task =
    taskOfName(asked.reading.task ?? DEFAULT_REQUEST.task) ?? taskOf(DEFAULT_REQUEST.task);
  const { labels, of } = await readAnswers(asked, places, task, []);
  const said = new Map<string, ImageSaid>();
  for (const [image, answer] of of) {
    const spoken = "labels" in answer ? answer : { labels: [], sureness: null };
    const problem = "labels" in answer ? null : answer;
    said.set(image, { image, ...spoken, boxes: [], sizePx: null, problem });
  }
  const card = { name: answersName(asked.path), task: task.id, labels };
  return { first: { card, id: idOfAnswers(of), model: null }, said };
}

/** Two files that say the same of every image are one model, in whichever order images come. */
export function idOfAnswers(of: FileAnswers["of"]): string {
  const said = [...of].sort(([a], [b]) => compareText(a, b));
  return JSON.stringify(said.map(([, one]) => ("labels" in one ? one.labels : null)));
}
