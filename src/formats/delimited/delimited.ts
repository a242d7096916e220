import { HomegroundError } from "../../core/errors.js";
import { createTable, type Table } from "../../core/table.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import type { ImportProblem } from "../import-types.js";
import { type ColumnReading, createColumnStore, type StoredColumns } from "./delimited-columns.js";
import {
  type DelimitedDialect,
  endsLine,
  MAX_HEADER_BYTES,
  SNIFF_BYTES,
  type SniffOptions,
  sniffDialect,
} from "./delimited-dialect.js";
import { createDelimitedScanner, type DelimitedScanner } from "./delimited-scanner.js";
import type { TextEncoding, WrittenTable } from "./table-writing.js";
import { createTranscoder } from "./text-encoding.js";

/** A table as it was read. */
export interface RawTable {
  readonly table: Table;
  /** Columns read as lists, by name: a text for each row, "" where missing. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** Names of the columns read as scores, and their cells row-major; NaN where missing. */
  readonly scoreNames: readonly string[];
  readonly scores: Float64Array;
  /** Line (or number) of each row, from 1. */
  readonly line: Int32Array;
  readonly problems: readonly ImportProblem[];
  /** How it is written: "commas between cells, UTF-8". */
  readonly writing: string;
  /** The same as a choice that can be made otherwise; absent where it is no delimited text. */
  readonly written?: WrittenTable;
  /** What the file says of itself, by key; absent where its format says nothing. */
  readonly metadata?: ReadonlyMap<string, string>;
}

export interface DelimitedOptions extends SniffOptions {
  /**
   * How to keep each column, asked once with what the start of the file shows. Default: every
   * column `auto`.
   */
  readonly readColumns?: (dialect: DelimitedDialect) => ReadonlyMap<string, ColumnReading>;
}

/**
 * Reads a table of delimited text that is in memory.
 *
 * @throws HomegroundError `input/empty`, `input/encoding`, `table/quote`, `table/header`,
 *   `table/too-wide`, `input/too-large`
 */
export function parseDelimited(
  bytes: Uint8Array,
  source: string,
  options: DelimitedOptions = {},
): RawTable {
  let head = bytes.subarray(0, SNIFF_BYTES);
  if (!endsLine(head)) head = bytes.subarray(0, MAX_HEADER_BYTES);
  const dialect = sniffDialect(head, head.length === bytes.length, source, options);
  const readings = readingsOf(dialect, options);
  let pass = startPass(dialect, readings, source, bytes.length);
  for (;;) {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      pass.push(bytes.subarray(at, at + PIECE_BYTES));
    }
    const again = pass.finish(readings);
    if (again === null) return pass.table();
    pass = startPass(dialect, readings, source, bytes.length);
  }
}

/** {@link parseDelimited} of a file of any size, in memory bounded by its columns. */
export async function readDelimited(
  access: FileAccess,
  path: string,
  options: DelimitedOptions = {},
): Promise<RawTable> {
  let head = await access.read(path, { maxBytes: SNIFF_BYTES });
  if (!endsLine(head)) head = await access.read(path, { maxBytes: MAX_HEADER_BYTES });
  const kind = await access.kindOf(path);
  const sizeBytes = kind?.kind === "file" ? kind.sizeBytes : head.length;
  const dialect = sniffDialect(head, head.length >= sizeBytes, path, options);
  const readings = readingsOf(dialect, options);
  for (;;) {
    const pass = startPass(dialect, readings, path, sizeBytes);
    for await (const piece of access.stream(path)) pass.push(piece);
    if (pass.finish(readings) === null) return pass.table();
  }
}

/** Larger than a piece of a stream, so that a text in memory is not copied, within 31 bits. */
const PIECE_BYTES = 1 << 26;

function readingsOf(dialect: DelimitedDialect, options: DelimitedOptions): ColumnReading[] {
  const asked = options.readColumns?.(dialect);
  return dialect.names.map((name) => asked?.get(name) ?? "auto");
}

interface Pass {
  push(piece: Uint8Array): void;
  /** Null when done; otherwise `readings` was mended and the file must be read again. */
  finish(readings: ColumnReading[]): "again" | null;
  table(): RawTable;
}

