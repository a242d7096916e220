import { HomegroundError } from "../../core/errors.js";
import { withDeclaredAttributes } from "../../dataset/attributes/declared-attributes.js";
import type { PilotHits } from "../../dataset/draw-sample.js";
import { placeTruth, prepareImages } from "../../dataset/prepare.js";
import { decideNames } from "../../evaluation/decide-names.js";
import { filePredictions } from "../../evaluation/file-predictions.js";
import {
  firstRows,
  isOnlyAnswered,
  predictionLabels,
  rowsOfImages,
} from "../../evaluation/prediction-rows.js";
import { readPredictions, readTruth } from "../../evaluation/read-inputs.js";
import { DEFAULT_REQUEST } from "../../evaluation/request.js";
import { isSelfWeighting, poolNames } from "../../formats/drawn-list.js";
import type { DrawnList } from "../../formats/drawn-list-types.js";
import type { ListedFile } from "../../formats/file-access.js";
import type { ImagePredictions } from "../../formats/import-types.js";
import { matchFiles } from "../../formats/match-files.js";
import { parseLabelMap } from "../../models/label-map.js";
import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import { counted } from "../../reports/numbers.js";
import { taskOf } from "../../tasks/registry.js";
import { readText } from "../files/read-file.js";
import type { CommandIo } from "./command.js";
import { openPlace } from "./open-places.js";

/** Predictions for the images of a pool. */
export interface PoolPredictions {
  readonly predictions: ImagePredictions;
  /** How sure the model is of its answer to each image, in [0, 1]; NaN for one without. */
  readonly confidence: Float64Array;
}

/** @throws HomegroundError `plan/design-needs` for predictions without confidence, and as their reader */
export async function poolPredictions(
  path: string,
  images: readonly ListedFile[],
  knownLabels: readonly string[] = [],
): Promise<PoolPredictions> {
  const place = { ...(await openPlace(path, "the file of predictions")), source: path };
  const predictions = await readPredictions(place, {}, DEFAULT_REQUEST.task, knownLabels, {}, null);
  const rows = firstRows(matchFiles(predictions.file, images).fileOf, images.length);
  const { scores, scoreLabels, predictedScore } = predictions;
  const width = scoreLabels.length;
  const confidence = Float64Array.from(rows, (row) => {
    if (row < 0) return Number.NaN;
    if (width === 0) return predictedScore?.[row] ?? Number.NaN;
    return scores.subarray(row * width, (row + 1) * width).reduce((a, b) => Math.max(a, b));
  });
  const known = confidence.filter((f) => f >= 0 && f <= 1).length;
  if (known === 0 || confidence.some((f) => f < 0 || f > 1)) {
    throw new HomegroundError("plan/design-needs", {
      what:
        known === 0
          ? "no image has a prediction that says how sure it is"
          : "a prediction is surer than 1, or less sure than 0",
      where: path,
      fix: "Give a column of scores for each label, or a score of the predicted one, from 0 to 1; or draw with --by ATTRIBUTE",
    });
  }
  return { predictions, confidence };
}

/** Labels of an earlier list, drawn at random from the same pool. */
export interface Pilot extends PilotHits {
  readonly path: string;
  readonly list: DrawnList;
  /** Row of the list of each image. */
  readonly row: Int32Array;
  readonly outcomes: ClassificationOutcomes;
  /** What is written of a label that is known. */
  labelOf(image: number): string | null;
}

/**
 * @param labelMap file that says what each label is to the model; undefined where names are equal
 * @throws HomegroundError `plan/not-random`, `plan/pool-changed`, `plan/design-needs` (one of another task too),
 *   `labels/unmapped`, and as the readers of labels and predictions
 */
