import type { Outcomes } from "../../outcomes/classification-types.js";
import { haveMasks, type MaskOutcomes } from "../../outcomes/segmentation/mask-outcomes.js";
import { clusterDesign } from "../../statistics/cluster-design.js";
import { jackknifeVariance, pseudoDeviations } from "../../statistics/jackknife.js";
import { jackknifeEstimate, NOTHING_KNOWN } from "../estimate-jackknife.js";
import { failureMeanEstimate, meanEstimate } from "../estimate-mean.js";
import type { MetricReference } from "../estimate-types.js";
import { leaveGroupsOut } from "../group-jackknife.js";
import type { ImageMethod, MetricParameter } from "../metric.js";
import type { MetricEstimate } from "../metric-estimate.js";
import type { MetricKernel } from "../metric-kernel.js";
import { namedClass, notAvailable } from "../not-available.js";
import { CLASS } from "../parameters.js";
import { fewClasses } from "../prediction-jackknife.js";
import { createUnitSample, type Sample, type UnitSample } from "../sample.js";

/** Whether each image counts alike, or its pixels are put together with those of all. */
export const OVER_IMAGES = {
  name: "average",
  kind: "choice",
  values: ["image", "pooled"],
  default: "image",
  alwaysPrinted: false,
} as const satisfies MetricParameter;

/** Of figures of labels: one label or the mean over them. */
export const OF_LABELS: readonly MetricParameter[] = [CLASS, OVER_IMAGES];

/** A figure of masks: for an image and a label a share of pixels, or a value of its own. */
export interface MaskFigure {
  /** Whether it is of labels; otherwise of all pixels of an image. */
  readonly isOfLabels: boolean;
  /** Value of each unit for a label; NaN where it is undefined. */
  values(outcomes: MaskOutcomes, label: number, reference: MetricReference): Float64Array;
  /** The pooled figure is the quotient of the sums of these; absent: there is none. */
  parts?(outcomes: MaskOutcomes, label: number): MaskParts;
  /** In [0, 1], or unbounded: `mean-failure` or `t` (METHODS §2.1). */
  readonly isBounded: boolean;
  /** Codes of what is undefined about it. */
  warnings?(outcomes: MaskOutcomes, labels: readonly number[]): readonly string[];
}

export interface MaskParts {
  readonly numerator: Float64Array;
  readonly denominator: Float64Array;
}

/** The quotient of each unit; NaN where nothing is there to be found and nothing was. */
export function quotients({ numerator, denominator }: MaskParts): Float64Array {
  return numerator.map((value, i) => (denominator[i]! > 0 ? value / denominator[i]! : Number.NaN));
}

/** Column of a label in a matrix of units × classes. */
export function columnOf(
  matrix: Float64Array,
  { unitCount, classes }: Pick<MaskOutcomes, "unitCount" | "classes">,
  label: number,
): Float64Array {
  const column = new Float64Array(unitCount);
  for (let i = 0; i < unitCount; i++) column[i] = matrix[i * classes.length + label]!;
  return column;
}

/**
 * Means over images where a figure is defined, of one label or as the mean over labels of those; and the
 * pooled figure beside them.
 */
export function maskMethod(figure: MaskFigure): ImageMethod {
  const isPooled = (reference: MetricReference) =>
    figure.parts !== undefined && reference.parameters.get(OVER_IMAGES.name) === "pooled";
  const columnsOf = (outcomes: MaskOutcomes, reference: MetricReference): Float64Array[] =>
    labelsOf(outcomes, reference, figure).map((label) => figure.values(outcomes, label, reference));
  const kernel = (outcomes: MaskOutcomes, reference: MetricReference): MetricKernel => {
    if (!isPooled(reference)) return macroMean(columnsOf(outcomes, reference));
    const labels = labelsOf(outcomes, reference, figure);
    return pooledMean(labels.map((label) => figure.parts!(outcomes, label)));
  };
  return {
    kernel: (outcomes, reference) => kernel(masksOf(outcomes, reference), reference),
    estimate(sample, reference, seed) {
      const outcomes = masksOf(sample.outcomes, reference);
      const labels = labelsOf(outcomes, reference, figure);
      const found = isPooled(reference)
        ? pooledEstimate(sample, outcomes, kernel(outcomes, reference), labels, figure, seed)
        : meanOfLabels(sample, outcomes, labels, columnsOf(outcomes, reference), figure);
      const more = figure.warnings?.(outcomes, labels) ?? [];
      if (more.length === 0) return found;
      const withMore = (detail: ReturnType<MetricEstimate["at"]>) => ({
        ...detail,
        warnings: [...detail.warnings, ...more],
      });
      return { ...found, at: (level) => withMore(found.at(level)) };
    },
    unitValues(outcomes, reference) {
      if (isPooled(reference)) return null;
      const columns = columnsOf(masksOf(outcomes, reference), reference);
      const [only] = columns;
      return columns.length === 1 && only?.every((value) => Number.isFinite(value)) === true
        ? only
        : null;
    },
    imageScores(outcomes, reference) {
      if (!figure.isBounded) return null;
      const columns = columnsOf(masksOf(outcomes, reference), reference);
      const scores = new Float64Array(outcomes.unitCount);
      for (let i = 0; i < scores.length; i++) {
        let sum = 0;
        let count = 0;
        for (const values of columns) {
          if (!Number.isFinite(values[i]!)) continue;
          sum += values[i]!;
          count++;
        }
        scores[i] = count === 0 ? 1 : sum / count;
      }
      return scores;
    },
  };
}

