import type { Metric } from "../../metrics/metric.js";
import { PRECISION } from "../../metrics/predictions/precision.js";
import { RECALL } from "../../metrics/predictions/recall.js";
import { grouped, percentDigits } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { metricName } from "../../reports/words/metrics.js";
import type { ResultConfusion, ResultEstimate } from "../../results/result.js";
import { MOST_CLASSES } from "./confusion-view.js";

const MOST_TABLE_ROWS = 20;
const FEWEST_FOR_DIGIT = 200;

/** Found (recall) and trust (precision) of a class, as counts with intervals. */
export interface ClassRow {
  readonly label: string;
  readonly found: ClassShare;
  readonly trust: ClassShare;
}

export interface ClassShare {
  readonly value: number | null;
  /** `5 of 25`, or `none` when nothing is there to count. */
  readonly text: string;
  /** `[9, 39]%` beside a count, `[9, 39]` beside a percentage; null where there is no interval. */
  readonly interval: string | null;
}

export interface ClassTable {
  readonly rows: readonly ClassRow[];
  /** As the labels come, or most mistakes first: misses and false answers together. */
  readonly order: "labels" | "mistakes";
  /** Classes that are in result.json alone. */
  readonly more: number;
}

/** Rows of `recall{class=…}` and `precision{class=…}`, those with most mistakes when there are many. */
export function classTable(
  estimates: readonly ResultEstimate[],
  confusion: ResultConfusion | null,
): ClassTable | null {
  const found = estimatesByClass(estimates, RECALL);
  const trust = estimatesByClass(estimates, PRECISION);
  const order = new Map((confusion?.labels ?? []).map((label, index) => [label, index]));
  const labels = [...new Set([...found.keys(), ...trust.keys()])].sort(
    (a, b) => (order.get(a) ?? order.size) - (order.get(b) ?? order.size),
  );
  if (labels.length === 0) return null;
  const isLong = labels.length > MOST_CLASSES;
  let kept = labels;
  if (isLong) {
    const missed = new Map(
      labels.map((label) => [label, misses(found.get(label)) + misses(trust.get(label))]),
    );
    kept = [...labels]
      .sort((a, b) => (missed.get(b) ?? 0) - (missed.get(a) ?? 0)) // stable: else as labels come
      .slice(0, MOST_TABLE_ROWS);
  }
  return {
    rows: kept.map((label) => ({
      label: shown(label, 60),
      found: shareOf(found.get(label)),
      trust: shareOf(trust.get(label)),
    })),
    order: isLong ? "mistakes" : "labels",
    more: labels.length - kept.length,
  };
}

/** Estimates of one metric about all images, by the class that they speak of. */
export function estimatesByClass(
  estimates: readonly ResultEstimate[],
  { id }: Pick<Metric, "id">,
): Map<string, ResultEstimate> {
  const found = new Map<string, ResultEstimate>();
  for (const estimate of estimates) {
    if (estimate.slice !== null || !estimate.metric.startsWith(`${id}{`)) continue;
    const label = metricName(estimate.metric).parameters.get("class");
    if (label !== undefined && !found.has(label)) found.set(label, estimate);
  }
  return found;
}

function misses(estimate: ResultEstimate | undefined): number {
  return estimate === undefined || estimate.value === null ? 0 : (1 - estimate.value) * estimate.n;
}

function shareOf(estimate: ResultEstimate | undefined): ClassShare {
  if (estimate === undefined) return { value: null, text: "not computed", interval: null };
  const { value, low, high, n } = estimate;
  if (value === null) return { value, text: n === 0 ? "none" : "undefined", interval: null };
  const hits = Math.round(value * n);
  const whole = Math.abs(hits - value * n) < 1e-6 * Math.max(1, n);
  // Whole percentages read best beside counts; many images deserve a digit more.
  const decimals = n < FEWEST_FOR_DIGIT ? 0 : 1;
  return {
    value,
    text: whole ? `${grouped(hits)} of ${grouped(n)}` : `${percentDigits(value, decimals)}%`,
    interval:
      low === null || high === null
        ? null
        : `[${percentDigits(low, decimals)}, ${percentDigits(high, decimals)}]${whole ? "%" : ""}`,
  };
}
