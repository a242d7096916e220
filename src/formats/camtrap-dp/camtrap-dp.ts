import { HomegroundError } from "../../core/errors.js";
import { parseJson } from "../../core/parse-json.js";
import { type CategoricalColumn, createCategoricalBuilder } from "../../core/table.js";
import { restoreFormula } from "../delimited/csv-write.js";
import { type RawTable, readDelimited } from "../delimited/delimited.js";
import { textColumn, withSlashes } from "../delimited/table-cells.js";
import { decodeMixed, decodeUtf8 } from "../delimited/text-encoding.js";
import { type FileAccess, folderOf, joinPath } from "../file-access.js";
import { createProblemList, type ProblemList } from "../import-problems.js";
import { type ImagePredictions, type ImageTruth, TRUTH_STATE } from "../import-types.js";
import { isRecord, listOf, textOf } from "../json/json-values.js";
import { createRecordColumns } from "../json/record-columns.js";
import { checkLabels } from "../label-checks.js";
import { readParquetTable } from "../parquet/parquet.js";
import { createTruthBuilder, type TruthBuilder } from "../truth-builder.js";

/** Fields of a deployment (a *camera placement* here) that become attributes; no coordinates. */
const PLACEMENT_FIELDS: readonly (readonly [field: string, attribute: string])[] = [
  ["locationID", "location"],
  ["locationName", "location_name"],
  ["cameraID", "camera"],
  ["cameraModel", "camera_model"],
  ["baitUse", "bait_use"],
  ["featureType", "feature_type"],
  ["habitat", "habitat"],
  ["deploymentGroups", "deployment_groups"],
];

/**
 * Reads image-level ground truth from a Camtrap DP package: what people observed in each image.
 *
 * Observations of media are taken; those of whole events only if there is none of media, and then
 * for every image between start and end of the event, which is listed. Animals are called by their
 * scientific name; `human`, `vehicle` and `unknown` by that word where no name is given; `blank` is
 * *empty*, `unclassified` and images without an observation are *unlabelled*. Observations that a
 * machine made are predictions and left out ({@link readCamtrapDpPredictions}).
 *
 * Media that are not images are left out. A deployment is called a camera placement.
 *
 * Source: camtrap-dp.tdwg.org 1.0, tables deployments, media and observations.
 *
 * @param path of `datapackage.json`
 * @throws HomegroundError `input/not-json`, `input/bad-shape`, `input/unsupported` for tables at an
 *   address, and as the reader of tables
 */
export async function readCamtrapDpTruth(access: FileAccess, path: string): Promise<ImageTruth> {
  const problems = createProblemList();
  const tables = await readPackageTables(access, path);
  const media = mediaImages(tables);
  const builder = createTruthBuilder(true);
  const columns = createRecordColumns();
  const setAttributes = attributeSetter(columns, tables);
  for (const [row, image] of media.images.entries()) {
    builder.add(image.file, [], TRUTH_STATE.unlabelled, image.line, row);
    setAttributes(row, image);
  }
  const { observations } = tables;
  const level = packageText(observations, "observationLevel");
  const method = packageText(observations, "classificationMethod");
  let fromMachine = 0;
  let ofMedia = 0;
  let ofEvents = 0;
  for (let row = 0; row < observations.table.rowCount; row++) {
    if (method(row) === "machine") fromMachine++;
    else if (level(row) === "event") ofEvents++;
    else ofMedia++;
  }
  const useEvents = ofMedia === 0 && ofEvents > 0;
  addObservations(tables, media, builder, columns, useEvents, path, problems);
  if (fromMachine > 0) {
    const what = `${fromMachine} observations were made by a machine; they are no ground truth`;
    problems.add("labels/machine", what, path);
  }
  if (useEvents) {
    const what = `${ofEvents} observations are of events; each image of an event gets its labels`;
    problems.add("annotations/sequence-level", what, path);
  } else if (ofEvents > 0) {
    const what = `${ofEvents} observations are of events and were left out; those of media are taken`;
    problems.add("labels/event-level", what, path);
  }
  const built = builder.finish();
  checkLabels(built.labelNames, path, problems);
  return {
    format: { id: "camtrap-dp", reason: "a data package with deployments, media and observations" },
    source: path,
    ...built,
    attributes: builder.attributes(columns.finish(built.rowCount)),
    otherFiles: [],
    roles: new Map([
      ["image", "media: filePath or fileName"],
      ["label", "observations: observationType and scientificName"],
    ]),
    problems: [...tables.problems, ...problems.finish()],
  };
}

/**
 * Reads the observations that a machine made as predictions: of each image the one with the highest
 * probability.
 *
 * @throws HomegroundError as {@link readCamtrapDpTruth}; `predictions/empty` when there is none
 */
