import type { Column, Table } from "../../core/table.js";
import { selectRows } from "../../core/table.js";
import { type KnownAttribute, knownFrom } from "../../dataset/attributes/known-attributes.js";
import { type KnownOfFilesOptions, knownOfFiles } from "../../dataset/attributes/known-of-files.js";
import { MEASURED_AT_MOST } from "../../dataset/attributes/pixel-attributes.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { TruthOnFiles } from "../../dataset/prepare.js";
import { toldAttributes } from "../../records/record/told-attributes.js";
import type { ClaimRecord } from "./claim-record.js";

/**
 * What the files of the images say of attributes that the records of claims tell and the labels do not:
 * what a gap can be split by and scopes are compared by, and no more parts of the data than were asked for.
 * An analysis that was asked for may want more of them (`wanted`). Pixels are measured of up to 2,000 images; of more, only where somebody asks for them by name.
 *
 * @returns a row for each row of the truth; null where there is nothing to read
 */
export async function gapAttributesOf(
  records: readonly ClaimRecord[],
  wanted: readonly KnownAttribute[],
  { truth, files }: Pick<TruthOnFiles, "truth" | "files">,
  images: Pick<ImageSet, "found" | "row">,
  options: Omit<KnownOfFilesOptions, "every">,
): Promise<Table | null> {
  const told = new Set<string>([
    ...wanted,
    ...records.flatMap(({ units, record }) => [
      ...(units?.attributes?.columns.keys() ?? []),
      ...toldAttributes(record),
    ]),
  ]);
  const open = [...told].filter((name) => !truth.attributes.columns.has(name));
  const at = Int32Array.from(images.found.keys()).filter((i) => images.found[i]! >= 0);
  const names = [
    ...knownFrom(open, "exif", "header", "boxes", "sun"),
    ...(at.length > MEASURED_AT_MOST ? [] : knownFrom(open, "pixels", "background")),
  ];
  if (names.length === 0 || at.length === 0) return null;
  const onDisk = Array.from(at, (i) => files[images.found[i]!]!);
  const stated = selectRows(
    truth.attributes,
    Int32Array.from(at, (i) => images.row[i]!),
  );
  const { table } = await knownOfFiles(onDisk, stated, names, { ...options, every: false });
  const imageOfRow = new Int32Array(truth.rowCount).fill(-1);
  for (const [k, i] of at.entries()) imageOfRow[images.row[i]!] = k;
  return selectRows(table, imageOfRow);
}

/** Columns of both tables, which have the same rows; those of the first count. */
export function withColumns(first: Table, second: Table | null): Table {
  if (second === null) return first;
  const columns = new Map<string, Column>([...second.columns, ...first.columns]);
  return { rowCount: first.rowCount, columns };
}
