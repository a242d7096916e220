import type { DetectionOutcomes, DetectionRows, TruthRows } from "../detection-types.js";

/**
 * The units named as outcomes of their own: a slice, or a sample. Rows keep their order, clusters
 * their ids, so that some may be empty. `source` still names rows of the input that was matched.
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
  return {
    ...outcomes,
    unitCount: units.length,
    cluster: cluster === null ? null : units.map((unit) => cluster[unit]!),
    detections: selectDetectionRows(outcomes.detections, placeOf),
    truths: selectTruthRows(outcomes.truths, placeOf),
  };
}

function selectDetectionRows(rows: DetectionRows, placeOf: Int32Array): DetectionRows {
  const { kept, classStart } = keptRows(rows, placeOf);
  return {
    count: kept.length,
    classStart,
    unit: kept.map((row) => placeOf[rows.unit[row]!]!),
    score: Float64Array.from(kept, (row) => rows.score[row]!),
    rank: Uint16Array.from(kept, (row) => rows.rank[row]!),
    matched: rows.matched.map((column) => pickBits(column, kept)),
    ignored: rows.ignored.map((column) => pickBits(column, kept)),
    source: kept.map((row) => rows.source[row]!),
  };
}

function selectTruthRows(rows: TruthRows, placeOf: Int32Array): TruthRows {
  const { kept, classStart } = keptRows(rows, placeOf);
  return {
    count: kept.length,
    classStart,
    unit: kept.map((row) => placeOf[rows.unit[row]!]!),
    counted: Uint8Array.from(kept, (row) => rows.counted[row]!),
    found: pickBits(rows.found, kept),
    source: kept.map((row) => rows.source[row]!),
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

function pickBits(column: Uint16Array, rows: Int32Array): Uint16Array {
  const picked = new Uint16Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = column[rows[i]!]!;
  return picked;
}
