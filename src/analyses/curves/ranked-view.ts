import type { CurveFigure } from "../../metrics/curve-figure.js";
import type { EstimateDetail } from "../../metrics/estimate-types.js";
import { shareAxis } from "../../reports/curve-axes.js";
import { type CurveShare, shareText } from "../../reports/curve-cells.js";
import { spreadAlong } from "../../reports/curve-points.js";
import { intervalText, valueText } from "../../reports/estimate-text.js";
import { percent, percentDecimals } from "../../reports/numbers.js";
import type { CurveAxis, CurveLine, CurveReference, CurveView } from "../../reports/plot-view.js";
import { shown } from "../../reports/text.js";
import { thinnedText, RANKED_WORDS as WORDS } from "../../reports/words/curves.js";
import type { RankedCurveFacts } from "../../results/report-input.js";
import {
  inUseAt,
  type RankedFigure,
  type RankedLabel,
  type RankedPoint,
  rankedColumns,
  rankedLabels,
  rankedPoint,
  rankedRow,
} from "./ranked-points.js";
import { thresholdsView } from "./thresholds-view.js";

/** How well scores tell a label from the rest: ROC, precision–recall, and each threshold. */
export interface RankedView {
  readonly roc: CurveView;
  readonly precisionRecall: CurveView;
  /** A plot of thresholds for each label. */
  readonly thresholds: readonly { readonly label: string; readonly curve: CurveView }[];
  /** Labels that are left out, in a sentence; null where none is. */
  readonly left: string | null;
  /** Said where a threshold was chosen on these images; null else. */
  readonly caution: string | null;
}

export interface RankedViewOptions {
  /** `image`, `sequence`. */
  readonly unit: string;
  /** Whether a threshold in use was chosen on these very images. */
  readonly chosenHere: boolean;
  /** Labels that could have a curve too, beyond those given. Default 0. */
  readonly more?: number;
}

/** Rows of the table of one plot, over all its labels. */
const MOST_ROWS = 180;
/** Bands of more labels than this hide each other. */
const MOST_BANDED = 2;

/** @returns null where no label has images both with and without it */
export function rankedView(
  facts: readonly RankedCurveFacts[],
  { unit: given, chosenHere, more = 0 }: RankedViewOptions,
): RankedView | null {
  const labels = rankedLabels(facts);
  if (labels.length === 0) return null;
  const unit = shown(given, 40);
  const all = facts.length + more;
  return {
    roc: rocView(labels, unit),
    precisionRecall: precisionRecallView(labels, unit),
    thresholds: labels.map((label, i) => ({
      label: label.name,
      curve: thresholdsView(label, `thresholds-${i + 1}`, labels.length),
    })),
    left: all === labels.length ? null : WORDS.left(labels.length, all, unit),
    caution: chosenHere ? WORDS.chosenHere : null,
  };
}

/** The part of a plot that differs between the two. */
interface Plane {
  readonly id: string;
  readonly title: string;
  readonly x: CurveAxis;
  readonly y: CurveAxis;
  readonly kind: CurveLine["kind"];
  /** What the table has beside the threshold. */
  readonly columns: readonly RankedFigure[];
  readonly across: (facts: RankedCurveFacts) => CurveFigure;
  readonly up: (facts: RankedCurveFacts) => CurveFigure;
  readonly acrossOf: (point: RankedPoint) => CurveShare;
  readonly upOf: (point: RankedPoint) => CurveShare;
  /** What stands behind a label in the key. */
  readonly named: (label: RankedLabel) => string;
  readonly caption: string;
}

function rocView(labels: readonly RankedLabel[], unit: string): CurveView {
  const plane: Plane = {
    id: "roc",
    title: WORDS.rocTitle,
    kind: "line",
    caption: WORDS.rocCaption,
    columns: ["found", "alarms"],
    x: shareAxis(WORDS.rocX),
    y: shareAxis(WORDS.found),
    across: ({ falsePositiveRate }) => falsePositiveRate,
    up: ({ sensitivity }) => sensitivity,
    acrossOf: ({ alarms }) => alarms,
    upOf: ({ found }) => found,
    named: ({ name, facts }) => name + figureText("AUC", facts.rocAuc),
  };
  const chance: CurveReference = { name: WORDS.chance, from: [0, 0], to: [1, 1] };
  return drawn(labels, plane, [chance], rocReading(labels, unit));
}

function precisionRecallView(labels: readonly RankedLabel[], unit: string): CurveView {
  const [only] = labels.length === 1 ? labels : [];
  const plane: Plane = {
    id: "precision-recall",
    title: WORDS.prTitle,
    caption: WORDS.prCaption,
    columns: ["found", "trust"],
    x: shareAxis(WORDS.found),
    y: shareAxis(WORDS.trust),
    // As average precision reads it: what is right at a threshold holds back to the one before.
    kind: "steps",
    across: ({ sensitivity }) => sensitivity,
    up: ({ precision }) => precision,
    acrossOf: ({ found }) => found,
    upOf: ({ trust }) => trust,
    named: ({ name, facts }) => {
      const figure = name + figureText("AP", facts.averagePrecision);
      return only === undefined ? `${figure}, chance\u00a0${chanceText(facts)}` : figure;
    },
  };
  const references: CurveReference[] =
    only === undefined
      ? []
      : [{ name: WORDS.share, from: [0, chanceOf(only.facts)], to: [1, chanceOf(only.facts)] }];
  return drawn(labels, plane, references, precisionReading(labels, unit));
}

