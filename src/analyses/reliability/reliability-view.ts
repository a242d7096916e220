import { AUROC_FAILURE } from "../../metrics/confidence/auroc-failure.js";
import { intervalText, signedDifference, valueText } from "../../reports/estimate-text.js";
import {
  type ForestDrawing,
  type ForestMark,
  forestAxis,
  placeOf,
} from "../../reports/forest-view.js";
import { counted, grouped, percent, plural } from "../../reports/numbers.js";
import { figureCells, figureColumns, saidText, wordCell } from "../../reports/plot-cells.js";
import type { PlotFrame } from "../../reports/plot-view.js";
import { capitalised, shown } from "../../reports/text.js";
import { NONE } from "../../reports/words/columns.js";
import { metricWords } from "../../reports/words/metrics.js";
import { INVERTED } from "./compare-scores.js";
import { FEATURE_SCORES, OWN_SCORES } from "./confidence-scores.js";
import type {
  ResultConfidenceScore,
  ResultFailures,
  ResultLimits,
  ResultReliability,
} from "./result.js";
import {
  ANSWERS,
  ofFound,
  rightText,
  type Spoken,
  WITH_MISTAKES,
  RELIABILITY as WORDS,
  wrongText,
} from "./words.js";

const SCALE = "score";
/** Coverage that sentences speak of, as METHODS §14 does. */
const KEPT = 0.8;
const FEW = 10;
/** From this share of units on, whose places have nothing among what they are held against, it is said. */
const FOREIGN = 0.1;

/** A figure and its range as cells of a document's table. */
interface FigureText {
  readonly text: string;
  readonly aside: string | null;
}

/** Answers of one kind: to images, what was found, or images on which something was found. */
export interface FailuresView {
  readonly finding: string;
  /** What silence on the least sure would do. */
  readonly silent: string | null;
  readonly details: readonly string[];
  /** By score: AURC, AUGRC and the false positive rates. */
  readonly areas: readonly { readonly name: string; readonly figures: readonly FigureText[] }[];
  /** By coverage: what is wrong among the kept, by each score. */
  readonly risks: readonly { readonly kept: string; readonly figures: readonly FigureText[] }[];
  /** What its measures are. */
  readonly explained: readonly string[];
}

export interface ReliabilityView extends FailuresView {
  /** Null where no figure exists. */
  readonly plot: (PlotFrame & { readonly drawing: ForestDrawing }) | null;
  /** Of what is found: whole images; null of other tasks. */
  readonly images: FailuresView | null;
}

export function reliabilityView(found: ResultReliability): ReliabilityView {
  const { images, unit } = found;
  const own = found.scores[0]!;
  const of = images === undefined ? ANSWERS : ofFound(shown(unit, 40));
  const explained = images === undefined ? explainedOf(found) : WORDS.explainedOfObjects;
  return {
    ...failuresView(found, of, explained),
    plot: own.aurocFailure === null ? null : plotOf(found, own, of),
    images: images === undefined ? null : imagesView(images),
  };
}

/** What the measures mean, and those scores that are there. */
function explainedOf({ scores, training }: ResultFailures): readonly string[] {
  const names = new Set(scores.map(({ name }) => name));
  return [
    ...WORDS.explained,
    ...Object.entries(WORDS.explainedScores).flatMap(([name, text]) =>
      names.has(name) ? text : [],
    ),
    ...(FEATURE_SCORES.some((name) => names.has(name))
      ? [WORDS.distances({ areHere: training === undefined })]
      : []),
  ];
}

function imagesView(images: NonNullable<ResultReliability["images"]>): FailuresView {
  const { unsaid, unsaidErrors, unit } = images;
  const view = failuresView(images, WITH_MISTAKES, []);
  const said = { unsaid: counted(unsaid, shown(unit, 40)), errors: grouped(unsaidErrors) };
  return {
    ...view,
    details: [WORDS.wholeImages, ...(unsaid === 0 ? [] : [WORDS.unsaid(said)]), ...view.details],
  };
}

