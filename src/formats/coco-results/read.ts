import { readRecordDetections } from "../csv-boxes/record-detections.js";
import type { Reader } from "../format.js";
import { recordForm } from "../table-content.js";
import { readCocoDetections } from "./coco-detections.js";
import { readCocoResults } from "./coco-results.js";

export const predictions: Reader<"predictions"> = ({ access, path, content }, options) =>
  readCocoResults(access, path, recordForm(content), options);

/** Results that name images and labels in words beside the numbers need no ground truth. */
export const detections: Reader<"detections"> = async (
  { access, path, content, head },
  options,
) => {
  const [record = ""] = new TextDecoder().decode(head).split("}");
  const isInWords = /"file_name"\s*:/.test(record) && /"category_name"\s*:/.test(record);
  const form = recordForm(content);
  return options.coco === undefined && isInWords
    ? readRecordDetections(access, path, form, {
        unit: "pixel",
        outlines: options.outlines === true,
      })
    : readCocoDetections(access, path, form, options.coco, options);
};
