import type { Cancellation } from "../core/cancellation.js";
import { readImageHeads } from "../dataset/attributes/image-heads.js";
import { isImageName } from "../dataset/image-set.js";
import type { FileAccess, ListedFile } from "../formats/file-access.js";
import { createProblemList } from "../formats/import-problems.js";
import type { ImportProblem } from "../formats/import-types.js";
import { matchFiles } from "../formats/match-files.js";
import type { ObjectSet } from "../formats/objects/object-set.js";

export interface FillSizesOptions {
  readonly access: FileAccess;
  readonly signal: Cancellation;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * The set with the sizes that the headers of its image files say, as the images are displayed. Where
 * a file and the annotations say different sizes, boxes in fractions are of the file's, boxes in
 * pixels were drawn on the annotations'; both are listed.
 *
 * @param files of the images' folder
 */
export async function fillSizes(
  set: ObjectSet,
  files: readonly ListedFile[],
  options: FillSizesOptions,
): Promise<{ readonly set: ObjectSet; readonly problems: readonly ImportProblem[] }> {
  const problems = createProblemList();
  const images = files.filter(({ path }) => isImageName(path));
  const { fileOf, whyNot } = matchFiles(set.file, images);
  const wanted = [...new Set(fileOf.filter((file) => file >= 0))];
  const heads = await readImageHeads(
    wanted.map((file) => images[file]!),
    { ...options, personal: false, checkEnds: false },
  );
  for (const { file, what } of heads.broken) {
    problems.add("annotations/file-unreadable", `the image cannot be read: ${what}`, file);
  }
  const headOf = new Map(wanted.map((file, head) => [file, head]));
  const [widthPx, heightPx] = [set.widthPx.slice(), set.heightPx.slice()];
  for (const [image, file] of set.file.entries()) {
    const head = headOf.get(fileOf[image]!);
    if (head === undefined) {
      problems.add("annotations/image-missing", whyNot(image).what, file);
      continue;
    }
    const [width, height] = [heads.widthPx[head]!, heads.heightPx[head]!];
    if (!(width > 0 && height > 0)) continue;
    const isStated = widthPx[image]! > 0 && heightPx[image]! > 0;
    if (isStated && (widthPx[image] !== width || heightPx[image] !== height)) {
      const what = `the file is ${width} × ${height}, the annotations say ${widthPx[image]} × ${heightPx[image]}`;
      problems.add("annotations/size-mismatch", what, file);
      if (set.unit === "pixel") continue;
    }
    widthPx[image] = width;
    heightPx[image] = height;
  }
  return { set: { ...set, widthPx, heightPx }, problems: problems.finish() };
}
