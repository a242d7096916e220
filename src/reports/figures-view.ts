import { METRICS } from "../metrics/registry.js";
import type { EvaluationResult, ResultEstimate } from "../results/result.js";
import { intervalText, valueText } from "./estimate-text.js";
import { counted, grouped } from "./numbers.js";
import { axisOf } from "./ruler-view.js";
import { shown } from "./text.js";
import { clusterFacts } from "./words/cluster-facts.js";
import { methodName } from "./words/methods.js";
import { type MetricScale, type MetricWords, metricName, metricWords } from "./words/metrics.js";
import { ESTIMATE } from "./words/page.js";
import { warningWords } from "./words/warnings.js";

/** A figure with everything that must travel with it. */
export interface FigureView {
  /** `recall{class=deer}`. */
  readonly metric: string;
  readonly label: string;
  readonly sentence: string;
  /** At most 36 characters. */
  readonly short: string;
  readonly scale: MetricScale;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** `30.1%`, or `none` where the figure does not exist. */
  readonly valueText: string;
  /** `[20.8, 41.4]`; null where there is no range. */
  readonly intervalText: string | null;
  readonly n: number;
  /** `73 images`, `8 of 11 classes`, `24 cameras`. */
  readonly basis: string;
  readonly method: string;
  readonly level: number;
  readonly warnings: readonly string[];
  readonly track: TrackView | null;
  /** Headings of the warnings that it carries, for a line beside it. */
  readonly cautions: readonly string[];
  /** Whether it is among the few that a terminal shows. */
  readonly brief: boolean;
  /** The figure for these places as they are, beside the one for another place. */
  readonly isHere: boolean;
}

/** A figure's place on its own small axis; fractions of the width. */
export interface TrackView {
  readonly at: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly reference: number | null;
  /** `−1 to 1`, where the axis is not from 0 to 1; else null. */
  readonly ends: string | null;
}

/** What is shown in this order beside the headline figures, where it was computed. */
const SHOWN: readonly string[] = [
  "accuracy",
  "balanced-accuracy",
  "f1{average=macro}",
  "f1{average=micro}",
  "precision{average=micro}",
  "roc-auc",
  "average-precision",
  "ece",
  "auroc-failure",
];
const NOT_BRIEF: ReadonlySet<string> = new Set(["auroc-failure", "precision{average=micro}"]);
const MOST_FIGURES = 12;

/** Of the label of interest: how many of it are found, and how many of those named so are it. */
const OF_POSITIVE = ["recall", "precision"] as const;

/** True of nearly every run, or said elsewhere: not repeated beside each figure. */
const UNSAID: ReadonlySet<string> = new Set([
  "clusters/not-used",
  "clusters/unseen-kind",
  "slices/simultaneous",
]);

/** The figure that detectors are known by, over all thresholds; the headline where there is none. */
export function overallEstimate(estimates: readonly ResultEstimate[]): ResultEstimate | null {
  const whole = estimates.filter((one) => one.slice === null);
  const known = whole.find(({ metric }) => metric === "map");
  return known ?? whole.find(({ role }) => role === "headline") ?? null;
}

/**
 * The estimates that a page shows: those that were claimed or asked for, each with its *here* figure
 * where the question was another site, then the usual ones that were computed.
 */
export function mainEstimates({
  estimates,
  positive,
}: Pick<EvaluationResult, "estimates" | "positive">): ResultEstimate[] {
  const whole = estimates.filter((one) => one.slice === null);
  const chosen: ResultEstimate[] = [];
  for (const headline of whole.filter(({ role }) => role === "headline")) {
    chosen.push(headline);
    if (headline.clusters === null) continue;
    const here = whole.find(
      (one) => one.role === "detail" && one.metric === headline.metric && !isResampled(one),
    );
    if (here !== undefined) chosen.push(here);
  }
  const done = new Set(chosen.map(({ metric }) => metric));
  const show = (isWanted: (metric: string) => boolean): void => {
    for (const one of whole.filter(({ metric }) => isWanted(metric))) {
      if (done.has(one.metric)) continue;
      done.add(one.metric);
      chosen.push(one);
    }
  };
  for (const id of OF_POSITIVE) show((metric) => isOfClass(metric, id, positive));
  for (const wanted of SHOWN) show((metric) => metric === wanted || withClass(metric) === wanted);
  return chosen.slice(0, MOST_FIGURES);
}

/** What belongs together in a figure for these places as they are (METHODS §0.1). */
export const SEQUENCE = "sequence";

/**
 * Figures for these places as they are, beside those for another place: their clusters are sequences,
 * whatever those of the others are called.
 */
