import { pickIntegers } from "../../core/picked-rows.js";
import {
  ERROR_TYPES,
  type ErrorAnatomy,
  type ErrorType,
  NO_ERROR,
} from "../../outcomes/detection/anatomy.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import type { RankedMatches } from "./precision-plan.js";

/** What is set right: types of error, or what is wrong on one side. */
export type AnatomyFix = readonly ErrorType[] | "false-positives" | "false-negatives";

/**
 * The outcomes at one overlap as they would be with some errors set right:
 *
 * - a detection of the wrong class, or too far off, becomes right where its object is not found, the
 *   surest of several of one object; the others, and those of found objects, are taken away;
 * - a duplicate, a detection of nothing and one that is wrong in both are taken away;
 * - a missed object is no longer to be found, as if it were found as precisely as the others;
 * - `false-positives`: all wrong detections are taken away; `false-negatives`: no object that is not
 *   found counts.
 *
 * Source: Bolya et al. 2020 (arXiv 2008.08115), section 2.3. A truth that two types of error could
 * find is found in either's turn, as in the paper; the authors' toolbox gives it to one of them.
 *
 * @returns outcomes with one threshold and one area range
 */
export function fixedOutcomes(
  outcomes: DetectionOutcomes,
  anatomy: ErrorAnatomy,
  fix: AnatomyFix,
): RankedMatches {
  const { detections, truths, rules } = outcomes;
  const isFixed = fixedTypes(fix);
  const isMoved = new Uint8Array(detections.count);
  const moved = fix === "false-positives" ? null : movedRows(outcomes, anatomy, isFixed, isMoved);
  const { rows, classStart } = orderedRows(outcomes, anatomy.ofDetection, isFixed, moved);
  const { overlap } = anatomy;
  const matched = bitsAt(detections.matched[0], overlap, rows);
  if (moved !== null) for (let i = 0; i < rows.length; i++) matched[i]! |= isMoved[rows[i]!]!;
  return {
    ...outcomes,
    rules: {
      ...rules,
      thresholds: [anatomy.foreground],
      areas: rules.areas.slice(0, 1),
    },
    detections: {
      count: rows.length,
      classStart,
      unit: pickIntegers(detections.unit, rows),
      matched: [matched],
      ignored: [bitsAt(detections.ignored[0], overlap, rows)],
    },
    truths: {
      ...truths,
      counted: truths.counted.map((counted, row) =>
        isLeftOut(fix, anatomy.ofTruth[row]!) ? 0 : counted & 1,
      ),
      found: truths.found.map((found) => (found >> overlap) & 1),
    },
  };
}

/** Bit 0 of some rows: what a column says of the overlap. */
function bitsAt(column: Uint16Array | undefined, overlap: number, rows: Int32Array): Uint16Array {
  const bits = new Uint16Array(rows.length);
  if (column === undefined) return bits;
  for (let i = 0; i < rows.length; i++) bits[i] = (column[rows[i]!]! >> overlap) & 1;
  return bits;
}

/**
 * For each class the detections that become right in it, by falling score.
 *
 * @param isMoved set to 1 for each of them
 */
function movedRows(
  outcomes: DetectionOutcomes,
  anatomy: ErrorAnatomy,
  isFixed: Uint8Array,
  isMoved: Uint8Array,
): readonly (readonly number[])[] | null {
  const finder = finders(outcomes, anatomy, isFixed);
  const { truths, classes, detections } = outcomes;
  const { score } = detections;
  let isAny = false;
  const moved = classes.map((_, k): number[] => {
    const rows: number[] = [];
    for (let truth = truths.classStart[k]!; truth < truths.classStart[k + 1]!; truth++) {
      const row = finder[truth]!;
      if (row < 0) continue;
      rows.push(row);
      isMoved[row] = 1;
      isAny = true;
    }
    return rows.sort((a, b) => score[b]! - score[a]! || a - b);
  });
  return isAny ? moved : null;
}

/** The rows that stay, with those that are moved to each class, by falling score. */
function orderedRows(
  { detections, classes }: DetectionOutcomes,
  ofDetection: Int8Array,
  isFixed: Uint8Array,
  moved: readonly (readonly number[])[] | null,
): { readonly rows: Int32Array; readonly classStart: Int32Array } {
  const order = new Int32Array(detections.count);
  const classStart = new Int32Array(classes.length + 1);
  let count = 0;
  for (let k = 0; k < classes.length; k++) {
    const [from, to] = [detections.classStart[k]!, detections.classStart[k + 1]!];
    const stay = keptRows(ofDetection, isFixed, from, to, order, count);
    const own = moved?.[k] ?? [];
    count =
      own.length === 0
        ? stay
        : mergeRows(order.slice(count, stay), own, detections.score, order, count);
    classStart[k + 1] = count;
  }
  return { rows: order.subarray(0, count), classStart };
}

/** Writes the rows whose error is not set right. @returns the place behind the last */
function keptRows(
  ofDetection: Int8Array,
  isFixed: Uint8Array,
  from: number,
  to: number,
  into: Int32Array,
  start: number,
): number {
  let at = start;
  for (let row = from; row < to; row++) {
    const type = ofDetection[row]!;
    if (type === NO_ERROR || isFixed[type] === 0) into[at++] = row;
  }
  return at;
}

/** Merges rows by falling score; of equal scores those that were there before come first. */
function mergeRows(
  there: Int32Array,
  moved: readonly number[],
  score: Float64Array,
  into: Int32Array,
  start: number,
): number {
  let at = start;
  let next = 0;
  for (let i = 0; i < there.length; i++) {
    const row = there[i]!;
    while (next < moved.length && score[moved[next]!]! > score[row]!) into[at++] = moved[next++]!;
    into[at++] = row;
  }
  while (next < moved.length) into[at++] = moved[next++]!;
  return at;
}

const MISSED = ERROR_TYPES.indexOf("missed");
const CLASSIFICATION = ERROR_TYPES.indexOf("classification");
const LOCALISATION = ERROR_TYPES.indexOf("localisation");

function isLeftOut(fix: AnatomyFix, type: number): boolean {
  if (type === NO_ERROR || fix === "false-positives") return false;
  return fix === "false-negatives" || (type === MISSED && fix.includes("missed"));
}

/** 1 for each type whose detections are set right. */
function fixedTypes(fix: AnatomyFix): Uint8Array {
  const types = new Uint8Array(ERROR_TYPES.length);
  if (fix === "false-positives") types.fill(1);
  else if (fix !== "false-negatives") for (const type of fix) types[ERROR_TYPES.indexOf(type)] = 1;
  return types;
}

/** Row of the surest detection that finds each truth once its error is set right; −1 for none. */
function finders(
  { detections, truths }: DetectionOutcomes,
  { ofDetection, truthOf, ofTruth }: ErrorAnatomy,
  isFixed: Uint8Array,
): Int32Array {
  const finder = new Int32Array(truths.count).fill(-1);
  for (let row = 0; row < detections.count; row++) {
    const type = ofDetection[row]!;
    if ((type !== CLASSIFICATION && type !== LOCALISATION) || isFixed[type] === 0) continue;
    const truth = truthOf[row]!;
    if (ofTruth[truth] === NO_ERROR) continue; // another detection has it
    const before = finder[truth]!;
    if (before < 0 || detections.score[row]! > detections.score[before]!) finder[truth] = row;
  }
  return finder;
}
