import { HomegroundError } from "../../core/errors.js";
import type { Column } from "../../core/table.js";
import { type ProblemList, quoted } from "../import-problems.js";
import {
  appendBytes,
  type ByteDictionary,
  codeOfBytes,
  createByteDictionary,
  decodeEntries,
} from "./byte-dictionary.js";
import { isMissingMark, parsePlainNumber } from "./decimal.js";
import type { ScannedRow } from "./delimited-scanner.js";
import { decodeWindows1252 } from "./text-encoding.js";

/**
 * How the cells of a column are kept: `text` as they stand; `auto` as numbers if every cell is a
 * plain number or missing, otherwise as text; `list` as one text a row, which is faster where
 * almost every row has its own; `score` as numbers in a matrix with the other score columns; `skip`
 * not at all.
 */
export type ColumnReading = "text" | "auto" | "list" | "score" | "skip";

/** Most bytes of a cell. */
const MAX_CELL_BYTES = 1 << 20;

/** After this many rows, columns in which nearly every number is new stop keeping each cell's text. */
const ROWS_BEFORE_NUMBERS = 8192;
/** Distinct cells by then that make a column one of those. */
const DISTINCT_FOR_NUMBERS = 2048;

export interface ColumnStoreOptions {
  readonly source: string;
  readonly names: readonly string[];
  readonly readings: readonly ColumnReading[];
  readonly decimalComma: boolean;
  /** First size of the columns. */
  readonly expectedRows: number;
  readonly problems: ProblemList;
}

/** The columns once every row is read. */
export interface StoredColumns {
  readonly rowCount: number;
  /** Columns read as `text` or `auto`, by name. */
  readonly columns: ReadonlyMap<string, Column>;
  /** Columns read as `list`, by name: a text for each row, "" where missing. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** Names of the `score` columns, and their cells row-major; NaN where missing. */
  readonly scoreNames: readonly string[];
  readonly scores: Float64Array;
  readonly line: Int32Array;
  /** Columns that began as numbers and are not: read the table again with these as `text`. */
  readonly mistaken: readonly string[];
  /** First text that is not UTF-8 and was read as Windows-1252, and how many there are. */
  readonly legacy: { readonly count: number; readonly example: string } | null;
}

export interface ColumnStore {
  /** Takes a row, or lists why it cannot. */
  add(row: ScannedRow): void;
  finish(): StoredColumns;
}

interface Sink {
  readonly name: string;
  reading: "dictionary" | "numbers" | "list" | "score" | "skip";
  readonly auto: boolean;
  dictionary: ByteDictionary;
  codes: Int32Array;
  values: Float64Array;
  mistaken: boolean;
}

