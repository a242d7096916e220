import { isHomegroundError } from "../core/errors.js";
import { jsonOrUndefined } from "../core/parse-json.js";
import {
  baseName,
  extensionOf,
  type FileAccess,
  folderOf,
  joinPath,
  type ListedFile,
} from "../formats/file-access.js";
import { type FileContent, FORMAT_SNIFF_BYTES, sniffContent } from "../formats/file-content.js";
import { CONFIDENCE } from "../formats/format.js";
import { readJsonHead } from "../formats/json/json-head.js";
import { isRecord } from "../formats/json/json-values.js";
import { isModelCard, isModelConfig } from "../formats/known/model-files.js";
import { arePartsOfExport, recogniseAny, recogniseFolder } from "../formats/recognise.js";
import { isReadFor } from "../formats/registry.js";
import { FORMATS_READ } from "../formats/sniff.js";
import { formatOfName } from "../images/image-format.js";
import { masksAmong } from "./mask-tables.js";
import { textFolders } from "./prediction-folders.js";
import {
  isLeftBehind,
  type RefusedFile,
  refusedBinary,
  refusedByError,
  refusedByHead,
  refusedFolders,
} from "./refused-files.js";

/** What a file that was dropped is taken as. */
export type FileRole =
  | "image"
  | "model"
  | "card"
  /** What the makers of a model say of it in a form of their own, beside the model. */
  | "config"
  | "record"
  | "labels"
  | "predictions"
  | "label-map"
  /** A file that a record among them names as its own: neither labels nor answers of somebody else. */
  | "evidence"
  /** Text that may say something, under another name or in a form of its own: a label an image, notes. */
  | "other";

/** A file that is no image, and what it seems to be. */
export interface TakenFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly role: Exclude<FileRole, "image">;
  /** Whether it is one of many that are read together, as the folder that holds them. */
  readonly isPart?: true;
  /** Whether it is that folder, whose files are listed too. */
  readonly isFolder?: true;
}

/** What was dropped, sorted by content. */
export interface Intake {
  readonly images: number;
  /** Folders that hold images, with the number directly inside each, in order of path. */
  readonly imageFolders: readonly { readonly folder: string; readonly images: number }[];
  readonly files: readonly TakenFile[];
  /** Files that are of no use here, and folders that are models in another form. */
  readonly refused: readonly RefusedFile[];
}

/** Files above this are not looked into for what they are. */
const MAX_SNIFFED_FILES = 500;
/** A record holds no line an image: a larger one is none. */
const MAX_RECORD_BYTES = 1 << 22;

/**
 * Sorts files by what is in them. Images go by their names here: each is looked into when it is read,
 * and listed with a reason where it is none.
 *
 * @param files every file of the access
 */
export async function sortFiles(access: FileAccess, files: readonly ListedFile[]): Promise<Intake> {
  const inFolder = new Map<string, number>();
  const taken: TakenFile[] = [];
  const { refused: folders, inside } = refusedFolders(files.map(({ path }) => path));
  const refused = [...folders];
  const { tables, folders: masks } = await masksAmong(
    access,
    files.map(({ path }) => path),
  );
  const roleOfMask = new Map(
    masks.flatMap(({ role, files }) => files.map((path) => [path, role] as const)),
  );
  // Masks of a table lie in any folder: they are part of what the table says.
  for (const table of tables) {
    const role = isPredictedTable(table.path) ? "predictions" : "labels";
    for (const path of table.files) roleOfMask.set(path, role);
  }
  let images = 0;
  let sniffed = 0;
  for (const { path, sizeBytes } of files) {
    const maskRole = roleOfMask.get(path);
    if (maskRole !== undefined) {
      taken.push({ path, sizeBytes, role: maskRole, isPart: true });
      continue;
    }
    if (formatOfName(path) !== null) {
      images++;
      const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
      inFolder.set(folder, (inFolder.get(folder) ?? 0) + 1);
      continue;
    }
    const isLooked = !inside.has(path) && !isLeftBehind(path) && sniffed++ < MAX_SNIFFED_FILES;
    const role = isLooked ? await roleOf(access, path) : "other";
    if (typeof role !== "string") refused.push(role);
    taken.push({ path, sizeBytes, role: typeof role === "string" ? role : "other" });
  }
  const evidence = await evidenceOf(access, taken);
  const parts = await partsOf(
    access,
    files,
    taken.filter(({ path }) => !roleOfMask.has(path)),
  );
  const texts = await textFolders(
    access,
    taken.flatMap(({ path }) =>
      evidence.has(path) || inside.has(path) || roleOfMask.has(path) ? [] : [path],
    ),
  );
  const sizeOf = new Map(taken.map(({ path, sizeBytes }) => [path, sizeBytes]));
  const roleInFolder = new Map(
    texts.flatMap(({ role, files }) => files.map((path) => [path, role] as const)),
  );
  return {
    images,
    imageFolders: [...inFolder]
      .map(([folder, count]) => ({ folder, images: count }))
      .sort((a, b) => (a.folder < b.folder ? -1 : 1)),
    files: [
      ...taken.map((file): TakenFile => {
        if (evidence.has(file.path)) return { ...file, role: "evidence" };
        const role = roleInFolder.get(file.path);
        if (role !== undefined) return { ...file, role, isPart: true };
        return parts.has(file.path) ? { ...file, isPart: true } : file;
      }),
      ...[...texts, ...masks].map(({ path, role, files }): TakenFile => {
        const sizeBytes = files.reduce((sum, file) => sum + sizeOf.get(file)!, 0);
        return { path, role, sizeBytes, isFolder: true };
      }),
    ],
    refused: refused.filter(({ path }) => !evidence.has(path) && !roleInFolder.has(path)),
  };
}

