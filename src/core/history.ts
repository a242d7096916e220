/** A state with the states before it, and those that were undone. Nothing here is changed in place. */
export interface History<State> {
  readonly now: State;
  /** Oldest first. */
  readonly past: readonly State[];
  /** What was undone last comes first. */
  readonly future: readonly State[];
}

/** The next state; what was undone before can then not be done again. */
export function stepped<State>({ now, past }: History<State>, next: State): History<State> {
  return { now: next, past: [...past, now], future: [] };
}

/** Takes the last step back. @returns the history itself where there is none */
export function undone<State>(history: History<State>): History<State> {
  const { now, past, future } = history;
  if (past.length === 0) return history;
  return { now: past.at(-1) as State, past: past.slice(0, -1), future: [now, ...future] };
}

/** Takes the last step that was undone again. @returns the history itself where there is none */
export function redone<State>(history: History<State>): History<State> {
  const { now, past, future } = history;
  if (future.length === 0) return history;
  return { now: future[0] as State, past: [...past, now], future: future.slice(1) };
}
