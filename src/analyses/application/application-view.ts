import type { Surface } from "../../core/sentence.js";
import { agreementPlot } from "../../reports/agreement-plot.js";
import { numberAxis } from "../../reports/curve-axes.js";
import { counted, grouped, percentDigits, plural, signed } from "../../reports/numbers.js";
import type { CurveView } from "../../reports/plot-view.js";
import { shown } from "../../reports/text.js";
import { warningWords } from "../../reports/words/warnings.js";
import type {
  ExtentPair,
  ResultApplication,
  ResultApplicationFigure,
  ResultNetBenefit,
} from "./result.js";
import { AREAS, type Area } from "./use.js";
import { EXTENT_KINDS, extentFigures } from "./uses/extent-figures.js";
import { USES } from "./uses/registry.js";
import {
  FIGURES,
  type FigureScale,
  figureText,
  numberText,
  APPLICATION_WORDS as WORDS,
} from "./words.js";

/** A figure in cells. */
export interface ApplicationRow {
  readonly name: string;
  readonly label: string;
  readonly truth: string;
  readonly model: string;
  readonly difference: string;
  readonly rests: string;
  readonly warnings: string;
  readonly means: string;
}

export interface AreaView {
  readonly id: Area;
  readonly title: string;
  readonly caption: string;
  /** Whether figures stand beside those of the labels. */
  readonly hasTruth: boolean;
  readonly rows: readonly ApplicationRow[];
  /** Of single labels. */
  readonly perLabel: readonly ApplicationRow[];
}

export interface ApplicationView {
  readonly finding: string;
  readonly details: readonly string[];
  readonly areas: readonly AreaView[];
  readonly left: readonly string[];
  readonly benefit: CurveView | null;
  readonly costs: CurveView | null;
  readonly extent: CurveView | null;
}

/** Areas whose figures stand beside those of the labels, with rows for each label. */
const COMPARED: ReadonlySet<Area> = new Set(["field", "outline"]);

const AREA_OF = new Map(
  USES.flatMap(({ area, figures }) => figures.map((figure) => [figure, area] as const)),
);

const FIGURES_OF = new Map(
  AREAS.map((area) => [area, [...AREA_OF.values()].filter((one) => one === area).length] as const),
);

export function applicationView(
  found: ResultApplication,
  surface: Surface,
  pairs: readonly ExtentPair[] = [],
): ApplicationView {
  return {
    finding: findingOf(found),
    details: detailsOf(found),
    areas: AREAS.flatMap((id): AreaView[] => {
      const own = found.figures.filter(({ figure }) => AREA_OF.get(figure) === id);
      if (own.length === 0) return [];
      const isWhole = ({ label }: ResultApplicationFigure): boolean =>
        label === null || !COMPARED.has(id);
      return [
        {
          id,
          title: WORDS.areas[id],
          caption: WORDS.tables[id],
          hasTruth: COMPARED.has(id),
          rows: own.filter(isWhole).map(rowOf),
          perLabel: own.filter((one) => !isWhole(one)).map(rowOf),
        },
      ];
    }),
    left: leftOf(found, surface),
    benefit: benefitPlot(found),
    extent: extentPlot(found, pairs),
    costs: costPlot(found),
  };
}

function rowOf(one: ResultApplicationFigure): ApplicationRow {
  const { name, scale, means } = wordsOf(one.figure);
  const text = (value: number | null): string =>
    value === null ? WORDS.none : figureText(scale, value);
  const isRelative = one.difference !== null;
  const limits = isRelative ? relativeRange(one) : rangeText(scale, one);
  const range = limits === null ? "" : ` ${limits}`;
  return {
    name,
    label: one.label === null ? WORDS.all : shown(one.label, 60),
    truth: text(one.truth),
    model: `${text(one.model)}${isRelative ? "" : range}`,
    difference: one.difference === null ? WORDS.none : `${relativeText(one.difference)}${range}`,
    rests:
      one.clusters === null
        ? grouped(one.n)
        : `${grouped(one.n)} in ${counted(one.clusters, "group")}`,
    means,
    warnings: one.warnings.map((code) => warningWords(code).title).join(", "),
  };
}

function wordsOf(figure: string) {
  return Object.hasOwn(FIGURES, figure)
    ? FIGURES[figure]!
    : { name: shown(figure, 60), scale: "number" as const, means: "" };
}

