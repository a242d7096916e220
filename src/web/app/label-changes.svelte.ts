import {
  type ChangeHistory,
  historyOf,
  withChange,
  withoutChange,
} from "../../analyses/label-changes/change-history.js";
import type { LabelChange } from "../../analyses/label-changes/label-changes.js";
import { redone, stepped, undone } from "../../core/history.js";
import { timeNow } from "../time-now.js";

/** What of {@link LabelChangesState} is kept with a project. */
export interface SavedChanges {
  readonly changes: readonly LabelChange[];
  /** Images that somebody wants to look at again. */
  readonly marked: readonly string[];
}

/** Labels that somebody found wrong, and images marked to be looked at again. */
export interface LabelChangesState {
  readonly changes: readonly LabelChange[];
  readonly marked: readonly string[];
  /** Whether the image that is open is asked for its right label. */
  readonly isAsking: boolean;
  /** Whether figures with the changed labels are being computed. */
  readonly isComputing: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  ask(isAsking: boolean): void;
  /** @param to null: no label fits, the image is left out */
  change(image: string, from: string, to: string | null): void;
  undo(): void;
  redo(): void;
  /** The image has its first label again. */
  takeBack(image: string): void;
  /** All of them as they were at another time. */
  put(changes: readonly LabelChange[]): void;
  changeOf(image: string): LabelChange | null;
  isMarked(image: string): boolean;
  /** Marks an image to be looked at again, or not. */
  mark(image: string): void;
  /** Computes their figures once more. */
  again(): void;
  /** Waits until no figures are being computed. */
  settled(): Promise<void>;
  save(): SavedChanges;
  restore(saved: SavedChanges): void;
}

export const NO_CHANGES: SavedChanges = { changes: [], marked: [] };

/** @param apply computes the figures of other changes; one at a time, the last one given wins */
export function createLabelChanges(
  apply: (changes: readonly LabelChange[]) => Promise<void>,
): LabelChangesState {
  let history = $state.raw<ChangeHistory>(historyOf([]));
  let marked = $state.raw<readonly string[]>([]);
  let isAsking = $state(false);
  let isComputing = $state(false);
  let isWaiting = false;
  let computing: Promise<void> = Promise.resolve();
  const byImage = $derived(new Map(history.now.map((one) => [one.image, one])));

  const computeAll = async (): Promise<void> => {
    try {
      while (isWaiting) {
        isWaiting = false;
        await apply(history.now);
      }
    } finally {
      isComputing = false;
    }
  };
  const compute = (): void => {
    isWaiting = true;
    if (isComputing) return;
    isComputing = true;
    computing = computeAll();
  };
  const set = (next: ChangeHistory): void => {
    if (next === history) return;
    const isSame = next.now === history.now;
    history = next;
    if (!isSame) compute();
  };

  return {
    get changes() {
      return history.now;
    },
    get marked() {
      return marked;
    },
    get isAsking() {
      return isAsking;
    },
    get isComputing() {
      return isComputing;
    },
    get canUndo() {
      return history.past.length > 0;
    },
    get canRedo() {
      return history.future.length > 0;
    },
    ask(to) {
      isAsking = to;
    },
    change(image, from, to) {
      isAsking = false;
      // Here the answer is always in view: the gallery shows it beside the picture.
      set(withChange(history, { image, from, to, at: timeNow(), seen: true }));
    },
    undo: () => set(undone(history)),
    redo: () => set(redone(history)),
    takeBack: (image) => set(withoutChange(history, image)),
    put: (changes) => set(stepped(history, changes)),
    changeOf: (image) => byImage.get(image) ?? null,
    isMarked: (image) => marked.includes(image),
    mark(image) {
      const others = marked.filter((one) => one !== image);
      marked = others.length === marked.length ? [...marked, image] : others;
    },
    again: compute,
    settled: () => computing,
    save: () => ({ changes: history.now, marked }),
    restore(saved) {
      history = historyOf(saved.changes);
      marked = saved.marked;
      isAsking = false;
    },
  };
}
