import { scoreText } from "../reports/curve-cells.js";
import {
  differenceWithUnit,
  intervalText,
  signedDifference,
  valueText,
} from "../reports/estimate-text.js";
import { bytesText, counted, grouped, listed, percent, plural } from "../reports/numbers.js";
import { shown } from "../reports/text.js";
import { type MetricWords, metricWords } from "../reports/words/metrics.js";
import { unknownTraining } from "./by-training.js";
import { SAME_METRIC, USE_REVERSAL } from "./compare-uses.js";
import type {
  ComparedAlarms,
  ComparedModel,
  ComparedPair,
  ComparedPlace,
  ComparedRace,
  ComparedTrainingPair,
  Comparison,
  ComparisonStatement,
} from "./comparison.js";
import { quickestAlike } from "./cost.js";
import { useName } from "./use-text.js";
import { COMPARISON, whyNoRange } from "./words.js";

/** Differences that are told one by one, at most; all of them are in the JSON. */
const MOST_PAIRS = 45;
/** Classes on which differences are told, at most. */
const MOST_CLASSES = 20;

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
    ...imageNotes(comparison),
    "",
    `Differences, all of them at one common error of ${percent(1 - comparison.level, 0)}`,
    ...(words.better === "lower" ? [`  ${COMPARISON.lessIsBetter}`] : []),
    ...pairLines(pairs, words),
  ];
  if (places !== null) {
    for (const place of places) {
      if (isSmallPlace(place)) continue;
      const { level, n, models: of, pairs: between } = place;
      lines.push("", `${by} ${level} · ${counted(n, unit)}`, ...figureLines(of, words, n));
      lines.push(...pairLines(between, words));
    }
    const small = smallPlacesText(comparison);
    if (small !== null) lines.push("", small);
  }
  lines.push(...trainingLines(comparison));
  lines.push(...classLines(comparison), ...alarmLines(comparison), ...raceLines(comparison));
  lines.push(...costLines(comparison));
  const about = comparison.about.map((one) => statementText(one, by));
  if (about.length > 0) lines.push("", ...about);
  return lines.join("\n");
}

/** Whether a place has too few images, or groups, for differences. */
export function isSmallPlace({ warnings }: ComparedPlace): boolean {
  return warnings.includes("slices/too-small");
}

/** Places that are named where they are too small, at most. */
const MOST_SMALL = 10;

/** Which places have too few images to compare, in a sentence; null where none has. */
export function smallPlacesText({ places, by, unit, clusters }: Comparison): string | null {
  const small = (places ?? []).filter(isSmallPlace);
  if (small.length === 0) return null;
  const more = small.length - MOST_SMALL;
  return COMPARISON.smallPlaces({
    units: clusters === null ? plural(unit) : `${plural(unit)} or groups`,
    places: listed([
      ...small.slice(0, MOST_SMALL).map(({ level, n }) => `${shown(level, 60)} (${grouped(n)})`),
      ...(more > 0 ? [`${grouped(more)} more`] : []),
    ]),
    by: shown(by ?? "", 60),
    one: small.length === 1,
  });
}

/** Labels that some models do not have are told one by one, at most. */
const MOST_APART = 10;

/** What is to be known of images and labels before figures are compared. */
export function imageNotes({ leftOut, labelsApart, unit }: Comparison): string[] {
  return [
    ...(leftOut === 0 ? [] : [COMPARISON.leftOut({ images: counted(leftOut, "image") })]),
    ...labelsApart.slice(0, MOST_APART).map(({ label, counts, n, without }) => {
      const words = counts === "as-missed" ? COMPARISON.labelApart : COMPARISON.labelUncounted;
      return words({
        names: listed(without.map((name) => shown(name, 60))),
        have: without.length === 1 ? "has" : "have",
        label: shown(label, 60),
        units: counted(n, unit),
      });
    }),
  ];
}

