import type { Table } from "../../core/table.js";
import { foldName } from "../column-names.js";
import type { TruthRoles } from "./truth-roles.js";

/**
 * Tells the rows of Open Images' labels of whole images that say: somebody looked for this label, and
 * it is not there (`Confidence` 0 beside `ImageID` and `LabelName`). Null for other tables, also for
 * those of labels that a machine gave, whose confidences lie between.
 *
 * Source: storage.googleapis.com/openimages, "Data formats", image labels.
 *
 * @param roles the columns that name images and labels
 */
export function verifiedAbsences(
  { columns }: Table,
  { image, labels }: Pick<TruthRoles, "image" | "labels">,
): ((row: number) => boolean) | null {
  const isOpenImages =
    image.map(foldName).join() === "imageid" && labels.map(foldName).join() === "labelname";
  const confidence = [...columns].find(([name]) => foldName(name) === "confidence")?.[1];
  if (!isOpenImages || confidence?.kind !== "numeric") return null;
  const { values } = confidence;
  return values.every((value) => value === 0 || value === 1) ? (row) => values[row] === 0 : null;
}