/** Files of labels that say something of one image each, by the recognisers of folders. */
async function partsOf(
  access: FileAccess,
  files: readonly ListedFile[],
  taken: readonly TakenFile[],
): Promise<ReadonlySet<string>> {
  if (taken.filter(({ role }) => role === "labels").length < 2) return new Set();
  const all = files.map(({ path }) => path);
  const listed = { all, images: all.filter((path) => formatOfName(path) !== null) };
  try {
    const found = [
      ...(await recogniseFolder(access, "", "objects", listed)),
      ...(await recogniseFolder(access, "", "labels", listed)),
    ];
    const together = found.filter(
      ({ isWhole, files }) => files.length > 1 && (isWhole === true || arePartsOfExport(files)),
    );
    return new Set(together.flatMap(({ files }) => files));
  } catch (cause) {
    if (!isHomegroundError(cause)) throw cause;
    return new Set();
  }
}

/** Paths that the records among files name as theirs, the model aside. */
async function evidenceOf(
  access: FileAccess,
  taken: readonly TakenFile[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const { path, role } of taken) {
    if (role !== "record") continue;
    const text = new TextDecoder().decode(await access.read(path, { maxBytes: MAX_RECORD_BYTES }));
    const record: unknown = jsonOrUndefined(text);
    if (!isRecord(record) || !isRecord(record["files"])) continue;
    for (const file of Object.values(record["files"])) {
      if (isRecord(file) && typeof file["path"] === "string") {
        found.add(joinPath(folderOf(path), file["path"]));
      }
    }
  }
  return found;
}

/** What a file is taken as; why not, where it is of no use. */
async function roleOf(access: FileAccess, path: string): Promise<TakenFile["role"] | RefusedFile> {
  if (extensionOf(path) === "onnx") return "model";
  try {
    const head = await access.read(path, { maxBytes: FORMAT_SNIFF_BYTES });
    const refused = refusedByHead(path, head);
    if (refused !== null) return refused;
    const { content } = sniffContent(path, head, FORMATS_READ);
    const isJson = content === "json";
    const own = isJson ? await roleOfJson(access, path, head) : isNoData(path) ? "other" : null;
    if (own !== null) return own;
    const { format, confidence } = await recogniseAny(access, path);
    if (isJson || confidence > CONFIDENCE.any) {
      return isReadFor(format, "labels") ? "labels" : "predictions";
    }
    if (content === "delimited") {
      const binary = refusedBinary(path, head);
      if (binary !== null) return binary;
    }
    return roleOfTable(path, content, head);
  } catch (cause) {
    if (!isHomegroundError(cause)) throw cause;
    return refusedByError(path, cause);
  }
}

const BY_SCHEMA: readonly (readonly [key: RegExp, role: TakenFile["role"]])[] = [
  [/"card"\s*:\s*"homeground\.model-card\//, "card"],
  [/"schema"\s*:\s*"homeground\.record\//, "record"],
  [/"schema"\s*:\s*"homeground\.label-map\//, "label-map"],
];

/** Of JSON that is about a model or of this program; null for what may be labels or predictions. */
async function roleOfJson(
  access: FileAccess,
  path: string,
  head: Uint8Array,
): Promise<TakenFile["role"] | null> {
  const start = new TextDecoder().decode(head);
  const named = BY_SCHEMA.find(([key]) => key.test(start))?.[1];
  if (named !== undefined) return named;
  // The canonical form of a record sorts its keys: the schema may stand far from the start.
  if (baseName(path) === "record.json") {
    const whole = new TextDecoder().decode(await access.read(path, { maxBytes: MAX_RECORD_BYTES }));
    if (BY_SCHEMA[1]![0].test(whole)) return "record";
  }
  const keys = await readJsonHead(access, path);
  if (isModelCard(keys)) return "card";
  return isModelConfig(keys) ? "config" : null;
}

/** Whether a file's name says that it is about the data, or lists names of classes. */
function isNoData(path: string): boolean {
  if (/^(readme|licen[cs]e|notice|(oidv\d+-)?class-descriptions)/i.test(baseName(path)))
    return true;
  return /\.(labels\.txt)$|(^|\/)(labels|classes)\.txt$/i.test(path);
}

function isPredictedTable(path: string): boolean {
  return /predict|detections?|scores?/i.test(baseName(path));
}

function roleOfTable(path: string, content: FileContent, head: Uint8Array): TakenFile["role"] {
  if (content === "xml" || content === "yaml") return "labels";
  const isPredicted = isPredictedTable(path);
  if (content !== "delimited") return isPredicted ? "predictions" : "labels";
  const [line = ""] = new TextDecoder().decode(head).split(/\r\n|\r|\n/);
  if (!/[,;\t|]/.test(line)) return "other";
  return isPredicted || /(^|[,;\t|"])predicted(["]|[,;\t|]|$)/i.test(line)
    ? "predictions"
    : "labels";
}
