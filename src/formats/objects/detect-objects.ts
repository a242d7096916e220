import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { isCocoRecordFolder } from "../coco/coco-record-folder.js";
import { guessBoxRoles } from "../csv-boxes/box-roles.js";
import { namesImage, sniffDialect } from "../delimited/delimited-dialect.js";
import { type JsonFormat, sniffJson } from "../detect-json.js";
import { baseName, extensionOf, type FileAccess, folderOf } from "../file-access.js";
import { isImagefolderMetadata } from "../hf-imagefolder/hf-imagefolder.js";
import { createProblemList } from "../import-problems.js";
import { createJsonRecordReader, ROOT_ARRAY } from "../json/json-records.js";
import { isRecord } from "../json/json-values.js";
import { type ListedPaths, stemOf } from "./image-files.js";

/** Formats of objects that are read, for messages. */
export const OBJECT_FORMATS_READ =
  "COCO, COCO Camera Traps, LVIS, YOLO, Pascal VOC, CVAT, Label Studio, LabelMe, Create ML, tables of boxes (.csv, .tsv, Parquet, JSON lines), Hugging Face imagefolders, Camtrap DP";

/** What a JSON file holds, if it may hold objects. */
export type ObjectJsonFormat = JsonFormat | "createml" | "label-studio-min";

/** So much of a file is read to see its first record or element. */
const HEAD_BYTES = 1 << 16;
/** So many files of one kind are looked into before the rest is taken to be alike. */
const LOOKED_INTO = 20;

/**
 * Tells what a JSON file with objects is.
 *
 * @throws HomegroundError as `sniffJson`; `input/unknown-format` lists the formats of objects
 */
export async function sniffObjectJson(access: FileAccess, path: string): Promise<ObjectJsonFormat> {
  try {
    const format = await sniffJson(access, path);
    return format === "records" ? await recordsOf(access, path) : format;
  } catch (error) {
    if (!isHomegroundError(error) || error.code !== "input/unknown-format") throw error;
    const { what, where } = error;
    throw new HomegroundError(error.code, {
      what,
      where,
      fix: `Give one of ${OBJECT_FORMATS_READ}`,
    });
  }
}

async function recordsOf(access: FileAccess, path: string): Promise<ObjectJsonFormat> {
  const record = await firstRecord(access, path);
  if (record === null) return "records";
  if (Array.isArray(record["annotations"]) && ("image" in record || "imagefilename" in record)) {
    return "createml";
  }
  const isMin = Object.values(record).some(
    (value) =>
      Array.isArray(value) && value.some((item) => isRecord(item) && "original_width" in item),
  );
  return isMin || "annotation_id" in record ? "label-studio-min" : "records";
}

async function firstRecord(
  access: FileAccess,
  path: string,
): Promise<Readonly<Record<string, unknown>> | null> {
  const head = await access.read(path, { maxBytes: 1 << 22 });
  let first: unknown = null;
  const reader = createJsonRecordReader(
    path,
    {
      arrays: new Set(),
      onRecords: ({ array, records }) => {
        if (array === ROOT_ARRAY) first ??= records[0];
      },
      onValue: () => {},
    },
    createProblemList(),
  );
  try {
    reader.push(head);
    if (head.length < 1 << 22) reader.end();
  } catch (error) {
    if (!isHomegroundError(error)) throw error; // what is wrong is said when it is read
  }
  return isRecord(first) ? first : null;
}

