import type {
  DocumentBlock,
  DocumentColumn,
  DocumentItem,
  DocumentPlot,
  DocumentTable,
  PlainBlock,
} from "./document-types.js";
import { grouped } from "./numbers.js";
import type { PlotFrame } from "./plot-view.js";
import { HEADS, moreRows } from "./words/document.js";

/** Rows of one table, and of the points of a curve; files have the others. */
const MOST_ROWS = 30;
const MOST_POINTS = 12;

/** A paragraph, or nothing where there is nothing to say. */
export function paragraph(text: string | null, strong?: string): PlainBlock[] {
  if (text === null || (text === "" && strong === undefined)) return [];
  return [{ kind: "paragraph", text, ...(strong === undefined ? {} : { strong }) }];
}

export function heading(text: string): PlainBlock {
  return { kind: "heading", text };
}

/** A list, or nothing where it would be empty. */
export function list(items: readonly (string | DocumentItem)[], ordered = false): PlainBlock[] {
  if (items.length === 0) return [];
  const full = items.map((item) => (typeof item === "string" ? { strong: "", text: item } : item));
  return [{ kind: "list", items: full, ordered }];
}

export function column(
  name: string,
  form: DocumentColumn["form"] = "text",
  paper = true,
): DocumentColumn {
  return { name, form, paper };
}

/** A table, or nothing where it would have no rows. */
export function table(
  id: string,
  caption: string,
  columns: readonly DocumentColumn[],
  rows: readonly (readonly string[])[],
  more: string | null = null,
): DocumentTable[] {
  return rows.length === 0 ? [] : [{ kind: "table", id, caption, columns, rows, more }];
}

/** @param file that has all rows of the table behind it */
export function plot(frame: PlotFrame, file: string, title = frame.title): DocumentPlot {
  return { kind: "plot", title, frame, file };
}

/**
 * A block for a text: of a plot what is seen in it and the table behind it, of many rows some, evenly
 * through them. How to read its signs is left out with the drawing.
 */
export function plainBlocks(block: DocumentBlock): PlainBlock[] {
  return block.kind === "plot" ? plotBlocks(block) : [block];
}

function plotBlocks({ frame, file, title }: DocumentPlot): PlainBlock[] {
  const { rows, columns, more } = frame.table;
  const most = "lines" in frame ? MOST_POINTS : MOST_ROWS;
  const kept =
    rows.length <= most
      ? rows
      : Array.from(
          { length: most },
          (_, i) => rows[Math.round((i * (rows.length - 1)) / (most - 1))]!,
        );
  const left = rows.length - kept.length + more;
  const from = limitColumns(columns);
  return [
    heading(title),
    ...paragraph(frame.reading),
    ...table(
      frame.id,
      "",
      columns.flatMap(({ name, numeric }, i) => {
        if (from.has(i - 1)) return [];
        return [column(from.has(i) ? HEADS.range : name, numeric ? "number" : "text")];
      }),
      kept.map(({ cells }) =>
        cells.flatMap(({ text, value }, i) => {
          if (from.has(i - 1)) return [];
          if (!from.has(i)) return [text];
          return [value === null ? text : `[${text}, ${cells[i + 1]?.text ?? ""}]`];
        }),
      ),
      left === 0 ? null : moreRows(grouped(left), file),
    ),
  ];
}

/** Columns of a lower limit before that of the upper one: the two are one column here. */
function limitColumns(columns: PlotFrame["table"]["columns"]): ReadonlySet<number> {
  const isLow = (name: string): boolean => name === "from" || name.endsWith(": low");
  const isHigh = (name: string): boolean => name === "to" || name.endsWith(": high");
  return new Set(
    [...columns.keys()].filter(
      (i) => isLow(columns[i]!.name) && isHigh(columns[i + 1]?.name ?? ""),
    ),
  );
}
