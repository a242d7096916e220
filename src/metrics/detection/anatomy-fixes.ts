import {
  ERROR_TYPES,
  type ErrorAnatomy,
  type ErrorType,
  NO_ERROR,
} from "../../outcomes/detection/anatomy.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";

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
 * @returns outcomes with one threshold and one area range; `source` stays that of the input
 */
export function fixedOutcomes(
  outcomes: DetectionOutcomes,
  anatomy: ErrorAnatomy,
  fix: AnatomyFix,
): DetectionOutcomes {
  const { detections, truths, classes, rules } = outcomes;
  const isFixed = fixedTypes(fix);
  const finder =
    fix === "false-positives" ? new Int32Array(0) : finders(outcomes, anatomy, isFixed);
  const { score } = detections;
  const classOf = truthClasses(outcomes);
  const order = new Int32Array(detections.count);
  const classStart = new Int32Array(classes.length + 1);
  const isMoved = new Uint8Array(detections.count);
  const moved: number[][] = classes.map(() => []);
  const isTaken = (row: number): boolean => {
    const type = anatomy.ofDetection[row]!;
    return type !== NO_ERROR && isFixed[type] === 1;
  };
  for (let row = 0; row < detections.count; row++) {
    if (!isTaken(row) || finder[anatomy.truthOf[row]!] !== row) continue;
    moved[classOf[anatomy.truthOf[row]!]!]!.push(row);
    isMoved[row] = 1;
  }
  let count = 0;
  for (let k = 0; k < classes.length; k++) {
    const falling = moved[k]!.sort((a, b) => score[b]! - score[a]! || a - b);
    let next = 0;
    for (let row = detections.classStart[k]!; row < detections.classStart[k + 1]!; row++) {
      if (isTaken(row)) continue;
      // Of equal scores those that were there before come first.
      while (next < falling.length && score[falling[next]!]! > score[row]!) {
        order[count++] = falling[next++]!;
      }
      order[count++] = row;
    }
    while (next < falling.length) order[count++] = falling[next++]!;
    classStart[k + 1] = count;
  }
  const rows = order.subarray(0, count);
  const bits = (column: Uint16Array | undefined, extra: Uint8Array | null): Uint16Array => {
    const picked = new Uint16Array(count);
    for (let i = 0; i < count; i++) {
      picked[i] = (((column?.[rows[i]!] ?? 0) >> anatomy.overlap) & 1) | (extra?.[rows[i]!] ?? 0);
    }
    return picked;
  };
  return {
    ...outcomes,
    rules: {
      ...rules,
      thresholds: [anatomy.foreground],
      areas: rules.areas.slice(0, 1),
    },
    detections: {
      count,
      classStart,
      unit: picked(new Int32Array(count), detections.unit, rows),
      score: picked(new Float64Array(count), score, rows),
      rank: picked(new Uint16Array(count), detections.rank, rows),
      matched: [bits(detections.matched[0], isMoved)],
      ignored: [bits(detections.ignored[0], null)],
      source: picked(new Int32Array(count), detections.source, rows),
    },
    truths: {
      ...truths,
      counted: truths.counted.map((counted, row) =>
        isLeftOut(fix, anatomy.ofTruth[row]!) ? 0 : counted & 1,
      ),
      found: truths.found.map((found) => (found >> anatomy.overlap) & 1),
    },
  };
}

const MISSED = ERROR_TYPES.indexOf("missed");

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
    const type = ERROR_TYPES[ofDetection[row]!];
    if (type !== "classification" && type !== "localisation") continue;
    if (isFixed[ofDetection[row]!] === 0) continue;
    const truth = truthOf[row]!;
    if (ofTruth[truth] === NO_ERROR) continue; // another detection has it
    const before = finder[truth]!;
    if (before < 0 || detections.score[row]! > detections.score[before]!) finder[truth] = row;
  }
  return finder;
}

function truthClasses({ truths, classes }: DetectionOutcomes): Int32Array {
  const column = new Int32Array(truths.count);
  for (let k = 0; k < classes.length; k++) {
    column.fill(k, truths.classStart[k]!, truths.classStart[k + 1]!);
  }
  return column;
}

/** Fills a column with some rows of another. */
function picked<Column extends Int32Array | Uint16Array | Float64Array>(
  into: Column,
  from: Column,
  rows: Int32Array,
): Column {
  for (let i = 0; i < rows.length; i++) into[i] = from[rows[i]!]!;
  return into;
}
