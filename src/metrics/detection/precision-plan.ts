import { pickIntegers, pickShorts } from "../../core/picked-rows.js";
import type { DetectionOutcomes, DetectionRows } from "../../outcomes/detection-types.js";

/**
 * What precision and recall in one area range need of outcomes, laid out so that a re-weighted
 * evaluation of all classes and thresholds is about one pass over the detections.
 *
 * Precision matters only where recall rises, at true positives, and which detections are ignored
 * hardly differs between thresholds. So the weights of those that count at the last threshold are
 * summed once along the ranking, and only at *events* (rows matched at some threshold, or ignored
 * at some and not at the last) are thresholds looked at one by one.
 */
export interface PrecisionPlan {
  readonly unitCount: number;
  readonly classCount: number;
  readonly thresholdCount: number;
  /** Rows of class k are classStart[k] … classStart[k + 1] − 1, by falling score. */
  readonly classStart: Int32Array;
  /** Unit of a row that counts at the last threshold; unitCount, of weight 0, for the others. */
  readonly rowUnit: Int32Array;
  /** Events of class k are eventStart[k] … eventStart[k + 1] − 1, in the order of rows. */
  readonly eventStart: Int32Array;
  readonly eventRow: Int32Array;
  readonly eventUnit: Int32Array;
  /** Bit t: a true positive at threshold t. */
  readonly eventMatched: Uint16Array;
  /** Bit t: counts at threshold t but not at the last, or the other way round. */
  readonly eventTurned: Uint16Array;
  /** Units of the truths that are counted, of class k truthStart[k] … truthStart[k + 1] − 1. */
  readonly truthStart: Int32Array;
  readonly truthUnit: Int32Array;
}

/** What a plan is made from: of the detections their order, and how they were matched. */
export interface RankedMatches extends Omit<DetectionOutcomes, "detections"> {
  readonly detections: Pick<
    DetectionRows,
    "count" | "classStart" | "unit" | "matched" | "ignored"
  > & {
    /** Left out where the plan looks at all. */
    readonly rank?: Uint16Array;
  };
}

/**
 * @param area index into the rules' area ranges
 * @param maxDetections detections of an image and class that are looked at, the surest
 */
export function createPrecisionPlan(
  outcomes: RankedMatches,
  area: number,
  maxDetections: number,
): PrecisionPlan {
  const { detections, unitCount, classes, rules } = outcomes;
  const { unit, classStart, count } = detections;
  const matched = detections.matched[area]!;
  const turned = turnedBits(detections.ignored[area]!, rules.thresholds.length);
  // Ranks are below what the rules keep.
  const rank = maxDetections < rules.maxDetections ? (detections.rank ?? null) : null;
  const rowUnit = countedUnits(outcomes, area, rank, maxDetections);
  const rows = eventRows(matched, turned, rank, maxDetections, count);
  return {
    unitCount,
    classCount: classes.length,
    thresholdCount: rules.thresholds.length,
    classStart,
    rowUnit,
    eventStart: startsAmong(rows, classStart),
    ...countedTruths(outcomes, area),
    eventRow: rows,
    eventUnit: pickIntegers(unit, rows),
    eventMatched: pickShorts(matched, rows),
    eventTurned: pickShorts(turned, rows),
  };
}

/** Bit t of each row: counts at threshold t but not at the last, or the other way round. */
function turnedBits(ignored: Uint16Array, thresholds: number): Uint16Array {
  const last = thresholds - 1;
  const all = (1 << thresholds) - 1;
  const turned = new Uint16Array(ignored.length);
  for (let row = 0; row < ignored.length; row++) {
    const bits = ignored[row]!;
    turned[row] = ((bits >> last) & 1) === 1 ? ~bits & all : bits;
  }
  return turned;
}

/** Unit of each row that counts at the last threshold, unitCount for the others. */
function countedUnits(
  { detections, unitCount, rules }: RankedMatches,
  area: number,
  rank: Uint16Array | null,
  maxDetections: number,
): Int32Array {
  const { unit, count } = detections;
  const ignored = detections.ignored[area]!;
  const last = rules.thresholds.length - 1;
  const units = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const counts =
      ((ignored[row]! >> last) & 1) === 0 && (rank === null || rank[row]! < maxDetections);
    units[row] = counts ? unit[row]! : unitCount;
  }
  return units;
}

function eventRows(
  matched: Uint16Array,
  turned: Uint16Array,
  rank: Uint16Array | null,
  maxDetections: number,
  count: number,
): Int32Array {
  const rows = new Int32Array(count);
  let events = 0;
  for (let row = 0; row < count; row++) {
    if ((matched[row]! | turned[row]!) === 0) continue;
    if (rank === null || rank[row]! < maxDetections) rows[events++] = row;
  }
  return rows.slice(0, events);
}

/** Where each class begins among some rows, rising. */
function startsAmong(rows: Int32Array, classStart: Int32Array): Int32Array {
  const starts = new Int32Array(classStart.length);
  for (let k = 1, at = 0; k < classStart.length; k++) {
    while (at < rows.length && rows[at]! < classStart[k]!) at++;
    starts[k] = at;
  }
  return starts;
}

function countedTruths({ truths, classes }: RankedMatches, area: number) {
  const truthStart = new Int32Array(classes.length + 1);
  const units: Int32Array = new Int32Array(truths.count);
  let at = 0;
  for (let k = 0; k < classes.length; k++) {
    for (let row = truths.classStart[k]!; row < truths.classStart[k + 1]!; row++) {
      if (((truths.counted[row]! >> area) & 1) === 1) units[at++] = truths.unit[row]!;
    }
    truthStart[k + 1] = at;
  }
  return { truthStart, truthUnit: units.subarray(0, at) };
}
