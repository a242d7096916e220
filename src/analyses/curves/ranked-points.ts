import {
  type CurveShare,
  scoreCell,
  scoreText,
  shareAt,
  shareCells,
  shareColumns,
  shareText,
} from "../../reports/curve-cells.js";
import type { CurveStyle, PlotColumn, PlotRow } from "../../reports/plot-view.js";
import { shown } from "../../reports/text.js";
import { COLUMNS } from "../../reports/words/columns.js";
import { RANKED_WORDS as WORDS } from "../../reports/words/curves.js";
import type { RankedCurveFacts } from "../../results/report-input.js";

/** A label's ranked answers as the plots show them. */
export interface RankedLabel {
  readonly facts: RankedCurveFacts;
  /** As it is to be seen. */
  readonly name: string;
  readonly style: CurveStyle;
}

/** What a label comes to at one threshold. */
export interface RankedPoint {
  readonly threshold: number;
  readonly found: CurveShare;
  readonly alarms: CurveShare;
  readonly trust: CurveShare;
}

/** A figure of a {@link RankedPoint}. */
export type RankedFigure = "found" | "alarms" | "trust";

const STYLES: readonly CurveStyle[] = ["first", "second", "third", "fourth", "fifth", "sixth"];

/** Labels of which a plot shows so many at most. */
export const MOST_LABELS: number = STYLES.length;

/**
 * Labels with a curve: both images with it and without. Where they are more than
 * {@link MOST_LABELS}, those with the most images.
 */
export function rankedLabels(facts: readonly RankedCurveFacts[]): RankedLabel[] {
  const known = facts.filter(
    ({ positives, negatives, threshold }) => positives > 0 && negatives > 0 && threshold.length > 0,
  );
  const chosen = new Set(
    [...known].sort((a, b) => b.positives - a.positives).slice(0, MOST_LABELS),
  );
  return known
    .filter((one) => chosen.has(one))
    .map((one, i) => ({
      facts: one,
      name: shown(one.label, 40),
      style: chosen.size === 1 ? "local" : (STYLES[i] ?? "sixth"),
    }));
}

export function rankedPoint(facts: RankedCurveFacts, i: number): RankedPoint {
  const { positives, negatives, sensitivity, falsePositiveRate } = facts;
  const called =
    (sensitivity.value[i] ?? 0) * positives + (falsePositiveRate.value[i] ?? 0) * negatives;
  return {
    threshold: facts.threshold[i]!,
    found: shareAt(sensitivity, i, positives),
    alarms: shareAt(falsePositiveRate, i, negatives),
    trust: shareAt(facts.precision, i, Math.round(called)),
  };
}

/** Index of the threshold in use; −1 where there is none, or it is no point of the curve. */
export function inUseAt({ threshold, inUse }: RankedCurveFacts): number {
  return inUse === null ? -1 : threshold.indexOf(inUse);
}

/** Columns of {@link rankedRow}. @param several whether rows name their label */
export function rankedColumns(figures: readonly RankedFigure[], several: boolean): PlotColumn[] {
  return [
    ...(several ? [{ name: COLUMNS.label, numeric: false }] : []),
    { name: COLUMNS.threshold, numeric: true },
    ...figures.flatMap((figure) => shareColumns(COLUMNS[figure])),
  ];
}

/** `From 0.62 on: 87.2% [79.1, 92.4] found, 91.0% [84.2, 95.1] of its predictions right.` */
export function rankedRow(
  name: string,
  point: RankedPoint,
  figures: readonly RankedFigure[],
  several: boolean,
): PlotRow {
  return {
    cells: [
      ...(several ? [{ text: name, value: null }] : []),
      scoreCell(point.threshold),
      ...figures.flatMap((figure) => shareCells(point[figure])),
    ],
    said: sentenceOf(several ? name : null, point, figures),
  };
}

function sentenceOf(
  name: string | null,
  point: RankedPoint,
  figures: readonly RankedFigure[],
): string {
  // At +∞ nothing is called so; elsewhere a figure may not exist by itself.
  if (point.threshold === Number.POSITIVE_INFINITY) return WORDS.nothing({ name });
  const parts = figures.flatMap((figure) => {
    const share = shareText(point[figure]);
    return share === null ? [] : [WORDS.said[figure](share)];
  });
  return WORDS.from({ name, score: scoreText(point.threshold), parts });
}