function masksOf(outcomes: Outcomes, reference: MetricReference): MaskOutcomes {
  if (haveMasks(outcomes)) return outcomes;
  throw notAvailable(reference, "it is a figure of masks", "Take another metric");
}

/** The label that is named, or those that a mean runs over: the background counts only if it is all. */
function labelsOf(
  outcomes: MaskOutcomes,
  reference: MetricReference,
  { isOfLabels }: MaskFigure,
): readonly number[] {
  if (!isOfLabels) return [0];
  const named = namedClass(reference, outcomes.classes);
  if (named !== null) return [named];
  const all = [...outcomes.classes.keys()];
  const others = all.filter((k) => k !== outcomes.background);
  return others.length > 0 ? others : all;
}

/** Mean over labels of the mean over the units where each is defined; NaN where none is. */
export function macroMean(columns: readonly Float64Array[]): MetricKernel {
  return (weights) => {
    let sum = 0;
    let labels = 0;
    for (const values of columns) {
      let total = 0;
      let weight = 0;
      for (let i = 0; i < values.length; i++) {
        const value = values[i]!;
        if (!Number.isFinite(value)) continue;
        const w = weights === null ? 1 : weights[i]!;
        total += w * value;
        weight += w;
      }
      if (!(weight > 0)) continue;
      sum += total / weight;
      labels++;
    }
    return labels === 0 ? Number.NaN : sum / labels;
  };
}

/** Mean over labels of quotients of sums; NaN where no label has any. */
export function pooledMean(parts: readonly MaskParts[]): MetricKernel {
  return (weights) => {
    let sum = 0;
    let labels = 0;
    for (const { numerator, denominator } of parts) {
      let above = 0;
      let below = 0;
      for (let i = 0; i < numerator.length; i++) {
        const w = weights === null ? 1 : weights[i]!;
        above += w * numerator[i]!;
        below += w * denominator[i]!;
      }
      if (!(below > 0)) continue;
      sum += above / below;
      labels++;
    }
    return labels === 0 ? Number.NaN : sum / labels;
  };
}

/** The units on which some column is defined, with what each adds to the mean over labels. */
function influences(sample: UnitSample, columns: readonly Float64Array[]) {
  const { unitCount } = sample.outcomes;
  const weightOf = (i: number): number => sample.weights?.[i] ?? 1;
  const defined = new Uint8Array(unitCount);
  const counts: number[] = [];
  const used: { readonly values: Float64Array; readonly mean: number; readonly weight: number }[] =
    [];
  for (const values of columns) {
    let total = 0;
    let weight = 0;
    let count = 0;
    for (let i = 0; i < unitCount; i++) {
      if (!Number.isFinite(values[i]!)) continue;
      count++;
      defined[i] = 1;
      total += weightOf(i) * values[i]!;
      weight += weightOf(i);
    }
    counts.push(count);
    if (weight > 0) used.push({ values, mean: total / weight, weight });
  }
  const units = [...defined.keys()].filter((i) => defined[i] === 1);
  const all = units.reduce((sum, i) => sum + weightOf(i), 0);
  const scores = Float64Array.from(units, (i) => {
    let score = 0;
    for (const { values, mean, weight } of used) {
      const isDefined = Number.isFinite(values[i]!);
      score += mean + (isDefined ? (all / weight) * (values[i]! - mean) : 0);
    }
    return score / used.length;
  });
  return { scores, defined, counts };
}

