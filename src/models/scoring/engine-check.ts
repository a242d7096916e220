import type { ModelCard } from "../card/card-types.js";
import { DETECTION_WIDTH } from "../detections.js";
import { isDetectorDecode, isOutlineDecode, isPointDecode } from "../families/decode-types.js";
import { familyOf } from "../families/registry.js";
import type { ImageScores, ScoredImage } from "../image-scorer.js";

/** What two engines said about the same images. */
export interface EngineCheck {
  /** Images that both answered. */
  readonly images: number;
  /** Largest difference of a score; of boxes not counted. Infinite where one is no number. */
  readonly largest: number;
  /** Images whose prediction differs: the label, the objects kept, a box by a pixel or more. */
  readonly changed: number;
  /** Images that the reference answered and the other engine did not. */
  readonly failed: number;
  /** Whether the other engine may take the place of the reference. */
  readonly passes: boolean;
}

/** Of a score: the tolerance of the parity receipt (decision 8), relative for scores above 1. */
const ENGINE_TOLERANCE = 1e-3;
/** Of a corner of a box: pixels of the picture. */
const BOX_TOLERANCE_PX = 1;

/**
 * Whether an engine answers as the reference does: every score within 1e-3 of it (relative, above 1)
 * and no prediction changed. Images that the reference did not answer say nothing; where it answered none,
 * the check does not pass.
 *
 * @param reference what the reference said, by image
 * @param other what the engine to be checked said, by image
 */
export function checkEngine(
  card: ModelCard,
  reference: ReadonlyMap<number, ScoredImage>,
  other: ReadonlyMap<number, ScoredImage>,
): EngineCheck {
  let [images, largest, changed, failed] = [0, 0, 0, 0];
  let isWithin = true;
  for (const [index, expected] of reference) {
    if (!expected.ok) continue;
    const found = other.get(index);
    if (found === undefined || !found.ok) {
      failed++;
      continue;
    }
    images++;
    const differs =
      isDetectorDecode(card.decode) || isPointDecode(card.decode) || isOutlineDecode(card.decode)
        ? compareDetections(expected, found)
        : compareScores(card, expected, found);
    largest = Math.max(largest, differs.largest);
    if (differs.isChanged) changed++;
    if (!differs.isWithin) isWithin = false;
  }
  const passes = images > 0 && failed === 0 && changed === 0 && isWithin;
  return { images, largest, changed, failed, passes };
}

interface Difference {
  readonly largest: number;
  readonly isChanged: boolean;
  readonly isWithin: boolean;
}

function compareScores(card: ModelCard, a: ImageScores, b: ImageScores): Difference {
  if (a.scores.length !== b.scores.length) return APART;
  let largest = 0;
  let isWithin = true;
  for (let k = 0; k < a.scores.length; k++) {
    const [expected, found] = [a.scores[k]!, b.scores[k]!];
    const difference = differenceOf(expected, found);
    if (difference > largest) largest = difference;
    if (!(difference <= ENGINE_TOLERANCE * Math.max(1, Math.abs(expected)))) isWithin = false;
  }
  const isChanged =
    familyOf(card.family)?.predictions?.isOtherPrediction?.(a.scores, b.scores) ?? false;
  return { largest, isChanged, isWithin };
}

/** Objects in the order of their scores: one that is missing or another label is a changed answer. */
function compareDetections(a: ImageScores, b: ImageScores): Difference {
  if (a.scores.length !== b.scores.length) return { ...APART, largest: 0, isWithin: true };
  let largest = 0;
  let isChanged = false;
  for (let at = 0; at < a.scores.length; at += DETECTION_WIDTH) {
    for (let corner = at; corner < at + 4; corner++) {
      const apart = differenceOf(a.scores[corner]!, b.scores[corner]!);
      if (!(apart < BOX_TOLERANCE_PX)) isChanged = true;
    }
    largest = Math.max(largest, differenceOf(a.scores[at + 4]!, b.scores[at + 4]!));
    if (a.scores[at + 5] !== b.scores[at + 5]) isChanged = true;
  }
  if (arePointsApart(a.points, b.points)) isChanged = true;
  return { largest, isChanged, isWithin: largest <= ENGINE_TOLERANCE };
}

/** Whether a point is elsewhere by as much as a box that is another one, or given by one alone. */
function arePointsApart(a: Float64Array | undefined, b: Float64Array | undefined): boolean {
  if (a === undefined || b === undefined) return a !== b;
  if (a.length !== b.length) return true;
  for (let i = 0; i < a.length; i++) {
    if (i % 3 !== 2 && !(differenceOf(a[i]!, b[i]!) < BOX_TOLERANCE_PX)) return true;
  }
  return false;
}

const APART: Difference = { largest: Number.POSITIVE_INFINITY, isChanged: true, isWithin: false };

/** Infinite where one alone is no number; two that are none are equal. */
function differenceOf(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
}
