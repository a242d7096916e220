import {
  bareValue,
  differenceText,
  differenceWithUnit,
  intervalText,
  roundedText,
  toleranceText,
  valueText,
} from "../estimate-text.js";
import { counted, grouped, plural, shortPercent } from "../numbers.js";
import type { ResultEstimate, ResultVerdict } from "../result.js";
import { capitalised, shown } from "../text.js";
import { type MetricWords, metricName, metricWords } from "./metrics.js";
import { warningWords } from "./warnings.js";

/** A verdict in words; the same sentences on the page and in the terminal. */
export interface VerdictWords {
  /** `Fails here`. */
  readonly label: string;
  /** The sentence that answers the question. */
  readonly headline: string;
  /** What it rests on, in one paragraph. */
  readonly detail: string;
  /** At most 78 characters a line, for the terminal. */
  readonly lines: readonly string[];
}

export interface VerdictContext {
  readonly question: "here" | "another-site";
  /** `camera`, or null where images are separate. */
  readonly cluster: string | null;
  readonly limitSource: "given" | "default" | null;
  /** Replaces `here` in the label: `at site B`. */
  readonly at?: string;
}

/** The verdict on one claim or requirement. @param estimate the local figure that it judges */
export function verdictWords(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  context: VerdictContext,
): VerdictWords {
  const words = metricWords(verdict.metric);
  const label = labelOf(verdict, context);
  const requirement = verdict.claim.kind === "requirement";
  const headline = requirement
    ? requirementSentence(verdict, estimate, words)
    : claimSentence(verdict, estimate, words, context);
  const detail = [
    restsOn(verdict, estimate, words),
    requirement ? "" : comparison(verdict, words, context),
    ...advice(verdict, estimate, context),
  ];
  return {
    label,
    headline,
    detail: detail.filter((part) => part !== "").join(" "),
    lines: terminalLines(verdict, estimate, words, context),
  };
}

function labelOf({ verdict }: ResultVerdict, { question, cluster, at }: VerdictContext): string {
  if (verdict === "cannot-tell") return "Cannot tell yet";
  const word = verdict === "holds" ? "Holds" : "Fails";
  if (at !== undefined) return `${word} ${at}`;
  return question === "here" ? `${word} here` : `${word} for another ${cluster ?? "site"}`;
}

/** `the published 94.4% accuracy`, `the claim of 91.0%`. */
export function claimedText(verdict: ResultVerdict, words: MetricWords): string {
  const { kind, value } = verdict.claim;
  const asAsked = kind === "requirement" && words.scale === "percent";
  return asAsked ? `${shortPercent(value)}%` : valueText(words.scale, value, null);
}

function claimSentence(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  words: MetricWords,
  context: VerdictContext,
): string {
  const claimed = `The published ${claimedText(verdict, words)} ${shown(words.phrase)}`;
  const value = estimate?.value ?? null;
  const about =
    value === null ? "" : ` Here it is about ${roundedText(words.scale, value, estimate?.n ?? 0)}.`;
  const where =
    context.question === "here" ? "on your images" : `for another ${context.cluster ?? "site"}`;
  switch (verdict.verdict) {
    case "holds":
      return `${claimed} holds ${where}, within the ${toleranceText(words.scale, verdict.tolerance)} you allowed.${about}`;
    case "fails":
      return `${claimed} does not hold ${where}.${about}`;
    case "cannot-tell": {
      const counts = labelledSoFar(estimate, words);
      return `${counts}The claim of ${claimedText(verdict, words)} ${shown(words.phrase)} may or may not hold.`;
    }
    default:
      return never(verdict.verdict);
  }
}

/** `10 labelled, 5 right. `, where the figure is a count. */
function labelledSoFar(estimate: ResultEstimate | null, words: MetricWords): string {
  const hits = hitsOf(estimate, words);
  if (estimate === null || hits === null || words.hit === null) return "";
  return `${grouped(estimate.n)} labelled, ${grouped(hits)} ${words.hit.short}. `;
}

function requirementSentence(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  words: MetricWords,
): string {
  const n = estimate?.n ?? null;
  const needed = `you need ${words.better === "lower" ? "at most " : ""}${claimedText(verdict, words)}`;
  const value = estimate?.value ?? null;
  const found = value === null ? "not known" : valueText(words.scale, value, n);
  const range =
    estimate === null ? null : intervalText(words.scale, estimate.low, estimate.high, n);
  const figure = range === null ? found : `${found} ${range}`;
  const { id, parameters } = metricName(verdict.metric);
  const className = parameters.get("class");
  const start =
    id === "recall" && className !== undefined
      ? `It finds ${figure} of ${shown(className)}`
      : `${capitalised(shown(words.phrase))} is ${figure}`;
  const more = verdict.moreLabels === null ? "" : `: about ${grouped(verdict.moreLabels)} more`;
  const end = {
    holds: "That is enough.",
    fails: "That is not enough.",
    "cannot-tell": `Cannot tell yet${more}.`,
  }[verdict.verdict];
  return `${start}; ${needed}. ${end}`;
}

