import { HomegroundError } from "../../core/errors.js";
import type { RecordClaim, RecordFiles } from "../record/record-types.js";

/** The files of a record by what they hold; `record` is `record.json` itself. */
export type ExportedFile = "record" | keyof RecordFiles;

/**
 * Words that an export carries for people. They come from outside, since no sentence stands among
 * data: `exportTexts` of `homeground` makes them.
 */
export interface ExportTexts {
  /** What the record is, in a paragraph. */
  readonly summary: string;
  /** A figure with its interval, level and n. */
  readonly figure: (claim: RecordClaim) => string;
  readonly files: Readonly<Record<ExportedFile, string>>;
  /** What the evaluation did, as a name. */
  readonly evaluation: string;
  /** Stands where a licence should and none is stated, in formats that permit a text. */
  readonly noLicence: string;
}

/** Where a record is published. */
export interface ExportPlace {
  /** Address of the folder of its files, with a slash at the end; null where that is not known. */
  readonly url: string | null;
}

/**
 * A format requires what the record does not state.
 *
 * @param facts names of answers in the facts file, or options
 * @param where the option that names the format
 * @returns an error `record/not-stated` to throw
 */
export function notStated(
  format: string,
  facts: readonly string[],
  where = "--to",
): HomegroundError {
  const place = facts.some((name) => name.includes("--url")) ? "; or add --url ADDRESS" : "";
  const isRecord = where === "--to";
  return new HomegroundError("record/not-stated", {
    what: `${format} requires ${facts.join(", ")}, and ${isRecord ? "the record does" : "the facts do"} not state it`,
    where,
    fix: `State it in the facts file${isRecord ? " and make the record again" : ""}${place}`,
  });
}
