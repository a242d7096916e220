import { WAY } from "../core/ways.js";
import type { Outcomes } from "../outcomes/classification-types.js";
import {
  type BootstrapInterval,
  bcaInterval,
  bootstrapT,
  percentileInterval,
} from "../statistics/bootstrap.js";
import { visitClusterReplicates, visitTableReplicates } from "./class-replicates.js";
import { sampleClusterSums, samplePredictions } from "./cluster-class-sums.js";
import { sampleConfusion } from "./confusion.js";
import type { EstimateDetail, MetricReference } from "./estimate-types.js";
import { createEstimator } from "./estimators.js";
import { createKernel } from "./kernels.js";
import { leaveEachOut } from "./leave-each-out.js";
import { metricOf, predictionStatistic, unitMean } from "./lookup.js";
import { meanReplicates } from "./mean-replicates.js";
import { notAvailable } from "./not-available.js";
import type { PredictionStatistic } from "./prediction-statistic.js";
import { createSample, type Sample, type UnitSample } from "./sample.js";
import { kernelReplicates } from "./unit-replicates.js";

/** Intervals by resampling, on request (METHODS §2.6). The verdict never uses them. */
export type BootstrapMethod = "percentile" | "bca" | "bootstrap-t";

export interface BootstrapOptions {
  readonly method: BootstrapMethod;
  /** B; METHODS' default is 2,000. */
  readonly replicates: number;
  /** Whole, from 0 to 2⁵³ − 1; the result records it. */
  readonly seed: number;
  /** In (0, 1), such as 0.95. */
  readonly level: number;
  /** What each unit weighs; null for all alike. */
  readonly weights?: Float64Array | null;
}

/**
 * Bootstrap intervals of several metrics on the same outcomes. Units, or clusters where there are
 * some, are drawn with replacement; metrics of predictions share their draws, whose cost does not grow
 * with the units: independent ones are drawn as a confusion matrix, clusters as their sums.
 *
 * The value and all but the interval are those of the default method. Undefined replicates are left
 * out, more than 5 % of them warned of; with clusters, or fewer than 50 units, the method itself is.
 * ECE gets no interval: resampling makes its bias larger.
 *
 * @throws HomegroundError `metric/not-available` for `bootstrap-t` of what is no mean of units, and
 *   as `createEstimator`
 */
export function bootstrapEstimates(
  outcomes: Outcomes,
  references: readonly MetricReference[],
  options: BootstrapOptions,
): readonly EstimateDetail[] {
  const sample = createSample(outcomes, options.weights ?? null);
  const shared =
    options.method === "bootstrap-t" ? null : predictionReplicates(sample, references, options);
  return references.map((reference, at) => {
    const { level, weights = null } = options;
    const base = createEstimator(outcomes, reference, { weights }).at(level);
    if (base.value === null || base.family === "none") return base;
    const found =
      options.method === "bootstrap-t"
        ? studentised(sample, reference, options)
        : resampled(sample, reference, base.value, shared?.[at] ?? null, options);
    return withBootstrapInterval(sample, base, found, options);
  });
}

function resampled(
  sample: Sample,
  reference: MetricReference,
  value: number,
  shared: Float64Array | null,
  options: BootstrapOptions,
): BootstrapInterval {
  const replicates =
    shared ?? kernelReplicates(sample, createKernel(sample.outcomes, reference), options);
  if (options.method === "percentile") return percentileInterval(replicates, options.level);
  return bcaInterval(replicates, value, leaveEachOut(sample, reference), options.level);
}

function studentised(
  sample: Sample,
  reference: MetricReference,
  options: BootstrapOptions,
): BootstrapInterval {
  const values = unitMean(sample.outcomes, reference);
  if (values === null) {
    const what = "bootstrap-t is for means of one value a unit";
    throw notAvailable(reference, what, WAY.usualRange);
  }
  const { replicates, errors, estimate, error } = meanReplicates(sample, values, options);
  const { range } = metricOf(reference);
  return bootstrapT(replicates, errors, estimate, error, options.level, range);
}

/** An estimate with a bootstrap interval in place of its own. */
export function withBootstrapInterval(
  sample: UnitSample,
  base: EstimateDetail,
  { interval, undefinedShare }: BootstrapInterval,
  { method }: Pick<BootstrapOptions, "method">,
): EstimateDetail {
  const { cluster, unitCount } = sample.outcomes;
  const added: string[] = [];
  if (undefinedShare > 0.05) added.push("interval/undefined-replicates");
  if (cluster !== null || unitCount < 50) added.push("interval/method-not-recommended");
  // Replicates that are all alike are no range: the sample holds nothing that could have come out otherwise.
  const isRange = interval !== null && interval.low < interval.high;
  if (!isRange) added.push("interval/no-variation");
  const low = isRange ? interval.low : null;
  const high = isRange ? interval.high : null;
  const warnings = [...new Set([...base.warnings, ...added])];
  return { ...base, low, high, method, warnings };
}

/**
 * Replicates of the metrics that sums over classes give, all from the same draws; null for others,
 * and for all where units are weighted and independent.
 */
export function predictionReplicates(
  sample: Sample,
  references: readonly MetricReference[],
  options: { readonly replicates: number; readonly seed: number },
): readonly (Float64Array | null)[] {
  const predictions = samplePredictions(sample);
  const none = references.map(() => null);
  if (predictions === null) return none;
  const statistics = references.map((reference) => predictionStatistic(predictions, reference));
  if (statistics.every((statistic) => statistic === null)) return none;
  const values = statistics.map((one) => (one === null ? null : undefinedReplicates(options)));
  const visit = (b: number, sums: Parameters<PredictionStatistic>[0]) => {
    for (let m = 0; m < statistics.length; m++) {
      const statistic = statistics[m];
      const into = values[m];
      if (statistic && into) into[b] = statistic(sums);
    }
  };
  const { cluster } = sample.outcomes;
  const cells = cluster === null && sample.weights === null ? sampleConfusion(sample) : null;
  const clusters =
    cluster === null && predictions.kind === "single" ? null : sampleClusterSums(sample);
  if (cells !== null) visitTableReplicates(cells, options, visit);
  else if (clusters !== null) visitClusterReplicates(clusters, options, visit);
  else return none;
  return values;
}

function undefinedReplicates({ replicates }: { readonly replicates: number }): Float64Array {
  return new Float64Array(replicates).fill(Number.NaN);
}