function failuresView(
  found: ResultFailures,
  of: Spoken,
  explained: readonly string[],
): FailuresView {
  const { scores, n, errors } = found;
  const own = scores[0]!;
  const told = (value: number | null, limits: ResultLimits): FigureText => ({
    text: value === null ? NONE : valueText(SCALE, value, n),
    aside: intervalText(SCALE, limits.low, limits.high, n),
  });
  const share = (value: number | null, { low, high }: ResultLimits): FigureText => ({
    text: value === null ? NONE : percent(value, 1),
    aside: intervalText("percent", low, high, n),
  });
  return {
    finding: findingOf(found, own, of),
    silent: own.aurocFailure === null ? null : silentText(found, own, of),
    details: detailsOf(found, of),
    areas: scores.map((one) => ({
      name: nameOf(one),
      figures: [
        told(one.aurc, one.ranges.aurc),
        told(one.augrc, one.ranges.augrc),
        share(one.fpr95, one.ranges.fpr95),
        share(one.fpr80, one.ranges.fpr80),
      ],
    })),
    risks:
      errors === 0
        ? []
        : own.risk.map(({ target }, at) => ({
            kept: percent(target, 0),
            figures: scores.map(({ risk }) => share(risk[at]!.value, risk[at]!)),
          })),
    explained,
  };
}

function nameOf({ name }: Pick<ResultConfidenceScore, "name">): string {
  return Object.hasOwn(WORDS.scores, name) ? WORDS.scores[name]! : shown(name, 40);
}

function findingOf(
  { scores, n, errors, unit, none, comparedAt }: ResultFailures,
  own: ResultConfidenceScore,
  of: Spoken,
): string {
  const units = counted(n, shown(unit, 40));
  if (errors === 0) return of.allRight(units);
  if (errors === n) return of.allWrong(units);
  const others = scores.slice(1);
  const better = others.filter((one) => one.better === true);
  if (better.length > 0) return better.map((one) => betterText(one, own, of)).join(" ");
  // Of so few no score could have been seen to be better.
  if (comparedAt !== null && (none === null || Math.min(errors, n - errors) < FEW)) {
    return WORDS.tooFew({ of, errors, right: n - errors });
  }
  const names = others.map(nameOf);
  if (none !== true || !isTold(own)) return ownText(own, n, of, names);
  return WORDS.noneBetter({ of, names });
}

/** Whether its own confidence is higher where it is right, for certain; true where there is no range. */
function isTold({ ranges: { aurocFailure } }: ResultConfidenceScore): boolean {
  return aurocFailure.low === null || aurocFailure.low > 0.5;
}

/** What its own confidence tells. @param names of others, which do no better */
function ownText(
  own: ResultConfidenceScore,
  n: number,
  of: Spoken,
  names: readonly string[] = [],
): string {
  const { low, high } = own.ranges.aurocFailure;
  const auroc = valueText(SCALE, own.aurocFailure!, n);
  const range = intervalText(SCALE, low, high, n);
  if (isTold(own)) return WORDS.onlyOwn({ of, auroc, range });
  const isWorse = high !== null && high < 0.5;
  return WORDS.noneKnows({ of, names, auroc, range: range ?? "", isWorse });
}

function betterText(one: ResultConfidenceScore, own: ResultConfidenceScore, of: Spoken): string {
  const { difference, low, high } = one.against!;
  const text = (value: number): string => valueText(SCALE, value, null);
  return WORDS.better({
    of,
    name: OWN_SCORES.includes(one.name) ? capitalised(nameOf(one)) : nameOf(one),
    value: text(one.aurocFailure!),
    own: text(own.aurocFailure!),
    apart: text(difference),
    range: intervalText(SCALE, low, high, null) ?? "",
  });
}

/** By the model's own confidence, which everybody has. */
function silentText(
  { unit }: ResultFailures,
  { risk }: ResultConfidenceScore,
  of: Spoken,
): string | null {
  const kept = risk.find(({ target }) => target === KEPT);
  const all = risk.at(-1);
  if (kept?.value == null || all?.value == null) return null;
  const share = 1 - kept.coverage;
  if (share < 0.005) return WORDS.cannotBeSilent({ units: plural(shown(unit, 40)) });
  const said = {
    of,
    share: percent(share, 0),
    before: percent(all.value, 1),
    after: percent(kept.value, 1),
    range: intervalText("percent", kept.low, kept.high, null),
  };
  const isTold = kept.high === null || kept.high < all.value;
  const silent =
    kept.value >= all.value
      ? WORDS.silentInVain(said)
      : isTold
        ? WORDS.silent(said)
        : WORDS.silentUnsure(said);
  return WORDS.lookAt({ of, silent, looked: grouped(Math.round(1000 * share)) });
}

