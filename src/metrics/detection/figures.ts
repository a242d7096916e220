import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import type { Interpolation } from "./interpolation.js";
import { createPrecisionPlan, type PrecisionPlan } from "./precision-plan.js";
import { createTableKernel, type PrecisionTable, type TableScope } from "./precision-table.js";

/** One figure of outcomes: a mean over classes, or one class, and over thresholds. */
export interface DetectionFigure {
  /** Average precision, or the recall of the detections that are looked at. */
  readonly measure: "ap" | "ar";
  /** Index into the rules' area ranges. */
  readonly area: number;
  /** Detections of an image and class that are looked at, the surest. */
  readonly maxDetections: number;
  /** Indices into the rules' thresholds. */
  readonly thresholds: readonly number[];
  readonly interpolation: Interpolation;
  /** Index of the class; null for the mean over classes with truth. */
  readonly classIndex: number | null;
}

/** A figure under some weights. */
export interface FigureValue {
  /** NaN where no class has truth. */
  readonly value: number;
  /** Classes that the mean runs over. */
  readonly defined: number;
}

/**
 * A function that evaluates figures under weights, those that share an area range and a number of
 * detections in one pass.
 *
 * @returns a function of weights (≥ 0, one a unit; null for ones) that writes the values
 */
export function createFiguresKernel(
  outcomes: DetectionOutcomes,
  figures: readonly DetectionFigure[],
): (weights: Float64Array | null, into: Float64Array) => void {
  const groups = groupFigures(figures).map((members) => {
    const [first] = members;
    const plan = planOf(outcomes, first.figure);
    return { members, plan, kernel: createTableKernel(plan, scopeOf(outcomes, members)) };
  });
  return (weights, into) => {
    for (const { members, plan, kernel } of groups) {
      const table = kernel(weights);
      for (const { figure, place } of members) into[place] = figureOf(table, plan, figure).value;
    }
  };
}

/** The value of a figure in a table of its plan, and over how many classes. */
export function figureOf(
  table: PrecisionTable,
  { classCount, thresholdCount }: Pick<PrecisionPlan, "classCount" | "thresholdCount">,
  { measure, thresholds, classIndex }: DetectionFigure,
): FigureValue {
  const values = measure === "ap" ? table.precision : table.recall;
  let sum = 0;
  let defined = 0;
  const from = classIndex ?? 0;
  const to = classIndex === null ? classCount : from + 1;
  for (let k = from; k < to; k++) {
    let ofClass = 0;
    for (let i = 0; i < thresholds.length; i++) {
      ofClass += values[k * thresholdCount + thresholds[i]!]!;
    }
    if (Number.isNaN(ofClass)) continue;
    sum += ofClass;
    defined++;
  }
  return { value: Math.min(1, sum / (defined * thresholds.length)), defined };
}

/** A figure and its place among those that were asked for. */
export interface PlacedFigure {
  readonly figure: DetectionFigure;
  readonly place: number;
}

/** Figures that one table of precision and recall gives, together. */
export function groupFigures(
  figures: readonly DetectionFigure[],
): (readonly [PlacedFigure, ...PlacedFigure[]])[] {
  const groups = new Map<string, [PlacedFigure, ...PlacedFigure[]]>();
  for (const [place, figure] of figures.entries()) {
    const key = [figure.area, figure.maxDetections, figure.interpolation].join("/");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [{ figure, place }]);
    else group.push({ figure, place });
  }
  return [...groups.values()];
}

/** What of a table some figures need. */
export function scopeOf(outcomes: DetectionOutcomes, members: readonly PlacedFigure[]): TableScope {
  const classes = new Uint8Array(outcomes.classes.length);
  const thresholds = new Set<number>();
  let interpolation: Interpolation | null = null;
  for (const { figure } of members) {
    if (figure.classIndex === null) classes.fill(1);
    else classes[figure.classIndex] = 1;
    for (const t of figure.thresholds) thresholds.add(t);
    if (figure.measure === "ap") interpolation = figure.interpolation;
  }
  return { interpolation, classes, thresholds: [...thresholds].sort((a, b) => a - b) };
}

const plans = new WeakMap<DetectionOutcomes, Map<string, PrecisionPlan>>();

/** The plan of a figure, made once for the same outcomes, which do not change. */
export function planOf(
  outcomes: DetectionOutcomes,
  { area, maxDetections }: Pick<DetectionFigure, "area" | "maxDetections">,
): PrecisionPlan {
  const known = plans.get(outcomes) ?? new Map<string, PrecisionPlan>();
  plans.set(outcomes, known);
  const key = `${area}/${maxDetections}`;
  const plan = known.get(key) ?? createPrecisionPlan(outcomes, area, maxDetections);
  known.set(key, plan);
  return plan;
}