function drawn(
  labels: readonly RankedLabel[],
  plane: Plane,
  references: readonly CurveReference[],
  reading: string,
): CurveView {
  const several = labels.length > 1;
  const banded = labels.length <= MOST_BANDED;
  const most = Math.floor(MOST_ROWS / labels.length);
  const rows: CurveView["table"]["rows"][number][] = [];
  const lines: CurveLine[] = [];
  const dots: CurveLine[] = [];
  let [drawnPoints, allPoints] = [0, 0];
  for (const label of labels) {
    const { facts, name, style } = label;
    const used = inUseAt(facts);
    const chosen = spreadAlong(plane.across(facts).value, plane.up(facts).value, most, [used]);
    drawnPoints += chosen.length;
    allPoints += spreadAlong(
      plane.across(facts).value,
      plane.up(facts).value,
      Number.POSITIVE_INFINITY,
    ).length;
    const points = chosen.map((i) => {
      const point = rankedPoint(facts, i);
      const up = plane.upOf(point);
      rows.push(rankedRow(name, point, plane.columns, several));
      return {
        x: plane.acrossOf(point).value ?? Number.NaN,
        y: up.value ?? Number.NaN,
        low: banded ? up.low : null,
        high: banded ? up.high : null,
        row: rows.length - 1,
      };
    });
    const inOrder = plane.kind === "steps" ? points.toReversed() : points;
    lines.push({ name: plane.named(label), style, kind: plane.kind, points: inOrder });
    const at = chosen.indexOf(used);
    const own = points[at];
    if (own !== undefined) dots.push({ name: WORDS.inUse, style, kind: "dots", points: [own] });
  }
  const caption = `${plane.caption} ${banded ? WORDS.bands : WORDS.bandsInTable}${thinnedText(drawnPoints, allPoints, "points")}`;
  return {
    id: plane.id,
    title: plane.title,
    reading,
    caption,
    explore: null,
    x: plane.x,
    y: plane.y,
    lines: [...lines, ...dots],
    references,
    table: { columns: rankedColumns(plane.columns, several), rows, more: 0 },
  };
}

/** `, AUC 0.94 [0.90, 0.97]`; nothing where there is no such figure. */
function figureText(name: string, estimate: EstimateDetail | null): string {
  if (estimate === null || estimate.value === null) return "";
  const { value, low, high, n } = estimate;
  const range = intervalText("score", low, high, n);
  return `, ${name} ${valueText("score", value, n)}${range === null ? "" : ` ${range}`}`;
}

function chanceOf({ positives, negatives }: RankedCurveFacts): number {
  return positives / (positives + negatives);
}

function chanceText(facts: RankedCurveFacts): string {
  return percent(chanceOf(facts), percentDecimals(facts.positives + facts.negatives));
}

/** A figure of a label in percent, with its range; null where it does not exist. */
function shareOf(
  { facts }: RankedLabel,
  of: (facts: RankedCurveFacts) => EstimateDetail | null,
): { readonly value: number; readonly text: string } | null {
  const estimate = of(facts);
  if (estimate === null || estimate.value === null) return null;
  const { value, low, high } = estimate;
  const n = Math.round(facts.positives + facts.negatives);
  return { value, text: shareText({ value, low, high, of: n }) ?? "" };
}

/** Lowest and highest of a figure over the labels, each with its label; null where none has it. */
function rangeOver(
  labels: readonly RankedLabel[],
  of: (facts: RankedCurveFacts) => EstimateDetail | null,
): readonly [low: string, high: string] | null {
  const known = labels
    .flatMap((label) => {
      const share = shareOf(label, of);
      return share === null ? [] : [{ ...share, name: label.name }];
    })
    .sort((a, b) => a.value - b.value);
  const [low, high] = [known[0], known.at(-1)];
  if (low === undefined || high === undefined) return null;
  return [`${low.text} (${low.name})`, `${high.text} (${high.name})`];
}

function rocReading(labels: readonly RankedLabel[], unit: string): string {
  const of = ({ rocAuc }: RankedCurveFacts) => rocAuc;
  const [only] = labels;
  if (labels.length === 1 && only !== undefined) {
    const share = shareOf(only, of);
    return share === null ? WORDS.rocPlain : WORDS.auc(only.name, unit, share.text);
  }
  const range = rangeOver(labels, of);
  return range === null ? WORDS.rocPlain : WORDS.aucs(unit, ...range);
}

function precisionReading(labels: readonly RankedLabel[], unit: string): string {
  const of = ({ averagePrecision }: RankedCurveFacts) => averagePrecision;
  const [only] = labels;
  if (labels.length === 1 && only !== undefined) {
    const share = shareOf(only, of);
    return share === null
      ? WORDS.prPlain
      : WORDS.precision(only.name, unit, share.text, chanceText(only.facts));
  }
  const range = rangeOver(labels, of);
  return range === null ? WORDS.prPlain : WORDS.precisions(unit, ...range);
}
