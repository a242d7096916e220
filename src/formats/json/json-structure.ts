import { MAX_NESTING } from "../../core/nesting.js";

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Follows strings and brackets through JSON that comes in pieces. State of one reading. */
export interface JsonStructure {
  /** Goes to the outside of all brackets and strings. */
  restart(): void;
  /** Whether the last bytes were inside a string. */
  readonly isInString: boolean;
  readonly depth: number;
  /**
   * Goes on to the next byte that ends a value outside all brackets: a closing bracket that none
   * opened, or a comma at `commasFrom` or after it.
   *
   * @returns where it is, or the length of the bytes; −1 − where when brackets are nested deeper
   *   than {@link MAX_NESTING}
   */
  next(bytes: Uint8Array, start: number, commasFrom: number): number;
  /** Goes on to the end of a string that is open; returns the place after it, or the length. */
  endOfString(bytes: Uint8Array, start: number): number;
}

export function createJsonStructure(): JsonStructure {
  let depth = 0;
  let inString = false;
  let escaped = false;

  const endOfString = (bytes: Uint8Array, start: number): number => {
    let at = start;
    while (at < bytes.length) {
      const byte = bytes[at++]!;
      if (escaped) escaped = false;
      else if (byte === BACKSLASH) escaped = true;
      else if (byte === QUOTE) {
        inString = false;
        break;
      }
    }
    return at;
  };

  return {
    restart() {
      depth = 0;
      inString = false;
      escaped = false;
    },
    get isInString() {
      return inString;
    },
    get depth() {
      return depth;
    },
    next(bytes, start, commasFrom) {
      const length = bytes.length;
      let at = inString ? endOfString(bytes, start) : start;
      while (at < length) {
        const byte = bytes[at]!;
        if (byte === QUOTE) {
          inString = true;
          at = endOfString(bytes, at + 1);
          continue;
        }
        if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
          if (++depth > MAX_NESTING) return -1 - at;
        } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
          if (depth === 0) return at;
          depth--;
        } else if (byte === COMMA && depth === 0 && at >= commasFrom) return at;
        at++;
      }
      return length;
    },
    endOfString(bytes, start) {
      inString = true;
      return endOfString(bytes, start);
    },
  };
}
