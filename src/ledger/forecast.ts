import { HomegroundError } from "../core/errors.js";
import type { PositiveCount, Sha256 } from "../core/json-values.js";
import { driftOf } from "../statistics/drift.js";
import type { SiteShare } from "../statistics/next-site.js";
import { type Foreseen, foreseenFrom } from "./foreseen.js";
import type { Ledger, LedgerLine, Provenance } from "./ledger.js";
import { type PlaceRegression, placeRegression, sitesLike } from "./place-regression.js";
import type { PlaceAttributes, SharedFigure } from "./shared-result.js";

/** What a ledger lets one expect of the next place; the JSON Schema is `schemas/forecast.schema.json`. */
export interface Forecast extends Foreseen {
  readonly schema: "homeground.forecast/1";
  readonly metric: string;
  /** What the results are of, such as `classification`; null for a ledger without a result. */
  readonly task: string | null;
  /** Record of the results; null where they name none. */
  readonly record: Sha256 | null;
  /** Every result of the ledger that has the metric, in its order. */
  readonly sites: readonly ForecastSite[];
  /** Places with several results over time, and whether the figure has changed there. */
  readonly drift: readonly PlaceDrift[];
  /**
   * The same from places that are like the one asked about: in the properties that were named, and by how much
   * images are like the record's; null if not asked.
   */
  readonly like: Foreseen | null;
  /** How the figure differs between places by what their senders say of them; null if not asked. */
  readonly regression: PlaceRegression | null;
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
  /** What its sender says of the place by name; null where nothing is said. */
  readonly attributes: PlaceAttributes | null;
  /** Whether a newer result of the same place stands for it. */
  readonly isReplaced: boolean;
  /**
   * Whether its place was in training, by the record: it is then listed and not foreseen from, since the next
   * place is one that the model does not know. Absent where the record names no places of training.
   */
  readonly isTrained?: boolean;
}

/**
 * Results of one place in the order of their months, of the same model and of units that count as independent,
 * looked at after each. Of all such places one in twenty ledgers is said to have changed where none has.
 */
export interface PlaceDrift {
  readonly place: string;
  /** From 2. */
  readonly results: PositiveCount;
  /** Month of the first result, against which the others are held, and of the last. */
  readonly from: string;
  readonly to: string;
  /** Null where no change is shown. */
  readonly change: "fallen" | "risen" | null;
  /** Month of the result with which the change was shown. */
  readonly shown: string | null;
}

export interface ForecastRequest {
  /** Default: the first figure of the first result that is a share. */
  readonly metric?: string | null;
  /** How likely the next place is to see it: a claim less its tolerance. */
  readonly threshold?: number | null;
  /** Share of the asker's images that are like the record's. */
  readonly covered?: number | null;
  /** Whether a place was in training, as the record says; null where it does not. */
  readonly trained?: ((place: string) => boolean) | null;
  /** What the asker's place is like, by name. */
  readonly attributes?: PlaceAttributes | null;
  /** Properties by which figures are said to differ. */
  readonly by?: readonly string[];
}

/**
 * What the next place can expect of a figure that is a share.
 *
 * @param where names the ledger in messages
 * @throws HomegroundError `ledger/no-figure` where no result has the metric as a share
 */
export function forecastLedger(
  { lines }: Ledger,
  request: ForecastRequest,
  where: string,
): Forecast {
  const sites = ledgerSites(request.metric ?? null);
  for (const line of lines) sites.take(line);
  return sites.forecast(request, where);
}

/** The places of a ledger, which is read line by line and not kept. */
export interface LedgerSites {
  readonly take: (line: LedgerLine) => void;
  /** Of all lines that were taken. @throws as {@link forecastLedger} */
  readonly forecast: (request: Omit<ForecastRequest, "metric">, where: string) => Forecast;
}

