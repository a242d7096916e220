import { HomegroundError } from "../../core/errors.js";
import { joinAttributeFile } from "../../dataset/attributes/attribute-file.js";
import { wordAmong } from "../../dataset/feature-columns.js";
import { baseName } from "../../formats/file-access.js";
import type { ImageTruth } from "../../formats/import-types.js";
import { counted, listed } from "../../reports/numbers.js";
import type { Note } from "../../results/result.js";
import { OWN_SCORES } from "./confidence-scores.js";

/** Scores of confidence that were computed elsewhere; the surer, the higher. */
export interface GivenScores {
  readonly scores: readonly GivenScore[];
  /** What of the tables was not taken. */
  readonly notes: readonly Note[];
}

export interface GivenScore {
  readonly name: string;
  /** The file that it was read from. */
  readonly source: string;
  /** A value an image; NaN where there is none. */
  readonly values: Float64Array;
}

/**
 * Scores out of tables with a row an image: every column of numbers is one, and called as its column. Where that is
 * a name of the analysis's own, or two columns share it, the file's name stands behind.
 *
 * @param tables read with no column as their label
 * @param images names of the images
 * @throws HomegroundError `scores/no-column`, `scores/same-name`, `attributes/no-image`
 */
export function givenScores(tables: readonly ImageTruth[], images: readonly string[]): GivenScores {
  const found = tables.map((table) => scoresOf(table, images));
  const columns = found.flatMap(({ scores }) => scores);
  const isTaken = (name: string): boolean =>
    OWN_SCORES.includes(name) || columns.filter((one) => one.name === name).length > 1;
  const scores = columns.map((one) => ({
    ...one,
    name: isTaken(one.name) ? `${one.name} (${baseName(one.source)})` : one.name,
  }));
  const names = scores.map(({ name }) => name);
  const twice = scores.find(({ name }, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new HomegroundError("scores/same-name", {
      what: `two scores are called ${twice.name}`,
      where: twice.source,
      fix: "Give each file once, and call the columns of files of one name differently",
    });
  }
  return { scores, notes: found.flatMap(({ notes }) => notes) };
}

function scoresOf(
  read: ImageTruth,
  images: readonly string[],
): Pick<GivenScores, "scores" | "notes"> {
  const { source } = read;
  const joined = joinAttributeFile(
    read,
    images.map((path) => ({ path })),
  );
  const scores: GivenScore[] = [];
  const others: { readonly name: string; readonly word: string }[] = [];
  for (const [name, column] of joined.table.columns) {
    if (column.kind === "numeric") scores.push({ name, source, values: column.values });
    else others.push({ name, word: wordAmong(column.levels) });
  }
  if (scores.length === 0) {
    throw new HomegroundError("scores/no-column", {
      what:
        others.length === 0
          ? "it names images and nothing else"
          : `no column holds numbers alone: ${listed(others.slice(0, 6).map(({ name, word }) => `${name} has ${JSON.stringify(word)}`))}`,
      where: source,
      fix: "Give a column that names the image and one of numbers for each score, higher where the model is surer",
    });
  }
  const notes: Note[] = joined.notes.filter(({ code }) => code !== "attributes/no-row");
  if (others.length > 0) {
    const names = others.slice(0, 6).map(({ name }) => name);
    const what = `${source}: ${counted(others.length, "column")} of words, which ${others.length === 1 ? "is no score" : "are no scores"}: ${listed(names)}`;
    notes.push({ file: "", code: "scores/words", what });
  }
  return { scores, notes };
}
