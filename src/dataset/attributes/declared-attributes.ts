import { type Column, selectRows, type Table } from "../../core/table.js";
import { besideLabels, poolNames, readDrawnList } from "../../formats/drawn-list.js";
import { type Design, type DrawnList, LIST_COLUMNS } from "../../formats/drawn-list-types.js";
import type { ListedFile } from "../../formats/file-access.js";
import type { ImageTruth } from "../../formats/import-types.js";
import { matchFiles } from "../../formats/match-files.js";
import type { ResultListed } from "../../results/result.js";
import { imagePaths } from "../image-set.js";
import { joinAttributeFile } from "./attribute-file.js";
import { folderAttributes, type PatternPreview } from "./folder-attributes.js";
import type { FolderPattern } from "./folder-pattern.js";
import { type AttributeSource, mergeAttributes } from "./merge-attributes.js";

/** Attributes that somebody states, beside those of the label file. */
export interface DeclaredSources {
  /** Tables of `--attributes`, each read with no column as its label. */
  readonly tables: readonly ImageTruth[];
  /** Of `--folder-pattern`. */
  readonly pattern: FolderPattern | null;
}

/** Images with everything that is stated about them. */
export interface DeclaredAttributes {
  /** A row an image. */
  readonly table: Table;
  readonly sourceOf: ReadonlyMap<string, string>;
  readonly preview: PatternPreview | null;
  readonly notes: readonly ResultListed[];
}

/**
 * Joins what tables and folder names say about images.
 *
 * @param images each once
 * @param known what is known already, a row an image: it counts first
 * @throws HomegroundError `attributes/no-image`, `attributes/pattern`
 */
export function declaredAttributes(
  images: readonly { readonly path: string }[],
  known: readonly AttributeSource[],
  { tables, pattern }: DeclaredSources,
): DeclaredAttributes {
  const sources: AttributeSource[] = [...known];
  const notes: ResultListed[] = [];
  for (const read of tables.map(withoutDraw)) {
    const joined = joinAttributeFile(read, images);
    sources.push({ name: read.source, table: joined.table });
    notes.push(...joined.notes);
  }
  const folders = pattern === null ? null : folderAttributes(pattern, images);
  if (folders !== null) {
    sources.push({ name: "folder names", table: folders.table });
    const { matched, unmatched, pattern: text } = folders.preview;
    if (matched < images.length) {
      const what = `${JSON.stringify(text)} does not fit ${images.length - matched} of ${images.length} images, such as ${unmatched.join(", ")}`;
      notes.push({ file: "", code: "attributes/pattern", what });
    }
  }
  const merged = mergeAttributes(images.length, sources, (row) => images[row]!.path);
  return {
    table: merged.table,
    sourceOf: merged.sourceOf,
    preview: folders?.preview ?? null,
    notes: [...notes, ...merged.notes],
  };
}

/** Ground truth with what else is stated about its images. */
export interface TruthWithAttributes {
  readonly truth: ImageTruth;
  readonly preview: PatternPreview | null;
  readonly notes: readonly ResultListed[];
}

/**
 * Adds the attributes of tables and folder names to ground truth, before images are chosen, so that
 * `--where` can name them. Columns that `homeground sample` wrote about the draw are taken out: how
 * likely an image was drawn is no property of the image. A list that stands beside the labels, as one
 * of the tables, says how they were drawn as well.
 *
 * @throws HomegroundError `attributes/no-image`, `attributes/pattern`
 */
export function withDeclaredAttributes(
  truth: ImageTruth,
  files: readonly ListedFile[],
  sources: DeclaredSources,
): TruthWithAttributes {
  const design = withoutDesign(truth, files);
  if (sources.tables.length === 0 && sources.pattern === null) {
    return { ...design, preview: null };
  }
  const { fileOf } = matchFiles(truth.file, files);
  const images: { path: string }[] = [];
  const imageOf = new Map<string, number>();
  const imageOfRow = new Int32Array(truth.rowCount);
  const firstRow: number[] = [];
  for (let row = 0; row < truth.rowCount; row++) {
    const path = files[fileOf[row]!]?.path ?? truth.file[row]!;
    let image = imageOf.get(path);
    if (image === undefined) {
      image = images.push({ path }) - 1;
      imageOf.set(path, image);
      firstRow.push(row);
    }
    imageOfRow[row] = image;
  }
  // What the labels say is kept row by row; the rest is joined by image.
  const ofLabels = selectRows(design.truth.attributes, Int32Array.from(firstRow));
  const { table, preview, notes } = declaredAttributes(
    images,
    [{ name: truth.source, table: ofLabels }],
    sources,
  );
  const added = new Map<string, Column>();
  const spread = selectRows(table, imageOfRow);
  for (const [name, column] of spread.columns) {
    const own = design.truth.attributes.columns.get(name);
    const isUnchanged = own !== undefined && table.columns.get(name) === ofLabels.columns.get(name);
    added.set(name, isUnchanged ? own : column);
  }
  const beside =
    design.truth.drawn === undefined ? listBeside(truth, sources.tables, images, imageOfRow) : null;
  return {
    truth: {
      ...design.truth,
      attributes: { rowCount: truth.rowCount, columns: added },
      ...(beside === null ? {} : { drawn: beside }),
    },
    preview,
    notes: [...design.notes, ...(beside === null ? [] : drawnNotes(beside, files)), ...notes],
  };
}

