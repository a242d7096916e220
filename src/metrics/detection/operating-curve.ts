import { sortByScore } from "../../outcomes/detection/stable-sorts.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import { type CurveFigure, createCurveFigure, writePoint } from "../curve-figure.js";
import {
  type RunningInterval,
  runningMean,
  runningShare,
  runningUnitShare,
} from "../running-sums.js";
import { createUnitSample } from "../sample.js";
import { overlapIndex } from "./operating-sums.js";

/** What a detector gives at each of many thresholds, falling. */
export interface OperatingCurve {
  readonly threshold: Float64Array;
  /** Units; the weights of objects and detections are scaled to sum to their number. */
  readonly units: number;
  /** Objects, detections that are right, and detections that are wrong, weighted. */
  readonly truth: number;
  readonly found: Float64Array;
  readonly wrong: Float64Array;
  readonly precision: CurveFigure;
  readonly recall: CurveFigure;
  readonly f1: CurveFigure;
  /** Wrong detections a unit. */
  readonly falseAlarms: CurveFigure;
  /** Detections less objects, a unit. */
  readonly countBias: CurveFigure;
  /** Share of units with a detection, right, wrong or neither: what a person still looks at. */
  readonly toLookAt: CurveFigure;
}

export interface OperatingCurveOptions {
  /** Index of a class; null for all together. */
  readonly index: number | null;
  /** Least overlap of a detection that is right. Default 0.5. */
  readonly iou?: number;
  /** Default 0.95. */
  readonly level?: number;
  /** What each unit weighs, ≥ 0; default: all alike. */
  readonly weights?: Float64Array | null;
  /** Thresholds in any order; default: {@link thresholdGrid} of the scores. */
  readonly thresholds?: Float64Array;
}

/** A curve has so many points at most, unless thresholds are given. */
export const MOST_POINTS = 200;

/**
 * Figures at every threshold in one walk down the ranking: sums over units and clusters change with
 * each detection, so that the work grows with detections + thresholds, not with their product. The
 * intervals are those of the estimators (METHODS §2.1); a threshold chosen on this curve makes its
 * figures look too good ({@link chooseThreshold}).
 *
 * @throws HomegroundError `metric/not-available` where nothing was matched at the overlap,
 *   `argument/length-mismatch` and `argument/out-of-range` for the weights
 */
export function operatingCurve(
  outcomes: DetectionOutcomes,
  options: OperatingCurveOptions,
): OperatingCurve {
  const { index, level = 0.95, weights = null } = options;
  const overlap = overlapIndex(outcomes, options.iou ?? 0.5, "operatingCurve");
  const { detections, truths, unitCount } = outcomes;
  const { sample, kept } = createUnitSample(outcomes, weights);
  const placeOf = places(kept, unitCount);
  const rows = rankedRows(outcomes, index);
  const grid = options.thresholds?.slice().sort().reverse() ?? gridOf(outcomes, rows, MOST_POINTS);
  const curve = createCurve(grid.length);
  const [precision, recall, jaccard] = [
    runningShare(sample),
    runningShare(sample),
    runningShare(sample),
  ];
  const [alarms, bias, looked] = [
    runningMean(sample),
    runningMean(sample),
    runningUnitShare(sample),
  ];
  for (let place = 0; place < sample.outcomes.unitCount; place++) looked.add(place, 1, 0);
  const seen = new Uint8Array(unitCount);
  const weightAt = (place: number): number => sample.weights?.[place] ?? 1;

  let truth = 0;
  visitTruths(outcomes, index, (row) => {
    const place = placeOf(truths.unit[row]!);
    if (place < 0) return;
    truth += weightAt(place);
    recall.add(place, 1, 0);
    jaccard.add(place, 1, 0);
    bias.add(place, -1);
  });

  const matched = detections.matched[0] ?? new Uint16Array(0);
  const ignored = detections.ignored[0] ?? new Uint16Array(0);
  let found = 0;
  let wrong = 0;
  function take(row: number): void {
    const unit = detections.unit[row]!;
    const place = placeOf(unit);
    if (place < 0) return;
    if (seen[unit] === 0) looked.add(place, 0, 1);
    seen[unit] = 1;
    const isHit = (matched[row]! >> overlap) & 1;
    if (isHit === 0 && ((ignored[row]! >> overlap) & 1) === 1) return;
    precision.add(place, 1, isHit);
    bias.add(place, 1);
    if (isHit === 1) {
      found += weightAt(place);
      recall.add(place, 0, 1);
      jaccard.add(place, 0, 1);
    } else {
      wrong += weightAt(place);
      alarms.add(place, 1);
      jaccard.add(place, 1, 0);
    }
  }

  let next = 0;
  function takeFrom(threshold: number): void {
    while (next < rows.length && detections.score[rows[next]!]! >= threshold) take(rows[next++]!);
  }

  for (let i = 0; i < grid.length; i++) {
    takeFrom(grid[i]!);
    curve.found[i] = found;
    curve.wrong[i] = wrong;
    writePoint(curve.precision, i, precision.interval(level));
    writePoint(curve.recall, i, recall.interval(level));
    writePoint(curve.f1, i, f1Of(jaccard.interval(level)));
    writePoint(curve.falseAlarms, i, alarms.interval(level));
    writePoint(curve.countBias, i, bias.interval(level));
    writePoint(curve.toLookAt, i, looked.interval(level));
  }
  return { threshold: grid, units: sample.outcomes.unitCount, truth, ...curve };
}

