import { pickNumbers } from "../../core/picked-rows.js";
import { type DetectionPoint, detectionPoint } from "../../metrics/detection/operating-sums.js";
import {
  type ClassificationOutcomes,
  outcomesOfPairs,
} from "../../outcomes/classification-types.js";
import type { DetectionOutcomes, MatchRules } from "../../outcomes/detection-types.js";
import { type ConfidenceScore, settled } from "./confidence-scores.js";

/** Answers that are right or wrong, and how sure the model is of each. */
export interface SureAnswers {
  readonly outcomes: ClassificationOutcomes;
  readonly own: ConfidenceScore;
}

/** Whole images by themselves. */
export interface SureImages extends SureAnswers {
  /** Unit of each that is there, rising. */
  readonly units: Int32Array;
  /** Units of which nothing says how sure the model is, and those of them that are wrong. */
  readonly unsaid: number;
  readonly unsaidErrors: number;
}

const WORD_BY_GEOMETRY = {
  boxes: "box",
  masks: "outline",
  keypoints: "object",
} as const satisfies Readonly<Record<MatchRules["geometry"], string>>;

/** What a model that finds objects says: a box at a time, and an image at a time. */
export interface ObjectAnswers {
  /** Those above the threshold that are right or a false alarm, in clusters of their unit, or its cluster. */
  readonly boxes: SureAnswers;
  readonly images: SureImages;
}

/**
 * Each box above the threshold as an answer, right where it is matched; and each unit as one, wrong where an object
 * is missed or a box is a false alarm.
 *
 * A unit is as sure as its least sure box above the threshold, whatever that box turns out to be: a model in use does
 * not know which are ignored. Without one it is sure that nothing is there: 1 − the greatest score below, where scores
 * are within [0, 1]. A unit without any box says nothing of itself, and is left out.
 *
 * @throws HomegroundError `metric/not-available` where nothing says a threshold
 */
export function objectAnswers(outcomes: DetectionOutcomes, where: string): ObjectAnswers {
  const point = detectionPoint(outcomes, {}, where);
  const missedOrFalse = unitsWithObjects(outcomes);
  const least = new Float64Array(outcomes.unitCount).fill(Number.POSITIVE_INFINITY);
  const below = new Float64Array(outcomes.unitCount).fill(Number.NEGATIVE_INFINITY);
  const { rows, right } = countedRows(outcomes, point, (unit, score, isAbove) => {
    if (isAbove) least[unit] = Math.min(least[unit]!, score);
    else below[unit] = Math.max(below[unit]!, score);
  });
  for (let i = 0; i < rows.length; i++) {
    const unit = outcomes.detections.unit[rows[i]!]!;
    missedOrFalse.hits[unit]! += right[i]!;
    if (right[i] === 0) missedOrFalse.isFalse[unit] = 1;
  }
  const areShares = outcomes.detections.score.every((score) => score >= 0 && score <= 1);
  const sure = least.map((score, unit) => {
    if (score !== Number.POSITIVE_INFINITY) return score;
    const greatest = below[unit]!;
    return areShares && greatest !== Number.NEGATIVE_INFINITY ? settled(1 - greatest) : Number.NaN;
  });
  return {
    boxes: answersOf(outcomes, rows, right),
    images: imagesOf(outcomes, sure, missedOrFalse),
  };
}

/** Rows above the threshold that are right (1) or wrong (0); every row is visited. */
function countedRows(
  { classes, detections }: DetectionOutcomes,
  { thresholds, overlap }: DetectionPoint,
  visit: (unit: number, score: number, isAbove: boolean) => void,
) {
  const matched = detections.matched[0] ?? new Uint16Array(0);
  const ignored = detections.ignored[0] ?? new Uint16Array(0);
  const rows = new Int32Array(detections.count);
  const right = new Uint8Array(detections.count);
  let count = 0;
  for (let k = 0; k < classes.length; k++) {
    for (let row = detections.classStart[k]!; row < detections.classStart[k + 1]!; row++) {
      const isAbove = detections.score[row]! >= thresholds[k]!;
      visit(detections.unit[row]!, detections.score[row]!, isAbove);
      if (!isAbove) continue;
      const isHit = (matched[row]! >> overlap) & 1;
      if (isHit === 0 && ((ignored[row]! >> overlap) & 1) === 1) continue;
      rows[count] = row;
      right[count++] = isHit;
    }
  }
  return { rows: rows.subarray(0, count), right: right.subarray(0, count) };
}

interface UnitMistakes {
  /** Objects to be found, and those that are. */
  readonly objects: Uint32Array;
  readonly hits: Uint32Array;
  /** 1 where a box is a false alarm. */
  readonly isFalse: Uint8Array;
}

function unitsWithObjects({ truths, unitCount }: DetectionOutcomes): UnitMistakes {
  const objects = new Uint32Array(unitCount);
  for (let row = 0; row < truths.count; row++)
    objects[truths.unit[row]!]! += truths.counted[row]! & 1;
  return { objects, hits: new Uint32Array(unitCount), isFalse: new Uint8Array(unitCount) };
}

function answersOf(
  { rules, cluster, clusterCount, unitCount, detections }: DetectionOutcomes,
  rows: Int32Array,
  right: Uint8Array,
): SureAnswers {
  const { unit, score } = detections;
  const clusters = {
    cluster: Int32Array.from(rows, (row) => cluster?.[unit[row]!] ?? unit[row]!),
    clusterCount: cluster === null ? unitCount : clusterCount,
  };
  return {
    outcomes: { ...rightOrWrong(right, clusters), unit: WORD_BY_GEOMETRY[rules.geometry] },
    own: { name: "confidence", values: pickNumbers(score, rows) },
  };
}

function imagesOf(
  { unitCount, unit, cluster, clusterCount }: DetectionOutcomes,
  sure: Float64Array,
  { objects, hits, isFalse }: UnitMistakes,
): SureImages {
  const isRight = isFalse.map((one, i) => (one === 0 && hits[i] === objects[i] ? 1 : 0));
  const all = Array.from({ length: unitCount }, (_, i) => i);
  const units = Int32Array.from(all.filter((i) => !Number.isNaN(sure[i]!)));
  const unsaid = all.filter((i) => Number.isNaN(sure[i]!));
  const clusters = {
    cluster: cluster === null ? null : Int32Array.from(units, (i) => cluster[i]!),
    clusterCount: cluster === null ? 0 : clusterCount,
  };
  const right = Uint8Array.from(units, (i) => isRight[i]!);
  return {
    outcomes: { ...rightOrWrong(right, clusters), unit },
    own: { name: "confidence", values: pickNumbers(sure, units) },
    units,
    unsaid: unsaid.length,
    unsaidErrors: unsaid.filter((i) => isRight[i] === 0).length,
  };
}

/** What figures of failures need: whether each answer is right. */
function rightOrWrong(
  right: Uint8Array,
  clusters: Pick<ClassificationOutcomes, "cluster" | "clusterCount">,
): ClassificationOutcomes {
  return outcomesOfPairs({
    classes: ["right", "wrong"],
    modelClassCount: 2,
    truth: new Int32Array(right.length),
    predicted: Int32Array.from(right, (one) => 1 - one),
    ...clusters,
  });
}
