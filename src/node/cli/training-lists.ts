import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { TrainingImages } from "../../analyses/leakage/leakage.js";
import {
  type EvaluatedFiles,
  hashColumn,
  type ImagePlace,
  type ListedTraining,
  placeTraining,
  readHashList,
  trainingRows,
} from "../../analyses/leakage/training-images.js";
import { agreed } from "../../core/agreed.js";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { selectRows } from "../../core/table.js";
import { imagePaths, isImageName } from "../../dataset/image-set.js";
import type { FileAccess } from "../../formats/file-access.js";
import type { ImageTruth } from "../../formats/import-types.js";
import { readImageTruth } from "../../formats/read.js";
import { readManifest } from "../../records/record/manifest.js";
import { openFolder } from "../files/folder-access.js";
import { isFile, RECORD_FILE } from "./named-file.js";
import { openImages, openPlace } from "./open-places.js";
import { openRecord } from "./record-show.js";

/**
 * What a model was trained on, from whatever `--training` names: a folder, archive, list or pattern of
 * images; a label file of any format (its rows called train, where a column `split` calls some so);
 * a record, by its file, its folder or its `manifest.ndjson`; a text file of hashes.
 *
 * @throws HomegroundError as the readers of each, `input/empty` where it names no image
 */
export async function readTrainingList(
  source: string,
  evaluated: EvaluatedFiles,
): Promise<TrainingImages> {
  const manifest = await manifestOf(source);
  if (manifest !== null) return readListFile(manifest, evaluated);
  const info = await stat(source).catch(() => null);
  if (info?.isFile() === true && !/\.(zip|tar|tgz|tar\.gz)$/i.test(source)) {
    return readListFile(source, evaluated);
  }
  const opened = await openImages(source);
  const name = imagePaths(opened.files);
  if (name.length > 0) {
    const list: ListedTraining = { source, kind: "list", name, attributes: null };
    const files = opened.files.filter(({ path }) => isImageName(path));
    return inPlace(list, { access: opened.folder, files });
  }
  const { access, path } = await openPlace(source, "the training list");
  return placeTruth(await readImageTruth(access, path), source, "list", evaluated, null);
}

/** The manifest of a record that is named by its file or folder; null where no record is named. */
async function manifestOf(source: string): Promise<string | null> {
  const isNamed = basename(source) === RECORD_FILE;
  const file = isNamed ? source : join(source, RECORD_FILE);
  if (!(await isFile(file))) return null;
  const { record } = await openRecord(file);
  const { path } = record.files.manifest;
  const folder = dirname(file);
  await (await openFolder(folder)).diskPath(path); // it lies in the folder, or is refused
  return join(folder, path);
}

/** A list whose names are those of the files. */
function inPlace(list: ListedTraining, { access, files }: ImagePlace): TrainingImages {
  return {
    source: list.source,
    kind: list.kind,
    name: list.name,
    access,
    path: files.map(({ path }) => path),
    stated: null,
    attributes: null,
    sameFile: new Int32Array(list.name.length).fill(-1),
  };
}

async function readListFile(source: string, evaluated: EvaluatedFiles): Promise<TrainingImages> {
  const { access, path } = await openPlace(source, "the training list");
  const hashes = await hashesOf(access, path, source);
  if (hashes !== null) {
    const { name, hash } = hashes;
    const list: ListedTraining = {
      source,
      kind: "list",
      name,
      attributes: null,
      bytes: hash,
      pixels: hash,
    };
    return { ...placeTraining(list, { ...evaluated, files: [] }, null), access: null };
  }
  if (/\.(txt|lst|list)$/i.test(source)) {
    const opened = await openImages(source);
    const name = opened.files.map((file) => file.path);
    const place = { access: opened.folder, files: opened.files };
    return inPlace({ source, kind: "list", name, attributes: null }, place);
  }
  const beside = await placeOf(dirname(source));
  if (/\.ndjson$/i.test(source)) {
    return placeTraining(await manifestList(access, path, source), evaluated, beside);
  }
  return placeTruth(await readNames(access, path), source, "list", evaluated, beside);
}

