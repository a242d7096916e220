import { cellText, selectRows } from "../../core/table.js";
import { foldName } from "../../formats/column-names.js";
import { folderOf, type ListedFile } from "../../formats/file-access.js";
import type { ImageTruth } from "../../formats/import-types.js";
import { matchFiles } from "../../formats/match-files.js";
import type { ResultListed } from "../../results/result.js";
import { isImageName } from "../image-set.js";
import { cellTest, nothingWhere, rowsWhere, unmetWhere, type WhereCondition } from "../where.js";
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
 * @throws HomegroundError `labels/no-column` for a condition on an attribute that is on no image,
 *   `labels/no-value` where all values that are asked for of a column are on none
 */
export async function withWhereAttributes(
  truth: ImageTruth,
  files: readonly ListedFile[],
  where: readonly WhereCondition[],
  pattern: FolderPattern | null,
  options: Omit<KnownOfFilesOptions, "every">,
): Promise<TruthForWhere> {
  const open = openAttributes(truth, where);
  // Place and time of columns need no file.
  const daylight = open.includes("daylight") ? daylightColumn(truth.attributes) : null;
  const names = daylight === null ? open : open.filter((name) => name !== "daylight");

  const { fileOf } = matchFiles(truth.file, files);
  const isOpen = new Set<string>(open);
  const kept = rowsWhere(
    truth,
    where.filter(({ column }) => !isOpen.has(column)),
  );
  const beside = filesBeside(fileOf, kept, files);
  const leftOut = new Set(
    beside.filter((i) => pattern !== null && isOtherFolder(files[i]!.path, pattern, where)),
  );
  const columns = new Map(truth.attributes.columns);
  if (daylight !== null) columns.set("daylight", daylight);
  const notes: ResultListed[] = [];
  if (names.length > 0) {
    const rowOf = firstRows(fileOf, kept);
    for (const index of beside) if (!leftOut.has(index)) rowOf.set(index, -1);
    const read = [...rowOf.keys()];
    const stated = selectRows(truth.attributes, Int32Array.from(rowOf.values()));
    const readFiles = read.map((index) => files[index]!);
    const { table } = await knownOfFiles(readFiles, stated, names, { ...options, every: true });
    refuseMissing(names, table.columns, read.length);
    const place = new Map(read.map((index, k) => [index, k]));
    const placeOfRow = fileOf.map((file) => place.get(file) ?? -1);
    for (const [name, column] of table.columns) {
      const wanted = valuesOf(where, name);
      const isWanted = cellTest(column, wanted);
      for (const [k, index] of read.entries()) {
        const isStranger = rowOf.get(index) === -1;
        if (isStranger && cellText(column, k) !== null && !isWanted(k)) leftOut.add(index);
      }
      const isUnknown = (row: number) => cellText(column, placeOfRow[row]!) === null;
      const unknown = wanted.has("") ? [] : [...kept].filter(isUnknown);
      if (unknown.length > 0) notes.push(unknownNote(name, truth, unknown, kept.length));
    }
    for (const [name, column] of selectRows(table, placeOfRow).columns) columns.set(name, column);
  }
  const whole = { ...truth, attributes: { rowCount: truth.rowCount, columns } };
  return { truth: whole, leftOut, notes: [...notes, ...unmetNotes(whole, where)] };
}

/**
 * Values that no row has, where other values of the column keep some.
 *
 * @throws HomegroundError `labels/no-value` where a column keeps nothing
 */
function unmetNotes(truth: ImageTruth, where: readonly WhereCondition[]): ResultListed[] {
  const unmet = unmetWhere(truth, where);
  return unmet.map((condition) => {
    const { column, value } = condition;
    if (where.every((other) => other.column !== column || unmet.includes(other))) {
      throw nothingWhere(truth, condition);
    }
    return { file: "", code: "where/no-value", what: `--where ${column}=${value} is on no image` };
  });
}

/** Known attributes that conditions name and no column has. */
function openAttributes(truth: ImageTruth, where: readonly WhereCondition[]): KnownAttribute[] {
  const stated = [...truth.attributes.columns.keys(), truth.roles.get("label") ?? ""];
  const folded = new Set(stated.map(foldName));
  return [...new Set(where.map(({ column }) => column))].filter(
    (name): name is KnownAttribute => isKnownAttribute(name) && !folded.has(foldName(name)),
  );
}

/** The first of the rows that are kept of each file. */
function firstRows(fileOfRow: Int32Array, kept: Int32Array): Map<number, number> {
  const rows = new Map<number, number>();
  for (const row of kept) {
    const file = fileOfRow[row]!;
    if (file >= 0 && !rows.has(file)) rows.set(file, row);
  }
  return rows;
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
