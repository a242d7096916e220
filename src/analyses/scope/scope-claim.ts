import type { RecordClaim } from "../../records/record/record-types.js";
import { valueText } from "../../reports/estimate-text.js";
import { metricWords } from "../../reports/words/metrics.js";

/** `94.4% accuracy`: a published figure inside a sentence; null where it has no value. */
export function estimateFigure({
  metric,
  value,
  n,
}: Pick<RecordClaim, "metric" | "value" | "n">): string | null {
  if (value === null) return null;
  const { scale, phrase } = metricWords(metric);
  return `${valueText(scale, value, n)} ${phrase}`;
}
