import { HomegroundError } from "../../core/errors.js";
import { tooDeep } from "../../core/nesting.js";
import { createUtf16Transcoder, sniffEncoding } from "../delimited/text-encoding.js";
import { type ProblemList, quoted } from "../import-problems.js";
import { createJsonStructure } from "./json-structure.js";
import { createJsonText } from "./json-text.js";

/** Name of the array when the text itself is one. */
export const ROOT_ARRAY = "";

/** Consecutive records of an array. */
export interface JsonRun {
  /** Key of the array in the root object, or {@link ROOT_ARRAY}. */
  readonly array: string;
  readonly records: readonly unknown[];
  /** Index of the first of them in the array. */
  readonly first: number;
  /** The same records with integers beyond 2⁵³ as texts, for ids that a double would round. */
  exactRecords(): readonly unknown[];
}

/** Reads records of one array straight from bytes, as far as it understands them. */
export interface RecordScanner {
  /** Takes more bytes; they are copied. */
  open(bytes: Uint8Array): void;
  /**
   * Reads records of these bytes from a place where one begins, each with the comma (or whatever
   * stands between records) that follows it.
   *
   * @param first index of the first of them in the array
   * @returns the place of the first record that it did not read
   */
  scan(from: number, first: number): number;
  /** Records that the last call read. */
  readonly count: number;
}

/** Receives the parts of a JSON text as each is complete. */
export interface JsonRecordHandlers {
  /** Keys of the root object whose arrays come record by record; `ROOT_ARRAY` always does. */
  readonly arrays: ReadonlySet<string>;
  /** Some records of such an array, in order. */
  onRecords(run: JsonRun): void;
  /** Whether more records of an array are wanted: others are neither parsed nor checked. */
  isWanted?(array: string): boolean;
  /** The whole value of any other key of the root object, or of the root when it is neither. */
  onValue(key: string, value: unknown): void;
  /** Each key of the root object, before its value. */
  onKey?(key: string): void;
  /** For arrays whose records are mostly of one plain form; the other records come as above. */
  readonly scanners?: ReadonlyMap<string, RecordScanner>;
}

/** Reads JSON that comes in pieces. State of one reading. */
export interface JsonRecordReader {
  push(piece: Uint8Array): void;
  end(): void;
}

/** Records are collected and parsed together up to this many bytes. */
const BATCH_BYTES = 1 << 18;

/** Bytes given to a scanner at once: it copies them. */
const PIECE_BYTES = 1 << 20;

/** After this many consecutive records that the scanner does not understand, the rest is parsed in batches. */
const FEW_MISSES = 4;

/** Bytes needed to tell the encoding. */
const HEAD_BYTES = 64;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Where the reading stands between two bytes. */
type Place =
  | "start"
  | "key or end"
  | "key"
  | "in key"
  | "colon"
  | "value"
  | "in value"
  | "in array"
  | "after value"
  | "done";

/**
 * Reads a JSON text of any size: the arrays named come in runs of records, each run parsed by one
 * `JSON.parse`; only the run is in memory. A byte scanner finds where records end.
 *
 * Runs that `JSON.parse` refuses are parsed by `parseTolerantJson`: NaN and Infinity are kept and
 * listed as `input/not-a-number`. A key of the root that comes twice is listed as
 * `input/duplicate-key`, and both values are handed on. Bytes that are not UTF-8 are read as
 * Windows-1252 and listed.
 *
 * @throws HomegroundError (from push and end) `input/empty`, `input/not-json` with the byte where
 *   it fails, `input/too-deep`, `input/too-large`
 */
