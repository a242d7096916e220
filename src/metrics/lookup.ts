import { HomegroundError } from "../core/errors.js";
import { nearestName } from "../core/nearest-name.js";
import type { Sentence } from "../core/sentence.js";
import type { Outcomes } from "../outcomes/classification-types.js";
import { unclearName } from "./aliases.js";
import type { Direction, MetricReference } from "./estimate-types.js";
import type { ClassPredictions } from "./labels/label-columns.js";
import type { ImageMethod, Metric, MetricTask } from "./metric.js";
import { notAvailable } from "./not-available.js";
import type { PredictionStatistic } from "./prediction-statistic.js";
import { formatReference } from "./reference-text.js";
import { METRICS } from "./registry.js";

/**
 * The metric that a reference is of.
 *
 * @throws HomegroundError `metric/unknown`
 */
export function metricOf(reference: MetricReference): Metric {
  return findMetric(reference.id, `metric '${formatReference(reference)}'`);
}

/** A parameter's value, its default where the reference leaves it out; null where there is none. */
export function parameterOf(reference: MetricReference, name: string): string | null {
  const given = reference.parameters.get(name);
  if (given !== undefined) return given;
  const parameter = metricOf(reference).parameters.find((one) => one.name === name);
  return parameter === undefined || parameter.kind === "class" ? null : parameter.default;
}

/** What must be known of a metric to read a claim about it. */
export interface MetricDescription {
  readonly direction: Direction;
  readonly range: readonly [low: number, high: number];
  /** Whether the value is K of N units, so that counts `@K/N` can be its evidence. */
  readonly isShare: boolean;
  /** Whether N is the number of all units. */
  readonly isShareOfAll: boolean;
  /** Whether it is published as a percentage too. */
  readonly isPercent: boolean;
}

/** @throws HomegroundError `metric/unknown` */
export function describeReference(reference: MetricReference): MetricDescription {
  const { direction, range, isPercent, shareOf } = metricOf(reference);
  const share = shareOf?.(reference) ?? null;
  return { direction, range, isPercent, isShare: share !== null, isShareOfAll: share === "all" };
}

/**
 * The metric of a reference, which is defined for a task.
 *
 * @throws HomegroundError `metric/not-available` where it is not, `metric/bad-parameter` where one
 *   of its parameters is not, `metric/unknown`
 */
export function metricFor(reference: MetricReference, task: MetricTask): Metric {
  const metric = metricOf(reference);
  if (!metric.tasks.includes(task)) {
    const what = `${metric.name} is not defined for the task ${task}`;
    throw notAvailable(reference, what, `Leave it out; it is for ${metric.tasks.join(", ")}`);
  }
  for (const { name, tasks } of metric.parameters) {
    if (!reference.parameters.has(name) || tasks === undefined || tasks.includes(task)) continue;
    throw new HomegroundError("metric/bad-parameter", {
      what: `${name} says nothing of the task ${task}`,
      where: `metric '${formatReference(reference)}'`,
      fix: `Leave ${name} out; it is for ${tasks.join(", ")}`,
    });
  }
  return metric;
}

/** How a metric is computed of images. @throws HomegroundError as {@link metricFor} */
export function imageMethod(reference: MetricReference, task: MetricTask): ImageMethod {
  const { images, name } = metricFor(reference, task);
  if (images !== undefined) return images;
  throw notAvailable(reference, `${name} is no metric of images`, "Take another metric");
}

/**
 * The statistic of a metric of predictions; null for metrics that sums over classes do not give
 * (accuracy of several labels a unit, top-k accuracy, metrics of scores).
 *
 * @throws HomegroundError `metric/bad-parameter` for a class that is not there
 */
export function predictionStatistic(
  predictions: ClassPredictions,
  reference: MetricReference,
): PredictionStatistic | null {
  return metricOf(reference).images?.statistic?.(predictions, reference) ?? null;
}

/**
 * The value of each unit of which the metric is the mean; null where it is no such mean.
 *
 * @throws HomegroundError `metric/not-available`
 */
export function unitMean(outcomes: Outcomes, reference: MetricReference): Float64Array | null {
  return metricOf(reference).images?.unitValues?.(outcomes, reference) ?? null;
}

/** @throws HomegroundError `metric/unknown` */
export function findMetric(id: string, where: Sentence): Metric {
  const entry = METRICS.get(id);
  if (entry !== undefined) return entry;
  const unclear = unclearName(id);
  if (unclear !== null) {
    const what = `'${id}' is no metric of one meaning here`;
    throw new HomegroundError("metric/unknown", { what, where, fix: unclear });
  }
  const nearest = nearestName(id, [...METRICS.keys()]);
  throw new HomegroundError("metric/unknown", {
    what: `there is no metric '${id}'`,
    where,
    fix:
      nearest === null
        ? `Take one of ${[...METRICS.keys()].join(", ")}`
        : `Did you mean ${nearest}? There are ${[...METRICS.keys()].join(", ")}`,
  });
}
