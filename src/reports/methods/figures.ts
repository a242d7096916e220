import { ECE } from "../../metrics/confidence/ece.js";
import type { Metric } from "../../metrics/metric.js";
import { METRICS } from "../../metrics/registry.js";
import type { ReportInput } from "../../results/report-input.js";
import type { EvaluationResult, ResultEstimate } from "../../results/result.js";
import { bareValue, valueText } from "../estimate-text.js";
import { isResampled, mainEstimates } from "../figures-view.js";
import { counted, grouped, listed, plural } from "../numbers.js";
import { capitalised, shown } from "../text.js";
import { intervalWords } from "../words/methods.js";
import { MEASURES } from "../words/methods-section.js";
import { fieldName, metricDefinition } from "../words/metric-definitions.js";
import { metricName, metricWords } from "../words/metrics.js";
import { hitsOf } from "../words/verdicts.js";
import type { Citations } from "../words/works.js";

/** Figures with what they are, how their intervals were made, and their values. */
export function measuresParagraph({ result, extras }: ReportInput, citations: Citations): string {
  const all = mainEstimates(result);
  if (all.length === 0) return "";
  const first = all.filter((one, i) => all.findIndex(({ metric }) => metric === one.metric) === i);
  const cluster = shown(extras.clusterName ?? "cluster", 40);
  const sentences = [
    MEASURES.reported({
      measures: listed(first.map((one) => measureText(one, result, citations))),
      one: first.length === 1,
    }),
    ...intervalSentences(first, citations),
    MEASURES.results({ figures: capitalised(listed(figureTexts(all, cluster))) }),
  ];
  const resampled = [...new Set(result.estimates.filter(isResampled).map(({ method }) => method))];
  for (const method of resampled) {
    const { label, works } = intervalWords(method);
    sentences.push(MEASURES.resampled({ label: capitalised(label), cites: citations.cite(works) }));
  }
  const [, threshold] =
    /from ([\d.]+) on$/.exec(
      result.inputs.notes.find(({ code }) => code === "threshold/default")?.what ?? "",
    ) ?? [];
  if (threshold !== undefined) sentences.push(MEASURES.labelThreshold({ threshold }));
  const bins = extras.reliability?.bins.count.length;
  if (bins !== undefined) {
    sentences.push(MEASURES.reliability({ bins: grouped(bins), cites: citations.cite(ECE.works) }));
  }
  return sentences.join(" ");
}

/** `macro F1 (the harmonic mean …, mean over …)`. */
function measureText(
  { metric }: ResultEstimate,
  { task, unit }: EvaluationResult,
  { cite }: Citations,
): string {
  const { id, parameters } = metricName(metric);
  const phrase = shown(fieldName(metric), 80);
  const definition = metricDefinition(id, { task, units: plural(unit), parameters });
  if (definition === null) return phrase;
  const cites = cite(definition.works).replace(/^ \((.*)\)$/, "; $1");
  const [, name = phrase, short] = /^(.*) \((\w+)\)$/.exec(phrase) ?? [];
  return `${name} (${short === undefined ? "" : `${short}: `}${definition.text}${cites})`;
}

/** Which interval belongs to which figure, with its source. */
function intervalSentences(estimates: readonly ResultEstimate[], { cite }: Citations): string[] {
  const byMethod = new Map<string, ResultEstimate[]>();
  const without: ResultEstimate[] = [];
  for (const estimate of estimates) {
    if (estimate.low === null || estimate.high === null) without.push(estimate);
    else byMethod.set(estimate.method, [...(byMethod.get(estimate.method) ?? []), estimate]);
  }
  const sentences: string[] = [];
  if (byMethod.size === 0) return estimates.every(isLeftOut) ? [MEASURES.notAsked] : [];
  const parts = [...byMethod].map(([method, own]) => {
    const { label, works } = intervalWords(method);
    return MEASURES.method({ method: label, cites: cite(works), metrics: names(own) });
  });
  const variances = estimates.map(varianceOf);
  if (variances.includes("delong"))
    parts.push(MEASURES.aucVariance({ cites: cite(aucWorks(estimates)) }));
  if (variances.includes("groups")) parts.push(MEASURES.groups);
  if (estimates.some((one) => judgedBy(one) === "halves")) parts.push(MEASURES.halved);
  const jackknifed = estimates.filter((one) => judgedBy(one) === "jackknife");
  if (jackknifed.length > 0) parts.push(MEASURES.jackknifed({ metrics: names(jackknifed) }));
  if (estimates.some((one) => one.method.endsWith("-cluster") && one.clusters === null)) {
    parts.push(MEASURES.unitClusters);
  }
  const level = `${Math.round((estimates[0]?.level ?? 0.95) * 1000) / 10}`;
  sentences.push(MEASURES.intervals({ level, methods: parts.join("; ") }));
  if (without.length > 0) {
    const biased = without.some(({ warnings }) => warnings.includes("interval/biased"));
    sentences.push(
      MEASURES.noInterval({ metrics: names(without), biased: biased && without.length === 1 }),
    );
  }
  return sentences;
}

function names(estimates: readonly ResultEstimate[]): string {
  return listed(estimates.map(({ metric }) => shortName(metric)));
}

/** A name that was given in full already: its abbreviation where it has one. */
function shortName(metric: string): string {
  return shown(fieldName(metric).replace(/^.*\((\w+)\)/, "$1"), 80);
}

/** Whether there is a value and no interval because none was asked for. */
function isLeftOut({ value, low, warnings }: ResultEstimate): boolean {
  return value !== null && low === null && warnings.length === 0;
}

/** How an estimate with an interval is judged, where that is without a bias (METHODS-2 A2, A5, A8). */
function judgedBy({ metric, low }: ResultEstimate): "halves" | "jackknife" | null {
  if (low === null) return null;
  const { id, parameters } = metricName(metric);
  return METRICS.get(id)?.judgedBy?.(parameters) ?? null;
}

/** What is said of its variance beside the name of its interval. */
function varianceOf({ metric, low }: ResultEstimate): Metric["variance"] | null {
  return low === null ? null : (METRICS.get(metricName(metric).id)?.variance ?? null);
}

function aucWorks(estimates: readonly ResultEstimate[]): ("delong1988" | "obuchowski1997")[] {
  const inClusters = estimates.some((one) => varianceOf(one) === "delong" && one.clusters !== null);
  return inClusters ? ["delong1988", "obuchowski1997"] : ["delong1988"];
}

/** Values; a second one of the same metric is that for the places as they are. */
function figureTexts(estimates: readonly ResultEstimate[], cluster: string): string[] {
  return estimates.map((estimate, i) => {
    const text = figureText(estimate, i === 0);
    const before = estimates[i - 1];
    if (before?.metric !== estimate.metric || before.clusters === null) return text;
    return MEASURES.hereToo({ figure: text, clusters: counted(before.clusters, cluster) });
  });
}

function figureText(estimate: ResultEstimate, first: boolean): string {
  const words = metricWords(estimate.metric);
  const { value, low, high, n } = estimate;
  const hits = hitsOf(estimate, words);
  const figure = value === null ? "undefined" : valueText(words.scale, value, n);
  const counts = hits === null ? figure : `${grouped(hits)}/${grouped(n)} = ${figure}`;
  const range =
    low === null || high === null
      ? ""
      : ` (${bareValue(words.scale, low, n)} to ${bareValue(words.scale, high, n)})`;
  return `${shortName(estimate.metric)} ${first ? "was " : ""}${counts}${range}`;
}
