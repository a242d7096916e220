import { intervalText, signedDifference, valueText } from "../../reports/estimate-text.js";
import {
  type ForestDrawing,
  type ForestMark,
  forestAxis,
  placeOf,
} from "../../reports/forest-view.js";
import { levelOrder } from "../../reports/level-order.js";
import { counted, grouped } from "../../reports/numbers.js";
import type { PlotFrame } from "../../reports/plot-view.js";
import type { Axis } from "../../reports/ruler-view.js";
import { capitalised, shown } from "../../reports/text.js";
import { NONE } from "../../reports/words/columns.js";
import { type MetricWords, metricWords } from "../../reports/words/metrics.js";
import {
  CHOSEN_PART,
  FINDING_WORDS,
  findingsText,
  partName,
  SLICES as WORDS,
} from "../../reports/words/parts.js";
import type { ResultEstimate, ResultListed, ResultSlice } from "../../results/result.js";
import { type SlicedPart, sliceTable } from "./slices-table.js";

/** At most this many are drawn; the table behind the plot has the others. */
const MOST_DRAWN = 40;
const MOST_FORESTS = 12;
const MOST_METRICS = 3;
/** In the tables of all forests together, beside what is drawn; more than a result of ours has. */
const MOST_TABLE_ROWS = 400;

/** Parts of the data by one attribute, in one metric. */
export interface SlicesView extends PlotFrame {
  /** `By camera`, with the metric's name where several have parts. */
  readonly heading: string;
  /** As it is called in the data. */
  readonly attribute: string;
  readonly metric: string;
  /** What the figure is called. */
  readonly label: string;
  /** Whether its parts are of these sites as they are, beside a question about another one. */
  readonly asHere: boolean;
  /** Whether a part differs from the rest, or was chosen from the results: others are told in a row each. */
  readonly hasFinding: boolean;
  readonly isCompared: boolean;
  readonly drawing: ForestDrawing;
  /** Number of ranges that hold simultaneously. */
  readonly family: number;
  readonly hasRanges: boolean;
  /** Whether the table has values shrunk towards the others. */
  readonly evened: boolean;
}

export interface PartsView {
  readonly slices: readonly SlicesView[];
  /** What `slices` leaves out, as a sentence; null where nothing is. */
  readonly slicesLeft: string | null;
  /** A sentence for each attribute that was asked for and has no part with a range. */
  readonly slicesNone: readonly string[];
}

/**
 * Parts of the data: a forest an attribute for each metric that has parts, at most 12 of 3 metrics, those with a finding first. Parts with names alone come worst first, by the value that is evened out (METHODS
 * §10); numbers, bins and months keep their order. Of more than 40 parts the findings are drawn, and
 * the worst of the others.
 */
export function partsView(
  estimates: readonly ResultEstimate[],
  notes: readonly ResultListed[],
): PartsView {
  const byMetric = groupBy(slicedParts(estimates), ({ estimate }) => estimate.metric);
  const slices: SlicesView[] = [];
  let left = 0;
  let single = 0;
  let room = MOST_TABLE_ROWS;
  for (const [m, [metric, parts]] of [...byMetric].entries()) {
    const words = metricWords(metric);
    const axis = forestAxis(words, [
      ...parts.flatMap(({ estimate: { value, low, high } }) => [value, low, high]),
      wholeOf(estimates, metric, false)?.value ?? null,
    ]);
    // Parts of these sites as they are stand behind those of the question about another one.
    const byAttribute = [
      ...groupBy(parts, ({ slice }) => `${slice.question ?? ""} ${slice.attribute}`).values(),
    ].map((own) => {
      const asHere = own[0]?.slice.question === "here";
      return { own, asHere, whole: wholeOf(estimates, metric, asHere) };
    });
    const telling = byAttribute.filter(({ own, whole }) => isTelling(own, whole));
    single += byAttribute.length - telling.length;
    const kept = m < MOST_METRICS ? telling.slice(0, MOST_FORESTS - slices.length) : [];
    left += telling.length - kept.length;
    for (const { own, asHere, whole } of kept) {
      const attribute = own[0]?.slice.attribute ?? "";
      const id = `parts-${slices.length + 1}-${slug(attribute)}`;
      const named = byMetric.size > 1;
      const place = { id, attribute, asHere, named, room };
      const view = slicesView({ ...place, metric, words, axis, whole }, own);
      room = Math.max(0, room - view.table.rows.length);
      slices.push(view);
    }
  }
  const found = slices.filter(({ hasFinding }) => hasFinding);
  return {
    slices: [...found, ...slices.filter((one) => !found.includes(one))],
    slicesLeft: leftText(left, single),
    slicesNone: withoutParts(notes),
  };
}

