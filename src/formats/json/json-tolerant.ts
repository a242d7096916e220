import type { HomegroundError } from "../../core/errors.js";
import { MAX_NESTING } from "../../core/nesting.js";

/** What a tolerant reading met that JSON does not have, or has only one of. */
export interface JsonOddity {
  readonly kind: "not-a-number" | "duplicate-key" | "long-integer";
  /** JSON pointer (RFC 6901) from the root of the text that was parsed. */
  readonly pointer: string;
  /** The word, key or digits as written. */
  readonly text: string;
}

/**
 * Parses JSON and, beyond it, what Python writes for numbers that are not finite: `NaN`,
 * `Infinity`, `-Infinity`. They become NaN and ±Infinity, and are told. Of a repeated key the last
 * value stands, and is told. Whole numbers beyond 2⁵³ become texts, so that ids that differ in
 * their last digit do not become one.
 *
 * For the texts that `JSON.parse` refuses; ten times slower.
 *
 * @param fail makes the error for what is wrong at a position of the text
 * @throws what `fail` makes
 */
export function parseTolerantJson(
  text: string,
  onOddity: (oddity: JsonOddity) => void,
  fail: (what: string, at: number) => HomegroundError,
): unknown {
  let at = 0;
  const path: (string | number)[] = [];

  const skipBlanks = (): void => {
    while (at < text.length && " \t\n\r".includes(text[at]!)) at++;
  };
  const pointer = (): string =>
    path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  const expect = (char: string): void => {
    if (text[at] !== char) throw fail(`expected ${char}, found ${found()}`, at);
    at++;
  };
  const found = (): string => (at >= text.length ? "the end" : JSON.stringify(text[at]));

  const readString = (): string => {
    const start = at++;
    while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    if (at >= text.length) throw fail("a text never ends", start);
    at++;
    try {
      // A slice that is one JSON string; anything odd inside is an error of JSON too.
      return String(JSON.parse(text.slice(start, at)));
    } catch {
      throw fail("a text holds a control character or an unknown escape", start);
    }
  };

  const readNumber = (): number | string => {
    const match = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(text.slice(at, at + 400));
    if (match === null) throw fail(`expected a value, found ${found()}`, at);
    const written = match[0];
    at += written.length;
    const value = Number(written);
    if (/^-?\d+$/.test(written) && !Number.isSafeInteger(value)) {
      onOddity({ kind: "long-integer", pointer: pointer(), text: written });
      return written;
    }
    return value;
  };

  const words: readonly (readonly [string, unknown])[] = [
    ["true", true],
    ["false", false],
    ["null", null],
    ["NaN", Number.NaN],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["-Infinity", Number.NEGATIVE_INFINITY],
  ];

  const readValue = (): unknown => {
    skipBlanks();
    const char = text[at];
    if (char === '"') return readString();
    if (char === "{" || char === "[") {
      if (path.length >= MAX_NESTING) {
        throw fail(`nested deeper than ${MAX_NESTING} levels`, at);
      }
      return char === "{" ? readObject() : readArray();
    }
    for (const [word, value] of words) {
      if (!text.startsWith(word, at)) continue;
      at += word.length;
      if (typeof value === "number") {
        onOddity({ kind: "not-a-number", pointer: pointer(), text: word });
      }
      return value;
    }
    return readNumber();
  };

  const readArray = (): unknown[] => {
    const values: unknown[] = [];
    at++;
    skipBlanks();
    if (text[at] === "]") {
      at++;
      return values;
    }
    for (;;) {
      path.push(values.length);
      values.push(readValue());
      path.pop();
      skipBlanks();
      if (text[at] === "]") break;
      expect(",");
    }
    at++;
    return values;
  };

  const readObject = (): Record<string, unknown> => {
    const entries = new Map<string, unknown>();
    at++;
    skipBlanks();
    if (text[at] === "}") {
      at++;
      return {};
    }
    for (;;) {
      skipBlanks();
      if (text[at] !== '"') throw fail(`expected a key in double quotes, found ${found()}`, at);
      const key = readString();
      skipBlanks();
      expect(":");
      path.push(key);
      if (entries.has(key)) onOddity({ kind: "duplicate-key", pointer: pointer(), text: key });
      entries.set(key, readValue());
      path.pop();
      skipBlanks();
      if (text[at] === "}") break;
      expect(",");
    }
    at++;
    // Own properties, whatever the keys are: __proto__ among them.
    return Object.fromEntries(entries);
  };

  const value = readValue();
  skipBlanks();
  if (at < text.length) throw fail(`more text after the value: ${found()}`, at);
  return value;
}
