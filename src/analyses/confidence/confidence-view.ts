import { grouped, percent, percentDecimals, percentDigits } from "../../reports/numbers.js";
import type { CurveView } from "../../reports/plot-view.js";
import type { KeptFacts, ReportExtras } from "../../results/report-input.js";
import { reliabilityView } from "./reliability-view.js";
import { selectiveView } from "./selective-view.js";
import { SURE } from "./words.js";

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
  /** How often it is right where it is surest; null where too few are kept to say. */
  readonly sure: string | null;
}

const MOST_THRESHOLDS = 12;
/** Of fewer, a share says little. */
const FEWEST_KEPT = 10;

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
    sure: sureText(kept ?? []),
  };
}

/** At the highest threshold that keeps enough to be told. */
function sureText(kept: readonly KeptFacts[]): string | null {
  const surest = [...kept]
    .sort((a, b) => b.threshold - a.threshold)
    .find((one) => one.threshold > 0 && one.threshold <= 0.9 && one.kept >= FEWEST_KEPT);
  if (surest === undefined) return null;
  return SURE({
    threshold: `${grouped(surest.threshold * 100)}%`,
    right: grouped(surest.right),
    kept: grouped(surest.kept),
  });
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
