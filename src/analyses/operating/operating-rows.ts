import type { CurveFigure } from "../../metrics/curve-figure.js";
import type { OperatingCurve } from "../../metrics/detection/operating-curve.js";
import { scoreText } from "../../reports/curve-cells.js";
import { intervalText, valueText } from "../../reports/estimate-text.js";
import { grouped, signed } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { NONE } from "../../reports/words/columns.js";
import { OPERATING_WORDS } from "../../reports/words/curves.js";
import { OPERATING_ROW as WORDS } from "../../reports/words/detections.js";

/** A figure at one threshold, as data and as text. */
export interface OperatingFigure {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** `87.2%`; `none` where it does not exist. */
  readonly text: string;
  /** `[79.1, 92.4]`; null where there is no range. */
  readonly interval: string | null;
}

/** What a detector gives at one threshold. */
export interface OperatingRow {
  readonly threshold: number;
  readonly thresholdText: string;
  /** `124 found, 11 missed, 17 false alarms`. */
  readonly counts: string;
  readonly found: OperatingFigure;
  readonly trust: OperatingFigure;
  readonly f1: OperatingFigure;
  /** Wrong detections a unit, two decimals. */
  readonly falseAlarms: OperatingFigure;
  /** By what share of the objects totals would be off: `−12.0%`; none without objects. */
  readonly countsOff: OperatingFigure;
  /** Share of units that a person still has to look at. */
  readonly toLookAt: OperatingFigure;
}

/** What the curve gives at its point `i`. */
export function operatingRow(curve: OperatingCurve, i: number): OperatingRow {
  const { truth, units } = curve;
  const found = curve.found[i]!;
  const wrong = curve.wrong[i]!;
  const right = (count: number): string => grouped(Math.round(count));
  return {
    threshold: curve.threshold[i]!,
    thresholdText: scoreText(curve.threshold[i]!),
    counts: WORDS.counts({
      found: right(found),
      missed: right(truth - found),
      alarms: Math.round(wrong),
    }),
    found: share(curve.recall, i, truth),
    trust: share(curve.precision, i, found + wrong),
    f1: figure(curve.f1, i, (value) => grouped(value, 2)),
    falseAlarms: figure(curve.falseAlarms, i, (value) => grouped(value, 2)),
    countsOff: countsOff(curve.countBias, i, truth / units),
    toLookAt: share(curve.toLookAt, i, units),
  };
}

function share(of: CurveFigure, i: number, n: number): OperatingFigure {
  const { value, low, high } = known(of, i);
  return {
    value,
    low,
    high,
    text: value === null ? NONE : valueText("percent", value, n),
    interval: intervalText("percent", low, high, n),
  };
}

function figure(of: CurveFigure, i: number, text: (value: number) => string): OperatingFigure {
  const { value, low, high } = known(of, i);
  return {
    value,
    low,
    high,
    text: value === null ? NONE : text(value),
    interval: low === null || high === null ? null : `[${text(low)}, ${text(high)}]`,
  };
}

/** Bias over objects a unit, with the number of objects taken as it is. */
function countsOff(of: CurveFigure, i: number, perUnit: number): OperatingFigure {
  const scaled = (value: number | null) =>
    value === null || !(perUnit > 0) ? null : value / perUnit;
  const { value, low, high } = known(of, i);
  const [share, least, most] = [scaled(value), scaled(low), scaled(high)];
  const text = (one: number): string => signed(one * 100, 0);
  return {
    value: share,
    low: least,
    high: most,
    text: share === null ? NONE : `${text(share)}%`,
    interval: least === null || most === null ? null : `[${text(least)}, ${text(most)}]`,
  };
}

function known(of: CurveFigure, i: number) {
  const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
  return { value: orNull(of.value[i]!), low: orNull(of.low[i]!), high: orNull(of.high[i]!) };
}

/** What a row means, in sentences. @param unit `image`, `sequence` */
export function operatingSentences(row: OperatingRow, unit: string): string[] {
  const { thresholdText, counts, found, trust, falseAlarms, countsOff: off, toLookAt } = row;
  const sentences = [OPERATING_WORDS.counts(thresholdText, counts)];
  const add = (figure: OperatingFigure, sentence: (v: { figure: string }) => string): void => {
    if (figure.value !== null) sentences.push(sentence({ figure: withRange(figure) }));
  };
  const name = shown(unit, 40);
  add(found, WORDS.found);
  add(trust, WORDS.trust);
  add(falseAlarms, (v) => WORDS.alarms({ ...v, unit: name }));
  add(off, WORDS.countsOff);
  add(toLookAt, (v) => WORDS.toLookAt({ ...v, unit: name }));
  return sentences;
}

function withRange({ text, interval }: OperatingFigure): string {
  return interval === null ? text : `${text} ${interval}`;
}
