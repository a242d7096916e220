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
import {
  isKnownAttribute,
  KNOWN_ATTRIBUTES,
  type KnownAttribute,
  knownFrom,
} from "./known-attributes.js";
import { backgroundColumns, objectColumns } from "./object-attributes.js";
import {
  filesWithoutSize,
  type ObjectBoxes,
  type PlacedBoxes,
  placeBoxes,
  rowsOfFiles,
} from "./object-boxes.js";
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
  /** Where objects are; absent: nobody says it. */
  readonly boxes?: ObjectBoxes | null;
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
  const ofBoxes = knownFrom(names, "boxes");
  const ofBackground = knownFrom(names, "background");
  const boxes =
    ofBoxes.length + ofBackground.length === 0 ? null : await boxesOfFiles(files, options);
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
  if (boxes !== null) {
    const { columns } = objectColumns(boxes, ofBoxes);
    for (const [name, column] of columns) found.set(name, column);
    if (columns.size + ofBackground.length > 0) notes.push(...boxesNotes(options.boxes!));
  }
  const sampled = [...ofPixels, ...(boxes === null ? [] : ofBackground)];
  if (sampled.length > 0) {
    const { access, every, seed, signal, onProgress } = options;
    const sample = every ? files.length : MEASURED_AT_MOST;
    const pixels = await measurePixels(files, {
      access,
      decoder: options.decoder(),
      seed,
      signal,
      sample,
      boxes: ofBackground.length === 0 ? null : boxes,
      onlyBackground: ofPixels.length === 0,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    const tables = [
      pixelColumns(pixels, ofPixels),
      backgroundColumns(pixels.background, ofBackground),
    ];
    for (const { columns } of tables) {
      for (const [name, column] of columns) found.set(name, column);
    }
    if (pixels.drawn < pixels.images) {
      const what = `${sampled.join(", ")} measured on ${pixels.drawn} of ${pixels.images} images, drawn at random (seed ${seed}); the others are in no part by ${sampled.length === 1 ? "it" : "them"}`;
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

/** Boxes on files; null where nobody says them. */
export async function boxesOfFiles(
  files: readonly ListedFile[],
  { boxes = null, access, signal }: Pick<KnownOfFilesOptions, "boxes" | "access" | "signal">,
): Promise<PlacedBoxes | null> {
  if (boxes === null) return null;
  const rowOf = rowsOfFiles(boxes, files);
  const widthPx = new Float64Array(files.length).fill(Number.NaN);
  const heightPx = widthPx.slice();
  const open = filesWithoutSize(boxes, rowOf);
  if (open.length > 0) {
    const some = Array.from(open, (file) => files[file]!);
    const heads = await readImageHeads(some, { access, signal, personal: false, checkEnds: false });
    for (const [k, file] of open.entries()) {
      widthPx[file] = heads.widthPx[k]!;
      heightPx[file] = heads.heightPx[k]!;
    }
  }
  return placeBoxes(boxes, rowOf, { widthPx, heightPx });
}

function boxesNotes(boxes: ObjectBoxes): ResultListed[] {
  const what = `objects are those of ${boxes.source}`;
  return [{ file: "", code: "attributes/boxes", what }, ...problemsOfBoxes(boxes)];
}

/** What the reader of boxes noticed, where nothing else says it. */
export function problemsOfBoxes({ problems = [] }: ObjectBoxes): ResultListed[] {
  return problems.map(({ where, ...found }) => ({ ...found, file: where }));
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
  for (const name of wanted.filter(isKnownAttribute)) {
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
  const { from } = KNOWN_ATTRIBUTES[name];
  if (from === "boxes" || from === "background") {
    return {
      command:
        "Say where objects are: --objects PATH, annotated boxes, masks or a detector's answers",
      app: "Give annotations that say where objects are",
    };
  }
  if (name === "light" && files > 0) {
    return "Every picture measured is without colour, which says nothing of the hour: leave it out";
  }
  return {
    command: `Leave it out, or state it: a column ${name} in the labels or in --attributes FILE`,
    app: `Leave it out, or state it: a column ${name} in the labels, or in another table ${AT.moreAbout}`,
  };
}