/** A file of any format of labels; a table needs none, as only its images count. */
async function readNames(access: FileAccess, path: string): Promise<ImageTruth> {
  try {
    return await readImageTruth(access, path);
  } catch (error) {
    if (!isHomegroundError(error) || error.code !== "table/missing-column") throw error;
    return readImageTruth(access, path, { columns: { labels: [] } });
  }
}

/** Rows that the label file of the evaluation calls train; null where it calls none so. */
export function trainingOfSplit(
  truth: ImageTruth,
  evaluated: EvaluatedFiles,
): TrainingImages | null {
  if (trainingRows(truth.attributes) === null) return null;
  return placeTruth(truth, truth.source, "split", evaluated, null);
}

function placeTruth(
  truth: Pick<ImageTruth, "file" | "attributes">,
  source: string,
  kind: ListedTraining["kind"],
  evaluated: EvaluatedFiles,
  beside: ImagePlace | null,
): TrainingImages {
  const rows = trainingRows(truth.attributes) ?? Int32Array.from(truth.file.keys());
  const name = Array.from(rows, (row) => truth.file[row]!);
  if (name.length === 0) throw namesNothing(source);
  const attributes = selectRows(truth.attributes, rows);
  const list = { source, kind, name, attributes };
  const hash = kind === "list" ? hashColumn(attributes) : null;
  return placeTraining(
    hash === null ? list : { ...list, bytes: hash, pixels: hash },
    evaluated,
    beside,
  );
}

/** Longest list of hashes: four million lines. */
const MOST_LIST_BYTES = 1 << 28;

async function hashesOf(access: FileAccess, path: string, source: string) {
  const head = new TextDecoder().decode(await access.read(path, { maxBytes: 4096 }));
  const first = head.split("\n").slice(0, -1).join("\n");
  if (readHashList(first === "" ? head : first) === null) return null;
  const read = readHashList(
    new TextDecoder().decode(await access.read(path, { maxBytes: MOST_LIST_BYTES })),
  );
  if (typeof read !== "number") return read;
  throw new HomegroundError("input/invalid", {
    what: "the line is not a hash of 64 hexadecimal digits, with a name after it or without",
    where: `${source}, line ${read}`,
    fix: "Write one SHA-256 a line, as sha256sum does",
  });
}

async function manifestList(
  access: FileAccess,
  path: string,
  source: string,
): Promise<ListedTraining> {
  const name: string[] = [];
  const bytes: (string | null)[] = [];
  const pixels: (string | null)[] = [];
  let withheld = 0;
  const { problems } = await readManifest(access.stream(path), source, (line) => {
    if (line.image === null) withheld++;
    name.push(line.image ?? "");
    bytes.push(line.bytes);
    pixels.push(line.pixels);
  });
  const [first] = problems;
  if (first !== undefined) {
    throw new HomegroundError("record/manifest", {
      what: first.what,
      where: first.where,
      fix: "Get the manifest again from where the record is published",
    });
  }
  if (withheld > 0) {
    throw new HomegroundError("input/unsupported", {
      what: `${agreed(withheld, "image of the manifest is", "images of the manifest are")} withheld: its hashes are made with a secret`,
      where: source,
      fix: "Ask the authors to compare the images, or for a list of plain hashes",
    });
  }
  if (name.length === 0) throw namesNothing(source);
  return { source, kind: "list", name, attributes: null, bytes, pixels };
}

async function placeOf(folder: string): Promise<ImagePlace | null> {
  try {
    const access = await openFolder(folder);
    const files = [];
    for await (const file of access.list("")) if (isImageName(file.path)) files.push(file);
    return { access, files };
  } catch (error) {
    if (isHomegroundError(error)) return null; // the images may be elsewhere
    throw error;
  }
}

function namesNothing(source: string): HomegroundError {
  return new HomegroundError("input/empty", {
    what: "the training list names no image",
    where: source,
    fix: "Name a folder of images, a label file, a manifest.ndjson or a list of hashes",
  });
}
