import {
  differenceText,
  differenceWithUnit,
  intervalText,
  signedDifference,
  valueText,
} from "../../reports/estimate-text.js";
import { grouped } from "../../reports/numbers.js";
import type { PlotRow } from "../../reports/plot-view.js";
import type { RulerPlot } from "../../reports/ruler-plots.js";
import { metricAxis, type RulerRow } from "../../reports/ruler-view.js";
import { capitalised, shown } from "../../reports/text.js";
import { type MetricWords, metricWords } from "../../reports/words/metrics.js";
import { GAP_CAPTION } from "../../reports/words/rulers.js";
import type { GapCounts, ReportExtras } from "../../results/report-input.js";
import type { ResultEstimate, ResultGap, ResultGapTerm } from "../../results/result.js";
import { type GapBasis, gapBasis, hasClasses } from "./gap-basis.js";
import { GAP_COLUMNS, gapRow } from "./gap-table.js";
import { GAP } from "./words.js";

/** More steps of one kind than this are drawn as one. */
const MOST_STEPS = 8;

/** Why the local figure differs: steps that lead from the published figure to the local one. */
export interface GapView extends GapBasis {
  readonly title: string;
  readonly finding: string;
  /** The step that takes most, with what it rests on; {@link finding} where none takes any. */
  readonly largest: string;
  readonly plot: RulerPlot;
  /** Whether conditions were looked at, beside classes. */
  readonly byAttributes: boolean;
  /** What the published model would score on the local mix; null where that is not known. */
  readonly reweighted: string | null;
}

interface Step {
  readonly label: string;
  readonly sub: string;
  /** Positive = loss, as in result.json. */
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** A change of what there is, not of how well it is read: drawn without a judgement. */
  readonly mix: boolean;
}

/**
 * @param claimed the published value
 * @param local the local estimate of the same metric
 * @param isFirst whether that is the figure of the first verdict
 */
export function gapView(
  gap: ResultGap,
  claimed: number,
  local: ResultEstimate,
  extras: ReportExtras,
  isFirst = true,
): GapView {
  const words = metricWords(gap.metric);
  const { scale, better } = words;
  // A loss lowers a figure of which more is better, and raises one of which less is.
  const turn = better === "higher" ? -1 : 1;
  // Counts by class are of all conditions together, which is not what a step compares then.
  const alike = gap.terms.some(({ term }) => term === "attribute-mix");
  const steps = stepsOf(
    gap.terms,
    alike ? null : (extras.waterfall?.classes ?? new Map()),
    hasClasses(gap),
  );
  const localValue = claimed + turn * gap.value;
  const axis = metricAxis(words, [claimed, localValue]);
  const place = extras.placeName;
  const rows: RulerRow[] = [];
  const table: PlotRow[] = [];
  const add = (row: RulerRow, change: Parameters<typeof gapRow>[1], stands: number): void => {
    rows.push(row);
    table.push(gapRow(row, change, stands, scale));
  };
  const from = extras.claimedPlace;
  const first = {
    ...endRow(words, "claim", claimed, null),
    at: axis.place(claimed),
    label: from === undefined ? GAP.published : GAP.publishedAt({ place: shown(from, 40) }),
  };
  add(first, null, claimed);
  let reached = claimed;
  for (const step of steps) {
    const before = reached;
    reached += turn * step.value;
    const change = {
      value: turn * step.value,
      low: step.low === null ? null : turn * step.low,
      high: step.high === null ? null : turn * step.high,
    };
    const row: RulerRow = {
      kind: step.mix || step.value === 0 ? "plain" : step.value > 0 ? "loss" : "gain",
      label: step.label,
      sub: step.sub,
      at: axis.place(reached),
      low: null,
      high: null,
      barFrom: axis.place(before),
      value: change.value,
      valueText: signedDifference(scale, change.value),
      intervalText:
        change.low === null || change.high === null ? null : limits(scale, change.low, change.high),
      strong: false,
    };
    add(row, change, reached);
  }
  // Without the images of both sides the way ends at another figure than that of all images.
  const ending = gap.shared === undefined ? (local.value ?? localValue) : localValue;
  const last = {
    ...endRow(words, "local", ending, gap.shared === undefined ? local.n : local.n - gap.shared),
    at: axis.place(localValue),
    label: place === undefined ? GAP.yours : GAP.yoursAt({ place: shown(place, 40) }),
    strong: true,
  };
  add(last, null, ending);
  const away = differenceWithUnit(scale, differenceText(scale, Math.abs(gap.value)));
  const side = turn * gap.value < 0 ? "lower" : "higher";
  const what = isFirst ? GAP.it : shown(words.phrase);
  const found = finding(gap, words);
  const name = GAP.name({ measure: shown(words.phrase) });
  return {
    title: gap.value === 0 ? GAP.same({ what }) : GAP.title({ what, away, side }),
    finding: found,
    largest: largestStep(steps) ?? found,
    plot: {
      id: "plot-gap",
      title: name,
      reading: found,
      caption: GAP_CAPTION,
      table: { columns: GAP_COLUMNS, rows: table, more: 0 },
      explore: null,
      name,
      axisText: capitalised(shown(words.phrase)),
      ticks: axis.ticks,
      band: null,
      reference: null,
      rows,
    },
    byAttributes: gap.attributes !== undefined,
    reweighted: reweightedText(gap, words),
    ...gapBasis(gap),
  };
}

