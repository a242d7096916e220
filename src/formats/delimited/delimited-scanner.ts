import { HomegroundError } from "../../core/errors.js";
import { HASH_PRIME, HASH_SEED } from "./byte-dictionary.js";

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** A cell may hold so many line breaks; more is a quote that was never closed. */
const MAX_LINES_IN_CELL = 1000;
/** A row may be so long before reading is given up. */
const MAX_ROW_BYTES = 1 << 26;

/**
 * The cells of the row last scanned. Reused from row to row: whoever takes a row copies what it
 * wants to keep.
 */
export interface ScannedRow {
  /** Cells of the row, also those beyond the arrays. */
  cellCount: number;
  /** Line of the file on which the row starts, from 1. */
  line: number;
  /** Where the bytes of cells are, and of those with doubled quotes. */
  bytes: Uint8Array;
  unescaped: Uint8Array;
  /** Cell c is `starts[c] … ends[c] − 1` of `bytes`, or of `unescaped` where `escaped[c]` is 1. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly escaped: Uint8Array;
  /** FNV-1a of each cell's content. */
  readonly hashes: Int32Array;
  /** Bytes of the longest cell. */
  longest: number;
  /** Whether a cell beyond the arrays is not empty. */
  extraContent: boolean;
}

/** Splits a delimited text that comes in pieces into rows. State of one reading. */
export interface DelimitedScanner {
  /** Takes the next bytes, which may change once this returns. */
  push(bytes: Uint8Array): void;
  /** Says that there are no more. */
  end(): void;
}

export interface ScannerOptions {
  /** Name of the file, for messages. */
  readonly source: string;
  /** The byte between cells. */
  readonly delimiter: number;
  /** Cells of a row that are told one by one. */
  readonly columnCount: number;
  /** Called for every row that is not blank. */
  readonly onRow: (row: ScannedRow) => void;
}

/**
 * Rules of RFC 4180, and the line ends LF, CRLF and CR alike: a cell that starts with a quote runs
 * to the next single quote and may hold anything, two quotes are one; a quote inside another cell
 * is itself. Lines whose cells are all empty are no rows.
 *
 * A state machine on bytes. The delimiter, quote and line ends are below 0x80, so that UTF-8 needs
 * no decoding here. A row that is cut by the end of a piece is kept and scanned again with the
 * next; that waits until as much has come again, so the time is linear in the length of the text.
 *
 * @throws HomegroundError (from push and end) `table/quote` for a quote that does not close or is
 *   followed by text, `input/too-large` for a row beyond 64 MiB
 */
