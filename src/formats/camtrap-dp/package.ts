import { HomegroundError } from "../../core/errors.js";
import { parseJson } from "../../core/parse-json.js";
import type { CategoricalColumn } from "../../core/table.js";
import { restoreFormula } from "../delimited/csv-write.js";
import { type RawTable, readDelimited } from "../delimited/delimited.js";
import { textColumn, withSlashes } from "../delimited/table-cells.js";
import { decodeMixed, decodeUtf8 } from "../delimited/text-encoding.js";
import { createFieldCounter, type FieldCounter } from "../fields.js";
import { type FileAccess, folderOf, joinPath } from "../file-access.js";
import type { ProblemList } from "../import-problems.js";
import type { FieldNotRead, ImageTruth } from "../import-types.js";
import { isRecord, listOf, textOf } from "../json/json-values.js";
import { readParquetTable } from "../parquet/parquet.js";
import { CAMTRAP_FIELDS, type CamtrapTable, standardName } from "./fields.js";

/** The three tables of a package, and the images in them. */
export interface CamtrapPackage {
  readonly deployments: RawTable;
  readonly media: RawTable;
  readonly observations: RawTable;
  readonly rowOfPlacement: ReadonlyMap<string, number>;
  /** The media that are images, each file once. */
  readonly images: readonly MediaImage[];
  /** Index into `images` by mediaID. */
  readonly imageOf: ReadonlyMap<string, number>;
  readonly problems: ImageTruth["problems"];
  readonly notRead: readonly FieldNotRead[];
}

/**
 * Reads the tables of a package.
 *
 * @param path of `datapackage.json`
 * @throws HomegroundError `input/not-json`, `input/bad-shape`, `input/unsupported` for tables at an
 *   address, and as the reader of tables
 */
export async function readPackage(access: FileAccess, path: string): Promise<CamtrapPackage> {
  const bytes = await access.read(path, { maxBytes: 1 << 26 });
  const text = decodeUtf8(bytes) ?? decodeMixed(bytes);
  const data = parseJson(text, path, "Give the datapackage.json of a Camtrap DP package");
  const resources = new Map<string, unknown>();
  for (const resource of listOf(isRecord(data) ? data["resources"] : undefined)) {
    const name = isRecord(resource) ? textOf(resource["name"]) : undefined;
    if (isRecord(resource) && name !== undefined) resources.set(name, resource["path"]);
  }
  const read = async (name: CamtrapTable): Promise<RawTable> => {
    // Before 0.1.3 the table of media had another name.
    const given =
      resources.get(name) ?? (name === "media" ? resources.get("multimedia") : undefined);
    const file = textOf(given) ?? textOf(listOf(given)[0]);
    if (file === undefined) throw missingResource(path, name);
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(file)) throw remoteResource(path, name, file);
    const inside = joinPath(folderOf(path), file);
    if (/\.parquet$/i.test(file)) return readParquetTable(access, inside);
    const readColumns = (dialect: { readonly names: readonly string[] }) =>
      new Map(dialect.names.map((column) => [column, "text"] as const));
    return readDelimited(access, inside, { readColumns });
  };
  const [deployments, media, observations] = [
    inStandardNames("deployments", await read("deployments")),
    inStandardNames("media", await read("media")),
    inStandardNames("observations", await read("observations")),
  ];
  const notRead = createFieldCounter(CAMTRAP_FIELDS);
  if (isRecord(data)) notRead.record("", data, path);
  for (const [name, table] of Object.entries({ deployments, media, observations })) {
    countColumns(table, `${name}.`, `${path}, ${name}`, notRead);
  }
  const placementId = packageText(deployments, "deploymentID");
  const rowOfPlacement = new Map<string, number>();
  for (let row = 0; row < deployments.table.rowCount; row++) {
    rowOfPlacement.set(placementId(row) ?? "", row);
  }
  const problems = [deployments, media, observations].flatMap((table) => table.problems);
  return {
    deployments,
    media,
    observations,
    rowOfPlacement,
    problems,
    notRead: notRead.finish(),
    ...imagesIn(media),
  };
}

/** A table with its columns called as in 1.0. */
function inStandardNames(name: CamtrapTable, raw: RawTable): RawTable {
  const columns = new Map(raw.table.columns);
  for (const [given, column] of raw.table.columns) {
    const standard = standardName(name, given);
    if (columns.has(standard)) continue;
    columns.delete(given);
    columns.set(standard, column);
  }
  return { ...raw, table: { ...raw.table, columns } };
}

