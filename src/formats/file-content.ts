import { HomegroundError } from "../core/errors.js";
import { jsonOrUndefined } from "../core/parse-json.js";
import { sniffEncoding } from "./delimited/text-encoding.js";
import { extensionOf } from "./file-access.js";

/** The kind of text or data that a file is, whatever it says with it. */
export type FileContent = "delimited" | "json" | "json-lines" | "parquet" | "yaml" | "xml";

/** A file's content and why it was taken for that. */
export interface SniffedContent {
  readonly content: FileContent;
  readonly reason: string;
}

/** So many bytes are enough for {@link sniffContent}. */
export const FORMAT_SNIFF_BYTES = 4096;

/**
 * Tells what a file's content is; its name decides only what the content leaves open.
 *
 * @param head the first {@link FORMAT_SNIFF_BYTES} bytes, or the whole file
 * @param read formats that are read, for messages
 * @throws HomegroundError `input/empty`; `input/unsupported` for spreadsheets, with the way to save
 *   them as a table, and for encrypted Parquet; `input/unknown-format` for web pages, archives,
 *   images and the like
 */
export function sniffContent(path: string, head: Uint8Array, read: string): SniffedContent {
  const extension = extensionOf(path);
  if (head.length === 0) throw emptyFile(path, read);
  refuseBinary(path, head, read);
  if (startsWith(head, "PAR1")) return { content: "parquet", reason: "it starts with PAR1" };
  if (startsWith(head, "PARE")) {
    throw new HomegroundError("input/unsupported", {
      what: "the Parquet file is encrypted",
      where: path,
      fix: "Write it without encryption",
    });
  }
  const text = startText(head);
  if (text.trim() === "") {
    if (head.length < FORMAT_SNIFF_BYTES) throw emptyFile(path, read);
    return { content: "delimited", reason: "it is text that starts with blanks" };
  }
  const first = text.trimStart()[0];
  if (/^\s*<(!doctype\s+html|html|head|body)\b/i.test(text)) throw webPage(path);
  if (first === "<") return { content: "xml", reason: "it starts with <" };
  if (extension === "jsonl" || extension === "ndjson") {
    return { content: "json-lines", reason: `its name ends in .${extension}` };
  }
  if (first === "{" || first === "[") {
    const lines = text.trimStart().split("\n");
    const isLines = first === "{" && lines.length > 1 && isWholeObject(lines[0] ?? "");
    return isLines && /^\s*\{/.test(lines[1] ?? "")
      ? { content: "json-lines", reason: "each line is a JSON object" }
      : { content: "json", reason: `it starts with ${first}` };
  }
  if (extension === "json") throw notJson(path);
  if (extension === "yaml" || extension === "yml") {
    return { content: "yaml", reason: `its name ends in .${extension}` };
  }
  return { content: "delimited", reason: "it is text in lines" };
}

/** The beginning as text, enough to see what it starts with. */
function startText(head: Uint8Array): string {
  const { form, markBytes } = sniffEncoding(head);
  const step = form === "utf-8" ? 1 : 2;
  const at = form === "utf-16be" ? 1 : 0;
  let text = "";
  for (let i = markBytes + at; i < head.length; i += step) text += String.fromCharCode(head[i]!);
  return text;
}

function isWholeObject(line: string): boolean {
  const value = jsonOrUndefined(line);
  if (value !== undefined) return typeof value === "object";
  return /\bNaN\b|\bInfinity\b/.test(line) && line.trimEnd().endsWith("}");
}

function startsWith(head: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (head[i] !== text.charCodeAt(i)) return false;
  return true;
}

function includesText(head: Uint8Array, text: string): boolean {
  return startText(head).includes(text);
}

const MAGIC: readonly (readonly [start: string, what: string])[] = [
  ["\x1f\x8b", "a gzip archive"],
  ["\xff\xd8\xff", "a JPEG image"],
  ["\x89PNG", "a PNG image"],
  ["%PDF", "a PDF document"],
  ["SQLite format 3", "an SQLite database"],
  ["\x28\xb5\x2f\xfd", "a Zstandard archive"],
  ["7z\xbc\xaf", "a 7-Zip archive"],
  ["ARROW1", "an Arrow file"],
];

function refuseBinary(path: string, head: Uint8Array, read: string): void {
  const isZip = startsWith(head, "PK\x03\x04") || startsWith(head, "PK\x05\x06");
  const isOle = startsWith(head, "\xd0\xcf\x11\xe0");
  const extension = extensionOf(path);
  const isSheet =
    isOle || (isZip && (/^(xlsx|xlsm|xlsb|ods)$/.test(extension) || holdsSheet(head)));
  if (isSheet) {
    throw new HomegroundError("input/unknown-format", {
      what: "this is a spreadsheet file, not a table of text",
      where: path,
      fix: "Open it and save the sheet as CSV: File, Save as, CSV UTF-8 (comma delimited); in LibreOffice choose Text CSV and UTF-8",
    });
  }
  if (startsWith(head, "\x89HDF")) {
    throw new HomegroundError("input/unsupported", {
      what: "this is an HDF5 file, which is not read",
      where: path,
      fix: "Export it as CSV: DeepLabCut writes CollectedData_….csv beside it, and with save_as_csv=True its predictions; of SLEAP export “Analysis CSV”",
    });
  }
  const known = isZip ? "a ZIP archive" : MAGIC.find(([start]) => startsWith(head, start))?.[1];
  if (known === undefined) return;
  throw new HomegroundError("input/unknown-format", {
    what: `this is ${known}`,
    where: path,
    fix: `Give one of ${read}`,
  });
}

function holdsSheet(head: Uint8Array): boolean {
  return includesText(head, "[Content_Types].xml") || includesText(head, "xl/");
}

function emptyFile(path: string, read: string): HomegroundError {
  return new HomegroundError("input/empty", {
    what: "the file is empty",
    where: path,
    fix: `Give one of ${read}`,
  });
}

function webPage(path: string): HomegroundError {
  return new HomegroundError("input/unknown-format", {
    what: "this is a web page, perhaps a log-in page saved instead of the file",
    where: path,
    fix: "Download the file again while logged in",
  });
}

function notJson(path: string): HomegroundError {
  return new HomegroundError("input/not-json", {
    what: "the file is named .json and does not start with { or [",
    where: path,
    fix: "Save the data as JSON",
  });
}
