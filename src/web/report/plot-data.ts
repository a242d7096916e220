import { formatCsvRow } from "../../formats/delimited/csv-write.js";

/** The table behind a plot, as it stands in the page. */
export interface PlotData {
  readonly columns: readonly { readonly name: string; readonly numeric: boolean }[];
  readonly rows: readonly DataRow[];
}

export interface DataRow {
  readonly cells: readonly DataCell[];
  /** The row as a sentence; null: its cells behind their columns' names. */
  readonly said: string | null;
}

export interface DataCell {
  readonly text: string;
  /** The number behind the text; null where there is none. */
  readonly value: number | null;
}

/** Whether the numbers that name the rows only fall, such as thresholds from the highest. */
export function isFalling({ rows }: PlotData): boolean {
  const names = rows.map(({ cells }) => cells[0]?.value ?? null).filter((value) => value !== null);
  return names.length > 1 && names.every((value, i) => i === 0 || value < (names[i - 1] ?? value));
}

/** Lines for the eye: the row's own sentence, or its name and a line for every other cell. */
export function rowLines({ columns }: PlotData, row: DataRow): string[] {
  if (row.said !== null) return [row.said];
  const [first, ...others] = row.cells;
  const pairs = others
    .map(({ text }, i) => ({ name: columns[i + 1]?.name ?? "", text }))
    .filter(({ text }) => text !== "");
  return [first?.text ?? "", ...pairs.map(({ name, text }) => `${name}: ${text}`)];
}

/** The same as one text for the ear. */
export function rowSentence(data: PlotData, row: DataRow): string {
  const [first = "", ...others] = rowLines(data, row);
  return others.length === 0 ? first : `${first}: ${others.join(", ")}`;
}

/**
 * The table as CSV, written as all CSV files of this program are: full-precision numbers, an empty
 * cell where a numeric column has no number, formulae defused.
 */
export function plotCsv({ columns, rows }: PlotData): string {
  const lines = rows.map(({ cells }) =>
    cells.map(({ text, value }, i) => {
      if (value !== null) return value;
      return i > 0 && columns[i]?.numeric === true ? null : text;
    }),
  );
  return [columns.map(({ name }) => name), ...lines].map(formatCsvRow).join("");
}
