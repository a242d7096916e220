import type { PlacedFeatures } from "../../dataset/image-features.js";
import {
  referenceFeatures,
  type TestedImages,
  testImageNames,
} from "../../evaluation/claim-record/reference-features.js";
import { readDeclaredSources } from "./attribute-inputs.js";

/**
 * The table of `--reference-features`, on the test images of a record.
 *
 * @throws HomegroundError `usage/bad-option` where the record does not name its images, and as `featuresOfTable`
 */
export async function readReferenceFeatures(
  path: string,
  record: TestedImages | undefined,
): Promise<PlacedFeatures> {
  const names = testImageNames(record);
  return referenceFeatures(await readFeatureTable(path), names);
}

/** A table with a row an image. @throws HomegroundError as the reader of tables */
export async function readFeatureTable(path: string) {
  const { tables } = await readDeclaredSources({ attributes: [path] });
  return tables[0]!;
}