export function createJsonRecordReader(
  source: string,
  handlers: JsonRecordHandlers,
  problems: ProblemList,
): JsonRecordReader {
  const text = createJsonText(source, problems);
  const structure = createJsonStructure();
  const keysSeen = new Set<string>();
  let place: Place = "start";
  let root: "object" | "array" | "other" = "object";
  let key = ROOT_ARRAY;
  let index = 0; // of the next record in its array
  let afterComma = false;
  let misses = 0; // scans in turn that read no record
  let consumed = 0; // bytes before the piece in hand
  let encoding: ReturnType<typeof sniffEncoding> | null = null;
  let transcoder: ReturnType<typeof createUtf16Transcoder> | null = null;

  const endRun = (isLast: boolean): void => {
    const records = text.take();
    if (records.trim() === "") {
      if (!isLast || afterComma) throw text.fail("a value is missing between commas", text.from);
      return;
    }
    if (handlers.isWanted?.(key) === false) return;
    const first = index;
    const array = key;
    const whole = `[${records}]`;
    const listOf = (parsed: unknown): readonly unknown[] => {
      if (!Array.isArray(parsed)) throw text.fail("expected records", text.from);
      return parsed;
    };
    const pointer = (inside: string) => arrayPointer(array, first, inside);
    const parsed = listOf(text.parse(whole, pointer, 1));
    index += parsed.length;
    const exactRecords = () => listOf(text.parseExactly(whole));
    handlers.onRecords({ array, records: parsed, first, exactRecords });
  };

  const endValue = (): void => {
    const prefix = key === ROOT_ARRAY ? "" : `/${key}`;
    const value = text.parse(text.take(), (inside) => `${prefix}${inside}` || "/", 0);
    handlers.onValue(key, value);
  };

  const endKey = (): void => {
    const value = text.parse(text.take(), () => "key", 0);
    key = typeof value === "string" ? value : "";
    if (keysSeen.has(key)) {
      const what = `the key ${quoted(key)} comes twice; both values were read`;
      problems.add("input/duplicate-key", what, source);
    }
    keysSeen.add(key);
    handlers.onKey?.(key);
    place = "colon";
  };

  /** @returns how many bytes of the value that read */
  const beginValue = (byte: number): number => {
    structure.restart();
    if (byte !== OPEN_BRACKET || !handlers.arrays.has(key)) {
      place = "in value";
      return 0;
    }
    place = "in array";
    index = 0;
    misses = 0;
    afterComma = false;
    return 1;
  };

  const nextStop = (bytes: Uint8Array, start: number, commasFrom: number): number => {
    const at = structure.next(bytes, start, commasFrom);
    if (at >= 0) return at;
    throw tooDeep(`${source}, byte ${consumed - 1 - at}`);
  };

  /** Goes through the records of an array; returns where it stopped. */
  const scanArray = (bytes: Uint8Array, start: number): number => {
    const scanner = handlers.scanners?.get(key);
    scanner?.open(bytes);
    for (let from = start; ; ) {
      if (scanner !== undefined && text.length === 0) {
        from = scanner.scan(from, index);
        index += scanner.count;
        afterComma ||= scanner.count > 0;
        misses = scanner.count > 0 ? 0 : misses + 1;
      }
      const isOneByOne = scanner !== undefined && misses < FEW_MISSES;
      const at = nextStop(bytes, from, isOneByOne ? from : from + BATCH_BYTES - text.length);
      text.hold(bytes.subarray(from, at), consumed + from);
      if (at === bytes.length) return at;
      if (bytes[at] === CLOSE_BRACE) throw text.fail("expected ], found }", consumed + at);
      if (bytes[at] !== COMMA) {
        endRun(true);
        place = root === "object" ? "after value" : "done";
        return at + 1;
      }
      endRun(false);
      afterComma = true;
      from = at + 1;
    }
  };

  /** Goes through a value that is taken whole. */
  const scanValue = (bytes: Uint8Array, start: number): number => {
    const at = nextStop(bytes, start, start);
    text.hold(bytes.subarray(start, at), consumed + start);
    if (at === bytes.length) return at;
    endValue();
    place = root === "object" ? "after value" : "done";
    return at;
  };

  const scan = (bytes: Uint8Array): void => {
    let at = 0;
    while (at < bytes.length) {
      const byte = bytes[at]!;
      const isBlank = byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
      switch (place) {
        case "in array":
          at = scanArray(bytes, at);
          continue;
        case "in value":
          at = scanValue(bytes, at);
          continue;
        case "in key": {
          const end = structure.endOfString(bytes, at);
          text.hold(bytes.subarray(at, end), consumed + at);
          at = end;
          if (!structure.isInString) endKey();
          continue;
        }
        default:
      }
      if (isBlank) {
        at++;
        continue;
      }
      const found = `found ${JSON.stringify(String.fromCharCode(byte))}`;
      switch (place) {
        case "start":
          if (byte === OPEN_BRACE) {
            place = "key or end";
            at++;
          } else if (byte === OPEN_BRACKET) {
            root = "array";
            place = "in array";
            at++;
          } else {
            root = "other";
            place = "in value";
          }
          break;
        case "key or end":
        case "key":
          if (byte === CLOSE_BRACE && place === "key or end") place = "done";
          else if (byte === QUOTE) {
            structure.restart();
            text.hold(bytes.subarray(at, at + 1), consumed + at);
            place = "in key";
          } else throw text.fail(`expected a key in double quotes, ${found}`, consumed + at);
          at++;
          break;
        case "colon":
          if (byte !== COLON) throw text.fail(`expected :, ${found}`, consumed + at);
          place = "value";
          at++;
          break;
        case "value":
          if (byte === COMMA || byte === CLOSE_BRACE) {
            throw text.fail(`expected a value, ${found}`, consumed + at);
          }
          at += beginValue(byte);
          break;
        case "after value":
          if (byte === COMMA) place = "key";
          else if (byte === CLOSE_BRACE) place = "done";
          else throw text.fail(`expected , or }, ${found}`, consumed + at);
          at++;
          break;
        case "done":
          throw text.fail(
            "a second value follows the first: this is no single JSON text",
            consumed + at,
          );
        default:
          throw text.fail(`unexpected text, ${found}`, consumed + at);
      }
    }
  };

  /** Bytes held back until there are enough to tell the encoding. */
  let head = new Uint8Array();

  const take = (piece: Uint8Array): void => {
    let bytes = piece;
    if (encoding === null) {
      encoding = sniffEncoding(piece);
      if (encoding.form !== "utf-8") transcoder = createUtf16Transcoder(encoding.form);
      bytes = piece.subarray(encoding.markBytes);
    }
    if (transcoder !== null) bytes = transcoder.push(bytes);
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      const part = bytes.subarray(from, from + PIECE_BYTES);
      scan(part);
      consumed += part.length;
    }
  };

  return {
    push(piece) {
      if (encoding !== null || (head.length === 0 && piece.length >= HEAD_BYTES)) {
        take(piece);
        return;
      }
      const longer = new Uint8Array(head.length + piece.length);
      longer.set(head);
      longer.set(piece, head.length);
      head = longer;
      if (head.length >= HEAD_BYTES) take(head);
    },
    end() {
      if (encoding === null) take(head);
      if (place === "done") return;
      if (place === "start") {
        throw new HomegroundError("input/empty", {
          what: "the file holds no text",
          where: source,
          fix: "Save the data as JSON",
        });
      }
      if (root === "other" && structure.depth === 0 && !structure.isInString) endValue();
      else throw text.fail("the text ends before its data do; it seems to be cut short", consumed);
    },
  };
}

function arrayPointer(array: string, first: number, inside: string): string {
  const [, position = "0", rest = ""] = /^\/(\d+)(.*)$/s.exec(inside) ?? [];
  return `${array === ROOT_ARRAY ? "" : `/${array}`}/${first + Number(position)}${rest}`;
}
