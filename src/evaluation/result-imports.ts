import type { ImagePredictions, ImageTruth } from "../formats/import-types.js";
import type { ObjectPredictions } from "../formats/objects/object-types.js";
import type { ResultImport } from "../reports/result.js";

/** How labels and predictions were read, for `result.json`. */
export function resultImports(
  truth: ImageTruth,
  predictions: ImagePredictions | ObjectPredictions | null,
): readonly ResultImport[] {
  return [
    importOf("labels", truth),
    ...(predictions === null ? [] : [importOf("predictions", predictions)]),
  ];
}

function importOf(
  role: "labels" | "predictions",
  {
    source,
    format,
    rowCount,
    objects,
    problems,
  }: ImageTruth | ImagePredictions | ObjectPredictions,
): ResultImport {
  const count = typeof objects === "object" ? objects.count : (objects ?? null);
  return { role, source, format: format.id, rows: rowCount, objects: count, problems };
}
