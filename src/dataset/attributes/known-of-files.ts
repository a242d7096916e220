import type { Cancellation } from "../../core/cancellation.js";
import { HomegroundError } from "../../core/errors.js";
import type { Sentence } from "../../core/sentence.js";
import type { Column, Table } from "../../core/table.js";
import { AT } from "../../core/ways.js";
import type { FileAccess, ListedFile } from "../../formats/file-access.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import type { ResultListed } from "../../results/result.js";
import { daylightColumn, neededForDaylight } from "./daylight.js";
import { headAttributes, readExifHeads, readImageHeads } from "./image-heads.js";
import { KNOWN_ATTRIBUTES, type KnownAttribute, knownFrom } from "./known-attributes.js";
import { MEASURED_AT_MOST, measurePixels, pixelColumns } from "./pixel-attributes.js";

export interface KnownOfFilesOptions {
  readonly access: FileAccess;
  /** Asked for once, where pixels are measured. */
  readonly decoder: () => PixelDecoder;
  /**
   * Whether every file is looked at. Otherwise pixels are measured on a random sample, and EXIF is
   * read where some files drawn at random have it.
   */
  readonly every: boolean;
  readonly seed: number;
  readonly signal: Cancellation;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Attributes of files, a row a file. */
export interface KnownOfFiles {
  readonly table: Table;
  readonly notes: readonly ResultListed[];
}

/**
 * Reads known attributes of image files. One that no file has is no column.
 *
 * @param stated what is known of the files already, a row a file: daylight uses it
 */
export async function knownOfFiles(
  files: readonly ListedFile[],
  stated: Table,
  names: readonly KnownAttribute[],
  options: KnownOfFilesOptions,
): Promise<KnownOfFiles> {
  const notes: ResultListed[] = [];
  const forSun = names.includes("daylight") ? neededForDaylight(stated) : [];
  const ofHeads = [...new Set([...knownFrom(names, "exif", "exif-personal", "header"), ...forSun])];
  const ofPixels = knownFrom(names, "pixels");
  const found = new Map<string, Column>();
  if (ofHeads.length > 0) {
    const heads = await tableOfHeads(files, ofHeads, options);
    for (const [name, column] of heads.columns) found.set(name, column);
  }
  if (names.includes("daylight")) {
    const columns = new Map([...stated.columns, ...found]);
    const column = daylightColumn({ rowCount: files.length, columns });
    if (column !== null) found.set("daylight", column);
  }
  if (ofPixels.length > 0) {
    const { access, every, seed, signal, onProgress } = options;
    const sample = every ? files.length : MEASURED_AT_MOST;
    const pixels = await measurePixels(files, {
      access,
      decoder: options.decoder(),
      seed,
      signal,
      sample,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    for (const [name, column] of pixelColumns(pixels, ofPixels).columns) found.set(name, column);
    if (pixels.drawn < pixels.images) {
      const what = `${ofPixels.join(", ")} measured on ${pixels.drawn} of ${pixels.images} images, drawn at random (seed ${seed}); the others are in no part by ${ofPixels.length === 1 ? "it" : "them"}`;
      notes.push({ file: "", code: "attributes/sampled", what });
    }
  }
  // Place and time that daylight alone needed stay out.
  const columns = new Map(
    names.flatMap((name) => {
      const column = found.get(name);
      return column === undefined ? [] : [[name, column] as const];
    }),
  );
  return { table: { rowCount: files.length, columns }, notes };
}

async function tableOfHeads(
  files: readonly ListedFile[],
  names: readonly KnownAttribute[],
  { access, every, seed, signal, onProgress }: KnownOfFilesOptions,
): Promise<Table> {
  const options = {
    access,
    signal,
    checkEnds: false,
    personal: names.some((name) => KNOWN_ATTRIBUTES[name].from === "exif-personal"),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  const needsAll = every || names.some((name) => KNOWN_ATTRIBUTES[name].from === "header");
  const heads = needsAll
    ? await readImageHeads(files, options)
    : await readExifHeads(files, { ...options, seed });
  return heads === null
    ? { rowCount: files.length, columns: new Map() }
    : headAttributes(heads, names);
}

/**
 * A known attribute that is wanted and on no image is said at once, not after the scoring.
 *
 * @throws HomegroundError `labels/no-column`
 */
export function refuseMissing(
  wanted: readonly string[],
  found: ReadonlyMap<string, Column>,
  files: number,
): void {
  for (const name of knownFrom(wanted, "exif", "exif-personal", "header", "pixels", "sun")) {
    if (found.has(name)) continue;
    const { from, what } = KNOWN_ATTRIBUTES[name];
    const isExif = from === "exif" || from === "exif-personal";
    throw new HomegroundError("labels/no-column", {
      what:
        files === 0
          ? `${name} (${what}) is read from image files, and none is there`
          : `none of ${files} images says ${name} (${what})`,
      where: isExif ? "EXIF of the images" : "the images",
      fix: fixFor(name, files),
    });
  }
}

function fixFor(name: KnownAttribute, files: number): Sentence {
  if (name === "daylight") {
    return "It needs columns latitude, longitude and a time with its zone (2024-05-01T04:10:00+02:00), or the same in EXIF; light goes by the pictures";
  }
  if (name === "light" && files > 0) {
    return "Every picture measured is without colour, which says nothing of the hour: leave it out";
  }
  return {
    command: `Leave it out, or state it: a column ${name} in the labels or in --attributes FILE`,
    app: `Leave it out, or state it: a column ${name} in the labels, or in another table ${AT.moreAbout}`,
  };
}