/** `Empty: read worse, 50 of 50 right there, 13 of 68 here.` */
function largestStep(steps: readonly Step[]): string | null {
  const [first] = steps.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value));
  if (first === undefined || first.value === 0) return null;
  return GAP.largest({ label: first.label, sub: first.sub });
}

function limits(scale: MetricWords["scale"], a: number, b: number): string {
  const [low, high] = a <= b ? [a, b] : [b, a];
  return `[${signedDifference(scale, low)}, ${signedDifference(scale, high)}]`;
}

function endRow(
  words: MetricWords,
  kind: "claim" | "local",
  value: number,
  n: number | null,
): Omit<RulerRow, "at" | "label"> {
  return {
    kind,
    sub: "",
    low: null,
    high: null,
    barFrom: null,
    value,
    valueText: valueText(words.scale, value, n),
    intervalText: null,
    strong: false,
  };
}

/** Counts of both sides by class; null where a step compares conditions as well. */
type ClassCounts = ReadonlyMap<string, GapCounts> | null;

/** Parts (by class, by attribute) where they are there and add up to their whole, else the whole. */
function stepsOf(
  terms: readonly ResultGapTerm[],
  counts: ClassCounts,
  hasClasses: boolean,
): Step[] {
  const steps: Step[] = [];
  for (const kind of [
    "class-mix",
    "attribute-mix",
    "within",
    "only-claimed",
    "only-local",
  ] as const) {
    const own = terms.filter((term) => term.term === kind);
    const whole = own.find((term) => term.class === undefined && term.attribute === undefined);
    const parts = kind === "class-mix" ? [] : own.filter((term) => term !== whole);
    const total = parts.reduce((sum, term) => sum + term.value, 0);
    const complete = whole === undefined || Math.abs(total - whole.value) < 1e-9;
    if (parts.length > 0 && complete) steps.push(...partSteps(parts, counts));
    else if (whole !== undefined) steps.push(wholeStep(whole, hasClasses));
    else if (own.length > 0) steps.push(together(own, kind));
  }
  return steps;
}

