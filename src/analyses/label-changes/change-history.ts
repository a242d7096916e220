import { type History, stepped } from "../../core/history.js";
import type { LabelChange } from "./label-changes.js";

/** Changes as they stand, one an image, in the order in which they were made. */
export type ChangeHistory = History<readonly LabelChange[]>;

/** A history that begins with changes that were kept: they can be undone, the latest first. */
export function historyOf(now: readonly LabelChange[]): ChangeHistory {
  return { now, past: now.map((_, count) => now.slice(0, count)), future: [] };
}

/** With another label for an image: one that was changed before keeps its first label. */
export function withChange(history: ChangeHistory, change: LabelChange): ChangeHistory {
  const { now } = history;
  const before = now.find(({ image }) => image === change.image);
  const others = now.filter((one) => one !== before);
  const from = before?.from ?? change.from;
  const isBack = change.to === from;
  // Whoever saw the prediction once has seen it.
  const seen = change.seen || before?.seen === true;
  return stepped(history, isBack ? others : [...others, { ...change, from, seen }]);
}

/** An image has its first label again. */
export function withoutChange(history: ChangeHistory, image: string): ChangeHistory {
  const others = history.now.filter((one) => one.image !== image);
  return others.length === history.now.length ? history : stepped(history, others);
}
