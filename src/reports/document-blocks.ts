import type {
  DocumentBlock,
  DocumentCell,
  DocumentChoice,
  DocumentColumn,
  DocumentColumns,
  DocumentDetails,
  DocumentItem,
  DocumentParagraph,
  DocumentPictures,
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
export function paragraph(text: string | null, strong?: string): DocumentParagraph[] {
  if (text === null || (text === "" && strong === undefined)) return [];
  return [{ kind: "paragraph", text, ...(strong === undefined ? {} : { strong }) }];
}

/** The same in a tone of its own, which a text has not. */
export function toned(
  tone: NonNullable<DocumentParagraph["tone"]>,
  text: string | null,
): DocumentParagraph[] {
  return paragraph(text).map((one) => ({ ...one, tone }));
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
export function table<Cell extends DocumentCell>(
  id: string,
  caption: string,
  columns: readonly DocumentColumn[],
  rows: readonly (readonly Cell[])[],
  more: string | null = null,
): DocumentTable<Cell>[] {
  return rows.length === 0 ? [] : [{ kind: "table", id, caption, columns, rows, more }];
}

/** Tables whose cells a narrow page sets one below the other. */
export function stacked(tables: readonly DocumentTable[]): DocumentTable[] {
  return tables.map((one) => ({ ...one, stacked: true }));
}

/** @param file that has all rows of the table behind it */
export function plot(frame: PlotFrame, file: string, title = frame.title): DocumentPlot {
  return { kind: "plot", title, frame, file };
}

/** The plot of a section whose title says what it is. */
export function untitledPlot(frame: PlotFrame, file: string): DocumentPlot {
  return { ...plot(frame, file), untitled: true };
}

/** Side by side where there is room; empty ones take none. */
export function columns(...parts: readonly (readonly DocumentBlock[])[]): DocumentColumns {
  return { kind: "columns", columns: parts.filter(({ length }) => length > 0) };
}

/** Shown in the page when it is asked for. */
export function details(title: string, ...blocks: readonly DocumentBlock[]): DocumentDetails {
  return { kind: "details", title, blocks };
}

/** What the page says in its own way; a text leaves it out. */
export function inPage(...page: readonly DocumentBlock[]): DocumentChoice {
  return { kind: "choice", page, text: [] };
}

/** What a text says in its own way; the page leaves it out. */
export function inText(...text: readonly DocumentBlock[]): DocumentChoice {
  return { kind: "choice", page: [], text };
}

/**
 * A block for a text: of a plot what is seen in it and the table behind it, of many rows some, evenly
 * through them. How to read its signs is left out with the drawing, and pictures with the boxes on them.
 */
export function plainBlocks(block: DocumentBlock): PlainBlock[] {
  switch (block.kind) {
    case "plot":
      return plotBlocks(block);
    case "pictures":
      return pictureTable(block);
    case "table":
      return [{ ...block, rows: block.rows.map((cells) => cells.map(plainCell)) }];
    case "columns":
      return block.columns.flat().flatMap(plainBlocks);
    case "details":
      return [heading(block.title), ...block.blocks.flatMap(plainBlocks)];
    case "choice":
      return block.text.flatMap(plainBlocks);
    default:
      return [block];
  }
}

function plainCell(cell: DocumentCell): string {
  if (typeof cell === "string") return cell;
  return cell.aside === null ? cell.text : `${cell.text} ${cell.aside}`;
}

function pictureTable({ id, tiles }: DocumentPictures): DocumentTable<string>[] {
  return table(
    id,
    "",
    [column(HEADS.file), column(HEADS.label), column(HEADS.said), column(HEADS.note, "wide")],
    tiles.map(({ file, truth, said, note }) => [file, truth, said, note ?? ""]),
  );
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
