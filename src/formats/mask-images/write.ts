import { encodeGreyPng } from "../../images/encode-png.js";
import { formatCsvRow } from "../delimited/csv-write.js";
import type { LossCounter } from "../objects/conversion-losses.js";
import { type FileAnImage, fileAnImage } from "../objects/file-an-image.js";
import type { ObjectSet } from "../objects/object-set.js";
import { countUnpainted, isOutlined, paintedObjects } from "../objects/painted.js";
import { besideImage, type WrittenFile } from "../objects/written-files.js";
import { BACKGROUND } from "./mask-reading.js";

/**
 * A grey PNG file for each image that somebody looked at: 0 is background, labels are numbered from 1, and what does not
 * count is void (255; of more labels 16 bits and 65,535). `classes.csv` says which number a label has.
 */
export function* maskImageFiles(set: ObjectSet): Generator<WrittenFile> {
  const names = set.labelNames.map((name, k) => [name, k + 1] as const);
  const rows = [["name", "id"], [BACKGROUND, 0], ...names] as const;
  yield { path: "classes.csv", pieces: rows.map((row) => formatCsvRow([...row])) };
  const isWide = set.labelNames.length > 254;
  for (const [image, path] of maskImagePaths(set).path.entries()) {
    if (path === null) continue;
    const { widthPx, heightPx, values, objects } = paintedObjects(set, image);
    const numbers = Uint16Array.from([
      0,
      ...objects.map((i) => {
        if (set.flags[i] !== 0) return isWide ? 0xffff : 0xff;
        return set.objects.label[i]! + 1;
      }),
    ]);
    const labels = isWide ? new Uint16Array(values.length) : new Uint8Array(values.length);
    for (let at = 0; at < values.length; at++) labels[at] = numbers[values[at]!]!;
    yield { path, pieces: [encodeGreyPng(widthPx, heightPx, labels)] };
  }
}

/** The mask of each image. */
export function maskImagePaths(set: ObjectSet): FileAnImage {
  return fileAnImage(set, (file) => `masks/${besideImage(file, "png")}`);
}

export function countMaskLosses(set: ObjectSet, losses: LossCounter): void {
  countUnpainted(set, "a folder of masks", losses);
  for (let image = 0; image < set.imageCount; image++) {
    const seen = new Set<number>();
    for (let k = set.objectStart[image]!; k < set.objectStart[image + 1]!; k++) {
      const i = set.objectOrder[k]!;
      const file = set.file[image]!;
      if (!isOutlined(set, i)) continue;
      if (set.flags[i] !== 0) {
        const words = "regions of many objects and objects that do not count become void";
        losses.add("convert/crowd", words, file);
        continue;
      }
      const label = set.objects.label[i]!;
      if (seen.has(label)) {
        const words = "objects of a label that another on the image has are not told apart from it";
        losses.add("convert/outline", words, file);
      }
      seen.add(label);
    }
  }
}
