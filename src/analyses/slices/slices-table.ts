import { intervalText, signedDifference, valueText } from "../../reports/estimate-text.js";
import { counted } from "../../reports/numbers.js";
import type { PlotCell, PlotColumn, PlotRow, PlotTable } from "../../reports/plot-view.js";
import { capitalised, shown } from "../../reports/text.js";
import { COLUMNS, NONE } from "../../reports/words/columns.js";
import type { MetricWords } from "../../reports/words/metrics.js";
import { FINDING_WORDS, SLICE_ROW } from "../../reports/words/parts.js";
import type { ResultEstimate, ResultSlice } from "../../results/result.js";

/** A slice, and whether it differs from the rest of its attribute for certain. */
export interface SlicedPart {
  readonly estimate: ResultEstimate;
  readonly slice: ResultSlice;
  readonly sign: "worse" | "better" | null;
}

interface Column extends PlotColumn {
  cell(part: SlicedPart): PlotCell;
}

/**
 * The table behind a forest of slices; columns that no part fills are left out.
 *
 * @param most rows at most
 */
export function sliceTable(
  parts: readonly SlicedPart[],
  words: MetricWords,
  most: number,
): PlotTable {
  const columns = columnsOf(parts, words);
  const kept = parts.slice(0, most);
  return {
    columns: columns.map(({ name, numeric }) => ({ name, numeric })),
    rows: kept.map(
      (part): PlotRow => ({
        cells: columns.map(({ cell }) => cell(part)),
        said: saidOf(part, words),
      }),
    ),
    more: parts.length - kept.length,
  };
}

function columnsOf(parts: readonly SlicedPart[], words: MetricWords): Column[] {
  const [first] = parts;
  const unit = capitalised(`${shown(first?.estimate.unit ?? "image", 40)}s`);
  const value = (of: (part: SlicedPart) => number | null): Column["cell"] => {
    return (part) => figureCell(of(part), words, part.estimate.n);
  };
  const difference = (of: (slice: ResultSlice) => number | null): Column["cell"] => {
    return ({ slice }) => {
      const number = of(slice);
      const text = number === null ? NONE : signedDifference(words.scale, number);
      return { text, value: number };
    };
  };
  const columns: Column[] = [
    { name: COLUMNS.part, numeric: false, cell: ({ slice }) => word(shown(slice.value, 60)) },
    { name: unit, numeric: true, cell: ({ estimate }) => countCell(estimate.n) },
  ];
  if (parts.some(({ estimate }) => estimate.clusters !== null)) {
    columns.push({
      name: COLUMNS.groups,
      numeric: true,
      cell: ({ estimate: { clusters } }) => (clusters === null ? word(NONE) : countCell(clusters)),
    });
  }
  columns.push(
    { name: shown(words.label, 60), numeric: true, cell: value(({ estimate }) => estimate.value) },
    { name: COLUMNS.from, numeric: true, cell: value(({ estimate }) => estimate.low) },
    { name: COLUMNS.to, numeric: true, cell: value(({ estimate }) => estimate.high) },
  );
  if (parts.some(({ slice }) => slice.shrunken !== null)) {
    const cell = value(({ slice }) => slice.shrunken);
    columns.push({ name: COLUMNS.evened, numeric: true, cell });
  }
  if (parts.some(({ slice }) => slice.difference !== null)) {
    columns.push(
      {
        name: COLUMNS.difference,
        numeric: true,
        cell: difference((slice) => slice.difference),
      },
      { name: COLUMNS.from, numeric: true, cell: difference((slice) => slice.differenceLow) },
      { name: COLUMNS.to, numeric: true, cell: difference((slice) => slice.differenceHigh) },
      { name: COLUMNS.certain, numeric: false, cell: findingCell },
    );
  }
  return columns;
}

function figureCell(number: number | null, { scale }: MetricWords, n: number): PlotCell {
  return { text: number === null ? NONE : valueText(scale, number, n), value: number };
}

function findingCell({ sign, slice }: SlicedPart): PlotCell {
  if (sign !== null) return word(`${FINDING_WORDS[sign].sign} ${FINDING_WORDS[sign].word}`);
  return word(slice.differenceLow === null ? SLICE_ROW.notCompared : SLICE_ROW.notToldApart);
}

function countCell(n: number): PlotCell {
  return { text: String(n), value: n };
}

function word(text: string): PlotCell {
  return { text, value: null };
}

/** `camera 7: accuracy 41.0% [30.2, 52.6] of 80 images; −12.3 points against the rest [−20.4, −2.1]: worse`. */
function saidOf({ estimate, slice, sign }: SlicedPart, words: MetricWords): string {
  const { value, low, high, n, unit } = estimate;
  const { scale } = words;
  const figure = value === null ? NONE : valueText(scale, value, n);
  const range = intervalText(scale, low, high, n);
  const parts: string[] = [
    SLICE_ROW.figure({
      part: shown(slice.value, 60),
      measure: shown(words.phrase, 60),
      figure,
      range,
      items: counted(n, unit),
    }),
  ];
  const { difference, differenceLow, differenceHigh } = slice;
  if (difference !== null) {
    const ends = [differenceLow, differenceHigh].map((end) =>
      end === null ? null : signedDifference(scale, end),
    );
    const [from, to] = ends;
    parts.push(
      SLICE_ROW.difference({
        difference: signedDifference(scale, difference),
        range: from === null || to === null ? null : `[${from}, ${to}]`,
      }),
    );
  }
  if (sign !== null) parts.push(FINDING_WORDS[sign].word);
  return `${parts.join("; ")}.`;
}
