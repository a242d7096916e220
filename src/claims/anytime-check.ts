import { exp, ln, log1p } from "../core/elementary.js";
import type { Estimator, MetricReference } from "../metrics/estimate-types.js";
import { METRICS } from "../metrics/registry.js";
import { anytimeInterval, BETS, decideAnytime, decisionThreshold } from "../statistics/anytime.js";
import type { Interval } from "../statistics/interval.js";
import { exactLimits } from "../statistics/one-proportion.js";
import type { Claim } from "./claim.js";
import { type ClaimVerdict, differenceInterval } from "./claim-check.js";
import { claimLimits, hasOwnError } from "./claim-limits.js";
import { isBeyondLimit, isContradicted, type WholeDifference } from "./contradiction.js";
import { scaleMap } from "./verdict-scale.js";

/** How labels came to be in their order. Only a random one allows looking at any time. */
export type LabelOrder = "random" | "by-score" | "by-site" | "by-time" | "unknown";

export interface AnytimeCheck {
  readonly claim: Claim;
  /** The metric on all the data, which may contradict what the looks said; its direction and range. */
  readonly local: Estimator;
  /**
   * The metric of each unit, in the order in which units were labelled, in the metric's own range,
   * so that their mean is the metric: `unitValues` or `clusterMeans`. Null where the metric has no
   * such values.
   */
  readonly values: Float64Array | null;
  /** Whether they are units, or means of clusters with equal weights. */
  readonly of: "units" | "cluster-means";
  /** Whether units belong to clusters: then they must not be counted as if they did not. */
  readonly hasClusters: boolean;
  readonly order: LabelOrder;
  /** Whether tolerance, limit or model were changed after the first look. */
  readonly changed: boolean;
  /** N, to speak of a pool of N units drawn without replacement; else null. */
  readonly pool: number | null;
}

/** A verdict in anytime mode. */
export interface AnytimeVerdict extends ClaimVerdict {
  /** What the anytime-valid figures are; null where the mode is not available. */
  readonly anytime: {
    /** Mean of the units' values, or of clusters' means with equal weights. */
    readonly value: number;
    /** Interval of it that holds at every look, at the run's level. */
    readonly low: number;
    readonly high: number;
    readonly of: "units" | "cluster-means";
    /**
     * Units or clusters at the decision, which stands unless all the data contradict it
     * (`verdict/contradicted`); null while there is none.
     */
    readonly decidedAt: number | null;
    /** ln of the capital for *holds* and for *fails*, at the decision or after all. */
    readonly logHolds: number;
    readonly logFails: number;
    /** The difference by all the data at once, with its interval for one look. */
    readonly oneLook: WholeDifference;
  } | null;
}

/** Whether the metric is a mean of bounded units, which the mode needs (METHODS §5). */
export function allowsAnytime(reference: MetricReference): boolean {
  return METRICS.get(reference.id)?.isUnitMean?.(reference) ?? false;
}

/**
 * Verdicts that may be looked at after every label, in the mode `anytime` of METHODS §5: two betting
 * processes a claim, whose capital reaches 2/(1 − level) by chance with probability at most
 * (1 − level)/2 at *any* look. With q claims each needs q times as much. A claim with an error of
 * its own is held to its limits: exact ones of K/N, else those at 1 − (1 − level)/5.
 *
 * The difference's limits are those of the unit's mean less those of the claim, so that *holds*
 * means low ≥ −tolerance. A decision stands, but is withdrawn (`verdict/contradicted`) where all the
 * data say otherwise: where the interval for one look lies wholly on the other side of the limit, or
 * the figure does, be it of images or of clusters' means. That can only take verdicts away, so the
 * error rates stay. Plans say when the capital would be there if labels to come are like those
 * at hand.
 *
 * @returns one verdict a check; `verdict/anytime-unavailable` where the metric, the order of labels,
 *   clusters or a change after the first look forbid it
 * @throws HomegroundError `argument/out-of-range` for a value outside the metric's range
 */
