import type { Surface } from "../../core/sentence.js";
import type { ResultEstimate, ResultVerdict } from "../../results/result.js";
import { isOfPool } from "../../results/unequal-draws.js";
import {
  differenceText,
  differenceWithUnit,
  intervalText,
  toleranceText,
  valueText,
} from "../estimate-text.js";
import { counted, grouped, shortPercent } from "../numbers.js";
import { shown } from "../text.js";
import { DETAIL, HEADLINE } from "./answer.js";
import { type MetricWords, metricName } from "./metrics.js";
import { isOfUnanswered } from "./unanswered.js";

/** A column whose groups a verdict takes as unrelated. */
export interface UnusedGroup {
  readonly attribute: string;
  /** Whether somebody asked for that. */
  readonly isAsked: boolean;
}

/** What a verdict's words depend on beside the verdict and its figure. */
export interface VerdictContext {
  readonly question: "here" | "another-site";
  /** `camera`, or null where images are separate. */
  readonly cluster: string | null;
  readonly limitSource: "given" | "default" | null;
  /** A column that may say which images belong together, and was not used; null or absent for none. */
  readonly unused?: UnusedGroup | null;
  /** Where the words are read; a file or a terminal where absent. */
  readonly surface?: Surface | undefined;
  /** Replaces `here` in the label: `at site B`. */
  readonly at?: string;
}

/** `the published 94.4% accuracy`, `the claim of 91.0%`. */
export function claimedText(verdict: ResultVerdict, words: MetricWords): string {
  const { kind, value } = verdict.claim;
  const asAsked = kind === "requirement" && words.scale === "percent";
  return asAsked ? `${shortPercent(value)}%` : valueText(words.scale, value, null);
}

/** `30.1% [20.8, 41.4]`; without a range where there is none. */
export function figureText(
  { value, low, high, n }: ResultEstimate,
  { scale }: MetricWords,
): string {
  if (value === null) return HEADLINE.notKnown;
  const range = intervalText(scale, low, high, n);
  return range === null ? valueText(scale, value, n) : `${valueText(scale, value, n)} ${range}`;
}

/** `22 of your 73 images got the right label: 30.1%, and the true figure … is likely between …`. */
export function restsOn(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  words: MetricWords,
  { cluster }: VerdictContext,
): string {
  const measure = shown(words.phrase);
  if (estimate === null || estimate.value === null) return DETAIL.noFigure({ measure });
  const isOpenClaim = verdict.verdict === "cannot-tell" && verdict.claim.kind === "claim";
  const { scale } = words;
  const { n, low, high } = estimate;
  const value = valueText(scale, estimate.value, n);
  const hits = hitsOf(estimate, words);
  // The headline of an open claim has said the figure and its range.
  if (isOpenClaim && (hits === null || estimate.clusters === null)) return "";
  const items = itemsText(verdict.metric, estimate, words.items ?? "of", cluster);
  const ofPool = isOfPool(estimate);
  const start =
    hits !== null && words.hit !== null
      ? DETAIL.hits({ hits: grouped(hits), items, did: words.hit.long, value })
      : ofPool
        ? DETAIL.figureOfPool({ measure, value })
        : DETAIL.figure({ items: counted(n, estimate.unit), measure, value });
  if (low === null || high === null || isOpenClaim) return `${start}.`;
  const limits = { low: valueText(scale, low, n), high: valueText(scale, high, n) };
  return hits === null && ofPool
    ? DETAIL.likelyOfPool({ start, ...limits })
    : DETAIL.likely({ start, ...limits });
}

/**
 * `22 of your 73 images got the right label.`: what a figure rests on beside a ruler, which has the figure
 * and its range. Empty where nothing is counted.
 */
export function countsBehind(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  words: MetricWords,
  { cluster }: VerdictContext,
): string {
  const hits = hitsOf(estimate, words);
  if (estimate === null || hits === null || words.hit === null) return "";
  const items = itemsText(verdict.metric, estimate, words.items ?? "of", cluster);
  return DETAIL.counts({ hits: grouped(hits), items, did: words.hit.long });
}

