import { pickBytes, pickIntegers, pickNumbers, pickShorts } from "../../core/picked-rows.js";
import type { DetectionOutcomes, DetectionRows, TruthRows } from "../detection-types.js";

/**
 * The units named as outcomes of their own: a slice, or a sample. Rows keep their order, clusters
 * their ids, so that some may be empty. `source` still names rows of the input that was matched.
 * Detections are picked when they are first asked for: a figure without an interval asks for none.
 *
 * @param units rising indices from 0 to unitCount − 1
 */
export function selectDetections(
  outcomes: DetectionOutcomes,
  units: Int32Array,
): DetectionOutcomes {
  const placeOf = new Int32Array(outcomes.unitCount).fill(-1);
  for (let i = 0; i < units.length; i++) placeOf[units[i]!] = i;
  const { cluster } = outcomes;
  let detections: DetectionRows | null = null;
  return {
    ...outcomes,
    unitCount: units.length,
    cluster: cluster === null ? null : pickIntegers(cluster, units),
    get detections() {
      detections ??= selectDetectionRows(outcomes.detections, placeOf);
      return detections;
    },
    truths: selectTruthRows(outcomes.truths, placeOf),
  };
}

function selectDetectionRows(rows: DetectionRows, placeOf: Int32Array): DetectionRows {
  const { kept, classStart } = keptRows(rows, placeOf);
  return {
    count: kept.length,
    classStart,
    unit: pickIntegers(placeOf, pickIntegers(rows.unit, kept)),
    score: pickNumbers(rows.score, kept),
    rank: pickShorts(rows.rank, kept),
    matched: rows.matched.map((column) => pickShorts(column, kept)),
    ignored: rows.ignored.map((column) => pickShorts(column, kept)),
    source: pickIntegers(rows.source, kept),
  };
}

function selectTruthRows(rows: TruthRows, placeOf: Int32Array): TruthRows {
  const { kept, classStart } = keptRows(rows, placeOf);
  return {
    count: kept.length,
    classStart,
    unit: pickIntegers(placeOf, pickIntegers(rows.unit, kept)),
    counted: pickBytes(rows.counted, kept),
    found: pickShorts(rows.found, kept),
    source: pickIntegers(rows.source, kept),
  };
}

function keptRows(
  { count, unit, classStart }: Pick<DetectionRows, "count" | "unit" | "classStart">,
  placeOf: Int32Array,
): { readonly kept: Int32Array; readonly classStart: Int32Array } {
  const kept = new Int32Array(count);
  const starts = new Int32Array(classStart.length);
  let at = 0;
  for (let k = 0; k + 1 < classStart.length; k++) {
    for (let row = classStart[k]!; row < classStart[k + 1]!; row++) {
      if (placeOf[unit[row]!]! >= 0) kept[at++] = row;
    }
    starts[k + 1] = at;
  }
  return { kept: kept.slice(0, at), classStart: starts };
}