export async function readCamtrapDpPredictions(
  access: FileAccess,
  path: string,
): Promise<ImagePredictions> {
  const tables = await readPackageTables(access, path);
  const media = mediaImages(tables);
  const { observations } = tables;
  const method = packageText(observations, "classificationMethod");
  const mediaId = packageText(observations, "mediaID");
  const probability = packageText(observations, "classificationProbability");
  const best = new Map<number, { row: number; score: number }>();
  for (let row = 0; row < observations.table.rowCount; row++) {
    const image = media.byId.get(mediaId(row) ?? "");
    if (method(row) !== "machine" || image === undefined) continue;
    const score = Number(probability(row) ?? Number.NaN);
    const known = best.get(image);
    if (known === undefined || score > known.score) best.set(image, { row, score });
  }
  if (best.size === 0) {
    throw new HomegroundError("predictions/empty", {
      what: "no observation of an image was made by a machine",
      where: path,
      fix: "Give a package with observations whose classificationMethod is machine",
    });
  }
  const rows = [...best].sort(([a], [b]) => a - b);
  const labelOf = observationLabels(observations);
  const answers = createCategoricalBuilder();
  for (const [, { row }] of rows) {
    const label = labelOf(row);
    answers.add(label === BLANK ? "empty" : label);
  }
  const rowCount = rows.length;
  return {
    format: { id: "camtrap-dp", reason: "a data package with observations made by a machine" },
    source: path,
    rowCount,
    file: rows.map(([image]) => media.images[image]!.file),
    predicted: answers.finish(),
    ...{ scoreLabels: [], scores: new Float64Array() },
    line: Int32Array.from(rows, ([, { row }]) => observations.line[row]!),
    attributes: { rowCount, columns: new Map() },
    roles: new Map([
      ["image", "media: filePath or fileName"],
      ["predicted", "observations: observationType and scientificName"],
    ]),
    problems: tables.problems,
    predictedScore: Float64Array.from(rows, ([, { score }]) => score),
  };
}

/** The three tables of a package. */
export interface PackageTables {
  readonly deployments: RawTable;
  readonly media: RawTable;
  readonly observations: RawTable;
  readonly rowOfPlacement: ReadonlyMap<string, number>;
  readonly problems: ImageTruth["problems"];
}

/** Reads the tables of a package. @throws HomegroundError as {@link readCamtrapDpTruth} */
export async function readPackageTables(access: FileAccess, path: string): Promise<PackageTables> {
  const bytes = await access.read(path, { maxBytes: 1 << 26 });
  const text = decodeUtf8(bytes) ?? decodeMixed(bytes);
  const data = parseJson(text, path, "Give the datapackage.json of a Camtrap DP package");
  const resources = new Map<string, unknown>();
  for (const resource of listOf(isRecord(data) ? data["resources"] : undefined)) {
    const name = isRecord(resource) ? textOf(resource["name"]) : undefined;
    if (isRecord(resource) && name !== undefined) resources.set(name, resource["path"]);
  }
  const read = async (name: string): Promise<RawTable> => {
    const given = resources.get(name);
    const file = textOf(given) ?? textOf(listOf(given)[0]);
    if (file === undefined) throw missingResource(path, name);
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(file)) throw remoteResource(path, name, file);
    const inside = joinPath(folderOf(path), file);
    if (/\.parquet$/i.test(file)) return readParquetTable(access, inside);
    const readColumns = (dialect: { readonly names: readonly string[] }) =>
      new Map(dialect.names.map((column) => [column, "text"] as const));
    return readDelimited(access, inside, { readColumns });
  };
  const deployments = await read("deployments");
  const media = await read("media");
  const observations = await read("observations");
  const placementId = packageText(deployments, "deploymentID");
  const rowOfPlacement = new Map<string, number>();
  for (let row = 0; row < deployments.table.rowCount; row++) {
    rowOfPlacement.set(placementId(row) ?? "", row);
  }
  const problems = [deployments, media, observations].flatMap((table) => table.problems);
  return { deployments, media, observations, rowOfPlacement, problems };
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

/** Cells of a column by row; null where missing, in the ways Camtrap DP writes that. */
export function packageText(raw: RawTable, name: string): (row: number) => string | null {
  const column: CategoricalColumn = textColumn(raw.table, name);
  const levels = column.levels.map((level) =>
    /^(NA|NaN|nan)$/.test(level) ? null : restoreFormula(level),
  );
  return (row) => levels[column.codes[row] ?? -1] ?? null;
}

/** An image of the table of media. */
export interface MediaImage {
  readonly file: string;
  readonly line: number;
  readonly row: number;
  readonly placement: string | null;
  /** Milliseconds since 1970; NaN where the time is missing or unreadable. */
  readonly timeMs: number;
}

/** The images of a package. */
export interface MediaImages {
  readonly images: readonly MediaImage[];
  /** Index into `images` by mediaID. */
  readonly byId: ReadonlyMap<string, number>;
}

