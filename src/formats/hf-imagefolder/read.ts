import { folderOf } from "../file-access.js";
import type { FormatPlace, Reader } from "../format.js";
import { readImagefolder } from "./hf-imagefolder.js";
import { readImagefolderObjects } from "./imagefolder-objects.js";

export const labels: Reader<"labels"> = (place, options) =>
  readImagefolder(place.access, folderIn(place), place.files, options);

export const objects: Reader<"objects"> = (place, options) =>
  readImagefolderObjects(place.access, folderIn(place), place.files, options);

function folderIn({ path, content }: FormatPlace): string {
  return content === null ? path : folderOf(path);
}
