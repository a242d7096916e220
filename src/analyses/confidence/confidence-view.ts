import {
  counted,
  grouped,
  percent,
  percentDecimals,
  percentDigits,
} from "../../reports/numbers.js";
import type { CurveView } from "../../reports/plot-view.js";
import type { KeptFacts, ReliabilityFacts, ReportExtras } from "../../results/report-input.js";
import { reliabilityView } from "./reliability-view.js";
import { selectiveView } from "./selective-view.js";
import { FEW_TO_TELL, SURE } from "./words.js";

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
  /** All that is said where images are too few for plots; null where they are not. */
  readonly few: string | null;
}

const MOST_THRESHOLDS = 12;
/** Of fewer, a share says little. */
const FEWEST_KEPT = 10;
/** Of fewer, a bin holds two images on the average: a plot of them shows chance. */
const FEWEST_DRAWN = 30;

/** Whether the model's confidence can be believed; null where nothing is known about it. */
export function confidenceView(
  { reliability, kept, selective }: Pick<ReportExtras, "reliability" | "kept" | "selective">,
  unit: string,
): ConfidenceView | null {
  if (reliability === undefined && kept === undefined && selective === undefined) return null;
  const few = reliability === undefined ? null : fewText(reliability, unit);
  if (few !== null) return { reliability: null, selective: null, kept: [], sure: few, few };
  return {
    reliability: reliability === undefined ? null : reliabilityView(reliability),
    selective: selective === undefined ? null : selectiveView(selective, unit),
    kept: (kept ?? []).slice(0, MOST_THRESHOLDS).map(keptRow),
    sure: sureText(kept ?? []),
    few: null,
  };
}

/** Null where there are images enough for plots. */
function fewText(
  { bins, meanConfidence, accuracy }: ReliabilityFacts,
  unit: string,
): string | null {
  const n = bins.count.reduce((sum, count) => sum + count, 0);
  if (n >= FEWEST_DRAWN) return null;
  return FEW_TO_TELL({
    items: counted(n, unit),
    sure: percent(meanConfidence, 0),
    right: grouped(Math.round(accuracy * n)),
    n: grouped(n),
    least: grouped(FEWEST_DRAWN),
  });
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