/** Where a model of several places is told apart from one of a single place: the rest is in page and JSON. */
function trainingLines(comparison: Comparison): string[] {
  const { training, by, places, metric } = comparison;
  if (training === undefined) return [];
  const words = metricWords(metric);
  const told = training.pairs.filter((one) => one.told !== null);
  const lineOf = ({ place, joint, single, jointTrained, singleTrained }: ComparedTrainingPair) => {
    const own = places?.find(({ level }) => level === place)?.pairs ?? [];
    const names = [joint, single];
    const pair = own.filter(({ a, b }) => names.includes(a) && names.includes(b));
    const seen = COMPARISON.trainedThere({ joint, single, jointTrained, singleTrained });
    return pairLines(pair, words).map((line) => `  ${shown(place, 60)}, ${seen}:${line.slice(1)}`);
  };
  return [
    "",
    `${COMPARISON.training} (${shown(by ?? "", 60)})`,
    ...training.models.map(
      ({ name, trainedAt }) =>
        `  ${name}: ${trainedAt.length === 0 ? COMPARISON.trainedNowhere : listed(trainedAt.map((one) => shown(one, 60)))}`,
    ),
    ...unknownTraining(comparison).map((sentence) => `  ${sentence}`),
    ...told.slice(0, MOST_CLASSES).flatMap(lineOf),
  ];
}

/** Where models are told apart on a class: the rest is in page and JSON. */
function classLines({ perClass, level }: Comparison): string[] {
  if (perClass === null) return [];
  const words = metricWords(perClass.metric);
  const compared = perClass.classes.filter(({ pairs }) => pairs.length > 0);
  const told = compared.flatMap(({ level: name, pairs }) => {
    const own = pairs.filter((pair) => pair.told !== null);
    return own.length === 0 ? [] : [{ name, pairs: own }];
  });
  if (compared.length === 0) return [];
  const more = told.length - MOST_CLASSES;
  return [
    "",
    `Class by class (${words.label.toLowerCase()}, one common error of ${percent(1 - level, 0)}): told apart on ${told.length} of ${counted(compared.length, "class")}`,
    ...told
      .slice(0, MOST_CLASSES)
      .flatMap(({ name, pairs }) =>
        pairLines(pairs, words).map((line) => `  ${name}:${line.slice(1)}`),
      ),
    ...(more > 0 ? [`  and on ${counted(more, "class")} more in the JSON`] : []),
  ];
}

function alarmLines({ equalAlarms, unit }: Comparison): string[] {
  if (equalAlarms === null) return [];
  const { metric, models, pairs, points, n, counted: what } = equalAlarms;
  const words = metricWords(metric);
  const width = Math.max(...models.map(({ name }) => name.length));
  return [
    "",
    `${COMPARISON.alarms} (${metric}): ${alarmsLead(equalAlarms, unit)}`,
    ...figureLines(models, words, n),
    ...points.map(({ name, own, equal }) => {
      const at = equal.threshold === null ? "no alarm" : `from ${scoreText(equal.threshold)} on`;
      const before = own === null ? "" : ` · at its own threshold ${alarmRate(own.rate, what)}`;
      return `  ${name.padEnd(width)}  ${at}: ${alarmRate(equal.rate, what)}${before}`;
    }),
    ...(pairs.length === 0 ? ["  too few to compare"] : pairLines(pairs, words)),
    ...alarmNotes(equalAlarms).map((line) => `  ${line}`),
  ];
}

/** What an alarm is, how many every model raises, and why so many. */
export function alarmsLead(
  { counted: what, label, rate, basis }: ComparedAlarms,
  unit: string,
): string {
  const isUnits = what === "units";
  return COMPARISON.alarmsLead({
    alarm: isUnits
      ? COMPARISON.alarmsOfLabel({ label: shown(label ?? "", 60) })
      : COMPARISON.alarmsOfBoxes({ label: label === null ? null : shown(label, 60) }),
    rate: alarmRate(rate, what),
    unit: isUnits ? `of the ${plural(unit)}` : `each ${unit}`,
    basis: COMPARISON.alarmsBasis[basis],
  });
}

/** Of images the share that raises an alarm, of boxes how many an image has. */
export function alarmRate(rate: number, what: ComparedAlarms["counted"]): string {
  return what === "units" ? percent(rate, 1) : `${grouped(rate, 2)} boxes`;
}

/** What equal alarms take for granted. */
export function alarmNotes({ counted: what, warnings }: ComparedAlarms): string[] {
  return [
    COMPARISON.alarmsChosen,
    ...(what === "units" ? [COMPARISON.alarmsOrder] : []),
    ...(warnings.includes("compare/alarms-uneven") ? [COMPARISON.alarmsUneven] : []),
  ];
}

function raceLines({ race }: Comparison): string[] {
  if (race === null) return [];
  return ["", `Race: ${raceFinding(race)}`, ...raceDetails(race).map((line) => `  ${line}`)];
}