export function createColumnStore(options: ColumnStoreOptions): ColumnStore {
  const { source, names, readings, decimalComma, problems } = options;
  const columnCount = names.length;
  let capacity = Math.max(16, options.expectedRows);
  const none = new Int32Array();
  const noValues = new Float64Array();
  const sinks: Sink[] = names.map((name, c) => {
    const reading = readings[c] ?? "auto";
    const dictionary = reading === "text" || reading === "auto";
    return {
      name,
      reading: reading === "text" || reading === "auto" ? "dictionary" : reading,
      auto: reading === "auto",
      dictionary: createByteDictionary(),
      codes: dictionary ? new Int32Array(capacity) : none,
      values: noValues,
      mistaken: false,
    };
  });
  const scoreNames = names.filter((_, c) => readings[c] === "score");
  const scoreCount = scoreNames.length;
  let scores = new Float64Array(capacity * scoreCount);
  let line = new Int32Array(capacity);
  let rowCount = 0;

  const grow = (): void => {
    capacity *= 2;
    line = copied(line, new Int32Array(capacity));
    scores = copied(scores, new Float64Array(capacity * scoreCount));
    for (const sink of sinks) {
      if (sink.reading === "dictionary") sink.codes = copied(sink.codes, new Int32Array(capacity));
      if (sink.reading === "numbers") sink.values = copied(sink.values, new Float64Array(capacity));
    }
  };

  const place = (at: number, name: string): string =>
    `${source}, line ${at}, column ${quoted(name)}`;

  /** A cell as a message shows it. */
  const shown = (bytes: Uint8Array, start: number, end: number): string =>
    quoted(decodeWindows1252(bytes.subarray(start, Math.min(end, start + 80))));

  const isWhole = (row: ScannedRow): boolean => {
    if (row.longest > MAX_CELL_BYTES) {
      const what = `a cell has ${row.longest} bytes, more than ${MAX_CELL_BYTES}; the row is left out`;
      problems.add("table/cell-too-long", what, `${source}, line ${row.line}`);
      return false;
    }
    if (row.cellCount >= columnCount && !row.extraContent) return true;
    const start = row.starts[0]!;
    const first = row.escaped[0] === 1 ? row.unescaped : row.bytes;
    const what = `${row.cellCount} cells instead of ${columnCount}; the row of ${shown(first, start, row.ends[0]!)} is left out`;
    problems.add("table/columns", what, `${source}, line ${row.line}`);
    return false;
  };

  /** A cell of a column of numbers; `end > start`. */
  const readNumber = (sink: Sink, bytes: Uint8Array, start: number, end: number, at: number) => {
    const value = parsePlainNumber(bytes, start, end, decimalComma);
    if (!Number.isNaN(value)) return value;
    const text = end - start > 64 ? "?" : decodeWindows1252(bytes.subarray(start, end));
    const isText = text.trim() !== "" && !isMissingMark(text);
    if (sink.reading === "numbers") {
      if (isText) sink.mistaken = true;
    } else if (text.trim() !== "") {
      const what = `${shown(bytes, start, end)} is not a number; the score is missing`;
      problems.add("predictions/not-a-number", what, place(at, sink.name));
    }
    return Number.NaN;
  };

  /** From here on, columns with a new number in almost every row keep only numbers. */
  const switchToNumbers = (): void => {
    for (const sink of sinks) {
      const { dictionary, codes } = sink;
      if (!sink.auto || sink.reading !== "dictionary") continue;
      if (dictionary.size < DISTINCT_FOR_NUMBERS) continue;
      const numbers = numbersOf(dictionary, decimalComma);
      if (numbers === null) continue;
      sink.reading = "numbers";
      sink.values = new Float64Array(capacity);
      for (let i = 0; i < rowCount; i++) {
        sink.values[i] = codes[i]! < 0 ? Number.NaN : numbers[codes[i]!]!;
      }
      sink.codes = none;
      sink.dictionary = createByteDictionary();
    }
  };

  return {
    add(row) {
      if (!isWhole(row)) return;
      if (rowCount === capacity) grow();
      const { starts, ends, hashes, escaped } = row;
      let score = rowCount * scoreCount;
      for (let c = 0; c < columnCount; c++) {
        const sink = sinks[c]!;
        const start = starts[c]!;
        const end = ends[c]!;
        const bytes = escaped[c] === 1 ? row.unescaped : row.bytes;
        switch (sink.reading) {
          case "dictionary": {
            let code = -1;
            if (end > start) {
              code = codeOfBytes(sink.dictionary, bytes, start, end, hashes[c]!);
            }
            sink.codes[rowCount] = code;
            break;
          }
          case "score":
            scores[score++] =
              end > start ? readNumber(sink, bytes, start, end, row.line) : Number.NaN;
            break;
          case "numbers":
            sink.values[rowCount] =
              end > start ? readNumber(sink, bytes, start, end, row.line) : Number.NaN;
            break;
          case "list":
            appendBytes(sink.dictionary, bytes, start, end);
            break;
          case "skip":
            break;
          default:
            sink.reading satisfies never;
        }
      }
      line[rowCount++] = row.line;
      if (rowCount === ROWS_BEFORE_NUMBERS) switchToNumbers();
    },
    finish() {
      const columns = new Map<string, Column>();
      const lists = new Map<string, readonly string[]>();
      let legacyCount = 0;
      let example = "";
      const textsOf = (dictionary: ByteDictionary): readonly string[] => {
        const { texts, firstLegacy, legacyCount: count } = decodeEntries(dictionary);
        if (firstLegacy >= 0 && legacyCount === 0) example = texts[firstLegacy] ?? "";
        legacyCount += count;
        return texts;
      };
      for (const sink of sinks) {
        refuseNul(sink);
        if (sink.reading === "numbers") {
          columns.set(sink.name, { kind: "numeric", values: cut(sink.values, rowCount) });
        } else if (sink.reading === "list") {
          lists.set(sink.name, textsOf(sink.dictionary));
        } else if (sink.reading === "dictionary") {
          const codes = cut(sink.codes, rowCount);
          const numbers = sink.auto ? numbersOf(sink.dictionary, decimalComma) : null;
          if (numbers !== null) {
            const values = new Float64Array(rowCount);
            for (let i = 0; i < rowCount; i++) {
              values[i] = codes[i]! < 0 ? Number.NaN : numbers[codes[i]!]!;
            }
            columns.set(sink.name, { kind: "numeric", values });
            continue;
          }
          const texts = textsOf(sink.dictionary);
          if (sink.auto) noteNumberFormat(sink.name, texts, decimalComma);
          columns.set(sink.name, withoutBlanks(codes, texts));
        }
      }
      return {
        rowCount,
        columns,
        lists,
        scoreNames,
        scores: cut(scores, rowCount * scoreCount),
        line: cut(line, rowCount),
        mistaken: sinks.filter((sink) => sink.mistaken).map((sink) => sink.name),
        legacy: legacyCount === 0 ? null : { count: legacyCount, example },
      };
    },
  };

  function refuseNul({ name, dictionary, reading, codes }: Sink): void {
    const { arena, offsets, size } = dictionary;
    const at = arena.subarray(0, offsets[size]!).indexOf(0);
    if (at < 0) return;
    let entry = 0;
    while (offsets[entry + 1]! <= at) entry++;
    const row = reading === "list" ? entry : codes.indexOf(entry);
    throw new HomegroundError("input/encoding", {
      what: "the text holds a byte 0",
      where: place(line[row] ?? 0, name),
      fix: "Save the table again as UTF-8 text; the file may be damaged",
    });
  }

  /** Says why a column of numbers is kept as text: per cent signs, or two ways to write numbers. */
  function noteNumberFormat(name: string, texts: readonly string[], comma: boolean): void {
    const looksNumeric = (text: string) => /^\s*[+-]?\d[\d.,'\s]*%?\s*$/.test(text);
    if (texts.length === 0 || texts.length > 10_000 || !texts.every(looksNumeric)) return;
    if (texts.every((text) => DOTTED_DATE.test(text))) return;
    const odd = texts.find(
      (text) => Number.isNaN(numberOf(text, comma)) && !/^\s*\d+\s*$/.test(text),
    );
    if (odd === undefined) return;
    const what = `${quoted(odd)} beside ${quoted(texts.find((text) => text !== odd) ?? odd)}: the column is kept as text`;
    problems.add("table/number-format", what, `${source}, column ${quoted(name)}`);
  }
}

/** `24.12.2024` */
const DOTTED_DATE = /^\s*\d{1,2}\.\s*\d{1,2}\.\s*(?:\d{2}|\d{4})\s*$/;

function numberOf(text: string, comma: boolean): number {
  const bytes = new TextEncoder().encode(text);
  return parsePlainNumber(bytes, 0, bytes.length, comma);
}

/** The number of every entry, NaN for missing marks; null when one is neither, or none a number. */
function numbersOf(dictionary: ByteDictionary, decimalComma: boolean): Float64Array | null {
  const { size, offsets, arena } = dictionary;
  const numbers = new Float64Array(size);
  let found = false;
  for (let k = 0; k < size; k++) {
    const start = offsets[k]!;
    const end = offsets[k + 1]!;
    const value = parsePlainNumber(arena, start, end, decimalComma);
    if (Number.isNaN(value)) {
      if (end - start > 8) return null;
      const text = decodeWindows1252(arena.subarray(start, end));
      if (text.trim() !== "" && !isMissingMark(text)) return null;
    } else found = true;
    numbers[k] = value;
  }
  return found ? numbers : null;
}

/** Cells of nothing but blanks become missing. */
function withoutBlanks(codes: Int32Array, texts: readonly string[]): Column {
  if (!texts.some((text) => text.trim() === "")) {
    return { kind: "categorical", codes, levels: texts };
  }
  const levels: string[] = [];
  const renumbered = Int32Array.from(texts, (text) =>
    text.trim() === "" ? -1 : levels.push(text) - 1,
  );
  const replaced = codes.map((code) => (code < 0 ? -1 : renumbered[code]!));
  return { kind: "categorical", codes: replaced, levels };
}

function copied<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** The first `length` values: a view, unless that would keep much unused memory alive. */
function cut<T extends Int32Array | Float64Array>(values: T, length: number): T;
function cut(values: Int32Array | Float64Array, length: number): Int32Array | Float64Array {
  return length * 1.2 > values.length ? values.subarray(0, length) : values.slice(0, length);
}
