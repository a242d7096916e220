import { numberAxis, shareAxis } from "../../reports/curve-axes.js";
import { type CurveShare, scoreText, shareText } from "../../reports/curve-cells.js";
import { evenlySpread } from "../../reports/curve-points.js";
import type { CurveLine, CurveStyle, CurveView } from "../../reports/plot-view.js";
import { shown } from "../../reports/text.js";
import { thinnedText, RANKED_WORDS as WORDS } from "../../reports/words/curves.js";
import {
  inUseAt,
  MOST_LABELS,
  type RankedFigure,
  type RankedLabel,
  type RankedPoint,
  rankedColumns,
  rankedPoint,
  rankedRow,
} from "./ranked-points.js";

/** Rows of all labels' tables together. */
const MOST_ROWS = 186;
const MOST_OF_ONE = 101;
const FIGURES: readonly RankedFigure[] = ["found", "alarms", "trust"];

const LINES: readonly (readonly [string, CurveStyle, (point: RankedPoint) => CurveShare])[] = [
  [WORDS.found, "local", ({ found }) => found],
  [WORDS.trust, "claim", ({ trust }) => trust],
  [`false alarms: ${WORDS.rocX}`, "fourth", ({ alarms }) => alarms],
];

/**
 * Threshold explorer of a label: found, trust and false alarms at each threshold, which falls from
 * row to row.
 *
 * @param labels number of labels that have such a plot, at most {@link MOST_LABELS}
 */
export function thresholdsView(label: RankedLabel, id: string, labels: number): CurveView {
  const { facts, name } = label;
  const used = inUseAt(facts);
  const count = facts.threshold.length;
  const most = Math.min(MOST_OF_ONE, Math.floor(MOST_ROWS / Math.min(labels, MOST_LABELS)));
  const chosen = evenlySpread(count, most, [used]);
  const points = chosen.map((i) => rankedPoint(facts, i));
  const rows = points.map((point) => rankedRow(name, point, FIGURES, false));
  const start = used < 0 ? Math.floor(chosen.length / 2) : chosen.indexOf(used);
  const score = shown(facts.scoreName, 40);
  return {
    id,
    title: WORDS.thresholdTitle(name),
    reading: used < 0 ? readingOf(points) : (rows[start]?.said ?? ""),
    caption: `${WORDS.thresholdCaption} ${WORDS.bands}${thinnedText(chosen.length, count, "thresholds")}`,
    explore: { label: WORDS.slider, row: start },
    x: numberAxis(WORDS.thresholdX(score), [...facts.threshold, facts.inUse ?? Number.NaN]),
    y: shareAxis(WORDS.thresholdY),
    // Where every score is a threshold, what holds at one holds down to the next.
    lines: LINES.map(
      ([line, style, of]): CurveLine => ({
        name: line,
        style,
        kind: "steps",
        points: points.map((point, row) => {
          const { value, low, high } = of(point);
          return { x: point.threshold, y: value ?? Number.NaN, low, high, row };
        }),
      }),
    ),
    references:
      facts.inUse === null || !Number.isFinite(facts.inUse)
        ? []
        : [{ name: WORDS.inUse, from: [facts.inUse, 0], to: [facts.inUse, 1] }],
    table: { columns: rankedColumns(FIGURES, false), rows, more: 0 },
  };
}

/** What the least threshold gives: where no threshold is in use, none is taken for one. */
function readingOf(points: readonly RankedPoint[]): string {
  const last = points.at(-1);
  const [found, alarms] = [last?.found, last?.alarms].map((share) =>
    share === undefined ? null : shareText(share),
  );
  return last === undefined || found == null || alarms == null
    ? WORDS.prPlain
    : WORDS.thresholdReading(scoreText(last.threshold), found, alarms);
}
