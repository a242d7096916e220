/** A folder below a folder below …: no real data are deeper. */
const MAX_DEPTH = 256;
const MAX_LENGTH = 4096;

/** The name of an entry, decided on before anything of it is unpacked. */
export type EntryName =
  /** `path` as `FileAccess` speaks it. */
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "folder" }
  /** A file that nobody made: of no interest. */
  | { readonly kind: "ignored" }
  | { readonly kind: "bad"; readonly why: string };

/**
 * Reads the name of an entry. No name is ever used on disk; one that climbs, starts at a root or
 * holds a zero is refused all the same, since whoever wrote it had something in mind.
 */
export function readEntryName(name: string): EntryName {
  const slashed = name.replaceAll("\\", "/");
  if (slashed === "") return { kind: "bad", why: "it is empty" };
  if (slashed.includes("\0")) return { kind: "bad", why: "it holds a zero byte" };
  if (/^(\/|[A-Za-z]:)/.test(slashed)) return { kind: "bad", why: "it starts at a root" };
  const parts = slashed.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) return { kind: "bad", why: "it climbs with .." };
  if (parts.length > MAX_DEPTH || slashed.length > MAX_LENGTH) {
    return { kind: "bad", why: "it is longer or deeper than names are" };
  }
  const isHidden = parts.some((part) => part.startsWith(".") || part === "__MACOSX");
  if (parts.length === 0 || isHidden) return { kind: "ignored" };
  if (slashed.endsWith("/")) return { kind: "folder" };
  return { kind: "file", path: parts.join("/") };
}

/**
 * The folders above files, as they are met: a path that is one of them cannot be a file too.
 * Linear in the parts of all paths.
 */
export interface FoldersAbove {
  /** Adds the folders above a file. */
  add(path: string): void;
  has(path: string): boolean;
}

export function createFoldersAbove(): FoldersAbove {
  const folders = new Set<string>();
  return {
    has: (path) => folders.has(path),
    add(path) {
      for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
        const folder = path.slice(0, at);
        if (folders.has(folder)) return; // and so are those above it
        folders.add(folder);
      }
    },
  };
}

/** What is wrong with an entry that is a file where others have a folder. */
export const FILE_FOR_FOLDER =
  "it is a file, and other entries lie in a folder of this name; it is left out";

/** What is wrong with an entry that is named like a folder and holds bytes. */
export function folderWithBytes(sizeBytes: number): string {
  return `it is named like a folder and holds ${sizeBytes} bytes; it is left out`;
}

/** Whether a name is that of an archive, which is not unpacked inside another. */
export function isArchiveName(path: string): boolean {
  return /\.(zip|tar|tgz|gz|bz2|xz|zst|7z|rar)$/i.test(path);
}

/** Text of a name's bytes: UTF-8, or what is left of it. */
export function decodeName(bytes: Uint8Array): { readonly name: string; readonly isUtf8: boolean } {
  try {
    return { name: new TextDecoder("utf-8", { fatal: true }).decode(bytes), isUtf8: true };
  } catch {
    return { name: new TextDecoder().decode(bytes), isUtf8: false };
  }
}
