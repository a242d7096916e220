import type { Cancellation } from "../../core/cancellation.js";
import { isHomegroundError } from "../../core/errors.js";
import { placeTruth, prepareImages } from "../../dataset/prepare.js";
import { decideNames, type OpenNames } from "../../evaluation/decide-names.js";
import { absentImages } from "../../evaluation/detection/file-detections.js";
import { prepareDetection } from "../../evaluation/detection/prepare-detection.js";
import { filePredictions } from "../../evaluation/file-predictions.js";
import {
  areDetections,
  firstRows,
  isOnlyAnswered,
  predictionLabels,
  rowsOfImages,
} from "../../evaluation/prediction-rows.js";
import type { ReadTruth } from "../../evaluation/read-inputs.js";
import { DEFAULT_REQUEST } from "../../evaluation/request.js";
import { NOT_READ } from "../../formats/fields.js";
import type { FileAccess, ListedFile } from "../../formats/file-access.js";
import type { ImagePredictions } from "../../formats/import-types.js";
import { matchFiles } from "../../formats/match-files.js";
import type { ObjectPredictions, ObjectTruth } from "../../formats/objects/object-types.js";
import type { LabelMap } from "../../models/label-map.js";
import { counted } from "../../reports/numbers.js";
import type { Note } from "../../results/result.js";
import { taskOf, taskOfObjects } from "../../tasks/registry.js";
import { exchangedNames } from "../classes/exchanged-names.js";
import type { Finding } from "./inspect-problems.js";
import type { InspectedPredictions } from "./inspect-types.js";

/** Predictions from a file, and the ground truth that they are held against. */
export interface GivenPredictions {
  readonly read: ImagePredictions | ObjectPredictions;
  /** With its objects where predictions are objects; null where there are no labels. */
  readonly truth: ReadTruth | null;
}

export interface PredictionsPorts {
  readonly access: FileAccess;
  readonly seed: number;
  readonly signal: Cancellation;
}

/**
 * Looks at predictions as an evaluation would read them: which images they speak of, how their labels go
 * with those of the ground truth, and whether their numbers look like something else than is read.
 *
 * @param files every file of the folder
 * @param own images of the inspection
 */
export async function inspectPredictions(
  { read, truth }: GivenPredictions,
  files: readonly ListedFile[],
  own: readonly ListedFile[],
  ports: PredictionsPorts,
): Promise<{ readonly told: InspectedPredictions; readonly findings: readonly Finding[] }> {
  const { fileOf } = matchFiles(read.file, own);
  const predicted = new Set<number>();
  for (const [row, image] of fileOf.entries()) if (answers(read, row)) predicted.add(image);
  const unnamed = own.filter((_, image) => !predicted.has(image));
  // A table with a row for each detection says by its silence that nothing was found.
  const isSilent = areDetections(read) && absentImages(read, firstRows(fileOf, own.length)) > 0;
  const without = isSilent ? [] : unnamed;
  const elsewhere = read.file.filter((_, row) => fileOf[row]! < 0);
  const names = truth === null ? null : namesOf(read, truth);
  const about = (code: string, what: string): Finding => ({
    file: read.source,
    status: "problem",
    code,
    what,
  });
  const unmapped = names?.open.unmapped ?? [];
  const unknown = names?.unknown ?? [];
  const findings: Finding[] = [
    ...read.problems.map(
      ({ where, ...found }): Finding => ({ ...found, file: where, status: "problem" }),
    ),
    ...(truth === null
      ? []
      : await refusedOr(read, () => misread(read, truth, names!.open.map, files, ports))),
    ...unmapped.map((label): Finding => {
      const [offer] = names?.open.suggestions.get(label)?.[0]?.modelLabels ?? [];
      const like = offer === undefined ? "" : `; ${quoted(offer)} may be it`;
      return about("labels/unmapped", `no predicted label is called ${quoted(label)}${like}`);
    }),
    ...unknown.map((label): Finding => {
      const what = `${quoted(label)} is predicted, and no label of the ground truth stands for it`;
      return { ...about("predictions/unknown-label", what), status: "note" };
    }),
    ...(isSilent && truth?.objects == null
      ? [
          about(
            "predictions/missing-image",
            `${unnamed.length} of ${own.length} images have no row: nothing was found on them`,
          ),
        ]
      : []),
    ...without.map(({ path }): Finding => {
      const what = `${read.source} has no prediction for it`;
      return { file: path, status: "problem", code: "no-prediction", what };
    }),
    ...elsewhere.map((file): Finding => {
      const what = "it is predicted, and no image is called so";
      return { file, status: "note", code: "predictions/unknown-image", what };
    }),
    ...(read.notRead ?? []).map((one): Finding => {
      const what = `${one.field}, in ${counted(one.count, one.in)}`;
      return { code: NOT_READ, kind: "predictions", what, file: one.where, status: "note" };
    }),
  ];
  const { id, reason, writing } = read.format;
  return {
    told: {
      source: read.source,
      format: { id, reason, ...(writing === undefined ? {} : { writing }) },
      kind: areDetections(read) ? "objects" : "images",
      roles: Object.fromEntries(read.roles),
      rows: read.rowCount,
      ...(read.notRead?.length ? { notRead: read.notRead } : {}),
      ...(read.objectsNotRead ? { objectsNotRead: read.objectsNotRead } : {}),
      images: own.length - without.length,
      withoutPrediction: without.length,
      withoutImage: elsewhere.length,
      labels: labelCounts(read),
      unknownLabels: unknown,
      unmappedLabels: unmapped,
    },
    findings,
  };
}

