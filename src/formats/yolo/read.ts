import { HomegroundError } from "../../core/errors.js";
import { folderOf } from "../file-access.js";
import type { Reader } from "../format.js";
import { readYoloDetections } from "./yolo-detections.js";
import { isDarknetData } from "./yolo-names.js";
import { readYoloTruth } from "./yolo-truth.js";

export const objects: Reader<"objects"> = async ({ access, path, content }, options) => {
  if (content === "delimited" && !isDarknetData(path)) throw oneOfMany(path);
  if (content === null) return readYoloTruth(access, path, null, options);
  return readYoloTruth(access, folderOf(path), path, options);
};

export const detections: Reader<"detections"> = ({ access, path }, options) =>
  readYoloDetections(access, path, options);

function oneOfMany(path: string): HomegroundError {
  return new HomegroundError("input/unsupported", {
    what: "a text file by itself says nothing of images; YOLO's labels are a folder of them",
    where: path,
    fix: "Name the folder that holds images and labels, or its data.yaml",
  });
}
