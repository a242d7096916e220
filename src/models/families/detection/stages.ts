import { DETECTION_WIDTH, detectionCount } from "../../detections.js";

/** How a detector's boxes go to a classifier, and what the two answers make together. */
export interface StageRule {
  /** What is added on each side of a box, as a share of its width and height; at least 0. */
  readonly margin: number;
  /** Whether the cut-out is made square, by its longer side, as far as the picture goes. */
  readonly square: boolean;
  /** Detections below this score keep the detector's answer. */
  readonly minScore: number;
  /** Labels of the detector that the classifier refines; null: all. */
  readonly refines: readonly string[] | null;
  /** `product`: score of the box × probability of the label; `detector`: score of the box alone. */
  readonly score: "product" | "detector";
}

/** Part of a picture that a classifier looks at. */
export interface Crop {
  /** Row of the detection. */
  readonly detection: number;
  /** Whole pixels inside the picture, at least 1 × 1. */
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * The parts of a picture that go to the classifier: each box with its margin, grown to a square
 * where that is asked for, moved inside the picture where it fits there and cut where it does not,
 * and widened to whole pixels.
 *
 * @param rows packed detections, in pixels of the picture
 */
export function stageCrops(
  rows: Float64Array,
  picture: { readonly widthPx: number; readonly heightPx: number },
  labels: readonly string[],
  rule: StageRule,
): readonly Crop[] {
  const refined = refinedLabels(labels, rule);
  const crops: Crop[] = [];
  for (let i = 0; i < detectionCount(rows); i++) {
    const [x = 0, y = 0, w = 0, h = 0, score = 0, label = -1] = rowOf(rows, i);
    if (score < rule.minScore || !refined.has(label)) continue;
    let [width, height] = [w * (1 + 2 * rule.margin), h * (1 + 2 * rule.margin)];
    if (rule.square) [width, height] = [Math.max(width, height), Math.max(width, height)];
    const [left, right] = extent(x + w / 2, width, picture.widthPx);
    const [top, bottom] = extent(y + h / 2, height, picture.heightPx);
    crops.push({
      detection: i,
      x: left,
      y: top,
      widthPx: right - left,
      heightPx: bottom - top,
    });
  }
  return crops;
}

/** A length around a middle, inside [0, side], in whole pixels. */
function extent(middle: number, length: number, side: number): readonly [number, number] {
  const fits = Math.min(length, side);
  const start = Math.min(Math.max(0, middle - fits / 2), side - fits);
  const from = Math.min(side - 1, Math.floor(start));
  return [from, Math.min(side, Math.max(from + 1, Math.ceil(start + fits)))];
}

/** What the two stages know labels by: the detector's, then those of the classifier that it has not. */
export function stageLabels(
  detector: readonly string[],
  classifier: readonly string[],
): readonly string[] {
  const known = new Set(detector);
  return [...detector, ...classifier.filter((label) => !known.has(label))];
}

/**
 * Both answers of an image in one array, so that each can be evaluated for itself: for each
 * detection its row, then the classifier's score for each of its labels, or NaN where it was not
 * asked. Row-major, count × (DETECTION_WIDTH + number of the classifier's labels).
 *
 * @param scores of each crop, in the order of `crops`
 */
export function packStages(
  rows: Float64Array,
  crops: readonly Crop[],
  scores: readonly Float64Array[],
  classes: number,
): Float64Array {
  const width = DETECTION_WIDTH + classes;
  const count = detectionCount(rows);
  const packed = new Float64Array(count * width).fill(Number.NaN);
  for (let i = 0; i < count; i++) packed.set(rowOf(rows, i), i * width);
  for (const [k, { detection }] of crops.entries()) {
    packed.set(scores[k]!, detection * width + DETECTION_WIDTH);
  }
  return packed;
}

/** The detector's own answer in what {@link packStages} made. */
export function detectorStage(packed: Float64Array, classes: number): Float64Array {
  const width = DETECTION_WIDTH + classes;
  const count = packed.length / width;
  const rows = new Float64Array(count * DETECTION_WIDTH);
  for (let i = 0; i < count; i++) {
    rows.set(packed.subarray(i * width, i * width + DETECTION_WIDTH), i * DETECTION_WIDTH);
  }
  return rows;
}

/** The classifier's scores for detection i; null where it was not asked. */
export function classifierStage(
  packed: Float64Array,
  i: number,
  classes: number,
): Float64Array | null {
  const from = i * (DETECTION_WIDTH + classes) + DETECTION_WIDTH;
  return Number.isNaN(packed[from]) ? null : packed.slice(from, from + classes);
}

/**
 * The prediction of both together: where the classifier was asked, the label is its surest one (the
 * first of equal ones) and the score is what the rule says; elsewhere both are the detector's. By
 * falling score, equal ones in their order.
 *
 * @param labels of detector and classifier
 * @returns packed detections whose labels are indices into {@link stageLabels}
 */
export function combineStages(
  packed: Float64Array,
  labels: { readonly detector: readonly string[]; readonly classifier: readonly string[] },
  rule: Pick<StageRule, "score">,
): Float64Array {
  const classes = labels.classifier.length;
  const joint = stageLabels(labels.detector, labels.classifier);
  const indexOf = labels.classifier.map((label) => joint.indexOf(label));
  const rows = detectorStage(packed, classes);
  const count = detectionCount(rows);
  for (let i = 0; i < count; i++) {
    const scores = classifierStage(packed, i, classes);
    if (scores === null) continue;
    let best = 0;
    for (let k = 1; k < classes; k++) if (scores[k]! > scores[best]!) best = k;
    if (rule.score === "product") rows[i * DETECTION_WIDTH + 4]! *= scores[best]!;
    rows[i * DETECTION_WIDTH + 5] = indexOf[best]!;
  }
  const order = Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => rows[b * DETECTION_WIDTH + 4]! - rows[a * DETECTION_WIDTH + 4]!,
  );
  const sorted = new Float64Array(rows.length);
  for (const [to, i] of order.entries()) sorted.set(rowOf(rows, i), to * DETECTION_WIDTH);
  return sorted;
}

function refinedLabels(labels: readonly string[], { refines }: StageRule): ReadonlySet<number> {
  const indices = labels.map((_, i) => i);
  return new Set(refines === null ? indices : indices.filter((i) => refines.includes(labels[i]!)));
}

function rowOf(rows: Float64Array, i: number): Float64Array {
  return rows.subarray(i * DETECTION_WIDTH, (i + 1) * DETECTION_WIDTH);
}
