import { formatCsvRow } from "../formats/delimited/csv-write.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import type { ComparedOutcomes } from "./comparison.js";
import { areHits, sharedValues } from "./paired-units.js";

/**
 * The images that only one model gets right, as a table: image, model.
 *
 * @param images of the shared units
 * @returns null where the metric does not count units as right
 */
export function onlyOneRight(
  models: readonly ComparedOutcomes[],
  images: readonly string[],
  reference: MetricReference,
): string | null {
  const values = models.map((model) => sharedValues(model, reference));
  const hits = values.flatMap((own) => (own !== null && areHits(own) ? [own] : []));
  if (hits.length < models.length) return null;
  const rows = [formatCsvRow(["image", "model"])];
  for (const [i, image] of images.entries()) {
    const right = models.filter((_, m) => hits[m]![i] === 1);
    if (right.length === 1) rows.push(formatCsvRow([image, right[0]!.name]));
  }
  return rows.join("");
}
