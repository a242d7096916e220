import type { RecordScanner } from "../json-records.js";
import { type CocoFields, FIELD, OUTLINE, reserveOutline } from "./coco-fields.js";

const LF = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const KEYS = [
  ...["id", "image_id", "category_id", "bbox", "area", "iscrowd", "score", "segmentation"],
  ...["ignore", "size", "counts"],
] as const;
const ID = KEYS.indexOf("id");
const IMAGE = KEYS.indexOf("image_id");
const CATEGORY = KEYS.indexOf("category_id");
const BOX = KEYS.indexOf("bbox");
const AREA = KEYS.indexOf("area");
const CROWD = KEYS.indexOf("iscrowd");
const SCORE = KEYS.indexOf("score");
const SEGMENTATION = KEYS.indexOf("segmentation");
const IGNORE = KEYS.indexOf("ignore");
const SIZE = KEYS.indexOf("size");
const COUNTS = KEYS.indexOf("counts");
const KEY_BYTES = KEYS.map((key) => new TextEncoder().encode(key));

/** Powers of ten that a double holds exactly and that so few digits can need. */
const POWERS = Float64Array.from({ length: 16 }, (_, k) => 10 ** k);
/** Whole numbers of so many digits are below 2⁵³. */
const EXACT_DIGITS = 15;
/** No number of real data is longer. */
const LONGEST_NUMBER = 64;

const ascii = new TextDecoder();

/**
 * Reads annotations and detections of the plain forms that most files have straight from bytes: the
 * known keys in any order, numbers, boxes of four numbers, outlines of numbers or run-length texts.
 * Anything else (other keys, texts, escapes, NaN, a record that is cut) it leaves to `JSON.parse`,
 * so what comes out does not depend on it.
 *
 * A number of at most 15 digits is its digits over a power of ten, two doubles without an error,
 * whose quotient IEEE 754 rounds as `JSON.parse` does; a longer one goes through `Number`.
 *
 * @param separator what stands between records: a comma, or a line feed, which then ends a record
 * @param take is called after each record, whose fields are in `fields`
 */
