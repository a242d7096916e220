import { type Column, cellText, selectRows } from "../../core/table.js";
import { foldName } from "../../formats/column-names.js";
import { folderOf, type ListedFile } from "../../formats/file-access.js";
import type { ImageTruth } from "../../formats/import-types.js";
import { matchFiles } from "../../formats/match-files.js";
import type { ResultListed } from "../../reports/result.js";
import { isImageName } from "../image-set.js";
import { cellTest, rowsWhere, type WhereCondition } from "../where.js";
import { daylightColumn } from "./daylight.js";
import { type FolderPattern, matchFolderPattern } from "./folder-pattern.js";
import { isKnownAttribute, type KnownAttribute } from "./known-attributes.js";
import { type KnownOfFilesOptions, knownOfFiles, refuseMissing } from "./known-of-files.js";

/** Ground truth that has what `--where` names. */
export interface TruthForWhere {
  readonly truth: ImageTruth;
  /** Files without a row that `--where` leaves out: their folder or content says another value. */
  readonly leftOut: ReadonlySet<number>;
  readonly notes: readonly ResultListed[];
}

/**
 * Adds to ground truth the known attributes that conditions name and no column has: of EXIF, headers
 * and pixels, read from every file that the other conditions keep. Files beside the labels, which
 * have no row, are held to the same conditions as far as their folders or contents answer them.
 *
 * @param pattern of `--folder-pattern`, whose attributes the truth has already
 * @throws HomegroundError `labels/no-column` for a condition on an attribute that is on no image
 */
export async function withWhereAttributes(
  truth: ImageTruth,
  files: readonly ListedFile[],
  where: readonly WhereCondition[],
  pattern: FolderPattern | null,
  options: Omit<KnownOfFilesOptions, "every">,
): Promise<TruthForWhere> {
  const stated = new Set([...truth.attributes.columns.keys(), truth.roles.get("label") ?? ""]);
  const folded = new Set([...stated].map(foldName));
  const open = [...new Set(where.map(({ column }) => column))].filter(
    (name): name is KnownAttribute => isKnownAttribute(name) && !folded.has(foldName(name)),
  );
  const added = new Map<string, Column>();
  // Place and time of columns need no file.
  const daylight = open.includes("daylight") ? daylightColumn(truth.attributes) : null;
  if (daylight !== null) added.set("daylight", daylight);
  const names = open.filter((name) => !added.has(name));

  const { fileOf } = matchFiles(truth.file, files);
  const others = where.filter(({ column }) => !open.includes(column as KnownAttribute));
  const kept = rowsWhere(truth, others);
  const strangers = filesBeside(fileOf, kept, files);
  const outByFolder = strangers.filter(
    (index) => pattern !== null && isOtherFolder(files[index]!.path, pattern, where),
  );
  const leftOut = new Set(outByFolder);
  const notes: ResultListed[] = [];
  if (names.length > 0) {
    const firstRow = new Map<number, number>();
    for (const row of kept) {
      const file = fileOf[row]!;
      if (file >= 0 && !firstRow.has(file)) firstRow.set(file, row);
    }
    for (const index of strangers) if (!leftOut.has(index)) firstRow.set(index, -1);
    const read = [...firstRow.keys()];
    const rows = selectRows(truth.attributes, Int32Array.from(firstRow.values()));
    const { table } = await knownOfFiles(
      read.map((index) => files[index]!),
      rows,
      names,
      { ...options, every: true },
    );
    refuseMissing(names, table.columns, read.length);
    const place = new Map(read.map((index, k) => [index, k]));
    const ofRow = fileOf.map((file) => place.get(file) ?? -1);
    for (const [name, column] of selectRows(table, ofRow).columns) added.set(name, column);
    for (const [name, column] of table.columns) {
      const wanted = valuesOf(where, name);
      const isWanted = cellTest(column, wanted);
      for (const [k, index] of read.entries()) {
        const isStranger = firstRow.get(index) === -1;
        if (isStranger && cellText(column, k) !== null && !isWanted(k)) leftOut.add(index);
      }
      const isUnknown = (row: number) => cellText(column, place.get(fileOf[row]!) ?? -1) === null;
      const unknown = wanted.has("") ? [] : [...kept].filter(isUnknown);
      if (unknown.length > 0) notes.push(unknownNote(name, truth, unknown, kept.length));
    }
  }
  const columns = new Map([...truth.attributes.columns, ...added]);
  return {
    truth: { ...truth, attributes: { rowCount: truth.rowCount, columns } },
    leftOut,
    notes,
  };
}

/** Image files that no row names, in folders that hold an image of a row that is kept. */
function filesBeside(
  fileOfRow: Int32Array,
  kept: Int32Array,
  files: readonly ListedFile[],
): number[] {
  const named = new Set(fileOfRow);
  const folders = new Set<string>();
  for (const row of kept) {
    const file = files[fileOfRow[row]!];
    if (file !== undefined) folders.add(folderOf(file.path));
  }
  return [...files.keys()].filter((index) => {
    const { path } = files[index]!;
    return !named.has(index) && isImageName(path) && folders.has(folderOf(path));
  });
}

function isOtherFolder(
  path: string,
  pattern: FolderPattern,
  where: readonly WhereCondition[],
): boolean {
  const values = matchFolderPattern(pattern, path);
  return pattern.names.some((name, k) => {
    const wanted = valuesOf(where, name);
    const value = values?.[k];
    return wanted.size > 0 && value !== undefined && !wanted.has(value);
  });
}

function valuesOf(where: readonly WhereCondition[], name: string): ReadonlySet<string> {
  return new Set(where.flatMap(({ column, value }) => (column === name ? [value] : [])));
}

function unknownNote(
  name: string,
  truth: ImageTruth,
  rows: readonly number[],
  of: number,
): ResultListed {
  const file = truth.file[rows[0]!]!;
  const what = `--where ${name} leaves out ${rows.length} of ${of} rows whose image does not say it, such as ${file}`;
  return { file, code: "where/unknown", what };
}
