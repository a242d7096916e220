import { HomegroundError } from "../core/errors.js";
import { type ProblemList, quoted } from "./import-problems.js";
import { MAX_JSON_DEPTH, parseTolerantJson } from "./json-tolerant.js";
import { createUtf16Transcoder, decodeMixed, decodeUtf8, sniffEncoding } from "./text-encoding.js";

/** Name of the array when the text itself is one. */
export const ROOT_ARRAY = "";

/** Some records of an array, one after the other. */
export interface JsonRun {
  /** Key of the array in the root object, or {@link ROOT_ARRAY}. */
  readonly array: string;
  readonly records: readonly unknown[];
  /** Index of the first of them in the array. */
  readonly first: number;
  /** The records again, with whole numbers beyond 2⁵³ as texts, for ids that a double rounds. */
  exactRecords(): readonly unknown[];
}

/** Takes the parts of a JSON text as they are complete. */
export interface JsonRecordHandlers {
  /** Keys of the root object whose arrays come record by record; `ROOT_ARRAY` always does. */
  readonly arrays: ReadonlySet<string>;
  /** Some records of such an array, in order. */
  onRecords(run: JsonRun): void;
  /** The whole value of any other key of the root object, or of the root when it is neither. */
  onValue(key: string, value: unknown): void;
  /** Each key of the root object, before its value. */
  onKey?(key: string): void;
}

/** Reads JSON that comes in pieces. State of one reading. */
export interface JsonRecordReader {
  push(piece: Uint8Array): void;
  end(): void;
}

/** Records are parsed together until so many bytes are there. */
const BATCH_BYTES = 1 << 18;
/** A single record or value may be so long. */
const MAX_VALUE_BYTES = 1 << 28;

