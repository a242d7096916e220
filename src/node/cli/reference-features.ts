import { HomegroundError } from "../../core/errors.js";
import { featuresOfTable } from "../../dataset/feature-columns.js";
import type { PlacedFeatures } from "../../dataset/image-features.js";
import type { ComparedSide } from "../../dataset/profile/compare-attributes.js";
import { readDeclaredSources } from "./attribute-inputs.js";

/** A record whose test images a table of features may be of. */
interface Told {
  readonly source: string;
  readonly side: ComparedSide | null;
}

/**
 * The table of `--reference-features`, on the test images of a record.
 *
 * @throws HomegroundError `usage/bad-option` where the record does not name its images, and as `featuresOfTable`
 */
export async function readReferenceFeatures(
  path: string,
  record: Told | undefined,
): Promise<PlacedFeatures> {
  if (record === undefined) {
    throw new HomegroundError("usage/bad-option", {
      what: "it is of the test images of a record, and none is named",
      where: "--reference-features",
      fix: "Name the record, with inspect --record RECORD or evaluate --claim RECORD",
    });
  }
  const names = record.side?.names;
  if (names === undefined) {
    throw new HomegroundError("usage/bad-option", {
      what: `${record.source} does not tell its test images one by one, so that features cannot be theirs`,
      where: "--reference-features",
      fix: "Leave it out, or get the whole of an open record: record.json with the files beside it",
    });
  }
  const features = featuresOfTable(await readFeatureTable(path), names);
  return { features, images: Int32Array.from(names.keys()) };
}

/** A table with a row an image. @throws HomegroundError as the reader of tables */
export async function readFeatureTable(path: string) {
  const { tables } = await readDeclaredSources({ attributes: [path] });
  return tables[0]!;
}