/** A single part with every image only repeats the whole. */
function isTelling(own: readonly SlicedPart[], whole: ResultEstimate | null): boolean {
  return own.length > 1 || (own[0]?.estimate.n ?? 0) < (whole?.n ?? 0);
}

function slicedParts(estimates: readonly ResultEstimate[]): SlicedPart[] {
  return estimates.flatMap((estimate) =>
    estimate.slice === null
      ? []
      : [{ estimate, slice: estimate.slice, sign: signOf(estimate.slice) }],
  );
}

function isChosen({ warnings }: ResultEstimate): boolean {
  return warnings.includes("slices/after-results");
}

function signOf({ finding, differenceLow }: ResultSlice): SlicedPart["sign"] {
  if (finding) return "worse";
  return differenceLow !== null && differenceLow > 0 ? "better" : null;
}

/** The figure for all images, by the estimator of its parts. */
function wholeOf(
  estimates: readonly ResultEstimate[],
  metric: string,
  asHere: boolean,
): ResultEstimate | null {
  const all = estimates.filter((one) => one.slice === null && one.metric === metric);
  return all.find(({ role }) => role === (asHere ? "detail" : "headline")) ?? all[0] ?? null;
}

interface Context {
  readonly id: string;
  readonly attribute: string;
  /** Parts of these sites as they are, beside a question about another one. */
  readonly asHere: boolean;
  readonly metric: string;
  readonly words: MetricWords;
  readonly axis: Axis;
  readonly whole: ResultEstimate | null;
  /** Whether headings name the metric. */
  readonly named: boolean;
  /** Rows that the table may have beside those that are drawn. */
  readonly room: number;
}

function slicesView(context: Context, own: readonly SlicedPart[]): SlicesView {
  const { id, words, axis, whole, named } = context;
  const attribute = shown(context.attribute, 60);
  const ranked = [...own].sort((a, b) => rankOf(a, words) - rankOf(b, words));
  const { parts, drawn, isOrdered } = arranged(ranked);
  const label = shown(words.label, 60);
  return {
    id,
    title: WORDS.title({ label, attribute }),
    heading: WORDS.heading({ label: named ? label : null, attribute, asHere: context.asHere }),
    attribute: context.attribute,
    metric: shown(context.metric),
    label,
    asHere: context.asHere,
    hasFinding: own.some(({ sign, estimate }) => sign !== null || isChosen(estimate)),
    isCompared: own.some(({ slice }) => slice.differenceLow !== null),
    reading: readingOf(ranked, attribute, words),
    caption: captionOf(context, parts, drawn, isOrdered),
    table: sliceTable(parts, words, Math.max(drawn, context.room)),
    explore: null,
    family: own[0]?.slice.family ?? own.length,
    hasRanges: hasRanges(own),
    evened: own.some(({ slice }) => slice.shrunken !== null),
    drawing: {
      name: WORDS.title({ label, attribute }),
      axisText: WORDS.axis({ label, better: words.better }),
      ticks: axis.ticks,
      reference:
        whole?.value == null
          ? null
          : { at: axis.place(whole.value), text: wholeText(whole, words) },
      marks: parts.slice(0, drawn).map((part, row) => markOf(part, row, words, axis)),
    },
  };
}

/** Ascending; parts without a value last. */
function rankOf({ estimate, slice }: SlicedPart, { better }: MetricWords): number {
  const value = slice.shrunken ?? estimate.value;
  if (value === null) return Number.MAX_VALUE;
  return better === "higher" ? value : -value;
}

/** Rows of the table: those that are drawn first, then the others, each in the order of the plot. */
function arranged(ranked: readonly SlicedPart[]): {
  readonly parts: readonly SlicedPart[];
  readonly drawn: number;
  readonly isOrdered: boolean;
} {
  const order = levelOrder(ranked.map(({ slice }) => slice.value));
  const place = new Map(ranked.map((part, i) => [part, order?.[i] ?? i]));
  const found = (sign: SlicedPart["sign"]): SlicedPart[] =>
    ranked.filter((part) => part.sign === sign);
  const chosen = new Set(
    [...found("worse"), ...found("better").reverse(), ...found(null)].slice(0, MOST_DRAWN),
  );
  const inOrder = [...ranked].sort((a, b) => compare(place.get(a) ?? 0, place.get(b) ?? 0));
  const drawn = inOrder.filter((part) => chosen.has(part));
  const rest = inOrder.filter((part) => !chosen.has(part));
  return { parts: [...drawn, ...rest], drawn: drawn.length, isOrdered: order !== null };
}

/** Of numbers that may be infinite, where a difference is not a number. */
function compare(a: number, b: number): number {
  return a < b ? -1 : Number(a > b);
}

