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
  const base = new URL("record/", document.baseURI).href;
  const request: RecountRequest = { id, stated, base };
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
    worker = startWorker(new URL(WORKER, document.baseURI).href);
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

/**
 * Begins as a blob of the page, so that the worker has the page's policy: one that is loaded from a
 * host without headers has none.
 */
function startWorker(address: string): Worker {
  const program = new Blob([`importScripts(${JSON.stringify(address)});`]);
  const start = URL.createObjectURL(program);
  const worker = new Worker(start);
  // Fetched by then, whatever the network.
  setTimeout(() => URL.revokeObjectURL(start), 60_000);
  return worker;
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
