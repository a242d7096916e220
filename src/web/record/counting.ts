import { RECOUNT } from "../../reports/words/record-page.js";
import type { Panel } from "./panel.js";
import type { RecountMessage, RecountRequest } from "./protocol.js";

/** Names of the scripts beside the page. */
const WORKER = "recount.js";

/** Counting that is under way. */
export interface Counting {
  /** Ends it: nothing more is told. */
  stop(): void;
}

interface PageWithRecount {
  readonly homegroundRecount?: (
    request: RecountRequest,
    tell: (message: RecountMessage) => void,
  ) => Promise<void>;
}

/**
 * Has a record counted again: in a worker, which fetches the files; on a disk, where there is none, in
 * the page, from the copy of the files that a script holds.
 */
export function startCounting(
  { id, stated, copy }: Panel,
  isOnDisk: boolean,
  tell: (message: RecountMessage) => void,
): Counting {
  const request: RecountRequest = { id, stated };
  const failed = (what: string): void => tell({ kind: "failed", text: RECOUNT.failed({ what }) });
  if (isOnDisk && copy !== null) {
    void (async () => {
      try {
        await load(copy);
        await load(WORKER);
        await (globalThis as PageWithRecount).homegroundRecount?.(request, tell);
      } catch (error) {
        failed(String((error as Error).message));
      }
    })();
    return { stop: () => {} };
  }
  let worker: Worker;
  try {
    worker = new Worker(new URL(WORKER, document.baseURI));
  } catch {
    failed(RECOUNT.noWorker);
    return { stop: () => {} };
  }
  worker.addEventListener("message", ({ data }: MessageEvent<RecountMessage>) => {
    if (data.kind !== "progress") worker.terminate();
    tell(data);
  });
  worker.addEventListener("error", (event) => {
    worker.terminate();
    failed(event.message || RECOUNT.noWorker);
  });
  worker.postMessage(request);
  return { stop: () => worker.terminate() };
}

function load(source: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error(source)));
    document.head.append(script);
  });
}