/** Name of the root element of an XML file; null where its begin does not show one. */
export async function xmlRootOf(access: FileAccess, path: string): Promise<string | null> {
  const head = await access.read(path, { maxBytes: HEAD_BYTES });
  let text = "";
  for (const byte of head) if (byte !== 0) text += String.fromCharCode(byte);
  const body = text.replace(
    /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE[^>[]*(\[[\s\S]*?\])?\s*>/gi,
    "",
  );
  return /<([A-Za-z_][\w.:-]*)/.exec(body)?.[1] ?? null;
}

/** Annotations in a folder: a format, and the files that hold them. */
export interface FolderForm {
  readonly format:
    | "camtrap-dp"
    | "coco-records"
    | "coco"
    | "label-studio"
    | "labelme"
    | "createml"
    | "imagefolder"
    | "voc"
    | "cvat"
    | "yolo"
    | "csv";
  /** For messages. */
  readonly name: string;
  readonly files: readonly string[];
}

/** Every form of annotations that a folder holds; more than one is the user's to choose from. */
export async function formsOf(
  access: FileAccess,
  folder: string,
  listed: ListedPaths,
): Promise<readonly FolderForm[]> {
  const forms: FolderForm[] = [];
  const add = (format: FolderForm["format"], name: string, files: readonly string[]): void => {
    if (files.length > 0) forms.push({ format, name, files });
  };
  const { all } = listed;
  const named = (test: (path: string) => boolean) => all.filter(test);
  add(
    "camtrap-dp",
    "a Camtrap DP package",
    named((path) => baseName(path) === "datapackage.json"),
  );
  const isRecords = await isCocoRecordFolder(access, folder);
  if (isRecords) add("coco-records", "lists of COCO in files of their own", [folder]);
  add(
    "imagefolder",
    "imagefolder metadata",
    named((path) => isImagefolderMetadata(path) && path.endsWith(".jsonl")),
  );
  if (!isRecords)
    await addJson(
      access,
      named((path) => extensionOf(path) === "json"),
      add,
    );
  await addXml(
    access,
    named((path) => extensionOf(path) === "xml"),
    add,
  );
  await addYolo(access, listed, add);
  await addTables(
    access,
    named((path) => /^(csv|tsv)$/.test(extensionOf(path))),
    add,
  );
  return forms;
}

type AddForm = (format: FolderForm["format"], name: string, files: readonly string[]) => void;

/** JSON files that are not looked into, since they belong to other things. */
const OTHER_JSON =
  /^(datapackage|package|package-lock|tsconfig|notes|config|dataset_infos?|label-map)\.json$/i;

async function addJson(access: FileAccess, paths: readonly string[], add: AddForm): Promise<void> {
  const found = new Map<ObjectJsonFormat, string[]>();
  let firstError: HomegroundError | null = null;
  const own = paths.filter((path) => !OTHER_JSON.test(baseName(path)));
  let alike: ObjectJsonFormat | null = null;
  for (const [i, path] of own.entries()) {
    let format: ObjectJsonFormat | null = alike;
    if (format === null || i < LOOKED_INTO) {
      try {
        format = await sniffObjectJson(access, path);
      } catch (error) {
        if (!isHomegroundError(error)) throw error;
        firstError ??= error;
        // One damaged file of many of LabelMe is that reader's to list; other JSON is nobody's.
        if (own.length < 2 || error.code === "input/unknown-format") continue;
        format = "labelme";
      }
    }
    const list = found.get(format);
    if (list === undefined) found.set(format, [path]);
    else list.push(path);
    if (i === LOOKED_INTO - 1 && found.size === 1) alike = format;
  }
  const roboflow = (found.get("coco") ?? []).filter(
    (path) => baseName(path) === "_annotations.coco.json",
  );
  add("coco", "COCO files", roboflow.length > 0 ? roboflow : (found.get("coco") ?? []));
  add("label-studio", "tasks of Label Studio", [
    ...(found.get("label-studio") ?? []),
    ...(found.get("label-studio-min") ?? []),
  ]);
  add("labelme", "files of LabelMe", found.get("labelme") ?? []);
  add("createml", "Create ML", found.get("createml") ?? []);
  const isNothing = !["coco", "label-studio", "label-studio-min", "labelme", "createml"].some(
    (format) => found.has(format as ObjectJsonFormat),
  );
  if (isNothing && firstError !== null) throw firstError;
}

async function addXml(access: FileAccess, paths: readonly string[], add: AddForm): Promise<void> {
  const cvat: string[] = [];
  const voc: string[] = [];
  for (const [i, path] of paths.entries()) {
    const isLookedInto = i < LOOKED_INTO || /annotation/i.test(baseName(path));
    const root = isLookedInto ? await xmlRootOf(access, path) : "annotation";
    if (root === "annotations") cvat.push(path);
    else if (root === "annotation" || root === null || paths.length > 1) voc.push(path);
  }
  add("cvat", "XML of CVAT", cvat);
  add("voc", "XML of Pascal VOC", voc);
}

async function addYolo(
  access: FileAccess,
  { all, images }: ListedPaths,
  add: AddForm,
): Promise<void> {
  const data = all.filter((path) => /^(data|dataset)\.ya?ml$/i.test(baseName(path)));
  const stems = new Set(images.map(stemOf));
  const isLabels = (path: string): boolean =>
    path.endsWith(".txt") &&
    !namesImage(path) &&
    (/(^|\/)labels\//.test(path) || stems.has(stemOf(path)));
  const names = all.filter((path) => /^(classes\.txt|obj\.names)$/i.test(baseName(path)));
  const labels = all.filter((path) => isLabels(path) && !names.includes(path));
  if (labels.length === 0 && data.length === 0) {
    // Texts alone, the images elsewhere: the first that is not empty shows what they are.
    const texts = all.filter((path) => path.endsWith(".txt") && !names.includes(path));
    if (await holdYoloLines(access, texts)) add("yolo", "labels of YOLO", texts);
    return;
  }
  // The file that says what classes and parts there are speaks for all.
  add("yolo", "labels of YOLO", data.length > 0 ? data : labels);
}

async function holdYoloLines(access: FileAccess, texts: readonly string[]): Promise<boolean> {
  for (const path of texts.slice(0, LOOKED_INTO)) {
    const head = new TextDecoder().decode(await access.read(path, { maxBytes: HEAD_BYTES }));
    const [first = ""] = head.trim().split("\n");
    if (first !== "") return /^\d+(\s+-?[0-9.]+(e-?\d+)?){4,}\s*$/i.test(first);
  }
  return false;
}

async function addTables(
  access: FileAccess,
  paths: readonly string[],
  add: AddForm,
): Promise<void> {
  const boxes: string[] = [];
  for (const path of paths.slice(0, LOOKED_INTO)) {
    const head = await access.read(path, { maxBytes: HEAD_BYTES });
    try {
      const dialect = sniffDialect(head, head.length < HEAD_BYTES, path);
      guessBoxRoles(dialect.names, dialect.sample, path);
      boxes.push(path);
    } catch (error) {
      if (!isHomegroundError(error)) throw error; // no table of boxes
    }
  }
  const roboflow = boxes.filter((path) => baseName(path) === "_annotations.csv");
  add("csv", "a table of boxes", roboflow.length > 0 ? roboflow : boxes);
}

/** The folder that a YOLO form is about. */
export function yoloFolder(folder: string, { files }: FolderForm): string {
  const [first = ""] = files;
  return /\.ya?ml$/i.test(first) ? folderOf(first) : folder;
}
