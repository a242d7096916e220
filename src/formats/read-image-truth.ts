import { HomegroundError } from "../core/errors.js";
import { readCamtrapDpTruth } from "./camtrap-dp/camtrap-dp.js";
import { readClassFolders } from "./class-folders/class-folders.js";
import { readCocoTruth } from "./coco/coco-truth.js";
import { readTruthTable, type TruthTableOptions, truthFromTable } from "./csv/labels-table.js";
import { guessTruthRoles } from "./csv/truth-roles.js";
import type { RawTable } from "./delimited/delimited.js";
import { FORMAT_SNIFF_BYTES, sniffFile } from "./detect-format.js";
import { sniffJson } from "./detect-json.js";
import { baseName, extensionOf, type FileAccess, fileNotFound, folderOf } from "./file-access.js";
import { isImagefolderMetadata, readImagefolder } from "./hf-imagefolder/hf-imagefolder.js";
import type { ImageTruth } from "./import-types.js";
import { joinTruths } from "./join-truths.js";
import { readRecordTable, sampleRows } from "./json/record-table.js";
import { readLabelStudioTruth } from "./label-studio/label-studio.js";
import { readObjectTruth } from "./objects/read-object-truth.js";
import { readParquetTable } from "./parquet/parquet.js";

export interface ReadTruthOptions extends TruthTableOptions {
  /** For class folders: which folder of a path is the class, from 0. */
  readonly classLevel?: number;
  /** Paths of the images, where they lie elsewhere: files of objects are named after images. */
  readonly images?: readonly string[];
}

/**
 * Reads image-level ground truth of any format that is known, from a file or a folder. Where a format
 * holds objects, an image has the labels of those on it. What the format is and why stands in
 * `format` of the result.
 *
 * @param path of the file or folder in the access; "" is its root
 * @throws HomegroundError `input/not-found`, `input/unknown-format`, `input/unsupported`,
 *   `input/ambiguous` for a folder with labels in more than one form, `input/empty`, and as the
 *   reader of each format
 */
export async function readImageTruth(
  access: FileAccess,
  path: string,
  options: ReadTruthOptions = {},
): Promise<ImageTruth> {
  const kind = await access.kindOf(path);
  if (kind === null) throw fileNotFound(path);
  return kind.kind === "folder"
    ? readFolder(access, path, options)
    : readFile(access, path, options);
}

async function readFile(
  access: FileAccess,
  path: string,
  options: ReadTruthOptions,
): Promise<ImageTruth> {
  const head = await access.read(path, { maxBytes: FORMAT_SNIFF_BYTES });
  const { format } = sniffFile(path, head);
  switch (format) {
    case "delimited":
      if (isImagefolderMetadata(path)) {
        return readImagefolder(access, folderOf(path), [path], options);
      }
      return readTruthTable(access, path, options);
    case "json-lines":
      if (isImagefolderMetadata(path)) {
        return readImagefolder(access, folderOf(path), [path], options);
      }
      return truthOfRecords(await readRecordTable(access, path, "json-lines"), path, options);
    case "parquet":
      return truthOfRecords(await readParquetTable(access, path), path, options);
    case "camtrap-dp":
      return readCamtrapDpTruth(access, path);
    case "json":
      return readJson(access, path, options);
    case "xml":
    case "yaml":
    case "text":
      return readObjectTruth(access, path, objectOptions(options));
  }
}

async function readJson(
  access: FileAccess,
  path: string,
  options: ReadTruthOptions,
): Promise<ImageTruth> {
  const format = await sniffJson(access, path);
  switch (format) {
    case "coco":
      return readCocoTruth(access, path);
    case "label-studio":
      return readLabelStudioTruth(access, path);
    case "records":
      return truthOfRecords(await readRecordTable(access, path, "json"), path, options);
    case "coco-results":
      throw new HomegroundError("annotations/looks-like-results", {
        what: "the file is a list of detections in COCO's results form",
        where: path,
        fix: "Give it with --predictions, and the ground truth with --labels",
      });
    case "megadetector":
    case "speciesnet":
      throw new HomegroundError("annotations/looks-like-results", {
        what: `the file holds what a model said (${format === "speciesnet" ? "SpeciesNet" : "MegaDetector"}), not ground truth`,
        where: path,
        fix: "Give it with --predictions, and labels made by people with --labels",
      });
    case "labelme":
      return readObjectTruth(access, path, objectOptions(options));
  }
}

