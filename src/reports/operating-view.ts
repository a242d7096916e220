import type { CurveFigure } from "../metrics/curve-figure.js";
import type { OperatingCurve } from "../metrics/detection/operating-curve.js";
import { intervalText, valueText } from "./estimate-text.js";
import { grouped, plural, signed } from "./numbers.js";
import { shown } from "./text.js";

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

/** The threshold picker, and the table behind it. */
export interface OperatingView {
  readonly title: string;
  /** The row in use; null where no threshold is set. */
  readonly now: OperatingRow | null;
  /** What the row in use means, in sentences. */
  readonly sentences: readonly string[];
  /** Every point of the curve, thresholds falling. */
  readonly points: readonly OperatingRow[];
  /** Some of the points, evenly through the curve, for a table that can be read. */
  readonly table: readonly OperatingRow[];
  /** Said where the threshold was chosen on the same images; null else. */
  readonly caution: string | null;
}

export interface OperatingViewOptions {
  /** The threshold in use; null where none is set. */
  readonly threshold: number | null;
  /** A curve of one point at that threshold, where it is no point of the curve. */
  readonly now?: OperatingCurve;
  /** `image`, `sequence`. */
  readonly unit: string;
  /** Name of the class; null for all together. */
  readonly className: string | null;
  /** How the threshold was chosen on the images of the curve, in words; null where it was given. */
  readonly choice: string | null;
}

const TABLE_ROWS = 12;

/** @param curve thresholds falling */
export function operatingView(curve: OperatingCurve, options: OperatingViewOptions): OperatingView {
  const { threshold, unit, className, choice } = options;
  const points = Array.from(curve.threshold, (_, i) => rowOf(curve, i));
  const own = options.now === undefined ? undefined : rowOf(options.now, 0);
  const now = own ?? points.find((row) => row.threshold === threshold) ?? null;
  const step = Math.max(1, (points.length - 1) / (TABLE_ROWS - 1));
  const chosen = new Set(
    Array.from({ length: Math.min(TABLE_ROWS, points.length) }, (_, i) => Math.round(i * step)),
  );
  const name = className === null ? "all kinds together" : shown(className, 60);
  return {
    title: `Where to set the threshold: ${name}`,
    now,
    sentences: now === null ? [] : sentencesOf(now, unit),
    points,
    table: points.filter((_, i) => chosen.has(i)),
    caution:
      choice === null
        ? null
        : `Chosen on these ${plural(unit)}, so the figures here look a little too good: ${shown(choice, 300)}.`,
  };
}

function rowOf(curve: OperatingCurve, i: number): OperatingRow {
  const { truth, units } = curve;
  const found = curve.found[i]!;
  const wrong = curve.wrong[i]!;
  const right = (count: number): string => grouped(Math.round(count));
  return {
    threshold: curve.threshold[i]!,
    thresholdText: thresholdText(curve.threshold[i]!),
    counts: `${right(found)} found, ${right(truth - found)} missed, ${right(wrong)} false ${Math.round(wrong) === 1 ? "alarm" : "alarms"}`,
    found: share(curve.recall, i, truth),
    trust: share(curve.precision, i, found + wrong),
    f1: figure(curve.f1, i, (value) => grouped(value, 2)),
    falseAlarms: figure(curve.falseAlarms, i, (value) => grouped(value, 2)),
    countsOff: countsOff(curve.countBias, i, truth / units),
    toLookAt: share(curve.toLookAt, i, units),
  };
}

/** A score as it was given, without digits that say nothing: `0.35`, `0.0123`; `none` for +∞. */
function thresholdText(threshold: number): string {
  if (!Number.isFinite(threshold)) return "none";
  return String(Number(threshold.toPrecision(4))).replace("-", "−");
}

function share(of: CurveFigure, i: number, n: number): OperatingFigure {
  const { value, low, high } = known(of, i);
  return {
    ...{ value, low, high },
    text: value === null ? "none" : valueText("percent", value, n),
    interval: intervalText("percent", low, high, n),
  };
}

function figure(of: CurveFigure, i: number, text: (value: number) => string): OperatingFigure {
  const { value, low, high } = known(of, i);
  return {
    ...{ value, low, high },
    text: value === null ? "none" : text(value),
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
    ...{ value: share, low: least, high: most },
    text: share === null ? "none" : `${text(share)}%`,
    interval: least === null || most === null ? null : `[${text(least)}, ${text(most)}]`,
  };
}

function known(of: CurveFigure, i: number) {
  const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
  return { value: orNull(of.value[i]!), low: orNull(of.low[i]!), high: orNull(of.high[i]!) };
}

function sentencesOf(row: OperatingRow, unit: string): string[] {
  const range = ({ interval }: OperatingFigure): string =>
    interval === null ? "" : ` ${interval}`;
  const { found, trust, falseAlarms, countsOff: off, toLookAt } = row;
  const sentences = [`With threshold ${row.thresholdText}: ${row.counts}.`];
  if (found.value !== null)
    sentences.push(`${found.text}${range(found)} of what is there is found.`);
  if (trust.value !== null)
    sentences.push(`${trust.text}${range(trust)} of the detections are right.`);
  if (falseAlarms.value !== null) {
    sentences.push(
      `${falseAlarms.text}${range(falseAlarms)} false alarms ${article(unit)} ${shown(unit, 40)}.`,
    );
  }
  if (off.value !== null) sentences.push(`Your counts would be off by ${off.text}${range(off)}.`);
  if (toLookAt.value !== null) {
    sentences.push(
      `A person still has to look at ${toLookAt.text}${range(toLookAt)} of the ${shown(plural(unit), 40)}.`,
    );
  }
  return sentences;
}

function article(noun: string): string {
  return /^[aeiou]/i.test(noun) ? "an" : "a";
}
