import { HomegroundError } from "../../core/errors.js";
import { pickIntegers, rowsByImage, rowsOfImage } from "../../core/picked-rows.js";
import type { DetectionInput, DetectionOutcomes } from "../detection-types.js";
import { boxOverlap } from "./box-overlap.js";
import { GROUP_COMPARERS } from "./overlaps.js";

/**
 * Kinds of error, in the order in which a wrong detection is looked at; a missed object comes last.
 * A wrong detection is
 *
 * - `localisation`: its best object of its own class overlaps by t_b or more, less than t_f;
 * - `classification`: else, an object of another class overlaps by t_f or more;
 * - `duplicate`: else, an object of its class overlaps by t_f or more, and another detection has it;
 * - `background`: else, no object overlaps by more than t_b;
 * - `both`: what is left: an object of another class overlaps by more than t_b, less than t_f.
 *
 * An object that is not found is `localisation` or `classification` where such a detection is of it
 * (the surest decides), else `missed`.
 *
 * Source: Bolya, Foley, Hays & Hoffman, "TIDE: A General Toolbox for Identifying Object Detection
 * Errors", ECCV 2020 (arXiv 2008.08115), section 2.2; the order where several fit is that of the
 * authors' toolbox.
 */
export const ERROR_TYPES = [
  ...(["classification", "localisation", "both", "duplicate", "background", "missed"] as const),
] as const;

export type ErrorType = (typeof ERROR_TYPES)[number];

/** What becomes of a box: an object is found, missed, or called something else; a detection likewise. */
export const BOX_OUTCOMES = ["found", "missed", "false", "wrong-kind"] as const;
export type BoxOutcome = (typeof BOX_OUTCOMES)[number];

/** Not an error: right, ignored, found or not counted. */
export const NO_ERROR = -1;

/** Index of the error of a box that fits an object of another class. */
export const WRONG_KIND = ERROR_TYPES.indexOf("classification");

/** The error behind each wrong detection and each object that is not found. */
export interface ErrorAnatomy {
  /** t_f and t_b. */
  readonly foreground: number;
  readonly background: number;
  /** Index of t_f in the outcomes' `rules.thresholds`. */
  readonly overlap: number;
  /** By row of `outcomes.detections`: index into {@link ERROR_TYPES}, or {@link NO_ERROR}. */
  readonly ofDetection: Int8Array;
  /**
   * By row of `outcomes.detections`: row of `outcomes.truths` that an error is about (the object
   * that would be found if the place or the class were right, or that is found already); −1 for none.
   */
  readonly truthOf: Int32Array;
  /** By row of `outcomes.truths`: as `ofDetection`. */
  readonly ofTruth: Int8Array;
}

export interface AnatomyOptions {
  /** t_f: overlap of a detection that is right; one that was matched at. Default 0.5. */
  readonly foreground?: number;
  /** t_b: overlap up to which a detection is of nothing. Default 0.1. */
  readonly background?: number;
}

const TYPE = Object.fromEntries(ERROR_TYPES.map((type, i) => [type, i])) as Readonly<
  Record<ErrorType, number>
>;

/**
 * What kind of error each wrong detection and each object that is not found is: exactly one. For
 * the errors at an operating point, give the outcomes of the detections that count there
 * ({@link surestOutcomes}).
 *
 * @param outcomes the match of `input`, whose units are its images or sequences of them
 * @throws HomegroundError `metric/not-available` where nothing was matched at t_f by overlap,
 *   `argument/out-of-range` for t_b
 */
