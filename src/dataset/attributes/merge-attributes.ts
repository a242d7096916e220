import { parseTimeStamp } from "../../claims/time-stamps.js";
import { type Column, categoricalColumn, cellText, type Table } from "../../core/table.js";
import { foldName } from "../../formats/column-names.js";
import type { ResultListed } from "../../results/result.js";

/** Attributes of images from one place. */
export interface AttributeSource {
  /** A file's name, or `folder names`, `EXIF`, … */
  readonly name: string;
  /** A row an image. */
  readonly table: Table;
}

export interface MergedAttributes {
  readonly table: Table;
  /** Where each column is from; several names where it was filled up. */
  readonly sourceOf: ReadonlyMap<string, string>;
  readonly notes: readonly ResultListed[];
}

/**
 * Attributes from several places as one table. A name that occurs in two (apart from case, blanks and
 * signs) is one attribute: cells that are missing in the first are filled from the second, equal
 * ones are merged, and of different ones the first is kept and the difference noted. Numbers and
 * times are equal when their values are.
 *
 * @param sources the surest first; all with a row for each of `rowCount` images
 * @param nameOf name of an image, for notes
 */
export function mergeAttributes(
  rowCount: number,
  sources: readonly AttributeSource[],
  nameOf: (row: number) => string,
): MergedAttributes {
  const columns = new Map<string, Column>();
  const sourceOf = new Map<string, string>();
  const byFold = new Map<string, string>();
  const notes: ResultListed[] = [];
  for (const { name: source, table } of sources) {
    for (const [name, column] of table.columns) {
      const fold = foldName(name) || name;
      const known = columns.has(name) ? name : byFold.get(fold);
      if (known === undefined) {
        columns.set(name, column);
        sourceOf.set(name, source);
        byFold.set(fold, name);
        continue;
      }
      const first = sourceOf.get(known) ?? "";
      const merged = mergeColumns(columns.get(known)!, column, rowCount);
      columns.set(known, merged.column);
      if (merged.filled > 0) sourceOf.set(known, `${first}, ${source}`);
      if (merged.different > 0) {
        notes.push(differenceNote(known, first, source, merged, nameOf));
      }
    }
  }
  return { table: { rowCount, columns }, sourceOf, notes };
}

interface MergedColumn {
  readonly column: Column;
  /** Cells that the first column lacked. */
  readonly filled: number;
  readonly different: number;
  readonly example: { readonly row: number; readonly a: string; readonly b: string } | null;
}

function mergeColumns(a: Column, b: Column, rowCount: number): MergedColumn {
  let filled = 0;
  let different = 0;
  let example: MergedColumn["example"] = null;
  for (let row = 0; row < rowCount; row++) {
    const theirs = cellText(b, row);
    if (theirs === null) continue;
    const ours = cellText(a, row);
    if (ours === null) filled++;
    else if (!sameValue(ours, theirs)) {
      different++;
      example ??= { row, a: ours, b: theirs };
    }
  }
  return { column: filled === 0 ? a : filledColumn(a, b, rowCount), filled, different, example };
}

/** The first column with the second's cells where it has none. */
function filledColumn(a: Column, b: Column, rowCount: number): Column {
  if (a.kind === "numeric" && b.kind === "numeric") {
    const values = a.values.map((value, row) => (Number.isNaN(value) ? b.values[row]! : value));
    return { kind: "numeric", values };
  }
  const rows = Array.from({ length: rowCount }, (_, row) => cellText(a, row) ?? cellText(b, row));
  return categoricalColumn(rows);
}

/** Whether two cells say the same: as texts, as numbers, or as times. */
export function sameValue(a: string, b: string): boolean {
  if (a === b) return true;
  const numberA = Number(a);
  if (a.trim() !== "" && !Number.isNaN(numberA)) return b.trim() !== "" && numberA === Number(b);
  const timeA = parseTimeStamp(a);
  if (timeA === null) return a.normalize("NFC").trim() === b.normalize("NFC").trim();
  const timeB = parseTimeStamp(b);
  return timeB !== null && timeA.seconds === timeB.seconds && timeA.hour === timeB.hour;
}

function differenceNote(
  attribute: string,
  first: string,
  second: string,
  { different, example }: MergedColumn,
  nameOf: (row: number) => string,
): ResultListed {
  const shown =
    example === null
      ? ""
      : `, such as ${JSON.stringify(example.a)} and ${JSON.stringify(example.b)}`;
  return {
    file: example === null ? "" : nameOf(example.row),
    code: "attributes/differ",
    what: `${attribute}: ${first} and ${second} say different things about ${different} ${different === 1 ? "image" : "images"}${shown}; ${first} counts`,
  };
}
