import { HomegroundError } from "../core/errors.js";
import { readClassFolders } from "./class-folders.js";
import { FORMAT_SNIFF_BYTES, FORMATS_READ, sniffFile } from "./detect-format.js";
import { type FileAccess, fileNotFound } from "./file-access.js";
import type { ImageTruth } from "./import-types.js";
import { readTruthTable, type TruthTableOptions } from "./labels-table.js";

export interface ReadTruthOptions extends TruthTableOptions {
  /** For class folders: which folder of a path is the class, from 0. */
  readonly classLevel?: number;
}

/**
 * Reads image-level ground truth of any format that is known, from a file or a folder. What the
 * format is and why stands in `format` of the result.
 *
 * @param path of the file or folder in the access; "" is its root
 * @throws HomegroundError `input/not-found`, `input/unknown-format`, `input/unsupported`,
 *   `input/empty`, and as the reader of each format
 */
export async function readImageTruth(
  access: FileAccess,
  path: string,
  options: ReadTruthOptions = {},
): Promise<ImageTruth> {
  const kind = await access.kindOf(path);
  if (kind === null) throw fileNotFound(path);
  if (kind.kind === "folder") return readClassFolders(access, path, options);
  const head = await access.read(path, { maxBytes: FORMAT_SNIFF_BYTES });
  const { format } = sniffFile(path, head);
  if (format === "delimited") return readTruthTable(access, path, options);
  throw new HomegroundError("input/unsupported", {
    what: `labels in the format ${format} are not read`,
    where: path,
    fix: `Give one of ${FORMATS_READ}`,
  });
}