/** What the n of a metric counts: `73 images`, `28 images of lymphocyte, in 24 cameras,`. */
function itemsText(
  reference: string,
  estimate: ResultEstimate,
  kind: "of" | "called" | "not",
  cluster: string | null,
): string {
  const items = counted(estimate.n, estimate.unit);
  const className = metricName(reference).parameters.get("class");
  const own = className === undefined ? items : DETAIL[kind]({ items, name: shown(className) });
  if (estimate.clusters === null) return own;
  const clusters = counted(estimate.clusters, cluster ?? DETAIL.group);
  return DETAIL.inClusters({ items: own, clusters });
}

/** `Before seeing any result you asked for … It is 64.2 points lower [51.0 to 74.1].` */
export function comparison(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  words: MetricWords,
  { limitSource }: VerdictContext,
): string[] {
  const { scale } = words;
  const allowed = toleranceText(scale, verdict.tolerance);
  const asked = limitSource === "default" ? DETAIL.usual({ allowed }) : DETAIL.asked({ allowed });
  const { difference, low, high } = verdict;
  // How far off it is depends on images without an answer.
  if (difference === null || isOfUnanswered(verdict)) return [asked];
  if (low !== null && low > 0 && estimate !== null) {
    return [asked, DETAIL.better({ figure: figureText(estimate, words) })];
  }
  if (verdict.verdict === "holds") {
    const limit = valueText(scale, limitOf(verdict, words), null);
    // The range shown may be wider than what the verdict rests on.
    const isClear = estimate !== null && rangeSide(verdict, estimate, words) === "better";
    const said = { above: words.better === "higher", limit };
    return [asked, isClear ? DETAIL.beyond(said) : DETAIL.within(said)];
  }
  if (verdict.verdict === "fails" && high !== null && high >= -verdict.tolerance) {
    const limit = valueText(scale, limitOf(verdict, words), null);
    return [asked, DETAIL.corrected({ above: words.better === "lower", limit })];
  }
  const away = differenceWithUnit(scale, differenceText(scale, Math.abs(difference)));
  const side = sideOf(difference, words);
  if (low === null || high === null) return [asked, DETAIL.away({ away, side, range: null })];
  if (high < 0) {
    const ends = { low: differenceText(scale, -high), high: differenceText(scale, -low) };
    return [asked, DETAIL.away({ away, side, range: DETAIL.awayFrom(ends) })];
  }
  const ends = {
    low: DETAIL.onSide({ value: differenceText(scale, -low), side: sideOf(-1, words) }),
    high: DETAIL.onSide({ value: differenceText(scale, high), side: sideOf(1, words) }),
  };
  return [asked, DETAIL.unsure({ away, side, ...ends })];
}

/** `lower` or `higher` for a difference of which positive is better. */
export function sideOf(difference: number, words: MetricWords): string {
  return difference < 0 === (words.better === "higher") ? DETAIL.sides.lower : DETAIL.sides.higher;
}

/** The worst value that still counts as holding; a requirement's own value. */
export function limitOf(verdict: ResultVerdict, words: MetricWords): number {
  if (verdict.claim.kind === "requirement") return verdict.claim.value;
  const { value } = verdict.claim;
  return words.better === "higher" ? value - verdict.tolerance : value + verdict.tolerance;
}

/** Where the whole range lies, seen from the limit: on its better or worse side, or on both; null without one. */
export function rangeSide(
  verdict: ResultVerdict,
  { low, high }: ResultEstimate,
  words: MetricWords,
): "better" | "worse" | "both" | null {
  if (low === null || high === null) return null;
  const limit = limitOf(verdict, words);
  const isHigher = words.better === "higher";
  if (low > limit) return isHigher ? "better" : "worse";
  if (high < limit) return isHigher ? "worse" : "better";
  return "both";
}

/** k of "k of n", where the figure is such a share; else null. */
export function hitsOf(estimate: ResultEstimate | null, words: MetricWords): number | null {
  if (estimate === null || estimate.value === null || words.hit === null) return null;
  const product = estimate.value * estimate.n;
  const hits = Math.round(product);
  return Math.abs(product - hits) < 1e-6 * Math.max(1, estimate.n) ? hits : null;
}
