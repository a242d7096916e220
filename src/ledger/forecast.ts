import { HomegroundError } from "../core/errors.js";
import type { Code, Count, PositiveCount, Sha256 } from "../core/json-values.js";
import {
  type AtLeast,
  forecastSites,
  LEAST_SITES,
  type NextSite,
  type SiteShare,
  type SitesForecast,
} from "../statistics/next-site.js";
import type { Ledger, Provenance } from "./ledger.js";
import type { SharedFigure } from "./shared-result.js";

/** What a ledger lets one expect of the next place; the JSON Schema is `schemas/forecast.schema.json`. */
export interface Forecast extends Foreseen {
  readonly schema: "homeground.forecast/1";
  readonly metric: string;
  /** Record of the results; null where they name none. */
  readonly record: Sha256 | null;
  /** Every result of the ledger that has the metric, in its order. */
  readonly sites: readonly ForecastSite[];
  /** The same from places whose images are as much like the record's as those asked about; null if not asked. */
  readonly like: Foreseen | null;
}

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

export interface ForecastSite {
  /** Id of the ledger's line. */
  readonly id: Sha256;
  readonly place: string | null;
  readonly month: string | null;
  readonly provenance: Provenance;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: PositiveCount;
  /** Independent units that would tell as much. */
  readonly nEff: number;
  /** Share of its images that are like the record's; null where that was not looked at. */
  readonly covered: number | null;
  /** Whether a newer result of the same place stands for it. */
  readonly isReplaced: boolean;
}

export interface ForecastRequest {
  /** Default: the first figure of the first result that is a share. */
  readonly metric?: string | null;
  /** How likely the next place is to see it: a claim less its tolerance. */
  readonly threshold?: number | null;
  /** Share of the asker's images that are like the record's. */
  readonly covered?: number | null;
}

/** Places are alike whose covered shares differ by no more. */
const ALIKE = 0.1;

/**
 * What the next place can expect of a figure that is a share.
 *
 * @param where names the ledger in messages
 * @throws HomegroundError `ledger/no-figure` where no result has the metric as a share
 */
export function forecastLedger(ledger: Ledger, request: ForecastRequest, where: string): Forecast {
  const metric = request.metric ?? firstShare(ledger);
  const sites = metric === null ? [] : sitesOf(ledger, metric);
  if (metric === null || (sites.length === 0 && ledger.lines.length > 0)) {
    throw new HomegroundError("ledger/no-figure", {
      what:
        metric === null
          ? "no result has a figure that is a share of images"
          : `no result has ${metric} as a share`,
      where,
      fix: `Name one that is there: ${sharesOf(ledger).join(", ") || "none is"}`,
    });
  }
  const threshold = request.threshold ?? null;
  const own = sites.filter(({ isReplaced }) => !isReplaced);
  const asked = request.covered ?? null;
  const like = own.filter(({ covered }) => covered !== null && near(covered, asked));
  return {
    schema: "homeground.forecast/1",
    metric,
    record: ledger.lines[0]?.entry.result.record ?? null,
    sites,
    ...foreseenFrom(own, threshold),
    like: asked === null ? null : foreseenFrom(like, threshold),
  };
}

function near(covered: number, asked: number | null): boolean {
  return asked !== null && Math.abs(covered - asked) <= ALIKE + 1e-12;
}

function foreseenFrom(sites: readonly ForecastSite[], threshold: number | null): Foreseen {
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
  let [inside, of] = [0, 0];
  if (shares.length <= LEAST_SITES) return { inside, of };
  for (const [i, { share }] of shares.entries()) {
    const { next }: SitesForecast = forecastSites(shares.toSpliced(i, 1), null);
    if (next === null) continue;
    of++;
    if (share >= next.low && share <= next.high) inside++;
  }
  return { inside, of };
}

function sitesOf({ lines }: Ledger, metric: string): ForecastSite[] {
  const newest = new Map<string, { readonly month: string; readonly seq: number }>();
  const found = lines.flatMap(({ seq, id, entry: { provenance, result } }) => {
    const figure = result.figures.find((one) => one.metric === metric && isShare(one));
    if (figure === undefined) return [];
    const { place, month, scope } = result;
    if (place !== null) {
      const before = newest.get(place);
      if (before === undefined || (month ?? "") >= before.month) {
        newest.set(place, { month: month ?? "", seq });
      }
    }
    const { value, low, high, n, nEff } = figure;
    const covered = scope === null || scope.images === 0 ? null : scope.covered / scope.images;
    return [
      { seq, id, place, month, provenance, value: value!, low, high, n, nEff: nEff!, covered },
    ];
  });
  return found.map(({ seq, ...site }) => ({
    ...site,
    isReplaced: site.place !== null && newest.get(site.place)?.seq !== seq,
  }));
}

function isShare({ value, nEff }: SharedFigure): boolean {
  return value !== null && nEff !== null;
}

function firstShare(ledger: Ledger): string | null {
  return sharesOf(ledger)[0] ?? null;
}

function sharesOf({ lines }: Ledger): readonly string[] {
  const names = lines.flatMap(({ entry }) =>
    entry.result.figures.filter(isShare).map(({ metric }) => metric),
  );
  return [...new Set(names)];
}
