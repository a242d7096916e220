import { createProblemList } from "../import-problems.js";
import { type ImportProblem, TRUTH_STATE } from "../import-types.js";
import { groupByRow } from "../truth-builder.js";
import type { RowSizes } from "./coordinate-types.js";
import type { ObjectTruth } from "./object-types.js";
import { selectRegions } from "./usable-objects.js";

/** The truth without some objects, and which those were. */
export interface PlacedTruth {
  readonly truth: ObjectTruth;
  readonly problems: readonly ImportProblem[];
}

/**
 * Leaves out objects that no detection can overlap: boxes without a width or a height, and boxes
 * wholly outside of their image. Each is listed. An image that loses all its objects so is
 * unlabelled, not empty: something was annotated there.
 *
 * @param sizes of the images as displayed; NaN where not known, and then nothing is outside
 */
export function leaveOutUnplaced(truth: ObjectTruth, sizes: RowSizes): PlacedTruth {
  const { objects, unit, objectId } = truth.regions;
  const problems = createProblemList();
  const kept = new Int32Array(objects.count);
  const state = truth.state.slice();
  let count = 0;
  for (let i = 0; i < objects.count; i++) {
    const row = objects.image[i]!;
    const isFraction = unit === "fraction";
    const width = isFraction ? 1 : sizes.widthPx[row]!;
    const height = isFraction ? 1 : sizes.heightPx[row]!;
    const [x, y] = [objects.box[4 * i]!, objects.box[4 * i + 1]!];
    const [w, h] = [objects.box[4 * i + 2]!, objects.box[4 * i + 3]!];
    const isFlat = !(w > 0 && h > 0);
    const isOutside = x >= width || y >= height || x + w <= 0 || y + h <= 0;
    if (!isFlat && !isOutside) {
      kept[count++] = i;
      continue;
    }
    if (state[row] === TRUTH_STATE.labelled) state[row] = TRUTH_STATE.unlabelled;
    const where = `${truth.source}, ${truth.file[row]}, object ${objectId[i]}`;
    const what = isFlat
      ? `the box has the sides ${w} and ${h}; it is left out`
      : `the box at ${x}, ${y} with the sides ${w} and ${h} lies outside of its image; it is left out`;
    problems.add(isFlat ? "annotations/box-empty" : "annotations/box-outside", what, where);
  }
  if (count === objects.count) return { truth, problems: [] };
  const regions = selectRegions(truth.regions, kept.slice(0, count));
  const { image, label } = regions.objects;
  for (let i = 0; i < count; i++) state[image[i]!] = TRUTH_STATE.labelled;
  const { start, index } = groupByRow(image, label, count, truth.rowCount);
  return {
    truth: { ...truth, regions, state, labelStart: start, labelIndex: index, objects: count },
    problems: problems.finish(),
  };
}