export function errorAnatomy(
  input: DetectionInput,
  outcomes: DetectionOutcomes,
  options: AnatomyOptions = {},
): ErrorAnatomy {
  const { foreground = 0.5, background = 0.1 } = options;
  const overlap = checkedOverlap(outcomes, foreground, background);
  const { detections, truths } = outcomes;
  const anatomy = {
    foreground,
    background,
    overlap,
    ofDetection: new Int8Array(detections.count).fill(NO_ERROR),
    truthOf: new Int32Array(detections.count).fill(-1),
    ofTruth: new Int8Array(truths.count).fill(NO_ERROR),
  };
  const wrong = rowsByImage(
    pickIntegers(input.detections.image, detections.source),
    input.imageCount,
    wrongRows(outcomes, overlap),
  );
  const counted = rowsByImage(
    pickIntegers(input.truth.image, truths.source),
    input.imageCount,
    countedRows(outcomes),
  );
  const overlapsOf = createOverlaps(input, outcomes);
  const classOfTruth = classColumn(truths.classStart, truths.count);
  const classOfDetection = classColumn(detections.classStart, detections.count);
  const best: BestOverlaps = { own: Number.NaN, ownTruth: -1, other: Number.NaN, otherTruth: -1 };
  for (let image = 0; image < input.imageCount; image++) {
    const rows = rowsOfImage(wrong, image);
    const objects = rowsOfImage(counted, image);
    if (rows.length === 0) continue;
    const overlaps = overlapsOf(rows, objects);
    for (let d = 0; d < rows.length; d++) {
      const row = rows[d]!;
      findBest(overlaps, d, objects, classOfTruth, classOfDetection[row]!, best);
      explain(best, row, anatomy);
    }
  }
  explainTruths(outcomes, anatomy);
  return anatomy;
}

/** Best overlaps of one detection, and the rows of the truths they are with; −1 for none. */
interface BestOverlaps {
  own: number;
  ownTruth: number;
  other: number;
  otherTruth: number;
}

/** Writes what is wrong with a detection. */
function explain(
  { own, ownTruth, other, otherTruth }: BestOverlaps,
  row: number,
  { foreground, background, ofDetection, truthOf }: ErrorAnatomy,
): void {
  let type: number = TYPE.background;
  let truth = -1;
  if (ownTruth >= 0 && own >= background && own < foreground) {
    type = TYPE.localisation;
    truth = ownTruth;
  } else if (otherTruth >= 0 && other >= foreground) {
    type = TYPE.classification;
    truth = otherTruth;
  } else if (ownTruth >= 0 && own >= foreground) {
    type = TYPE.duplicate;
    truth = ownTruth;
  } else if (otherTruth >= 0 && other > background) {
    type = TYPE.both;
    truth = otherTruth;
  }
  ofDetection[row] = type;
  truthOf[row] = truth;
}

function findBest(
  overlaps: Float64Array,
  d: number,
  objects: Int32Array,
  classOfTruth: Int32Array,
  classIndex: number,
  best: BestOverlaps,
): void {
  let [own, other] = [ZERO[0]!, ZERO[0]!];
  let [ownTruth, otherTruth] = [-1, -1];
  for (let g = 0; g < objects.length; g++) {
    const overlap = overlaps[d * objects.length + g]!;
    if (overlap === 0) continue;
    const row = objects[g]!;
    if (classOfTruth[row] === classIndex) {
      if (overlap > own) {
        own = overlap;
        ownTruth = row;
      }
    } else if (overlap > other) {
      other = overlap;
      otherTruth = row;
    }
  }
  best.own = own;
  best.ownTruth = ownTruth;
  best.other = other;
  best.otherTruth = otherTruth;
}

/** Read from a Float64Array, since an integer 0 would make V8 recompile the loop. */
const ZERO = Float64Array.of(0);

