import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ErrorJson } from "../../core/errors.js";
import type { InputRule } from "../../images/input-rule.js";
import { developmentFile, installation } from "../installation.js";
import {
  type FromWorker,
  isFromWorker,
  type TicketResult,
  type ToWorker,
  type WorkerSetup,
} from "./scorer-protocol.js";

/** An image on its way through a worker. */
export interface Ticket {
  readonly ticket: number;
  readonly path: string;
  /** Instead of the card's. */
  readonly rule?: InputRule;
}

/** Why a worker process is no more. */
export interface WorkerLoss {
  /** `broken`: the engine in it broke, and its last answer said so. */
  readonly reason: "timeout" | "died" | "broken";
  /** `signal SIGKILL`, `exit status 1 (its last words)`. */
  readonly how: string;
  readonly wasOpen: boolean;
  /** The image that was in work; null when the model was being loaded, or nothing was. */
  readonly lost: Ticket | null;
  /** Images that were given and not begun. */
  readonly returned: readonly Ticket[];
}

export interface SlotEvents {
  readonly onOpened: (opened: Extract<FromWorker, { kind: "opened" }>) => void;
  readonly onOpenFailed: (error: ErrorJson) => void;
  readonly onResult: (result: TicketResult) => void;
  /** The slot is of no use afterwards. */
  readonly onLost: (loss: WorkerLoss) => void;
}

export interface SlotLimits {
  readonly loadTimeoutMs: number;
  readonly imageTimeoutMs: number;
}

/** One worker process and the images that it has. */
export interface WorkerSlot {
  readonly inWork: number;
  give(image: Ticket): void;
  /** Ends the process; no event follows. Resolves when it is gone. */
  end(): Promise<void>;
}

/** Starts a worker process, which loads the model and then waits for images. */
export function startWorker(
  setup: WorkerSetup,
  limits: SlotLimits,
  events: SlotEvents,
): WorkerSlot {
  const child = forkWorker();
  const inWork: Ticket[] = [];
  let lastWords = "";
  let isOpen = false;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));

  const tell = (message: ToWorker): void => {
    // A process that has died says so by its own event; what it was to be told is then void.
    child.send(message, () => {});
  };
  const lose = (reason: WorkerLoss["reason"], how: string): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    child.kill("SIGKILL");
    const [first = null, ...rest] = inWork.splice(0);
    const lost = isOpen && reason !== "broken" ? first : null;
    const returned = lost === null && first !== null ? [first, ...rest] : rest;
    events.onLost({ reason, how, wasOpen: isOpen, lost, returned });
  };
  const watch = (limitMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => lose("timeout", `${limitMs / 1000} s`), limitMs);
  };

  child.stderr?.on("data", (piece: Buffer) => {
    lastWords = (lastWords + piece.toString()).slice(-500);
  });
  child.on("error", (cause) => lose("died", cause.message));
  child.on("exit", (status, signal) => {
    const words = lastWords.trim().replace(/\s+/g, " ");
    const how = signal === null ? `exit status ${status}` : `signal ${signal}`;
    lose("died", words === "" ? how : `${how} (${words})`);
  });
  child.on("message", (message: unknown) => {
    if (isOver || !isFromWorker(message)) return;
    clearTimeout(timer);
    switch (message.kind) {
      case "opened":
        isOpen = true;
        if (inWork.length > 0) watch(limits.imageTimeoutMs);
        events.onOpened(message);
        return;
      case "open-failed":
        isOver = true;
        child.kill("SIGKILL");
        events.onOpenFailed(message.error);
        return;
      case "result":
        inWork.shift();
        // The next image is in work from this moment on.
        if (inWork.length > 0) watch(limits.imageTimeoutMs);
        events.onResult(message.result);
        if (!message.result.ok && message.result.isBroken) lose("broken", "the engine broke");
    }
  });
  watch(limits.loadTimeoutMs);
  tell({ kind: "open", setup });

  return {
    get inWork() {
      return inWork.length;
    },
    give(image) {
      inWork.push(image);
      if (isOpen && inWork.length === 1) watch(limits.imageTimeoutMs);
      tell({ kind: "score", ...image });
    },
    end() {
      isOver = true;
      clearTimeout(timer);
      child.kill("SIGKILL");
      return gone;
    },
  };
}

function forkWorker(): ChildProcess {
  const { root, isSource } = installation();
  // From the source tree, a loader that reads TypeScript comes first.
  const execArgv = isSource ? ["--import", pathToFileURL(developmentFile("tsx")).href] : [];
  const file = isSource
    ? "src/node/inference/scorer-worker.ts"
    : "dist/node/inference/scorer-worker.js";
  return fork(join(root, file), [], {
    execArgv,
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}
