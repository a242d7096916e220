import { imagePaths } from "../../evaluation/image-set.js";
import type { ListedFile } from "../../formats/file-access.js";
import type { ImagePredictions, ImageTruth } from "../../formats/import-types.js";
import {
  type ReadPredictionsOptions,
  readImagePredictions,
} from "../../formats/read-image-predictions.js";
import { readImageTruth } from "../../formats/read-image-truth.js";
import { type EvaluateOptions, readColumns } from "./evaluate-request.js";
import { openPlace } from "./open-places.js";
import type { ShowUnpacking } from "./unpacking.js";

export { type OpenedImages, openImages, openPlace } from "./open-places.js";

/** Ground truth in whatever format it is. */
export async function readLabels(
  options: EvaluateOptions,
  files: readonly ListedFile[],
  show?: ShowUnpacking,
): Promise<ImageTruth> {
  const columns = readColumns(options.columns);
  const { access, path } = await openPlace(options.labels, "the file or folder of labels", show);
  return named(
    await readImageTruth(access, path, {
      severalInCell: options.task === "multilabel",
      images: imagePaths(files),
      ...(columns === undefined ? {} : { columns }),
    }),
    options.labels,
  );
}

/** Predictions in whatever format they are. */
export async function readPredictions(
  path: string,
  options: ReadPredictionsOptions,
): Promise<ImagePredictions> {
  const place = await openPlace(path, "the file of predictions");
  return named(await readImagePredictions(place.access, place.path, options), path);
}

/** Messages name a file as the user did. */
function named<T extends { readonly source: string }>(read: T, source: string): T {
  return { ...read, source };
}