/** `22 of your 73 images got the right label: 30.1%, and the true figure … is likely between …`. */
function restsOn(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  words: MetricWords,
): string {
  if (estimate === null || estimate.value === null) {
    return `There is no figure for ${shown(words.phrase)} on your images.`;
  }
  const { scale } = words;
  const { n, low, high } = estimate;
  const value = valueText(scale, estimate.value, n);
  const hits = hitsOf(estimate, words);
  const start =
    hits === null || words.hit === null
      ? `On your ${counted(n, estimate.unit)} ${shown(words.phrase)} is ${value}`
      : `${grouped(hits)} of your ${subjectText(verdict.metric, n, estimate.unit)} ${words.hit.long}: ${value}`;
  if (low === null || high === null) return `${start}.`;
  const range = `${valueText(scale, low, n)} and ${valueText(scale, high, n)}`;
  return verdict.verdict === "cannot-tell"
    ? `${start}. The true figure could be anywhere from ${range.replace(" and ", " to ")}.`
    : `${start}, and the true figure for images like these is likely between ${range}.`;
}

/** What the n of a metric counts: `73 images`, `28 images of lymphocyte`. */
function subjectText(reference: string, n: number, unit: string): string {
  const { id, parameters } = metricName(reference);
  const items = counted(n, unit);
  const className = parameters.get("class");
  if (className === undefined) return items;
  if (id === "precision") return `${items} called ${shown(className)}`;
  if (id === "specificity") return `${items} that are not ${shown(className)}`;
  return `${items} of ${shown(className)}`;
}

/** `Before seeing any result you asked for … It is 64.2 points lower [51.0 to 74.1].` */
function comparison(
  verdict: ResultVerdict,
  words: MetricWords,
  { limitSource }: VerdictContext,
): string {
  const { scale } = words;
  const allowed = toleranceText(scale, verdict.tolerance);
  const asked =
    limitSource === "default"
      ? `The limit is the usual one, ${allowed} from the claim, fixed before any result.`
      : `Before seeing any result you asked for a figure within ${allowed} of the claim.`;
  const { difference, low, high } = verdict;
  if (difference === null) return asked;
  if (low !== null && low > 0) {
    return `${asked} It may even be better here than published.`;
  }
  if (verdict.verdict === "holds") {
    const limit = limitOf(verdict, words);
    const side = words.better === "higher" ? "above" : "below";
    return `${asked} All of that is ${side} your limit of ${valueText(scale, limit, null)}.`;
  }
  const away = differenceWithUnit(scale, differenceText(scale, Math.abs(difference)));
  if (low === null || high === null) return `${asked} It is ${away} ${sideOf(difference, words)}.`;
  if (high < 0) {
    const range = `[${differenceText(scale, -high)} to ${differenceText(scale, -low)}]`;
    return `${asked} It is ${away} ${sideOf(difference, words)} ${range}.`;
  }
  const from = `${differenceText(scale, -low)} ${sideOf(-1, words)}`;
  const to = `${differenceText(scale, high)} ${sideOf(1, words)}`;
  return `${asked} It is ${away} ${sideOf(difference, words)}, likely between ${from} and ${to}.`;
}

/** `lower` or `higher` for a difference of which positive is better. */
function sideOf(difference: number, words: MetricWords): "lower" | "higher" {
  return difference < 0 === (words.better === "higher") ? "lower" : "higher";
}

/** The worst value that still counts as holding; a requirement's own value. */
export function limitOf(verdict: ResultVerdict, words: MetricWords): number {
  if (verdict.claim.kind === "requirement") return verdict.claim.value;
  const { value } = verdict.claim;
  return words.better === "higher" ? value - verdict.tolerance : value + verdict.tolerance;
}

const MANY = "That is many. Consider a wider limit, or accept not knowing.";

function advice(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  { cluster }: VerdictContext,
): string[] {
  if (verdict.verdict !== "cannot-tell") return [];
  const { moreLabels, moreClusters, reason } = verdict;
  const sentences: string[] = [];
  if (reason !== null && reason !== "verdict/more-labels" && reason !== "verdict/more-clusters") {
    sentences.push(warningWords(reason, clusterFacts(cluster, estimate)).text);
  }
  if (moreLabels !== null) {
    sentences.push(`About ${counted(moreLabels, "more label")} are likely to decide.`);
    if (moreLabels > 10 * (estimate?.n ?? 0)) {
      sentences.push(MANY);
    }
  } else if (moreClusters !== null) {
    const name = `more ${cluster ?? "group"}`;
    sentences.push(`About ${counted(moreClusters, name)} are needed, not more images.`);
    if (moreClusters > 10 * (estimate?.clusters ?? 0)) sentences.push(MANY);
  }
  return sentences;
}