/** So many bytes tell the encoding. */
const HEAD_BYTES = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
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
 * `JSON.parse`; only the run is in memory. A byte scanner finds where records end, so no number or
 * string is parsed by hand.
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
  let place: Place = "start";
  let root: "object" | "array" | "other" = "object";
  let key = ROOT_ARRAY;
  const keysSeen = new Set<string>();
  let depth = 0;
  let inString = false;
  let escaped = false;
  let index = 0; // of the next record in its array
  let afterComma = false;
  // The bytes of the key, value or run that is being read.
  let held = new Uint8Array(1 << 16);
  let heldLength = 0;
  let heldFrom = 0; // byte of the file at which it starts
  let consumed = 0; // bytes before the piece in hand
  let encoding: ReturnType<typeof sniffEncoding> | null = null;
  let transcoder: ReturnType<typeof createUtf16Transcoder> | null = null;

  const fail = (what: string, byte: number): HomegroundError =>
    new HomegroundError("input/not-json", {
      what,
      where: `${source}, byte ${byte}`,
      fix: "Save the data as JSON again; the file may be cut short or edited by hand",
    });

  const hold = (bytes: Uint8Array, from: number, to: number): void => {
    const length = to - from;
    if (heldLength === 0) heldFrom = consumed + from;
    if (heldLength + length > MAX_VALUE_BYTES) {
      throw new HomegroundError("input/too-large", {
        what: `one value is longer than ${MAX_VALUE_BYTES} bytes`,
        where: `${source}, byte ${heldFrom}`,
        fix: "Split the file",
      });
    }
    if (heldLength + length > held.length) {
      const larger = new Uint8Array(Math.max(heldLength + length, held.length * 2));
      larger.set(held.subarray(0, heldLength));
      held = larger;
    }
    held.set(bytes.subarray(from, to), heldLength);
    heldLength += length;
  };

  /** The text held, and none from here on. */
  const takeText = (): string => {
    const bytes = held.subarray(0, heldLength);
    heldLength = 0;
    const text = decodeUtf8(bytes);
    if (text !== null) return text;
    problems.add(
      "input/encoding",
      "the text is not UTF-8; odd bytes were read as Windows-1252",
      `${source}, after byte ${heldFrom}`,
    );
    return decodeMixed(bytes);
  };

  /** @param shift characters before the text held */
  const parse = (text: string, pointer: (inside: string) => string, shift: number): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return parseTolerantly(text, pointer, shift, true);
    }
  };

  const parseTolerantly = (
    text: string,
    pointer: (inside: string) => string,
    shift: number,
    report: boolean,
  ): unknown => {
    const from = heldFrom;
    return parseTolerantJson(
      text,
      ({ kind, pointer: inside, text: written }) => {
        const where = `${source}, ${pointer(inside)}`;
        if (!report) return;
        if (kind === "not-a-number") {
          problems.add("input/not-a-number", `${written} is no number of JSON`, where);
        } else if (kind === "duplicate-key") {
          problems.add("input/duplicate-key", `the key ${quoted(written)} comes twice`, where);
        }
      },
      (what, at) => {
        const before = new TextEncoder().encode(text.slice(0, at)).length;
        return fail(what, from + before - shift);
      },
    );
  };

  const endRun = (isLast: boolean): void => {
    const text = takeText();
    const isBlank = text.trim() === "";
    if (isBlank) {
      if (!isLast || afterComma) throw fail("a value is missing between commas", heldFrom);
      return;
    }
    const first = index;
    const array = key;
    const whole = `[${text}]`;
    const pointer = (inside: string) => arrayPointer(array, first, inside);
    const listOf = (parsed: unknown): readonly unknown[] => {
      if (!Array.isArray(parsed)) throw fail("expected records", heldFrom);
      return parsed;
    };
    const records = listOf(parse(whole, pointer, 1));
    index += records.length;
    const exactRecords = () => listOf(parseTolerantly(whole, pointer, 1, false));
    handlers.onRecords({ array, records, first, exactRecords });
  };

  const endValue = (): void => {
    const text = takeText();
    const name = key;
    const prefix = name === ROOT_ARRAY ? "" : `/${name}`;
    handlers.onValue(
      key,
      parse(text, (inside) => `${prefix}${inside}` || "/", 0),
    );
  };

  const endKey = (): void => {
    const value = parse(takeText(), () => "key", 0);
    key = typeof value === "string" ? value : "";
    if (keysSeen.has(key)) {
      const what = `the key ${quoted(key)} comes twice; both values were read`;
      problems.add("input/duplicate-key", what, source);
    }
    keysSeen.add(key);
    handlers.onKey?.(key);
    place = "colon";
  };

  /** @returns bytes of the value that are read by that */
  const beginValue = (byte: number): number => {
    depth = 0;
    inString = false;
    if (byte !== OPEN_BRACKET || !handlers.arrays.has(key)) {
      place = "in value";
      return 0;
    }
    place = "in array";
    index = 0;
    afterComma = false;
    return 1;
  };

  /** Goes through the records of an array; returns where it stopped. */
  const scanArray = (bytes: Uint8Array, start: number): number => {
    const length = bytes.length;
    let at = start;
    let from = start;
    while (at < length) {
      const byte = bytes[at]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
        at++;
        continue;
      }
      if (byte === QUOTE) inString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (++depth > MAX_JSON_DEPTH) throw tooDeep(consumed + at);
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (depth === 0) {
          if (byte === CLOSE_BRACE) throw fail("expected ], found }", consumed + at);
          hold(bytes, from, at);
          endRun(true);
          place = root === "object" ? "after value" : "done";
          return at + 1;
        }
        depth--;
      } else if (byte === COMMA && depth === 0 && heldLength + at - from >= BATCH_BYTES) {
        hold(bytes, from, at);
        endRun(false);
        afterComma = true;
        from = at + 1;
      }
      at++;
    }
    hold(bytes, from, at);
    return at;
  };

  /** Goes through a value that is taken whole. */
  const scanValue = (bytes: Uint8Array, start: number): number => {
    let at = start;
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
        continue;
      }
      if (byte === QUOTE) inString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (++depth > MAX_JSON_DEPTH) throw tooDeep(consumed + at);
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (depth === 0) break;
        depth--;
      } else if (byte === COMMA && depth === 0) break;
    }
    hold(bytes, start, at);
    if (at === bytes.length) return at;
    endValue();
    place = root === "object" ? "after value" : "done";
    return at;
  };

  const tooDeep = (byte: number): HomegroundError =>
    new HomegroundError("input/too-deep", {
      what: `nested deeper than ${MAX_JSON_DEPTH} levels`,
      where: `${source}, byte ${byte}`,
      fix: "Check what wrote the file; no real data are nested so deep",
    });

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
          const start = at;
          while (at < bytes.length && inString) {
            const char = bytes[at++]!;
            if (escaped) escaped = false;
            else if (char === BACKSLASH) escaped = true;
            else if (char === QUOTE) inString = false;
          }
          hold(bytes, start, at);
          if (!inString) endKey();
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
            hold(bytes, at, at + 1);
            inString = true;
            place = "in key";
          } else throw fail(`expected a key in double quotes, ${found}`, consumed + at);
          at++;
          break;
        case "colon":
          if (byte !== COLON) throw fail(`expected :, ${found}`, consumed + at);
          place = "value";
          at++;
          break;
        case "value":
          if (byte === COMMA || byte === CLOSE_BRACE) {
            throw fail(`expected a value, ${found}`, consumed + at);
          }
          at += beginValue(byte);
          break;
        case "after value":
          if (byte === COMMA) place = "key";
          else if (byte === CLOSE_BRACE) place = "done";
          else throw fail(`expected , or }, ${found}`, consumed + at);
          at++;
          break;
        case "done":
          throw fail(
            "a second value follows the first: this is no single JSON text",
            consumed + at,
          );
        default:
          throw fail(`unexpected text, ${found}`, consumed + at);
      }
    }
  };

  /** Bytes that wait until there are enough to tell the encoding. */
  let head = new Uint8Array();

  const take = (piece: Uint8Array): void => {
    let bytes = piece;
    if (encoding === null) {
      encoding = sniffEncoding(piece);
      if (encoding.form !== "utf-8") transcoder = createUtf16Transcoder(encoding.form);
      bytes = piece.subarray(encoding.markBytes);
    }
    if (transcoder !== null) bytes = transcoder.push(bytes);
    scan(bytes);
    consumed += bytes.length;
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
      if (root === "other" && depth === 0 && !inString) endValue();
      else throw fail("the text ends before its data do; it seems to be cut short", consumed);
    },
  };
}

function arrayPointer(array: string, first: number, inside: string): string {
  const [, position = "0", rest = ""] = /^\/(\d+)(.*)$/s.exec(inside) ?? [];
  return `${array === ROOT_ARRAY ? "" : `/${array}`}/${first + Number(position)}${rest}`;
}
