import type { ForestMark } from "./forest-view.js";
import type { Axis } from "./ruler-view.js";

/** Small drawings side by side, all with the same axis and the same rows. */
export interface PanelsDrawing {
  readonly ticks: Axis["ticks"];
  readonly panels: readonly Panel[];
}

export interface Panel {
  readonly name: string;
  /** What it rests on: `80 images`. */
  readonly sub: string;
  readonly marks: readonly ForestMark[];
}
