import type { Cancellation } from "../../core/cancellation.js";
import { atan2, hypot } from "../../core/elementary.js";
import { isHomegroundError } from "../../core/errors.js";
import { type Column, categoricalColumn, type Table } from "../../core/table.js";
import type { FileAccess, ListedFile } from "../../formats/file-access.js";
import { type ExifFacts, readExif } from "../../images/exif.js";
import { formatOfName, type ImageFormat } from "../../images/image-format.js";
import { HEAD_BYTES, readImageHead } from "../../images/image-head.js";
import type { ResultListed } from "../../results/result.js";
import { DRAW_STREAM, drawFrom } from "./draw.js";
import { inParallel } from "./in-parallel.js";
import type { KnownAttribute } from "./known-attributes.js";

/** What the headers of image files say, a position a file. */
export interface ImageHeads {
  /** Null where the file is no image that is read. */
  readonly format: readonly (ImageFormat | null)[];
  /** Upright; NaN where unknown. */
  readonly widthPx: Float64Array;
  readonly heightPx: Float64Array;
  /** Null where there is no EXIF. */
  readonly exif: readonly (ExifFacts | null)[];
  /** Files that cannot be read, or are cut. */
  readonly broken: readonly ResultListed[];
  /** Worth a note; the file is read all the same. */
  readonly notes: readonly ResultListed[];
}

export interface HeadOptions {
  readonly access: FileAccess;
  readonly signal: Cancellation;
  /** Whether coordinates and serial numbers are read. */
  readonly personal: boolean;
  /** Whether each file is looked at to its end for what is missing. */
  readonly checkEnds: boolean;
  readonly onProgress?: (done: number, total: number) => void;
  /** Called with the first bytes of each file, at most {@link HEAD_BYTES}, in no order. */
  readonly onHead?: (item: number, head: Uint8Array) => void;
}

/** So many files are open at once. */
const FILES_AT_ONCE = 16;

/** Reads the headers of image files, some at once. What is wrong with one file is listed. */
export async function readImageHeads(
  files: readonly ListedFile[],
  options: HeadOptions,
): Promise<ImageHeads> {
  const items = Int32Array.from(files.keys());
  const heads = emptyHeads(files.length);
  await readSome(files, items, heads, options);
  return finishHeads(heads);
}

/** So many files are looked at for EXIF before all are. */
export const EXIF_PROBE = 200;

/**
 * As {@link readImageHeads}, for EXIF alone: where of {@link EXIF_PROBE} files drawn at random not one
 * has any, the others are not opened.
 *
 * @returns null where none of those files has EXIF
 */
export async function readExifHeads(
  files: readonly ListedFile[],
  options: HeadOptions & { readonly seed: number },
): Promise<ImageHeads | null> {
  const probe = drawFrom(files.length, EXIF_PROBE, options.seed, DRAW_STREAM.exif);
  const heads = emptyHeads(files.length);
  await readSome(files, probe, heads, { ...options, onProgress: () => {} });
  if (heads.exif.every((facts) => facts === null)) return null;
  const probed = new Set(probe);
  const rest = Int32Array.from(files.keys()).filter((i) => !probed.has(i));
  await readSome(files, rest, heads, options);
  return finishHeads(heads);
}

interface OpenHeads {
  readonly format: (ImageFormat | null)[];
  readonly widthPx: Float64Array;
  readonly heightPx: Float64Array;
  readonly exif: (ExifFacts | null)[];
  readonly broken: ResultListed[];
  readonly notes: ResultListed[];
}

function emptyHeads(count: number): OpenHeads {
  return {
    format: new Array<ImageFormat | null>(count).fill(null),
    widthPx: new Float64Array(count).fill(Number.NaN),
    heightPx: new Float64Array(count).fill(Number.NaN),
    exif: new Array<ExifFacts | null>(count).fill(null),
    broken: [],
    notes: [],
  };
}

/** Files come in no order; what is listed has one. */
function finishHeads(heads: OpenHeads): ImageHeads {
  const byFile = (a: ResultListed, b: ResultListed) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : 0;
  heads.broken.sort(byFile);
  heads.notes.sort(byFile);
  return heads;
}

