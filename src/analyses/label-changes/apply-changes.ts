import { type CountingRules, type ImageSet, labelsOfRows } from "../../dataset/image-set.js";
import type { PreparedImages, TruthOnFiles } from "../../dataset/prepare.js";
import { matchFiles } from "../../formats/match-files.js";
import type { ResultListed } from "../../results/result.js";
import type { LabelChange } from "./label-changes.js";

/** The images with the changed labels. */
export interface ChangedImages {
  readonly images: ImageSet;
  /** Number in the first set of each image. */
  readonly first: Int32Array;
  /** Images of the first set whose label is another, or that are left out, with their change. */
  readonly used: ReadonlyMap<number, LabelChange>;
  /** Why the other changes do not count, in their order. */
  readonly unused: readonly ResultListed[];
}

/**
 * The set of images as it is with other labels. A change counts where its image is one to score and
 * has the first label that the change names; others are listed. Order and numbers of images stay but
 * for those that are left out.
 *
 * @param prepared the images with the first labels, each of which has one class
 */
export function changedImages(
  { images, map }: PreparedImages,
  placed: TruthOnFiles,
  rules: Pick<CountingRules, "severalLabels" | "noAnnotation">,
  changes: readonly LabelChange[],
): ChangedImages {
  const named = images.file.map((path) => ({ path }));
  const { fileOf: imageOf } = matchFiles(
    changes.map(({ image }) => image),
    named,
  );
  const labelsOf = firstLabels(placed, images, imageOf, rules);
  const labels = new Set(placed.labels);
  const used = new Map<number, LabelChange>();
  const unused: ResultListed[] = [];
  for (const [c, change] of changes.entries()) {
    const { image: file, from, to } = change;
    const refuse = (code: string, what: string): void => {
      unused.push({ file, code, what });
    };
    const image = imageOf[c]!;
    const own = labelsOf.get(image);
    if (image < 0 || own === undefined) {
      refuse("labels/change-no-image", "no image that is scored has this name");
    } else if (own.length !== 1 || own[0] !== from) {
      const what = `its label is ${own.join(", ")}, and the change speaks of ${from}`;
      refuse("labels/change-other-label", what);
    } else if (to !== null && !labels.has(to)) {
      refuse("labels/change-unknown-label", `no image of the ground truth is labelled ${to}`);
    } else if (used.has(image)) {
      refuse("labels/change-no-image", "another change is about the same image");
    } else used.set(image, change);
  }

  const left: ResultListed[] = [];
  const kept: number[] = [];
  const classStart: number[] = [0];
  const classIndex: number[] = [];
  for (let i = 0; i < images.file.length; i++) {
    const change = used.get(i);
    if (change === undefined) {
      classIndex.push(
        ...images.classIndex.subarray(images.classStart[i]!, images.classStart[i + 1]!),
      );
    } else if (change.to === null || map.isIgnored(change.to)) {
      left.push({
        file: images.file[i]!,
        code: "label-outside",
        what: "its label was found wrong, and it was left out",
      });
      continue;
    } else classIndex.push(map.classOf(change.to));
    kept.push(i);
    classStart.push(classIndex.length);
  }
  const first = Int32Array.from(kept);
  return {
    images: {
      ...images,
      file: kept.map((i) => images.file[i]!),
      found: first.map((i) => images.found[i]!),
      row: first.map((i) => images.row[i]!),
      classStart: Int32Array.from(classStart),
      classIndex: Int32Array.from(classIndex),
      listed: [...images.listed, ...left],
    },
    first,
    used,
    unused,
  };
}

/** Labels of the ground truth of the images that changes are about, as the file has them. */
function firstLabels(
  { truth, rows, rowFiles }: TruthOnFiles,
  images: ImageSet,
  wanted: Int32Array,
  rules: Pick<CountingRules, "severalLabels" | "noAnnotation">,
): ReadonlyMap<number, readonly string[]> {
  const byFile = new Map<number, number>();
  const byName = new Map<string, number>();
  for (const i of wanted) {
    if (i < 0) continue;
    if (images.found[i]! >= 0) byFile.set(images.found[i]!, i);
    else byName.set(images.file[i]!, i);
  }
  const rowsOf = new Map<number, number[]>();
  for (const row of rows) {
    const file = rowFiles.fileOf[row]!;
    const image = file >= 0 ? byFile.get(file) : byName.get(truth.file[row]!);
    if (image === undefined) continue;
    const own = rowsOf.get(image);
    if (own === undefined) rowsOf.set(image, [row]);
    else own.push(row);
  }
  return new Map(
    [...rowsOf].map(([image, own]) => [image, labelsOfRows(truth, own, rules) ?? []] as const),
  );
}

/** The one label of an image in the ground truth, as a change names it; null where it has several. */
export function firstLabelOf(
  placed: TruthOnFiles,
  images: ImageSet,
  image: number,
  rules: Pick<CountingRules, "severalLabels" | "noAnnotation">,
): string | null {
  const labels = firstLabels(placed, images, Int32Array.of(image), rules).get(image) ?? [];
  return labels.length === 1 ? labels[0]! : null;
}