function detailsOf(
  { n, errors, without, unit, scores, leftOut, training, otherPlaces }: ResultFailures,
  kind: Spoken,
): string[] {
  const of = (count: number): string => counted(count, shown(unit, 40));
  const inverted = scores.filter(({ warnings }) => warnings.includes(INVERTED));
  const isOfFeatures = ({ name }: ResultConfidenceScore) =>
    FEATURE_SCORES.some((one) => one === name);
  const nearer = inverted.filter(isOfFeatures).map(nameOf);
  // Nobody can give the model's own scores otherwise.
  const isOwn = ({ name }: ResultConfidenceScore) => OWN_SCORES.includes(name);
  const surer = inverted.filter((one) => isOwn(one) && !isOfFeatures(one)).map(nameOf);
  const given = inverted.filter((one) => !isOwn(one)).map(nameOf);
  const right = n - errors;
  const rarer = Math.min(errors, right);
  const what = errors <= right ? wrongText(kind, errors) : rightText(kind, right);
  const codes = [...new Set(leftOut.map(({ code }) => code))];
  return [
    ...(without === 0 ? [] : [WORDS.without({ units: grouped(without), all: of(n + without) })]),
    ...(given.length === 0 ? [] : [WORDS.inverted({ names: given, where: kind.where })]),
    ...(surer.length === 0 ? [] : [WORDS.surerWhereWrong({ names: surer, where: kind.where })]),
    ...(nearer.length === 0 ? [] : [WORDS.nearerIsWorse({ names: nearer, where: kind.where })]),
    ...(otherPlaces === undefined || otherPlaces.units < FOREIGN * otherPlaces.of
      ? []
      : [
          WORDS.otherPlaces({
            units: grouped(otherPlaces.units),
            of: grouped(otherPlaces.of),
            places: plural(shown(otherPlaces.attribute, 40)),
            isTraining: training !== undefined,
          }),
        ]),
    ...(rarer > 0 && rarer < FEW ? [WORDS.fewOf({ what })] : []),
    ...codes.flatMap((code) => WORDS.leftOut[code] ?? []),
    ...(training === undefined
      ? []
      : [
          WORDS.training({
            images: counted(training.images, "training image"),
            source: shown(training.source, 60),
          }),
        ]),
  ];
}

function plotOf(
  { scores, n }: ResultFailures,
  own: ResultConfidenceScore,
  of: Spoken,
): PlotFrame & { readonly drawing: ForestDrawing } {
  const words = metricWords(AUROC_FAILURE.id);
  const axis = forestAxis(
    words,
    scores.flatMap(({ aurocFailure, ranges: { aurocFailure: range } }) => [
      aurocFailure,
      range.low,
      range.high,
    ]),
  );
  const label = capitalised(shown(words.label));
  return {
    id: "failure-scores",
    title: WORDS.plot(of),
    reading: ownText(own, n, of),
    caption: scores.length === 1 ? null : WORDS.caption,
    explore: null,
    table: {
      columns: [
        { name: WORDS.columns.score, numeric: false },
        ...figureColumns(label),
        ...figureColumns(WORDS.columns.difference),
      ],
      rows: scores.map((one) => ({
        cells: [
          wordCell(nameOf(one)),
          ...figureCells(SCALE, figureOf(one), n),
          ...differenceCells(one),
        ],
        said: saidText(nameOf(one), [
          valueText(SCALE, one.aurocFailure!, n),
          one.against === null ? null : signedDifference(SCALE, one.against.difference),
        ]),
      })),
      more: 0,
    },
    drawing: {
      name: WORDS.plot(of),
      axisText: label,
      ticks: axis.ticks,
      reference: null,
      marks: scores.map((one, row): ForestMark => {
        const { value, low, high } = figureOf(one);
        const apart = valueText(SCALE, Math.abs(one.against?.difference ?? 0), null);
        const sign = signOf(one);
        return {
          label: nameOf(one),
          sub: WORDS.sub(one.augrc === null ? NONE : grouped(one.augrc, 3)),
          at: placeOf(axis, value),
          low: placeOf(axis, low),
          high: placeOf(axis, high),
          valueText: value === null ? NONE : valueText(SCALE, value, n),
          intervalText: intervalText(SCALE, low, high, n),
          sign,
          note: sign === null ? null : WORDS.signs[sign](apart),
          row,
        };
      }),
    },
  };
}

function figureOf({ aurocFailure: value, ranges: { aurocFailure: range } }: ResultConfidenceScore) {
  return { value, ...range };
}

function differenceCells({ against }: ResultConfidenceScore) {
  if (against === null) return ["", "", ""].map(wordCell);
  const { difference, low, high } = against;
  return [difference, low, high].map((value) => ({
    text: value === null ? NONE : signedDifference(SCALE, value),
    value,
  }));
}

function signOf({ against, better }: ResultConfidenceScore): ForestMark["sign"] {
  if (better === true) return "better";
  return against?.high != null && against.high < 0 ? "worse" : null;
}
