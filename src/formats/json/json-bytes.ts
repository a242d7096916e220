/** JSON as it grows, in bytes: for a million records, texts put together take most of the time. */
export interface JsonBytes {
  /** Appends bytes that are JSON already. */
  add(piece: Uint8Array): void;
  /** Appends a number as `JSON.stringify` writes it. */
  addNumber(value: number): void;
  /** What was appended since the last time: well-formed text in UTF-8. */
  take(): Uint8Array<ArrayBuffer>;
}

const encoder = new TextEncoder();

/** A piece to append again and again. @param json well-formed text of a part of it */
export function bytesOf(json: string): Uint8Array {
  return encoder.encode(json);
}

/** Longest number: −2.2250738585072014e−308. */
const NUMBER_BYTES = 24;

export function createJsonBytes(): JsonBytes {
  let bytes = new Uint8Array(1 << 14);
  let length = 0;
  const reserve = (more: number): void => {
    if (length + more <= bytes.length) return;
    const longer = new Uint8Array(2 * (length + more));
    longer.set(bytes.subarray(0, length));
    bytes = longer;
  };
  return {
    add(piece) {
      reserve(piece.length);
      // Short pieces: a call of `set` costs more than they do.
      // What a closure keeps is read again at each step of a loop.
      const [into, start] = [bytes, length];
      for (let i = 0; i < piece.length; i++) into[start + i] = piece[i]!;
      length = start + piece.length;
    },
    addNumber(value) {
      reserve(NUMBER_BYTES);
      const end = writeDecimal(bytes, length, value);
      if (end > length) length = end;
      else {
        const text = JSON.stringify(value);
        for (let i = 0; i < text.length; i++) bytes[length++] = text.charCodeAt(i);
      }
    },
    take() {
      const taken = bytes.slice(0, length);
      length = 0;
      return taken;
    },
  };
}

const MOST_DECIMALS = 6;
const MOST_DIGITS = 1e15;

/**
 * Writes a number of few decimals, as most of those in files are. A decimal of at most 15 digits that
 * reads back the same is the shortest: no two of them are one double.
 *
 * @returns the place behind it; `start` where the number is another, of which nothing is written
 */
function writeDecimal(bytes: Uint8Array, start: number, value: number): number {
  const size = Math.abs(value);
  if (!(size < MOST_DIGITS)) return start;
  let scale = 1;
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++, scale *= 10) {
    const digits = Math.round(size * scale);
    if (digits >= MOST_DIGITS) return start;
    if (digits / scale !== size) continue;
    let at = start;
    if (value < 0) bytes[at++] = 0x2d;
    return writeDigits(bytes, at, digits, decimals);
  }
  return start;
}

/** Writes a whole number with its last `decimals` digits behind the point. */
function writeDigits(bytes: Uint8Array, start: number, digits: number, decimals: number): number {
  let count = 1;
  for (let power = 10; digits >= power && count < 15; power *= 10) count++;
  const end = start + Math.max(count, decimals + 1) + (decimals > 0 ? 1 : 0);
  const point = decimals > 0 ? end - decimals - 1 : -1;
  let rest = digits;
  for (let at = end - 1; at >= start; at--) {
    if (at === point) {
      bytes[at] = 0x2e;
      continue;
    }
    const tens = Math.floor(rest / 10);
    bytes[at] = 0x30 + (rest - 10 * tens);
    rest = tens;
  }
  return end;
}
