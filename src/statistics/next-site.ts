import { exp, ln } from "../core/elementary.js";
import { checkLevel, checkRange } from "./arguments.js";
import type { MethodCode } from "./codes.js";
import type { Interval } from "./interval.js";
import { noncentralityAt } from "./noncentral-t.js";
import { normalCdf, studentCdf, studentLevelQuantile } from "./quantiles.js";
import { type RandomEffects, randomEffects } from "./random-effects.js";

/** A share of hits at one place. */
export interface SiteShare {
  /** In [0, 1]. */
  readonly share: number;
  /** Units behind it, or as many independent ones as would tell as much; above 0. */
  readonly n: number;
}

/** What an untried place is likely to see. */
export interface NextSite {
  /** The middle of what is foreseen. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

export interface AverageSite extends Interval {
  readonly value: number;
  /** Standard deviation between places of the true shares' logits. */
  readonly tau: number;
}

/** How likely the next place is to see a threshold or more. */
export interface AtLeast extends Interval {
  readonly threshold: number;
  readonly probability: number;
}

export interface SitesForecast {
  readonly next: NextSite | null;
  readonly average: AverageSite | null;
  readonly atLeast: AtLeast | null;
  readonly warnings: readonly MethodCode[];
}

/** Fewer places are listed and not foreseen from. */
export const LEAST_SITES = 5;
const FEW_SITES = 10;
/** Share of the variance between shares beyond which much of it is small samples. */
const NOISY = 0.5;

/**
 * What the next place is likely to see, from places that have been tried: Student's prediction interval
 * of the logits, unweighted, for the figure *observed* at a place of similar size; beside it the average
 * place, and how likely the next one is to see a threshold. Supposes that the next place is drawn as
 * the others were.
 *
 * Source: METHODS §8, with the worked example of `test/statistics/next-site.test.ts`.
 *
 * @param threshold in [0, 1], such as a claim less its tolerance; null where none is asked for. At 0
 *   every place sees it.
 * @throws HomegroundError `ledger/value-range`, `argument/out-of-range`
 */
export function forecastSites(
  sites: readonly SiteShare[],
  threshold: number | null,
  level = 0.95,
): SitesForecast {
  checkLevel(level);
  if (threshold !== null) {
    checkRange(threshold >= 0 && threshold <= 1, "threshold", threshold, "from 0 to 1");
  }
  const { values, variances } = logits(sites);
  const k = values.length;
  const mean = values.reduce((sum, y) => sum + y, 0) / k;
  const spread = Math.sqrt(values.reduce((sum, y) => sum + (y - mean) ** 2, 0) / (k - 1));
  if (k < LEAST_SITES || !(spread > 0)) {
    return { next: null, average: null, atLeast: null, warnings: ["ledger/too-few"] };
  }
  const warnings: MethodCode[] = [];
  if (k < FEW_SITES) warnings.push("ledger/few-sites");
  const noise = variances.reduce((sum, v) => sum + v, 0) / k;
  if (noise > NOISY * spread * spread) warnings.push("ledger/noisy-sites");
  const {
    mean: average,
    betweenVariance,
    average: limits,
  } = randomEffects(values, variances, level) as RandomEffects;
  return {
    next: nextSite({ k, mean, spread }, studentLevelQuantile(level, k - 1), level),
    average: {
      value: share(average),
      low: share(limits.low),
      high: share(limits.high),
      tau: Math.sqrt(betweenVariance),
    },
    atLeast: threshold === null ? null : atLeast({ k, mean, spread }, threshold, level),
    warnings,
  };
}

/**
 * What each place is foreseen to see from the others alone, as {@link forecastSites} foresees it; null where
 * the others are all alike. In one pass: means and spreads without a place follow from those of all.
 *
 * @param sites three or more
 */
export function foreseeEach(sites: readonly SiteShare[], level = 0.95): (NextSite | null)[] {
  const { values } = logits(sites);
  const k = values.length - 1;
  const mean = values.reduce((sum, y) => sum + y, 0) / values.length;
  const squares = values.reduce((sum, y) => sum + (y - mean) ** 2, 0);
  const t = studentLevelQuantile(level, k - 1);
  return values.map((y) => {
    const rest = squares - ((k + 1) / k) * (y - mean) ** 2;
    // What is left of rounding where the others are alike.
    if (rest <= 1e-12 * squares) return null;
    const without = { k, mean: mean - (y - mean) / k, spread: Math.sqrt(rest / (k - 1)) };
    return nextSite(without, t, level);
  });
}

interface LogitSpread {
  readonly k: number;
  readonly mean: number;
  readonly spread: number;
}

/** @param t Student's quantile of the level with k − 1 degrees of freedom */
function nextSite({ k, mean, spread }: LogitSpread, t: number, level: number): NextSite {
  const half = t * (spread * Math.sqrt(1 + 1 / k));
  return { value: share(mean), low: share(mean - half), high: share(mean + half), level };
}

/** Logits of shares with the variances of their sampling errors; shares of 0 and 1 with half a hit more. */
export function logits(sites: readonly SiteShare[]): {
  readonly values: readonly number[];
  readonly variances: readonly number[];
} {
  const values: number[] = [];
  const variances: number[] = [];
  for (const { share: p, n } of sites) {
    const more = p === 0 || p === 1 ? 0.5 : 0;
    const [hits, misses] = [p * n + more, n - p * n + more];
    values.push(ln(hits / misses));
    variances.push(1 / hits + 1 / misses);
  }
  return { values, variances };
}

function share(logit: number): number {
  return 1 / (1 + exp(-logit));
}

function atLeast({ k, mean, spread }: LogitSpread, threshold: number, level: number): AtLeast {
  if (threshold === 0) return { threshold, probability: 1, low: 1, high: 1 };
  if (threshold === 1) return { threshold, probability: 0, low: 0, high: 0 };
  const logit = ln(threshold / (1 - threshold));
  const away = (mean - logit) / spread;
  const t = Math.sqrt(k) * away;
  const end = (p: number) => normalCdf(noncentralityAt(p, t, k - 1) / Math.sqrt(k));
  return {
    threshold,
    probability: studentCdf(away / Math.sqrt(1 + 1 / k), k - 1),
    low: end((1 + level) / 2),
    high: end((1 - level) / 2),
  };
}