/**
 * Scores of a class, or of all, as thresholds, falling: each distinct one where there are at most
 * `most`; else half of them evenly by rank and half evenly by score, because a detector that lists
 * everything has most of its scores near 0.
 */
export function thresholdGrid(
  outcomes: DetectionOutcomes,
  index: number | null,
  most = MOST_POINTS,
): Float64Array {
  return gridOf(outcomes, rankedRows(outcomes, index), most);
}

/** @param rows by falling score */
function gridOf({ detections }: DetectionOutcomes, rows: Int32Array, most: number): Float64Array {
  const { score } = detections;
  const distinct = new Float64Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const own = score[rows[i]!]! + 0; // −0 is 0
    if (count === 0 || own !== distinct[count - 1]) distinct[count++] = own;
  }
  if (count <= most) return distinct.slice(0, count);
  const half = Math.floor(most / 2);
  const chosen = new Set<number>();
  const top = distinct[0]!;
  const bottom = distinct[count - 1]!;
  for (let i = 0, at = 0; i < half; i++) {
    const share = i / (half - 1);
    const row = rows[Math.round(share * (rows.length - 1))]!;
    chosen.add(score[row]! + 0);
    const wanted = top - share * (top - bottom);
    while (at < count - 1 && distinct[at]! > wanted) at++;
    chosen.add(distinct[at]!);
  }
  return Float64Array.from(chosen).sort().reverse();
}

/** Rows of a class by falling score, or of all classes merged. */
export function rankedRows({ detections }: DetectionOutcomes, index: number | null): Int32Array {
  if (index === null) return mergedRows(detections);
  // Rows of one class fall by score already.
  return rowsFrom(detections.classStart[index]!, detections.classStart[index + 1]!);
}

/** Each curve of the same outcomes goes down the same ranking. */
const merged = new WeakMap<DetectionOutcomes["detections"], Int32Array>();

function mergedRows(detections: DetectionOutcomes["detections"]): Int32Array {
  const known = merged.get(detections);
  if (known !== undefined) return known;
  const rows = rowsFrom(0, detections.count);
  sortByScore(rows, detections.score);
  merged.set(detections, rows);
  return rows;
}

function rowsFrom(from: number, to: number): Int32Array {
  const rows = new Int32Array(to - from);
  for (let i = 0; i < rows.length; i++) rows[i] = from + i;
  return rows;
}

/** Rows of counted truths of a class, or of all. */
export function visitTruths(
  { truths }: DetectionOutcomes,
  index: number | null,
  visit: (row: number) => void,
): void {
  const from = index === null ? 0 : truths.classStart[index]!;
  const to = index === null ? truths.count : truths.classStart[index + 1]!;
  for (let row = from; row < to; row++) if ((truths.counted[row]! & 1) === 1) visit(row);
}

/** Place of a unit in a sample, −1 where it is not in it. */
function places(kept: Int32Array | null, unitCount: number): (unit: number) => number {
  if (kept === null) return (unit) => unit;
  const place = new Int32Array(unitCount).fill(-1);
  for (let i = 0; i < kept.length; i++) place[kept[i]!] = i;
  return (unit) => place[unit]!;
}

function f1Of({ value, low, high }: RunningInterval): RunningInterval {
  const map = (j: number) => (2 * j) / (1 + j);
  return { value: map(value), low: map(low), high: map(high) };
}

function createCurve(points: number) {
  const figure = () => createCurveFigure(points);
  return {
    found: new Float64Array(points),
    wrong: new Float64Array(points),
    precision: figure(),
    recall: figure(),
    f1: figure(),
    falseAlarms: figure(),
    countBias: figure(),
    toLookAt: figure(),
  };
}
