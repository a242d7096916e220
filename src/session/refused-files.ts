import { errorWords, type HomegroundError, isHomegroundError } from "../core/errors.js";
import { wordsFor } from "../core/sentence.js";
import { sniffEncoding } from "../formats/delimited/text-encoding.js";
import { baseName, extensionOf } from "../formats/file-access.js";
import { formatOf, recogniseFormat } from "../images/image-format.js";
import {
  type ForeignModel,
  foreignByContent,
  foreignByName,
  foreignFolder,
  toOnnx,
} from "../models/foreign-models.js";

/** A file that was dropped and cannot be used, in the app's words. */
export interface RefusedFile {
  /** A folder's where that is the thing that was refused. */
  readonly path: string;
  /** Why, as a clause: "it is a video". */
  readonly what: string;
  /** What somebody can do, an imperative. */
  readonly fix: string;
}

const ARCHIVES: ReadonlySet<string> = new Set([
  "tar",
  "tgz",
  "gz",
  "bz2",
  "xz",
  "zst",
  "rar",
  "7z",
]);
/** Weights that a model of ONNX keeps beside itself have no mark of their own. */
const WEIGHTS: ReadonlySet<string> = new Set(["data", "bin", "weights", "onnx_data"]);

/** Whether a system or a tool left the file there: nobody gave it, and nobody is told of it. */
export function isLeftBehind(path: string): boolean {
  return (
    /^(\.|~\$)|^(thumbs\.db|desktop\.ini)$/i.test(baseName(path)) || /(^|\/)__MACOSX\//.test(path)
  );
}

/**
 * What a file is by its first bytes and its name, where that is nothing that is read here.
 *
 * @returns null where it may be labels, predictions or a card
 */
export function refusedByHead(path: string, head: Uint8Array): RefusedFile | null {
  const foreign = foreignByContent(head) ?? foreignByName(path);
  if (foreign !== null) return asModel(foreign, path);
  if (ARCHIVES.has(extensionOf(path))) {
    return {
      path,
      what: "it is an archive of a kind that is not opened here",
      fix: "Unpack it and drop the folder; a .zip is opened",
    };
  }
  if (formatOf(head) !== null) {
    return {
      path,
      what: "it is an image whose name does not say so",
      fix: "Give it the ending of its format, such as .jpg",
    };
  }
  const image = unreadImage(head);
  return image === null ? null : { path, ...image };
}

/** Data that were taken for text and are none; null where they may be a model's weights. */
export function refusedBinary(path: string, head: Uint8Array): RefusedFile | null {
  if (!isBinary(head) || WEIGHTS.has(extensionOf(path))) return null;
  const fix = "Drop images, labels, predictions, or a model as an .onnx file";
  return { path, what: "it is of no kind that is known here", fix };
}

/** What an error says of a file that was looked into, as a refusal. */
export function refusedByError(path: string, error: HomegroundError): RefusedFile {
  const { what, fix } = errorWords("app", error);
  return { path, what, fix };
}

/** Folders that are one model in another form, and every path inside them. */
export function refusedFolders(paths: readonly string[]): {
  readonly refused: readonly RefusedFile[];
  readonly inside: ReadonlySet<string>;
} {
  const names = new Map<string, Set<string>>();
  for (const path of paths) {
    const parts = path.split("/");
    for (let depth = 0; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join("/");
      const own = names.get(folder) ?? new Set();
      names.set(folder, own.add(parts[depth]!));
    }
  }
  const refused = [...names].flatMap(([path, own]) => {
    const foreign = foreignFolder(own);
    return foreign === null ? [] : [asModel(foreign, path === "" ? "." : path)];
  });
  const folders = refused.map(({ path }) => (path === "." ? "" : `${path}/`));
  const inside = paths.filter((path) => folders.some((folder) => path.startsWith(folder)));
  return { refused, inside: new Set(inside) };
}

function asModel(foreign: ForeignModel, path: string): RefusedFile {
  return { path, what: `it is ${foreign.what}`, fix: wordsFor("app", toOnnx(foreign, path)) };
}

/** An image, a video or a document that the decoder knows and does not read. */
function unreadImage(head: Uint8Array): Pick<RefusedFile, "what" | "fix"> | null {
  try {
    recogniseFormat(head);
  } catch (cause) {
    if (!isHomegroundError(cause)) throw cause;
    if (cause.code !== "image/unsupported") return null;
    const { what, fix } = errorWords("app", cause);
    return { what: `it is ${what}`.replace(/ is not read$/, ", which is not read"), fix };
  }
  return null;
}

/** No text has a zero byte but one of UTF-16. */
function isBinary(head: Uint8Array): boolean {
  return head.includes(0) && sniffEncoding(head).form === "utf-8";
}
