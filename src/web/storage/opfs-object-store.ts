import { HomegroundError, messageOf } from "../../core/errors.js";
import { checkKey, type ObjectStore, objectNotFound } from "../../evaluation/object-store.js";
import { notKept } from "./page-folder.js";

/** An object store of a page, which can also forget. */
export interface PageObjectStore extends ObjectStore {
  /** The object as a file, without reading it. @throws HomegroundError as `get` */
  blob(key: string): Promise<Blob>;
  /** Removes an object; nothing happens where there is none. */
  remove(key: string): Promise<void>;
}

/**
 * Keeps each object in a private file of the page. A browser replaces a file whole when its writer is
 * closed, so that readers see the old object or the new one; a file that was only just made has not
 * even the byte that stands before each object, and counts as none.
 */
export function createOpfsObjectStore(folder: FileSystemDirectoryHandle): PageObjectStore {
  const fileOf = async (key: string): Promise<Blob> => {
    checkKey(key);
    try {
      for (let at = folder, rest = partsOf(key); ; rest = rest.slice(1)) {
        const [first = "", ...more] = rest;
        if (more.length === 0) return await wholeFile(at, first);
        at = await at.getDirectoryHandle(first);
      }
    } catch (cause) {
      throw isAbsent(cause) ? objectNotFound(key) : unreadable(key, cause);
    }
  };

  return {
    async put(key, bytes) {
      checkKey(key);
      const copy = new Uint8Array(bytes);
      try {
        let at = folder;
        const parts = partsOf(key);
        for (const part of parts.slice(0, -1)) {
          at = await at.getDirectoryHandle(part, { create: true });
        }
        const handle = await at.getFileHandle(parts.at(-1) ?? "", { create: true });
        const writer = await handle.createWritable();
        try {
          await writer.write(WHOLE);
          await writer.write(copy);
        } catch (cause) {
          await writer.abort().catch(() => {}); // the first error is the one to report
          throw cause;
        }
        await writer.close();
      } catch (cause) {
        throw notKept(`kept in this browser, ${key}`, cause);
      }
    },
    async get(key) {
      const file = await fileOf(key);
      try {
        return new Uint8Array(await file.arrayBuffer());
      } catch (cause) {
        throw unreadable(key, cause);
      }
    },
    blob: fileOf,
    async list(prefix) {
      const keys: string[] = [];
      try {
        await gather(folder, "", keys);
      } catch (cause) {
        throw unreadable(prefix, cause);
      }
      return keys.filter((key) => key.startsWith(prefix)).sort();
    },
    async remove(key) {
      checkKey(key);
      try {
        let at = folder;
        const parts = partsOf(key);
        for (const part of parts.slice(0, -1)) at = await at.getDirectoryHandle(part);
        await at.removeEntry(parts.at(-1) ?? "");
      } catch (cause) {
        if (!isAbsent(cause)) throw notKept(`kept in this browser, ${key}`, cause);
      }
    },
  };
}

/** Stands before each object. */
const WHOLE = Uint8Array.of(1);

async function wholeFile(folder: FileSystemDirectoryHandle, name: string): Promise<Blob> {
  const file = await (await folder.getFileHandle(name)).getFile();
  if (file.size < WHOLE.length) throw new DOMException("not written yet", "NotFoundError");
  return file.slice(WHOLE.length);
}

/** Folders end in +, which no key holds, so that `a` and `a/b` can stand side by side. */
function partsOf(key: string): string[] {
  return key.replaceAll("/", "+/").split("/");
}

async function gather(
  folder: FileSystemDirectoryHandle,
  start: string,
  keys: string[],
): Promise<void> {
  for await (const [name, handle] of folder.entries()) {
    if (handle.kind === "file") {
      const { size } = await (handle as FileSystemFileHandle).getFile();
      if (size >= WHOLE.length) keys.push(start + name);
    } else {
      await gather(
        handle as FileSystemDirectoryHandle,
        `${start}${name.replace(/\+$/, "")}/`,
        keys,
      );
    }
  }
}

function isAbsent(cause: unknown): boolean {
  return (
    cause instanceof DOMException &&
    (cause.name === "NotFoundError" || cause.name === "TypeMismatchError")
  );
}

function unreadable(key: string, cause: unknown): HomegroundError {
  return new HomegroundError("input/unreadable", {
    what: messageOf(cause),
    where: `kept in this browser, ${key}`,
    fix: "Load the page again",
    cause,
  });
}
