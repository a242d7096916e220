import { isNamed, PLACES } from "../claims/group-names.js";
import { findSequences } from "../claims/sequences.js";
import type { Cancellation } from "../core/cancellation.js";
import { isHomegroundError } from "../core/errors.js";
import { type Column, categoricalColumn, cellText, type Table } from "../core/table.js";
import { joinAttributeFile } from "../dataset/attributes/attribute-file.js";
import { headAttributes, readExifHeads } from "../dataset/attributes/image-heads.js";
import { compareText } from "../dataset/image-set.js";
import { type FileAccess, folderOf, type ListedFile } from "../formats/file-access.js";
import { readImageTruth } from "../formats/read.js";

/** What says which images were taken one after the other. */
export interface SequenceSource {
  /** The column that names the sequence; null where times and places do. */
  readonly column: string | null;
  /** The table that it, or the time, stands in; null for EXIF. */
  readonly table: string | null;
}

/** Images that were taken one after the other, as they are labelled together and counted as one. */
export interface LabelSequences {
  readonly source: SequenceSource;
  /** Name of the sequence of each image that is not alone. */
  readonly of: ReadonlyMap<string, string>;
}

/** Where sequences are looked for. */
export interface SequencePlaces {
  readonly access: FileAccess;
  /** Tables that may say something about the images, in the order in which they are asked. */
  readonly tables: readonly string[];
  readonly seed: number;
  readonly signal: Cancellation;
}

/**
 * Sequences among images without labels, by the rules of evaluations (`claims/sequences.ts`): a column
 * of a table that is called so, else times and places of a table, else EXIF's times with pauses of at
 * most 60 s. Where nothing says at which camera an image was taken, its folder is the camera.
 *
 * @param images each once
 * @returns null where no image has another beside it
 */
export async function findLabelSequences(
  images: readonly ListedFile[],
  { access, tables, seed, signal }: SequencePlaces,
): Promise<LabelSequences | null> {
  const files = [...images].sort((a, b) => compareText(a.path, b.path));
  const timed: LabelSequences[] = [];
  for (const path of tables) {
    const table = await joinedTable(access, path, files);
    const found = table === null ? null : sequencesOf(files, table, path);
    if (found === null) continue;
    if (found.source.column !== null) return found;
    timed.push(found);
  }
  if (timed[0] !== undefined) return timed[0];
  const heads = await readExifHeads(files, {
    access,
    signal,
    personal: false,
    checkEnds: false,
    seed,
  });
  return heads === null ? null : sequencesOf(files, headAttributes(heads, ["datetime"]), null);
}

/** What a table says of the images, a row an image; null where it is none about them. */
export async function joinedTable(
  access: FileAccess,
  path: string,
  files: readonly ListedFile[],
): Promise<Table | null> {
  try {
    // No column is a label here: what is called so is an attribute like others.
    const read = await readImageTruth(access, path, { columns: { labels: [] } });
    return joinAttributeFile({ ...read, source: path }, files).table;
  } catch (cause) {
    if (!isHomegroundError(cause)) throw cause;
    return null;
  }
}

function sequencesOf(
  files: readonly ListedFile[],
  stated: Table,
  table: string | null,
): LabelSequences | null {
  const hasPlace = [...stated.columns.keys()].some((name) => isNamed(name, PLACES));
  const folders = categoricalColumn(files.map(({ path }) => folderOf(path)));
  const columns: ReadonlyMap<string, Column> = hasPlace
    ? stated.columns
    : new Map([...stated.columns, ["camera", folders]]);
  const rows = Int32Array.from(files.keys());
  const found = findSequences({ rowCount: files.length, columns }, rows);
  if (found === null) return null;
  const members = Array.from({ length: found.count }, (): number[] => []);
  for (const [row, group] of found.cluster.entries()) members[group]!.push(row);
  const named = found.attribute === null ? undefined : stated.columns.get(found.attribute);
  const of = new Map<string, string>();
  for (const [first, ...others] of members) {
    if (first === undefined || others.length === 0) continue;
    const name = (named && cellText(named, first)) ?? files[first]!.path;
    for (const row of [first, ...others]) of.set(files[row]!.path, name);
  }
  return { source: { column: found.attribute, table }, of };
}

/**
 * The sequences of images that were drawn before, and of those that came since: these join the
 * sequence of the images that they were taken with.
 *
 * @param names sequence of each image drawn before, null for one of its own
 * @param found sequences of the images that are there now
 */
export function continueSequences(
  names: ReadonlyMap<string, string | null>,
  found: LabelSequences | null,
): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const [image, name] of names) if (name !== null) all.set(image, name);
  if (found === null) return all;
  const withKnown = new Map<string, string[]>();
  for (const [image, name] of found.of) {
    if (!names.has(image)) continue;
    withKnown.set(name, [...(withKnown.get(name) ?? []), image]);
  }
  for (const [image, name] of found.of) {
    if (names.has(image)) continue;
    const beside = withKnown.get(name) ?? [];
    const before = beside.find((one) => all.has(one));
    const own = before === undefined ? name : all.get(before)!;
    // An image that was alone until now has another beside it.
    const [first] = beside;
    if (before === undefined && first !== undefined) all.set(first, own);
    all.set(image, own);
  }
  return all;
}
