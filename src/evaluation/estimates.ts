import type { EstimateDetail, Estimator, MetricReference } from "../metrics/estimate-types.js";
import { parseReference } from "../metrics/reference.js";
import { formatReference } from "../metrics/reference-text.js";
import type { ResultEstimate, ResultSlice } from "../results/result.js";
import { taskOf } from "../tasks/registry.js";
import { type EvaluatedOutcomes, estimatorOf } from "./evaluated-outcomes.js";
import type { EvaluateRequest } from "./request.js";

/** Which figures are given without being asked for, beside the headline. */
export function detailReferences(
  outcomes: EvaluatedOutcomes,
  positive: string | null,
): MetricReference[] {
  return taskOf(outcomes.kind).details(outcomes, positive);
}

/** The figure that is the prediction where no claim names another. */
export function headlineReference(outcomes: EvaluatedOutcomes): MetricReference {
  return parseReference(taskOf(outcomes.kind).headline);
}

/** References without repetition, in their order. */
export function distinct(references: readonly MetricReference[]): MetricReference[] {
  const byText = new Map<string, MetricReference>();
  for (const reference of references) {
    const text = formatReference(reference);
    if (!byText.has(text)) byText.set(text, reference);
  }
  return [...byText.values()];
}

/** An estimate in the form of `result.json`. */
export function toResultEstimate(
  reference: MetricReference,
  detail: EstimateDetail,
  role: "headline" | "detail",
  unit: string,
  slice: ResultSlice | null = null,
): ResultEstimate {
  return {
    metric: formatReference(reference),
    role,
    value: detail.value,
    low: detail.low,
    high: detail.high,
    level: detail.level,
    method: detail.method,
    n: detail.n,
    defined: detail.defined,
    unit,
    clusters: detail.clusters,
    slice,
    ...(detail.bias !== undefined && detail.warnings.includes("interval/biased")
      ? { bias: detail.bias }
      : {}),
    warnings: detail.warnings,
  };
}

/** The estimate of a metric on outcomes, as `result.json` has it; without an interval where none is asked for. */
export function estimate(
  outcomes: EvaluatedOutcomes,
  reference: MetricReference,
  role: "headline" | "detail",
  request: AskedInterval,
  units?: Int32Array,
): ResultEstimate {
  const detail = estimateDetail(outcomes, reference, request, units);
  return toResultEstimate(reference, detail, role, outcomes.unit);
}

/** What of a request says which interval an estimate has. */
type AskedInterval = Pick<EvaluateRequest, "level" | "interval">;

/** What an estimator says at the level that is asked for, in the form of `result.json`. */
export function estimateBy(
  estimator: Estimator,
  role: "headline" | "detail",
  unit: string,
  { level, interval }: AskedInterval,
): ResultEstimate {
  const detail = interval === "none" ? estimator.point(level) : estimator.at(level);
  return toResultEstimate(estimator.reference, detail, role, unit);
}

/** The estimate of a metric, without an interval where none is asked for. @param units a slice; default: all */
export function estimateDetail(
  outcomes: EvaluatedOutcomes,
  reference: MetricReference,
  { level, interval }: AskedInterval,
  units?: Int32Array,
): EstimateDetail {
  const estimator = estimatorOf(outcomes, reference, units);
  return interval === "none" ? estimator.point(level) : estimator.at(level);
}
