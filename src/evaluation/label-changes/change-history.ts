import type { LabelChange } from "./label-changes.js";

/** Changes as they stand, with what can be undone and done again. Nothing here is changed in place. */
export interface ChangeHistory {
  /** One an image, in the order in which they were made. */
  readonly now: readonly LabelChange[];
  readonly past: readonly (readonly LabelChange[])[];
  readonly future: readonly (readonly LabelChange[])[];
}

/** A history that begins with changes that were kept. */
export function historyOf(now: readonly LabelChange[]): ChangeHistory {
  return { now, past: [], future: [] };
}

/** With another label for an image: one that was changed before keeps its first label. */
export function withChange({ now, past }: ChangeHistory, change: LabelChange): ChangeHistory {
  const before = now.find(({ image }) => image === change.image);
  const others = now.filter((one) => one !== before);
  const from = before?.from ?? change.from;
  const isBack = change.to === from;
  // Whoever saw the answer once has seen it.
  const seen = change.seen || before?.seen === true;
  return {
    now: isBack ? others : [...others, { ...change, from, seen }],
    past: [...past, now],
    future: [],
  };
}

/** An image has its first label again. */
export function withoutChange(history: ChangeHistory, image: string): ChangeHistory {
  const { now, past } = history;
  if (!now.some((one) => one.image === image)) return history;
  return { now: now.filter((one) => one.image !== image), past: [...past, now], future: [] };
}

/** Takes the last step back; of changes that were kept from before, the latest. */
export function undone({ now, past, future }: ChangeHistory): ChangeHistory {
  const before = past.at(-1) ?? now.slice(0, -1);
  if (past.length === 0 && now.length === 0) return { now, past, future };
  return { now: before, past: past.slice(0, -1), future: [now, ...future] };
}

/** Takes the last step that was undone again. */
export function redone(history: ChangeHistory): ChangeHistory {
  const { now, past, future } = history;
  const [next, ...rest] = future;
  return next === undefined ? history : { now: next, past: [...past, now], future: rest };
}
