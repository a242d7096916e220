import { HomegroundError } from "../../core/errors.js";
import { cellText, selectRows, type Table } from "../../core/table.js";
import type { ImageTruth } from "../../formats/import-types.js";
import { matchFiles } from "../../formats/match-files.js";
import type { ResultListed } from "../../results/result.js";
import { sameValue } from "./merge-attributes.js";

/** A table of attributes, joined to images. */
export interface JoinedFile {
  /** A row an image; cells of images that the table does not name are missing. */
  readonly table: Table;
  /** Rows of the file that name no image. */
  readonly unmatched: number;
  readonly notes: readonly ResultListed[];
}

/**
 * Joins a table of attributes (`--attributes FILE`) to images by the files' names, as labels are
 * joined. Of several rows about one image the first counts; rows that say something else are noted.
 *
 * @param read the table, read with no column as its label; labels are not looked at
 * @param images names or paths of the images, each once
 * @throws HomegroundError `attributes/no-image` where not one row names an image
 */
export function joinAttributeFile(
  read: Pick<ImageTruth, "source" | "file" | "line" | "attributes" | "problems">,
  images: readonly { readonly path: string }[],
): JoinedFile {
  const { source, file, line, attributes } = read;
  const matches = matchFiles(file, images);
  const rowOf = new Int32Array(images.length).fill(-1);
  const unmatched: number[] = [];
  const different: { readonly row: number; readonly column: string }[] = [];
  for (let row = 0; row < file.length; row++) {
    const image = matches.fileOf[row]!;
    if (image < 0) {
      unmatched.push(row);
      continue;
    }
    const first = rowOf[image]!;
    if (first < 0) rowOf[image] = row;
    else {
      const column = firstDifference(attributes, first, row);
      if (column !== null) different.push({ row, column });
    }
  }
  const why = (row: number) =>
    `${JSON.stringify(file[row])} (line ${line[row]}): ${matches.whyNot(row).what}`;
  const [first] = unmatched;
  if (first !== undefined && unmatched.length === file.length) {
    throw new HomegroundError("attributes/no-image", {
      what: `none of its ${file.length} rows names an image; ${why(first)}`,
      where: source,
      fix: "Name the images in a column file as they lie in the folder",
    });
  }
  const notes: ResultListed[] = [];
  if (first !== undefined) {
    const what = `${unmatched.length} of ${file.length} rows of ${source} name no image, such as ${why(first)}`;
    notes.push({ file: file[first]!, code: "attributes/no-image", what });
  }
  const without = rowOf.filter((row) => row < 0).length;
  if (without > 0) {
    const what = `${source} says nothing about ${without} of ${images.length} images`;
    notes.push({ file: "", code: "attributes/no-row", what });
  }
  const [twice] = different;
  if (twice !== undefined) {
    const count = different.length;
    const rows = count === 1 ? `1 row of ${source} repeats` : `${count} rows of ${source} repeat`;
    const what = `${rows} an image with something else, such as ${twice.column} in line ${line[twice.row]}; the first row counts`;
    notes.push({ file: file[twice.row]!, code: "attributes/differ", what });
  }
  for (const problem of read.problems) {
    notes.push({ file: problem.where, code: problem.code, what: problem.what });
  }
  return { table: selectRows(attributes, rowOf), unmatched: unmatched.length, notes };
}

/** The first column in which both rows have a value and not the same; null for none. */
function firstDifference(table: Table, a: number, b: number): string | null {
  for (const [name, column] of table.columns) {
    const ours = cellText(column, a);
    const theirs = cellText(column, b);
    if (ours !== null && theirs !== null && !sameValue(ours, theirs)) return name;
  }
  return null;
}
