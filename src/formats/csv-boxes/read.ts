import { withClassNames } from "../csv/class-descriptions.js";
import { folderOf } from "../file-access.js";
import type { Reader } from "../format.js";
import { readTable } from "../read-table.js";
import { recordForm } from "../table-content.js";
import { boxTableTruth, readBoxTable } from "./box-table.js";
import { isRoboflow } from "./detect.js";
import { readRecordDetections } from "./record-detections.js";
import { detectionsFromTable, readDetectionTable } from "./table-detections.js";

export const objects: Reader<"objects"> = async (place, options) => {
  const { access, path, content, foundIn } = place;
  const isBeside = foundIn !== null && isRoboflow(path);
  const own = isBeside ? { ...options, folder: folderOf(path) } : options;
  if (content !== "delimited") return boxTableTruth(await readTable(place), path, own);
  return withClassNames(access, path, await readBoxTable(access, path, own));
};

export const detections: Reader<"detections"> = async (place, options) => {
  const { access, path, content } = place;
  if (content === "delimited") return readDetectionTable(access, path, options);
  return content === "parquet"
    ? detectionsFromTable(await readTable(place), path, options)
    : readRecordDetections(access, path, recordForm(content), options);
};