export function checkClaimsAnytime(
  checks: readonly AnytimeCheck[],
  options: { readonly level?: number } = {},
): AnytimeVerdict[] {
  const level = options.level ?? 0.95;
  return checks.map((check) => judge(check, level, 1 - (1 - level) / checks.length));
}

function judge(check: AnytimeCheck, level: number, each: number): AnytimeVerdict {
  const { claim, local } = check;
  const requirement = claim.evidence.kind === "requirement";
  const shown = claimLimits(claim, level);
  const own = hasOwnError(claim);
  const base = {
    metric: claim.metric,
    claim: {
      kind: requirement ? ("requirement" as const) : ("claim" as const),
      value: claim.value,
      low: own ? shown.low : null,
      high: own ? shown.high : null,
      n: shown.n,
      source: claim.source,
      ...(claim.origin === undefined ? {} : { origin: claim.origin }),
    },
    tolerance: claim.tolerance,
    level: each,
    mode: "anytime" as const,
    warnings: claim.evidence.kind === "point" ? ["interval/claim-as-point"] : [],
  };
  const limits = anytimeLimits(claim, each);
  if (check.values === null || limits === null || !isAvailable(check)) {
    return {
      ...base,
      difference: null,
      low: null,
      high: null,
      anytime: null,
      verdict: "cannot-tell",
      reason: "verdict/anytime-unavailable",
      moreLabels: null,
      moreClusters: null,
    };
  }
  const sign = local.direction === "higher-is-better" ? 1 : -1;
  const { x, references, threshold } = ruleOf(check.values, check, limits, each);
  const found = decide(x, references, threshold, check.pool);

  const n = x.length;
  const value = n === 0 ? Number.NaN : check.values.reduce((sum, v) => sum + v, 0) / n;
  const back = unmap(local);
  const atEach = anytimeInterval(x, 1 - 2 / threshold);
  const [low, high] = [back(atEach.low), back(atEach.high)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  const shownInterval = anytimeInterval(x, level);
  const [shownLow, shownHigh] = [back(shownInterval.low), back(shownInterval.high)].sort(
    (a, b) => a - b,
  ) as [number, number];
  const clusters = check.of === "cluster-means";
  const difference = n === 0 ? null : sign * (value - claim.value);
  const oneLook = differenceInterval(local, local.at(level), shown);
  const isWithdrawn =
    isContradicted(found.verdict, oneLook, claim.tolerance) ||
    [difference, oneLook.difference].some((one) =>
      isBeyondLimit(found.verdict, one, claim.tolerance),
    );
  const isOpen = found.verdict === "cannot-tell";
  const missing = isOpen ? planLabels(x, references, threshold) : null;
  const wanting = clusters ? "verdict/more-clusters" : "verdict/more-labels";
  return {
    ...base,
    difference,
    low: sign === 1 ? low - limits.high : limits.low - high,
    high: sign === 1 ? high - limits.low : limits.high - low,
    verdict: isWithdrawn ? "cannot-tell" : found.verdict,
    reason: isWithdrawn ? "verdict/contradicted" : isOpen ? wanting : null,
    moreLabels: clusters ? null : missing,
    moreClusters: clusters ? missing : null,
    anytime:
      n === 0
        ? null
        : {
            value,
            low: shownLow,
            high: shownHigh,
            of: check.of,
            decidedAt: found.at,
            logHolds: found.logUp,
            logFails: found.logDown,
            oneLook,
          },
  };
}

/** How a claim is decided: values on the scale of the bets, and what they are held against. */
export interface AnytimeRule {
  readonly x: Float64Array;
  readonly references: { readonly above: number; readonly below: number };
  readonly threshold: number;
}

/**
 * The rule by which {@link checkClaimsAnytime} judges one of `claims` claims; null where the mode is
 * not available.
 */
export function anytimeRule(
  check: AnytimeCheck,
  level: number,
  claims: number,
): AnytimeRule | null {
  const each = 1 - (1 - level) / claims;
  const limits = anytimeLimits(check.claim, each);
  if (check.values === null || limits === null || !isAvailable(check)) return null;
  return ruleOf(check.values, check, limits, each);
}

function ruleOf(
  values: Float64Array,
  { claim, local }: Pick<AnytimeCheck, "claim" | "local">,
  limits: Interval,
  level: number,
): AnytimeRule {
  const sign = local.direction === "higher-is-better" ? 1 : -1;
  const map = scaleMap(local);
  const ends = [map(limits.low), map(limits.high)];
  const delta = Math.abs(map(claim.value) - map(claim.value - sign * claim.tolerance));
  const threshold = decisionThreshold(level);
  return {
    x: values.map(map),
    references: { above: Math.max(...ends) - delta, below: Math.min(...ends) - delta },
    threshold: hasOwnError(claim) ? 1.25 * threshold : threshold,
  };
}

function isAvailable(check: AnytimeCheck): boolean {
  if (!allowsAnytime(check.local.reference) || check.local.toUnit === null) return false;
  if (check.order !== "random" || check.changed) return false;
  return !(check.hasClusters && check.of === "units");
}

/** METHODS §5 step 4: what the claim's own error leaves of it, an error of (1 − level)/10 a side. */
function anytimeLimits(claim: Claim, level: number): Interval | null {
  if (claim.evidence.kind === "counts") {
    return exactLimits(claim.evidence.k, claim.evidence.n, (1 - level) / 10);
  }
  const { low, high } = claimLimits(claim, hasOwnError(claim) ? 1 - (1 - level) / 5 : level);
  return low === null || high === null ? null : { low, high };
}

/** A limit at or below 0 is met by any mean; one at or above 1 by none. */
function decide(
  x: Float64Array,
  { above, below }: { readonly above: number; readonly below: number },
  threshold: number,
  pool: number | null,
): {
  verdict: ClaimVerdict["verdict"];
  at: number | null;
  logUp: number;
  logDown: number;
} {
  const tiny = 1e-12;
  if (above <= 0) return { verdict: "holds", at: 0, logUp: Number.POSITIVE_INFINITY, logDown: 0 };
  const references = {
    above: Math.min(above, 1 - tiny),
    below: Math.max(below, tiny),
  };
  const found = decideAnytime(x, references, threshold, pool);
  const word = found.decision === "above" ? "holds" : "fails";
  return {
    verdict: found.decision === null ? "cannot-tell" : word,
    at: found.decision === null ? null : found.at,
    logUp: found.logUp,
    logDown: found.logDown,
  };
}

/**
 * How many more units until the capital is there, if those to come are like those at hand: the
 * mixture of bets with each bet's mean growth; null where it does not grow.
 */
function planLabels(
  x: Float64Array,
  { above, below }: { readonly above: number; readonly below: number },
  threshold: number,
): number | null {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const side =
    mean > above
      ? { values: x, r: above }
      : mean < below
        ? { values: x.map((value) => 1 - value), r: 1 - below }
        : null;
  if (side === null) return null;
  const growth = BETS.map((bet) => {
    let sum = 0;
    for (const value of side.values) sum += log1p(bet * (value / side.r - 1));
    return sum / x.length;
  });
  const fastest = Math.max(...growth);
  if (!(fastest > 0)) return null;
  const reaches = (t: number): boolean => {
    let capital = 0;
    for (const g of growth) capital += exp(Math.min(700, g * t)) / BETS.length;
    return capital >= threshold;
  };
  // The fastest bet alone is there by ln(9·threshold)/g.
  let [low, high] = [x.length, Math.ceil(ln(BETS.length * threshold) / fastest)];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(middle)) high = middle;
    else low = middle + 1;
  }
  return Math.max(1, high - x.length);
}

/** Back from the unit scale to the metric's own; the maps of means of bounded units are linear. */
function unmap(local: Estimator): (u: number) => number {
  const map = scaleMap(local);
  const [least, greatest] = local.range;
  const [from, to] = [map(least), map(greatest)];
  return (u) => least + ((u - from) / (to - from)) * (greatest - least);
}
