import {
  type AnytimeCheck,
  type AnytimeRule,
  anytimeRule,
  checkClaimsAnytime,
} from "../claims/anytime-check.js";
import { clusterMeans, unitValues } from "../claims/anytime-values.js";
import type { Claim } from "../claims/claim.js";
import { appendColumn } from "../core/append-column.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import { formatReference } from "../metrics/reference-text.js";
import { completeClasses } from "../metrics/unanswered/complete-outcomes.js";
import type { ClassificationOutcomes } from "../outcomes/classification-types.js";
import { anytimeInterval } from "../statistics/anytime.js";
import { type DecisionOutlook, decisionOutlook } from "../statistics/anytime-outlook.js";
import { headlineReference } from "./estimates.js";
import { estimatorOf } from "./evaluated-outcomes.js";

/** What a look shows while labels or predictions are still coming. */
export interface LiveLook {
  /** Metric, as in results. */
  readonly metric: string;
  /** Images that the figure is about, and how many of them are hits; null where they are none, but have a value each. */
  readonly n: number;
  readonly hits: number | null;
  /** Their mean, or that of the clusters' means. */
  readonly value: number;
  /** Range that holds however often it is looked at. */
  readonly low: number;
  readonly high: number;
  readonly claim: {
    readonly kind: "claim" | "requirement";
    readonly value: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly tolerance: number;
  } | null;
  /** Null without a claim. */
  readonly verdict: "holds" | "fails" | "cannot-tell" | null;
  /** Labels, or clusters, that would decide if they are like those at hand; null where nothing says so. */
  readonly moreLabels: number | null;
  readonly moreClusters: number | null;
}

/** Images without a prediction: what is true of them, and how many units came before each. */
export interface SilentImages {
  readonly truth: Int32Array;
  /** Ascending. */
  readonly places: readonly number[];
  /** Cluster of each, where the units have clusters. */
  readonly cluster?: Int32Array;
}

/**
 * A look by the rules that allow any number of them (METHODS §5).
 *
 * @param outcomes units in the order in which they are looked at, which is a random one; clusters one
 *   after the other, each of them whole
 * @param claims all those that are judged together; the look shows the first
 * @returns null before there is anything to say
 */
export function lookAt(
  outcomes: ClassificationOutcomes,
  silent: SilentImages,
  claims: readonly Claim[],
  level: number,
): LiveLook | null {
  const order = Int32Array.from({ length: outcomes.unitCount }, (_, i) => i);
  const [claim] = claims;
  const reference = claim?.reference ?? headlineReference(outcomes);
  const hit = unitValues(reference, outcomes, order)?.values ?? null;
  const values = lookedValues(reference, outcomes, order);
  if (hit === null || values === null || values.length === 0) return null;
  const figure = {
    metric: formatReference(reference),
    n: hit.length,
    hits: sumOf(hit),
    value: sumOf(values) / values.length,
  };
  const about = claims.map((one) => ({ claim: one, outcomes }));
  const [first] = judge(about, order, level);
  if (first === undefined) {
    const range = anytimeInterval(values, level);
    return {
      ...figure,
      ...range,
      claim: null,
      verdict: null,
      moreLabels: null,
      moreClusters: null,
    };
  }
  if (first.anytime === null) return null;
  const { kind, value, low, high } = first.claim;
  return {
    ...figure,
    low: first.anytime.low,
    high: first.anytime.high,
    claim: { kind, value, low, high, tolerance: first.tolerance },
    verdict: survives(first.verdict, outcomes, silent, claims, level)
      ? first.verdict
      : "cannot-tell",
    moreLabels: first.moreLabels,
    moreClusters: first.moreClusters,
  };
}

/** The chance of a verdict that "likely" stands for. */
const LIKELY = 2 / 3;

/**
 * When the first claim is likely to be decided; null where nothing is to be decided, or units are no
 * hits and misses (means of clusters).
 *
 * @param left units that are still to come
 */
export function outlookAt(
  outcomes: ClassificationOutcomes,
  claims: readonly Claim[],
  level: number,
  left: number,
): DecisionOutlook | null {
  const [claim] = claims;
  if (claim === undefined || outcomes.unitCount === 0) return null;
  const order = Int32Array.from({ length: outcomes.unitCount }, (_, i) => i);
  const rule = anytimeRule(checkOf(claim, outcomes, order), level, claims.length);
  return rule === null ? null : outlookOf(rule, left);
}

/** When a claim is likely to be decided by its rule; null where units are no hits and misses. */
export function outlookOf(
  { x, references, threshold }: AnytimeRule,
  left: number,
): DecisionOutlook | null {
  if (!x.every((value) => value === 0 || value === 1)) return null;
  const isInside = (r: number): boolean => r > 0 && r < 1;
  if (!isInside(references.above) || !isInside(references.below)) return null;
  return decisionOutlook({
    hits: sumOf(x),
    n: x.length,
    references,
    threshold,
    left,
    chance: LIKELY,
  });
}

/** Verdicts on claims, each by outcomes of its own, which have the same units. */
function judge(
  about: readonly { readonly claim: Claim; readonly outcomes: ClassificationOutcomes }[],
  order: Int32Array,
  level: number,
) {
  if (about.length === 0) return [];
  return checkClaimsAnytime(
    about.map(({ claim, outcomes }) => checkOf(claim, outcomes, order)),
    { level },
  );
}

function checkOf(claim: Claim, outcomes: ClassificationOutcomes, order: Int32Array): AnytimeCheck {
  const hasClusters = outcomes.cluster !== null;
  return {
    claim,
    local: estimatorOf(outcomes, claim.reference),
    values: lookedValues(claim.reference, outcomes, order),
    of: hasClusters ? "cluster-means" : "units",
    hasClusters,
    order: "random",
    changed: false,
    pool: null,
  };
}

/** Values of the units that the metric runs over, or means of their clusters; null where it has none. */
function lookedValues(
  reference: MetricReference,
  outcomes: ClassificationOutcomes,
  order: Int32Array,
): Float64Array | null {
  const found = unitValues(reference, outcomes, order);
  const { cluster } = outcomes;
  if (found === null || cluster === null) return found?.values ?? null;
  return clusterMeans(
    found.values,
    found.units.map((unit) => cluster[unit]!),
  );
}

/** Whether the verdict on the first claim stands whatever the images without a prediction are (METHODS-2 A3). */
function survives(
  verdict: "holds" | "fails" | "cannot-tell",
  outcomes: ClassificationOutcomes,
  { truth, places, cluster }: SilentImages,
  claims: readonly Claim[],
  level: number,
): boolean {
  if (verdict === "cannot-tell" || truth.length === 0) return true;
  const side = verdict === "holds" ? "worst" : "best";
  const order: number[] = [];
  for (let next = 0, unit = 0; next < truth.length || unit < outcomes.unitCount; ) {
    const isSilent = next < truth.length && places[next]! <= unit;
    order.push(isSilent ? outcomes.unitCount + next++ : unit++);
  }
  const completed = claims.map((claim) => {
    const all = completeClasses(outcomes, truth, claim.reference, side);
    if (outcomes.cluster === null || cluster === undefined) return { claim, outcomes: all };
    const { clusterCount } = outcomes;
    const of = appendColumn(outcomes.cluster, cluster);
    return { claim, outcomes: { ...all, cluster: of, clusterCount } };
  });
  return judge(completed, Int32Array.from(order), level)[0]!.verdict === verdict;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
