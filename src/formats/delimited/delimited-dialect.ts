import { HomegroundError } from "../../core/errors.js";
import { parsePlainText } from "./decimal.js";
import {
  checkWriting,
  type DelimiterName,
  type TableWriting,
  type TextEncoding,
  type WrittenTable,
} from "./table-writing.js";
import {
  createTranscoder,
  decodeUtf8,
  decodeWindows1252,
  markOf,
  sniffEncoding,
} from "./text-encoding.js";

/** So many bytes from the start tell how a table is written, if its first line is no longer. */
export const SNIFF_BYTES = 1 << 18;
/** A first line may be so long. */
export const MAX_HEADER_BYTES = 1 << 24;
const SNIFF_ROWS = 200;

/** More columns than any table of labels or scores has. */
const MAX_COLUMNS = 65_536;

const DELIMITERS: Readonly<Record<DelimiterName, string>> = {
  comma: ",",
  semicolon: ";",
  tab: "\t",
  bar: "|",
};
const NAMES = Object.keys(DELIMITERS) as DelimiterName[];

/** How the letters of a table are stored, and why that is said. */
export interface DialectEncoding {
  readonly form: TextEncoding;
  /** Bytes of a byte order mark: 0, 2 or 3. */
  readonly markBytes: number;
  /** `all` may still turn out to be wrong further down. */
  readonly why: WrittenTable["encodingWhy"];
}

/** How a delimited table is written, found from its start. */
export interface DelimitedDialect {
  readonly encoding: DialectEncoding;
  /** The character itself. */
  readonly delimiter: string;
  readonly delimiterName: DelimiterName;
  readonly delimiterWhy: WrittenTable["delimiterWhy"];
  /** Whether fractions are written after a comma. */
  readonly decimalComma: boolean;
  /** Rows before the data: the header, and a line `sep=;` before it. */
  readonly rowsBefore: number;
  /** Names of the columns: trimmed, made unique (`label`, `label#2`), none of them empty. */
  readonly names: readonly string[];
  /** Whether the columns have no line of names, and what they are was told by their cells. */
  readonly isHeadless: boolean;
  /** Names that more than one column has. */
  readonly repeated: readonly string[];
  /** The first rows after the header, cells as text; for guessing what columns mean. */
  readonly sample: readonly (readonly string[])[];
  /** Bytes of a row on average, at least 1. */
  readonly rowBytes: number;
}

export interface SniffOptions extends TableWriting {
  /** False for a table whose first row is data: columns are named `column 1`, … Default: true. */
  readonly header?: boolean;
}

/**
 * Reads how a table is written from its first bytes.
 *
 * The delimiter is the one of `,` `;` tab and `|` with which most rows of the start have as many
 * cells as the first; of equals, the one that makes most columns.
 *
 * @param head the first {@link SNIFF_BYTES} bytes, {@link MAX_HEADER_BYTES} where no line ends
 *   within those ({@link endsLine}), or the whole file
 * @param complete whether that is the whole file
 * @param source name of the file, for messages
 * @throws HomegroundError `usage/bad-option`, `input/empty`, `table/too-wide`, `table/header` when the first row looks
 *   like data or has fewer cells than all others
 */
