import { type History, redone, stepped, undone } from "../../core/history.js";

/** States one after the other, with a way back and forth. */
export interface StateHistory<State> {
  /** Tells how things are now; what was undone before can then not be redone. */
  see(state: State): void;
  /** @returns the state before, null where there is none */
  undo(): State | null;
  redo(): State | null;
  /** Begins anew. */
  clear(): void;
}

/** @param keyOf equal for states that are the same to a person */
export function createHistory<State>(keyOf: (state: State) => string): StateHistory<State> {
  let history: History<State> | null = null;

  const move = (to: (from: History<State>) => History<State>): State | null => {
    const next = history === null ? null : to(history);
    if (next === null || next === history) return null;
    history = next;
    return next.now;
  };
  return {
    see(state) {
      if (history === null) history = { now: state, past: [], future: [] };
      else if (keyOf(state) !== keyOf(history.now)) history = stepped(history, state);
    },
    undo: () => move(undone),
    redo: () => move(redone),
    clear() {
      history = null;
    },
  };
}
