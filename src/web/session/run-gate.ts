/** Holds a run up while it is paused. */
export interface RunGate {
  pause(): void;
  resume(): void;
  /** Pending while the run is paused. */
  readonly open: () => Promise<void>;
  /** How long it was held up so far. */
  readonly pausedMs: () => number;
}

/** @param signal a run that is stopped is not held up */
export function createRunGate(now: () => number, signal: AbortSignal): RunGate {
  let since: number | null = null;
  let before = 0;
  let go = (): void => {};
  let opened = Promise.resolve();
  const resume = (): void => {
    if (since === null) return;
    before += now() - since;
    since = null;
    go();
  };
  signal.addEventListener("abort", resume, { once: true });
  return {
    pause() {
      if (since !== null || signal.aborted) return;
      since = now();
      opened = new Promise((resolve) => {
        go = resolve;
      });
    },
    resume,
    open: () => opened,
    pausedMs: () => before + (since === null ? 0 : now() - since),
  };
}
