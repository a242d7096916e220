import { HomegroundError } from "./errors.js";

/**
 * Lists, objects and elements may be nested so deep, in every format that is read: far deeper than
 * real data are, far shallower than any runtime's stack.
 */
export const MAX_NESTING = 200;

/** The error for data that are nested deeper. @param where the file and the place in it */
export function tooDeep(where: string): HomegroundError {
  return new HomegroundError("input/too-deep", {
    what: `the data are nested deeper than ${MAX_NESTING} levels`,
    where,
    fix: "Check what wrote the file; no real data are nested so deep",
  });
}

const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Whether a JSON text is nested deeper than {@link MAX_NESTING}, told by its brackets alone, before
 * anything parses it. Linear in its length; of a text that is no JSON it says something harmless.
 */
export function isTooDeep(json: string): boolean {
  const { length } = json;
  if (length <= MAX_NESTING || hasFewBrackets(json)) return false;
  let depth = 0;
  for (let at = 0; at < length; at++) {
    switch (json.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(json, at);
        break;
      case OPEN_BRACKET:
      case OPEN_BRACE:
        if (++depth > MAX_NESTING) return true;
        break;
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        depth--;
        break;
      default:
    }
  }
  return false;
}

/** Whether no depth can be reached with all brackets that there are: most texts are short and have few. */
function hasFewBrackets(json: string): boolean {
  let count = 0;
  for (const bracket of "[{") {
    for (let at = json.indexOf(bracket); at >= 0; at = json.indexOf(bracket, at + 1)) {
      if (++count > MAX_NESTING) return false;
    }
  }
  return true;
}

/**
 * Refuses data in memory that are nested deeper than {@link MAX_NESTING}: those of YAML, where an
 * alias puts what was said before one level deeper, or into itself.
 *
 * @param value lists, maps and plain objects
 * @throws HomegroundError `input/too-deep`
 */
export function checkNesting(value: unknown, where: string): void {
  const deepest = new Map<object, number>();
  const walk = (at: unknown, depth: number): void => {
    if (typeof at !== "object" || at === null) return;
    if (depth > MAX_NESTING) throw tooDeep(where);
    if ((deepest.get(at) ?? 0) >= depth) return;
    deepest.set(at, depth);
    const inner = at instanceof Map ? at.values() : Object.values(at);
    for (const one of inner) walk(one, depth + 1);
  };
  walk(value, 1);
}

/** Place of the quote that ends a string, or the length of the text. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  for (; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) break;
    if (code === BACKSLASH) at++;
  }
  return at;
}