export async function readPilot(
  path: string,
  predictionsPath: string,
  images: readonly ListedFile[],
  labelMap: string | undefined,
  io: CommandIo,
): Promise<Pilot & PoolPredictions> {
  const place = { ...(await openPlace(path, "the list of the pilot")), source: path };
  const read = await readTruth(place, images, { task: DEFAULT_REQUEST.task });
  const { truth } = withDeclaredAttributes(read.truth, images, { tables: [], pattern: null });
  if (truth.drawn === undefined && truth.objects !== undefined) {
    throw notOneLabel(path, "the pilot holds objects");
  }
  const list = checkPilot(truth.drawn, path, images);
  const placed = placeTruth(truth, images, DEFAULT_REQUEST);
  const pool = await poolPredictions(predictionsPath, images, placed.labels);
  const { predictions } = pool;
  const modelLabels = predictionLabels(predictions);
  const { map, unmapped } = decideNames(placed.labels, modelLabels.names, {
    map:
      labelMap === undefined
        ? null
        : parseLabelMap(await readText(labelMap, "Name a label map"), labelMap),
    onlyAnswered: isOnlyAnswered(predictions),
    taxa: {},
  });
  if (unmapped.length > 0) {
    throw new HomegroundError("labels/unmapped", {
      what: `${counted(unmapped.length, "label")} of the pilot ${unmapped.length === 1 ? "is none" : "are none"} of the model's: ${unmapped.slice(0, 5).join(", ")}`,
      where: path,
      fix: "Say with --label-map FILE what they are to the model; homeground evaluate writes a map to fill in",
    });
  }
  const task = taskOf(DEFAULT_REQUEST.task);
  const prepared = prepareImages(placed, modelLabels, map, DEFAULT_REQUEST, false);
  const rows = rowsOfImages(predictions, prepared.images);
  const { source } = filePredictions(predictions, prepared.images, rows, task);
  const joined = await task.join(prepared, source, {
    scoreColumns: [],
    threshold: null,
    sequences: null,
    signal: io.signal,
  });
  const outcomes = joined.outcomes as ClassificationOutcomes; // of that task
  const imageOf = placed.rowFiles.fileOf;
  const hitOf = new Map<number, number>();
  for (const [unit, i] of joined.image.entries()) {
    const right = outcomes.truth[unit] === outcomes.predicted[unit];
    hitOf.set(imageOf[prepared.images.row[i]!]!, Number(right));
  }
  const rowOf = new Map<number, number>();
  const isLabelled = (row: number): boolean => list.isLabelled[list.entryOf[row]!] === 1;
  for (const [row, image] of imageOf.entries()) {
    if (image >= 0 && isLabelled(row) && !rowOf.has(image)) rowOf.set(image, row);
  }
  const several = prepared.images.listed.filter(({ code }) => code === "several-labels").length;
  if (several > 0) {
    throw notOneLabel(path, `${counted(several, "image")} of the pilot have several labels`);
  }
  if (hitOf.size === 0) {
    throw notOneLabel(path, "no image of the pilot has a label to hold against a prediction");
  }
  const image = Int32Array.from(rowOf.keys());
  const { labelStart, labelIndex, labelNames } = truth;
  return {
    ...pool,
    path,
    list,
    outcomes,
    image,
    row: Int32Array.from(rowOf.values()),
    hit: Int8Array.from(image, (one) => hitOf.get(one) ?? -1),
    labelOf(one) {
      const row = rowOf.get(one);
      const at = row === undefined ? undefined : labelStart[row];
      // One label a cell: of an image with several the person labels again.
      if (row === undefined || at === undefined || labelStart[row + 1] !== at + 1) return null;
      return labelNames[labelIndex[at]!] ?? null;
    },
  };
}

/** What a pilot of another task can say. */
function notOneLabel(where: string, what: string): HomegroundError {
  return new HomegroundError("plan/design-needs", {
    what: `${what}, and a pilot says of one label an image whether the model was right`,
    where,
    fix: "Fill in the column label of the pilot's list: of other tasks right or wrong, as the model did well enough on the image or not, with predictions that say right of every image and how sure the model is; or draw with --by ATTRIBUTE",
  });
}

function checkPilot(
  list: DrawnList | undefined,
  path: string,
  images: readonly ListedFile[],
): DrawnList {
  if (list === undefined || !isSelfWeighting(list)) {
    throw new HomegroundError("plan/not-random", {
      what:
        list === undefined
          ? "nothing says that the images of the pilot were drawn at random"
          : "the images of the pilot were drawn unequally",
      where: path,
      fix: "Label a list that homeground sample drew with --design random from these images, with its columns left in, and give that",
    });
  }
  if (list.poolNames !== poolNames(images.map((one) => one.path))) {
    throw new HomegroundError("plan/pool-changed", {
      what: `the pilot was drawn from ${list.pool} images, which are not the ${images.length} that are here`,
      where: path,
      fix: "Draw from the folder as it was, or draw and label a new pilot from the images that are here",
    });
  }
  return list;
}
