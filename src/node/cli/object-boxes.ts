import { ANALYSES } from "../../analyses/registry.js";
import { isHomegroundError } from "../../core/errors.js";
import { knownFrom } from "../../dataset/attributes/known-attributes.js";
import {
  boxesOfDetections,
  boxesOfTruth,
  type ObjectBoxes,
} from "../../dataset/attributes/object-boxes.js";
import { imagePaths } from "../../dataset/image-set.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { ListedFile } from "../../formats/file-access.js";
import type { ChosenReadings } from "../../formats/objects/object-options.js";
import { readObjectPredictions, readObjectTruth } from "../../formats/read.js";
import { holdsDetections, holdsObjects } from "../../formats/recognise.js";
import { chosenReadings } from "../../formats/registry.js";
import { toldAttributes } from "../../records/record/told-attributes.js";
import { openPlace } from "./open-places.js";

/**
 * Boxes of the labels of whole images, where their file has some and anything that is asked for wants them.
 *
 * @param path of the labels
 */
export async function boxesOfLabels(
  path: string,
  files: readonly ListedFile[],
  request: EvaluateRequest,
  chosen: ChosenReadings,
): Promise<ObjectBoxes | null> {
  const { slices, where, cluster, analyses, claimRecords } = request;
  const named = [
    ...[...slices, cluster ?? ""],
    ...where.map(({ column }) => column),
    ...claimRecords.flatMap(({ record }) => toldAttributes(record)),
  ];
  const isWanted =
    knownFrom(named, "boxes", "background").length > 0 ||
    ANALYSES.some(
      (one) => (one.wantsMasked === true || one.wantsPixels === true) && analyses.includes(one.id),
    );
  if (!isWanted) return null;
  try {
    const place = await openPlace(path, "the file or folder of labels");
    if (!(await holdsObjects(place.access, place.path))) return null;
    const truth = await readObjectTruth(place.access, place.path, {
      ...chosenReadings(chosen),
      images: imagePaths(files),
    });
    return truth.regions.objects.count === 0 ? null : boxesOfTruth({ ...truth, source: path });
  } catch (error) {
    // As labels of whole images they were read already: then they have no boxes.
    if (!isHomegroundError(error)) throw error;
    return null;
  }
}

/**
 * Boxes of `--objects`, annotated or a detector's answers; null where the option is not given.
 *
 * @throws HomegroundError as the readers of each format
 */
export async function readObjectBoxes(
  path: string | undefined,
  files: readonly ListedFile[],
  chosen: ChosenReadings,
): Promise<ObjectBoxes | null> {
  if (path === undefined) return null;
  const place = await openPlace(path, "the file or folder of boxes");
  const options = { ...chosenReadings(chosen), images: imagePaths(files) };
  if (await holdsDetections(place.access, place.path)) {
    const found = await readObjectPredictions(place.access, place.path, options);
    return boxesOfDetections({ ...found, source: path });
  }
  const truth = await readObjectTruth(place.access, place.path, options);
  return boxesOfTruth({ ...truth, source: path });
}
