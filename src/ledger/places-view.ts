import type { Code } from "../core/json-values.js";
import { webAddress } from "../records/exports/stated.js";
import type { PlacesView } from "../records/page/places-view.js";
import type { RecordClaim, TransparencyRecord } from "../records/record/record-types.js";
import { intervalText, valueText } from "../reports/estimate-text.js";
import { counted, grouped, percent, percentDigits } from "../reports/numbers.js";
import { shown } from "../reports/text.js";
import { metricWords } from "../reports/words/metrics.js";
import { warningWords } from "../reports/words/warnings.js";
import { type Forecast, isForeseenFrom } from "./forecast.js";
import type { LedgerEnd } from "./ledger.js";
import { leadOf, placesPlot, sortedPlaces } from "./places-plot.js";
import { changeLines, limits, placesText } from "./places-text.js";
import { PLACES } from "./places-words.js";
import { isShareMethod } from "./shared-result.js";

/** What a page forecasts beside the range: the published figure less so much. */
export const PAGE_TOLERANCE = 0.05;
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
  const sorted = forecast === null ? [] : sortedPlaces(forecast);
  const claimed = valueText(PERCENT, claim.value!, claim.n);
  const { next = null, average = null } = forecast ?? {};
  const { hit, phrase } = metricWords(claim.metric, record.task);
  const plot = forecast === null ? null : placesPlot(forecast, claim);
  return {
    heading:
      next !== null
        ? PLACES.expect({ ...limits(next), what: hit?.short ?? phrase, claimed })
        : sorted.length === 0
          ? PLACES.none
          : PLACES.tooFew({ places: placesText(sorted.length) }),
    lead: [leadOf(sorted), ...(next === null ? [PLACES.measured({ claimed })] : [])].join(" "),
    plot: plot?.view ?? null,
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
      ...likeFact(forecast),
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
      href: addressOf(record.facts.contact),
    },
    basis:
      forecast === null || next === null || plot === null
        ? null
        : {
            record: record.id,
            metric: claim.metric,
            low: next.low,
            high: next.high,
            ends: plot.ends,
            sites: forecast.sites
              .filter(isForeseenFrom)
              .map(({ value, nEff, covered }) => [value, nEff, covered] as const),
          },
  };
}

/** Where a link to those who collect results leads: an address of the web, or of mail and nothing else. */
function addressOf(contact: string | null): string | null {
  const mail = contact?.trim() ?? "";
  return /^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$/.test(mail) ? `mailto:${mail}` : webAddress(contact);
}

/** Of places whose images are all but wholly like the record's, where those are not all places. */
function likeFact(forecast: Forecast | null): PlacesView["expect"] {
  if (forecast?.like?.next == null || forecast.like.k === forecast.k) return [];
  const { k, next } = forecast.like;
  return [
    {
      name: PLACES.facts.like({ places: grouped(k) }),
      value: PLACES.facts.nextValue(limits(next)),
    },
  ];
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

const TOO_FEW: Code = "ledger/too-few";

function sureOf(forecast: Forecast | null): string[] {
  if (forecast === null) return [];
  const { next, backtest, warnings, k, sites } = forecast;
  const trained = sites.filter((one) => !one.isReplaced && one.isTrained === true).length;
  const facts = new Map([["count", grouped(k)]]);
  return [
    // The heading says that there are too few, and how many there are.
    ...warnings
      .filter((code) => code !== TOO_FEW)
      .map((code) => {
        const { title, text } = warningWords(code, facts);
        return `${title}. ${text}`;
      }),
    ...(trained === 0 ? [] : [PLACES.trainedApart({ places: placesText(trained) })]),
    ...(backtest.of === 0
      ? []
      : [PLACES.backtest({ inside: grouped(backtest.inside), of: grouped(backtest.of) })]),
    ...changeLines(forecast),
    ...(next === null ? [] : [PLACES.supposes]),
  ];
}