function rangeText(scale: FigureScale, { low, high }: ResultApplicationFigure): string | null {
  if (low === null && high === null) return null;
  const bare = (value: number | null): string =>
    value === null
      ? WORDS.none
      : scale === "percent"
        ? percentDigits(value, 1)
        : scale === "count"
          ? grouped(value)
          : numberText(value);
  return `[${bare(low)}, ${bare(high)}]`;
}

function relativeText(difference: number): string {
  return `${signed(difference * 100, 1)}%`;
}

function relativeRange({ low, high }: ResultApplicationFigure): string | null {
  if (low === null || high === null) return null;
  return `[${signed(low * 100, 1)}, ${signed(high * 100, 1)}]`;
}

/** Figures of the field that a sentence names, of all labels together. */
const SAID = ["events", "trap-rate", "richness", "shannon", "area", "volume"];

function findingOf(found: ResultApplication): string {
  const of = (figure: string): ResultApplicationFigure | undefined =>
    found.figures.find(
      (one) => one.figure === figure && (one.label === null || one.truth === null),
    );
  const sentences = [
    lostSentence(of("kept-animals")),
    ...fieldSentences(SAID.flatMap((figure) => of(figure) ?? [])),
    ppvSentence(of("ppv"), found),
    found.costs === null ? null : costSentence(of("cost"), found),
    ofThousand(of("escapes-per-thousand"), of("false-rejects-per-thousand"), found),
    extentSentence(found),
  ].filter((one) => one !== null);
  return sentences.length === 0 ? WORDS.nothing : sentences.join(" ");
}

function lostSentence(kept: ResultApplicationFigure | undefined): string | null {
  if (kept === undefined || kept.truth === null || kept.model === null) return null;
  const of = counted(kept.truth, "image");
  const { low, high, difference } = kept;
  if (kept.model === kept.truth) {
    return WORDS.kept({ of, range: low === null ? null : `${percentDigits(-low, 1)}%` });
  }
  return WORDS.lost({
    lost: grouped(kept.truth - kept.model),
    of,
    share: `${percentDigits(-difference!, 1)}%`,
    range:
      low === null || high === null
        ? null
        : `[${percentDigits(0 - high, 1)}, ${percentDigits(0 - low, 1)}]`,
  });
}

function fieldSentences(figures: readonly ResultApplicationFigure[]): string[] {
  const known = figures.filter(
    ({ difference, low, high }) => difference !== null && low !== null && high !== null,
  );
  const apart = known.filter(({ low, high }) => low! > 0 || high! < 0);
  const alike = known.filter((one) => !apart.includes(one));
  const name = ({ figure }: ResultApplicationFigure): string => {
    const words = wordsOf(figure).name;
    return words.charAt(0).toLowerCase() + words.slice(1);
  };
  return [
    ...(apart.length === 0
      ? []
      : [
          WORDS.apart({
            figures: apart.map((one) => {
              const by = `${percentDigits(Math.abs(one.difference!), 0)}%`;
              const say = one.difference! > 0 ? WORDS.more : WORDS.fewer;
              return say({ name: name(one), by, range: relativeRange(one)! });
            }),
          }),
        ]),
    ...(alike.length === 0
      ? []
      : [WORDS.alike({ names: alike.map((one) => wordsOf(one.figure).name) })]),
  ];
}

function ppvSentence(
  ppv: ResultApplicationFigure | undefined,
  { prevalence, label }: ResultApplication,
): string | null {
  if (ppv?.model == null || prevalence === null) return null;
  return WORDS.ppv({
    prevalence: `${percentDigits(prevalence, prevalence < 0.01 ? 2 : 1)}%`,
    ppv: figureText("percent", ppv.model),
    range: rangeText("percent", ppv),
    label: shown(label ?? "", 60),
  });
}

function ofThousand(
  escapes: ResultApplicationFigure | undefined,
  rejects: ResultApplicationFigure | undefined,
  { label, unit }: ResultApplication,
): string | null {
  if (escapes?.model == null || rejects?.model == null) return null;
  const text = (one: ResultApplicationFigure): string => {
    const range = rangeText("number", one);
    return `${numberText(one.model!)}${range === null ? "" : ` ${range}`}`;
  };
  return WORDS.escapes({
    escapes: text(escapes),
    rejects: text(rejects),
    label: shown(label ?? "", 60),
    unit: plural(shown(unit, 40)),
  });
}

function costSentence(
  cost: ResultApplicationFigure | undefined,
  { unit }: ResultApplication,
): string | null {
  if (cost?.model == null) return null;
  return WORDS.cost({
    cost: numberText(cost.model),
    range: rangeText("number", cost),
    unit: shown(unit, 40),
  });
}