const quoted = (label: string): string => JSON.stringify(label);

/** Whether a row says what the model found or answered. */
function answers(read: ImagePredictions | ObjectPredictions, row: number): boolean {
  if (areDetections(read)) return read.failed[row] === 0;
  const width = read.scoreLabels.length;
  if (width === 0) return (read.predicted?.codes[row] ?? -1) >= 0;
  return !read.scores.subarray(row * width, (row + 1) * width).some(Number.isNaN);
}

/** How labels of the ground truth go with those predicted; `unknown`: predicted, and nobody's. */
function namesOf(
  read: ImagePredictions | ObjectPredictions,
  { truth }: ReadTruth,
): { readonly open: OpenNames; readonly unknown: readonly string[] } {
  const modelLabels = predictionLabels(read).names;
  const open = decideNames(truth.labelNames, modelLabels, {
    map: "auto",
    onlyAnswered: isOnlyAnswered(read),
    taxa: {},
  });
  const meant = new Set(
    [...open.map.values()].flatMap((one) => (one.kind === "model-labels" ? one.labels : [])),
  );
  return { open, unknown: modelLabels.filter((label) => !meant.has(label)) };
}

/** What an evaluation would refuse is a finding here, beside the others. */
async function refusedOr(
  { source }: GivenPredictions["read"],
  find: () => Promise<Finding[]>,
): Promise<Finding[]> {
  try {
    return await find();
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    return [{ file: source, status: "problem", code: error.code, what: error.what }];
  }
}

/** What an evaluation would find odd of the numbers and names of predictions, beside the labels. */
async function misread(
  read: ImagePredictions | ObjectPredictions,
  { truth, objects }: ReadTruth,
  map: LabelMap,
  files: readonly ListedFile[],
  { access, seed, signal }: PredictionsPorts,
): Promise<Finding[]> {
  const isOfObjects = areDetections(read);
  if (isOfObjects && objects === null) return [];
  const toFinding = ({ file, ...note }: Note): Finding => ({
    ...note,
    file: file === "" ? read.source : file,
    status: "problem",
  });
  const task = isOfObjects ? taskOfObjects() : taskOf(DEFAULT_REQUEST.task);
  // An image with objects of several labels is one of them, as in an evaluation.
  const several = isOfObjects ? ({ severalLabels: "multilabel" } as const) : {};
  const rules = { ...DEFAULT_REQUEST, ...several, task: task.id };
  const placed = placeTruth(truth, files, rules);
  const targets: LabelMap = new Map(
    placed.labels.map((label) => [label, map.get(label) ?? ({ kind: "outside" } as const)]),
  );
  const modelLabels = predictionLabels(read);
  const prepared = prepareImages(
    placed,
    modelLabels,
    targets,
    { ...rules, objects: isOfObjects },
    false,
  );
  if (prepared.images.file.length === 0) return [];
  const rowOf = rowsOfImages(read, prepared.images);
  const given = { prepared, access, files, modelLabels, card: null, threshold: null, seed };
  const detection = isOfObjects
    ? await prepareDetection(
        {
          ...given,
          placed: {
            ...placed,
            truth: { ...placed.truth, regions: (objects as ObjectTruth).regions },
          },
          predictions: { read, rowOf },
        },
        { signal },
      )
    : null;
  const suspects = (detection?.suspects ?? []).map((one) => toFinding({ file: "", ...one }));
  const source = isOfObjects
    ? detection!.source! // there are predictions
    : filePredictions(read, prepared.images, rowOf, task).source;
  const { outcomes } = await task.join(prepared, source, {
    signal,
    ...(detection === null ? {} : { detection: detection.join }),
    sequences: null,
    threshold: null,
    positive: null,
    scoreColumns: [],
  });
  return [...suspects, ...exchangedNames(outcomes, seed).map(toFinding)];
}

/** Labels and how often each is predicted, the commonest first; those never predicted last. */
function labelCounts(read: ImagePredictions | ObjectPredictions): InspectedPredictions["labels"] {
  const { names, indexOf } = predictionLabels(read);
  const counts = new Map<string, number>(names.map((label) => [label, 0]));
  const add = (label: string | undefined): void => {
    if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  };
  if (areDetections(read)) for (const label of read.objects.label) add(read.labelNames[label]);
  else {
    for (let row = 0; row < read.rowCount; row++) if (answers(read, row)) add(answered(read, row));
  }
  const place = (label: string): number => indexOf.get(label) ?? names.length;
  return [...counts]
    .map(([label, predictions]) => ({ label, predictions }))
    .sort((a, b) => b.predictions - a.predictions || place(a.label) - place(b.label));
}

/** The label of the greatest score, the first of several; else the one that is said. */
function answered(
  { scores, scoreLabels, predicted }: ImagePredictions,
  row: number,
): string | undefined {
  if (scoreLabels.length === 0) return predicted?.levels[predicted.codes[row]!];
  const own = scores.subarray(row * scoreLabels.length, (row + 1) * scoreLabels.length);
  return scoreLabels[own.reduce((best, score, k) => (score > own[best]! ? k : best), 0)];
}
