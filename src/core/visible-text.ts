/**
 * What cannot be seen in a text, or turns its reading direction round, or hides what follows. A name
 * from data may hold any of it: "fox\u202Egpj.exe" reads as "foxexe.jpg", and tag characters carry whole
 * sentences that no person sees and a program reads.
 *
 * Controls of C0 and C1 · lone surrogates · soft hyphen · Arabic letter mark · fillers of Hangul ·
 * Mongolian vowel separator · zero width space, joiners and marks of direction · line and paragraph
 * separators · embeddings, overrides and isolates · invisible operators · byte order mark ·
 * interlinear annotations · tag characters and the rest of that plane's unassigned ignorables.
 *
 * Source: Unicode 15.1, Default_Ignorable_Code_Point and Bidi_Control, without variation selectors,
 * which only choose how a sign is drawn; Unicode Technical Report 36, section 2.5.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cs}\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF0-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}]/gu;

/** The same, but for line feeds and tabs. */
const INVISIBLE_IN_LINES = new RegExp(`(?![\\t\\n])${INVISIBLE.source}`, "gu");

const PLAIN = /^[\x20-\x7e]*$/;

/** Every character that cannot be seen, or reorders text, becomes U+FFFD: one line, as it reads. */
export function visible(text: string): string {
  // What most texts are: testing that is many times as quick as looking for the others.
  if (PLAIN.test(text)) return text;
  return text.replace(INVISIBLE, "\uFFFD");
}

/** {@link visible} for texts of several lines: line feeds and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(INVISIBLE_IN_LINES, "\uFFFD");
}

/**
 * JSON in which nothing is hidden and nothing is lost: what {@link visible} replaces is written as an
 * escape, which reads back as it was.
 *
 * @param json as `JSON.stringify` gives it, whose only such characters stand inside of texts
 */
export function visibleJson(json: string): string {
  return json.replace(INVISIBLE_IN_LINES, (letters) =>
    letters
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/**
 * The value of an attribute of HTML that a program reads back: what cannot be seen is a character
 * reference, but for controls, whose references stand for other letters (HTML, section 13.2.5.80).
 */
export function visibleReferences(attribute: string): string {
  return attribute.replace(INVISIBLE_IN_LINES, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return code < 0xa0 || (code >= 0xd800 && code < 0xe000) ? letter : `&#${code};`;
  });
}

/** A value of JSON for programs that show its texts: every text and key as {@link visible} has it. */
export function visibleValue<T>(value: T): T {
  return cleaned(value) as T;
}

function cleaned(value: unknown): unknown {
  if (typeof value === "string") return visibleLines(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, own]) => [visible(key), cleaned(own)]),
  );
}

/** Whether a text holds anything that {@link visible} replaces. */
export function hasInvisible(text: string): boolean {
  return text.search(INVISIBLE) >= 0;
}

/** How a terminal is told to colour what follows: the only escape codes that the program writes. */
const COLOUR = new RegExp(`\\x1b\\[[0-9;]*m|${INVISIBLE_IN_LINES.source}`, "gu");

/**
 * {@link visibleLines} for a terminal: colours stay. A guard behind everything that is printed, for
 * texts that no sentence has looked at.
 */
export function visibleOnTerminal(text: string): string {
  return text.replace(COLOUR, (found) =>
    found.length > 2 && found.endsWith("m") ? found : "\uFFFD",
  );
}
