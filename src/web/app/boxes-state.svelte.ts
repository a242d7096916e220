import { BOX_OUTCOMES, type BoxOutcome } from "../../outcomes/detection/anatomy.js";
import { type BoxSide, type DrawnBox, drawnBoxes, drawnSide } from "../../reports/drawn-boxes.js";
import type { ItemBox } from "../../tasks/detection/image-boxes.js";
import type { ThresholdRow, ThresholdsTold } from "../session/box-thresholds.js";

/** From which score on a detector's boxes are looked at, and which of them. */
export interface BoxesState {
  /** Null where no boxes are drawn, or their scores are no shares. */
  readonly told: ThresholdsTold | null;
  /** Row that is looked at. */
  readonly at: number;
  readonly row: ThresholdRow | null;
  /**
   * What is drawn of the boxes of an image; all where there is no threshold to choose.
   *
   * @param side the one that is drawn alone
   */
  drawn(boxes: readonly ItemBox[], side?: BoxSide | null): readonly DrawnBox[];
  /** Outcomes that are switched off. */
  readonly hidden: ReadonlySet<BoxOutcome>;
  look(at: number): void;
  /** To the threshold of the result. */
  back(): void;
  toggle(outcome: BoxOutcome): void;
  /** `1`–`4` switch an outcome, `[` and `]` are one step, with Shift ten. @returns whether it was such a key */
  key(key: string): boolean;
  /** Another run's; null for a task without boxes. */
  set(told: ThresholdsTold | null): void;
}

const STEPS = new Map([
  ["[", -1],
  ["]", 1],
  ["{", -10],
  ["}", 10],
]);

export function createBoxesState(): BoxesState {
  let told = $state.raw<ThresholdsTold | null>(null);
  let at = $state(0);
  let hidden = $state.raw<ReadonlySet<BoxOutcome>>(new Set());
  /** After `g` a number is a step of the app. */
  let isGoing = false;
  return {
    get told() {
      return told;
    },
    get at() {
      return at;
    },
    get row() {
      return told?.rows[at] ?? null;
    },
    drawn(boxes, side = null) {
      const threshold = told?.rows[at]?.threshold ?? Number.NEGATIVE_INFINITY;
      return side === null
        ? drawnBoxes(boxes, threshold, hidden)
        : drawnSide(boxes, side, threshold, hidden);
    },
    get hidden() {
      return hidden;
    },
    look(to) {
      at = Math.max(0, Math.min((told?.rows.length ?? 1) - 1, to));
    },
    back() {
      at = told?.start ?? 0;
    },
    toggle(outcome) {
      hidden = hidden.has(outcome)
        ? new Set([...hidden].filter((one) => one !== outcome))
        : new Set([...hidden, outcome]);
    },
    key(key) {
      const wasGoing = isGoing;
      isGoing = key === "g";
      if (told === null) return false;
      const outcome = wasGoing ? undefined : BOX_OUTCOMES[Number(key) - 1];
      const step = STEPS.get(key);
      if (outcome !== undefined) this.toggle(outcome);
      else if (step !== undefined) this.look(at + step);
      else return false;
      return true;
    },
    set(to) {
      told = to;
      at = to?.start ?? 0;
      hidden = new Set();
    },
  };
}
