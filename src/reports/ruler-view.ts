import { scaleLinear } from "d3-scale";
import { log10 } from "../core/elementary.js";
import type { ReportExtras } from "../results/report-input.js";
import type {
  EvaluationResult,
  ResultEstimate,
  ResultVerdict,
  VerdictWord,
} from "../results/result.js";
import { intervalText, signedDifference, toleranceText, valueText } from "./estimate-text.js";
import { counted, grouped, percentDigits } from "./numbers.js";
import { capitalised, shown } from "./text.js";
import { type MetricScale, type MetricWords, metricWords } from "./words/metrics.js";
import { RULER } from "./words/rulers.js";
import { claimedText, limitOf } from "./words/verdicts.js";

/** What a mark stands for: its shape follows from it, in page and terminal alike. */
export type MarkKind = "claim" | "local" | "loss" | "gain" | "plain";

/** A row of a ruler. Places are fractions of its width, 0 left and 1 right. */
export interface RulerRow {
  readonly kind: MarkKind;
  readonly label: string;
  readonly sub: string;
  readonly at: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** A bar from here to `at` instead of a point (steps of a waterfall). */
  readonly barFrom: number | null;
  /** The figure as data, full precision; null where it does not exist. */
  readonly value: number | null;
  readonly valueText: string;
  readonly intervalText: string | null;
  readonly strong: boolean;
  /** Of the row alone, with its word; absent where rows have no verdict of their own. */
  readonly verdict?: { readonly tone: VerdictWord; readonly text: string };
}

/** Points with intervals on one axis: claim and local figure, a forest, a waterfall. */
export interface RulerView {
  /** Name of the plot for those who cannot see it. */
  readonly name: string;
  readonly axisText: string;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** The zone that the user called fine, and what it is called. */
  readonly band: { readonly from: number; readonly to: number; readonly text: string } | null;
  /** A dashed line: no difference, a coin toss. */
  readonly reference: { readonly at: number; readonly text: string } | null;
  readonly rows: readonly RulerRow[];
  /** Whether the signs are explained below it, where nothing else in the page does. */
  readonly hasKey?: boolean;
}

export interface Axis {
  /** Values at its two ends. */
  readonly ends: readonly [low: number, high: number];
  /** A value as a fraction of the width, clipped to it. */
  place(value: number): number;
  readonly ticks: RulerView["ticks"];
}

/** An axis over `low` to `high`; percentages print the sign at their ends only. */
export function axisOf(scale: MetricScale, low: number, high: number, ticks = 5): Axis {
  const along = scaleLinear().domain([low, high]).range([0, 1]).clamp(true);
  const values = along.ticks(ticks);
  const percentages = scale === "percent" || scale === "points";
  const step = values.length > 1 ? Math.abs(values[1]! - values[0]!) : 1;
  const decimals = Math.max(0, Math.ceil(-log10(step * (percentages ? 100 : 1)) - 1e-9));
  return {
    ends: [low, high],
    place: (value) => along(value),
    ticks: values.map((value, i) => {
      const text = percentages ? percentDigits(value, decimals) : grouped(value, decimals);
      const end = i === 0 || i === values.length - 1;
      return { at: along(value), text: percentages && end ? `${text}%` : text };
    }),
  };
}

/** The axis of a metric: its whole range, or what the values need where it is unbounded. */
export function metricAxis(words: MetricWords, values: readonly (number | null)[]): Axis {
  if (words.range !== null) return axisOf(words.scale, words.range[0], words.range[1]);
  const known = values.filter((value) => value !== null);
  const low = Math.min(0, ...known);
  const high = Math.max(low + 1e-9, ...known);
  const nice = scaleLinear().domain([low, high]).nice(5).domain();
  return axisOf(words.scale, nice[0] ?? low, nice[1] ?? high);
}