export function sniffDialect(
  head: Uint8Array,
  complete: boolean,
  source: string,
  options: SniffOptions = {},
): DelimitedDialect {
  checkWriting(options);
  const encoding = encodingOf(head, options.encoding);
  let bytes = head.subarray(encoding.markBytes);
  bytes = createTranscoder(encoding.form)?.push(bytes) ?? bytes;
  let text = decodeUtf8(bytes) ?? decodeWindows1252(bytes);
  if (text.trim() === "") throw emptyTable(source, "the file holds no text");

  const separatorLine = /^sep=(.)\r?(?:\n|$)/i.exec(text);
  const named = NAMES.find((name) => DELIMITERS[name] === separatorLine?.[1]);
  if (named !== undefined && separatorLine !== null) text = text.slice(separatorLine[0].length);

  const found = delimiterOf(text, complete, options.delimiter, named);
  const delimiter = DELIMITERS[found.name];
  const rows = splitSample(text, delimiter, complete);
  const first = rows[0];
  if (first === undefined && complete) throw emptyTable(source, "the file holds no row");
  if (first === undefined || first.length > MAX_COLUMNS) {
    throw new HomegroundError("table/too-wide", {
      what: `the first row has more than ${MAX_COLUMNS} columns, or no end`,
      where: `${source}, line 1`,
      fix: "Check that this is a table with one image a row",
    });
  }
  const isHeadless = options.header === undefined && rows.every(isNamelessBox);
  const hasHeader = !isHeadless && (options.header ?? true);
  const sample = hasHeader ? rows.slice(1) : rows;
  if (hasHeader) checkHeader(first, sample, source);
  const { names, repeated } = isHeadless
    ? { names: NAMELESS_BOX, repeated: [] }
    : columnNames(hasHeader ? first : first.map(() => ""));
  const sampleChars = rows.reduce((sum, row) => sum + row.reduce((n, c) => n + c.length + 1, 0), 0);
  return {
    encoding,
    delimiter,
    delimiterName: found.name,
    delimiterWhy: found.why,
    decimalComma: delimiter !== "," && usesDecimalComma(sample),
    rowsBefore: (hasHeader ? 1 : 0) + (named === undefined ? 0 : 1),
    names,
    isHeadless,
    repeated,
    sample,
    rowBytes: Math.max(1, sampleChars / rows.length),
  };
}

/** Whether a line ends within these bytes. */
export function endsLine(head: Uint8Array): boolean {
  return head.includes(0x0a) || head.includes(0x0d);
}

function emptyTable(source: string, what: string): HomegroundError {
  return new HomegroundError("input/empty", {
    what,
    where: source,
    fix: "Save a table with a line of column names and a line for each image",
  });
}

function encodingOf(head: Uint8Array, chosen: TextEncoding | undefined): DialectEncoding {
  if (chosen !== undefined) {
    return { form: chosen, markBytes: markOf(head, chosen), why: "chosen" };
  }
  const { form, markBytes } = sniffEncoding(head);
  if (markBytes > 0) return { form, markBytes, why: "mark" };
  return { form, markBytes, why: form === "utf-8" ? "all" : "zeros" };
}

interface FoundDelimiter {
  readonly name: DelimiterName;
  readonly why: WrittenTable["delimiterWhy"];
}

function delimiterOf(
  text: string,
  complete: boolean,
  chosen: DelimiterName | undefined,
  named: DelimiterName | undefined,
): FoundDelimiter {
  if (chosen !== undefined) return { name: chosen, why: "chosen" };
  return named === undefined ? findDelimiter(text, complete) : { name: named, why: "sep-line" };
}

function findDelimiter(text: string, complete: boolean): FoundDelimiter {
  let best: DelimiterName = "comma";
  let bestShare = 0;
  let bestWidth = 1;
  for (const name of NAMES) {
    const rows = splitSample(text, DELIMITERS[name], complete);
    const width = rows[0]?.length ?? 1;
    if (width < 2) continue;
    const share = rows.filter((row) => row.length === width).length / rows.length;
    if (share > bestShare || (share === bestShare && width > bestWidth)) {
      best = name;
      bestShare = share;
      bestWidth = width;
    }
  }
  return { name: best, why: bestWidth < 2 ? "none" : "fits" };
}

/**
 * The first rows of a text, by the rules of the scanner but without its errors; a row that the end
 * may have cut is left out unless the text is complete.
 */
