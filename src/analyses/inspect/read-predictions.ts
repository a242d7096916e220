import { isHomegroundError } from "../../core/errors.js";
import {
  type InputPlace,
  type ReadTruth,
  readDetections,
  readPredictions,
  readTruth,
  type TruthReading,
} from "../../evaluation/read-inputs.js";
import { DEFAULT_REQUEST } from "../../evaluation/request.js";
import type { ListedFile } from "../../formats/file-access.js";
import type { ImageTruth } from "../../formats/import-types.js";
import { taskOfObjects } from "../../tasks/registry.js";
import type { GivenPredictions } from "./inspect-predictions.js";

/** Labels that predictions are held against. */
export interface LabelsBeside {
  readonly place: InputPlace;
  /** As labels of whole images. */
  readonly truth: ImageTruth;
}

/**
 * Predictions of a file that nothing says the task of: of objects, unless the labels have none or the file
 * holds none; else of whole images.
 *
 * @param labels null where there are none
 * @param reading what is said about the reading of both
 * @throws HomegroundError as the readers of each format
 */
export async function readGivenPredictions(
  place: InputPlace,
  labels: LabelsBeside | null,
  files: readonly ListedFile[],
  reading: Omit<TruthReading, "task">,
): Promise<GivenPredictions> {
  const images: ReadTruth | null = labels === null ? null : { truth: labels.truth, objects: null };
  const objects =
    labels === null
      ? null
      : await orNull(() =>
          readTruth(labels.place, files, { ...reading, task: taskOfObjects().id }),
        );
  const known = labels?.truth.labelNames ?? [];
  const ofImages = async (): Promise<GivenPredictions> => {
    const { task } = DEFAULT_REQUEST;
    const coco = labels?.truth ?? {};
    return { read: await readPredictions(place, coco, task, known, reading, null), truth: images };
  };
  const ofObjects = async (): Promise<GivenPredictions> => {
    const truth = objects?.truth ?? {};
    return { read: await readDetections(place, truth, files, reading), truth: objects ?? images };
  };
  const isOfImages = labels !== null && objects === null;
  const [first, second] = isOfImages ? [ofImages, ofObjects] : [ofObjects, ofImages];
  try {
    return await first();
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    const other = await orNull(second);
    if (other === null) throw error;
    return other;
  }
}

async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (isHomegroundError(error)) return null;
    throw error;
  }
}
