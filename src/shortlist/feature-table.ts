import { HomegroundError } from "../core/errors.js";
import type { NumericColumn, Table } from "../core/table.js";
import { joinAttributeFile } from "../dataset/attributes/attribute-file.js";
import { featureColumns, wordAmong } from "../dataset/feature-columns.js";
import type { ImageTruth } from "../formats/import-types.js";
import { counted, listed } from "../reports/numbers.js";
import type { Points } from "../statistics/set-distances.js";
import { checkFeatures, type LabelledFeatures } from "./labelled-features.js";

/** Features of images out of a table. */
export interface TabledFeatures extends Pick<LabelledFeatures, "features" | "sourceScores"> {
  /** What of the table was not taken, in words. */
  readonly notes: readonly string[];
}

/**
 * Features of each image, out of a table with a row an image: columns whose names end in a digit are features, in
 * their order; those that begin with `p_` are probabilities of the candidate's own classes; others are left
 * out and said.
 *
 * @param read the table, read with no column as its label
 * @throws HomegroundError `shortlist/no-features`, `shortlist/other-images`, `shortlist/not-a-number`,
 *   `shortlist/bad-scores`, `attributes/no-image`
 */
export function tabledFeatures(read: ImageTruth, images: readonly string[]): TabledFeatures {
  const { source } = read;
  const joined = joinAttributeFile(
    read,
    images.map((path) => ({ path })),
  );
  const names = [...joined.table.columns.keys()];
  const { features, scores, others } = featureColumns(names);
  if (features.length === 0) {
    throw new HomegroundError("shortlist/no-features", {
      what: `no column is called like a feature, by a name that ends in a number; there are ${listed(names.slice(0, 6)) || "none"}`,
      where: source,
      fix: "Call the columns of features f0, f1, f2 …, beside one that names the image",
    });
  }
  const known = new Set(read.file);
  const without = images.filter((_, i) => isEmptyRow(joined.table, [...features, ...scores], i));
  if (without.length > 0) {
    throw new HomegroundError("shortlist/other-images", {
      what: `${counted(without.length, "image")} of ${images.length} have no row, such as ${without[0]}; the table has ${counted(known.size, "image")}`,
      where: source,
      fix: "Compute features of the labelled images, and name these as the labels do",
    });
  }
  const found = {
    features: pointsOf(joined.table, features, images.length, source),
    sourceScores:
      scores.length === 0 ? null : pointsOf(joined.table, scores, images.length, source),
  };
  checkFeatures(found, source, (i) => images[i]!);
  return {
    ...found,
    notes: [
      ...(others.length === 0
        ? []
        : [`${source}: no features, by their names: ${listed(others.slice(0, 6))}`]),
      ...joined.notes
        .filter(({ code }) => code !== "attributes/no-row")
        .map(({ what }) => what as string),
    ],
  };
}

function isEmptyRow(table: Table, names: readonly string[], row: number): boolean {
  return names.every((name) => {
    const column = table.columns.get(name)!;
    return column.kind === "numeric" ? Number.isNaN(column.values[row]!) : column.codes[row] === -1;
  });
}

/** @throws HomegroundError `shortlist/not-a-number` for a column of words */
function pointsOf(table: Table, names: readonly string[], count: number, source: string): Points {
  const width = names.length;
  const values = new Float64Array(count * width);
  for (const [d, name] of names.entries()) {
    const { values: column } = numeric(table, name, source);
    for (let i = 0; i < count; i++) values[i * width + d] = column[i]!;
  }
  return { count, width, values };
}

function numeric(table: Table, name: string, source: string): NumericColumn {
  const column = table.columns.get(name)!;
  if (column.kind === "numeric") return column;
  throw new HomegroundError("shortlist/not-a-number", {
    what: `the column ${name} holds words, such as ${JSON.stringify(wordAmong(column.levels))}`,
    where: source,
    fix: "Give every image a finite number for every feature, and call other columns by names without a number at their end",
  });
}
