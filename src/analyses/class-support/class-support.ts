import { log10 } from "../../core/elementary.js";
import {
  type ConceptSupport,
  type ConceptSupportReport,
  LEAST_CLASSES,
  LEAST_IMAGES,
  ofTrend,
} from "../../dataset/profile/concept-support.js";
import { pearson, pearsonInterval } from "../../statistics/correlation.js";
import { straightLine } from "../../statistics/least-squares.js";
import { tInterval } from "../../statistics/mean.js";
import type { ResultClassSupport, ResultSupportFit, ResultSupportGroup } from "./result.js";

/** Of fewer classes there is no range of a mean over them. */
const FEWEST_IN_GROUP = 3;

/**
 * Training counts against local figures (METHODS §7.5; Udandarao and others 2024, arXiv 2404.04125). Classes that
 * were never trained are a group of their own: 0 has no logarithm, and log(f + 1) would put them one decade
 * below those with nine images, whatever they are like.
 *
 * @param concepts with the share that is right of every class
 */
export function classSupport(
  record: string,
  unit: string,
  { classes, warnings }: ConceptSupportReport,
  level: number,
): ResultClassSupport {
  const group = (is: (training: number | null) => boolean): ResultSupportGroup =>
    groupOf(
      classes.filter(({ training }) => is(training)),
      level,
    );
  const used = ofTrend(classes);
  return {
    record,
    unit,
    level,
    classes,
    unknown: group((training) => training === null),
    never: group((training) => training === 0),
    trained: group((training) => training !== null && training > 0),
    fit:
      used.length < LEAST_CLASSES
        ? null
        : supportFit(
            used.map(({ training }) => training!),
            used.map(({ recall }) => recall!),
            level,
          ),
    usable: used.length,
    leastClasses: LEAST_CLASSES,
    leastUnits: LEAST_IMAGES,
    warnings,
  };
}

/**
 * How figures of classes rise with the logarithm of their training counts.
 *
 * @param training above 0, one a class
 * @param values the figure of each
 * @returns null of fewer than 3 classes, and where all were trained alike
 */
export function supportFit(
  training: readonly number[],
  values: readonly number[],
  level: number,
): ResultSupportFit | null {
  const x = training.map(log10);
  const line = straightLine(x, values, level);
  if (line === null) return null;
  const r = pearson(Float64Array.from(x), Float64Array.from(values));
  const range = r === null ? null : pearsonInterval(r, x.length, level);
  const { slope, low, high, intercept, n } = line;
  return {
    ...{ slope, low, high, intercept, pearson: r, classes: n },
    pearsonLow: range?.low ?? null,
    pearsonHigh: range?.high ?? null,
  };
}

function groupOf(classes: readonly ConceptSupport[], level: number): ResultSupportGroup {
  const units = classes.reduce((sum, { local }) => sum + local, 0);
  const { value, low, high } = tInterval(
    Float64Array.from(classes, ({ recall }) => recall!),
    level,
  );
  const isFew = classes.length < FEWEST_IN_GROUP || low === null || high === null;
  return {
    classes: classes.length,
    units,
    value,
    low: isFew ? null : Math.max(0, low),
    high: isFew ? null : Math.min(1, high),
  };
}
