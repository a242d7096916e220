import type { TruthOnFiles } from "../../dataset/prepare.js";
import { formatCsvRow } from "../../formats/delimited/csv-write.js";
import type { LabelChange } from "./label-changes.js";

/** Name of the file with the new labels in the columns of the label file. */
export const MENDED_LABELS_FILE = "mended-labels.csv";

/**
 * The new labels in the columns of the label file, a row an image, for whoever mends that file. Images
 * that were left out have no label to give.
 */
export function formatMendedLabels(
  { truth, files, rowFiles }: TruthOnFiles,
  changes: readonly LabelChange[],
): string {
  const nameOf = new Map<string, string>();
  for (let row = truth.rowCount - 1; row >= 0; row--) {
    const file = rowFiles.fileOf[row]!;
    const own = truth.file[row]!;
    nameOf.set(file >= 0 ? files[file]!.path : own, own);
  }
  const { roles } = truth;
  return [
    formatCsvRow([roles.get("image") ?? "file", roles.get("label") ?? "label"]),
    ...changes.flatMap(({ image, to }) =>
      to === null ? [] : [formatCsvRow([nameOf.get(image) ?? image, to])],
    ),
  ].join("");
}
