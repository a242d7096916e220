import { grouped, percent, percentDecimals, percentDigits } from "../../reports/numbers.js";
import type { CurveView } from "../../reports/plot-view.js";
import type { KeptFacts, ReportExtras } from "../../results/report-input.js";
import { reliabilityView } from "./reliability-view.js";
import { selectiveView } from "./selective-view.js";

export interface KeptRow {
  readonly threshold: string;
  readonly kept: string;
  readonly right: string;
  readonly interval: string | null;
}

export interface ConfidenceView {
  readonly reliability: CurveView | null;
  readonly selective: CurveView | null;
  readonly kept: readonly KeptRow[];
}

const MOST_THRESHOLDS = 12;

/** Whether the model's confidence can be believed; null where nothing is known about it. */
export function confidenceView(
  { reliability, kept, selective }: Pick<ReportExtras, "reliability" | "kept" | "selective">,
  unit: string,
): ConfidenceView | null {
  if (reliability === undefined && kept === undefined && selective === undefined) return null;
  return {
    reliability: reliability === undefined ? null : reliabilityView(reliability),
    selective: selective === undefined ? null : selectiveView(selective, unit),
    kept: (kept ?? []).slice(0, MOST_THRESHOLDS).map(keptRow),
  };
}

function keptRow({ threshold, kept, right, low, high }: KeptFacts): KeptRow {
  const decimals = percentDecimals(kept);
  const digits = (value: number): string => percentDigits(value, decimals);
  return {
    threshold: threshold <= 0 ? "(all)" : `${grouped(threshold * 100)}%`,
    kept: grouped(kept),
    right: kept === 0 ? "none" : `${grouped(right)} = ${percent(right / kept, decimals)}`,
    interval: low === null || high === null ? null : `[${digits(low)}, ${digits(high)}]`,
  };
}