/** Counts the cells of columns that are not read. */
function countColumns(
  { table }: RawTable,
  place: string,
  where: string,
  notRead: FieldCounter,
): void {
  for (const name of table.columns.keys()) {
    const { codes, levels } = textColumn(table, name);
    const times = new Int32Array(levels.length);
    for (const code of codes) if (code >= 0) times[code]!++;
    for (const [code, level] of levels.entries()) {
      if (!MISSING.test(level)) notRead.field(place, name, level, where, times[code]);
    }
  }
}

function missingResource(path: string, name: string): HomegroundError {
  return new HomegroundError("input/bad-shape", {
    what: `the package has no table ${name}`,
    where: path,
    fix: "Give a Camtrap DP package with the tables deployments, media and observations",
  });
}

function remoteResource(path: string, name: string, address: string): HomegroundError {
  return new HomegroundError("input/unsupported", {
    what: `the table ${name} is at an address: ${address}`,
    where: path,
    fix: "Download the whole package, so that its tables are files beside datapackage.json",
  });
}

/** Marks of a missing value, beside blank cells. */
const MISSING = /^(NA|NaN|nan)$/;

/** Cells of a column by row; null where missing, in the ways Camtrap DP writes that. */
export function packageText(raw: RawTable, name: string): (row: number) => string | null {
  const column: CategoricalColumn = textColumn(raw.table, name);
  const levels = column.levels.map((level) => (MISSING.test(level) ? null : restoreFormula(level)));
  return (row) => levels[column.codes[row] ?? -1] ?? null;
}

/** An image of the table of media. */
export interface MediaImage {
  readonly file: string;
  readonly line: number;
  readonly row: number;
  readonly placement: string | null;
  /** Of 0.1: the sequence of pictures that it is one of. */
  readonly sequence: string | null;
  /** Milliseconds since 1970; NaN where the time is missing or unreadable. */
  readonly timeMs: number;
}

function imagesIn(media: RawTable): Pick<CamtrapPackage, "images" | "imageOf"> {
  const [id, placement, sequence, filePath, fileName, mediaType, timestamp] = [
    "mediaID",
    "deploymentID",
    "sequenceID",
    "filePath",
    "fileName",
    "fileMediatype",
    "timestamp",
  ].map((name) => packageText(media, name));
  const images: MediaImage[] = [];
  const imageOf = new Map<string, number>();
  const indexOf = new Map<string, number>();
  for (let row = 0; row < media.table.rowCount; row++) {
    if (!/^image\//i.test(mediaType?.(row) ?? "image/")) continue;
    const path = filePath?.(row) ?? "";
    const isRemote = /^[a-z][a-z0-9+.-]*:\/\//i.test(path);
    const file = withSlashes((isRemote ? fileName?.(row) : null) ?? path);
    let index = indexOf.get(file);
    if (index === undefined) {
      const timeMs = Date.parse(timestamp?.(row) ?? "");
      const line = media.line[row]!;
      index = images.length;
      images.push({
        file,
        line,
        row,
        placement: placement?.(row) ?? null,
        sequence: sequence?.(row) ?? null,
        timeMs,
      });
      indexOf.set(file, index);
    }
    const key = id?.(row) ?? null;
    if (key !== null) imageOf.set(key, index);
  }
  return { images, imageOf };
}

/** Columns of an observation with its box: left, top, width, height in fractions of the image. */
export const SIDES = ["bboxX", "bboxY", "bboxWidth", "bboxHeight"] as const;

/** Stands for an image in which somebody looked and saw nothing. */
export const BLANK = "blank";

/**
 * Label of each observation, its scientific name before its type: {@link BLANK} for an empty image, null
 * where nobody could say what was seen.
 */
export function observationLabels(observations: RawTable): (row: number) => string | null {
  const type = packageText(observations, "observationType");
  const scientific = packageText(observations, "scientificName");
  return (row) => {
    const what = type(row);
    switch (what) {
      case null:
      case "unclassified":
        return null;
      case "blank":
        return BLANK;
      case "unknown":
        return scientific(row);
      default:
        return scientific(row) ?? what;
    }
  };
}

/** Says how many observations have no label since nobody could say what was seen. */
export function noteUnnamed(count: number, path: string, problems: ProblemList): void {
  if (count === 0) return;
  const what = `${count} observations are of type unclassified or unknown: they give no label, and an image with nothing else is unlabelled, not empty`;
  problems.add("labels/unnamed", what, path);
}

/** Whether an observation is of an event, or of a sequence as 0.1 has it, and not of one medium. */
export function observationIsOfEvent(observations: RawTable): (row: number) => boolean {
  const [level, mediaId, sequence] = ["observationLevel", "mediaID", "sequenceID"].map((name) =>
    packageText(observations, name),
  );
  return (row) => {
    const given = level?.(row) ?? null;
    if (given !== null) return given === "event";
    return (mediaId?.(row) ?? null) === null && (sequence?.(row) ?? null) !== null;
  };
}
