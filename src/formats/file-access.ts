import { HomegroundError } from "../core/errors.js";

/** A file of a listing. */
export interface ListedFile {
  /** Path relative to the root of the access, with `/`, without a leading `./`. */
  readonly path: string;
  readonly sizeBytes: number;
}

/** What stands at a path. */
export type PathKind =
  | { readonly kind: "file"; readonly sizeBytes: number }
  | { readonly kind: "folder" };

/** What a system says of a file without reading it. */
export interface FileStamp {
  /** Another one for another file, and wherever a file has changed. */
  readonly text: string;
  /** When it last did, in milliseconds since 1970. */
  readonly changedMs: number;
  /** As {@link FileAccess.diskPath}, where it is on a disk. */
  readonly disk?: string;
}

/** Which bytes of a file to read. */
export interface ReadRange {
  /** First byte; a negative number counts from the end. Default 0. */
  readonly from?: number;
  /** At most so many bytes; fewer come when the file ends before. Default: to the end. */
  readonly maxBytes?: number;
}

/**
 * Port: the files that a format is read from, a disk's folder, files dropped on a page, or memory.
 * Paths are relative to a root that the adapter knows, use `/`, and never leave it: a path that is
 * absolute or climbs with `..` is refused. `""` is the root itself.
 *
 * Every adapter passes test/contract/file-access.ts.
 */
export interface FileAccess {
  /** What stands there, or null for nothing. @throws HomegroundError `input/outside-folder` */
  kindOf(path: string): Promise<PathKind | null>;
  /**
   * Every file below a folder, at any depth, in ascending order of path (UTF-16 code units);
   * nothing for an empty folder. Other things than files and folders are left out.
   *
   * @throws HomegroundError `input/not-found`, `input/unreadable`, `input/outside-folder`
   */
  list(folder: string): AsyncIterable<ListedFile>;
  /**
   * Bytes of a file, in memory of their own. For whole files of bounded size, heads and tails.
   *
   * @throws HomegroundError `input/not-found`, `input/unreadable`, `input/outside-folder`
   */
  read(path: string, range?: ReadRange): Promise<Uint8Array>;
  /**
   * A file from its start in pieces of the adapter's choice, for files of any size. Can be called
   * again, for another pass. A piece is valid until the next one is asked for.
   *
   * @throws HomegroundError as {@link read}, while it is iterated
   */
  stream(path: string): AsyncIterable<Uint8Array>;
  /** What tells whether a file has changed, null for none; absent where nothing does. @throws HomegroundError as {@link read} */
  stampOf?(path: string): Promise<FileStamp | null>;
  /** Where programs that open it by path find a file; absent where files are on no disk. @throws HomegroundError as {@link read} */
  diskPath?(path: string): Promise<string>;
}

/**
 * `path` with `/`, without `.` parts and doubled slashes: the form that {@link FileAccess} speaks.
 *
 * @throws HomegroundError `input/outside-folder` when the path is absolute or climbs out
 */
export function normalisePath(path: string): string {
  const slashed = path.replaceAll("\\", "/");
  const parts: string[] = [];
  for (const part of slashed.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.pop() === undefined) throw outsideFolder(path);
    if (part !== "..") parts.push(part);
  }
  if (/^(\/|[A-Za-z]:\/)/.test(slashed)) throw outsideFolder(path);
  return parts.join("/");
}

/** For adapters: what a {@link FileAccess} throws for a path that leaves its root. */
export function outsideFolder(path: string): HomegroundError {
  return new HomegroundError("input/outside-folder", {
    what: `the path ${JSON.stringify(path)} leaves the folder`,
    where: path,
    fix: "Use paths inside the folder, relative to it",
  });
}

/** For adapters: what a {@link FileAccess} throws where no file or folder is. */
export function fileNotFound(path: string): HomegroundError {
  return new HomegroundError("input/not-found", {
    what: "no such file or folder",
    where: path === "" ? "folder" : path,
    fix: "Check the spelling of the path",
  });
}

/** Folder of a path, "" at the root. */
export function folderOf(path: string): string {
  const at = path.lastIndexOf("/");
  return at < 0 ? "" : path.slice(0, at);
}

/** Last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Extension in lower case, without its dot; "" where there is none. */
export function extensionOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot + 1).toLowerCase();
}

/** Two parts of a path joined; either may be empty. */
export function joinPath(folder: string, path: string): string {
  return folder === "" ? path : path === "" ? folder : `${folder}/${path}`;
}
