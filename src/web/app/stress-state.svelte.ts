import type { HomegroundError } from "../../core/errors.js";
import type { SessionClient } from "../session/session-client.js";
import type { AlterationsTold, StressWanted } from "../session/session-stress.js";
import type { RunStage, RunTold, StressTold } from "../session/session-types.js";
import { unforeseen } from "./unforeseen.js";

/** What alterations of pictures cost, once somebody asks for it. */
export interface StressState {
  /** Null before it was computed. */
  readonly told: StressTold | null;
  /** How far it is; null where nothing is under way. */
  readonly progress: { readonly stage: RunStage; readonly told: RunTold } | null;
  /** Why there is no answer. */
  readonly error: HomegroundError | null;
  /** Ways to alter pictures. */
  alterations(): Promise<AlterationsTold>;
  ask(wanted: StressWanted): Promise<void>;
  stop(): void;
  /** Of another result nothing was asked yet. */
  clear(): void;
}

export function createStressState(session: SessionClient): StressState {
  let told = $state.raw<StressTold | null>(null);
  let progress = $state.raw<StressState["progress"]>(null);
  let error = $state.raw<HomegroundError | null>(null);
  let stopper = new AbortController();

  return {
    get told() {
      return told;
    },
    get progress() {
      return progress;
    },
    get error() {
      return error;
    },
    alterations: () => session.alterations(),
    async ask(wanted) {
      stopper.abort();
      const own = new AbortController();
      stopper = own;
      error = null;
      progress = { stage: "reading", told: { done: 0, total: 0, known: 0, rate: null } };
      try {
        const found = await session.stress({
          ...wanted,
          signal: own.signal,
          onProgress(stage, now) {
            if (stopper === own && !own.signal.aborted) progress = { stage, told: now };
          },
        });
        if (!own.signal.aborted) told = found;
      } catch (cause) {
        // What was stopped is no error.
        if (!own.signal.aborted) error = unforeseen(cause);
      } finally {
        if (stopper === own) progress = null;
      }
    },
    stop: () => stopper.abort(),
    clear() {
      stopper.abort();
      told = null;
      error = null;
      progress = null;
    },
  };
}
