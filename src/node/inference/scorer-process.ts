import { type ChildProcess, fork } from "node:child_process";
import process from "node:process";
import type { ToWorker, WorkerSetup } from "../../models/scoring/scorer-protocol.js";
import type { StartChannel } from "../../models/scoring/worker-slot.js";
import { ownProgram } from "../own-program.js";
import type { ExternalFile } from "./open-model.js";
import type { RuntimeChoice } from "./runtimes.js";

/** Files that a worker process reads, and what their bytes must be. */
export interface ModelFiles {
  readonly path: string;
  readonly sha256: string;
  readonly externalFiles: readonly ExternalFile[];
}

/** Starts processes that score images by one model. */
export function scorerProcesses(setup: WorkerSetup<ModelFiles, RuntimeChoice>): StartChannel {
  return (events) => {
    const child = forkWorker();
    let lastWords = "";
    const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
    const tell = (message: ToWorker<ModelFiles, RuntimeChoice>): void => {
      // A process that has died says so by its own event; what it was to be told is then void.
      child.send(message, () => {});
    };
    child.stderr?.on("data", (piece: Buffer) => {
      lastWords = (lastWords + piece.toString()).slice(-500);
    });
    child.on("error", (cause) => events.onDied(cause.message));
    child.on("exit", (status, signal) => {
      const words = lastWords.trim().replace(/\s+/g, " ");
      const how = signal === null ? `exit status ${status}` : `signal ${signal}`;
      events.onDied(words === "" ? how : `${how} (${words})`);
    });
    child.on("message", events.onMessage);
    return {
      open: () => tell({ kind: "open", setup }),
      score: (image) => tell({ kind: "score", ...image }),
      kill() {
        child.kill("SIGKILL");
        return gone;
      },
      after(ms, call) {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
      },
    };
  };
}

/**
 * glibc gives a block of a picture's size back to the kernel as soon as it is free, and has every page of the next
 * picture cleared anew: 5 % of a worker's time. These are the sizes up to which it keeps blocks; elsewhere nobody
 * reads them.
 */
const KEPT_MEMORY = {
  MALLOC_MMAP_THRESHOLD_: String(64 * 2 ** 20),
  MALLOC_TRIM_THRESHOLD_: String(128 * 2 ** 20),
};

/**
 * Every core has a worker, so that V8's helpers find none idle: they wait for each other at 6 % of a worker's time. What
 * there is to collect are a few objects, and the answers of the engine.
 */
const COLLECTION = "--single-threaded-gc";

function forkWorker(): ChildProcess {
  const { file, execArgv } = ownProgram("inference/scorer-worker");
  return fork(file, [], {
    execArgv: [...execArgv, COLLECTION],
    env: { ...KEPT_MEMORY, ...process.env },
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}
