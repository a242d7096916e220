import { visible } from "../core/visible-text.js";

/**
 * Text from data, made fit to be seen: file names and labels may hold line feeds, a terminal's
 * escape codes, marks that turn the reading direction round, or 4,000 letters.
 */
export { visible };

const LONGEST = 120;

/** {@link visible}, and cut in the middle (ends of paths tell more) to `longest` characters. */
export function shown(text: string, longest = LONGEST): string {
  const letters = [...visible(text)];
  if (letters.length <= longest) return letters.join("");
  const tail = Math.floor((longest - 1) / 2);
  return `${letters.slice(0, longest - 1 - tail).join("")}…${letters.slice(-tail).join("")}`;
}

/** An argument as a POSIX shell reads it back; bare where that is safe. */
export function shellQuoted(argument: string): string {
  if (/^[\w@%+=:,./~-]+$/.test(argument) && !argument.startsWith("~")) return argument;
  return `'${argument.replaceAll("'", "'\\''")}'`;
}

/** The first letter in upper case, the rest as it is. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
