import type { LabelSet } from "../../core/label-set.js";
import { isOfOtherSize, noShapes, scalePolygons, selectShapes } from "../../core/masks/shapes.js";
import type { Joints } from "../../core/objects.js";
import { rowsByImage } from "../../core/picked-rows.js";
import type { ObjectPredictions } from "../../formats/objects/object-types.js";
import { fromPaddedInput } from "../../formats/objects/padded-input.js";
import { DETECTION_WIDTH } from "../../models/detections.js";
import { type BoxFrame, placeBox, placePoint } from "../../tasks/detection/image-sizes.js";
import type { FoundOutlines, ImagePrediction, PredictionSource } from "../../tasks/predictions.js";

/**
 * Answers from a file of detections. An image that the file does not name has none, unless the file has
 * no rows for images on which nothing was found (`imagesOnlyFound`); those of COCO's results are all images.
 * One with detections of which none could be read has none either: it is no image on which nothing was found.
 *
 * @param labels one for each of `labelNames`, in their order
 * @param rowOfImage row of the predictions for each image of the set, −1 where there is none
 * @param joints the order in which points are answered; null where none are
 * @param otherSize where masks are matched: images whose annotated masks are not of their size; null where none are
 */
export function fileDetections(
  predictions: ObjectPredictions,
  labels: LabelSet,
  rowOfImage: Int32Array,
  frame: BoxFrame,
  joints: Joints | null = null,
  otherSize: ReadonlySet<number> | null = null,
): PredictionSource {
  const { objects, unit, failed, source, paddedInput } = predictions;
  const { start, order } = rowsByImage(objects.image, predictions.rowCount);
  const hasOutlines = otherSize !== null;
  const needsSize = paddedInput !== undefined || (unit === "fraction" && frame.unit === "pixel");
  const areEmpty = absentImages(predictions, rowOfImage) > 0;
  const none = (code: string, what: string): ImagePrediction => ({ kind: "none", code, what });
  return {
    labels,
    answer(image) {
      const row = rowOfImage[image]!;
      const { widthPx, heightPx } = frame.sizes;
      if (hasOutlines && !(widthPx[image]! > 0 && heightPx[image]! > 0)) {
        return none("size-unknown", "nothing says how large the image of its masks is");
      }
      if (otherSize?.has(image) === true) {
        return none("mask-size", "an annotated mask is not of the size of the image");
      }
      if (row < 0 && areEmpty) return { kind: "scores", scores: new Float64Array() };
      if (row < 0) return none("no-prediction", `${source} does not name it`);
      if (failed[row] === 1) {
        return none("model-failed", `${source} says that the model failed on it`);
      }
      const count = start[row + 1]! - start[row]!;
      if (count === 0 && hasNoneRead(predictions, row)) {
        return none("no-prediction", `none of its detections in ${source} could be read`);
      }
      if (needsSize && !(widthPx[image]! > 0) && count > 0) {
        return none(
          "size-unknown",
          "boxes are fractions of its size, which neither a file nor an annotation says",
        );
      }
      const own = order.subarray(start[row], start[row + 1]);
      const outlines = hasOutlines ? placedOutlines(predictions, row, own, frame, image) : null;
      if (outlines === "other-size") {
        return none("mask-size", "a predicted mask is not of the size of the image");
      }
      const rows = new Float64Array(count * DETECTION_WIDTH);
      const points = placedPoints(predictions, own, {
        frame,
        image,
        joints,
      });
      let at = 0;
      for (let k = start[row]!; k < start[row + 1]!; k++) {
        const i = order[k]!;
        placePrediction(predictions, i, frame, image, rows, at);
        rows[at + 4] = objects.score[i]!;
        rows[at + 5] = objects.label[i]!;
        at += DETECTION_WIDTH;
      }
      return {
        kind: "scores",
        scores: rows,
        ...points,
        ...(outlines === null ? {} : { outlines }),
      };
    },
  };
}

/** Outlines of some detections of an image in pixels; what tells that a mask is not of its size. */
function placedOutlines(
  { objects: { shapes, area }, unit, widthPx, heightPx }: ObjectPredictions,
  row: number,
  rows: Int32Array,
  { sizes }: BoxFrame,
  image: number,
): FoundOutlines | "other-size" {
  const placed = shapes === undefined ? noShapes(rows.length) : selectShapes(shapes, rows);
  const [width, height] = [sizes.widthPx[image]!, sizes.heightPx[image]!];
  // A turned picture has as many pixels.
  const isTurned =
    (widthPx[row]! > 0 && widthPx[row] !== width) ||
    (heightPx[row]! > 0 && heightPx[row] !== height);
  for (let i = 0; i < rows.length; i++) {
    if (isOfOtherSize(placed, i, isTurned ? Number.NaN : width * height)) return "other-size";
    if (unit === "fraction") scalePolygons(placed, i, width, height);
  }
  return {
    shapes: placed,
    area: area === undefined ? null : Float64Array.from(rows, (row) => area[row]!),
  };
}

/** Points of some detections of an image in the order of `joints`; NaN for those that the file does not have. */
function placedPoints(
  { objects, unit }: ObjectPredictions,
  rows: Int32Array,
  {
    frame,
    image,
    joints,
  }: { readonly frame: BoxFrame; readonly image: number; readonly joints: Joints | null },
): { readonly points?: Float64Array } {
  const { points } = objects;
  if (joints === null || points === undefined) return {};
  const width = joints.names.length;
  const placed = new Float64Array(rows.length * width * 3).fill(Number.NaN);
  const places = joints.names.map((name) => points.names.indexOf(name));
  for (let i = 0; i < rows.length; i++) {
    for (let k = 0; k < width; k++) {
      if (places[k]! < 0) continue;
      const from = 3 * (rows[i]! * points.names.length + places[k]!);
      const at = 3 * (i * width + k);
      placed.set(points.values.subarray(from, from + 3), at);
      placePoint(placed, at, unit, frame, image);
    }
  }
  return { points: placed };
}

/** Of an image without a detection: whether there were some, and they could not be read. */
function hasNoneRead({ incomplete, onlyUnasked }: ObjectPredictions, row: number): boolean {
  return incomplete?.has(row) === true && onlyUnasked?.has(row) !== true;
}

/** How many images a file does not name that says by this that nothing was found on them. */
export function absentImages(
  { imagesOnlyFound }: Pick<ObjectPredictions, "imagesOnlyFound">,
  rowOfImage: Int32Array,
): number {
  const absent = rowOfImage.filter((row) => row < 0).length;
  // A file that names none of the images is of others.
  return imagesOnlyFound === true && absent < rowOfImage.length ? absent : 0;
}

/** Writes the box of a detection to `at` of `out`, in the units of the frame. */
export function placePrediction(
  { objects, unit, paddedInput }: Pick<ObjectPredictions, "objects" | "unit" | "paddedInput">,
  detection: number,
  frame: BoxFrame,
  image: number,
  out: Float64Array,
  at: number,
): void {
  if (paddedInput === undefined) {
    placeBox(objects.box, detection * 4, unit, frame, image, out, at);
    return;
  }
  out.set(objects.box.subarray(detection * 4, detection * 4 + 4), at);
  const { widthPx, heightPx } = frame.sizes;
  fromPaddedInput(out, at, paddedInput, widthPx[image]!, heightPx[image]!);
}