/**
 * Facts that the words of `clusters/` and `verdict/` codes take. Where an estimate has no clusters its
 * units are what belongs together: the objects or labels of one image.
 */
export function clusterFacts(
  cluster: string | null,
  estimate: ResultEstimate | null,
): ReadonlyMap<string, string> {
  if (estimate !== null && estimate.clusters === null) {
    const unit = shown(estimate.unit, 40);
    const units = plural(unit);
    return new Map([
      ...[["cluster", unit] as const, ["clusters", units] as const, ["units", units] as const],
      ["clusterCount", grouped(estimate.n)],
      ["bigger", `${units} with more on them`],
      ["see", `See whether ${units} with much on them are read worse: they count most.`],
    ]);
  }
  const facts = new Map<string, string>();
  if (cluster !== null) {
    const name = shown(cluster, 40);
    facts.set("cluster", name);
    facts.set("clusters", plural(name));
    facts.set("bigger", `${plural(name)} with more images`);
    facts.set(
      "see",
      name === "sequence"
        ? "See whether long sequences are the difficult ones: they count most."
        : `Run again with --slice ${name} to see it ${name} by ${name}.`,
    );
  }
  if (estimate !== null && estimate.clusters !== null) {
    facts.set("clusterCount", grouped(estimate.clusters));
    facts.set("units", plural(shown(estimate.unit, 40)));
  }
  return facts;
}

/** k of "k of n", where the figure is such a share; else null. */
export function hitsOf(estimate: ResultEstimate | null, words: MetricWords): number | null {
  if (estimate === null || estimate.value === null || words.hit === null) return null;
  const product = estimate.value * estimate.n;
  const hits = Math.round(product);
  return Math.abs(product - hits) < 1e-6 * Math.max(1, estimate.n) ? hits : null;
}

function terminalLines(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  words: MetricWords,
  context: VerdictContext,
): string[] {
  const { scale } = words;
  if (verdict.claim.kind === "requirement") {
    return [requirementSentence(verdict, estimate, words), ...advice(verdict, estimate, context)];
  }
  const lines: string[] = [];
  const [first = ""] = claimSentence(verdict, null, words, context).split(" Here it is");
  lines.push(first);
  if (estimate === null || estimate.value === null) {
    lines.push(`There is no figure for ${shown(words.phrase)} on your images.`);
  } else {
    const { n, low, high } = estimate;
    const hits = hitsOf(estimate, words);
    const counts =
      hits === null || words.hit === null
        ? `on ${counted(n, estimate.unit)}`
        : `${grouped(hits)} of ${grouped(n)} ${words.hit.short}`;
    const range =
      low === null || high === null
        ? ""
        : `, likely between ${valueText(scale, low, n)} and ${valueText(scale, high, n)}`;
    lines.push(`Here it is ${valueText(scale, estimate.value, n)}: ${counts}${range}.`);
  }
  const { difference, low, high } = verdict;
  if (difference !== null) {
    const away = differenceWithUnit(scale, differenceText(scale, Math.abs(difference)));
    const side = sideOf(difference, words);
    const turn = difference < 0 ? -1 : 1;
    const limits = turn < 0 ? [high, low] : [low, high];
    const range =
      low === null || high === null
        ? ""
        : ` [${limits.map((limit) => differenceText(scale, turn * (limit ?? 0))).join(", ")}]`;
    const allowed = toleranceText(scale, verdict.tolerance).replace(/ points?$/, "");
    lines.push(`${away} ${side}${range}; you allowed ${allowed}.`);
  }
  return [...lines, ...advice(verdict, estimate, context)];
}

/** `30.1%` and `[20.8, 41.4]` of an estimate, for callers that lay them out themselves. */
export function figureOf(estimate: ResultEstimate): {
  readonly value: string | null;
  readonly bare: string | null;
  readonly interval: string | null;
} {
  const { scale } = metricWords(estimate.metric);
  const { value, low, high, n } = estimate;
  return {
    value: value === null ? null : valueText(scale, value, n),
    bare: value === null ? null : bareValue(scale, value, n),
    interval: intervalText(scale, low, high, n),
  };
}

function never(value: never): never {
  throw new TypeError(`not a verdict: ${String(value)}`);
}
