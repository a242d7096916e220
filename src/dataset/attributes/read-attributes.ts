import { timesOf } from "../../claims/attribute-levels.js";
import type { Cancellation } from "../../core/cancellation.js";
import { type Column, selectRows, type Table } from "../../core/table.js";
import { foldName } from "../../formats/column-names.js";
import type { FileAccess } from "../../formats/file-access.js";
import type { ImagePredictions } from "../../formats/import-types.js";
import { matchFiles } from "../../formats/match-files.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import type { ResultListed } from "../../results/result.js";
import type { ImageSet } from "../image-set.js";
import type { TruthOnFiles } from "../prepare.js";
import { daylightColumn } from "./daylight.js";
import { isKnownAttribute, type KnownAttribute } from "./known-attributes.js";
import { knownOfFiles, refuseMissing } from "./known-of-files.js";
import { mergeAttributes } from "./merge-attributes.js";
import type { ObjectBoxes } from "./object-boxes.js";

export interface ReadAttributesOptions {
  readonly access: FileAccess;
  /** Asked for once, where pixels are measured. */
  readonly decoder: () => PixelDecoder;
  /** Names of `--slice` and `--cluster`. */
  readonly wanted: readonly string[];
  /** Known attributes that are welcome where files say them. */
  readonly welcome?: readonly KnownAttribute[];
  /**
   * Predictions from a file. Of their other columns those count that the truth has as well, to fill
   * it up and to compare, and those that are wanted.
   */
  readonly predictions: Pick<ImagePredictions, "source" | "file" | "attributes"> | null;
  /** Where objects are; absent: nobody says it. */
  readonly boxes?: ObjectBoxes | null;
  readonly seed: number;
  readonly signal: Cancellation;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Ground truth with what its images' files say. */
export interface PlacedWithAttributes {
  readonly placed: TruthOnFiles;
  readonly notes: readonly ResultListed[];
}

/**
 * Adds to the images that are scored what their files say: time and camera of EXIF always, other
 * known attributes where they are wanted by name. What the labels or tables state counts first; a
 * time that they state makes that of EXIF needless. Only images on disk are looked at.
 *
 * @throws HomegroundError `labels/no-column` where a wanted attribute is on no image
 */
export async function withReadAttributes(
  before: TruthOnFiles,
  images: Pick<ImageSet, "file" | "found" | "row">,
  options: ReadAttributesOptions,
): Promise<PlacedWithAttributes> {
  const notes: ResultListed[] = [];
  const placed = withDaylight(withPredictions(before, images, options, notes), options.wanted);
  const { truth, files } = placed;
  const at = Int32Array.from(images.found.keys()).filter((i) => images.found[i]! >= 0);
  const onDisk = Array.from(at, (i) => files[images.found[i]!]!);
  const known = new Set([...truth.attributes.columns.keys()].map(foldName));
  const isOpen = (name: string): boolean => !known.has(foldName(name));
  const wanted = [...new Set(options.wanted)].filter(isOpen);
  if (onDisk.length === 0) {
    refuseMissing(wanted, new Map(), 0);
    return { placed, notes };
  }
  const always: KnownAttribute[] = statesTimes(truth.attributes)
    ? ["camera-model"]
    : ["datetime", "camera-model"];
  const names = [
    ...always.filter(isOpen),
    ...wanted.filter(isKnownAttribute),
    ...(options.welcome ?? []).filter(isOpen),
  ];
  const rowOfFile = Int32Array.from(at, (i) => images.row[i]!);
  const stated = selectRows(truth.attributes, rowOfFile);
  const read = await knownOfFiles(onDisk, stated, [...new Set(names)], {
    ...options,
    every: false,
  });
  notes.push(...read.notes);
  const { table } = read;
  refuseMissing(wanted, table.columns, onDisk.length);
  if (table.columns.size === 0) return { placed, notes };
  const imageOfRow = new Int32Array(truth.rowCount).fill(-1);
  for (const [k, i] of at.entries()) imageOfRow[images.row[i]!] = k;
  const columns = new Map<string, Column>([
    ...truth.attributes.columns,
    ...selectRows(table, imageOfRow).columns,
  ]);
  const attributes = { rowCount: truth.rowCount, columns };
  return { placed: { ...placed, truth: { ...truth, attributes } }, notes };
}

/** Daylight needs no file where columns have place and time. */
function withDaylight(placed: TruthOnFiles, wanted: readonly string[]): TruthOnFiles {
  const { truth } = placed;
  const column = wanted.includes("daylight") ? daylightColumn(truth.attributes) : null;
  if (column === null || truth.attributes.columns.has("daylight")) return placed;
  const columns = new Map([...truth.attributes.columns, ["daylight", column] as const]);
  const attributes = { rowCount: truth.rowCount, columns };
  return { ...placed, truth: { ...truth, attributes } };
}

/** Columns of a prediction file that say something about the images. */
function withPredictions(
  placed: TruthOnFiles,
  images: Pick<ImageSet, "file" | "row">,
  { predictions, wanted }: ReadAttributesOptions,
  notes: ResultListed[],
): TruthOnFiles {
  const { truth } = placed;
  const names = new Set([...truth.attributes.columns.keys(), ...wanted].map(foldName));
  const columns = new Map(
    [...(predictions?.attributes.columns ?? [])].filter(([name]) => names.has(foldName(name))),
  );
  if (predictions === null || columns.size === 0) return placed;
  const { fileOf } = matchFiles(
    predictions.file,
    images.file.map((path) => ({ path })),
  );
  const rowOfTruth = new Int32Array(truth.rowCount).fill(-1);
  for (let row = fileOf.length - 1; row >= 0; row--) {
    const image = fileOf[row]!;
    if (image >= 0) rowOfTruth[images.row[image]!] = row;
  }
  const said = { rowCount: predictions.attributes.rowCount, columns };
  const merged = mergeAttributes(
    truth.rowCount,
    [
      { name: truth.source, table: truth.attributes },
      { name: predictions.source, table: selectRows(said, rowOfTruth) },
    ],
    (row) => truth.file[row]!,
  );
  notes.push(...merged.notes);
  return { ...placed, truth: { ...truth, attributes: merged.table } };
}

/** Whether a column holds times of day. */
export function statesTimes(attributes: Table): boolean {
  const rows = Int32Array.from({ length: attributes.rowCount }, (_, row) => row);
  for (const column of attributes.columns.values()) {
    const times = timesOf(column, rows);
    if (times?.some((time) => time !== null && time.hour !== null) === true) return true;
  }
  return false;
}