function splitSample(text: string, delimiter: string, complete: boolean): string[][] {
  const rows: string[][] = [];
  const special = new RegExp(`[${delimiter === "|" ? "\\|" : delimiter}\r\n]`, "g");
  let row: string[] = [];
  let at = 0;
  const endRow = (): void => {
    if (row.some((value) => value !== "")) rows.push(row);
    row = [];
  };
  while (at < text.length && rows.length <= SNIFF_ROWS) {
    let quotedPart = "";
    if (text[at] === '"') {
      // An unclosed quote is reported by the scanner, which knows where it opened.
      let end = text.indexOf('"', at + 1);
      while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
      if (end < 0) end = text.length;
      quotedPart = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    }
    special.lastIndex = at;
    const next = special.exec(text)?.index ?? text.length;
    if (next === text.length && !complete) return rows;
    row.push(quotedPart + text.slice(at, next));
    at = next + 1;
    const mark = text[next];
    if (mark === delimiter) {
      if (row.length > MAX_COLUMNS) return [row];
      if (at >= text.length) row.push("");
    } else {
      endRow();
      if (mark === "\r" && text[at] === "\n") at++;
    }
  }
  endRow();
  return rows;
}

const IMAGE_NAME = /\.(jpe?g|png|webp|tiff?|bmp|gif|heic|avif|dng|nef|cr2|arw)$/i;

/** Whether a cell names an image file. */
export function namesImage(cell: string): boolean {
  return IMAGE_NAME.test(cell.trim());
}

/** Columns of the tables of boxes that keras-retinanet takes, which have no line of names. */
const NAMELESS_BOX = ["filename", "xmin", "ymin", "xmax", "ymax", "label"] as const;

/** Whether a row is an image, four numbers and a label, or an image alone. */
function isNamelessBox(row: readonly string[]): boolean {
  const [image = "", ...cells] = row.map((cell) => cell.trim());
  if (row.length !== NAMELESS_BOX.length || !namesImage(image)) return false;
  if (cells.every((cell) => cell === "")) return true;
  const box = cells.slice(0, 4);
  return (
    cells[4] !== "" && box.every((cell) => /\d/.test(cell) && !Number.isNaN(parsePlainText(cell)))
  );
}

function checkHeader(
  header: readonly string[],
  sample: readonly (readonly string[])[],
  source: string,
): void {
  const fix = "Put a first line with the names of the columns, such as image,label";
  const image = header.find(namesImage);
  const allNumbers =
    header.length > 1 && header.every((cell) => !Number.isNaN(parsePlainText(cell.trim())));
  if (image !== undefined || allNumbers) {
    throw new HomegroundError("table/header", {
      what: `the first line looks like data, not like names of columns: ${JSON.stringify((image ?? header.join(",")).slice(0, 80))}`,
      where: `${source}, line 1`,
      fix,
    });
  }
  const wider = sample.length > 0 && sample.every((row) => row.length === header.length + 1);
  if (wider && sample.some((row) => row.at(-1) !== "")) {
    throw new HomegroundError("table/header", {
      what: `the first line names ${header.length} columns, the others have ${header.length + 1} cells`,
      where: `${source}, line 1`,
      fix: "Name every column; a column of row names needs a name too",
    });
  }
}

function columnNames(header: readonly string[]): {
  names: readonly string[];
  repeated: readonly string[];
} {
  const taken = new Set<string>();
  const repeated = new Set<string>();
  const names = header.map((cell, i) => {
    const base = cell.trim() === "" ? `column ${i + 1}` : cell.trim();
    let name = base;
    for (let k = 2; taken.has(name); k++) {
      if (cell.trim() !== "") repeated.add(base);
      name = `${base}#${k}`;
    }
    taken.add(name);
    return name;
  });
  return { names, repeated: [...repeated] };
}

/** Whether cells of the sample write fractions after a comma, and none after a point. */
function usesDecimalComma(sample: readonly (readonly string[])[]): boolean {
  let commas = 0;
  let points = 0;
  for (const row of sample) {
    for (const cell of row) {
      if (/^\s*[+-]?\d*(\.\d{3})*,\d+\s*$/.test(cell)) commas++;
      else if (/^\s*[+-]?\d*\.\d+([eE][+-]?\d+)?\s*$/.test(cell)) points++;
    }
  }
  return commas > 0 && points === 0;
}
