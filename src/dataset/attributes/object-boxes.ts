import { OBJECT_FLAG } from "../../core/objects.js";
import type { ListedFile } from "../../formats/file-access.js";
import { type ImportProblem, TRUTH_STATE } from "../../formats/import-types.js";
import { matchFiles } from "../../formats/match-files.js";
import type {
  BoxUnit,
  ObjectPredictions,
  ObjectTruth,
} from "../../formats/objects/object-types.js";

/** Where objects are in images, as annotations or the answers of a detector say it: rows are images. */
export interface ObjectBoxes {
  /** What says it, for people: `boxes.json, annotated`. */
  readonly source: string;
  readonly file: readonly string[];
  /** Objects of row i are start[i] … start[i + 1] − 1. */
  readonly start: Int32Array;
  /** x, y, width, height of each object. */
  readonly box: Float64Array;
  /** 0 for a region that is no single object: it is not counted, and no background either. */
  readonly isOne: Uint8Array;
  /** 0 where nobody looked for objects. */
  readonly isLooked: Uint8Array;
  readonly unit: BoxUnit;
  /** As displayed; NaN where the file does not say it. */
  readonly widthPx: Float64Array;
  readonly heightPx: Float64Array;
  /** What their reader noticed; absent where that is said of the labels already. */
  readonly problems?: readonly ImportProblem[];
}

/** @param how whoever annotated them said where they are */
export function boxesOfTruth(truth: ObjectTruth, how = "annotated"): ObjectBoxes {
  const { objects, unit, widthPx, heightPx } = truth.regions;
  return {
    ...byImage(objects.image, objects.box, truth.rowCount, () => true, {
      isOne: (object) => (objects.flags[object]! & OBJECT_FLAG.crowd) === 0,
    }),
    source: `${truth.source}, ${how}`,
    file: truth.file,
    isLooked: truth.state.map((state) => (state === TRUTH_STATE.unlabelled ? 0 : 1)),
    ...{ unit, widthPx, heightPx },
  };
}

/** Detections count from here on where their file does not say it: typical for MegaDetector v5. */
const TYPICAL_SCORE = 0.2;

export function boxesOfDetections(found: ObjectPredictions): ObjectBoxes {
  const { objects, unit, widthPx, heightPx } = found;
  const least = found.threshold?.value ?? TYPICAL_SCORE;
  return {
    ...byImage(
      objects.image,
      objects.box,
      found.rowCount,
      (object) => objects.score[object]! >= least,
      { isOne: () => true },
    ),
    source: `${found.source}, a detector's from score ${least} on`,
    file: found.file,
    isLooked: found.failed.map((failed) => 1 - failed),
    ...{ unit, widthPx, heightPx },
  };
}

function byImage(
  image: Int32Array,
  box: Float64Array,
  rows: number,
  keeps: (object: number) => boolean,
  { isOne }: { readonly isOne: (object: number) => boolean },
): Pick<ObjectBoxes, "start" | "box" | "isOne"> {
  const start = new Int32Array(rows + 1);
  for (let object = 0; object < image.length; object++) {
    if (keeps(object)) start[image[object]! + 1]!++;
  }
  for (let row = 0; row < rows; row++) start[row + 1]! += start[row]!;
  const next = start.slice();
  const ordered = new Float64Array(4 * start[rows]!);
  const single = new Uint8Array(start[rows]!);
  for (let object = 0; object < image.length; object++) {
    if (!keeps(object)) continue;
    const to = next[image[object]!]!++;
    ordered.set(box.subarray(4 * object, 4 * object + 4), 4 * to);
    single[to] = isOne(object) ? 1 : 0;
  }
  return { start, box: ordered, isOne: single };
}

/** Boxes of image files as fractions of the displayed picture, inside it. */
export interface PlacedBoxes {
  readonly files: number;
  /** x, y, width, height of each; null where nobody looked or the size is not known. */
  of(file: number): PlacedObjects | null;
}

export interface PlacedObjects {
  readonly box: Float64Array;
  readonly isOne: Uint8Array;
}

/** Which of the boxes' rows is that of each file; −1 for none. */
export function rowsOfFiles(
  boxes: Pick<ObjectBoxes, "file">,
  files: readonly Pick<ListedFile, "path">[],
): Int32Array {
  const rowOf = new Int32Array(files.length).fill(-1);
  const { fileOf } = matchFiles(boxes.file, files);
  for (let row = fileOf.length - 1; row >= 0; row--) {
    const file = fileOf[row]!;
    if (file >= 0) rowOf[file] = row;
  }
  return rowOf;
}

/**
 * Files whose sizes have to be read for {@link placeBoxes}: boxes in pixels of a picture whose size
 * nothing says.
 */
export function filesWithoutSize(boxes: ObjectBoxes, rowOf: Int32Array): Int32Array {
  if (boxes.unit === "fraction") return new Int32Array(0);
  return Int32Array.from(rowOf.keys()).filter((file) => {
    const row = rowOf[file]!;
    return row >= 0 && !(boxes.widthPx[row]! > 0 && boxes.heightPx[row]! > 0);
  });
}

/** @param sizes of files that {@link filesWithoutSize} names, by file; NaN where unknown */
export function placeBoxes(
  boxes: ObjectBoxes,
  rowOf: Int32Array,
  sizes: { readonly widthPx: Float64Array; readonly heightPx: Float64Array },
): PlacedBoxes {
  return {
    files: rowOf.length,
    of(file) {
      const row = rowOf[file]!;
      if (row < 0 || boxes.isLooked[row] === 0) return null;
      const from = boxes.start[row]!;
      const to = boxes.start[row + 1]!;
      const isFraction = boxes.unit === "fraction";
      const width = isFraction ? 1 : boxes.widthPx[row]! || sizes.widthPx[file]!;
      const height = isFraction ? 1 : boxes.heightPx[row]! || sizes.heightPx[file]!;
      if (from < to && !(width > 0 && height > 0)) return null;
      const box = new Float64Array(4 * (to - from));
      for (let object = from, at = 0; object < to; object++, at += 4) {
        const [x = 0, y = 0, w = 0, h = 0] = boxes.box.subarray(4 * object, 4 * object + 4);
        const left = inside(x / width);
        const top = inside(y / height);
        box[at] = left;
        box[at + 1] = top;
        box[at + 2] = inside((x + w) / width) - left;
        box[at + 3] = inside((y + h) / height) - top;
      }
      return { box, isOne: boxes.isOne.slice(from, to) };
    },
  };
}

function inside(share: number): number {
  return Math.min(1, Math.max(0, share));
}
