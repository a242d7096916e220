import type { PlacesView } from "../records/page/places-view.js";
import type { RecordClaim, TransparencyRecord } from "../records/record/record-types.js";
import { intervalText, valueText } from "../reports/estimate-text.js";
import { type ForestMark, forestAxis, placeOf } from "../reports/forest-view.js";
import { counted, grouped, percent, percentDigits } from "../reports/numbers.js";
import type { PlotCell, PlotRow } from "../reports/plot-view.js";
import { shown } from "../reports/text.js";
import { COLUMNS, NONE } from "../reports/words/columns.js";
import { metricWords } from "../reports/words/metrics.js";
import { warningWords } from "../reports/words/warnings.js";
import type { Forecast, ForecastSite } from "./forecast.js";
import type { LedgerEnd } from "./ledger.js";
import { PLACES } from "./places-words.js";
import { isShareMethod } from "./shared-result.js";

/** What a page forecasts beside the range: the published figure less so much. */
export const PAGE_TOLERANCE = 0.05;
const MOST_DRAWN = 40;
const MOST_LISTED = 1000;
const PERCENT = "percent";

/** The claim of a record that results of other places are held against; null where it states no such share. */
export function placesClaim({ claims }: TransparencyRecord): RecordClaim | null {
  return claims.find(({ value, method }) => value !== null && isShareMethod(method)) ?? null;
}

/**
 * What a record's page says of other places.
 *
 * @param claim as {@link placesClaim} found it
 * @param forecast of its metric; null where no place has sent a result
 * @param end of the ledger that was verified
 */
export function placesView(
  record: TransparencyRecord,
  claim: RecordClaim,
  forecast: Forecast | null,
  end: LedgerEnd,
): PlacesView {
  const sites = forecast === null ? [] : forecast.sites.filter(({ isReplaced }) => !isReplaced);
  const sorted = [...sites].sort((a, b) => b.value - a.value || b.n - a.n);
  const claimed = valueText(PERCENT, claim.value!, claim.n);
  const { next = null, average = null } = forecast ?? {};
  const { hit, phrase } = metricWords(claim.metric);
  const places = PLACES.otherPlaces(grouped(sorted.length), sorted.length === 1);
  return {
    heading:
      next !== null
        ? PLACES.expect({ ...limits(next), what: hit?.short ?? phrase, claimed })
        : sorted.length === 0
          ? PLACES.none
          : PLACES.tooFew({ places }),
    lead: leadOf(sorted, places, claimed),
    plot: forecast === null ? null : plotOf({ claim, forecast, sorted }),
    expect: [
      ...(next === null
        ? []
        : [{ name: PLACES.facts.next, value: PLACES.facts.nextValue(limits(next)) }]),
      ...(average === null
        ? []
        : [
            {
              name: PLACES.facts.average,
              value: `${percent(average.value, 1)} ${intervalText(PERCENT, average.low, average.high, null)}`,
            },
          ]),
      ...atLeastFact(forecast),
    ],
    sure: sureOf(forecast),
    provenance: Object.values(PLACES.provenance),
    unchanged: PLACES.unchanged({
      results: counted(end.count, "result"),
      head: end.head.slice(0, 12),
    }),
    send: {
      text: PLACES.send,
      to:
        record.facts.contact === null
          ? null
          : PLACES.to({ contact: shown(record.facts.contact, 200) }),
    },
  };
}

function limits({ low, high }: { readonly low: number; readonly high: number }) {
  return { low: percentDigits(low, 0), high: percent(high, 0) };
}

function leadOf(sorted: readonly ForecastSite[], places: string, claimed: string): string {
  const [most] = sorted;
  const least = sorted.at(-1);
  if (most === undefined || least === undefined) return PLACES.noneLead;
  if (most === least) return PLACES.leadOne({ value: percent(most.value, 1), claimed });
  const [low, high] = [percent(least.value, 0), percent(most.value, 0)];
  return PLACES.lead({ places, low, high, claimed });
}

