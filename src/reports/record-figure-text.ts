import type { RecordClaim } from "../records/record/record-types.js";
import { intervalText, valueText } from "./estimate-text.js";
import { counted, percent } from "./numbers.js";
import { shown } from "./text.js";
import { metricWords } from "./words/metrics.js";

/** `94.4% [87.5, 97.6] accuracy, 89 images`. */
export function figureText({
  metric,
  value,
  low,
  high,
  n,
  unit,
  level,
  clusters,
}: RecordClaim): string {
  const { scale, label } = metricWords(metric);
  if (value === null) return `${label}: no value`;
  const interval = intervalText(scale, low, high, n);
  const range = interval === null ? "no interval" : `${interval} (${percent(level, 0)} interval)`;
  const groups = clusters === null ? "" : `, ${counted(clusters, "cluster")}`;
  return `${shown(label)} ${valueText(scale, value, n)} ${range}, ${counted(n, unit)}${groups}`;
}
