import type { LabelledImages } from "../../dataset/image-set.js";
import type { ObjectPredictions, TruthRegions } from "../../formats/objects/object-types.js";

/** Size of each image of a set as it is displayed; NaN where nothing says it. */
export interface ImageSizes {
  readonly widthPx: Float64Array;
  readonly heightPx: Float64Array;
}

/**
 * Sizes from the first source that knows an image: the header of its file, the ground truth, the
 * predictions.
 *
 * @param headers sizes by image of the set, from the files; null where there are none
 * @param rowOfImage row of the predictions for each image, −1 for none
 */
export function imageSizes(
  images: LabelledImages,
  truth: TruthRegions,
  headers: ImageSizes | null,
  predictions: ObjectPredictions | null,
  rowOfImage: Int32Array | null,
): ImageSizes {
  const count = images.file.length;
  const sizes = { widthPx: new Float64Array(count), heightPx: new Float64Array(count) };
  for (let i = 0; i < count; i++) {
    const truthRow = images.row[i]!;
    const row = rowOfImage?.[i] ?? -1;
    const known =
      sizeAt(headers, i) ?? sizeAt(truth, truthRow) ?? (row < 0 ? null : sizeAt(predictions, row));
    sizes.widthPx[i] = known?.width ?? Number.NaN;
    sizes.heightPx[i] = known?.height ?? Number.NaN;
  }
  return sizes;
}

/**
 * The frame of images whose files are missing: as large as their annotations say, else as the first
 * image that is there, so that boxes in fractions keep their shape.
 */
export function frameOfMissing(
  missing: LabelledImages,
  truth: TruthRegions,
  { unit, sizes }: BoxFrame,
): BoxFrame {
  const own = imageSizes(missing, truth, null, null, null);
  const first = sizes.widthPx.findIndex((width) => width > 0);
  const known = sizeAt(sizes, first) ?? { width: 1, height: 1 };
  return {
    unit,
    sizes: {
      widthPx: own.widthPx.map((width) => (width > 0 ? width : known.width)),
      heightPx: own.heightPx.map((height) => (height > 0 ? height : known.height)),
    },
  };
}

function sizeAt(sizes: ImageSizes | null, at: number) {
  const width = sizes?.widthPx[at] ?? Number.NaN;
  const height = sizes?.heightPx[at] ?? Number.NaN;
  return width > 0 && height > 0 ? { width, height } : null;
}

/** How boxes are measured in one evaluation. */
export interface BoxFrame {
  /** `fraction` where boxes are fractions on both sides and no image's size is known. */
  readonly unit: "pixel" | "fraction";
  readonly sizes: ImageSizes;
}

/**
 * Pixels, unless boxes on both sides are fractions and nothing says how large the images are: the
 * overlap of boxes is the same in fractions, and only figures by object size need pixels.
 */
export function boxFrame(
  sizes: ImageSizes,
  truth: "pixel" | "fraction",
  detections: "pixel" | "fraction",
): BoxFrame {
  const isKnown = sizes.widthPx.some((width) => width > 0);
  const isFraction = truth === "fraction" && detections === "fraction" && !isKnown;
  return { unit: isFraction ? "fraction" : "pixel", sizes };
}

/** Writes the box at `from` of `boxes` to `at` of `out`, in the units of the frame. */
export function placeBox(
  boxes: Float64Array,
  from: number,
  unit: "pixel" | "fraction",
  { unit: wanted, sizes }: BoxFrame,
  image: number,
  out: Float64Array,
  at: number,
): void {
  const isScaled = unit === "fraction" && wanted === "pixel";
  const width = isScaled ? sizes.widthPx[image]! : 1;
  const height = isScaled ? sizes.heightPx[image]! : 1;
  out[at] = boxes[from]! * width;
  out[at + 1] = boxes[from + 1]! * height;
  out[at + 2] = boxes[from + 2]! * width;
  out[at + 3] = boxes[from + 3]! * height;
}

/** Brings x and y at `at` to the units of the frame. */
export function placePoint(
  xy: Float64Array,
  at: number,
  unit: "pixel" | "fraction",
  { unit: wanted, sizes }: BoxFrame,
  image: number,
): void {
  if (unit === wanted) return;
  xy[at]! *= sizes.widthPx[image]!;
  xy[at + 1]! *= sizes.heightPx[image]!;
}

/** Area of a box of one by one, in the units of the frame. */
export function pixelsOfUnit(
  unit: "pixel" | "fraction",
  { unit: wanted, sizes }: BoxFrame,
  image: number,
): number {
  if (unit === wanted) return 1;
  return sizes.widthPx[image]! * sizes.heightPx[image]!;
}