/** Claim against local figure, for one verdict: ◇ published, ● yours, the limit as a zone. */
export function claimRuler(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  extras: ReportExtras,
): RulerView {
  const words = metricWords(verdict.metric);
  const { scale } = words;
  const { claim } = verdict;
  const limit = limitOf(verdict, words);
  const axis = metricAxis(words, [
    claim.value,
    claim.low,
    claim.high,
    limit,
    estimate?.value ?? null,
    estimate?.low ?? null,
    estimate?.high ?? null,
  ]);
  const at = (value: number | null): number | null => (value === null ? null : axis.place(value));
  const limitText =
    claim.kind === "requirement" ? claimedText(verdict, words) : valueText(scale, limit, null);
  const higher = words.better === "higher";
  const requirement = claim.kind === "requirement";
  const claimRow: RulerRow = {
    kind: "claim",
    label: requirement ? RULER.needed : RULER.published,
    sub: requirement
      ? RULER.asked
      : [
          shown(extras.claimedPlace ?? ""),
          claim.n === null ? unknownCounts(claim) : counted(claim.n, "image"),
        ]
          .filter((part) => part !== "")
          .join(", "),
    at: axis.place(claim.value),
    low: at(claim.low),
    high: at(claim.high),
    barFrom: null,
    value: claim.value,
    valueText: claimedText(verdict, words),
    intervalText: intervalText(scale, claim.low, claim.high, null),
    strong: false,
  };
  const rows = [claimRow];
  if (estimate !== null) rows.push(localRow(estimate, words, axis, extras));
  const phrase = shown(words.phrase);
  return {
    name: requirement
      ? RULER.neededName({ measure: phrase })
      : RULER.publishedName({ measure: phrase }),
    axisText: axisText(words),
    ticks: axis.ticks,
    band: {
      from: higher ? axis.place(limit) : 0,
      to: higher ? 1 : axis.place(limit),
      text: requirement
        ? RULER.fineNeed({ limit: limitText, higher })
        : RULER.fineLimit({ limit: limitText, higher }),
    },
    reference: null,
    rows,
  };
}

/** The row of the figure at all images. */
export function localRow(
  estimate: ResultEstimate,
  words: MetricWords,
  axis: Axis,
  extras: ReportExtras,
): RulerRow {
  const { scale } = words;
  const { value, low, high, n, unit } = estimate;
  const place = extras.placeName;
  return {
    kind: "local",
    label: RULER.yours,
    sub: [place === undefined ? "" : shown(place, 40), counted(n, unit)]
      .filter((part) => part !== "")
      .join(", "),
    at: value === null ? null : axis.place(value),
    low: low === null ? null : axis.place(low),
    high: high === null ? null : axis.place(high),
    barFrom: null,
    value,
    valueText: value === null ? "none" : valueText(scale, value, n),
    intervalText: intervalText(scale, low, high, n),
    strong: true,
  };
}

export function axisText(words: MetricWords): string {
  if (words.hit !== null && words.label === "Accuracy") {
    return RULER.accuracyAxis;
  }
  const direction = words.better === "lower" ? RULER.lowerIsBetter : "";
  return `${capitalised(shown(words.phrase))}${direction}`;
}

/** Yours minus published with its interval and the limit. */
export function differenceRuler(verdict: ResultVerdict): RulerView | null {
  const words = metricWords(verdict.metric);
  const { scale } = words;
  const { difference, low, high, tolerance } = verdict;
  if (difference === null) return null;
  const values = [difference, low ?? difference, high ?? difference, -tolerance, 0];
  const span = Math.max(...values) - Math.min(...values);
  const along = scaleLinear()
    .domain([Math.min(...values) - span / 20, Math.max(...values) + span / 5])
    .range([0, 1])
    .nice(5)
    .clamp(true);
  const requirement = verdict.claim.kind === "requirement";
  const allowed = toleranceText(scale, tolerance);
  const worse = words.better === "higher" ? "lower" : "higher";
  return {
    name: requirement ? RULER.minusNeeded : RULER.minusPublished,
    axisText: RULER.differenceAxis({
      points: scale === "percent" || scale === "points",
      allowed: requirement ? null : allowed,
      worse,
    }),
    ticks: along.ticks(5).map((value) => ({
      at: along(value),
      text: signedDifference(scale, value).replace(/\.0$/, ""),
    })),
    band: { from: along(-tolerance), to: 1, text: "" },
    reference: { at: along(0), text: RULER.noDifference },
    rows: [
      {
        kind: "local",
        label: RULER.difference,
        sub: requirement ? RULER.subNeeded : RULER.subPublished,
        at: along(difference),
        low: low === null ? null : along(low),
        high: high === null ? null : along(high),
        barFrom: null,
        value: difference,
        valueText: signedDifference(scale, difference),
        intervalText:
          low === null || high === null
            ? null
            : `[${signedDifference(scale, low)}, ${signedDifference(scale, high)}]`,
        strong: false,
      },
    ],
  };
}

/** Headline estimate of a metric, the first one that speaks about all images. */
export function estimateOf(result: EvaluationResult, metric: string): ResultEstimate | null {
  const all = result.estimates.filter((one) => one.metric === metric && one.slice === null);
  return all.find((one) => one.role === "headline") ?? all[0] ?? null;
}

/** What a figure without counts rests on. */
function unknownCounts({ origin }: ResultVerdict["claim"]): string {
  return origin === "model-card" ? RULER.card : RULER.exact;
}
