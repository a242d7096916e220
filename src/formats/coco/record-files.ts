import { type FileAccess, joinPath } from "../file-access.js";

/** Files of a folder with the lists of a COCO file, for sizes that no single text can hold. */
export const COCO_RECORD_FILES = {
  /** A list of categories. */
  categories: "categories.json",
  /** An image a line. */
  images: "images.ndjson",
  /** An annotation a line. */
  annotations: "annotations.ndjson",
  /** A detection a line, for `readCocoDetections`. */
  detections: "detections.ndjson",
} as const;

/** Whether a folder holds the lists of a COCO file in files of their own. */
export async function isCocoRecordFolder(access: FileAccess, folder: string): Promise<boolean> {
  const { categories, images, annotations } = COCO_RECORD_FILES;
  for (const name of [categories, images, annotations]) {
    if ((await access.kindOf(joinPath(folder, name)))?.kind !== "file") return false;
  }
  return true;
}
