import type { Code, Count } from "../core/json-values.js";
import {
  type AtLeast,
  forecastSites,
  foreseeEach,
  LEAST_SITES,
  type NextSite,
  type SiteShare,
} from "../statistics/next-site.js";

/** What is foreseen from some places. */
export interface Foreseen {
  /** Places; of several results of one place the newest. */
  readonly k: Count;
  readonly next: (NextSite & { readonly method: "pi-t" }) | null;
  readonly average: {
    readonly value: number;
    readonly low: number;
    readonly high: number;
    readonly tau: number;
    readonly method: "reml-hk-adhoc";
  } | null;
  readonly atLeast: AtLeast | null;
  /** Each place foreseen from the others: how many lay inside, of how many that could be tried. */
  readonly backtest: { readonly inside: Count; readonly of: Count };
  readonly warnings: readonly Code[];
}

/** Places are alike whose covered shares differ by no more. */
const ALIKE = 0.1;

/** A place of which something is foreseen. */
export interface LikedSite {
  readonly value: number;
  readonly nEff: number;
  /** See `ForecastSite`. */
  readonly covered: number | null;
}

/** What is foreseen from those places whose images are about as much like the record's as somebody's. */
export function foreseenLike(
  sites: readonly LikedSite[],
  asked: number,
  threshold: number | null,
): Foreseen {
  return foreseenFrom(
    sites.filter((site) => isCoveredAlike(site, asked)),
    threshold,
  );
}

/** Whether about as many of its images are like the record's. @param asked their share */
export function isCoveredAlike({ covered }: LikedSite, asked: number): boolean {
  return covered !== null && Math.abs(covered - asked) <= ALIKE + 1e-12;
}

/** What is foreseen from some places. @param threshold null where none is asked for */
export function foreseenFrom(sites: readonly LikedSite[], threshold: number | null): Foreseen {
  const shares = sites.map(({ value, nEff }): SiteShare => ({ share: value, n: nEff }));
  const { next, average, atLeast, warnings } = forecastSites(shares, threshold);
  return {
    k: sites.length,
    next: next === null ? null : { ...next, method: "pi-t" },
    average: average === null ? null : { ...average, method: "reml-hk-adhoc" },
    atLeast,
    backtest: backtest(shares),
    warnings,
  };
}

function backtest(shares: readonly SiteShare[]): { readonly inside: number; readonly of: number } {
  const foreseen = shares.length <= LEAST_SITES ? [] : foreseeEach(shares);
  let [inside, of] = [0, 0];
  for (const [i, next] of foreseen.entries()) {
    if (next === null) continue;
    const { share } = shares[i]!;
    of++;
    if (share >= next.low && share <= next.high) inside++;
  }
  return { inside, of };
}