export function createDelimitedScanner(options: ScannerOptions): DelimitedScanner {
  const { source, delimiter, columnCount, onRow } = options;
  const row: ScannedRow = {
    cellCount: 0,
    line: 1,
    bytes: new Uint8Array(),
    unescaped: new Uint8Array(),
    starts: new Int32Array(columnCount),
    ends: new Int32Array(columnCount),
    escaped: new Uint8Array(columnCount),
    hashes: new Int32Array(columnCount),
    longest: 0,
    extraContent: false,
  };
  let line = 1;
  let kept = new Uint8Array(1 << 16);
  let keptLength = 0;
  let waitFor = 0;

  const quoteError = (what: string, at: number): HomegroundError =>
    new HomegroundError("table/quote", {
      what,
      where: `${source}, line ${at}`,
      fix: 'Close the quote, or double it where it is part of the text ("")',
    });

  /** Scans complete rows; returns where the first incomplete one starts. */
  const scan = (bytes: Uint8Array, last: boolean): number => {
    const { starts, ends, escaped, hashes } = row;
    const length = bytes.length;
    const highest = Math.max(delimiter, CR);
    row.bytes = bytes;
    let at = 0;
    while (at < length) {
      const rowStart = at;
      let cell = 0;
      let lineBreaks = 0;
      let longest = 0;
      let extraContent = false;
      let unescapedLength = 0;
      for (;;) {
        let hash = HASH_SEED;
        let start = at;
        let end: number;
        let isEscaped = 0;
        let p = at;
        if (p < length && bytes[p] === QUOTE) {
          start = ++p;
          let breaksHere = 0;
          for (;;) {
            if (p >= length) {
              if (last) throw quoteError("a quote opens and never closes", line + lineBreaks);
              return rowStart;
            }
            const byte = bytes[p]!;
            if (byte === QUOTE) {
              if (p + 1 >= length && !last) return rowStart;
              if (bytes[p + 1] !== QUOTE) break;
              isEscaped = 1;
              p++;
            } else if (byte === LF || (byte === CR && bytes[p + 1] !== LF)) {
              if (byte === CR && p + 1 >= length && !last) return rowStart;
              if (++breaksHere > MAX_LINES_IN_CELL) {
                const what = `a quote opens and does not close within ${MAX_LINES_IN_CELL} lines`;
                throw quoteError(what, line + lineBreaks);
              }
            }
            hash = Math.imul(hash ^ byte, HASH_PRIME);
            p++;
          }
          end = p++;
          if (p >= length && !last) return rowStart;
          const next = bytes[p];
          if (p < length && next !== delimiter && next !== LF && next !== CR) {
            throw quoteError("text follows the quote that closes a cell", line + lineBreaks);
          }
          lineBreaks += breaksHere;
        } else {
          while (p < length) {
            const byte = bytes[p]!;
            if (byte <= highest && (byte === delimiter || byte === LF || byte === CR)) break;
            hash = Math.imul(hash ^ byte, HASH_PRIME);
            p++;
          }
          if (p >= length && !last) return rowStart;
          end = p;
        }
        if (end - start > longest) longest = end - start;
        if (cell < columnCount) {
          if (isEscaped === 1) {
            const from = unescapedLength;
            unescapedLength = copyUnescaped(start, end, from);
            start = from;
            end = unescapedLength;
          }
          starts[cell] = start;
          ends[cell] = end;
          escaped[cell] = isEscaped;
          hashes[cell] = hash;
        } else if (end > start) extraContent = true;
        cell++;
        if (p >= length) {
          at = p;
          break;
        }
        const byte = bytes[p]!;
        at = p + 1;
        if (byte === delimiter) continue;
        if (byte === CR) {
          if (at >= length && !last) return rowStart;
          if (at < length && bytes[at] === LF) at++;
        }
        lineBreaks++;
        break;
      }
      if (longest > 0) {
        row.cellCount = cell;
        row.line = line;
        row.longest = longest;
        row.extraContent = extraContent;
        onRow(row);
      }
      line += lineBreaks;
    }
    return at;
  };

  /** Copies a cell with doubled quotes to `row.unescaped` from `to` on; returns where it ends. */
  const copyUnescaped = (start: number, end: number, to: number): number => {
    const { bytes } = row;
    if (row.unescaped.length < to + end - start) {
      const larger = new Uint8Array(Math.max(256, 2 * (to + end - start)));
      larger.set(row.unescaped.subarray(0, to));
      row.unescaped = larger;
    }
    let at = to;
    for (let p = start; p < end; p++) {
      row.unescaped[at++] = bytes[p]!;
      if (bytes[p] === QUOTE) p++;
    }
    return at;
  };

  const keep = (bytes: Uint8Array): void => {
    if (keptLength + bytes.length > kept.length) {
      const larger = new Uint8Array(Math.max(keptLength + bytes.length, kept.length * 2));
      larger.set(kept.subarray(0, keptLength));
      kept = larger;
    }
    kept.set(bytes, keptLength);
    keptLength += bytes.length;
  };

  return {
    push(bytes) {
      if (keptLength === 0) {
        keep(bytes.subarray(scan(bytes, false)));
      } else {
        keep(bytes);
        if (keptLength < waitFor) return;
        const done = scan(kept.subarray(0, keptLength), false);
        kept.copyWithin(0, done, keptLength);
        keptLength -= done;
      }
      waitFor = 2 * keptLength;
      if (keptLength > MAX_ROW_BYTES) {
        throw new HomegroundError("input/too-large", {
          what: `a row is longer than ${MAX_ROW_BYTES} bytes`,
          where: `${source}, line ${line}`,
          fix: "Check that this is a table; a quote may be missing or line ends lost",
        });
      }
    },
    end() {
      scan(kept.subarray(0, keptLength), true);
      keptLength = 0;
    },
  };
}
