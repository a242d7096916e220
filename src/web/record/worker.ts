import { createMemoryFileAccess } from "../../formats/memory-file-access.js";
import { createHttpAccess, createKeptFiles } from "./http-access.js";
import type { RecountMessage, RecountRequest } from "./protocol.js";
import { recount } from "./recount.js";

/**
 * The script that counts. In a worker it waits for a request and fetches the files beside itself,
 * or has them from the page that carries them; in a page of a folder that was opened from disk, where
 * there are no workers, the page calls it with the files that record-data.js holds.
 */

/** What record-data.js leaves in the page: the text of each file, by its path. */
interface CopiedFiles {
  readonly homegroundFiles?: Readonly<Record<string, string>>;
  homegroundRecount?: (
    request: RecountRequest,
    tell: (message: RecountMessage) => void,
  ) => Promise<void>;
}

const host = globalThis as unknown as CopiedFiles;

if ("document" in globalThis) {
  host.homegroundRecount = (request, tell) => {
    const encoder = new TextEncoder();
    const files = new Map(
      Object.entries(host.homegroundFiles ?? {}).map(
        ([path, text]) => [path, encoder.encode(text)] as const,
      ),
    );
    return recount(createMemoryFileAccess(files), request, tell);
  };
} else {
  addEventListener("message", ({ data }: MessageEvent<RecountRequest>) => {
    const { files, base } = data;
    const kept = createKeptFiles(data.kept);
    const access = files === null ? createHttpAccess(base, kept) : createMemoryFileAccess(files);
    void recount(access, data, (message) => {
      if (message.kind !== "progress" && files === null) {
        postMessage({ kind: "fetched", files: kept.files, isFromKept: kept.isUsed });
      }
      postMessage(message);
    });
  });
}
