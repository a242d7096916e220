import { errorData, HomegroundError, isHomegroundError, messageOf } from "../../core/errors.js";
import type { Ticket, WorkerSetup } from "../../models/scoring/scorer-protocol.js";
import type { StartChannel } from "../../models/scoring/worker-slot.js";
import type { PageFileAccess } from "../files/blob-access.js";
import type { ModelBlob, ToPageWorker, UnreadFile, WorkerPrograms } from "./worker-messages.js";

/**
 * Starts workers of a page that score its files by one model.
 *
 * @param startWorker makes one: the page knows where its program is
 */
export function scorerThreads(
  startWorker: () => Worker,
  setup: WorkerSetup<ModelBlob, WorkerPrograms>,
  files: Pick<PageFileAccess, "blobAt">,
): StartChannel {
  return (events) => {
    const worker = startWorker();
    // Files are opened side by side and sent in the order in which they were asked for.
    let last: Promise<void> = Promise.resolve();
    const tell = (message: ToPageWorker): void => worker.postMessage(message);
    worker.addEventListener("message", ({ data }) => events.onMessage(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      events.onDied(event.message || "its program could not be loaded");
    });
    return {
      open: () => tell({ kind: "open", setup }),
      score(image) {
        const opening = openFile(files, image);
        last = last.then(async () => tell({ kind: "score", file: await opening, ...image }));
      },
      async kill() {
        worker.terminate();
      },
      after(ms, call) {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
      },
    };
  };
}

async function openFile(
  files: Pick<PageFileAccess, "blobAt">,
  { path }: Ticket,
): Promise<Blob | UnreadFile> {
  try {
    return await files.blobAt(path);
  } catch (cause) {
    const error = isHomegroundError(cause)
      ? cause
      : new HomegroundError("input/unreadable", {
          what: messageOf(cause),
          where: path,
          fix: "Pick the file again: it moved or changed after it was picked",
        });
    return { error: errorData(error) };
  }
}
