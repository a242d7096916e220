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
  const rows: number[] = [];
  for (let k = 0; k < classes.length; k++) {
    let row = detections.classStart[k]!;
    const end = detections.classStart[k + 1]!;
    while (row < end && detections.score[row]! >= thresholds[k]!) rows.push(row++);
    classStart[k + 1] = rows.length;
  }
  const rowOfTruth = new Map<number, number>();
  for (let row = 0; row < truths.count; row++) rowOfTruth.set(truths.source[row]!, row);
  const found = new Uint16Array(truths.count);
  for (const [t, partner] of truthOf.entries()) {
    for (const row of rows) {
      const truth = rowOfTruth.get(partner[row]!);
      if (truth !== undefined) found[truth]! |= 1 << t;
    }
  }
  const bits = (columns: readonly Uint16Array[]) =>
    columns.map((column) => Uint16Array.from(rows, (row) => column[row]!));
  return {
    ...outcomes,
    detections: {
      count: rows.length,
      classStart,
      unit: Int32Array.from(rows, (row) => detections.unit[row]!),
      score: Float64Array.from(rows, (row) => detections.score[row]!),
      rank: Uint16Array.from(rows, (row) => detections.rank[row]!),
      matched: bits(detections.matched),
      ignored: bits(detections.ignored),
      source: Int32Array.from(rows, (row) => detections.source[row]!),
    },
    truths: { ...truths, found },
  };
}
