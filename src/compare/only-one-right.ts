import { formatCsvRow } from "../formats/delimited/csv-write.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import type { ComparedOutcomes } from "./comparison.js";
import { areHits, sharedValues } from "./paired-units.js";

/**
 * The model that alone gets each shared unit right, −1 where none or several do.
 *
 * @returns null where the metric does not count units as right
 */
export function onlyOneRight(
  models: readonly ComparedOutcomes[],
  reference: MetricReference,
): Int32Array | null {
  const values = models.map((model) => sharedValues(model, reference));
  const hits = values.flatMap((own) => (own !== null && areHits(own) ? [own] : []));
  if (hits.length < models.length) return null;
  return Int32Array.from(models[0]!.units, (_, i) => {
    const right = [...models.keys()].filter((m) => hits[m]![i] === 1);
    return right.length === 1 ? right[0]! : -1;
  });
}

/**
 * The images that only one model gets right, as a table: image, model.
 *
 * @param images of the shared units
 * @param only see {@link onlyOneRight}
 */
export function onlyOneRightCsv(
  models: readonly Pick<ComparedOutcomes, "name">[],
  images: readonly string[],
  only: Int32Array,
): string {
  const rows = [formatCsvRow(["image", "model"])];
  for (const [i, image] of images.entries()) {
    const m = only[i]!;
    if (m >= 0) rows.push(formatCsvRow([image, models[m]!.name]));
  }
  return rows.join("");
}

/** How many units each model alone gets right. @param only see {@link onlyOneRight} */
export function countAlone(
  models: readonly Pick<ComparedOutcomes, "name">[],
  only: Int32Array,
): ReadonlyMap<string, number> {
  const counts = new Int32Array(models.length);
  for (const m of only) if (m >= 0) counts[m]! += 1;
  return new Map(models.map(({ name }, m) => [name, counts[m]!]));
}
