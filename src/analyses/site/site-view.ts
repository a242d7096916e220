import { MEASURED_AT_MOST } from "../../dataset/attributes/pixel-attributes.js";
import { ROC_AUC } from "../../metrics/rankings/roc-auc.js";
import { intervalText, signedDifference, valueText } from "../../reports/estimate-text.js";
import {
  type ForestDrawing,
  type ForestMark,
  forestAxis,
  placeOf,
} from "../../reports/forest-view.js";
import { counted, grouped, percent, plural } from "../../reports/numbers.js";
import { saidText, wordCell } from "../../reports/plot-cells.js";
import type { PlotFrame } from "../../reports/plot-view.js";
import { capitalised, shown } from "../../reports/text.js";
import { NONE } from "../../reports/words/columns.js";
import { metricWords } from "../../reports/words/metrics.js";
import type {
  ResultSite,
  ResultSiteAttribute,
  ResultSiteCalibration,
  ResultSiteClass,
} from "./result.js";
import { SITE as WORDS } from "./words.js";

const SCALE = "score";
const ALPHA = 0.05;
const MOST_ROWS = 40;
const MOST_NAMED = 4;

/** A cell of a document's table: a figure has its range beside it. */
type SiteCell = string | { readonly text: string; readonly aside: string | null };

export interface SiteView {
  readonly finding: string;
  readonly details: readonly string[];
  /** Null where nothing could be tested. */
  readonly plot: (PlotFrame & { readonly drawing: ForestDrawing }) | null;
  /** How common the label is at each site. */
  readonly sites: readonly (readonly string[])[];
  /** What the score means at each site; none where it is no probability. */
  readonly calibration: readonly (readonly SiteCell[])[];
  /** Whether each of these has a slope. */
  readonly hasSlopes: boolean;
  readonly label: string;
  /** Name of the column of sites. */
  readonly siteName: string;
}

/** A test as the plot shows it. */
interface Row {
  readonly label: string;
  readonly what: string;
  readonly sub: string;
  readonly test: ResultSiteClass | ResultSiteAttribute;
}

export function siteView(found: ResultSite): SiteView {
  const siteName = shown(found.site, 40);
  const sites = plural(siteName);
  return {
    finding: findingOf(found, sites),
    details: detailsOf(found, siteName),
    plot: plotOf(found, sites),
    label: shown(found.label, 40),
    siteName,
    hasSlopes: (found.calibration ?? []).slice(0, MOST_ROWS).every(({ slope }) => slope !== null),
    calibration: (found.calibration ?? []).slice(0, MOST_ROWS).map(calibrationRow),
    sites: found.sites
      .slice(0, MOST_ROWS)
      .map(({ name, n, positives }) => [
        shown(name, 40),
        grouped(n),
        grouped(positives),
        n === 0 ? NONE : percent(positives / n, 1),
      ]),
  };
}

function findingOf(found: ResultSite, sites: string): string {
  const said = { label: shown(found.label, 40), sites };
  const { carries, flatters, pooled, within, pooledMinusWithin: apart, classes } = found;
  if (carries === null) {
    const code = classes.find((one) => one.code !== null)?.code ?? "";
    return WORDS.cannotTell({ ...said, why: WORDS.why[code] ?? NONE });
  }
  if (!carries) return WORDS.carriesNot(said);
  if (flatters !== true || apart === null) return WORDS.carries(said);
  return WORDS.flatters({
    ...said,
    ...aucs(pooled!, within!),
    range: `${number(apart.value)} ${limits(apart) ?? ""}`.trimEnd(),
  });
}

function detailsOf(found: ResultSite, site: string): string[] {
  const { siteOnlyAuc, pooled, within, pooledMinusWithin: apart, flatters, attributes } = found;
  const label = shown(found.label, 40);
  const sites = plural(site);
  const byChance = found.siteOnlyByChance ?? 0.5;
  const chance = number(byChance) === number(0.5) ? null : number(byChance);
  const n = found.sites.reduce((sum, one) => sum + one.n, 0);
  const telling = attributes.filter(({ holm }) => holm !== null && holm <= ALPHA);
  return [
    ...(siteOnlyAuc === null
      ? []
      : [WORDS.siteOnly({ label, site, auc: number(siteOnlyAuc), chance })]),
    ...(apart === null || flatters === true
      ? []
      : [
          WORDS.within({
            ...aucs(pooled!, within!),
            difference: signedDifference(SCALE, apart.value),
            range: limits(apart),
          }),
        ]),
    ...(attributes.length === 0
      ? found.carries !== null && n > MEASURED_AT_MOST
        ? [WORDS.notMeasured({ sites })]
        : []
      : telling.length === 0
        ? [WORDS.givesNothing({ sites })]
        : [
            WORDS.gives({
              names: telling.slice(0, MOST_NAMED).map(({ attribute }) => shown(attribute, 40)),
              sites,
            }),
          ]),
    ...offText(found, label, sites),
    ...(found.classes.length > 2 ? [WORDS.other({ label })] : []),
  ];
}

