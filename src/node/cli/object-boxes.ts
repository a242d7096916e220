import {
  boxesOfDetections,
  boxesOfTruth,
  type ObjectBoxes,
} from "../../dataset/attributes/object-boxes.js";
import { imagePaths } from "../../dataset/image-set.js";
import type { ListedFile } from "../../formats/file-access.js";
import type { ChosenReadings } from "../../formats/objects/object-options.js";
import { readObjectPredictions, readObjectTruth } from "../../formats/read.js";
import { holdsDetections } from "../../formats/recognise.js";
import { chosenReadings } from "../../formats/registry.js";
import { openPlace } from "./open-places.js";

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