/** @param asked the figure; null: the first of the first result that is a share */
export function ledgerSites(asked: string | null): LedgerSites {
  const found: FoundSite[] = [];
  const newest = new Map<string, { readonly month: string; readonly seq: number }>();
  const names = new Set<string>();
  let metric = asked;
  let record: Sha256 | null = null;
  let task: string | null = null;
  let isEmpty = true;

  function take({ seq, id, entry: { provenance, result } }: LedgerLine): void {
    if (isEmpty) ({ record, task } = result);
    isEmpty = false;
    const shares = result.figures.filter(isShare);
    for (const share of shares) names.add(share.metric);
    metric ??= shares[0]?.metric ?? null;
    const figure = shares.find((share) => share.metric === metric);
    if (figure === undefined) return;
    const { place, month, scope, attributes = null } = result;
    if (place !== null) {
      const before = newest.get(place);
      if (before === undefined || (month ?? "") >= before.month) {
        newest.set(place, { month: month ?? "", seq });
      }
    }
    const { value, low, high, n, nEff } = figure;
    const covered = scope === null || scope.images === 0 ? null : scope.covered / scope.images;
    const said = { id, place, month, provenance };
    const own = { model: result.model, isIndependent: figure.clusters === null };
    found.push({
      seq,
      ...own,
      ...said,
      value: value!,
      low,
      high,
      n,
      nEff: nEff!,
      covered,
      attributes,
    });
  }

  return {
    take,
    forecast(
      { threshold = null, covered = null, attributes = null, by = [], trained = null },
      where,
    ) {
      if (metric === null || (found.length === 0 && !isEmpty)) {
        throw new HomegroundError("ledger/no-figure", {
          what:
            metric === null
              ? "no result has a figure that is a share of images"
              : `no result has ${metric} as a share`,
          where,
          fix: `Name one that is there: ${[...names].join(", ") || "none is"}`,
        });
      }
      const sites = found.map(({ seq, model: _, isIndependent: __, ...site }): ForecastSite => {
        const isReplaced = site.place !== null && newest.get(site.place)?.seq !== seq;
        if (trained === null) return { ...site, isReplaced };
        return { ...site, isReplaced, isTrained: site.place !== null && trained(site.place) };
      });
      const own = sites.filter(isForeseenFrom);
      return {
        schema: "homeground.forecast/1",
        metric,
        task,
        record,
        sites,
        ...foreseenFrom(own, threshold),
        drift: driftOfPlaces(found),
        like:
          covered === null && attributes === null
            ? null
            : foreseenFrom(sitesLike(own, covered, attributes), threshold),
        regression: by.length === 0 ? null : placeRegression(own, by),
      };
    },
  };
}

interface FoundSite extends Omit<ForecastSite, "isReplaced"> {
  readonly seq: number;
  readonly model: Sha256 | null;
  readonly isIndependent: boolean;
}

function driftOfPlaces(found: readonly FoundSite[]): PlaceDrift[] {
  const places = new Map<string, FoundSite[]>();
  for (const site of found) {
    const { place, month, isIndependent } = site;
    if (place === null || month === null || !isIndependent) continue;
    const own = places.get(place);
    if (own === undefined) places.set(place, [site]);
    else own.push(site);
  }
  const series = [...places.values()].flatMap((all) => {
    const byMonth = all.toSorted((a, b) =>
      a.month! < b.month! ? -1 : a.month! > b.month! ? 1 : 0,
    );
    const own = byMonth.filter(({ model }) => model === byMonth[0]!.model);
    return own.length < 2 ? [] : [own];
  });
  return series.map((own): PlaceDrift => {
    const shares = own.map(({ value, n }): SiteShare => ({ share: value, n }));
    const { change, at } = driftOf(shares, series.length);
    const month = (i: number) => own[i]!.month!;
    return {
      place: own[0]!.place!,
      results: own.length,
      from: month(0),
      to: month(own.length - 1),
      change,
      shown: at === null ? null : month(at),
    };
  });
}

/** Whether a forecast rests on it: the newest result of a place that was not in training. */
export function isForeseenFrom({
  isReplaced,
  isTrained = false,
}: Pick<ForecastSite, "isReplaced" | "isTrained">): boolean {
  return !isReplaced && !isTrained;
}

function isShare({ value, nEff }: SharedFigure): boolean {
  return value !== null && nEff !== null;
}
