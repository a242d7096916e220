const LF = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const BACKSLASH = 0x5c;

/** Zeros behind a piece: more than the longest key. */
const MARGIN = 32;

/** The powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
/** Halves the digits of a double. */
const SPLITTER = 2 ** 27 + 1;
/** Whole numbers of so many digits are below 2⁵³. */
const EXACT_DIGITS = 15;
/** No number of real data is longer. */
const LONGEST_NUMBER = 64;

const utf8 = new TextDecoder();

/** Bytes of JSON that are read value by value; the functions below move `end`. */
export interface JsonCursor {
  /** The piece in hand, and zeros behind it at which everything stops: no place is outside. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Place after what was read last. */
  end: number;
  /** Whether a line feed is no blank: it ends a record. */
  readonly isLines: boolean;
}

export function createJsonCursor(isLines: boolean): JsonCursor {
  return { bytes: new Uint8Array(MARGIN), end: 0, isLines };
}

/** Takes bytes, which are copied. */
export function openCursor(cursor: JsonCursor, piece: Uint8Array): void {
  if (cursor.bytes.length < piece.length + MARGIN) {
    cursor.bytes = new Uint8Array(piece.length + MARGIN);
  }
  cursor.bytes.set(piece);
  cursor.bytes.fill(0, piece.length, piece.length + MARGIN);
}

/** Place of the next byte that is no blank. */
export function skipBlanks({ bytes, isLines }: JsonCursor, start: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at]!;
    if (byte > SPACE) return at;
    const isBlank = byte === SPACE || byte === 0x09 || byte === 0x0d || byte === LF;
    if (!isBlank || (isLines && byte === LF)) return at;
    at++;
  }
}

/**
 * Reads a number as `JSON.parse` does, to the last bit. One of at most 15 digits is its digits over
 * a power of ten, two doubles without an error, whose quotient IEEE 754 rounds as it should.
 *
 * @returns NaN where there is none of JSON's numbers, or an infinite one
 */
export function readNumber(cursor: JsonCursor, start: number): number {
  const { bytes } = cursor;
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
  const hasExponent = (byte | 0x20) === 0x65;
  if (!hasExponent && digits > EXACT_DIGITS) value = readDigits(cursor, first, at, decimals);
  else if (hasExponent || decimals > 0)
    value = hasExponent ? Number.NaN : value / POWERS[decimals]!;
  if (Number.isNaN(value)) return readAnyNumber(cursor, start);
  cursor.end = at;
  return isNegative ? -value : value;
}

/**
 * Digits, with a point somewhere or none, that are too many for one double.
 *
 * They are held by two doubles without an error and divided by a power of ten to about 100 bits;
 * what that rounds to is the nearest double unless the quotient is within its error of the middle
 * between two.
 *
 * @returns NaN where that does not decide
 */
function readDigits({ bytes }: JsonCursor, from: number, to: number, decimals: number): number {
  let high = 0;
  let low = 0;
  let count = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0) continue; // the point
    if (count < EXACT_DIGITS) high = high * 10 + digit;
    else low = low * 10 + digit;
    count++;
  }
  const lowDigits = count - EXACT_DIGITS;
  if (lowDigits > EXACT_DIGITS || decimals > 22) return Number.NaN;
  // high · 10^lowDigits + low as sum + rest
  const scale = POWERS[lowDigits]!;
  const product = high * scale;
  const sum = product + low;
  const back = sum - product;
  const rest = product - (sum - back) + (low - back) + errorOfProduct(high, scale, product);
  const divisor = POWERS[decimals]!;
  const quotient = sum / divisor;
  const whole = quotient * divisor;
  const remainder = sum - whole - errorOfProduct(quotient, divisor, whole) + rest;
  const correction = remainder / divisor;
  const error = quotient * 2 ** -98;
  const nearest = quotient + (correction + error);
  return nearest === quotient + (correction - error) ? nearest : Number.NaN;
}

/** What rounding took from a product of two doubles, exactly. Source: Dekker 1971, section 5. */
function errorOfProduct(a: number, b: number, product: number): number {
  const bigA = a * SPLITTER;
  const highA = bigA - (bigA - a);
  const lowA = a - highA;
  const bigB = b * SPLITTER;
  const highB = bigB - (bigB - b);
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}

/** A number of any form, by its text. */
function readAnyNumber(cursor: JsonCursor, start: number): number {
  const { bytes } = cursor;
  let at = start;
  let text = "";
  for (;;) {
    const byte = bytes[at]!;
    const isPart =
      (byte >= ZERO && byte <= NINE) || byte === DOT || byte === MINUS || byte === PLUS;
    if (!isPart && (byte | 0x20) !== 0x65) break;
    text += String.fromCharCode(byte);
    at++;
    if (text.length > LONGEST_NUMBER) return Number.NaN;
  }
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text)) return Number.NaN;
  cursor.end = at;
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}

/**
 * Reads a text of printable ASCII in which nothing is escaped but backslashes, as in run-length
 * texts.
 *
 * @param start place of the quote
 * @returns null for any other
 */
export function readPlainText(cursor: JsonCursor, start: number): string | null {
  const { bytes } = cursor;
  let isEscaped = false;
  let at = start + 1;
  for (; ; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) break;
    if (byte < SPACE || byte > 0x7e) return null;
    if (byte !== BACKSLASH) continue;
    isEscaped = true;
    if (bytes[++at] !== BACKSLASH) return null;
  }
  cursor.end = at + 1;
  const text = utf8.decode(bytes.subarray(start + 1, at));
  return isEscaped ? text.replaceAll("\\\\", "\\") : text;
}

/** Whether a text in quotes is this one; then it is read. @param start place after the quote */
export function readExactText(cursor: JsonCursor, start: number, wanted: Uint8Array): boolean {
  const { bytes } = cursor;
  const { length } = wanted;
  for (let i = 0; i < length; i++) if (bytes[start + i] !== wanted[i]) return false;
  if (bytes[start + length] !== QUOTE) return false;
  cursor.end = start + length + 1;
  return true;
}
