import { TRUTH_STATE } from "../import-types.js";
import type { LossCounter } from "./conversion-losses.js";
import type { ObjectSet } from "./object-set.js";

/** The file that each image gets in a format with one for each. */
export interface FileAnImage {
  /** Null where nobody looked at the image, or another one has the file. */
  readonly path: readonly (string | null)[];
  /** Images that cannot be written because one before them has the file of that name. */
  readonly clashing: readonly number[];
}

/** Gives each image that somebody looked at a file; the first of those that would share one has it. */
export function fileAnImage(set: ObjectSet, pathOf: (file: string) => string): FileAnImage {
  const taken = new Set<string>();
  const clashing: number[] = [];
  const path = set.file.map((file, image) => {
    const hasObjects = set.objectStart[image]! < set.objectStart[image + 1]!;
    if (!hasObjects && set.state[image] === TRUTH_STATE.unlabelled) return null;
    const wanted = pathOf(file);
    // Some disks do not tell upper from lower case.
    const key = wanted.normalize("NFC").toLowerCase();
    if (taken.has(key)) {
      clashing.push(image);
      return null;
    }
    taken.add(key);
    return wanted;
  });
  return { path, clashing };
}

/** Counts the images that {@link fileAnImage} leaves out. */
export function countClashes(set: ObjectSet, files: FileAnImage, losses: LossCounter): void {
  for (const image of files.clashing) {
    const words = "images are left out: another image would have a file of the same name";
    losses.add("convert/file-name", words, set.file[image]!);
  }
}