export function createCocoScanner(
  separator: "," | "\n",
  fields: CocoFields,
  take: (number: number) => void,
): RecordScanner {
  const between = separator.charCodeAt(0);
  const { box, outline } = fields;
  /** Key that followed each key last time. */
  const next = new Uint8Array(KEYS.length);
  let lastKey = ID;
  let count = 0;
  /** Place after what a function below has read. */
  let end = 0;

  const skipBlanks = (bytes: Uint8Array, start: number): number => {
    let at = start;
    for (;;) {
      const byte = bytes[at]!;
      if (!(byte <= SPACE)) return at;
      const isBlank = byte === SPACE || byte === 0x09 || byte === 0x0d || byte === LF;
      if (!isBlank || (byte === LF && between === LF)) return at;
      at++;
    }
  };

  /** @returns NaN where there is none of JSON's numbers, or an infinite one */
  const readNumber = (bytes: Uint8Array, start: number): number => {
    let at = start;
    let byte = bytes[at]!;
    const isNegative = byte === MINUS;
    if (isNegative) byte = bytes[++at]!;
    const first = at;
    let value = 0;
    while (byte >= ZERO && byte <= NINE) {
      value = value * 10 + (byte - ZERO);
      byte = bytes[++at]!;
    }
    let digits = at - first;
    if (digits === 0 || (digits > 1 && bytes[first] === ZERO)) return Number.NaN;
    let decimals = 0;
    if (byte === DOT) {
      const point = at;
      byte = bytes[++at]!;
      while (byte >= ZERO && byte <= NINE) {
        value = value * 10 + (byte - ZERO);
        byte = bytes[++at]!;
      }
      decimals = at - point - 1;
      if (decimals === 0) return Number.NaN;
      digits += decimals;
    }
    // 0x20 makes a capital E a small one.
    if (digits > EXACT_DIGITS || (byte | 0x20) === 0x65) return readLongNumber(bytes, start);
    end = at;
    if (decimals > 0) value /= POWERS[decimals]!;
    return isNegative ? -value : value;
  };

  const readLongNumber = (bytes: Uint8Array, start: number): number => {
    let at = start;
    while (at < bytes.length && /[-+.\deE]/.test(String.fromCharCode(bytes[at]!))) at++;
    if (at - start > LONGEST_NUMBER) return Number.NaN;
    const text = ascii.decode(bytes.subarray(start, at));
    if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text)) return Number.NaN;
    end = at;
    const value = Number(text);
    return Number.isFinite(value) ? value : Number.NaN;
  };

  const isKey = (bytes: Uint8Array, start: number, key: number): boolean => {
    const wanted = KEY_BYTES[key]!;
    const { length } = wanted;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== wanted[i]) return false;
    if (bytes[start + length] !== QUOTE) return false;
    end = start + length + 1;
    return true;
  };

  /** @returns the number of a key that is known, and goes to its value; −1 otherwise */
  const readKey = (bytes: Uint8Array, start: number): number => {
    if (bytes[start] !== QUOTE) return -1;
    let key = next[lastKey]!;
    if (!isKey(bytes, start + 1, key)) {
      key = 0;
      while (key < KEYS.length && !isKey(bytes, start + 1, key)) key++;
      if (key === KEYS.length) return -1;
      next[lastKey] = key;
    }
    lastKey = key;
    const colon = skipBlanks(bytes, end);
    if (bytes[colon] !== COLON) return -1;
    end = skipBlanks(bytes, colon + 1);
    return key;
  };

  /** Reads numbers between brackets into `outline.values`. @returns whether that is what is there */
  const readPart = (bytes: Uint8Array, start: number): boolean => {
    let to = outline.parts === 0 ? 0 : outline.partEnd[outline.parts - 1]!;
    let at = skipBlanks(bytes, start + 1);
    if (bytes[at] === CLOSE_BRACKET) at++;
    else {
      for (;;) {
        const value = readNumber(bytes, at);
        if (Number.isNaN(value)) return false;
        if (to >= outline.values.length) reserveOutline(outline, to + 1);
        outline.values[to++] = value;
        at = skipBlanks(bytes, end);
        const byte = bytes[at++];
        if (byte === CLOSE_BRACKET) break;
        if (byte !== COMMA) return false;
        at = skipBlanks(bytes, at);
      }
    }
    reserveOutline(outline, to);
    outline.partEnd[outline.parts++] = to;
    end = at;
    return true;
  };

  const readPolygons = (bytes: Uint8Array, start: number): boolean => {
    let at = skipBlanks(bytes, start + 1);
    if (bytes[at] === CLOSE_BRACKET) {
      end = at + 1;
      return true;
    }
    outline.form = OUTLINE.polygons;
    for (;;) {
      if (bytes[at] !== OPEN_BRACKET || !readPart(bytes, at)) return false;
      at = skipBlanks(bytes, end);
      const byte = bytes[at++];
      if (byte === CLOSE_BRACKET) break;
      if (byte !== COMMA) return false;
      at = skipBlanks(bytes, at);
    }
    end = at;
    fields.has |= FIELD.outline;
    return true;
  };

  /** Text in which nothing is escaped but backslashes, which run-length texts have. */
  const readText = (bytes: Uint8Array, start: number): boolean => {
    let isEscaped = false;
    let at = start + 1;
    for (; ; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) break;
      if (!(byte >= SPACE && byte < 0x7f)) return false;
      if (byte !== BACKSLASH) continue;
      isEscaped = true;
      if (bytes[++at] !== BACKSLASH) return false;
    }
    const text = ascii.decode(bytes.subarray(start + 1, at));
    outline.text = isEscaped ? text.replaceAll("\\\\", "\\") : text;
    end = at + 1;
    return true;
  };

  const readSize = (bytes: Uint8Array, start: number): boolean => {
    if (bytes[start] !== OPEN_BRACKET) return false;
    const height = readNumber(bytes, skipBlanks(bytes, start + 1));
    if (!Number.isSafeInteger(height)) return false;
    const comma = skipBlanks(bytes, end);
    if (bytes[comma] !== COMMA) return false;
    const width = readNumber(bytes, skipBlanks(bytes, comma + 1));
    if (!Number.isSafeInteger(width)) return false;
    const at = skipBlanks(bytes, end);
    if (bytes[at] !== CLOSE_BRACKET) return false;
    outline.heightPx = height;
    outline.widthPx = width;
    end = at + 1;
    return true;
  };

  const readRuns = (bytes: Uint8Array, start: number): boolean => {
    let at = skipBlanks(bytes, start + 1);
    let seen = 0;
    for (;;) {
      const key = readKey(bytes, at);
      if (key === SIZE) {
        seen |= 1;
        if (!readSize(bytes, end)) return false;
      } else if (key === COUNTS) {
        seen |= 2;
        if (bytes[end] === QUOTE) {
          outline.form = OUTLINE.text;
          if (!readText(bytes, end)) return false;
        } else {
          outline.form = OUTLINE.counts;
          outline.parts = 0;
          if (bytes[end] !== OPEN_BRACKET || !readPart(bytes, end)) return false;
          const length = outline.partEnd[0]!;
          for (let k = 0; k < length; k++) {
            if (!Number.isSafeInteger(outline.values[k])) return false;
          }
        }
      } else return false;
      at = skipBlanks(bytes, end);
      const byte = bytes[at++];
      if (byte === CLOSE_BRACE) break;
      if (byte !== COMMA) return false;
      at = skipBlanks(bytes, at);
    }
    end = at;
    fields.has |= FIELD.outline;
    return seen === 3;
  };

  const readBox = (bytes: Uint8Array, start: number): boolean => {
    if (bytes[start] !== OPEN_BRACKET) return false;
    let at = start;
    for (let k = 0; k < 4; k++) {
      const value = readNumber(bytes, skipBlanks(bytes, at + 1));
      if (Number.isNaN(value)) return false;
      box[k] = value;
      at = skipBlanks(bytes, end);
      if (bytes[at] !== (k < 3 ? COMMA : CLOSE_BRACKET)) return false;
    }
    end = at + 1;
    fields.has |= FIELD.box;
    return true;
  };

  const readNumberField = (bytes: Uint8Array, key: number): boolean => {
    const value = readNumber(bytes, end);
    if (Number.isNaN(value)) return false;
    switch (key) {
      case ID:
        fields.id = value;
        fields.has |= FIELD.id;
        return Number.isSafeInteger(value);
      case IMAGE:
        fields.image = value;
        fields.has |= FIELD.image;
        return Number.isSafeInteger(value);
      case CATEGORY:
        fields.category = value;
        fields.has |= FIELD.category;
        return Number.isSafeInteger(value);
      case AREA:
        fields.area = value;
        fields.has |= FIELD.area;
        return value >= 0;
      case CROWD:
        fields.crowd = value;
        fields.has |= FIELD.crowd;
        return value === 0 || value === 1;
      case SCORE:
        fields.score = value;
        fields.has |= FIELD.score;
        return true;
      default:
        fields.has |= FIELD.ignore;
        return key === IGNORE;
    }
  };

  const readSegmentation = (bytes: Uint8Array, start: number): boolean => {
    fields.has &= ~FIELD.outline;
    outline.parts = 0;
    if (bytes[start] === OPEN_BRACKET) return readPolygons(bytes, start);
    return bytes[start] === OPEN_BRACE && readRuns(bytes, start);
  };

  /** @returns the place after a record that is understood, −1 where there is none */
  const readRecord = (bytes: Uint8Array, start: number): number => {
    let at = skipBlanks(bytes, start);
    if (bytes[at] !== OPEN_BRACE) return -1;
    at = skipBlanks(bytes, at + 1);
    fields.has = 0;
    for (;;) {
      const key = readKey(bytes, at);
      if (key < 0) return -1;
      const isRead =
        key === BOX
          ? readBox(bytes, end)
          : key === SEGMENTATION
            ? readSegmentation(bytes, end)
            : readNumberField(bytes, key);
      if (!isRead) return -1;
      at = skipBlanks(bytes, end);
      const byte = bytes[at++];
      if (byte === CLOSE_BRACE) return at;
      if (byte !== COMMA) return -1;
      at = skipBlanks(bytes, at);
    }
  };

  return {
    get count() {
      return count;
    },
    scan(bytes, from, first) {
      count = 0;
      fields.unusable.length = 0;
      let at = from;
      for (;;) {
        const after = readRecord(bytes, at);
        if (after < 0) return at;
        const place = skipBlanks(bytes, after);
        if (bytes[place] !== between) return at;
        take(first + count);
        count++;
        at = place + 1;
      }
    },
  };
}
