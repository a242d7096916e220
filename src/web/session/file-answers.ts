import { HomegroundError } from "../../core/errors.js";
import { compareText } from "../../dataset/image-set.js";
import { fileDetections } from "../../evaluation/detection/file-detections.js";
import { requireOutlines, sizesOfFiles } from "../../evaluation/detection/prepare-detection.js";
import { filePredictions, namesOnlyAnswered } from "../../evaluation/file-predictions.js";
import { predictionLabels, rowsOfImages } from "../../evaluation/prediction-rows.js";
import { readDetections, readPredictions } from "../../evaluation/read-inputs.js";
import { DEFAULT_REQUEST } from "../../evaluation/request.js";
import { baseName } from "../../formats/file-access.js";
import type { ChosenReadings } from "../../formats/objects/object-options.js";
import type { ImageSaid } from "../../labelling/model-says.js";
import type { PredictionSource, SpokenAnswer, SpokenBox } from "../../tasks/predictions.js";
import { taskOf, taskOfName } from "../../tasks/registry.js";
import type { Task } from "../../tasks/task.js";
import type { AnswersAsked, DroppedFiles, FirstModel } from "./session-state.js";
import { placeOf } from "./session-steps.js";

/** What a file says of images. */
export interface FileAnswers {
  readonly labels: readonly string[];
  /** Whether the file tells no more of its labels than which of them were answered. */
  readonly namesOnlyAnswered: boolean;
  /** From which score on objects count, as the file says; null where it does not. */
  readonly threshold: number | null;
  /** Why it says nothing, where it does not. */
  readonly of: ReadonlyMap<string, FileAnswer | { readonly code: string; readonly what: string }>;
}

/** What a file says of an image. */
export interface FileAnswer extends SpokenAnswer {
  /** Left out for answers of whole images. */
  readonly boxes?: readonly SpokenBox[];
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
  places: AnswerPlaces,
  task: Task,
  knownLabels: readonly string[],
): Promise<FileAnswers> {
  const { images } = places;
  const asked = { path, reading };
  const { source, ...told } =
    task.prediction === "objects"
      ? await objectsOfFile(asked, places, task, knownLabels)
      : await labelsOfFile(asked, places, task, knownLabels);
  const { names } = source.labels;
  const of = new Map<string, FileAnswer | { readonly code: string; readonly what: string }>();
  for (const [i, image] of images.entries()) {
    const answer = await source.answer(i);
    if (answer.kind === "none") of.set(image, { code: answer.code, what: answer.what });
    else if (answer.kind === "scores") {
      const { scores, points, outlines } = answer;
      const boxes = task.spokenBoxes?.(scores, names, points, outlines?.shapes);
      const spoken = task.spoken(scores, names, null);
      of.set(image, { ...spoken, ...(boxes === undefined ? {} : { boxes }) });
    } else {
      const label = names[answer.position];
      of.set(image, { labels: label === undefined ? [] : [label], sureness: answer.confidence });
    }
  }
  return { labels: names, ...told, of };
}

interface AnswerPlaces {
  readonly files: DroppedFiles;
  readonly images: readonly string[];
}

interface ReadAnswers extends Pick<FileAnswers, "namesOnlyAnswered" | "threshold"> {
  readonly source: PredictionSource;
}

type AnswersFile = Pick<AnswersAsked, "path" | "reading">;

async function labelsOfFile(
  { path, reading }: AnswersFile,
  { files, images }: AnswerPlaces,
  task: Task,
  knownLabels: readonly string[],
): Promise<ReadAnswers> {
  const place = placeOf(files.access, path);
  const read = await readPredictions(place, {}, task.id, knownLabels, reading, null);
  const rows = sharedRows(read, images, path);
  const { source } = filePredictions(read, { file: images }, rows, task);
  return { source, namesOnlyAnswered: namesOnlyAnswered(read), threshold: null };
}

/** Boxes in pixels of the pictures, whose sizes are read where a file has fractions, or outlines. */
async function objectsOfFile(
  { path, reading }: AnswersFile,
  { files, images }: AnswerPlaces,
  task: Task,
  knownLabels: readonly string[],
): Promise<ReadAnswers> {
  const { access, listed } = files;
  const place = placeOf(access, path);
  const truth = knownLabels.length === 0 ? {} : { classNames: knownLabels };
  const read = await readDetections(place, truth, listed, { ...reading, task: task.id });
  const rows = sharedRows(read, images, path);
  const hasOutlines = task.hasOutlines === true;
  if (hasOutlines) requireOutlines(read);
  const needsSize = hasOutlines || read.unit === "fraction" || read.paddedInput !== undefined;
  const at = new Map(listed.map((file, i) => [file.path, i]));
  const found = Int32Array.from(images, (image) => at.get(image) ?? -1);
  const { signal } = new AbortController();
  const sizes = needsSize
    ? await sizesOfFiles({ file: images, found }, { access, files: listed }, { signal })
    : null;
  const unknown = new Float64Array(images.length).fill(Number.NaN);
  const frame = { unit: "pixel", sizes: sizes ?? { widthPx: unknown, heightPx: unknown } } as const;
  return {
    source: fileDetections(
      read,
      predictionLabels(read),
      rows,
      frame,
      null,
      hasOutlines ? new Set() : null,
    ),
    // A file of objects names the labels of those that it has.
    namesOnlyAnswered: true,
    threshold: read.threshold?.value ?? null,
  };
}

/** @throws HomegroundError `compare/nothing-shared` where it names none of the images */
function sharedRows(
  read: Parameters<typeof rowsOfImages>[0],
  images: readonly string[],
  path: string,
): Int32Array {
  const rows = rowsOfImages(read, { file: images });
  if (rows.some((row) => row >= 0)) return rows;
  throw new HomegroundError("compare/nothing-shared", {
    what: "none of its rows names one of the images that are labelled",
    where: path,
    fix: "Give predictions for these images, under their names",
  });
}

/** A file of answers in the place of the model whose images are labelled, with what it says of them. */
export async function openAnswers(
  asked: AnswersAsked,
  places: { readonly files: DroppedFiles; readonly images: readonly string[] },
): Promise<{ readonly first: FirstModel; readonly said: ReadonlyMap<string, ImageSaid> }> {
  const task =
    taskOfName(asked.reading.task ?? DEFAULT_REQUEST.task) ?? taskOf(DEFAULT_REQUEST.task);
  const { labels, threshold, of } = await readAnswers(asked, places, task, []);
  const said = new Map<string, ImageSaid>();
  for (const [image, answer] of of) {
    const spoken = "labels" in answer ? answer : { labels: [], sureness: null };
    const problem = "labels" in answer ? null : answer;
    said.set(image, { image, boxes: [], ...spoken, sizePx: null, problem });
  }
  const card = { name: answersName(asked.path), task: task.id, labels };
  return { first: { card, id: idOfAnswers(of), model: null, threshold }, said };
}

/** Two files that say the same of every image are one model, in whichever order images come. */
export function idOfAnswers(of: FileAnswers["of"]): string {
  const said = [...of].sort(([a], [b]) => compareText(a, b));
  return JSON.stringify(
    said.map(([, one]) => ("labels" in one ? (one.boxes ?? one.labels) : null)),
  );
}
