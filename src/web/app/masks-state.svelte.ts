import { MASK_VIEWS, type MaskView } from "../../reports/mask-paint.js";

/** What is drawn of masks over pictures. */
export interface MasksState {
  readonly view: MaskView;
  /** Whether both masks are drawn side by side. */
  readonly isBeside: boolean;
  /** 0 is not at all, 100 whole. */
  readonly percent: number;
  show(view: MaskView): void;
  beside(isBeside: boolean): void;
  fade(percent: number): void;
  /** `v` is the next view, `b` both side by side, `[` and `]` thinner and thicker. @returns whether it was such a key */
  key(key: string): boolean;
}

const STEP = 10;
const FIRST_PERCENT = 60;

export function createMasksState(): MasksState {
  let view = $state<MaskView>("differences");
  let isBeside = $state(false);
  let percent = $state(FIRST_PERCENT);
  return {
    get view() {
      return view;
    },
    get isBeside() {
      return isBeside;
    },
    get percent() {
      return percent;
    },
    show(to) {
      view = to;
      isBeside = false;
    },
    beside(to) {
      isBeside = to;
    },
    fade(to) {
      percent = Math.max(0, Math.min(100, to));
    },
    key(key) {
      if (key === "v") this.show(MASK_VIEWS[(MASK_VIEWS.indexOf(view) + 1) % MASK_VIEWS.length]!);
      else if (key === "b") this.beside(!isBeside);
      else if (key === "[") this.fade(percent - STEP);
      else if (key === "]") this.fade(percent + STEP);
      else return false;
      return true;
    },
  };
}
