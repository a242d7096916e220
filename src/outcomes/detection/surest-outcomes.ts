import { pickIntegers, pickNumbers, pickShorts } from "../../core/picked-rows.js";
import type { DetectionOutcomes } from "../detection-types.js";
import type { MatchedPairs } from "./match-detections.js";

/**
 * Outcomes of the detections that count at an operating point: what a match of these alone would
 * give, because surer detections are matched first and less sure ones change nothing for them.
 *
 * @param thresholds least score, one a class
 */
export function surestOutcomes(
  { outcomes, truthOf }: MatchedPairs,
  thresholds: Float64Array,
): DetectionOutcomes {
  const { detections, truths, classes } = outcomes;
  const classStart = new Int32Array(classes.length + 1);
  const sure = new Int32Array(detections.count);
  let count = 0;
  for (let k = 0; k < classes.length; k++) {
    let row = detections.classStart[k]!;
    const end = detections.classStart[k + 1]!;
    while (row < end && detections.score[row]! >= thresholds[k]!) sure[count++] = row++;
    classStart[k + 1] = count;
  }
  if (count === detections.count) return outcomes;
  const rows = sure.subarray(0, count);
  const found = new Uint16Array(truths.count);
  const rowOf = rowsBySource(truths.source);
  for (let t = 0; t < truthOf.length; t++) markFound(truthOf[t]!, rows, rowOf, 1 << t, found);
  const bits = (columns: readonly Uint16Array[]) =>
    columns.map((column) => pickShorts(column, rows));
  return {
    ...outcomes,
    detections: {
      count,
      classStart,
      unit: pickIntegers(detections.unit, rows),
      score: pickNumbers(detections.score, rows),
      rank: pickShorts(detections.rank, rows),
      matched: bits(detections.matched),
      ignored: bits(detections.ignored),
      source: pickIntegers(detections.source, rows),
    },
    truths: { ...truths, found },
  };
}

/** Row of each object of the input; −1 for those that have none. */
function rowsBySource(source: Int32Array): Int32Array {
  let most = -1;
  for (let row = 0; row < source.length; row++) most = Math.max(most, source[row]!);
  const rowOf = new Int32Array(most + 1).fill(-1);
  for (let row = 0; row < source.length; row++) rowOf[source[row]!] = row;
  return rowOf;
}

/** Sets a bit of each truth that one of the rows is matched to. */
function markFound(
  partner: Int32Array,
  rows: Int32Array,
  rowOf: Int32Array,
  bit: number,
  found: Uint16Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const object = partner[rows[i]!]!;
    if (object >= 0 && rowOf[object]! >= 0) found[rowOf[object]!]! |= bit;
  }
}