function startPass(
  dialect: DelimitedDialect,
  readings: readonly ColumnReading[],
  source: string,
  sizeBytes: number,
): Pass {
  const { names, encoding, delimiter } = dialect;
  const problems = createProblemList();
  const store = createColumnStore({
    source,
    names,
    readings,
    decimalComma: dialect.decimalComma,
    expectedRows: Math.min(1 << 24, Math.ceil((sizeBytes / dialect.rowBytes) * 1.05)),
    problems,
  });
  let rowsBefore = dialect.rowsBefore;
  const scanner: DelimitedScanner = createDelimitedScanner({
    source,
    delimiter: delimiter.charCodeAt(0),
    columnCount: names.length,
    onRow: (row) => {
      if (rowsBefore > 0) rowsBefore--;
      else store.add(row);
    },
  });
  const transcoder = createTranscoder(encoding.form);
  let markLeft = encoding.markBytes;
  let stored: StoredColumns | null = null;
  return {
    push(piece) {
      const skipped = Math.min(markLeft, piece.length);
      markLeft -= skipped;
      const bytes = piece.subarray(skipped);
      scanner.push(transcoder === null ? bytes : transcoder.push(bytes));
    },
    finish(mended) {
      scanner.end();
      stored = store.finish();
      if (stored.mistaken.length === 0) return null;
      for (const name of stored.mistaken) mended[names.indexOf(name)] = "text";
      return "again";
    },
    table() {
      const read = stored ?? store.finish();
      if (read.rowCount === 0 && problems.finish().length === 0) {
        throw new HomegroundError("input/empty", {
          what: "the table has names of columns and no rows",
          where: source,
          fix: "Save a table with a line for each image",
        });
      }
      addNotes(problems, dialect, read, source);
      const written = writtenAs(dialect, read);
      return {
        table: createTable(read.rowCount, read.columns),
        lists: read.lists,
        scoreNames: read.scoreNames,
        scores: read.scores,
        line: read.line,
        problems: problems.finish(),
        writing: wordsOf(written, dialect),
        written,
      };
    },
  };
}

function addNotes(
  problems: ProblemList,
  dialect: DelimitedDialect,
  read: StoredColumns,
  source: string,
): void {
  for (const name of dialect.repeated) {
    const what = `more than one column is named ${quoted(name)}; the later ones are called ${quoted(`${name}#2`)} and on`;
    problems.add("table/duplicate-column", what, `${source}, line 1`);
  }
  if (read.legacy !== null) {
    const { count, example } = read.legacy;
    const what = `${count} distinct texts are not UTF-8 and were read as Windows-1252, such as ${quoted(example)}`;
    problems.add("input/encoding", what, source);
  }
}

const DELIMITER_WORDS = {
  comma: "commas",
  semicolon: "semicolons",
  tab: "tabs",
  bar: "vertical bars",
} as const;

const ENCODING_WORDS: Readonly<Record<TextEncoding, string>> = {
  "utf-8": "UTF-8",
  "windows-1252": "Windows-1252",
  "utf-16le": "UTF-16LE",
  "utf-16be": "UTF-16BE",
};

function writtenAs(dialect: DelimitedDialect, read: StoredColumns): WrittenTable {
  const { delimiterName, delimiterWhy, encoding } = dialect;
  // Whether every text is UTF-8 is known only once all were read.
  const isLegacy = read.legacy !== null && encoding.why === "all";
  return {
    delimiter: delimiterName,
    delimiterWhy,
    encoding: isLegacy ? "windows-1252" : encoding.form,
    encodingWhy: isLegacy ? "not-utf-8" : encoding.why,
  };
}

function wordsOf(
  { delimiter, encoding }: WrittenTable,
  { decimalComma, isHeadless }: DelimitedDialect,
): string {
  const comma = decimalComma ? ", decimal commas" : "";
  const names = isHeadless ? ", no line of names" : "";
  return `${DELIMITER_WORDS[delimiter]} between cells, ${ENCODING_WORDS[encoding]}${comma}${names}`;
}