/** An object not found has the type of the surest detection that would find it, else it is missed. */
function explainTruths(
  { detections, truths }: DetectionOutcomes,
  anatomy: Pick<ErrorAnatomy, "overlap" | "ofDetection" | "truthOf" | "ofTruth">,
): void {
  const { overlap, ofDetection, truthOf, ofTruth } = anatomy;
  for (let row = 0; row < truths.count; row++) {
    const isFound = ((truths.found[row]! >> overlap) & 1) === 1;
    if ((truths.counted[row]! & 1) === 1 && !isFound) ofTruth[row] = TYPE.missed;
  }
  const surest = new Float64Array(truths.count).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < detections.count; row++) {
    const type = ofDetection[row]!;
    if (type !== TYPE.localisation && type !== TYPE.classification) continue;
    const truth = truthOf[row]!;
    if (ofTruth[truth] === NO_ERROR || !(detections.score[row]! > surest[truth]!)) continue;
    surest[truth] = detections.score[row]!;
    ofTruth[truth] = type;
  }
}

function checkedOverlap(
  { rules }: DetectionOutcomes,
  foreground: number,
  background: number,
): number {
  const where = "errorAnatomy";
  if (!(background >= 0 && background < foreground)) {
    throw new HomegroundError("argument/out-of-range", {
      what: `an overlap of ${background} is to be of nothing, and one of ${foreground} right`,
      where,
      fix: "Take a background below the foreground, such as 0.1 and 0.5",
    });
  }
  const index = rules.thresholds.findIndex((one) => Math.abs(one - foreground) < 1e-9);
  if (rules.matching !== "centre" && index >= 0) return index;
  throw new HomegroundError("metric/not-available", {
    what: `no detection was matched at an overlap of ${foreground}`,
    where,
    fix: "Match by overlap, at that one too",
  });
}

function wrongRows({ detections }: DetectionOutcomes, overlap: number): Int32Array {
  const matched = detections.matched[0] ?? new Uint16Array(0);
  const ignored = detections.ignored[0] ?? new Uint16Array(0);
  const rows = new Int32Array(detections.count);
  let count = 0;
  for (let row = 0; row < detections.count; row++) {
    if ((((matched[row]! | ignored[row]!) >> overlap) & 1) === 0) rows[count++] = row;
  }
  return rows.subarray(0, count);
}

function countedRows({ truths }: DetectionOutcomes): Int32Array {
  const rows = new Int32Array(truths.count);
  let count = 0;
  for (let row = 0; row < truths.count; row++) {
    if ((truths.counted[row]! & 1) === 1) rows[count++] = row;
  }
  return rows.subarray(0, count);
}

function classColumn(classStart: Int32Array, count: number): Int32Array {
  const column = new Int32Array(count);
  for (let k = 0; k + 1 < classStart.length; k++)
    column.fill(k, classStart[k]!, classStart[k + 1]!);
  return column;
}

/** Overlaps of some detections and truths of one image, row-major, by rows of the outcomes. */
function createOverlaps(
  input: DetectionInput,
  { detections, truths, rules }: DetectionOutcomes,
): (rows: Int32Array, objects: Int32Array) => Float64Array {
  const compare = GROUP_COMPARERS[rules.geometry]?.(input);
  if (compare !== undefined) {
    return (rows, objects) =>
      compare(
        rows.map((row) => detections.source[row]!),
        objects.map((row) => truths.source[row]!),
      );
  }
  let overlaps = new Float64Array(64);
  return (rows, objects) => {
    const width = objects.length;
    if (overlaps.length < rows.length * width) overlaps = new Float64Array(2 * rows.length * width);
    for (let g = 0; g < width; g++) {
      const j = 4 * truths.source[objects[g]!]!;
      overlapsWith(
        input.truth.box,
        j,
        input.detections.box,
        detections.source,
        rows,
        overlaps,
        g,
        width,
      );
    }
    return overlaps;
  };
}

/** Writes the overlap of each detection with one object, `width` places apart. */
function overlapsWith(
  truth: Float64Array,
  j: number,
  box: Float64Array,
  source: Int32Array,
  rows: Int32Array,
  into: Float64Array,
  start: number,
  width: number,
): void {
  for (let d = 0, at = start; d < rows.length; d++, at += width) {
    into[at] = boxOverlap(box, 4 * source[rows[d]!]!, truth, j, false);
  }
}
