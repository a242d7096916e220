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
    sentences.push(
      MEASURES.reliability({ bins: grouped(bins), cites: citations.cite(["guo2017"]) }),
    );
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
  if (estimates.some(isRankedArea))
    parts.push(MEASURES.aucVariance({ cites: cite(aucWorks(estimates)) }));
  if (estimates.some(isDetectionRanking)) parts.push(MEASURES.groups);
  if (estimates.some(isHalved)) parts.push(MEASURES.halved);
  const jackknifed = estimates.filter(isJackknifed);
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

/** A mean average precision of detections, judged without what halvings say (METHODS-2 A2). */
function isHalved({ metric, low }: ResultEstimate): boolean {
  return low !== null && metricName(metric).id.startsWith("map");
}

/** Macro F1 and average precision, judged without what a jackknife says (METHODS-2 A5, A8). */
function isJackknifed({ metric, low }: ResultEstimate): boolean {
  if (low === null) return false;
  const { id, parameters } = metricName(metric);
  const isMacroF1 =
    id === "f1" && !parameters.has("class") && parameters.get("average") === "macro";
  return id === "average-precision" || isMacroF1;
}

function isRankedArea({ metric, low }: ResultEstimate): boolean {
  return low !== null && /^(roc-auc|auroc-failure)\b/.test(metric);
}

function isDetectionRanking({ metric, low }: ResultEstimate): boolean {
  return low !== null && /^(map|ar)\b/.test(metric);
}

function aucWorks(estimates: readonly ResultEstimate[]): ("delong1988" | "obuchowski1997")[] {
  const inClusters = estimates.some((one) => isRankedArea(one) && one.clusters !== null);
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
