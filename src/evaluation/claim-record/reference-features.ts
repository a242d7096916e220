import { HomegroundError } from "../../core/errors.js";
import { featuresOfTable } from "../../dataset/feature-columns.js";
import type { PlacedFeatures } from "../../dataset/image-features.js";
import type { ComparedSide } from "../../dataset/profile/compare-attributes.js";
import type { ImageTruth } from "../../formats/import-types.js";

/** A record whose test images a table of features may be of. */
export interface TestedImages {
  readonly source: string;
  readonly side: ComparedSide | null;
}

const WHERE = { command: "--reference-features", app: "features of the test images" };

/** Names of the test images of a record. @throws HomegroundError `usage/bad-option` where it does not tell them */
export function testImageNames(record: TestedImages | null | undefined): readonly string[] {
  if (record == null) {
    throw new HomegroundError("usage/bad-option", {
      what: "it is of the test images of a record, and none is named",
      where: WHERE,
      fix: {
        command: "Name the record, with inspect --record RECORD or evaluate --claim RECORD",
        app: "Give the record as well",
      },
    });
  }
  const names = record.side?.names;
  if (names !== undefined) return names;
  throw new HomegroundError("usage/bad-option", {
    what: `${record.source} does not tell its test images one by one, so that features cannot be theirs`,
    where: WHERE,
    fix: "Leave it out, or get the whole of an open record: record.json with the files beside it",
  });
}

/** Features of test images, by {@link testImageNames}, out of a table. @throws HomegroundError as `featuresOfTable` */
export function referenceFeatures(table: ImageTruth, names: readonly string[]): PlacedFeatures {
  return { features: featuresOfTable(table, names), images: Int32Array.from(names.keys()) };
}