function calibrationRow({ site, n, meanScore, error, slope }: ResultSiteCalibration): SiteCell[] {
  const { value, low, high } = error;
  const number = (of: number): string => signedDifference("percent", of);
  return [
    shown(site, 40),
    grouped(n),
    percent(meanScore, 1),
    percent(shareOf({ meanScore, error }), 1),
    {
      text: `${number(value)} points`,
      aside: low === null || high === null ? null : `[${number(low)}, ${number(high)}]`,
    },
    slope === null
      ? NONE
      : {
          text: valueText(SCALE, slope.value, null),
          aside: intervalText(SCALE, slope.low, slope.high, null),
        },
  ];
}

/** How many have the label. */
function shareOf({ meanScore, error }: Pick<ResultSiteCalibration, "meanScore" | "error">) {
  return Math.abs(meanScore - error.value);
}

function offText({ calibration = [] }: ResultSite, label: string, sites: string): string[] {
  const ranged = calibration.filter(({ error }) => error.low !== null);
  if (ranged.length === 0) return [];
  const off = ranged.filter(({ error: { low, high } }) => low! > 0 || high! < 0);
  if (off.length === 0) return [WORDS.notOff({ label, sites })];
  const worst = off.toSorted((a, b) => Math.abs(b.error.value) - Math.abs(a.error.value));
  return [
    WORDS.off({
      label,
      sites: worst.slice(0, MOST_NAMED).map((one) => ({
        name: shown(one.site, 40),
        score: percent(one.meanScore, 0),
        share: percent(shareOf(one), 0),
      })),
    }),
  ];
}

function aucs(pooled: number, within: number) {
  return { pooled: valueText(SCALE, pooled, null), within: valueText(SCALE, within, null) };
}

function number(value: number): string {
  return valueText(SCALE, value, null);
}

function limits({ low, high }: NonNullable<ResultSite["pooledMinusWithin"]>): string | null {
  if (low === null || high === null) return null;
  return intervalText(SCALE, low, high, null);
}

function plotOf(found: ResultSite, sites: string): SiteView["plot"] {
  const rows = [
    ...found.classes.map(
      (test): Row => ({
        label: shown(test.label, 40),
        what: WORDS.score,
        sub: counted(test.n, shown(found.unit, 40)),
        test,
      }),
    ),
    ...found.attributes.map(
      (test): Row => ({
        label: shown(test.label, 40),
        what: shown(test.attribute, 40),
        sub: shown(test.label, 40),
        test,
      }),
    ),
  ].slice(0, MOST_ROWS);
  if (rows.every(({ test }) => test.auc === null)) return null;
  const words = metricWords(ROC_AUC.id);
  const axis = forestAxis(words, [0.5, 1].concat(rows.flatMap(({ test }) => test.auc ?? [])));
  const title = WORDS.plot({ sites });
  return {
    id: "site-signal",
    title,
    reading: findingOf(found, sites),
    caption: WORDS.caption,
    explore: null,
    table: {
      columns: [
        { name: WORDS.columns.label, numeric: false },
        { name: WORDS.columns.what, numeric: false },
        { name: capitalised(shown(words.label, 60)), numeric: true },
        { name: WORDS.columns.between, numeric: false },
        { name: WORDS.columns.p, numeric: true },
      ],
      rows: rows.map(({ label, what, test }) => ({
        cells: [
          wordCell(label),
          wordCell(what),
          { text: test.auc === null ? NONE : number(test.auc), value: test.auc },
          wordCell(betweenText(test)),
          { text: test.holm === null ? WORDS.untested : WORDS.p(test.holm), value: test.holm },
        ],
        said: saidText(`${label}, ${what}`, [
          test.auc === null ? WORDS.untested : number(test.auc),
          test.holm === null ? null : signText(test.holm),
        ]),
      })),
      more: 0,
    },
    drawing: {
      name: title,
      axisText: shown(words.label, 60),
      ticks: axis.ticks,
      reference: null,
      marks: rows.map(({ label, what, sub, test }, row): ForestMark => {
        const isTold = test.holm !== null && test.holm <= ALPHA;
        return {
          label: what === WORDS.score ? label : what,
          sub,
          at: placeOf(axis, test.auc),
          low: null,
          high: null,
          valueText: test.auc === null ? WORDS.untested : number(test.auc),
          intervalText: null,
          sign: isTold ? "worse" : null,
          note: isTold ? signText(test.holm) : null,
          row,
        };
      }),
    },
  };
}

function betweenText({ between }: Row["test"]): string {
  const [high, low] = between;
  if (high === undefined || low === undefined) return "";
  return WORDS.between({ high: shown(high, 40), low: shown(low, 40) });
}

function signText(holm: number): string {
  const p = WORDS.p(holm);
  return holm <= ALPHA ? WORDS.told({ p }) : WORDS.notTold({ p });
}
