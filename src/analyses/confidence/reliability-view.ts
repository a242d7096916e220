import { shareAxis } from "../../reports/curve-axes.js";
import { countCell, shareCells, shareColumns } from "../../reports/curve-cells.js";
import { percent, percentDigits } from "../../reports/numbers.js";
import type { CurveView, PlotRow } from "../../reports/plot-view.js";
import { COLUMNS } from "../../reports/words/columns.js";
import { RELIABILITY_WORDS as WORDS } from "../../reports/words/curves.js";
import type { ReliabilityFacts } from "../../results/report-input.js";

/** A bin of the reliability diagram that holds images. */
interface ReliabilityPoint {
  readonly count: number;
  readonly confidence: number;
  readonly accuracy: number;
  readonly low: number | null;
  readonly high: number | null;
}

const MOST_BINS = 50;

/**
 * Reliability diagram: how often the model is right against how sure it says it is, a dot a bin of
 * confidence with its interval.
 *
 * @returns null where no bin holds an image
 */
export function reliabilityView(facts: ReliabilityFacts): CurveView | null {
  const points = pointsOf(facts);
  if (points.length === 0) return null;
  return {
    id: "reliability",
    title: WORDS.title,
    reading: findingOf(facts),
    caption: WORDS.caption,
    explore: null,
    x: shareAxis(WORDS.x),
    y: shareAxis(WORDS.y),
    lines: [
      {
        name: WORDS.dots,
        style: "local",
        kind: "dots",
        points: points.map(({ confidence, accuracy, low, high }, row) => ({
          x: confidence,
          y: accuracy,
          low,
          high,
          row,
        })),
      },
    ],
    references: [{ name: WORDS.ideal, from: [0, 0], to: [1, 1] }],
    table: {
      columns: [
        { name: COLUMNS.sure, numeric: true },
        ...shareColumns(COLUMNS.right),
        { name: COLUMNS.images, numeric: true },
      ],
      rows: points.map(rowOf),
      more: 0,
    },
  };
}

function pointsOf({ bins, low, high }: ReliabilityFacts): ReliabilityPoint[] {
  const points: ReliabilityPoint[] = [];
  const limit = (column: Float64Array | null, bin: number): number | null => {
    const value = column?.[bin];
    return value === undefined || Number.isNaN(value) ? null : value;
  };
  for (let bin = 0; bin < bins.count.length && points.length < MOST_BINS; bin++) {
    const count = bins.count[bin]!;
    if (count === 0) continue;
    points.push({
      count,
      confidence: bins.meanConfidence[bin]!,
      accuracy: bins.accuracy[bin]!,
      low: limit(low, bin),
      high: limit(high, bin),
    });
  }
  return points;
}

function rowOf({ count, confidence, accuracy, low, high }: ReliabilityPoint): PlotRow {
  const range =
    low === null || high === null ? null : `[${percentDigits(low, 0)}, ${percentDigits(high, 0)}]`;
  return {
    cells: [
      { text: percent(confidence, 1), value: confidence },
      ...shareCells({ value: accuracy, low, high, of: count }),
      countCell(count),
    ],
    said: WORDS.row({
      images: count,
      sure: percent(confidence, 1),
      right: percent(accuracy, 1),
      range,
    }),
  };
}

function findingOf({ meanConfidence, accuracy }: ReliabilityFacts): string {
  const gap = meanConfidence - accuracy;
  return WORDS.finding({
    sure: percent(meanConfidence, 0),
    right: percent(accuracy, 0),
    is: gap > 0.05 ? "tooSure" : gap < -0.05 ? "tooUnsure" : "fitting",
  });
}
