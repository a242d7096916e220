import type { Cancellation } from "../../core/cancellation.js";
import { HomegroundError } from "../../core/errors.js";
import { type Column, selectRows, type Table } from "../../core/table.js";
import { foldName } from "../../formats/column-names.js";
import type { FileAccess, ListedFile } from "../../formats/file-access.js";
import type { ImagePredictions } from "../../formats/import-types.js";
import { matchFiles } from "../../formats/match-files.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import type { ResultListed } from "../../reports/result.js";
import { timesOf } from "../../transfer/attribute-levels.js";
import type { ImageSet } from "../image-set.js";
import type { TruthOnFiles } from "../prepare.js";
import { headAttributes, readExifHeads, readImageHeads } from "./image-heads.js";
import { KNOWN_ATTRIBUTES, type KnownAttribute, knownFrom } from "./known-attributes.js";
import { mergeAttributes } from "./merge-attributes.js";
import { MEASURED_AT_MOST, measurePixels, pixelColumns } from "./pixel-attributes.js";

export interface ReadAttributesOptions {
  readonly access: FileAccess;
  /** Asked for once, where pixels are measured. */
  readonly decoder: () => PixelDecoder;
  /** Names of `--slice` and `--cluster`. */
  readonly wanted: readonly string[];
  /**
   * Predictions from a file. Of their other columns those count that the truth has as well, to fill
   * it up and to compare, and those that are wanted.
   */
  readonly predictions: Pick<ImagePredictions, "source" | "file" | "attributes"> | null;
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
  const placed = withPredictions(before, images, options, notes);
  const { truth, files } = placed;
  const at = Int32Array.from(images.found.keys()).filter((i) => images.found[i]! >= 0);
  const onDisk = Array.from(at, (i) => files[images.found[i]!]!);
  const stated = new Set([...truth.attributes.columns.keys()].map(foldName));
  const isOpen = (name: string): boolean => !stated.has(foldName(name));
  const wanted = [...new Set(options.wanted)].filter(isOpen);
  if (onDisk.length === 0) {
    refuseMissing(wanted, new Map(), 0);
    return { placed, notes };
  }
  const always: KnownAttribute[] = statesTimes(truth.attributes)
    ? ["camera-model"]
    : ["datetime", "camera-model"];
  const ofHeads = [
    ...new Set([...always.filter(isOpen), ...knownFrom(wanted, "exif", "exif-personal", "header")]),
  ];
  const ofPixels = knownFrom(wanted, "pixels");
  const tables: Table[] = [];
  if (ofHeads.length > 0) tables.push(await tableOfHeads(onDisk, ofHeads, options));
  if (ofPixels.length > 0) {
    const { access, seed, signal, onProgress } = options;
    const found = await measurePixels(onDisk, {
      ...{ access, decoder: options.decoder(), seed, signal, sample: MEASURED_AT_MOST },
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    tables.push(pixelColumns(found, ofPixels));
    if (found.drawn < found.images) {
      const what = `${ofPixels.join(", ")} measured on ${found.drawn} of ${found.images} images, drawn at random (seed ${seed}); the others are in no part by ${ofPixels.length === 1 ? "it" : "them"}`;
      notes.push({ file: "", code: "attributes/sampled", what });
    }
  }
  const { table } = mergeAttributes(
    onDisk.length,
    tables.map((one) => ({ name: "files", table: one })),
    (i) => onDisk[i]!.path,
  );
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

async function tableOfHeads(
  files: readonly ListedFile[],
  names: readonly KnownAttribute[],
  { access, seed, signal, onProgress }: ReadAttributesOptions,
): Promise<Table> {
  const options = {
    ...{ access, signal, checkEnds: false },
    personal: names.some((name) => KNOWN_ATTRIBUTES[name].from === "exif-personal"),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  const needsAll = names.some((name) => KNOWN_ATTRIBUTES[name].from === "header");
  const heads = needsAll
    ? await readImageHeads(files, options)
    : await readExifHeads(files, { ...options, seed });
  return heads === null
    ? { rowCount: files.length, columns: new Map() }
    : headAttributes(heads, names);
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

/** A known attribute that is wanted and on no image is said at once, not after the scoring. */
function refuseMissing(
  wanted: readonly string[],
  found: ReadonlyMap<string, Column>,
  files: number,
): void {
  for (const name of knownFrom(wanted, "exif", "exif-personal", "header", "pixels")) {
    if (found.has(name)) continue;
    const { from, what } = KNOWN_ATTRIBUTES[name];
    const isExif = from === "exif" || from === "exif-personal";
    throw new HomegroundError("labels/no-column", {
      what:
        files === 0
          ? `${name} (${what}) is read from image files, and none is there`
          : `none of ${files} images says ${name} (${what})`,
      where: isExif ? "EXIF of the images" : "the images",
      fix:
        name === "light" && files > 0
          ? "Every picture measured is without colour, which says nothing of the hour: leave it out"
          : `Leave it out, or state it: a column ${name} in the labels or in --attributes FILE`,
    });
  }
}