/** Whether areas or volumes were measured, and a figure of them. */
function extentOf({ figures }: ResultApplication) {
  const kind = EXTENT_KINDS.find((one) => figures.some(({ figure }) => figure === one));
  if (kind === undefined) return null;
  const [, bias, lower, upper] = extentFigures(kind);
  const value = (name: string): number | null =>
    figures.find(({ figure, label }) => figure === name && label === null)?.model ?? null;
  return { kind, mean: value(bias), lower: value(lower), upper: value(upper) };
}

function signedNumber(value: number): string {
  const text = numberText(Math.abs(value));
  return /^[0.]*$/.test(text) ? text : `${value < 0 ? "−" : "+"}${text}`;
}

function extentSentence(found: ResultApplication): string | null {
  const extent = extentOf(found);
  if (extent === null || found.extent === undefined) return null;
  const { kind, mean, lower, upper } = extent;
  if (mean === null || lower === null || upper === null) return null;
  return WORDS.extent.finding({
    kind,
    of: shown(found.extent.unit, 40),
    unit: WORDS.extent[found.extent.inPixels ? "pixels" : "spaced"][kind],
    mean: signedNumber(mean),
    lower: signedNumber(lower),
    upper: signedNumber(upper),
  });
}

/** Pairs that a page has room for; `extent.csv` has all. */
const MOST_PAIRS = 500;

function extentPlot(found: ResultApplication, pairs: readonly ExtentPair[]): CurveView | null {
  const extent = extentOf(found);
  if (extent === null || pairs.length === 0) return null;
  const { extent: words } = WORDS;
  const { kind } = extent;
  const kept = pairs.slice(0, MOST_PAIRS);
  return agreementPlot({
    id: "extent-agreement",
    title: words.title[kind],
    reading: extentSentence(found) ?? words.caption,
    caption: words.caption,
    axes: { x: words.x[kind], y: words.y[kind] },
    points: words.points[kind],
    pairs: kept,
    levels: (["mean", "lower", "upper"] as const).map((level) => ({
      name: words.levels[level],
      at: extent[level],
    })),
    table: {
      columns: Object.values(words.columns).map((name) => ({ name, numeric: true })),
      rows: kept.map(({ truth, predicted }) => ({
        said: null,
        cells: [
          { text: numberText(truth), value: truth },
          { text: numberText(predicted), value: predicted },
          { text: signedNumber(predicted - truth), value: predicted - truth },
        ],
      })),
      more: pairs.length - kept.length,
    },
  });
}

function detailsOf(found: ResultApplication): string[] {
  const { deployments, sampling, gapMinutes, moreLabels, figures } = found;
  const kind = extentOf(found)?.kind;
  const hasEvents = figures.some(({ figure }) => figure === "events");
  const aside = (deployments?.outside ?? 0) + (deployments?.unlisted ?? 0);
  return [
    ...(hasEvents
      ? [WORDS.gap({ minutes: grouped(gapMinutes, gapMinutes % 1 === 0 ? 0 : 1) })]
      : []),
    ...(deployments === null
      ? []
      : [
          WORDS.deployments({
            source: shown(deployments.source, 80),
            cameras: counted(deployments.cameras, "camera"),
            nights: `${grouped(deployments.nights, deployments.nights % 1 === 0 ? 0 : 1)} nights`,
          }),
        ]),
    ...(aside === 0 ? [] : [WORDS.outside({ images: counted(aside, "image") })]),
    ...(sampling.groups === null
      ? []
      : [
          WORDS.sampled({
            groups: counted(sampling.groups, shown(sampling.attribute ?? "group", 40)),
          }),
        ]),
    ...(kind === undefined || found.extent === undefined
      ? []
      : [
          WORDS.extent.unit({
            kind,
            unit: WORDS.extent[found.extent.inPixels ? "pixels" : "spaced"][kind],
            of: shown(found.extent.unit, 40),
          }),
        ]),
    ...(found.figures.some(
      ({ figure, warnings }) =>
        figure === "density" && !warnings.includes("application/density-relative"),
    )
      ? [WORDS.density]
      : []),
    ...(moreLabels === 0 ? [] : [WORDS.moreLabels({ labels: counted(moreLabels, "label") })]),
  ];
}

const NOTHING = "Nothing to do.";

