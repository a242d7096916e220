import { INSTEAD, INSTEAD_OF_OPTION } from "./words/app/instead.js";

/**
 * Texts of notes, findings and errors name options of the command line, as that is where most of them
 * are read; in the app nobody has one. What the app shows goes through here. Files that it saves keep
 * the command line's words: they are read without the app, equal those that the command line writes
 * from the same data, and the option is the one way on that works wherever they are opened.
 */
export function inApp(text: string): string {
  if (!NAMES_COMMAND.test(text)) return text;
  let said = text;
  for (const [pattern, app] of PATTERNS) said = said.replace(pattern, app);
  return said.replace(LEADING_OPTION, (option) => INSTEAD_OF_OPTION[option] ?? option);
}

/** Every text inside of plain data, said as the app says it; the data itself stays as it is. */
export function allInApp<T>(value: T): T {
  return inAppOf(value) as T; // the same shape: only texts are replaced
}

function inAppOf(value: unknown): unknown {
  if (typeof value === "string") return inApp(value);
  if (Array.isArray(value)) return value.map(inAppOf);
  if (value === null || typeof value !== "object") return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, inAppOf(own)]));
}

/** What makes a text worth looking through: most have none of it. */
const NAMES_COMMAND = /--[a-z]|VALUE@K\/N|homeground [a-z]/;

/** Options are tried in the order of their length, so that `--claim` does not take a part of another. */
const LEADING_OPTION = new RegExp(
  `^(?:${Object.keys(INSTEAD_OF_OPTION)
    .sort((a, b) => b.length - a.length)
    .join("|")})(?![\\w-])`,
);

const PATTERNS = INSTEAD.map(([command, app]) => [patternOf(command), replacementOf(app)] as const);

/** `{name}` stands for some words within the sentence. */
function patternOf(command: string): RegExp {
  const parts = command.split(/\{(\w+)\}/);
  const source = parts.map((part, i) =>
    i % 2 === 0 ? part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : `(?<${part}>.+?)`,
  );
  // A name at the end takes one word: nothing after it says where it ends.
  const whole = source.join("").replace(/\.\+\?\)$/, "[^\\s.;,]+)");
  return new RegExp(whole, "g");
}

function replacementOf(app: string): string {
  return app.replace(/\{(\w+)\}/g, "$<$1>");
}
