import { exp, ln, log1p } from "../core/elementary.js";
import { BETS } from "./anytime.js";
import { checkLevel, checkRange } from "./arguments.js";
import type { SiteShare } from "./next-site.js";
import { betaQuantile } from "./quantiles.js";

/** What later results of one place say of its first. */
export interface Drift {
  /** Null while nothing is shown. A word stands, whatever comes later. */
  readonly change: "fallen" | "risen" | null;
  /** Index of the result with which it was shown; null while nothing is. */
  readonly at: number | null;
}

/**
 * Whether the share of hits at one place is another one than at first, looked at after each later result, as
 * often as results come: the first result is a claim of k in n, of which the exact limits are taken at an
 * error of (1 − level)/10 on either side, and the later hits are betted on against these (METHODS §5.4). Where
 * the true share stays what it was, either word is said in at most 1 − level of places, at whatever time.
 *
 * Hits of a result may come in any order, since a bet's capital depends on their numbers alone.
 *
 * @param results in the order of time, of units that are independent; the first is what it was at first
 * @param places that are looked at together: the error is shared among them
 * @throws HomegroundError `argument/out-of-range`
 */
export function driftOf(results: readonly SiteShare[], places = 1, level = 0.95): Drift {
  checkLevel(level);
  checkRange(Number.isInteger(places) && places >= 1, "places", places, "that is whole, 1 or more");
  const [first, ...later] = results;
  if (first === undefined) return { change: null, at: null };
  const { low, high } = limitsOf(first, (1 - level) / 10 / places);
  const limit = ln((2.5 / (1 - level)) * places);
  let [hits, misses] = [0, 0];
  for (const [i, { share, n }] of later.entries()) {
    hits += share * n;
    misses += n - share * n;
    if (logCapital(hits, misses, high) >= limit) return { change: "risen", at: i + 1 };
    if (logCapital(misses, hits, 1 - low) >= limit) return { change: "fallen", at: i + 1 };
  }
  return { change: null, at: null };
}

/** Clopper and Pearson's limits, an error of `tail` on either side. */
function limitsOf({ share, n }: SiteShare, tail: number) {
  const hits = share * n;
  return {
    low: share === 0 ? 0 : betaQuantile(tail, hits, n - hits + 1),
    high: share === 1 ? 1 : betaQuantile(1 - tail, hits + 1, n - hits),
  };
}

/** ln K⁺(r) of METHODS §5: evidence that the share of hits is above r. */
function logCapital(hits: number, misses: number, r: number): number {
  if (r >= 1) return Number.NEGATIVE_INFINITY;
  if (r <= 0) return hits > 0 ? Number.POSITIVE_INFINITY : 0;
  const logs = BETS.map((b) => hits * log1p(b / r - b) + misses * log1p(-b));
  const most = Math.max(...logs);
  return most + ln(logs.reduce((sum, log) => sum + exp(log - most), 0) / BETS.length);
}