/** The first of the tables that says how images were drawn, for labels that are elsewhere. */
function listBeside(
  truth: ImageTruth,
  tables: readonly ImageTruth[],
  images: readonly { readonly path: string }[],
  imageOfRow: Int32Array,
): DrawnList | null {
  for (const table of tables) {
    const list = readDrawnList(table);
    if (list === null) continue;
    const entryOfImage = new Int32Array(images.length).fill(-1);
    for (const [row, image] of matchFiles(table.file, images).fileOf.entries()) {
      if (image >= 0 && entryOfImage[image]! < 0) entryOfImage[image] = list.entryOf[row]!;
    }
    return besideLabels(
      list,
      truth,
      imageOfRow.map((image) => entryOfImage[image]!),
    );
  }
  return null;
}

/** What a list says beside its draw; its labels are no property of the images. */
function withoutDraw(table: ImageTruth): ImageTruth {
  const { attributes } = table;
  if (readDrawnList(table) === null && !isDrawn(table)) return table;
  const columns = new Map(attributes.columns);
  for (const name of [...Object.values(LIST_COLUMNS), "label"]) columns.delete(name);
  return { ...table, attributes: { rowCount: table.rowCount, columns } };
}

function isDrawn({ attributes }: ImageTruth): boolean {
  return attributes.columns.get(LIST_COLUMNS.inclusion)?.kind === "numeric";
}

function withoutDesign(
  truth: ImageTruth,
  files: readonly ListedFile[],
): {
  readonly truth: ImageTruth;
  readonly notes: readonly ResultListed[];
} {
  const drawn = readDrawnList(truth);
  if (!isDrawn(truth) && drawn === null) return { truth, notes: [] };
  const columns = new Map(truth.attributes.columns);
  for (const name of Object.values(LIST_COLUMNS)) columns.delete(name);
  const rest = {
    ...truth,
    attributes: { rowCount: truth.rowCount, columns },
    ...(drawn === null ? {} : { drawn }),
  };
  if (drawn !== null) return { truth: rest, notes: drawnNotes(drawn, files) };
  const what = `${truth.source} says that its images were drawn at random`;
  return { truth: rest, notes: [{ file: "", code: "sample/drawn", what }] };
}

function drawnNotes(drawn: DrawnList, files: readonly ListedFile[]): ResultListed[] {
  const { source, design, pool } = drawn;
  const from = pool === 0 ? "" : ` from ${pool} images`;
  const what = `${source} says that its images were drawn ${DRAWN[design]}${from}`;
  return [{ file: "", code: "sample/drawn", what }, ...poolNotes(drawn, files)];
}

const DRAWN: Readonly<Record<Design, string>> = {
  unstated: "unequally",
  random: "at random",
  proportional: "at random in each stratum, in proportion",
  neyman: "at random in each stratum, more where a pilot was wrong more often",
  active: "one after the other, more often where the model is unsure",
  "active-replacement": "with replacement, more often where the model is unsure",
};

/** The estimate is of the pool as it was, whatever is in the folder now. */
function poolNotes(
  { pool, poolNames: drawnFrom, source }: DrawnList,
  files: readonly ListedFile[],
): ResultListed[] {
  const images = imagePaths(files);
  if (drawnFrom === null || poolNames(images) === drawnFrom) return [];
  const now =
    images.length === pool ? "as many, of other names, are here" : `${images.length} are here`;
  const what = `${source} was drawn from ${pool} images, and ${now} now: figures are of those ${pool}; draw again to ask about these`;
  return [{ file: "", code: "plan/pool-changed", what }];
}
