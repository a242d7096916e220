import { baseName, type FileAccess } from "./file-access.js";
import { type FileContent, sniffContent } from "./file-content.js";
import { CONFIDENCE } from "./format.js";
import { recogniseAny } from "./recognise.js";
import { FORMATS, formatsRead } from "./registry.js";

/** What a file is by its first bytes and its name: its content, or the format with that name. */
export type FileFormat = FileContent | string;

/** A file's format and why it was taken for it. */
export interface SniffedFile {
  readonly format: FileFormat;
  readonly reason: string;
}

/** Formats that are read for labels of images. */
export const FORMATS_READ = formatsRead("labels");

/**
 * Tells what a file is from its first bytes; its name decides only what those leave open.
 *
 * @param head the first `FORMAT_SNIFF_BYTES` bytes, or the whole file
 * @throws HomegroundError as `sniffContent`
 */
export function sniffFile(path: string, head: Uint8Array): SniffedFile {
  const { content, reason } = sniffContent(path, head, formatsRead("labels"));
  const named = FORMATS.find(({ fileName }) => fileName === baseName(path));
  return named === undefined
    ? { format: content, reason }
    : { format: named.id, reason: `it is named ${named.fileName}` };
}

/** The id of a format, or `records` for a list of records of no format of its own. */
export type JsonFormat = string;

/**
 * Tells what a JSON file is from its first keys and records.
 *
 * @throws HomegroundError `input/unknown-format`, which lists what is read, and what is wrong with
 *   the JSON where that shows before anything else
 */
export async function sniffJson(access: FileAccess, path: string): Promise<JsonFormat> {
  const { format, confidence } = await recogniseAny(access, path);
  return confidence > CONFIDENCE.any ? format.id : "records";
}
