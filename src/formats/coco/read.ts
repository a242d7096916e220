import { readCocoDetections } from "../coco-results/coco-detections.js";
import { readCocoResults } from "../coco-results/coco-results.js";
import type { FileAccess } from "../file-access.js";
import type { Reader } from "../format.js";
import { createProblemList } from "../import-problems.js";
import type { CocoNames } from "../import-types.js";
import { readJsonHead } from "../json/json-head.js";
import { looksLikeTruth } from "../looks-like-truth.js";
import { checkNames } from "../objects/image-names.js";
import type { ReadObjectOptions } from "../objects/object-options.js";
import type { ObjectTruth } from "../objects/object-types.js";
import { reinterpretBoxes } from "../objects/reinterpret-boxes.js";
import { readCocoRecordFolder } from "./coco-record-folder.js";
import { readCocoTruth } from "./coco-truth.js";
import { readCocoObjects } from "./coco-truth-objects.js";
import { isScored } from "./scored.js";

export const labels: Reader<"labels"> = ({ access, path, content }) =>
  content === null ? readCocoRecordFolder(access, path) : readCocoTruth(access, path);

export const objects: Reader<"objects"> = async ({ access, path, content }, options) => {
  const kept = { outlines: options.outlines === true, points: options.points === true };
  const read =
    content === null
      ? await readCocoRecordFolder(access, path, kept)
      : await readCocoObjects(access, path, kept);
  return withReading(read, options);
};

export const predictions: Reader<"predictions"> = async ({ access, path }, options) => {
  const coco = await namesOfPredicted(access, path);
  return readCocoResults(access, path, "data-set", { ...options, coco });
};

export const detections: Reader<"detections"> = async ({ access, path }, options) => {
  const coco = await namesOfPredicted(access, path);
  return readCocoDetections(access, path, "data-set", coco, options);
};

/**
 * What the numbers of a data set stand for whose annotations are predictions.
 *
 * @throws HomegroundError `predictions/looks-like-ground-truth` where annotations have no scores
 */
async function namesOfPredicted(access: FileAccess, path: string): Promise<CocoNames> {
  if (!isScored(await readJsonHead(access, path))) throw looksLikeTruth(path);
  const { coco } = await readCocoTruth(access, path);
  return coco!; // every truth of COCO has it
}

/** What the reader of COCO leaves to others: names that are no paths, and a reading of boxes. */
function withReading(read: ObjectTruth, { boxes }: ReadObjectOptions): ObjectTruth {
  const odd = createProblemList();
  checkNames(read.file, read.source, odd);
  const truth = { ...read, problems: [...read.problems, ...odd.finish()] };
  if (boxes === undefined) return truth;
  return {
    ...truth,
    regions: reinterpretBoxes(truth.regions, boxes),
    roles: new Map([...truth.roles, ["boxes", `${boxes}, as asked for`]]),
  };
}
