import { HomegroundError } from "../core/errors.js";
import { writeYaml } from "../formats/yaml/yaml-write.js";
import { hubMetricOf, hubTask } from "../records/exports/hub-metrics.js";
import { evalResult, type HubBenchmark } from "../records/exports/model-index.js";
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
  /** Whether the text is an SVG image of which the file has the pixels. */
  readonly isPixels?: true;
  /** @throws HomegroundError where the form wants what is not there */
  readonly write: (forecast: Forecast, end: LedgerEnd, benchmark: HubBenchmark | null) => string;
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

/** The drawing in pixels, for programs that take no SVG. */
const PNG: ForecastExport = { ...SVG, ending: ".png", isPixels: true };

/** What the entries of the hub are called that are of a ledger's results. */
const LEDGER_DATASET = "homeground-ledger";

/**
 * Entries of `model-index` of a Hugging Face model card (huggingface/hub-docs, modelcard.md): a result a
 * place, and the average. The hub has no field for a range: it is in the name of each metric. The data set is none
 * of the hub's, so it stands on the model's page and in no leaderboard.
 */
const HUB: ForecastExport = {
  ending: ".yaml",
  write(forecast, { head }) {
    const { metric, task, record, average, next } = forecast;
    const { label } = metricWords(metric);
    const { type, args } = hubMetricOf(metric, task ?? "", false);
    const result = (name: string, value: number, said: string) => ({
      dataset: { type: LEDGER_DATASET, name, revision: head },
      metrics: [{ type, value, name: said, ...(args === null ? {} : { args }) }],
    });
    const places = sortedPlaces(forecast).map(({ place, value, low, high, n }) => {
      const range = intervalText(PERCENT, low, high, n) ?? "";
      return result(placeName(place), value, `${label} ${range}`.trimEnd());
    });
    const mean =
      average === null || next === null
        ? []
        : [result(placesText(places.length), average.value, averageText(forecast))];
    return writeYaml({
      "model-index": [
        {
          name: record === null ? "model" : `homeground-${record.slice(0, 12)}`,
          results: [...mean, ...places].map((one) => ({ task: hubTask(task ?? "other"), ...one })),
        },
      ],
    });
  },
};

/** The average with its range, and what the next place can expect; empty where nothing is foreseen. */
function averageText({ metric, average, next }: Forecast): string {
  if (average === null || next === null) return "";
  const { label } = metricWords(metric);
  const range = `[${percent(average.low, 1)}, ${percent(average.high, 1)}]`;
  return `${label}, average ${range}; next place ${PLACES.facts.range(limits(next))}`;
}

/** A file of `.eval_results/` of a model on the Hugging Face Hub: the average of all places. */
const HUB_RESULT: ForecastExport = {
  ending: ".eval.yaml",
  write(forecast, _, benchmark) {
    const { average, k } = forecast;
    if (benchmark === null) {
      throw new HomegroundError("usage/bad-option", {
        what: "a result of the hub is of one of its benchmarks, and none is named",
        where: HUB_RESULT.ending,
        fix: "Name one as OWNER/NAME#TASK, or write .yaml for a model card",
      });
    }
    if (average === null) {
      throw new HomegroundError("ledger/no-figure", {
        what: `${placesText(k)} are too few for an average`,
        where: HUB_RESULT.ending,
        fix: "Write .yaml, which has every place by itself",
      });
    }
    const notes = `${averageText(forecast)}; ${placesText(k)}`;
    return writeYaml(evalResult(benchmark, average.value, notes, {}));
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
      name: label,
      numbers: `, ${figure}`,
      detail,
      state: "",
      title: `${label}, ${figure}. ${detail}.`,
      description: PLACES.badgeOf({ head }),
      id: head.slice(0, 12),
    });
  },
};

/** The first whose ending fits. */
export const FORECAST_EXPORTS: readonly ForecastExport[] = [
  CSV,
  LATEX,
  BADGE,
  SVG,
  PNG,
  HUB_RESULT,
  HUB,
  JSON_FILE,
];
