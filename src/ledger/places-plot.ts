import type { PlacesView } from "../records/page/places-view.js";
import type { RecordClaim } from "../records/record/record-types.js";
import { intervalText, valueText } from "../reports/estimate-text.js";
import { type ForestMark, forestAxis, placeOf } from "../reports/forest-view.js";
import { counted, grouped, percent } from "../reports/numbers.js";
import type { PlotCell, PlotRow } from "../reports/plot-view.js";
import type { Axis } from "../reports/ruler-view.js";
import { shown } from "../reports/text.js";
import { COLUMNS, NONE } from "../reports/words/columns.js";
import { metricWords } from "../reports/words/metrics.js";
import { type Forecast, type ForecastSite, isForeseenFrom } from "./forecast.js";
import { limits, monthText, placeName, placesText } from "./places-text.js";
import { PLACES } from "./places-words.js";

const MOST_DRAWN = 40;
const MOST_LISTED = 1000;
const PERCENT = "percent";
/** Of the ranges of results, where no record says it. */
const LEVEL = 0.95;

/** Places by their newest result, the highest figure first; places of training behind the others. */
export function sortedPlaces({ sites }: Forecast): readonly ForecastSite[] {
  return sites
    .filter(({ isReplaced }) => !isReplaced)
    .sort(
      (a, b) =>
        Number(a.isTrained ?? false) - Number(b.isTrained ?? false) ||
        b.value - a.value ||
        b.n - a.n,
    );
}

/** How many places, and how far apart. */
export function leadOf(all: readonly ForecastSite[]): string {
  const sorted = all.filter(isForeseenFrom);
  const [most] = sorted;
  const least = sorted.at(-1);
  if (most === undefined || least === undefined) return PLACES.noneLead;
  if (most === least) return PLACES.leadOne({ value: percent(most.value, 1) });
  const [low, high] = [percent(least.value, 0), percent(most.value, 0)];
  return PLACES.lead({ places: placesText(sorted.length), low, high });
}

/** A row of the drawing and of the table. */
interface Row {
  readonly label: string;
  readonly sub: string;
  /** Of a place; see {@link monthText}. */
  readonly month?: string | null;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number | null;
  readonly site: ForecastSite | null;
  /** What it is where it is no place's. */
  readonly kind?: ForestMark["kind"];
}

/** What is drawn of a forecast. */
export interface PlacesPlot {
  readonly view: NonNullable<PlacesView["plot"]>;
  /** Values at the two ends of the axis. */
  readonly ends: Axis["ends"];
}

/**
 * The places of a forecast in a drawing and a table, the highest figure first, with the average and the next place.
 *
 * @param claim what its authors published; null where there is no record
 */
export function placesPlot(forecast: Forecast, claim: RecordClaim | null): PlacesPlot {
  const { next, average } = forecast;
  const sorted = sortedPlaces(forecast);
  const words = metricWords(forecast.metric);
  const unit = claim === null ? "unit" : shown(claim.unit, 40);
  const title = PLACES.title({ metric: words.label });
  const first: Row[] = [];
  if (claim !== null) {
    const { value, low, high, n } = claim;
    const sub = counted(n, unit);
    first.push({
      label: PLACES.published,
      sub,
      value,
      low,
      high,
      n,
      site: null,
      kind: "published",
    });
  }
  const last: Row[] = [];
  if (average !== null) {
    const { value, low, high } = average;
    last.push({
      label: PLACES.average,
      sub: PLACES.averageSub,
      value,
      low,
      high,
      n: null,
      site: null,
      kind: "average",
    });
  }
  if (next !== null) {
    const { low, high } = next;
    last.push({
      label: PLACES.next,
      sub: PLACES.nextSub,
      value: null,
      low,
      high,
      n: null,
      site: null,
      kind: "next",
    });
  }
  const listed = sorted.slice(0, MOST_LISTED).map((site) => rowOf(site, unit, forecast));
  const rows = [...first, ...listed, ...last];
  const spread = listed.filter((_, i) => isDrawn(i, listed.length));
  const drawn = [...first, ...spread, ...last];
  const axis = forestAxis(
    words,
    drawn.flatMap(({ value, low, high }) => [value, low, high]),
  );
  const at = placeOf(axis, claim?.value ?? null);
  const older = forecast.sites.length - sorted.length;
  const view: NonNullable<PlacesView["plot"]> = {
    id: "other-places",
    title,
    reading: leadOf(sorted),
    caption: PLACES.caption({
      level: percent(claim?.level ?? LEVEL, 0),
      older: older === 0 ? null : PLACES.older({ results: counted(older, "older result") }),
      more:
        sorted.length <= MOST_DRAWN
          ? null
          : PLACES.more({ drawn: grouped(MOST_DRAWN), all: grouped(sorted.length) }),
    }),
    table: {
      columns: [
        { name: PLACES.columns.place, numeric: false },
        { name: PLACES.columns.month, numeric: false },
        ...[COLUMNS.share, COLUMNS.from, COLUMNS.to, COLUMNS.number, PLACES.columns.like].map(
          (name) => ({ name, numeric: true }),
        ),
        { name: PLACES.columns.sure, numeric: false },
      ],
      rows: rows.map(tableRow),
      more: sorted.length - listed.length,
    },
    explore: null,
    forest: {
      name: title,
      axisText: words.label,
      ticks: axis.ticks,
      reference: at === null ? null : { at, text: PLACES.reference },
      marks: drawn.map((row): ForestMark => {
        const { label, sub, value, low, high, n, site, kind } = row;
        return {
          label,
          sub,
          at: placeOf(axis, value),
          low: placeOf(axis, low),
          high: placeOf(axis, high),
          valueText:
            value === null
              ? PLACES.facts.range(limits({ low: low!, high: high! }))
              : valueText(PERCENT, value, n),
          intervalText: value === null ? null : intervalText(PERCENT, low, high, n),
          sign: null,
          note: null,
          row: rows.indexOf(row),
          ...(kind === undefined ? { isOwn: false } : { kind }),
          ...(site === null ? {} : { vouched: PLACES.provenance[site.provenance] }),
        };
      }),
    },
  };
  return { view, ends: axis.ends };
}

function rowOf(site: ForecastSite, unit: string, forecast: Forecast): Row {
  const { place, value, low, high, n, isTrained = false } = site;
  const month = monthText(site, forecast);
  const sub = PLACES.sub({ units: counted(n, unit), month });
  return {
    label: placeName(place),
    month,
    sub: isTrained ? PLACES.trained({ sub }) : sub,
    value,
    low,
    high,
    n,
    site,
  };
}

/** All of few places, else as many as are drawn, evenly spread with the first and the last. */
function isDrawn(i: number, count: number): boolean {
  if (count <= MOST_DRAWN) return true;
  const step = (count - 1) / (MOST_DRAWN - 1);
  return Math.round(Math.round(i / step) * step) === i;
}

function tableRow({ label, month = null, value, low, high, n, site }: Row): PlotRow {
  const figure = (share: number | null): PlotCell => ({
    text: share === null ? NONE : valueText(PERCENT, share, n),
    value: share,
  });
  const word = (text: string | null): PlotCell => ({ text: text ?? "", value: null });
  return {
    cells: [
      word(label),
      word(month),
      figure(value),
      figure(low),
      figure(high),
      { text: n === null ? "" : grouped(n), value: n },
      site?.covered == null ? word(null) : { text: percent(site.covered, 0), value: site.covered },
      word(site === null ? null : PLACES.provenance[site.provenance].word),
    ],
    said: null,
  };
}