async function readSome(
  files: readonly ListedFile[],
  items: Int32Array,
  heads: OpenHeads,
  options: HeadOptions,
): Promise<void> {
  let done = 0;
  options.onProgress?.(0, items.length);
  const work = async (at: number): Promise<void> => {
    const item = items[at]!;
    await readOne(item, files[item]!, heads, options);
    done++;
    options.onProgress?.(done, items.length);
  };
  await inParallel(items.length, FILES_AT_ONCE, work, options.signal);
}

async function readOne(
  item: number,
  file: ListedFile,
  heads: OpenHeads,
  { access, personal, checkEnds, onHead }: HeadOptions,
): Promise<void> {
  const { path, sizeBytes } = file;
  try {
    const start = await access.read(path, { maxBytes: HEAD_BYTES });
    onHead?.(item, start);
    const readPart = (from: number, maxBytes: number) => access.read(path, { from, maxBytes });
    const head = await readImageHead(start, sizeBytes, readPart, checkEnds);
    heads.format[item] = head.format;
    heads.widthPx[item] = head.widthPx;
    heads.heightPx[item] = head.heightPx;
    if (head.exif !== null) heads.exif[item] = readExif(head.exif, personal);
    const promised = formatOfName(path);
    if (promised !== null && promised !== head.format) {
      const what = `its name says ${promised}, its content is ${head.format}; the content counts`;
      heads.notes.push({ file: path, code: "image/extension-mismatch", what });
    }
    if (head.isCut) {
      const what = "its end marker is missing: the file may be cut";
      heads.notes.push({ file: path, code: "image/truncated", what });
    }
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    heads.broken.push({ file: path, code: error.code, what: error.what });
  }
}

/**
 * Known attributes of EXIF and headers as columns, a row a file. One that no file has is left out.
 *
 * @param names attributes wanted, in that order
 */
export function headAttributes(heads: ImageHeads, names: readonly KnownAttribute[]): Table {
  const columns = new Map<string, Column>();
  for (const name of names) {
    const column = headColumn(heads, name);
    if (column !== null && hasValues(column)) columns.set(name, column);
  }
  return { rowCount: heads.format.length, columns };
}

function headColumn(heads: ImageHeads, name: KnownAttribute): Column | null {
  const { exif } = heads;
  const texts = (of: (facts: ExifFacts) => string | null): Column =>
    categoricalColumn(exif.map((facts) => (facts === null ? null : of(facts))));
  const numbers = (of: (facts: ExifFacts) => number | undefined): Column => ({
    kind: "numeric",
    values: Float64Array.from(exif, (facts) =>
      facts === null ? Number.NaN : (of(facts) ?? Number.NaN),
    ),
  });
  switch (name) {
    case "datetime":
      return texts(({ dateTime }) => dateTime);
    case "camera-model":
      return texts(({ cameraModel }) => cameraModel);
    case "exposure":
      return numbers(({ exposureSeconds }) => exposureSeconds);
    case "f-number":
      return numbers(({ fNumber }) => fNumber);
    case "iso":
      return numbers(({ iso }) => iso);
    case "focal-length":
      return numbers(({ focalLengthMm }) => focalLengthMm);
    case "view-angle":
      return numbers(({ focalLength35Mm }) => viewAngleDeg(focalLength35Mm));
    case "orientation":
      return texts(({ orientation }) => String(orientation));
    case "serial-number":
      return texts(({ personal }) => personal?.serialNumber ?? null);
    case "latitude":
      return numbers(({ personal }) => personal?.latitudeDeg);
    case "longitude":
      return numbers(({ personal }) => personal?.longitudeDeg);
    case "width":
      return { kind: "numeric", values: heads.widthPx };
    case "height":
      return { kind: "numeric", values: heads.heightPx };
    default:
      return null; // measured on pixels
  }
}

/** Half the diagonal of a frame of 35 mm film, 36 × 24 mm. */
const HALF_DIAGONAL_MM = hypot(18, 12);

function viewAngleDeg(focalLength35Mm: number): number {
  return (2 * atan2(HALF_DIAGONAL_MM, focalLength35Mm) * 180) / Math.PI;
}

/** Whether any cell of a column is there. */
export function hasValues(column: Column): boolean {
  return column.kind === "numeric"
    ? column.values.some((value) => !Number.isNaN(value))
    : column.levels.length > 0;
}
