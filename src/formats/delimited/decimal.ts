import { decodeWindows1252 } from "./text-encoding.js";

const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const POINT = 0x2e;
const COMMA = 0x2c;
const ZERO = 0x30;

/**
 * The number that a cell writes plainly, or NaN when it is anything else.
 *
 * Plain: a sign, digits, a fraction, an exponent; blanks around it. Not plain, because the text
 * would say more than the number: leading zeros (`012` is a name) and whole numbers that a double
 * cannot hold exactly. The result is the double nearest to the decimal, as ECMAScript's `Number`.
 *
 * @param decimalComma the fraction stands after a comma; points may group thousands before it
 */
export function parsePlainNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
  decimalComma: boolean,
): number {
  let from = start;
  let to = end;
  while (from < to && isBlank(bytes[from]!)) from++;
  while (to > from && isBlank(bytes[to - 1]!)) to--;
  let at = from;
  const negative = bytes[at] === 0x2d;
  if (negative || bytes[at] === 0x2b) at++;
  const mark = decimalComma ? COMMA : POINT;
  // Up to 15 digits are below 2⁵³ and powers of ten up to 10²² are exact, so one division rounds
  // once and gives the nearest double (Clinger 1990, "How to read floating point numbers").
  let mantissa = 0;
  let digits = 0;
  let fractionDigits = -1;
  const firstDigit = at;
  for (; at < to; at++) {
    const byte = bytes[at]!;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
      if (fractionDigits >= 0) fractionDigits++;
    } else if (byte === mark && fractionDigits < 0) {
      fractionDigits = 0;
    } else return parseSlowly(bytes, from, to, decimalComma);
  }
  if (digits === 0) return Number.NaN;
  if (bytes[firstDigit] === ZERO && to - firstDigit > 1 && bytes[firstDigit + 1] !== mark) {
    return Number.NaN;
  }
  if (digits > 15) return parseSlowly(bytes, from, to, decimalComma);
  const value = fractionDigits > 0 ? mantissa / POWERS_OF_TEN[fractionDigits]! : mantissa;
  return negative ? -value : value;
}

function parseSlowly(bytes: Uint8Array, from: number, to: number, decimalComma: boolean): number {
  if (to - from > 400) return Number.NaN;
  return parsePlainText(decodeWindows1252(bytes.subarray(from, to)), decimalComma);
}

/** {@link parsePlainNumber} of a text without blanks around it. */
export function parsePlainText(given: string, decimalComma = false): number {
  let text = given;
  if (decimalComma) {
    if (/^[+-]?\d{1,3}(\.\d{3})+,\d+$/.test(text)) text = text.replaceAll(".", "");
    else if (text.includes(".")) return Number.NaN;
    text = text.replace(",", ".");
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return Number.NaN;
  if (/^[+-]?0\d/.test(text)) return Number.NaN;
  const value = Number(text);
  if (/^[+-]?\d+$/.test(text) && !Number.isSafeInteger(value)) return Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Whether a cell's text is a mark that software writes for a missing value. */
export function isMissingMark(text: string): boolean {
  return /^(na|n\/a|#n\/a|nan|null|none|nil|-|\?)$/i.test(text.trim());
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09;
}
