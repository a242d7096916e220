import { HomegroundError, messageOf } from "../../core/errors.js";
import { fileNotFound, normalisePath } from "../../formats/file-access.js";
import { type FileBytes, joinedPieces } from "../../formats/file-bytes.js";

/**
 * The files below an address, fetched as they are asked for: what a page's worker reads a record
 * with. Nothing but those files is asked for: no cookie goes along, and a redirect is refused.
 *
 * @param base address of the folder, with a slash at its end
 */
export function createHttpAccess(base: string): FileBytes {
  const open = async (path: string): Promise<Response> => {
    const name = normalisePath(path).split("/").map(encodeURIComponent).join("/");
    let response: Response;
    try {
      response = await fetch(new URL(name, base), { credentials: "omit", redirect: "error" });
    } catch (cause) {
      throw unreachable(path, cause);
    }
    if (response.status === 404) throw fileNotFound(path);
    if (!response.ok) throw unreachable(path, new Error(`status ${response.status}`));
    return response;
  };

  async function* stream(path: string): AsyncIterable<Uint8Array> {
    const { body } = await open(path);
    if (body === null) return;
    const reader = body.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read().catch((cause: unknown) => {
          throw unreachable(path, cause);
        });
        if (done) return;
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

function unreachable(path: string, cause: unknown): HomegroundError {
  return new HomegroundError("input/unreadable", {
    what: `the file cannot be fetched: ${messageOf(cause)}`,
    where: path,
    fix: "Try again, or download the folder and check it with homeground record verify",
    cause,
  });
}