function costLines(comparison: Comparison): string[] {
  const { cost, models } = comparison;
  if (cost === null) return [];
  const width = Math.max(...models.map(({ name }) => name.length));
  const finding = costFinding(comparison);
  return [
    "",
    `${COMPARISON.cost} (${counted(cost.images, "image")}, one after the other on one core, ${cost.engine})`,
    ...cost.models.map(({ name, imageMs, sizeBytes, efficient }) => {
      const parts = [
        imageMs === null ? COMPARISON.costUnmeasured : `${msText(imageMs)} ms an image`,
        ...(sizeBytes === null ? [] : [bytesText(sizeBytes)]),
        ...(efficient === false ? ["another is as quick and better, or as good and quicker"] : []),
      ];
      return `  ${name.padEnd(width)}  ${parts.join(" · ")}`;
    }),
    ...(finding === null ? [] : [`  ${finding}`]),
  ];
}

/** That a quicker model may do; null where the best is the quickest of those that are not told apart from it. */
export function costFinding({ cost, models }: Comparison): string | null {
  const found = cost === null ? null : quickestAlike(cost, models);
  if (found === null) return null;
  const { best, quickest, share } = found;
  return COMPARISON.costAlike({
    best: shown(best, 60),
    quickest: shown(quickest, 60),
    share: percent(share, 0),
  });
}

/** Milliseconds with as many digits as they were measured with. */
export function msText(ms: number): string {
  return ms < 10 ? grouped(ms, 1) : grouped(ms);
}

/** Who remains, in a sentence. */
export function raceFinding({ winner, labels, budget, remaining }: ComparedRace): string {
  return winner === null
    ? COMPARISON.raceOpen({ remaining: listed(remaining), labels: counted(labels, "label") })
    : COMPARISON.raceWon({ winner, labels: grouped(labels), budget: counted(budget, "label") });
}

export function raceDetails({ by, basis, dropped, skipped, runs, saved }: ComparedRace): string[] {
  const score = COMPARISON.raceBy[by];
  return [
    ...(dropped.length === 0
      ? []
      : [
          `${listed(dropped.slice(0, MOST_PAIRS).map(({ model, at }) => `${model} dropped after ${grouped(at)}`))}.`,
        ]),
    ...(saved === 0 ? [] : [COMPARISON.raceSaved({ saved: grouped(saved), runs: grouped(runs) })]),
    ...(score === null ? [] : [score]),
    COMPARISON.raceBasis[basis],
    ...(skipped === 0 ? [] : [COMPARISON.raceSkipped({ images: counted(skipped, "image") })]),
  ];
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
  { statement, models, places, uses = [], useLabels = [] }: ComparisonStatement,
  by: string | null,
): string {
  const useNames = uses.map((figure, k) => useName(figure, useLabels[k] ?? null));
  const where = places.length === 0 ? "on all images together" : `at ${by} ${listed(places)}`;
  switch (statement) {
    case "compare/best-everywhere":
      return `${models[0]} is told apart from every other model, ${places.length === 0 ? where : `${where}, and on all images together`}.`;
    case "compare/rank-reversal":
      return `${listed(models)} change places: each is told to be ahead of the other somewhere (${places.length === 1 ? `at ${by} ${places[0]}, and on all images together` : where}).`;
    case "compare/never-worst":
      return `${listed(models)} ${models.length === 1 ? "is" : "are"} nowhere told to be behind; every other model is somewhere.`;
    case SAME_METRIC:
      return COMPARISON.sameMetric({ models, uses: useNames });
    case USE_REVERSAL:
      return COMPARISON.useReversal({ models, uses: useNames });
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
  const lines = shown.map((pair) => {
    const { a, b, difference, low, high, told, right } = pair;
    if (difference === null) return `  ${a} − ${b}: not defined`;
    const figure = differenceWithUnit(scale, signedDifference(scale, difference));
    const limits = [low, high].map((limit) =>
      limit === null ? "?" : signedDifference(scale, limit),
    );
    const range = whyNoRange(pair) ?? limits.join(", ");
    const said = told === null ? "cannot tell" : told === "a" ? `${a} is ahead` : `${b} is ahead`;
    const only =
      right === null
        ? ""
        : ` · only ${a} right ${grouped(right.onlyA)}, only ${b} ${grouped(right.onlyB)}`;
    return `  ${a} − ${b}: ${figure} [${range}] · ${said}${only}`;
  });
  const more = pairs.length - shown.length;
  return more === 0 ? lines : [...lines, `  and ${counted(more, "difference")} more in the JSON`];
}