function atLeastFact(forecast: Forecast | null): PlacesView["expect"] {
  const { atLeast = null } = forecast ?? {};
  if (atLeast === null) return [];
  const { threshold, probability, low, high } = atLeast;
  const times = percentDigits(probability, 0);
  return [
    {
      name: PLACES.facts.atLeast({ threshold: percent(threshold, 1) }),
      value: PLACES.facts.atLeastValue({
        times,
        low: percentDigits(low, 0),
        high: percentDigits(high, 0),
      }),
    },
  ];
}

function sureOf(forecast: Forecast | null): string[] {
  if (forecast === null) return [];
  const { next, backtest, warnings, k } = forecast;
  const facts = new Map([["count", grouped(k)]]);
  return [
    ...warnings.map((code) => {
      const { title, text } = warningWords(code, facts);
      return `${title}. ${text}`;
    }),
    ...(backtest.of === 0
      ? []
      : [PLACES.backtest({ inside: grouped(backtest.inside), of: grouped(backtest.of) })]),
    ...(next === null ? [] : [PLACES.supposes]),
  ];
}

interface Drawn {
  readonly claim: RecordClaim;
  readonly forecast: Forecast;
  /** Places, the highest figure first. */
  readonly sorted: readonly ForecastSite[];
}

/** A row of the drawing and of the table. */
interface Row {
  readonly label: string;
  readonly sub: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number | null;
  readonly site: ForecastSite | null;
}

function plotOf({ claim, forecast, sorted }: Drawn): PlacesView["plot"] {
  const { next, average } = forecast;
  const words = metricWords(claim.metric);
  const title = PLACES.title({ metric: words.label });
  const published: Row = {
    label: PLACES.published,
    sub: counted(claim.n, "unit"),
    value: claim.value,
    low: claim.low,
    high: claim.high,
    n: claim.n,
    site: null,
  };
  const last: Row[] = [];
  if (average !== null) {
    last.push({ label: PLACES.average, sub: PLACES.averageSub, ...average, n: null, site: null });
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
    });
  }
  const listed = sorted.slice(0, MOST_LISTED).map(rowOf);
  const rows = [published, ...listed, ...last];
  const drawn = rows.filter(
    (row) => !listed.includes(row) || isDrawn(listed.indexOf(row), listed.length),
  );
  const axis = forestAxis(
    words,
    drawn.flatMap(({ value, low, high }) => [value, low, high]),
  );
  const at = placeOf(axis, claim.value);
  const older = forecast.sites.length - sorted.length;
  return {
    id: "other-places",
    title,
    reading: leadOf(
      sorted,
      PLACES.otherPlaces(grouped(sorted.length), sorted.length === 1),
      valueText(PERCENT, claim.value!, claim.n),
    ),
    caption: PLACES.caption({
      level: percent(claim.level, 0),
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
        const { label, sub, value, low, high, n } = row;
        return {
          label,
          sub,
          at: placeOf(axis, value),
          low: placeOf(axis, low),
          high: placeOf(axis, high),
          valueText: value === null ? "" : valueText(PERCENT, value, n),
          intervalText: intervalText(PERCENT, low, high, n),
          sign: null,
          note: null,
          row: rows.indexOf(row),
        };
      }),
    },
  };
}

function rowOf(site: ForecastSite): Row {
  const { place, month, value, low, high, n, provenance } = site;
  const { word } = PLACES.provenance[provenance];
  return {
    label: place === null ? PLACES.nameless : shown(place, 60),
    sub: PLACES.sub({ units: counted(n, "unit"), provenance: word, month }),
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

function tableRow({ label, value, low, high, n, site }: Row): PlotRow {
  const figure = (share: number | null): PlotCell => ({
    text: share === null ? NONE : valueText(PERCENT, share, n),
    value: share,
  });
  const word = (text: string | null): PlotCell => ({ text: text ?? "", value: null });
  return {
    cells: [
      word(label),
      word(site?.month ?? null),
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
