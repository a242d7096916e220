import { METRICS } from "../metrics/registry.js";
import type { RankedCurveFacts } from "../results/report-input.js";
import type { EvaluationResult } from "../results/result.js";
import { metricName } from "./words/metrics.js";

/**
 * The label that is looked for, where there are two: the one that rankings are made for, or the one
 * that claims and metrics asked for speak of.
 *
 * @returns null where nothing names one of them, or both are named
 */
export function positiveLabel(
  { confusion, estimates, task, positive }: EvaluationResult,
  ranked: readonly RankedCurveFacts[] = [],
): string | null {
  if (confusion === null || confusion.labels.length !== 2) return null;
  const named = (wanted: (id: string, role: string) => boolean): string[] =>
    estimates.flatMap(({ metric, role, slice }) => {
      const { id, parameters } = metricName(metric);
      const label = parameters.get("class");
      return slice === null && label !== undefined && wanted(id, role) ? [label] : [];
    });
  const sources = [
    positive === undefined ? [] : [positive],
    // Rankings are computed of the label of interest alone.
    named((id) => METRICS.get(id)?.needs === "score columns"),
    ranked.map(({ label }) => label),
    named((_, role) => role === "headline"),
    task === "anomaly" ? ["anomalous"] : [],
  ];
  for (const source of sources) {
    const labels = new Set(source.filter((label) => confusion.labels.includes(label)));
    const [only] = labels;
    if (only !== undefined && labels.size === 1) return only;
    if (labels.size > 1) return null;
  }
  return null;
}
