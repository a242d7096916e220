import type { DetectionOutcomes } from "../../outcomes/detection-types.js";

/** Which precision–recall curve of outcomes is meant. */
export interface CurveOptions {
  readonly classIndex: number;
  /** Index into the rules' thresholds. */
  readonly threshold: number;
  /** Index into the rules' area ranges. Default 0, all. */
  readonly area?: number;
  /** Surest detections of an image that are looked at. Default: all that are kept. */
  readonly maxDetections?: number;
  /** ≥ 0, one a unit; default ones. */
  readonly weights?: Float64Array | null;
}

/**
 * A precision–recall curve, a point for each detection that counts, by falling score: among equal
 * scores in the order in which they are ranked.
 */
export interface DetectionCurve {
  readonly score: Float64Array;
  readonly recall: Float64Array;
  readonly precision: Float64Array;
  /** Greatest precision at that recall or more: what average precision is made of. */
  readonly envelope: Float64Array;
  /** Row of each point in the outcomes' detections. */
  readonly row: Int32Array;
  /** Weight of the truth objects that count. */
  readonly positives: number;
}

/**
 * The curve of one class. Detections that are ignored, or of weight 0, are no points; recall is NaN
 * where no truth counts.
 */
export function detectionCurve(
  { detections, truths }: DetectionOutcomes,
  options: CurveOptions,
): DetectionCurve {
  const { classIndex: k, threshold: t, area = 0, weights = null } = options;
  const { maxDetections = Number.POSITIVE_INFINITY } = options;
  let positives = 0;
  for (let row = truths.classStart[k]!; row < truths.classStart[k + 1]!; row++) {
    if (((truths.counted[row]! >> area) & 1) === 1) positives += weights?.[truths.unit[row]!] ?? 1;
  }
  const from = detections.classStart[k]!;
  const to = detections.classStart[k + 1]!;
  const curve = {
    score: new Float64Array(to - from),
    recall: new Float64Array(to - from),
    precision: new Float64Array(to - from),
    row: new Int32Array(to - from),
  };
  let right = 0;
  let wrong = 0;
  let count = 0;
  for (let row = from; row < to; row++) {
    const weight = weights?.[detections.unit[row]!] ?? 1;
    const isIgnored = ((detections.ignored[area]![row]! >> t) & 1) === 1;
    if (isIgnored || weight === 0 || detections.rank[row]! >= maxDetections) continue;
    if (((detections.matched[area]![row]! >> t) & 1) === 1) right += weight;
    else wrong += weight;
    curve.score[count] = detections.score[row]!;
    curve.recall[count] = right / positives;
    curve.precision[count] = right / (right + wrong);
    curve.row[count++] = row;
  }
  const precision = curve.precision.slice(0, count);
  return {
    precision,
    positives,
    envelope: envelopeOf(precision),
    score: curve.score.slice(0, count),
    recall: curve.recall.slice(0, count),
    row: curve.row.slice(0, count),
  };
}

function envelopeOf(precision: Float64Array): Float64Array {
  const envelope = precision.slice();
  for (let i = envelope.length - 2; i >= 0; i--) {
    envelope[i] = Math.max(envelope[i]!, envelope[i + 1]!);
  }
  return envelope;
}
