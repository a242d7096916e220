import { counted, grouped, percent, percentDecimals, percentDigits } from "./numbers.js";
import type { KeptFacts, ReliabilityFacts } from "./report-input.js";

/** A bin of the reliability diagram that holds images. */
export interface ReliabilityPoint {
  readonly count: number;
  readonly confidence: number;
  readonly accuracy: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface KeptRow {
  readonly threshold: string;
  readonly kept: string;
  readonly right: string;
  readonly interval: string | null;
}

export interface ConfidenceView {
  readonly finding: string | null;
  readonly points: readonly ReliabilityPoint[];
  readonly kept: readonly KeptRow[];
}

const MOST_BINS = 50;
const MOST_THRESHOLDS = 12;

/** Whether the model's confidence can be believed; null where nothing is known about it. */
export function confidenceView(
  reliability: ReliabilityFacts | undefined,
  kept: readonly KeptFacts[] | undefined,
): ConfidenceView | null {
  if (reliability === undefined && kept === undefined) return null;
  return {
    finding: reliability === undefined ? null : findingOf(reliability),
    points: reliability === undefined ? [] : pointsOf(reliability),
    kept: (kept ?? []).slice(0, MOST_THRESHOLDS).map(keptRow),
  };
}

function pointsOf({ bins, low, high }: ReliabilityFacts): ReliabilityPoint[] {
  const points: ReliabilityPoint[] = [];
  const limit = (column: Float64Array | null, bin: number): number | null => {
    const value = column?.[bin];
    return value === undefined || Number.isNaN(value) ? null : value;
  };
  for (let bin = 0; bin < bins.count.length && points.length < MOST_BINS; bin++) {
    const count = bins.count[bin]!;
    if (count === 0) continue;
    points.push({
      count,
      confidence: bins.meanConfidence[bin]!,
      accuracy: bins.accuracy[bin]!,
      low: limit(low, bin),
      high: limit(high, bin),
    });
  }
  return points;
}

function findingOf({ meanConfidence, accuracy }: ReliabilityFacts): string {
  const sure = percent(meanConfidence, 0);
  const right = percent(accuracy, 0);
  const gap = meanConfidence - accuracy;
  const start = `It says it is ${sure} sure on average and is right ${right} of the time`;
  if (gap > 0.05) return `${start}: it is surer than it should be.`;
  if (gap < -0.05) return `${start}: it could be surer.`;
  return `${start}: on average that fits. The diagram shows whether it does so throughout.`;
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

/** One point in a sentence: the name of its mark. */
export function pointText(point: ReliabilityPoint): string {
  const range =
    point.low === null || point.high === null
      ? ""
      : ` [${percentDigits(point.low, 0)}, ${percentDigits(point.high, 0)}]`;
  return `${counted(point.count, "image")}: ${percent(point.confidence, 1)} sure, ${percent(point.accuracy, 1)} right${range}`;
}