export function hereEstimates(estimates: readonly ResultEstimate[]): ReadonlySet<ResultEstimate> {
  const asked = new Set(
    estimates.flatMap(({ role, slice, metric }) =>
      role === "headline" && slice === null ? [metric] : [],
    ),
  );
  return new Set(
    estimates.filter(
      (one) =>
        one.role === "detail" && one.slice === null && asked.has(one.metric) && !isResampled(one),
    ),
  );
}

/** Views of all figures about all images, for a table. */
export function tableFigures(
  estimates: readonly ResultEstimate[],
  clusterName: string | null,
  task: string,
): FigureView[] {
  const here = hereEstimates(estimates);
  return estimates.map((one) => figureView(one, here.has(one) ? SEQUENCE : clusterName, task));
}

/** Whether the interval is one of those that were asked for beside the usual one (METHODS §2.6). */
export function isResampled({ method }: ResultEstimate): boolean {
  return method === "percentile" || method === "bca" || method === "bootstrap-t";
}

function isOfClass(metric: string, wanted: string, label: string | undefined): boolean {
  const { id, parameters } = metricName(metric);
  return id === wanted && label !== undefined && parameters.get("class") === label;
}

/** Metrics of one class that speak about all images: they are shown whatever the class. */
function withClass(metric: string): string | null {
  const { id } = metricName(metric);
  return METRICS.get(id)?.needs === "score columns" ? id : null;
}

/** Views of {@link mainEstimates}. */
export function mainFigures(
  result: Pick<EvaluationResult, "estimates" | "positive" | "task">,
  clusterName: string | null,
): FigureView[] {
  const chosen = mainEstimates(result);
  const here = hereEstimates(result.estimates);
  return chosen.map((one, i) => {
    const view = figureView(one, here.has(one) ? SEQUENCE : clusterName, result.task);
    const before = chosen[i - 1];
    const isHere = before?.metric === one.metric && before.clusters !== null;
    if (!isHere || before.clusters === null) return view;
    const clusters = counted(before.clusters, shown(clusterName ?? "group", 40));
    return {
      ...view,
      label: ESTIMATE.here({ label: view.label }),
      sentence: ESTIMATE.hereSentence({ clusters }),
      short: ESTIMATE.hereShort({ clusters }),
      isHere: true,
    };
  });
}

/** Whether `defined` counts classes: in macro means, and in AP and AR of all classes together. */
function isMeanOfClasses(metric: string): boolean {
  const { id, parameters } = metricName(metric);
  return METRICS.get(id)?.isClassMean(parameters) ?? parameters.get("average") === "macro";
}

export function figureView(
  estimate: ResultEstimate,
  clusterName: string | null,
  task: string,
): FigureView {
  const words = metricWords(estimate.metric, task);
  const { value, low, high, n, unit, clusters, defined } = estimate;
  const parts = [counted(n, unit)];
  if (clusters !== null) parts.push(counted(clusters, shown(clusterName ?? "group", 40)));
  if (defined !== null && isMeanOfClasses(estimate.metric)) {
    parts.push(ESTIMATE.over({ classes: counted(defined, "class") }));
  } else if (defined !== null && defined < n) {
    parts.push(ESTIMATE.definedOn({ n: grouped(defined) }));
  }
  return {
    metric: shown(estimate.metric),
    label: shown(words.label, 80),
    sentence: words.sentence,
    short: words.short,
    scale: words.scale,
    value,
    low,
    high,
    valueText: value === null ? "none" : valueText(words.scale, value, n),
    intervalText: intervalText(words.scale, low, high, n),
    n,
    basis: parts.join(", "),
    method:
      low === null
        ? methodName("none")
        : `${methodName(estimate.method)}, ${Math.round(estimate.level * 1000) / 10}%`,
    level: estimate.level,
    warnings: estimate.warnings.map((code) => shown(code, 60)),
    track: trackOf(words, value, low, high),
    cautions: estimate.warnings
      .filter((code) => !UNSAID.has(code))
      .map((code) => warningWords(code, clusterFacts(clusterName, estimate)).title),
    brief: estimate.role === "headline" || !NOT_BRIEF.has(estimate.metric),
    isHere: false,
  };
}

function trackOf(
  words: MetricWords,
  value: number | null,
  low: number | null,
  high: number | null,
): TrackView | null {
  if (words.range === null || value === null) return null;
  const axis = axisOf(words.scale, words.range[0], words.range[1]);
  return {
    at: axis.place(value),
    low: low === null ? null : axis.place(low),
    high: high === null ? null : axis.place(high),
    reference: words.reference === null ? null : axis.place(words.reference.value),
    ends:
      words.range[0] === 0 && words.range[1] === 1
        ? null
        : `${grouped(words.range[0])} to ${grouped(words.range[1])}`,
  };
}
