import { HomegroundError } from "../../core/errors.js";
import { readRecordDetections } from "../csv-boxes/record-detections.js";
import type { Reader } from "../format.js";
import { recordForm } from "../table-content.js";
import { readCocoDetections } from "./coco-detections.js";
import { readCocoResults } from "./coco-results.js";
import { areOtherNumbers } from "./other-numbers.js";

export const predictions: Reader<"predictions"> = ({ access, path, content, head }, options) => {
  if (areOtherNumbers(head, options.coco)) throw otherNumbers(path);
  return readCocoResults(access, path, recordForm(content), options);
};

/**
 * Results that name images and labels in words beside the numbers need no ground truth, and its numbers are not taken
 * where they say other ones than the words.
 */
export const detections: Reader<"detections"> = async (
  { access, path, content, head },
  options,
) => {
  const [record = ""] = new TextDecoder().decode(head).split("}");
  const isInWords = /"file_name"\s*:/.test(record) && /"category_name"\s*:/.test(record);
  const isOther = areOtherNumbers(head, options.coco);
  // Points are by the categories of the ground truth.
  if (isOther && (!isInWords || (options.points !== undefined && options.points !== false)))
    throw otherNumbers(path);
  const form = recordForm(content);
  return isInWords && (options.coco === undefined || isOther)
    ? readRecordDetections(access, path, form, {
        unit: "pixel",
        outlines: options.outlines === true,
      })
    : readCocoDetections(access, path, form, options.coco, options);
};

function otherNumbers(where: string): HomegroundError {
  return new HomegroundError("predictions/other-numbers", {
    what: "image_id and category_id say other images or labels in the ground truth than file_name and category_name beside them",
    where,
    fix: "Write the numbers of the ground truth; or, where the numbers are right, leave out the names",
  });
}
