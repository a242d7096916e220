import { NOTHING_READ } from "../session/reading-told.js";
import type { SessionRunOptions } from "../session/run-types.js";
import type { CommandTold } from "../session/same-command-of.js";
import type { SessionClient } from "../session/session-client.js";
import type { ResultTold, RunTold } from "../session/session-types.js";
import type { RunState } from "./app-types.js";
import { createRunWatch, type RunWatch } from "./run-watch.svelte.js";

/** What a run is asked for beside the question. */
export type RunAsked = Pick<
  SessionRunOptions,
  | "labelChanges"
  | "earlier"
  | "isGraphics"
  | "isFromKept"
  | "mayLook"
  | "isCheckAgain"
  | "workers"
  | "onCompared"
>;

/** The run that the screens show, and ways to hold it up. */
export interface Runner {
  /** Null before the first one. */
  readonly state: RunState | null;
  readonly watch: RunWatch;
  /** Images scored in a second, as last seen; null where none was. */
  readonly rate: number | null;
  /** The command line that does the same. */
  readonly command: CommandTold | null;
  begin(): void;
  /** @throws HomegroundError as the session's run */
  perform(asked: RunAsked): Promise<ResultTold>;
  /** Runs the models of a race, one after the other. @throws HomegroundError as the session's run */
  performRivals(onCompared: NonNullable<RunAsked["onCompared"]>): Promise<void>;
  finish(): void;
  /** It ended before its end. @returns whether somebody stopped it */
  breakOff(): boolean;
  /** Holds the run up, or lets it go on. */
  pause(): void;
  stop(): void;
  /** Whether somebody stopped the last one. */
  readonly wasStopped: boolean;
  /** Leaves the check of the card out. */
  skipCheck(): void;
  /** Shows one that was kept, which does not go on by itself; null for none. */
  restore(run: RunState | null): void;
}

export function createRunState(session: SessionClient): Runner {
  let state = $state.raw<RunState | null>(null);
  let command = $state.raw<CommandTold | null>(null);
  const watch = createRunWatch();
  let rate = $state<number | null>(null);
  let stopper = new AbortController();
  /** How far scoring was; a check of the card comes after it. */
  let scored: RunTold | null = null;

  const onProgress: SessionRunOptions["onProgress"] = (stage, told) => {
    rate = told.rate ?? rate;
    const isPaused = state?.stage === "paused" && stage === "scoring" && told.done < told.total;
    state = { stage: isPaused ? "paused" : stage, told };
    // What comes after it counts other things than images.
    if (stage !== "checking" && stage !== "computing") scored = told;
  };

  return {
    get state() {
      return state;
    },
    watch,
    get rate() {
      return rate;
    },
    get command() {
      return command;
    },
    begin() {
      stopper = new AbortController();
      watch.reset();
      scored = null;
      state = { stage: "reading", told: NOTHING_READ };
    },
    async perform(asked) {
      command = await session.command((asked.labelChanges ?? []).length > 0);
      return session.run({
        ...asked,
        signal: stopper.signal,
        onProgress,
        onNews: watch.take,
      });
    },
    performRivals: (onCompared) =>
      session.runRivals({ signal: stopper.signal, onProgress, onCompared }),
    finish() {
      state = { stage: "done", told: scored ?? state?.told ?? NOTHING_READ };
    },
    breakOff() {
      const wasStopped = stopper.signal.aborted;
      const told = scored ?? state?.told ?? NOTHING_READ;
      state = { stage: wasStopped ? "stopped" : "failed", told };
      return wasStopped;
    },
    pause() {
      if (state?.stage === "paused") {
        state = { stage: "scoring", told: state.told };
        session.resume();
      } else if (state?.stage === "scoring") {
        state = { stage: "paused", told: state.told };
        session.pause();
      }
    },
    stop: () => stopper.abort(),
    get wasStopped() {
      return stopper.signal.aborted;
    },
    skipCheck: () => session.skipCheck(),
    restore(run) {
      state = run === null ? null : { ...run, stage: "stopped" };
    },
  };
}

/** Waits until the page is in front. */
export function untilSeen(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", function seen() {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", seen);
      resolve();
    });
  });
}
