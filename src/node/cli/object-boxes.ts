import { ANALYSES } from "../../analyses/registry.js";
import { knownFrom } from "../../dataset/attributes/known-attributes.js";
import type { ObjectBoxes } from "../../dataset/attributes/object-boxes.js";
import { boxesAmongLabels, boxesOfFile } from "../../evaluation/boxes-of-files.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { ListedFile } from "../../formats/file-access.js";
import type { ChosenReadings } from "../../formats/objects/object-options.js";
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
  const open = () => openPlace(path, "the file or folder of labels");
  return boxesAmongLabels(open, path, files, chosen);
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
  return boxesOfFile(place, path, files, chosen);
}
