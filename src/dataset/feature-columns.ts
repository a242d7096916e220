import { HomegroundError } from "../core/errors.js";
import { type NumericColumn, selectRows, type Table } from "../core/table.js";
import type { ImageTruth } from "../formats/import-types.js";
import { joinAttributeFile } from "./attributes/attribute-file.js";
import { collectFeatures, type ImageFeatures } from "./image-features.js";

/** Columns of the candidate's own probabilities. */
const SCORE = /^p_/;
/** Columns of features are numbered: `f0`, `feature_12`, `768`. */
const FEATURE = /\d$/;

/** What the columns of a table of features are, by their names. */
export function featureColumns(names: readonly string[]): {
  readonly features: readonly string[];
  readonly scores: readonly string[];
  readonly others: readonly string[];
} {
  const scores = names.filter((name) => SCORE.test(name));
  const rest = names.filter((name) => !SCORE.test(name));
  return {
    scores,
    features: rest.filter((name) => FEATURE.test(name)),
    others: rest.filter((name) => !FEATURE.test(name)),
  };
}

/**
 * Features of images out of a table with a row an image: columns whose names end in a digit, in their order. A row that
 * lacks one is no features.
 *
 * @param read the table, read with no column as its label
 * @param images names of the images
 * @throws HomegroundError `features/no-column`, `features/not-numbers`, `attributes/no-image`
 */
export function featuresOfTable(read: ImageTruth, images: readonly string[]): ImageFeatures {
  const { source } = read;
  const { table } = joinAttributeFile(
    read,
    images.map((path) => ({ path })),
  );
  const { features } = featureColumns([...table.columns.keys()]);
  const found = collectColumns(table, features, source);
  if (found !== null) return found;
  throw new HomegroundError("features/no-column", {
    what:
      features.length === 0
        ? "no column is called like a feature, by a name that ends in a number"
        : "no image has a number in each column of features",
    where: source,
    fix: "Call the columns of features f0, f1, f2 …, beside one that names the image",
  });
}

/** What keeps a column from being one of numbers: its first level that is none. */
export function wordAmong(levels: readonly string[]): string {
  return levels.find((level) => !Number.isFinite(Number(level))) ?? levels[0] ?? "";
}

/** A row an image, whichever it is. @throws HomegroundError `features/not-numbers` */
function collectColumns(
  table: Table,
  features: readonly string[],
  source: string,
): ImageFeatures | null {
  const columns = features.map((name): NumericColumn => {
    const column = table.columns.get(name)!;
    if (column.kind === "numeric") return column;
    throw new HomegroundError("features/not-numbers", {
      what: `the column ${name} holds words, such as ${JSON.stringify(wordAmong(column.levels))}`,
      where: source,
      fix: "Give numbers in columns of features, and call other columns by names without a number at their end",
    });
  });
  const collected = collectFeatures(source, table.rowCount);
  const row = new Float64Array(columns.length);
  for (let image = 0; image < table.rowCount; image++) {
    for (const [d, { values }] of columns.entries()) row[d] = values[image]!;
    collected.add(image, row);
  }
  return collected.finish();
}

/** Features of the images that a model was trained on. */
export interface TrainingFeatures {
  readonly features: ImageFeatures;
  /** Number of the label of each; −1 for none, or several. */
  readonly label: Int32Array;
}

/**
 * Features of training images, out of the table that lists them: with two or more columns of numbers whose names end in a
 * digit.
 *
 * @param rows of the table that are of training; null for all
 * @returns null where the table has no such columns
 */
export function trainingFeaturesOf(
  { attributes, labelStart, labelIndex, source }: ImageTruth,
  rows: Int32Array | null,
): TrainingFeatures | null {
  const own = rows ?? Int32Array.from({ length: attributes.rowCount }, (_, row) => row);
  const names = featureColumns([...attributes.columns.keys()]).features.filter(
    (name) => attributes.columns.get(name)?.kind === "numeric",
  );
  const features =
    names.length < 2 ? null : collectColumns(selectRows(attributes, own), names, source);
  if (features === null) return null;
  const label = own.map((row) => {
    const first = labelStart[row]!;
    return labelStart[row + 1]! - first === 1 ? labelIndex[first]! : -1;
  });
  return { features, label };
}
