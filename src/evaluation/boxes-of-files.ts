import { isHomegroundError } from "../core/errors.js";
import {
  boxesOfDetections,
  boxesOfTruth,
  type ObjectBoxes,
} from "../dataset/attributes/object-boxes.js";
import { imagePaths } from "../dataset/image-set.js";
import type { FileAccess, ListedFile } from "../formats/file-access.js";
import { readPlacesOfMasks } from "../formats/mask-images/masks-as-objects.js";
import type { ChosenReadings } from "../formats/objects/object-options.js";
import { readObjectPredictions, readObjectTruth } from "../formats/read.js";
import { holdsDetections, holdsObjects } from "../formats/recognise.js";
import { chosenReadings } from "../formats/registry.js";

/** A file or folder that may say where objects are. */
export interface PlaceOfBoxes {
  readonly access: FileAccess;
  readonly path: string;
}

/** What says where objects are, where masks do. */
const AROUND_MASKS = "around annotated pixels";

/**
 * Boxes of the labels of whole images, where their file has some or names masks; else null.
 *
 * @param source names it for people
 */
export async function boxesAmongLabels(
  open: () => Promise<PlaceOfBoxes>,
  source: string,
  files: readonly ListedFile[],
  chosen: ChosenReadings,
): Promise<ObjectBoxes | null> {
  try {
    const { access, path } = await open();
    const options = { ...chosenReadings(chosen), images: imagePaths(files) };
    // Pictures in a folder of labels are the images.
    const masks =
      path !== "" && (await access.kindOf(path))?.kind === "file"
        ? await readPlacesOfMasks(access, path, options)
        : null;
    if (masks !== null) return boxesOfTruth({ ...masks, source }, AROUND_MASKS);
    if (!(await holdsObjects(access, path))) return null;
    const truth = await readObjectTruth(access, path, options);
    if (truth.regions.objects.count === 0) return null;
    // Whatever else it says was said when its labels were read.
    const problems = truth.problems.filter(({ code }) => /^annotations\/(box|looks)-/.test(code));
    return { ...boxesOfTruth({ ...truth, source }), problems };
  } catch (error) {
    // As labels of whole images they were read already: then they have no boxes.
    if (!isHomegroundError(error)) throw error;
    return null;
  }
}

/**
 * Boxes of a file of its own, annotated or a detector's answers, or around masks.
 *
 * @throws HomegroundError as the readers of each format
 */
export async function boxesOfFile(
  { access, path }: PlaceOfBoxes,
  source: string,
  files: readonly ListedFile[],
  chosen: ChosenReadings,
): Promise<ObjectBoxes> {
  const options = { ...chosenReadings(chosen), images: imagePaths(files) };
  const annotated = async () => {
    const truth = await readObjectTruth(access, path, options);
    return { ...boxesOfTruth({ ...truth, source }), problems: truth.problems };
  };
  const found = async () => {
    const read = await readObjectPredictions(access, path, options);
    return { ...boxesOfDetections({ ...read, source }), problems: read.problems };
  };
  const mayBeFound = await holdsDetections(access, path);
  const masks = mayBeFound ? null : await readPlacesOfMasks(access, path, options);
  if (masks !== null) {
    return { ...boxesOfTruth({ ...masks, source }, AROUND_MASKS), problems: masks.problems };
  }
  if (!(mayBeFound && (await holdsObjects(access, path)))) {
    return mayBeFound ? found() : annotated();
  }
  // By its head it may be either: what has a score for each box was found.
  try {
    return await found();
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    return annotated();
  }
}
