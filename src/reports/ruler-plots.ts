import type { ReportExtras } from "../results/report-input.js";
import type { ResultEstimate, ResultVerdict } from "../results/result.js";
import { signedDifference, toleranceText, valueText } from "./estimate-text.js";
import { figureCells, figureColumns, saidText, wordCell } from "./plot-cells.js";
import type { PlotCell, PlotFrame, PlotRow } from "./plot-view.js";
import { claimRuler, differenceRuler, type RulerRow, type RulerView } from "./ruler-view.js";
import { shown } from "./text.js";
import { RULE } from "./words/answer.js";
import { type MetricScale, type MetricWords, metricWords } from "./words/metrics.js";
import { claimReading, type LimitSide, RESTS_ON_DIFFERENCE, RULER } from "./words/rulers.js";
import { claimedText, limitOf, refusalText } from "./words/verdicts.js";

/** A ruler in its frame: its rows are the first of the table behind, in the same order. */
export interface RulerPlot extends RulerView, PlotFrame {}

type Limits = Readonly<Record<"value" | "low" | "high", number | null>>;

/**
 * {@link claimRuler} in its frame.
 *
 * @param index of the verdict in the report, for a name of its own
 */
export function claimPlot(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  extras: ReportExtras,
  index: number,
): RulerPlot {
  const words = metricWords(verdict.metric);
  const { scale } = words;
  const ruler = claimRuler(verdict, estimate, extras);
  const isNeed = verdict.claim.kind === "requirement";
  const limit = limitOf(verdict, words);
  const limitText = isNeed ? claimedText(verdict, words) : valueText(scale, limit, null);
  const [claimRow, localRow] = ruler.rows;
  const rows = [plotRow(claimRow, scale, verdict.claim, null)];
  if (estimate !== null) rows.push(plotRow(localRow, scale, estimate, estimate.n));
  if (!isNeed) {
    const cells = figureCells(scale, { value: limit, low: null, high: null }, null);
    rows.push({
      cells: [wordCell(RULER.limit), ...cells, wordCell(RULER.allowed)],
      said: null,
    });
  }
  return {
    ...ruler,
    band: ruler.band === null ? null : { ...ruler.band, text: RULER.fine },
    ...frame(index === 0 ? "plot-verdict" : `plot-verdict-${index + 1}`, ruler.name),
    reading: readingOf(
      verdict,
      estimate,
      words,
      isNeed ? RULER.theNeed({ limit: limitText }) : RULER.theLimit({ limit: limitText }),
      extras.clusterName ?? null,
    ),
    table: {
      columns: [
        { name: RULER.figure, numeric: false },
        ...figureColumns(shown(words.label, 60)),
        { name: RULER.rests, numeric: false },
      ],
      rows,
      more: 0,
    },
  };
}

function frame(id: string, title: string): Pick<PlotFrame, "id" | "title" | "caption" | "explore"> {
  return { id, title, caption: null, explore: null };
}

/** A row of a ruler as a row of the table: name, figure with limits, what it rests on. */
function plotRow(
  row: RulerRow | undefined,
  scale: MetricScale,
  figure: Limits,
  n: number | null,
): PlotRow {
  const { label = "", sub = "", valueText: text = "none", intervalText: range = null } = row ?? {};
  return {
    cells: [wordCell(label), ...figureCells(scale, figure, n), wordCell(sub)],
    said: saidText(label, [range === null ? text : `${text} ${range}`, sub]),
  };
}

function readingOf(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  words: MetricWords,
  limit: string,
  cluster: string | null,
): string {
  const fineSide = words.better === "higher" ? "above" : "below";
  if (estimate === null || estimate.value === null)
    return claimReading("none", limit, fineSide, "both");
  const { value, low, high } = estimate;
  const side = sideOf(value, low, high, limitOf(verdict, words), fineSide);
  const has = low === null || high === null ? "figure" : "range";
  const reading = claimReading(has, limit, fineSide, side);
  const expected = { fine: "holds", beyond: "fails", both: "cannot-tell" } as const;
  const refused = refusalText(verdict, estimate, cluster);
  if (refused !== null) return `${reading} ${RULE.refused({ reason: refused })}`;
  return expected[side] === verdict.verdict ? reading : `${reading} ${RESTS_ON_DIFFERENCE}`;
}

function sideOf(
  value: number,
  low: number | null,
  high: number | null,
  limit: number,
  fineSide: "above" | "below",
): LimitSide {
  const [least, most] =
    fineSide === "above" ? [low ?? value, high ?? value] : [-(high ?? value), -(low ?? value)];
  const from = fineSide === "above" ? limit : -limit;
  if (least >= from) return "fine";
  return most < from ? "beyond" : "both";
}

/**
 * {@link differenceRuler} in its frame; null where there is no difference.
 *
 * @param reading how the rule of the verdict came to its end, which is what the ruler shows
 */
export function differencePlot(
  verdict: ResultVerdict,
  reading: string,
  index: number,
): RulerPlot | null {
  const ruler = differenceRuler(verdict);
  if (ruler === null) return null;
  const { scale } = metricWords(verdict.metric);
  const cell = (value: number | null): PlotCell => ({
    text: value === null ? "none" : signedDifference(scale, value),
    value,
  });
  const { difference, low, high, tolerance, claim } = verdict;
  const [row] = ruler.rows;
  const range = row?.intervalText ?? null;
  const said = saidText(ruler.name, [`${row?.valueText}${range === null ? "" : ` ${range}`}`]);
  const rows = [{ cells: [wordCell(ruler.name), cell(difference), cell(low), cell(high)], said }];
  if (claim.kind !== "requirement") {
    // Differences are counted so that more is better, whatever the metric.
    rows.push({
      cells: [wordCell(RULER.limit), cell(-tolerance), cell(null), cell(null)],
      said: saidText(RULER.limit, [RULER.worse({ tolerance: toleranceText(scale, tolerance) })]),
    });
  }
  return {
    ...ruler,
    ...frame(index === 0 ? "plot-difference" : `plot-difference-${index + 1}`, ruler.name),
    reading,
    table: {
      columns: [{ name: RULER.figure, numeric: false }, ...figureColumns(RULER.difference)],
      rows,
      more: 0,
    },
  };
}
