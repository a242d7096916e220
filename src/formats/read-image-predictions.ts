import { HomegroundError } from "../core/errors.js";
import { FORMAT_SNIFF_BYTES, FORMATS_READ, sniffFile } from "./detect-format.js";
import { type FileAccess, fileNotFound } from "./file-access.js";
import type { ImagePredictions } from "./import-types.js";
import { type PredictionTableOptions, readPredictionTable } from "./predictions-table.js";

export interface ReadPredictionsOptions extends PredictionTableOptions {}

/**
 * Reads image-level predictions of any format that is known. What the format is and why stands in
 * `format` of the result.
 *
 * @param path of the file in the access
 * @throws HomegroundError `input/not-found`, `input/unknown-format`, `input/unsupported`,
 *   `input/empty`, and as the reader of each format
 */
export async function readImagePredictions(
  access: FileAccess,
  path: string,
  options: ReadPredictionsOptions = {},
): Promise<ImagePredictions> {
  const kind = await access.kindOf(path);
  if (kind === null) throw fileNotFound(path);
  if (kind.kind === "folder") {
    throw new HomegroundError("input/unsupported", {
      what: "predictions are a file, and this is a folder",
      where: path,
      fix: `Give one of ${FORMATS_READ}`,
    });
  }
  const head = await access.read(path, { maxBytes: FORMAT_SNIFF_BYTES });
  const { format } = sniffFile(path, head);
  if (format === "delimited") return readPredictionTable(access, path, options);
  throw new HomegroundError("input/unsupported", {
    what: `predictions in the format ${format} are not read`,
    where: path,
    fix: `Give one of ${FORMATS_READ}`,
  });
}