/**
 * `mean-failure` of images' scores, `t` of unbounded values. Where a label is not on every image, an image
 * adds to the mean over labels more than its share: its linearised value takes the place of its score,
 * on the scale from the least to the greatest of them.
 */
export function meanOfLabels(
  sample: UnitSample,
  { classes }: Pick<MaskOutcomes, "classes">,
  labels: readonly number[],
  columns: readonly Float64Array[],
  { isBounded }: Pick<MaskFigure, "isBounded">,
): MetricEstimate {
  const { scores, defined, counts } = influences(sample, columns);
  const weights = sample.weights?.map((w, i) => w * defined[i]!) ?? Float64Array.from(defined);
  const { cluster, clusterCount, unitCount } = sample.outcomes;
  const chosen = createUnitSample({ unitCount, cluster, clusterCount }, weights).sample;
  const low = scores.reduce((least, score) => Math.min(least, score), 0);
  const high = scores.reduce((most, score) => Math.max(most, score), 1);
  const found = isBounded
    ? failureMeanEstimate(
        chosen,
        scores.map((score) => (score - low) / (high - low)),
        (score) => low + score * (high - low),
        (value) => (value - low) / (high - low),
      )
    : meanEstimate(chosen, scores);
  if (columns.length < 2) {
    return { ...found, at: (level) => ({ ...found.at(level), defined: null }) };
  }
  const units = labels.flatMap((index, k) =>
    counts[k]! > 0 ? [{ index, units: counts[k]! }] : [],
  );
  const few = units.some((one) => one.units < 10) ? ["interval/few-of-a-class"] : [];
  return {
    ...found,
    at(level) {
      const detail = found.at(level);
      const inRange = (value: number | null) =>
        value === null || !isBounded ? value : Math.min(1, Math.max(0, value));
      return {
        ...detail,
        low: inRange(detail.low),
        high: inRange(detail.high),
        defined: units.length,
        fewLabels: fewClasses(units, classes, 0.1),
        warnings: [...detail.warnings, ...few],
      };
    },
  };
}

/**
 * How alike images of a cluster are, of the images whose score is at least the median: what METHODS §2.2
 * takes from the images that are right.
 */
function designOf({ outcomes }: UnitSample, scores: Float64Array) {
  const { cluster, clusterCount } = outcomes;
  if (cluster === null) return null;
  const median = [...scores].sort((a, b) => a - b)[scores.length >> 1] ?? 0;
  const size = new Float64Array(clusterCount);
  const hits = new Float64Array(clusterCount);
  for (let i = 0; i < scores.length; i++) {
    size[cluster[i]!]!++;
    if (scores[i]! >= median) hits[cluster[i]!]!++;
  }
  return clusterDesign(size, hits);
}

/** `wilson-jackknife` of a quotient of sums over images, in groups where there are many. */
function pooledEstimate(
  sample: Sample,
  outcomes: MaskOutcomes,
  kernel: MetricKernel,
  labels: readonly number[],
  figure: MaskFigure,
  seed: number,
): MetricEstimate {
  const value = kernel(sample.weights);
  const n = outcomes.unitCount;
  if (Number.isNaN(value)) {
    const warnings = [n === 0 ? "interval/no-images" : "interval/class-absent"] as const;
    return jackknifeEstimate({ ...NOTHING_KNOWN, value: null, n, warnings }, [0, 1]);
  }
  const left = leaveGroupsOut(sample, kernel, seed);
  const variance = jackknifeVariance(left);
  const below = labels.map((label) =>
    figure.parts!(outcomes, label).denominator.reduce((sum, one) => sum + one, 0),
  );
  const scores = quotients(figure.parts!(outcomes, labels[0]!)).map((score) => score || 0);
  const design = designOf(sample, scores);
  return jackknifeEstimate(
    {
      ...NOTHING_KNOWN,
      value,
      n,
      variance,
      // Without variance nothing is known beyond the number of images.
      cap: variance > 0 ? Math.max(n, ...below) : n,
      design,
      groups: left.length,
      ...(design === null
        ? { df: Math.max(1, left.length - 1) }
        : { deviations: pseudoDeviations(left) }),
      defined: labels.length > 1 ? below.filter((sum) => sum > 0).length : null,
      warnings: [],
    },
    [0, 1],
  );
}
