import { TRUTH_STATE } from "../import-types.js";
import { groupByRow } from "../truth-builder.js";
import type { ObjectTruth } from "./object-types.js";

/**
 * The truth of images as a whole: the labels of their objects, and those that an image has beside them
 * ({@link ObjectTruth.imageLabels}). Objects alone say nothing of the latter, and the other way round.
 */
export function withImageLabels(truth: ObjectTruth): ObjectTruth {
  const { imageLabels, rowCount } = truth;
  if (imageLabels === undefined) return truth;
  const rows: number[] = [];
  const labels: number[] = [];
  for (const { labelStart, labelIndex } of [truth, imageLabels]) {
    for (let row = 0; row < rowCount; row++) {
      for (let k = labelStart[row]!; k < labelStart[row + 1]!; k++) {
        rows.push(row);
        labels.push(labelIndex[k]!);
      }
    }
  }
  const grouped = groupByRow(Int32Array.from(rows), Int32Array.from(labels), rows.length, rowCount);
  const state = truth.state.map((given, row) =>
    grouped.start[row + 1]! > grouped.start[row]! ? TRUTH_STATE.labelled : given,
  );
  return { ...truth, state, labelStart: grouped.start, labelIndex: grouped.index };
}
