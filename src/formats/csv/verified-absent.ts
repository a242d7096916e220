import type { Table } from "../../core/table.js";
import { foldName } from "../column-names.js";

/**
 * Tells the rows of Open Images' labels of whole images that say: somebody looked for this label, and
 * it is not there (`Confidence` 0 beside `ImageID` and `LabelName`). Null for other tables, also for
 * those of labels that a machine gave, whose confidences lie between.
 *
 * Source: storage.googleapis.com/openimages, "Data formats", image labels.
 */
export function verifiedAbsences({ columns }: Table): ((row: number) => boolean) | null {
  const byName = new Map([...columns].map(([name, column]) => [foldName(name), column]));
  const confidence = byName.get("confidence");
  if (!byName.has("imageid") || !byName.has("labelname") || confidence === undefined) return null;
  if (confidence.kind !== "numeric") return null;
  const { values } = confidence;
  return values.every((value) => value === 0 || value === 1) ? (row) => values[row] === 0 : null;
}
