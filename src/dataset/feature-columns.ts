import { HomegroundError } from "../core/errors.js";
import type { NumericColumn } from "../core/table.js";
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
  const columns = features.map((name): NumericColumn => {
    const column = table.columns.get(name)!;
    if (column.kind === "numeric") return column;
    throw new HomegroundError("features/not-numbers", {
      what: `the column ${name} holds words, such as ${JSON.stringify(column.levels[0] ?? "")}`,
      where: source,
      fix: "Give numbers in columns of features, and call other columns by names without a number at their end",
    });
  });
  const collected = collectFeatures(source, images.length);
  const row = new Float64Array(columns.length);
  for (let image = 0; image < images.length; image++) {
    for (const [d, { values }] of columns.entries()) row[d] = values[image]!;
    collected.add(image, row);
  }
  const found = collected.finish();
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