function readingOf(ranked: readonly SlicedPart[], attribute: string, words: MetricWords): string {
  const [first] = ranked;
  if (first === undefined || first.estimate.value === null) return WORDS.noFigure;
  const { value, low, high, n, unit } = first.estimate;
  const name = partName(attribute, shown(first.slice.value, 60));
  const range = intervalText(words.scale, low, high, n);
  const figure = [valueText(words.scale, value, n), ...(range === null ? [] : [range])].join(" ");
  const worst = WORDS.figure({ part: name, figure, items: counted(n, unit) });
  const count = (sign: SlicedPart["sign"]): number =>
    ranked.filter((part) => part.sign === sign).length;
  const findings = findingsText(ranked.length, count("worse"), count("better"));
  if (findings !== null) return WORDS.differing({ worst, findings });
  if (ranked.length === 1) return WORDS.only({ part: worst });
  const compared = ranked.some(({ slice }) => slice.differenceLow !== null);
  const { better } = words;
  const evened = ranked.some(({ estimate }) => isWorse(estimate.value, value, better));
  const last = WORDS.worst({ worst, better, evened });
  return compared ? `${WORDS.noneDiffers} ${last}` : `${last} ${WORDS.notCompared}`;
}

function isWorse(one: number | null, than: number, better: MetricWords["better"]): boolean {
  return one !== null && (better === "higher" ? one < than : one > than);
}

function captionOf(
  { whole, words, attribute }: Context,
  parts: readonly SlicedPart[],
  drawn: number,
  isOrdered: boolean,
): string {
  const [first] = parts;
  const level = Math.round((first?.estimate.level ?? 0.95) * 1000) / 10;
  const evened = parts.some(({ slice }) => slice.shrunken !== null);
  const family = first?.slice.family ?? parts.length;
  const sentences = [
    isOrdered ? WORDS.inOrder({ attribute: shown(attribute, 60) }) : WORDS.worstFirst({ evened }),
  ];
  if (family > 1 && hasRanges(parts)) {
    sentences.push(WORDS.together({ ranges: grouped(family), level: String(level) }));
  }
  if (first !== undefined && isChosen(first.estimate)) {
    sentences.unshift(CHOSEN_PART.after);
  }
  if (whole?.value != null) sentences.push(WORDS.dashed({ whole: wholeText(whole, words) }));
  if (drawn < parts.length) {
    sentences.push(WORDS.drawn({ drawn: grouped(drawn), parts: grouped(parts.length) }));
  }
  return sentences.join(" ");
}

/** Whether ranges were asked for: some part has one. */
function hasRanges(parts: readonly SlicedPart[]): boolean {
  return parts.some(({ estimate: { low } }) => low !== null);
}

/** `all 73 images, 30.1% [20.8, 41.4]`. */
function wholeText({ value, low, high, n, unit }: ResultEstimate, { scale }: MetricWords): string {
  return WORDS.whole({
    items: counted(n, unit),
    figure: value === null ? NONE : valueText(scale, value, n),
    range: intervalText(scale, low, high, n),
  });
}

function markOf(part: SlicedPart, row: number, words: MetricWords, axis: Axis): ForestMark {
  const { value, low, high, n, unit } = part.estimate;
  return {
    label: shown(part.slice.value, 60),
    sub: counted(n, unit),
    at: placeOf(axis, value),
    low: placeOf(axis, low),
    high: placeOf(axis, high),
    valueText: value === null ? NONE : valueText(words.scale, value, n),
    intervalText: intervalText(words.scale, low, high, n),
    sign: part.sign,
    note: part.sign === null ? null : noteOf(part.slice, part.sign, words),
    row,
  };
}

/** `▼ worse than the rest, −12.3 [−20.4, −2.1]`. */
function noteOf(
  { difference, differenceLow, differenceHigh }: ResultSlice,
  sign: "worse" | "better",
  { scale }: MetricWords,
): string {
  const words = FINDING_WORDS[sign];
  const name = `${words.sign} ${words.word}`;
  if (difference === null) return name;
  const amount = signedDifference(scale, difference);
  if (differenceLow === null || differenceHigh === null) return `${name}, ${amount}`;
  const [from, to] = [differenceLow, differenceHigh].map((end) => signedDifference(scale, end));
  return `${name}, ${amount} [${from}, ${to}]`;
}

/** Whatever was asked for and is not shown is explained. */
function withoutParts(notes: readonly ResultListed[]): readonly string[] {
  return notes.flatMap(({ code, what }) =>
    code === "slices/none" ? [`${capitalised(shown(what, 200))}.`] : [],
  );
}

function leftText(left: number, single: number): string | null {
  return left + single === 0 ? null : WORDS.left({ forests: left, single });
}

/** Letters and digits of a name, for an id. */
function slug(name: string): string {
  const letters = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return letters.slice(0, 30).replace(/^-+|-+$/g, "") || "attribute";
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const own = groups.get(key(item));
    if (own === undefined) groups.set(key(item), [item]);
    else own.push(item);
  }
  return groups;
}