/** A line a reason, with the figures that it keeps away; of a whole area its name. */
function leftOf({ left }: ResultApplication, surface: Surface): string[] {
  const byCode = new Map<string, Set<string>>();
  for (const area of AREAS) {
    const own = left.filter(({ figure }) => AREA_OF.get(figure) === area);
    const codes = new Set(own.map(({ code }) => code));
    const isWhole = codes.size === 1 && own.length === FIGURES_OF.get(area);
    for (const { figure, code } of own) {
      const names = byCode.get(code) ?? new Set();
      byCode.set(code, names.add(isWhole ? WORDS.allOf(WORDS.areas[area]) : wordsOf(figure).name));
    }
  }
  return [...byCode].map(([code, names]) => {
    const { text, todo } = warningWords(code, undefined, surface);
    return `${[...names].join(", ")}. ${text}${todo === NOTHING ? "" : ` ${todo}`}`;
  });
}

const MOST_RUNS = 4;

/** First and last threshold of each run of points that hold, at most so many. */
function runsOf(
  points: readonly ResultNetBenefit[],
  holds: (point: ResultNetBenefit) => boolean,
): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  let isInside = false;
  for (const point of points) {
    const own = holds(point);
    if (own && isInside) runs.at(-1)![1] = point.threshold;
    else if (own) runs.push([point.threshold, point.threshold]);
    isInside = own;
  }
  return runs.slice(0, MOST_RUNS);
}

function benefitPlot({ netBenefit }: ResultApplication): CurveView | null {
  if (netBenefit === undefined) return null;
  const { benefit } = WORDS;
  const isBetter = ({ model, all }: ResultNetBenefit): boolean => model > Math.max(all, 0) + 1e-12;
  const better = netBenefit.filter(isBetter);
  const at = (threshold: number): string => grouped(threshold, 2);
  const least = Math.min(...netBenefit.map(({ model }) => model), 0);
  const drawn = (value: number): number => Math.max(value, least - 0.05);
  const line = (of: "model" | "all") =>
    netBenefit.map((one, row) => ({
      x: one.threshold,
      y: drawn(one[of]),
      low: null,
      high: null,
      row,
    }));
  const reading =
    better.length === 0
      ? benefit.nowhere
      : benefit.between({
          ranges: runsOf(netBenefit, isBetter).map(([a, b]) =>
            a === b ? at(a) : `${at(a)} to ${at(b)}`,
          ),
        });
  return {
    id: "net-benefit",
    title: benefit.title,
    reading: benefit.reading({ better: reading }),
    caption: benefit.caption,
    explore: null,
    x: numberAxis(benefit.x, [0, 1]),
    y: numberAxis(benefit.y, [
      least - 0.05,
      ...netBenefit.map(({ model, all }) => Math.max(model, all)),
    ]),
    lines: [
      { name: benefit.model, style: "local", kind: "line", points: line("model") },
      { name: benefit.all, style: "claim", kind: "line", points: line("all") },
    ],
    references: [],
    table: {
      columns: [benefit.x, benefit.model, benefit.all].map((name) => ({ name, numeric: true })),
      rows: netBenefit.map(({ threshold, model, all }) => ({
        said: null,
        cells: [
          { text: at(threshold), value: threshold },
          { text: grouped(model, 4), value: model },
          { text: grouped(all, 4), value: all },
        ],
      })),
      more: 0,
    },
  };
}

function costPlot({ costCurve }: ResultApplication): CurveView | null {
  if (costCurve === undefined || costCurve.length < 2) return null;
  const { costs } = WORDS;
  const least = costCurve.reduce((best, one) => (one.cost <= best.cost + 1e-12 ? one : best));
  return {
    id: "cost-by-threshold",
    title: costs.title,
    reading: costs.reading({
      threshold: numberText(least.threshold),
      cost: numberText(least.cost),
    }),
    caption: costs.caption,
    explore: null,
    x: numberAxis(
      costs.x,
      costCurve.map(({ threshold }) => threshold),
    ),
    y: numberAxis(costs.y, [0, ...costCurve.map(({ cost }) => cost)]),
    lines: [
      {
        name: costs.line,
        style: "local",
        kind: "steps",
        points: costCurve.map(({ threshold, cost }, row) => ({
          x: threshold,
          y: cost,
          low: null,
          high: null,
          row,
        })),
      },
    ],
    references: [],
    table: {
      columns: [costs.x, costs.y].map((name) => ({ name, numeric: true })),
      rows: costCurve.map(({ threshold, cost }) => ({
        said: null,
        cells: [
          { text: numberText(threshold), value: threshold },
          { text: numberText(cost), value: cost },
        ],
      })),
      more: 0,
    },
  };
}