function partSteps(parts: readonly ResultGapTerm[], counts: ClassCounts): Step[] {
  if (parts.length <= MOST_STEPS) return parts.map((part) => partStep(part, counts));
  const order = [...parts.keys()].sort(
    (a, b) => Math.abs(parts[b]?.value ?? 0) - Math.abs(parts[a]?.value ?? 0) || a - b,
  );
  const kept = new Set(order.slice(0, MOST_STEPS - 1));
  const others = parts.filter((_, index) => !kept.has(index));
  return [
    ...parts.filter((_, index) => kept.has(index)).map((part) => partStep(part, counts)),
    {
      label: GAP.others({ n: grouped(others.length) }),
      sub: GAP.together,
      value: others.reduce((sum, part) => sum + part.value, 0),
      low: null,
      high: null,
      mix: others.every(({ term }) => term !== "within"),
    },
  ];
}

function partStep(term: ResultGapTerm, byClass: ClassCounts): Step {
  const name = shown(term.class ?? term.attribute ?? "", 40);
  const read = term.value > 0 ? GAP.worse : term.value < 0 ? GAP.better : GAP.unchanged;
  return {
    label: GAP.parts[term.term]({ name: term.term === "within" ? capitalised(name) : name, read }),
    sub: term.class === undefined ? "" : aboutClass(term.class, byClass),
    value: term.value,
    low: term.low,
    high: term.high,
    mix: term.term !== "within",
  };
}

/** How many are right on both sides; where conditions are compared too, that these are the same. */
function aboutClass(name: string, byClass: ClassCounts): string {
  if (byClass === null) return GAP.alike;
  const counts = byClass.get(name);
  return counts === undefined
    ? ""
    : GAP.counts({
        thereRight: grouped(counts.claimedRight),
        there: grouped(counts.claimed),
        hereRight: grouped(counts.localRight),
        here: grouped(counts.local),
      });
}

function wholeStep(term: ResultGapTerm, hasClasses: boolean): Step {
  const own = term.term === "within" && !hasClasses ? "within-conditions" : term.term;
  const [label, sub] = GAP.wholes[own];
  return {
    label,
    sub,
    value: term.value,
    low: term.low,
    high: term.high,
    mix: term.term !== "within",
  };
}

function together(terms: readonly ResultGapTerm[], kind: ResultGapTerm["term"]): Step {
  const [label, sub] = GAP.wholes[kind];
  const value = terms.reduce((sum, term) => sum + term.value, 0);
  return { label, sub, value, low: null, high: null, mix: kind !== "within" };
}

/** How much of the gap the largest kind of reason makes. */
function finding(gap: ResultGap, words: MetricWords): string {
  const sums = new Map<ResultGapTerm["term"], number>();
  for (const kind of [
    "class-mix",
    "attribute-mix",
    "within",
    "only-claimed",
    "only-local",
  ] as const) {
    const own = gap.terms.filter((term) => term.term === kind);
    const whole = own.find((term) => term.class === undefined && term.attribute === undefined);
    const sum = whole?.value ?? own.reduce((total, term) => total + term.value, 0);
    if (own.length > 0) sums.set(kind, sum);
  }
  const within = sums.get("within") ?? 0;
  const mix = (sums.get("class-mix") ?? 0) + (sums.get("attribute-mix") ?? 0);
  const text = (value: number): string =>
    differenceWithUnit(words.scale, differenceText(words.scale, Math.abs(value)));
  if (gap.value === 0) return GAP.none;
  const share = mix / gap.value;
  if (Math.abs(share) < 0.1) return GAP.littleMix;
  if (share > 0.9 && share < 1.1) return GAP.mostlyMix;
  return GAP.both({ mix: text(mix), within: text(within) });
}

function reweightedText(gap: ResultGap, words: MetricWords): string | null {
  if (gap.reweighted === null) return null;
  const { value, low, high, n } = gap.reweighted;
  const range = intervalText(words.scale, low, high, null);
  const figure = valueText(words.scale, value, null);
  return GAP.reweighted({
    figure: range === null ? figure : `${figure} ${range}`,
    n: grouped(Math.round(n)),
  });
}
