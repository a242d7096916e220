import { writeYaml } from "../formats/yaml/yaml-write.js";
import { badgeImage } from "../records/kit/badge.js";
import { csvTable } from "../reports/csv.js";
import { intervalText, valueText } from "../reports/estimate-text.js";
import { latexTable } from "../reports/latex.js";
import { grouped, percent } from "../reports/numbers.js";
import { metricWords } from "../reports/words/metrics.js";
import type { Forecast } from "./forecast.js";
import { forestSvg } from "./forest-svg.js";
import type { LedgerEnd } from "./ledger.js";
import { placesPlot, sortedPlaces } from "./places-plot.js";
import { limits, monthText, placeName, placesText } from "./places-text.js";
import { PLACES } from "./places-words.js";

/** A form in which a forecast leaves the program, chosen by the ending of the file's name. */
export interface ForecastExport {
  /** With its point. */
  readonly ending: string;
  readonly write: (forecast: Forecast, end: LedgerEnd) => string;
}

const PERCENT = "percent";

const CSV: ForecastExport = {
  ending: ".csv",
  write({ sites, next, average, drift }) {
    const summary = (kind: string, value: number, low: number, high: number) =>
      [kind, null, null, null, null, value, low, high, null, null, null, null, null] as const;
    const driftOf = new Map(drift.map((one) => [one.place, one]));
    return csvTable(
      [
        "kind",
        "id",
        "place",
        "month",
        "provenance",
        "value",
        "low",
        "high",
        "n",
        "n_eff",
        "share_of_images_like_the_record",
        "change",
        "change_shown",
      ],
      [
        ...sites.map((site) => {
          const own = site.isReplaced ? undefined : driftOf.get(site.place ?? "");
          return [
            site.isReplaced
              ? "older result"
              : site.isTrained === true
                ? "place of training"
                : "place",
            site.id,
            site.place,
            site.month,
            site.provenance,
            site.value,
            site.low,
            site.high,
            site.n,
            site.nEff,
            site.covered,
            own === undefined ? null : (own.change ?? "none shown"),
            own?.shown ?? null,
          ];
        }),
        ...(average === null ? [] : [summary("average", average.value, average.low, average.high)]),
        ...(next === null ? [] : [summary("next place", next.value, next.low, next.high)]),
      ],
    );
  },
};

const LATEX: ForecastExport = {
  ending: ".tex",
  write(forecast) {
    const { metric, average, next } = forecast;
    const figure = (value: number, low: number | null, high: number | null, n: number | null) =>
      [valueText(PERCENT, value, n), intervalText(PERCENT, low, high, n)].join(" ").trimEnd();
    const { label } = metricWords(metric);
    return latexTable({
      kind: "table",
      id: "places",
      caption: PLACES.title({ metric: label }),
      columns: [
        { name: PLACES.columns.place, form: "text", paper: true },
        { name: PLACES.columns.month, form: "text", paper: true },
        { name: label, form: "text", paper: true },
        { name: "n", form: "number", paper: true },
        { name: PLACES.columns.sure, form: "text", paper: true },
      ],
      rows: [
        ...sortedPlaces(forecast).map((site) => {
          const { place, value, low, high, n, provenance } = site;
          return [
            placeName(place),
            monthText(site, forecast) ?? "",
            figure(value, low, high, n),
            grouped(n),
            PLACES.provenance[provenance].word,
          ];
        }),
        ...(average === null
          ? []
          : [[PLACES.average, "", figure(average.value, average.low, average.high, null), "", ""]]),
        ...(next === null ? [] : [[PLACES.next, "", PLACES.facts.range(limits(next)), "", ""]]),
      ],
      more: null,
    });
  },
};

const SVG: ForecastExport = {
  ending: ".svg",
  write: (forecast) => forestSvg(placesPlot(forecast, null).view.forest),
};

/** What the entries of the hub are called that are of a ledger's results. */
const LEDGER_DATASET = "homeground-ledger";

/**
 * Entries of `model-index` of a Hugging Face model card (huggingface/hub-docs, modelcard.md): a result a
 * place, and the average. The hub has no field for a range: it is in the name of each metric.
 */
const HUB: ForecastExport = {
  ending: ".yaml",
  write(forecast, { head }) {
    const { metric, record, average, next } = forecast;
    const { label } = metricWords(metric);
    const result = (name: string, value: number, said: string) => ({
      dataset: { type: LEDGER_DATASET, name, revision: head },
      metrics: [{ type: metric, value, name: said }],
    });
    const places = sortedPlaces(forecast).map(({ place, value, low, high, n }) => {
      const range = intervalText(PERCENT, low, high, n) ?? "";
      return result(placeName(place), value, `${label} ${range}`.trimEnd());
    });
    const all = placesText(places.length);
    const mean =
      average === null || next === null
        ? []
        : [
            result(
              all,
              average.value,
              `${label}, average [${percent(average.low, 1)}, ${percent(average.high, 1)}]; next place ${PLACES.facts.range(limits(next))}`,
            ),
          ];
    const task = { type: "other", name: "Results of other places" };
    return writeYaml({
      "model-index": [
        {
          name: record === null ? "model" : `homeground-${record.slice(0, 12)}`,
          results: [...mean, ...places].map((one) => ({ task, ...one })),
        },
      ],
    });
  },
};

/** The forecast as `--json` prints it. */
const JSON_FILE: ForecastExport = {
  ending: ".json",
  write: (forecast) => `${JSON.stringify(forecast, null, 2)}\n`,
};

/** For a README: how many places, how far apart, and what the next one can expect. */
const BADGE: ForecastExport = {
  ending: ".badge.svg",
  write(forecast, { head }) {
    const { metric, next } = forecast;
    const sorted = sortedPlaces(forecast);
    const [most, least] = [sorted[0], sorted.at(-1)];
    const { label } = metricWords(metric);
    const range = limits({ low: least?.value ?? 0, high: most?.value ?? 0 });
    const figure = PLACES.badge({
      places: grouped(sorted.length),
      isOne: sorted.length === 1,
      ...range,
    });
    const detail = next === null ? PLACES.badgeFew : PLACES.badgeNext(limits(next));
    return badgeImage({
      figure: `${label}, ${figure}`,
      detail,
      state: "",
      title: `${label}, ${figure}. ${detail}.`,
      description: PLACES.badgeOf({ head }),
      id: head.slice(0, 12),
    });
  },
};

/** The first whose ending fits. */
export const FORECAST_EXPORTS: readonly ForecastExport[] = [CSV, LATEX, BADGE, SVG, HUB, JSON_FILE];
