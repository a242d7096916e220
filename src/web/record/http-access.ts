import { HomegroundError, isHomegroundError, messageOf } from "../../core/errors.js";
import { fileNotFound, normalisePath } from "../../formats/file-access.js";
import { type FileBytes, joinedPieces } from "../../formats/file-bytes.js";

/**
 * The files below an address, fetched as they are asked for: what a page's worker reads a record
 * with. Nothing but those files is asked for, and a redirect is refused.
 *
 * @param base address of the folder, with a slash at its end
 * @param kept files that were read whole before: they are given where the host does not answer, and
 *   those that are read whole now come to them
 * @param credentials whether the page's own host is told who is signed in; as a rule no cookie goes along
 */
export function createHttpAccess(
  base: string,
  kept?: KeptFiles,
  credentials: "omit" | "same-origin" = "omit",
): FileBytes {
  const open = async (path: string): Promise<Response> => {
    const name = normalisePath(path).split("/").map(encodeURIComponent).join("/");
    let response: Response;
    try {
      response = await fetch(new URL(name, base), { credentials, redirect: "error" });
    } catch (cause) {
      throw unreachable(path, cause);
    }
    if (response.status === 404) throw fileNotFound(path);
    if (!response.ok) throw unreachable(path, new Error(`status ${response.status}`));
    return response;
  };

  async function* stream(path: string): AsyncIterable<Uint8Array> {
    let response: Response;
    try {
      response = await open(path);
    } catch (cause) {
      const copy = kept?.take(path);
      if (copy === undefined || !isHomegroundError(cause) || cause.code !== "input/unreadable") {
        throw cause;
      }
      yield copy;
      return;
    }
    const { body } = response;
    if (body === null) return;
    const reader = body.getReader();
    const pieces: Uint8Array[] = [];
    try {
      for (;;) {
        const { done, value } = await reader.read().catch((cause: unknown) => {
          throw unreachable(path, cause);
        });
        if (done) {
          kept?.keep(path, pieces);
          return;
        }
        if (kept !== undefined) pieces.push(value);
        yield value;
      }
    } finally {
      await reader.cancel().catch(() => {}); // of a body that ended there is nothing to cancel
    }
  }

  return {
    stream,
    async read(path, { from = 0, maxBytes = Number.POSITIVE_INFINITY } = {}) {
      const pieces: Uint8Array[] = [];
      let length = 0;
      const end = from < 0 ? Number.POSITIVE_INFINITY : from + maxBytes;
      for await (const piece of stream(path)) {
        pieces.push(piece);
        length += piece.length;
        if (length >= end) break;
      }
      const start = from < 0 ? Math.max(0, length + from) : from;
      return joinedPieces(pieces).slice(start, Math.min(length, start + maxBytes));
    },
  };
}

/** Files that a page read and can count from once more. */
export interface KeptFiles {
  /** Every file, by its path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Whether one of them stood in for what the host did not give. */
  readonly isUsed: boolean;
  keep(path: string, pieces: readonly Uint8Array[]): void;
  take(path: string): Uint8Array | undefined;
}

/** A page does not hold more than this of a record in memory. */
const MOST_KEPT_BYTES = 64 * 2 ** 20;

/** @param before files that were kept by an earlier count */
export function createKeptFiles(before: ReadonlyMap<string, Uint8Array>): KeptFiles {
  const files = new Map(before);
  let isUsed = false;
  return {
    files,
    get isUsed() {
      return isUsed;
    },
    keep(path, pieces) {
      files.delete(path);
      const held = [...files.values()].reduce((sum, { length }) => sum + length, 0);
      const size = pieces.reduce((sum, { length }) => sum + length, 0);
      if (held + size <= MOST_KEPT_BYTES) files.set(path, joinedPieces(pieces));
    },
    take(path) {
      const file = files.get(path);
      isUsed ||= file !== undefined;
      return file;
    },
  };
}

function unreachable(path: string, cause: unknown): HomegroundError {
  return new HomegroundError("input/unreadable", {
    // What a browser calls a failed request says nothing to whoever reads it.
    what: `the file cannot be fetched: ${cause instanceof TypeError ? "the network or the host does not answer" : messageOf(cause)}`,
    where: path,
    fix: "Try again, or download the folder and check it with homeground record verify",
    cause,
  });
}
