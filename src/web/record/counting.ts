import { RECOUNT } from "../../records/words/record-page.js";
import { INSIDE } from "../../reports/words/inside.js";
import { type InsideParts, insideFiles } from "../inside/inside-parts.js";
import type { Panel } from "./panel.js";
import type { RecountMessage, RecountRequest } from "./protocol.js";

/** Name of the script that counts. */
const WORKER = "recount.js";

/**
 * Where the record's files are: on the page's host, on a disk where the page can read none but a copy
 * in a script, or inside the page.
 */
export type FilesPlace = "host" | "disk" | InsideParts;

/** Counting that is under way. */
export interface Counting {
  /** Ends it: nothing more is told. */
  stop(): void;
}

/** What was fetched before: another count needs no network. */
const before: { program: Blob | null; files: ReadonlyMap<string, Uint8Array> } = {
  program: null,
  files: new Map(),
};

interface PageWithRecount {
  readonly homegroundRecount?: (
    request: RecountRequest,
    tell: (message: RecountMessage) => void,
  ) => Promise<void>;
}

/**
 * Has a record counted again: in a worker, which fetches the files or gets them from the page; on a
 * disk, where there is none, in the page, from the copy of the files that a script holds.
 */
export function startCounting(
  { id, stated, copy }: Panel,
  place: FilesPlace,
  tellPage: (message: RecountMessage) => void,
): Counting {
  let isStopped = false;
  // A worker that is ended while its program is on the way still reports that it could not be had.
  const tell = (message: RecountMessage): void => {
    if (!isStopped) tellPage(message);
  };
  const base = new URL("record/", document.baseURI).href;
  const signer = new URLSearchParams(location.hash.slice(1)).get("signed-by");
  const request: RecountRequest = { id, stated, base, signer, files: null, kept: before.files };
  const failed = (what: string): void => tell({ kind: "failed", text: RECOUNT.failed({ what }) });
  if (place === "disk" && copy !== null) {
    void (async () => {
      try {
        await load(copy);
        await load(WORKER);
        await (globalThis as PageWithRecount).homegroundRecount?.(request, tell);
      } catch (error) {
        failed(String((error as Error).message));
      }
    })();
    return {
      stop() {
        isStopped = true;
      },
    };
  }
  let worker: Worker | null = null;
  const start = (program: Blob, asked: RecountRequest): void => {
    if (isStopped) return;
    try {
      worker = startWorker(program);
    } catch {
      failed(RECOUNT.noWorker);
      return;
    }
    const running = worker;
    running.addEventListener("message", ({ data }: MessageEvent<RecountMessage>) => {
      if (data.kind === "fetched") before.files = data.files;
      else if (data.kind !== "progress") running.terminate();
      tell(data);
    });
    running.addEventListener("error", (event) => {
      running.terminate();
      failed(event.message || RECOUNT.noWorker);
    });
    running.postMessage(asked);
  };
  if (typeof place === "string") {
    void fetchProgram().then(
      (program) => start(program, request),
      () => failed(RECOUNT.noProgram),
    );
  } else {
    void (async () => {
      try {
        const files = await insideFiles(place, "record");
        start(new Blob([await place.bytes(WORKER)]), { ...request, files });
      } catch (error) {
        failed(INSIDE.damaged({ what: String((error as Error).message) }));
      }
    })();
  }
  return {
    stop() {
      isStopped = true;
      worker?.terminate();
    },
  };
}

/**
 * Begins as a blob of the page, so that the worker has the page's policy: one that is loaded from a
 * host without headers has none.
 */
function startWorker(program: Blob): Worker {
  const start = URL.createObjectURL(program);
  const worker = new Worker(start);
  // Fetched by then, whatever the network.
  setTimeout(() => URL.revokeObjectURL(start), 60_000);
  return worker;
}

/** The script that counts, fetched once. @throws Error where the host does not give it */
async function fetchProgram(): Promise<Blob> {
  if (before.program !== null) return before.program;
  const answer = await fetch(new URL(WORKER, document.baseURI), { credentials: "omit" });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  before.program = await answer.blob();
  return before.program;
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
