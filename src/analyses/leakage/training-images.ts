import { type Column, cellText, selectRows, type Table } from "../../core/table.js";
import { foldName } from "../../formats/column-names.js";
import type { FileAccess, ListedFile } from "../../formats/file-access.js";
import { matchFiles } from "../../formats/match-files.js";
import { HASH } from "../../records/record/record-schema.js";
import type { TrainingImages } from "./leakage.js";

/** Where the files of a list may lie. */
export interface ImagePlace {
  readonly access: FileAccess;
  readonly files: readonly Pick<ListedFile, "path">[];
}

/** The evaluated images as files, to know them again in a list. */
export interface EvaluatedFiles extends ImagePlace {
  /** Index into `files` of each evaluated image; −1 where it is not on disk. */
  readonly found: Int32Array;
  readonly name: readonly string[];
}

/** What a list says of its images, a position a row. */
export interface ListedTraining {
  readonly source: string;
  readonly kind: TrainingImages["kind"];
  readonly name: readonly string[];
  readonly attributes: Table | null;
  readonly bytes?: readonly (string | null)[];
  readonly pixels?: readonly (string | null)[];
}

/**
 * Finds the files of a training list: beside the evaluated images or in another place, wherever more
 * of them are. Rows of one image are one image.
 *
 * @param beside the folder of the list itself; null where there is none
 */
export function placeTraining(
  list: ListedTraining,
  evaluated: EvaluatedFiles,
  beside: ImagePlace | null,
): TrainingImages {
  const here = matchFiles(list.name, evaluated.files).fileOf;
  const there = beside === null ? null : matchFiles(list.name, beside.files).fileOf;
  const isHere = there === null || countFound(here) >= countFound(there);
  const place = isHere ? evaluated : (beside ?? evaluated);
  const fileOf = isHere ? here : (there ?? here);
  const rows = distinctRows(list.name, fileOf);
  const imageOfFile = new Map<number, number>();
  const imageOfName = new Map<string, number>();
  if (isHere) {
    for (const [image, file] of evaluated.found.entries()) {
      if (file >= 0) imageOfFile.set(file, image);
      // A list that is the label file itself names the same image by the same name.
      else if (list.kind === "split") imageOfName.set(evaluated.name[image]!, image);
    }
  }
  const picked = (values: readonly (string | null)[] | undefined): (string | null)[] =>
    Array.from(rows, (row) => values?.[row] ?? null);
  return {
    source: list.source,
    kind: list.kind,
    access: place.access,
    name: Array.from(rows, (row) => list.name[row]!),
    path: Array.from(rows, (row) => place.files[fileOf[row]!]?.path ?? null),
    stated:
      list.bytes === undefined && list.pixels === undefined
        ? null
        : { bytes: picked(list.bytes), pixels: picked(list.pixels) },
    attributes: list.attributes === null ? null : selectRows(list.attributes, rows),
    sameFile: rows.map(
      (row) => imageOfFile.get(fileOf[row]!) ?? imageOfName.get(list.name[row]!) ?? -1,
    ),
  };
}

function countFound(fileOf: Int32Array): number {
  return fileOf.reduce((sum, file) => sum + (file >= 0 ? 1 : 0), 0);
}

/** The first row of each image, ascending. */
function distinctRows(name: readonly string[], fileOf: Int32Array): Int32Array {
  const files = new Set<number>();
  const names = new Set<string>();
  const rows: number[] = [];
  for (let row = 0; row < name.length; row++) {
    const file = fileOf[row]!;
    if (file >= 0 ? files.has(file) : names.has(name[row]!)) continue;
    if (file >= 0) files.add(file);
    else names.add(name[row]!);
    rows.push(row);
  }
  return Int32Array.from(rows);
}

const SPLIT_NAMES = new Set(["split", "subset", "partition"]);
const TRAINING_NAMES = new Set(["train", "training"]);

/**
 * Rows that a column `split` (`subset`, `partition`) calls train or training; null without such a
 * column, or where all rows or none are called so: then it divides nothing.
 */
export function trainingRows(attributes: Table): Int32Array | null {
  for (const [name, column] of attributes.columns) {
    if (!SPLIT_NAMES.has(foldName(name))) continue;
    const rows = rowsCalled(column, attributes.rowCount);
    if (rows.length > 0 && rows.length < attributes.rowCount) return rows;
  }
  return null;
}

function rowsCalled(column: Column, rowCount: number): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    if (TRAINING_NAMES.has(foldName(cellText(column, row) ?? ""))) rows.push(row);
  }
  return Int32Array.from(rows);
}

/** Heads a column of hashes that has nothing beside it. */
const HASH_HEADS = new Set([
  "sha256",
  "sha256sum",
  "hash",
  "digest",
  "checksum",
  "bytes",
  "pixels",
]);

/** Cells of the first column that holds hashes and nothing else; null where there is none. */
export function hashColumn({ columns, rowCount }: Table): readonly (string | null)[] | null {
  for (const column of columns.values()) {
    const cells = Array.from(
      { length: rowCount },
      (_, row) => cellText(column, row)?.trim().toLowerCase() ?? "",
    );
    const filled = cells.filter((cell) => cell !== "");
    if (filled.length > 0 && filled.every((cell) => HASH.test(cell))) {
      return cells.map((cell) => (cell === "" ? null : cell));
    }
  }
  return null;
}

const HASH_LINE = /^([0-9a-f]{64})(?:[\s*,;]+(\S.*))?$/i;

/**
 * A list of hashes: SHA-256 of the file or of its pixels, one a line, a name after it where one is
 * wanted (as `sha256sum` writes it). Blank lines and those that begin with `#` are passed over, and so is
 * the head of a table that has this one column.
 *
 * @returns null where the first line is no hash; the number of a line, from 1, that is none
 */
export function readHashList(
  text: string,
): { readonly name: readonly string[]; readonly hash: readonly string[] } | number | null {
  const name: string[] = [];
  const hash: string[] = [];
  let isHead = true;
  for (const [at, raw] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const isFirst = isHead;
    isHead = false;
    if (isFirst && HASH_HEADS.has(foldName(line))) continue;
    const found = HASH_LINE.exec(line);
    if (found === null) return hash.length === 0 ? null : at + 1;
    const digest = (found[1] ?? "").toLowerCase();
    hash.push(digest);
    name.push(found[2]?.trim() ?? `${digest.slice(0, 12)}…`);
  }
  return hash.length === 0 ? null : { name, hash };
}
