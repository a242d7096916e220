import type { Reader } from "../format.js";
import { createProblemList } from "../import-problems.js";
import { checkNames } from "../objects/image-names.js";
import type { ReadObjectOptions } from "../objects/object-options.js";
import type { ObjectTruth } from "../objects/object-types.js";
import { reinterpretBoxes } from "../objects/reinterpret-boxes.js";
import { readCocoRecordFolder } from "./coco-record-folder.js";
import { readCocoTruth } from "./coco-truth.js";
import { readCocoObjects } from "./coco-truth-objects.js";

export const labels: Reader<"labels"> = ({ access, path, content }) =>
  content === null ? readCocoRecordFolder(access, path) : readCocoTruth(access, path);

export const objects: Reader<"objects"> = async ({ access, path, content }, options) => {
  const outlines = { outlines: options.outlines === true };
  const read =
    content === null
      ? await readCocoRecordFolder(access, path, outlines)
      : await readCocoObjects(access, path, outlines);
  return withReading(read, options);
};

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