/** The media of a package that are images, each file once. */
export function mediaImages(tables: PackageTables): MediaImages {
  const { media } = tables;
  const [id, placement, filePath, fileName, mediaType, timestamp] = [
    ...["mediaID", "deploymentID", "filePath", "fileName", "fileMediatype", "timestamp"],
  ].map((name) => packageText(media, name));
  const images: MediaImage[] = [];
  const byId = new Map<string, number>();
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
      index = images.push({ file, line, row, placement: placement?.(row) ?? null, timeMs }) - 1;
      indexOf.set(file, index);
    }
    const key = id?.(row) ?? null;
    if (key !== null) byId.set(key, index);
  }
  return { images, byId };
}

function attributeSetter(
  columns: ReturnType<typeof createRecordColumns>,
  { media, deployments, rowOfPlacement }: PackageTables,
): (row: number, image: MediaImage) => void {
  const timestamp = packageText(media, "timestamp");
  const captureMethod = packageText(media, "captureMethod");
  const fields = PLACEMENT_FIELDS.map(
    ([field, attribute]) => [attribute, packageText(deployments, field)] as const,
  );
  return (row, image) => {
    columns.set(row, "camera_placement", image.placement ?? undefined);
    columns.set(row, "timestamp", timestamp(image.row) ?? undefined);
    columns.set(row, "capture_method", captureMethod(image.row) ?? undefined);
    const placement = rowOfPlacement.get(image.placement ?? "");
    if (placement === undefined) return;
    for (const [attribute, cell] of fields)
      columns.set(row, attribute, cell(placement) ?? undefined);
  };
}

/** Stands for an image in which somebody looked and saw nothing. */
export const BLANK = "blank";

/** Label of each observation; {@link BLANK} for an empty image, null for none. */
export function observationLabels(observations: RawTable): (row: number) => string | null {
  const type = packageText(observations, "observationType");
  const scientific = packageText(observations, "scientificName");
  return (row) => {
    const what = type(row);
    if (what === null || what === "unclassified") return null;
    return what === "blank" ? BLANK : (scientific(row) ?? what);
  };
}

function addObservations(
  tables: PackageTables,
  media: MediaImages,
  builder: TruthBuilder,
  columns: ReturnType<typeof createRecordColumns>,
  useEvents: boolean,
  path: string,
  problems: ProblemList,
): void {
  const { observations } = tables;
  const [method, level, mediaId, eventId, placement, from, to] = [
    ...["classificationMethod", "observationLevel", "mediaID", "eventID", "deploymentID"],
    ...["eventStart", "eventEnd"],
  ].map((name) => packageText(observations, name));
  const labelOf = observationLabels(observations);
  const said = new Map<number, Set<string>>();
  const byPlacement = new Map<string, number[]>();
  for (const [i, image] of media.images.entries()) {
    const key = image.placement ?? "";
    const known = byPlacement.get(key);
    if (known === undefined) byPlacement.set(key, [i]);
    else known.push(i);
  }
  const imagesOfRow = (row: number): readonly number[] => {
    const isEvent = level?.(row) === "event";
    if (isEvent !== useEvents) return [];
    if (!isEvent) {
      const image = media.byId.get(mediaId?.(row) ?? "");
      return image === undefined ? [] : [image];
    }
    const start = Date.parse(from?.(row) ?? "");
    const end = Date.parse(to?.(row) ?? "");
    const near = byPlacement.get(placement?.(row) ?? "") ?? [];
    return near.filter((i) => media.images[i]!.timeMs >= start && media.images[i]!.timeMs <= end);
  };
  let lost = 0;
  for (let row = 0; row < observations.table.rowCount; row++) {
    if (method?.(row) === "machine") continue;
    const label = labelOf(row);
    const images = imagesOfRow(row);
    if (images.length === 0 && (level?.(row) === "event") === useEvents) lost++;
    for (const image of images) {
      columns.set(image, "event", eventId?.(row) ?? undefined);
      if (useEvents) columns.set(image, "label_level", "sequence");
      if (label === null) continue;
      const set = said.get(image) ?? new Set<string>();
      said.set(image, set.add(label));
    }
  }
  for (const [image, labels] of said) {
    const { file, line } = media.images[image]!;
    const isBlank = labels.delete(BLANK);
    if (isBlank && labels.size > 0) {
      const what = `${file} is called blank and has labels; the labels are taken`;
      problems.add("labels/disagree", what, path);
    }
    const state = labels.size > 0 ? TRUTH_STATE.labelled : TRUTH_STATE.empty;
    builder.add(file, [...labels], state, line);
  }
  if (lost > 0) {
    const what = `${lost} observations belong to no image of the package`;
    problems.add("annotations/unknown-image", what, path);
  }
}
