/** States one after the other, with a way back and forth. */
export interface History<State> {
  /** Tells how things are now; what was undone before can then not be redone. */
  see(state: State): void;
  /** @returns the state before, null where there is none */
  undo(): State | null;
  redo(): State | null;
  /** Begins anew. */
  clear(): void;
}

/** @param keyOf equal for states that are the same to a person */
export function createHistory<State>(keyOf: (state: State) => string): History<State> {
  let past: State[] = [];
  let future: State[] = [];
  let current: State | null = null;

  const move = (from: State[], to: State[]): State | null => {
    const next = from.pop();
    if (next === undefined || current === null) return null;
    to.push(current);
    current = next;
    return next;
  };
  return {
    see(state) {
      if (current !== null && keyOf(state) === keyOf(current)) return;
      if (current !== null) past.push(current);
      future = [];
      current = state;
    },
    undo: () => move(past, future),
    redo: () => move(future, past),
    clear() {
      past = [];
      future = [];
      current = null;
    },
  };
}