function objectOptions({ images }: ReadTruthOptions): { readonly images?: readonly string[] } {
  return images === undefined ? {} : { images };
}

function truthOfRecords(raw: RawTable, path: string, options: ReadTruthOptions): ImageTruth {
  const names = [...raw.table.columns.keys()];
  const roles = guessTruthRoles(names, sampleRows(raw.table), path, options.columns);
  return truthFromTable(raw, roles, path, options);
}

/** Forms that hold objects: an image has the labels of those on it. */
const OBJECT_FORMS: ReadonlySet<string> = new Set(["YOLO labels", "Pascal VOC or CVAT XML"]);

/** A set of files in a folder that each say the labels of its images. */
interface FolderForm {
  readonly name: string;
  readonly files: readonly string[];
}

async function readFolder(
  access: FileAccess,
  folder: string,
  options: ReadTruthOptions,
): Promise<ImageTruth> {
  const paths: string[] = [];
  for await (const { path } of access.list(folder)) {
    if (/^(json|jsonl|csv|parquet|xml|yaml|yml|txt)$/.test(extensionOf(path))) paths.push(path);
  }
  const named = (test: (path: string) => boolean) => paths.filter(test);
  const packages = named((path) => baseName(path) === "datapackage.json");
  const forms: FolderForm[] = [
    { name: "a Camtrap DP package", files: packages },
    { name: "Roboflow COCO files", files: named((p) => baseName(p) === "_annotations.coco.json") },
    { name: "Roboflow tables of classes", files: named((p) => baseName(p) === "_classes.csv") },
    { name: "imagefolder metadata", files: named(isImagefolderMetadata) },
    {
      name: "COCO instances",
      files: named((p) => /^(instances|annotations).*\.json$/.test(baseName(p))),
    },
    { name: "YOLO labels", files: named((p) => /^data\.ya?ml$/.test(baseName(p))) },
    { name: "Pascal VOC or CVAT XML", files: named((p) => extensionOf(p) === "xml") },
  ].filter(({ files }) => files.length > 0);
  const [form, other] = forms;
  if (form === undefined) {
    const [json] = named((path) => extensionOf(path) === "json");
    const isLabelme = json !== undefined && (await sniffJson(access, json)) === "labelme";
    return isLabelme
      ? readObjectTruth(access, folder, objectOptions(options))
      : readClassFolders(access, folder, options);
  }
  if (other !== undefined) {
    throw new HomegroundError("input/ambiguous", {
      what: `the folder holds labels in more than one form: ${forms.map(({ name, files }) => `${name} (${files[0]})`).join(", ")}`,
      where: folder === "" ? "folder" : folder,
      fix: "Name the file that counts",
    });
  }
  if (form.name === "imagefolder metadata") {
    return readImagefolder(access, folder, form.files, options);
  }
  if (OBJECT_FORMS.has(form.name)) return readObjectTruth(access, folder, objectOptions(options));
  const [first, ...more] = form.files;
  if (first === undefined) throw fileNotFound(folder);
  if (more.length === 0) return readFile(access, first, options);
  if (!/^Roboflow/.test(form.name)) {
    throw new HomegroundError("input/ambiguous", {
      what: `the folder holds ${form.files.length} files that could be the labels: ${form.files.slice(0, 5).join(", ")}`,
      where: folder === "" ? "folder" : folder,
      fix: "Name the file that counts",
    });
  }
  const parts = [];
  for (const path of form.files) {
    const truth = await readFile(access, path, options);
    const inside = folderOf(path);
    parts.push({
      truth,
      folder: inside === "" ? "" : `${inside}/`,
      split: baseName(inside) || null,
    });
  }
  const reason = `${form.files.length} files ${baseName(first)}, one for each part of a Roboflow export`;
  return joinTruths(
    parts,
    { id: parts[0]!.truth.format.id, reason },
    folder === "" ? "folder" : folder,
  );
}
