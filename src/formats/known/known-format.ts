import { FORMAT_SNIFF_BYTES } from "../file-content.js";
import type { FileEvidence } from "../format.js";

/** A format that is known and not read: files of it are refused by name, with the way on. */
export interface KnownFormat {
  /** For people: "Supervisely". */
  readonly name: string;
  /** Said in place of "this is of …, which is not read", where a file is about something else. */
  readonly what?: string;
  /** Whether a file is of it, by keys, elements or first lines that nothing else has. */
  readonly isIt: (file: FileEvidence) => boolean;
  /** What to give instead, as an imperative. */
  readonly instead: string;
}

/** The first bytes as text. */
export function headText({ head }: FileEvidence): string {
  return new TextDecoder().decode(head);
}

/** The first lines that hold something, as many as the head holds whole. */
export function headLines(file: FileEvidence): readonly string[] {
  const lines = headText(file).split(/\r\n|\n|\r/);
  if (file.head.length >= FORMAT_SNIFF_BYTES && lines.length > 1) lines.pop();
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}

/** Whether a JSON object has all of some keys. */
export function hasKeys({ json }: FileEvidence, ...keys: readonly string[]): boolean {
  return json !== null && !json.isList && keys.every((key) => json.keys.has(key));
}
