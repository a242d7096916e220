import {
  differenceWithUnit,
  intervalText,
  signedDifference,
  valueText,
} from "../reports/estimate-text.js";
import { counted, grouped, listed, percent } from "../reports/numbers.js";
import { type MetricWords, metricWords } from "../reports/words/metrics.js";
import type { ComparedModel, ComparedPair, Comparison, ComparisonStatement } from "./comparison.js";

/** Differences that are told one by one, at most; all of them are in the JSON. */
const MOST_PAIRS = 45;

/** What the terminal says of a comparison: the answer, the figures, the differences. */
export function comparisonText(comparison: Comparison): string {
  const { metric, unit, images, clusters, models, pairs, places, by } = comparison;
  const words = metricWords(metric);
  const inGroups = clusters === null ? "" : ` in ${counted(clusters, "group")}`;
  const lines = [
    headlineOf(comparison),
    "",
    `${words.label} (${metric}) of ${counted(models.length, "model")} on the same ${counted(images, unit)}${inGroups}`,
    ...figureLines(models, words, images),
    "",
    `Differences, all of them at one common error of ${percent(1 - comparison.level, 0)}`,
    ...pairLines(pairs, words),
  ];
  if (places !== null) {
    for (const { level, n, models: of, pairs: between, warnings } of places) {
      lines.push("", `${by} ${level} · ${counted(n, unit)}`, ...figureLines(of, words, n));
      if (warnings.includes("slices/too-small")) lines.push("  too few to compare");
      else lines.push(...pairLines(between, words));
    }
  }
  lines.push("", ...comparison.about.map((one) => statementText(one, by)));
  return lines.join("\n");
}

/** The advice that the differences carry, in one sentence. */
export function headlineOf({ about, models, by, places }: Comparison): string {
  const find = (code: string) => about.find(({ statement }) => statement === code);
  const best = find("compare/best-everywhere");
  if (best !== undefined) {
    const [name = ""] = best.models;
    const compared = best.places.length;
    if (compared === 0) return `${name} is ahead of all others.`;
    return `${name} is best at all ${counted(compared, "place")}.`;
  }
  const start = find("compare/never-worst");
  if (start !== undefined && start.models.length === 1) {
    return `No model is best everywhere. Start with ${start.models[0]}: it is nowhere clearly behind.`;
  }
  if (find("compare/not-told-apart") !== undefined) {
    return `These labels cannot tell the ${grouped(models.length)} models apart.`;
  }
  if (find("compare/rank-reversal") !== undefined) {
    return `Which model is ahead depends on ${places === null ? "the images" : by}.`;
  }
  return "Some models are told apart, and none is ahead of all others.";
}

/** A statement as a sentence. */
export function statementText(
  { statement, models, places }: ComparisonStatement,
  by: string | null,
): string {
  const where = places.length === 0 ? "on all images together" : `at ${by} ${listed(places)}`;
  switch (statement) {
    case "compare/best-everywhere":
      return `${models[0]} is told apart from every other model, ${places.length === 0 ? where : `${where}, and on all images together`}.`;
    case "compare/rank-reversal":
      return `${listed(models)} change places: each is told to be ahead of the other somewhere (${places.length === 1 ? `at ${by} ${places[0]}, and on all images together` : where}).`;
    case "compare/never-worst":
      return `${listed(models)} ${models.length === 1 ? "is" : "are"} nowhere told to be behind; every other model is somewhere.`;
    case "compare/best-at-home-worst-here":
      return `${models[0]} has the highest published figure and is behind all others here.`;
    default:
      return "No two of these models are told apart: more labels may do it.";
  }
}

function figureLines(
  models: readonly ComparedModel[],
  { scale }: MetricWords,
  n: number,
): string[] {
  const width = Math.max(...models.map(({ name }) => name.length));
  return models.map(({ name, value, low, high, letters, best }) => {
    const figure = value === null ? "not defined" : valueText(scale, value, n);
    const range = intervalText(scale, low, high, n) ?? "";
    const share = best === null ? "" : `best in ${percent(best, 0)} of redraws`;
    return `  ${name.padEnd(width)}  ${figure.padStart(6)} ${range.padEnd(14)}  ${letters.padEnd(3)} ${share}`.trimEnd();
  });
}

function pairLines(pairs: readonly ComparedPair[], { scale }: MetricWords): string[] {
  // Those that are told apart first, the farthest apart first of them.
  const far = ({ difference }: ComparedPair) => Math.abs(difference ?? 0);
  const ordered = [...pairs].sort(
    (x, y) => Number(y.told !== null) - Number(x.told !== null) || far(y) - far(x),
  );
  const shown = ordered.slice(0, MOST_PAIRS);
  const lines = shown.map(({ a, b, difference, low, high, told, right }) => {
    if (difference === null) return `  ${a} − ${b}: not defined`;
    const figure = differenceWithUnit(scale, signedDifference(scale, difference));
    const limits = [low, high].map((limit) =>
      limit === null ? "?" : signedDifference(scale, limit),
    );
    const said = told === null ? "cannot tell" : told === "a" ? `${a} is ahead` : `${b} is ahead`;
    const only =
      right === null
        ? ""
        : ` · only ${a} right ${grouped(right.onlyA)}, only ${b} ${grouped(right.onlyB)}`;
    return `  ${a} − ${b}: ${figure} [${limits.join(", ")}] · ${said}${only}`;
  });
  const more = pairs.length - shown.length;
  return more === 0 ? lines : [...lines, `  and ${counted(more, "difference")} more in the JSON`];
}
