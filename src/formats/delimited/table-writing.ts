import { HomegroundError } from "../../core/errors.js";
import type { Sentence } from "../../core/sentence.js";

/** What can stand between the cells of a table, by names that a shell and a project file can hold. */
export const DELIMITER_NAMES = ["comma", "semicolon", "tab", "bar"] as const;
export type DelimiterName = (typeof DELIMITER_NAMES)[number];

/** How the letters of a table can be stored. */
export const TEXT_ENCODINGS = ["utf-8", "windows-1252", "utf-16le", "utf-16be"] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

/** How a table is written, where somebody says so; what is absent is guessed from its start. */
export interface TableWriting {
  readonly delimiter?: DelimiterName | undefined;
  readonly encoding?: TextEncoding | undefined;
}

/** How a table was taken to be written, and why. */
export interface WrittenTable {
  readonly delimiter: DelimiterName;
  /**
   * `sep-line`: a line `sep=;` names it; `fits`: with it most rows have as many cells as the first;
   * `none`: nothing that could stand between cells was found.
   */
  readonly delimiterWhy: "chosen" | "sep-line" | "fits" | "none";
  readonly encoding: TextEncoding;
  /**
   * `mark`: a byte order mark; `zeros`: every second byte is 0; `all`: every text can be read so;
   * `not-utf-8`: some cannot be UTF-8.
   */
  readonly encodingWhy: "chosen" | "mark" | "zeros" | "all" | "not-utf-8";
}

/**
 * Checks what somebody says, or a project file that anybody may have made.
 *
 * @throws HomegroundError `usage/bad-option`
 */
export function checkWriting({ delimiter, encoding }: TableWriting): void {
  refuseUnlike(delimiter, DELIMITER_NAMES, {
    command: "--delimiter",
    app: "what stands between the cells",
  });
  refuseUnlike(encoding, TEXT_ENCODINGS, {
    command: "--encoding",
    app: "how the letters are stored",
  });
}

function refuseUnlike(value: unknown, known: readonly string[], where: Sentence): void {
  if (value === undefined || known.some((one) => one === value)) return;
  throw new HomegroundError("usage/bad-option", {
    what: `${JSON.stringify(String(value).slice(0, 40))} is none of those that are known`,
    where,
    fix: `Take one of ${known.join(", ")}`,
  });
}
