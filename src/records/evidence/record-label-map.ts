import type { FileBytes } from "../../formats/file-bytes.js";
import { type LabelMap, parseLabelMap } from "../../models/label-map.js";
import type { TransparencyRecord } from "../record/record-types.js";

/**
 * The label map that a record was made with, from the file beside it; empty where there was none.
 *
 * @throws HomegroundError as `parseLabelMap`, and where the file cannot be read
 */
export async function recordLabelMap(
  { files: { labelMap } }: TransparencyRecord,
  access: FileBytes,
): Promise<LabelMap> {
  if (labelMap === null) return new Map();
  const bytes = await access.read(labelMap.path);
  return parseLabelMap(new TextDecoder().decode(bytes), labelMap.path);
}
