import { AUROC_FAILURE } from "../../metrics/confidence/auroc-failure.js";
import { intervalText, signedDifference, valueText } from "../../reports/estimate-text.js";
import {
  type ForestDrawing,
  type ForestMark,
  forestAxis,
  placeOf,
} from "../../reports/forest-view.js";
import { counted, grouped, percent } from "../../reports/numbers.js";
import { figureCells, figureColumns, saidText, wordCell } from "../../reports/plot-cells.js";
import type { PlotFrame } from "../../reports/plot-view.js";
import { capitalised, shown } from "../../reports/text.js";
import { NONE } from "../../reports/words/columns.js";
import { metricWords } from "../../reports/words/metrics.js";
import { INVERTED } from "./compare-scores.js";
import type { ResultConfidenceScore, ResultLimits, ResultReliability } from "./result.js";
import { RELIABILITY as WORDS } from "./words.js";

const SCALE = "score";
/** Coverage that sentences speak of, as METHODS §14 does. */
const KEPT = 0.8;
const FEW = 10;

/** A figure and its range as cells of a document's table. */
interface FigureText {
  readonly text: string;
  readonly aside: string | null;
}

export interface ReliabilityView {
  readonly finding: string;
  /** What silence on the least sure would do. */
  readonly silent: string | null;
  readonly details: readonly string[];
  /** Null where no figure exists. */
  readonly plot: (PlotFrame & { readonly drawing: ForestDrawing }) | null;
  /** By score: AURC, AUGRC and the false positive rates. */
  readonly areas: readonly { readonly name: string; readonly figures: readonly FigureText[] }[];
  /** By coverage: what is wrong among the kept, by each score. */
  readonly risks: readonly { readonly kept: string; readonly figures: readonly FigureText[] }[];
}

export function reliabilityView(found: ResultReliability): ReliabilityView {
  const { scores, n, errors } = found;
  const own = scores[0]!;
  const told = (value: number | null, limits: ResultLimits): FigureText => ({
    text: value === null ? NONE : valueText(SCALE, value, n),
    aside: intervalText(SCALE, limits.low, limits.high, n),
  });
  return {
    finding: findingOf(found, own),
    silent: own.aurocFailure === null ? null : silentText(own),
    details: detailsOf(found),
    plot: own.aurocFailure === null ? null : plotOf(found, own),
    areas: scores.map((one) => ({
      name: nameOf(one),
      figures: [
        told(one.aurc, one.ranges.aurc),
        told(one.augrc, one.ranges.augrc),
        told(one.fpr95, one.ranges.fpr95),
        told(one.fpr80, one.ranges.fpr80),
      ],
    })),
    risks:
      errors === 0
        ? []
        : own.risk.map(({ target }, at) => ({
            kept: percent(target, 0),
            figures: scores.map(({ risk }) => {
              const one = risk[at]!;
              return {
                text: one.value === null ? NONE : percent(one.value, 1),
                aside: intervalText("percent", one.low, one.high, n),
              };
            }),
          })),
  };
}

function nameOf({ name }: Pick<ResultConfidenceScore, "name">): string {
  return Object.hasOwn(WORDS.scores, name) ? WORDS.scores[name]! : shown(name, 40);
}

function findingOf(
  { scores, n, errors, unit, none, comparedAt }: ResultReliability,
  own: ResultConfidenceScore,
): string {
  const units = counted(n, shown(unit, 40));
  if (errors === 0) return WORDS.allRight({ units });
  if (errors === n) return WORDS.allWrong({ units });
  const others = scores.slice(1);
  const better = others.filter((one) => one.better === true);
  if (better.length > 0) return better.map((one) => betterText(one, own)).join(" ");
  if (none === true) return WORDS.noneBetter({ names: others.map(nameOf) });
  if (comparedAt !== null) return WORDS.tooFew({ errors, right: n - errors });
  const { low, high } = own.ranges.aurocFailure;
  return WORDS.onlyOwn({
    auroc: valueText(SCALE, own.aurocFailure!, n),
    range: intervalText(SCALE, low, high, n),
  });
}

function betterText(one: ResultConfidenceScore, own: ResultConfidenceScore): string {
  const { difference, low, high } = one.against!;
  const text = (value: number): string => valueText(SCALE, value, null);
  return WORDS.better({
    name: capitalised(nameOf(one)),
    value: text(one.aurocFailure!),
    own: text(own.aurocFailure!),
    apart: text(difference),
    range: intervalText(SCALE, low, high, null) ?? "",
  });
}

/** By the model's own confidence, which everybody has. */
function silentText({ risk }: ResultConfidenceScore): string | null {
  const kept = risk.find(({ target }) => target === KEPT);
  const all = risk.at(-1);
  if (kept?.value == null || all?.value == null) return null;
  const share = 1 - kept.coverage;
  if (share < 0.005) return WORDS.cannotBeSilent;
  const said = {
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
  return WORDS.lookAt({ silent, looked: grouped(Math.round(1000 * share)) });
}

function detailsOf({ n, errors, without, unit, scores, leftOut }: ResultReliability): string[] {
  const of = (count: number): string => counted(count, shown(unit, 40));
  const inverted = scores.filter(({ warnings }) => warnings.includes(INVERTED)).map(nameOf);
  const right = n - errors;
  const rarer =
    errors <= right ? { kind: "wrong", count: errors } : { kind: "right", count: right };
  const codes = [...new Set(leftOut.map(({ code }) => code))];
  return [
    ...(without === 0 ? [] : [WORDS.without({ units: grouped(without), all: of(n + without) })]),
    ...(inverted.length === 0 ? [] : [WORDS.inverted({ names: inverted })]),
    ...(rarer.count > 0 && rarer.count < FEW ? [WORDS.fewOf(rarer)] : []),
    ...codes.flatMap((code) => WORDS.leftOut[code] ?? []),
  ];
}

function plotOf(
  { scores, n }: ResultReliability,
  own: ResultConfidenceScore,
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
    title: WORDS.plot,
    reading: WORDS.onlyOwn({
      auroc: valueText(SCALE, own.aurocFailure!, n),
      range: intervalText(SCALE, own.ranges.aurocFailure.low, own.ranges.aurocFailure.high, n),
    }),
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
      name: WORDS.plot,
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
