import type { DetectionOutcomes } from "../../outcomes/detection-types.js";

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

/**
 * @param area index into the rules' area ranges
 * @param maxDetections detections of an image and class that are looked at, the surest
 */
export function createPrecisionPlan(
  outcomes: DetectionOutcomes,
  area: number,
  maxDetections: number,
): PrecisionPlan {
  const { detections, unitCount, classes, rules } = outcomes;
  const { unit, rank, classStart, count } = detections;
  const matched = detections.matched[area]!;
  const ignored = detections.ignored[area]!;
  const last = rules.thresholds.length - 1;
  const all = (1 << rules.thresholds.length) - 1;
  const isEvent = (row: number): boolean =>
    rank[row]! < maxDetections && (matched[row] !== 0 || turned(row) !== 0);
  const turned = (row: number): number =>
    ((ignored[row]! >> last) & 1) === 1 ? ~ignored[row]! & all : ignored[row]!;

  const rowUnit = new Int32Array(count);
  const eventStart = new Int32Array(classes.length + 1);
  for (let k = 0; k < classes.length; k++) {
    let events = 0;
    for (let row = classStart[k]!; row < classStart[k + 1]!; row++) {
      const counts = rank[row]! < maxDetections && ((ignored[row]! >> last) & 1) === 0;
      rowUnit[row] = counts ? unit[row]! : unitCount;
      if (isEvent(row)) events++;
    }
    eventStart[k + 1] = eventStart[k]! + events;
  }
  const events = eventStart[classes.length]!;
  const plan = {
    unitCount,
    classCount: classes.length,
    thresholdCount: rules.thresholds.length,
    classStart,
    rowUnit,
    eventStart,
    ...countedTruths(outcomes, area),
    eventRow: new Int32Array(events),
    eventUnit: new Int32Array(events),
    eventMatched: new Uint16Array(events),
    eventTurned: new Uint16Array(events),
  };
  for (let row = 0, at = 0; row < count; row++) {
    if (!isEvent(row)) continue;
    plan.eventRow[at] = row;
    plan.eventUnit[at] = unit[row]!;
    plan.eventMatched[at] = matched[row]!;
    plan.eventTurned[at] = turned(row);
    at++;
  }
  return plan;
}

function countedTruths({ truths, classes }: DetectionOutcomes, area: number) {
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
