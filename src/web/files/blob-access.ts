import { HomegroundError, messageOf } from "../../core/errors.js";
import { normalisePath } from "../../formats/file-access.js";
import { createFileMapAccess, type FileMapAccess, rangeOf } from "../../formats/file-map-access.js";

/** A file of a page: picked, dropped, or of an archive. */
export interface PageFile {
  readonly sizeBytes: number;
  /** The file, or how to come by it; what an archive packed is unpacked when it is asked for. */
  readonly blob: Blob | (() => Promise<Blob>);
}

/** Access to the files of a page, and to each as a Blob, which a worker can be sent. */
export interface PageFileAccess extends FileMapAccess<PageFile> {
  /** @throws HomegroundError as `read` */
  blobAt(path: string): Promise<Blob>;
}

/**
 * The files that were picked, dropped or found in an archive.
 *
 * @param files by path relative to what was dropped, `/` between folders
 * @throws HomegroundError `input/outside-folder` for a path that is absolute or climbs
 */
export function createPageFileAccess(files: ReadonlyMap<string, PageFile>): PageFileAccess {
  const byPath = new Map([...files].map(([path, file]) => [normalisePath(path), file]));
  const access = createFileMapAccess(byPath, {
    async read(file, path, range) {
      const blob = await blobOf(file);
      return bytesOf(blob.slice(...rangeOf(range, blob.size)), path);
    },
    async *stream(file, path) {
      const pieces = (await blobOf(file)).stream().getReader();
      try {
        for (;;) {
          const { done, value } = await readPiece(pieces, path);
          if (done) return;
          yield value;
        }
      } finally {
        await pieces.cancel().catch(() => {});
      }
    },
  });
  return { ...access, blobAt: async (path) => blobOf(access.fileAt(path)) };
}

async function blobOf({ blob }: PageFile): Promise<Blob> {
  return typeof blob === "function" ? await blob() : blob;
}

/** The bytes of a file of the page. @throws HomegroundError `input/unreadable` where it changed or went */
export async function bytesOf(blob: Blob, path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

async function readPiece(
  pieces: ReadableStreamDefaultReader<Uint8Array>,
  path: string,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await pieces.read();
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): HomegroundError {
  return new HomegroundError("input/unreadable", {
    what: `the browser could not read the file: ${messageOf(cause)}`,
    where: path,
    fix: "Pick the file again: it moved or changed after it was picked",
    cause,
  });
}
