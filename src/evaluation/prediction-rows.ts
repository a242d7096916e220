import { createLabelSet, type LabelSet } from "../core/label-set.js";
import type { ImageSet } from "../dataset/image-set.js";
import type { ImagePredictions } from "../formats/import-types.js";
import { matchFiles } from "../formats/match-files.js";
import type { ObjectPredictions } from "../formats/objects/object-types.js";
import type { LabelMap } from "../models/label-map.js";
import type { NameFacts } from "../results/report-input.js";
import { labelsOfPredictions, namesOnlyAnswered } from "./file-predictions.js";

/** Row of the predictions for each image, the first where several name it; −1 where none does. */
export function rowsOfImages(
  { file }: { readonly file: readonly string[] },
  images: Pick<ImageSet, "file">,
): Int32Array {
  const named = images.file.map((path) => ({ path }));
  return firstRows(matchFiles(file, named).fileOf, images.file.length);
}

/** First row of each image, −1 for none. @param imageOfRow −1 for a row of none of them */
export function firstRows(imageOfRow: Int32Array, images: number): Int32Array {
  const rows = new Int32Array(images).fill(-1);
  for (let row = imageOfRow.length - 1; row >= 0; row--) {
    const image = imageOfRow[row]!;
    if (image >= 0) rows[image] = row;
  }
  return rows;
}

/** Whether answers from a file are objects, not labels of whole images. */
export function areDetections(
  predictions: ImagePredictions | ObjectPredictions,
): predictions is ObjectPredictions {
  return "labelNames" in predictions;
}

/** The labels of a file of predictions. */
export function predictionLabels(predictions: ImagePredictions | ObjectPredictions): LabelSet {
  if (areDetections(predictions)) return createLabelSet(predictions.labelNames);
  return labelsOfPredictions(predictions);
}

/** Whether a file of predictions says no more of its labels than which of them were answered. */
export function isOnlyAnswered(predictions: ImagePredictions | ObjectPredictions): boolean {
  return areDetections(predictions)
    ? predictions.namesOnlyFound === true
    : namesOnlyAnswered(predictions);
}

/** What a label map comes to, as reports tell it. */
export function nameFacts(map: LabelMap, source: string): NameFacts {
  const ofKind = (kind: string) =>
    [...map].filter(([, target]) => target.kind === kind).map(([label]) => label);
  return {
    matched: ofKind("model-labels"),
    outside: ofKind("outside"),
    ignored: ofKind("ignore"),
    source,
  };
}
