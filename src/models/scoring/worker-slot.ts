import type { ErrorData } from "../../core/errors.js";
import type { BesideScores } from "../image-scorer.js";
import {
  type FromWorker,
  isFromWorker,
  type Ticket,
  type TicketResult,
} from "./scorer-protocol.js";

/** Why a worker is no more. */
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
  /** Number of the model beside that it was lost on; null where it was not. */
  readonly beside: number | null;
}

/** A result with what the models beside said. */
export type SlotResult = TicketResult & { readonly beside?: readonly BesideScores[] };

export interface SlotEvents {
  readonly onOpened: (opened: Extract<FromWorker, { kind: "opened" }>) => void;
  readonly onOpenFailed: (error: ErrorData) => void;
  readonly onResult: (result: SlotResult) => void;
  /** The slot is of no use afterwards, and its worker is being ended: `end` tells when it is gone. */
  readonly onLost: (loss: WorkerLoss) => void;
}

export interface SlotLimits {
  readonly loadTimeoutMs: number;
  readonly imageTimeoutMs: number;
}

/** A worker that was started, as its environment has it: a process, a thread. */
export interface WorkerChannel {
  /** Tells it to load the model. */
  open(): void;
  score(image: Ticket): void;
  /** Ends it, whatever it does. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Calls back after a time, unless the function that comes back is called before. */
  after(ms: number, call: () => void): () => void;
}

/** What an environment's worker reports to its slot. */
export interface ChannelEvents {
  readonly onMessage: (message: unknown) => void;
  /** It ended by itself: `exit status 1`. */
  readonly onDied: (how: string) => void;
}

export type StartChannel = (events: ChannelEvents) => WorkerChannel;

/** One worker and the images that it has. */
export interface WorkerSlot {
  readonly inWork: number;
  give(image: Ticket): void;
  /** Ends the worker; no event follows. Resolves when it is gone. */
  end(): Promise<void>;
}

/** Starts a worker, which loads the model and then waits for images. */
export function startWorker(
  start: StartChannel,
  limits: SlotLimits,
  events: SlotEvents,
): WorkerSlot {
  const inWork: Ticket[] = [];
  /** The result of the first image, while models beside look at it, and how many have answered. */
  let head: { readonly result: TicketResult; readonly beside: BesideScores[] } | null = null;
  let answered = 0;
  let isOpen = false;
  let isOver = false;
  let stopTimer: () => void = () => {};

  const settle = (): void => {
    if (head === null) return;
    const { result, beside } = head;
    head = null;
    inWork.shift();
    events.onResult(beside.length === 0 ? result : { ...result, beside });
  };
  const lose = (reason: WorkerLoss["reason"], how: string): void => {
    if (isOver) return;
    const beside = head === null ? null : (inWork[0]?.beside?.[answered] ?? null);
    // The image has its result: what was lost is a further model's answer.
    settle();
    isOver = true;
    stopTimer();
    void channel.kill();
    const [first = null, ...rest] = inWork.splice(0);
    const lost = isOpen && reason !== "broken" && beside === null ? first : null;
    const returned = lost === null && first !== null ? [first, ...rest] : rest;
    events.onLost({ reason, how, wasOpen: isOpen, lost, returned, beside });
  };
  const watch = (limitMs: number): void => {
    stopTimer();
    stopTimer = channel.after(limitMs, () => lose("timeout", `${limitMs / 1000} s`));
  };
  const hear = (message: FromWorker): void => {
    switch (message.kind) {
      case "opened":
        isOpen = true;
        if (inWork.length > 0) watch(limits.imageTimeoutMs);
        events.onOpened(message);
        return;
      case "open-failed":
        isOver = true;
        void channel.kill();
        events.onOpenFailed(message.error);
        return;
      case "result":
        head = { result: message.result, beside: [] };
        answered = 0;
        break;
      case "beside":
        if (message.isBroken) {
          lose("broken", "the engine broke");
          return;
        }
        answered++;
        if (message.scored !== null) head?.beside.push(message.scored);
    }
    // Each model has its own time, and the next image is in work from this moment on.
    const isWhole =
      head !== null && !(head.result.ok && answered < (inWork[0]?.beside?.length ?? 0));
    if (!isWhole || inWork.length > 1) watch(limits.imageTimeoutMs);
    if (!isWhole) return;
    const isBroken = message.kind === "result" && !message.result.ok && message.result.isBroken;
    settle();
    if (isBroken) lose("broken", "the engine broke");
  };

  const channel = start({
    onMessage(message) {
      if (isOver || !isFromWorker(message)) return;
      stopTimer();
      hear(message);
    },
    onDied: (how) => lose("died", how),
  });
  watch(limits.loadTimeoutMs);
  channel.open();

  return {
    get inWork() {
      return inWork.length;
    },
    give(image) {
      inWork.push(image);
      if (isOpen && inWork.length === 1) watch(limits.imageTimeoutMs);
      channel.score(image);
    },
    end() {
      isOver = true;
      stopTimer();
      return channel.kill();
    },
  };
}
