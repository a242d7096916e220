import type { ClaimMetrics } from "../claims/claim.js";
import { chanceOf } from "../metrics/chance.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import { describeReference } from "../metrics/lookup.js";
import { parseReference } from "../metrics/reference.js";
import { formatReference } from "../metrics/reference-text.js";
import { taskOf } from "../tasks/registry.js";
import { metric as option } from "./options/metric.js";
import { placeOf } from "./options/option.js";
import { positiveClass } from "./positive-class.js";
import type { EvaluateRequest } from "./request.js";

/**
 * Metrics as somebody types them: that of one class may be about `--positive` without saying so.
 *
 * @throws HomegroundError `labels/no-positive` where no class has that name
 */
export function typedMetrics(
  request: Pick<EvaluateRequest, "task" | "positive">,
  classes: readonly string[] | null,
): { readonly metrics: ClaimMetrics; readonly positive: string | null } {
  const positive = positiveClass(request, classes);
  const { truth, own } = taskOf(request.task);
  const count = own?.names.length ?? classes?.length ?? null;
  return { metrics: claimMetrics(classes, positive, truth === "label" ? count : null), positive };
}

/**
 * The further metrics of a request, read.
 *
 * @throws HomegroundError `metric/…`, `labels/no-positive`
 */
export function askedMetrics(
  request: Pick<EvaluateRequest, "task" | "positive" | "metrics">,
  classes: readonly string[] | null,
): MetricReference[] {
  const { metrics } = typedMetrics(request, classes);
  return request.metrics.map((text) => metrics.parse(text, placeOf(option)));
}

/**
 * What the reading of claims needs to know of metrics, for evaluations with these classes.
 *
 * @param positive class of metrics of one class that name none; null for none
 * @param classCount of which a unit has one; null where that is not known, or it can have several
 */
export function claimMetrics(
  classes: readonly string[] | null,
  positive: string | null = null,
  classCount: number | null = null,
): ClaimMetrics {
  return {
    parse: (text, where) =>
      parseReference(text, { where, positive, ...(classes === null ? {} : { classes }) }),
    format: formatReference,
    describe: (reference) => ({
      ...describeReference(reference),
      chance: chanceOf(reference, classCount),
    }),
  };
}
